import type { GateBuilder } from './gateBuilder';
import type { NetBit, NetlistCell } from './netlist';
import { parameterNumber } from './netlist';

/** How a word-level register cell becomes single-bit cells: the name of the family and, in the order of the name's letters, its pins. */
interface RegisterForm {
  readonly family: string;
  /** Letters of polarity, `[word pin, its parameter, bit pin]`; a pin of one bit serves all bits. */
  readonly controls: readonly (readonly [pin: string, polarity: string, to: string])[];
  /** Parameter with the value that the reset gives each bit, and after which control its digit stands in the name. */
  readonly resetValue?: { readonly parameter: string; readonly after: number };
  readonly data: readonly string[];
}

const clk = ['CLK', 'CLK_POLARITY', 'C'] as const;
const en = ['EN', 'EN_POLARITY', 'E'] as const;
const arst = ['ARST', 'ARST_POLARITY', 'R'] as const;
const srst = ['SRST', 'SRST_POLARITY', 'R'] as const;
const aload = ['ALOAD', 'ALOAD_POLARITY', 'L'] as const;
const set = ['SET', 'SET_POLARITY', 'S'] as const;
const clr = ['CLR', 'CLR_POLARITY', 'R'] as const;
const arstValue = { parameter: 'ARST_VALUE', after: 1 };
const srstValue = { parameter: 'SRST_VALUE', after: 1 };
const d = ['D'];

/** Yosys manual, "Word-level cells: registers" and "Gate-level cells: registers". */
const forms = new Map<string, RegisterForm>([
  ['$ff', { family: 'FF', controls: [], data: d }],
  ['$dff', { family: 'DFF', controls: [clk], data: d }],
  ['$dffe', { family: 'DFFE', controls: [clk, en], data: d }],
  ['$adff', { family: 'DFF', controls: [clk, arst], resetValue: arstValue, data: d }],
  ['$adffe', { family: 'DFFE', controls: [clk, arst, en], resetValue: arstValue, data: d }],
  ['$sdff', { family: 'SDFF', controls: [clk, srst], resetValue: srstValue, data: d }],
  ['$sdffe', { family: 'SDFFE', controls: [clk, srst, en], resetValue: srstValue, data: d }],
  ['$sdffce', { family: 'SDFFCE', controls: [clk, srst, en], resetValue: srstValue, data: d }],
  ['$aldff', { family: 'ALDFF', controls: [clk, aload], data: ['D', 'AD'] }],
  ['$aldffe', { family: 'ALDFFE', controls: [clk, aload, en], data: ['D', 'AD'] }],
  ['$dffsr', { family: 'DFFSR', controls: [clk, set, clr], data: d }],
  ['$dffsre', { family: 'DFFSRE', controls: [clk, set, clr, en], data: d }],
  ['$dlatch', { family: 'DLATCH', controls: [en], data: d }],
  ['$adlatch', { family: 'DLATCH', controls: [en, arst], resetValue: arstValue, data: d }],
  ['$dlatchsr', { family: 'DLATCHSR', controls: [en, set, clr], data: d }],
  ['$sr', { family: 'SR', controls: [set, clr], data: [] }],
]);

/** Makes one single-bit register of each bit of a word-level one; false for any other cell. */
export function mapRegister(g: GateBuilder, name: string, word: NetlistCell): boolean {
  const cell = withoutUnknownReset(word);
  const form = forms.get(cell.type);
  if (form === undefined) return false;
  const { parameters, connections } = cell;
  const values = form.resetValue === undefined ? undefined : digits(parameters[form.resetValue.parameter]);
  // No single-bit cell resets to x.
  if (values !== undefined && /[^01]/.test(values)) return false;
  const letters = form.controls.map(([, polarity]) => (parameterNumber(parameters[polarity]) === 1 ? 'P' : 'N'));
  const after = form.resetValue?.after ?? 0;
  const q = connections.Q ?? [];
  q.forEach((bit, i) => {
    const digit = values === undefined ? '' : (values[values.length - 1 - i] ?? '0');
    const shape =
      values === undefined ? letters.join('') : `${letters.slice(0, after + 1).join('')}${digit}${letters.slice(after + 1).join('')}`;
    const pins: Record<string, NetBit[]> = { Q: [bit] };
    for (const [pin, , to] of form.controls) pins[to] = [pinBit(connections[pin], i)];
    for (const pin of form.data) pins[pin] = [pinBit(connections[pin], i)];
    g.add(shape === '' ? `$_${form.family}_` : `$_${form.family}_${shape}_`, pins, q.length === 1 ? name : `${name}[${i}]`);
  });
  return true;
}

/** An asynchronous reset to x is a load of x: of the cells with a reset value, none has an x. */
function withoutUnknownReset(cell: NetlistCell): NetlistCell {
  const value = digits(cell.parameters.ARST_VALUE);
  if ((cell.type !== '$adff' && cell.type !== '$adffe') || /^[01]*$/.test(value)) return cell;
  const { ARST: reset = [], ...others } = cell.connections;
  return {
    ...cell,
    type: cell.type.replace('$adff', '$aldff'),
    parameters: { ...cell.parameters, ALOAD_POLARITY: cell.parameters.ARST_POLARITY ?? 1 },
    connections: { ...others, ALOAD: reset, AD: [...value].reverse() as NetBit[] },
  };
}

function pinBit(bits: readonly NetBit[] | undefined, index: number): NetBit {
  return bits?.[bits.length === 1 ? 0 : index] ?? 'x';
}

function digits(value: string | number | undefined): string {
  return typeof value === 'number' ? value.toString(2) : (value ?? '0').trim();
}
