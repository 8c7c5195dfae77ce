import type { FunctionTable, MachineTable, Spec, SpecPort, TableBit } from '../spec/specTypes';
import { otherwise } from '../spec/conditions';
import { outerStatePorts } from '../spec/outerStatePorts';
import { bitsOfPort } from '../spec/signalNames';
import { bitText, moduleHeader, type WriteStyle } from './moduleHeader';
import { expressionOf, valuesOfCube } from './minimize';

/** A machine whose state comes in at a port and whose next state goes out at another: its logic without its register. */
export interface OuterState {
  readonly table: MachineTable;
  readonly state: SpecPort;
  readonly next: SpecPort;
  /** Code of each state, most significant bit first. */
  readonly codes: ReadonlyMap<string, string>;
  /** Each code has one 1, at a place of its own: the logic is read off bit by bit. */
  readonly oneHot: boolean;
}

/** Such a machine, when the text gives every state a code: `A=2'b01`, states that are codes, `state[0] through state[9] correspond to the states S0 …`. */
export function outerState(spec: Spec): OuterState | undefined {
  const table = spec.tables.find((one) => one.kind === 'stateTable');
  const through = outerStatePorts(spec.interface.ports);
  if (table?.moore === undefined || through === undefined || spec.timing.clock !== undefined) return undefined;
  const codes = new Map<string, string>();
  for (const state of table.states) {
    const code = codeOf(state, through.state, spec.text);
    if (code === undefined) return undefined;
    codes.set(state, code);
  }
  if (new Set(codes.values()).size !== codes.size) return undefined;
  return { table, ...through, codes, oneHot: [...codes.values()].every((code) => code.replaceAll('0', '') === '1') };
}

function codeOf(state: string, { name, width }: SpecPort, text: string): string | undefined {
  const fits = (code: string): string | undefined => (code.length <= width ? code.padStart(width, '0') : undefined);
  if (/^[01]+$/.test(state)) return fits(state);
  const given =
    new RegExp(`\\b${state}\\s*=\\s*(?:\\d+'b)?([01_]{2,})\\b`).exec(text)?.[1] ??
    new RegExp(`\\b([01]{2,})\\s*\\(${state}\\)`).exec(text)?.[1];
  if (given !== undefined) return fits(given.replaceAll('_', ''));
  const [, stem = '', number = ''] = /^([A-Za-z_]+)(\d+)$/.exec(state) ?? [];
  const run = new RegExp(
    `\\b${name}\\[0\\]\\s+(?:through|to)\\s+${name}\\[\\d+\\]\\s+correspond\\w*\\s+to\\s+(?:the\\s+)?(?:states?\\s+)?${stem}0\\b`,
    'i',
  );
  if (stem === '' || !run.test(text) || Number(number) >= width) return undefined;
  return [...'0'.repeat(width)].map((_, i) => (width - 1 - i === Number(number) ? '1' : '0')).join('');
}

/** The same as a function of state and inputs, for the codes that there are: what a module is held against. */
export function asFunction({ table, state, next, codes }: OuterState): FunctionTable | undefined {
  const inputs = [...bitsOfPort(state), ...table.inputs];
  if (table.inputs.length > 4 || inputs.length > 16) return undefined;
  const outputs: TableBit[] = [...bitsOfPort(next), ...table.outputs];
  const rows = table.transitions.map(({ from, to, inputs: cube, line }) => ({
    inputs: `${codes.get(from) ?? ''}${cube}`,
    outputs: `${codes.get(to) ?? ''}${table.moore?.get(from) ?? ''}`,
    line,
  }));
  if (rows.some((row) => row.inputs.includes(otherwise))) return undefined;
  return { kind: 'truthTable', line: table.line, endLine: table.endLine, inputs, outputs, rows, notes: [] };
}

/** One-hot logic read off by inspection: each next bit is an or over the transitions that lead there, each output one over its states. */
export function writeOneHot({ table, state, next, codes }: OuterState, spec: Spec, module: string, style: WriteStyle): string {
  const { ports } = spec.interface;
  const names = table.inputs.map((bit) => bitText(bit, ports));
  const bitOf = (of: string): number => (codes.get(of) ?? '').length - 1 - (codes.get(of) ?? '').indexOf('1');
  const here = (of: string): string => bitText({ port: state.name, bit: bitOf(of) }, ports);
  const lines = table.states.map((to) => {
    const terms = table.states.flatMap((from) => {
      const on = new Set(
        table.transitions.filter((one) => one.from === from && one.to === to).flatMap(({ inputs }) => valuesOfCube(inputs)),
      );
      if (on.size === 0) return [];
      const when = expressionOf({ inputs: names.length, on, either: new Set() }, names);
      return [when === "1'b1" ? here(from) : `(${here(from)} & ${when.includes('|') ? `(${when})` : when})`];
    });
    return `assign ${bitText({ port: next.name, bit: bitOf(to) }, ports)} = ${terms.join(' | ') || "1'b0"};`;
  });
  const used = new Set(table.states.map(bitOf));
  for (let bit = 0; bit < next.width; bit++) if (!used.has(bit)) lines.push(`assign ${bitText({ port: next.name, bit }, ports)} = 1'b0;`);
  table.outputs.forEach((bit, column) => {
    const on = table.states.filter((one) => table.moore?.get(one)?.[column] === '1');
    lines.push(`assign ${bitText(bit, ports)} = ${on.map(here).join(' | ') || "1'b0"};`);
  });
  return [spec.interface.header ?? moduleHeader(module, ports, style), ...lines.map((line) => style.indent + line), 'endmodule', ''].join(
    '\n',
  );
}
