import type { GateGraph, Ref } from './gateGraph';
import { invert, oneRef, zeroRef } from './gateGraph';

/** The pins of a combinational Yosys gate cell, and how its output is made; undefined for any other cell. */
export function combinationalCell(type: string): CombinationalCell | undefined {
  return combinational.get(type);
}

export interface CombinationalCell {
  readonly inputs: readonly string[];
  readonly output: string;
  build(g: GateGraph, pins: readonly Ref[]): Ref;
}

type Build = (g: GateGraph, pins: readonly Ref[]) => Ref;

function pin(pins: readonly Ref[], index: number): Ref {
  const ref = pins[index];
  if (ref === undefined) throw new Error('a gate without its pin');
  return ref;
}

const muxTree = (g: GateGraph, data: readonly Ref[], selects: readonly Ref[]): Ref => {
  let level = [...data];
  for (const select of selects) {
    const next: Ref[] = [];
    for (let i = 0; i < level.length; i += 2) next.push(g.mux(select, pin(level, i), pin(level, i + 1)));
    level = next;
  }
  return pin(level, 0);
};

const letters = 'ABCDEFGHIJKLMNOP';
const data = (n: number): string[] => letters.slice(0, n).split('');
/** The selects of the wide multiplexers are named after the data pins: S T U V. */
const wideMux = (n: number, selects: string): CombinationalCell => ({
  inputs: [...data(n), ...selects.split('')],
  output: 'Y',
  build: (g, p) => muxTree(g, p.slice(0, n), p.slice(n)),
});
const gate = (inputs: string, build: Build): CombinationalCell => ({ inputs: inputs.split(''), output: 'Y', build });

const combinational = new Map<string, CombinationalCell>([
  ['$_BUF_', gate('A', (_g, p) => pin(p, 0))],
  ['$_NOT_', gate('A', (_g, p) => invert(pin(p, 0)))],
  ['$_AND_', gate('AB', (g, p) => g.and(pin(p, 0), pin(p, 1)))],
  ['$_NAND_', gate('AB', (g, p) => invert(g.and(pin(p, 0), pin(p, 1))))],
  ['$_OR_', gate('AB', (g, p) => g.or(pin(p, 0), pin(p, 1)))],
  ['$_NOR_', gate('AB', (g, p) => invert(g.or(pin(p, 0), pin(p, 1))))],
  ['$_ANDNOT_', gate('AB', (g, p) => g.and(pin(p, 0), invert(pin(p, 1))))],
  ['$_ORNOT_', gate('AB', (g, p) => g.or(pin(p, 0), invert(pin(p, 1))))],
  ['$_XOR_', gate('AB', (g, p) => g.xor(pin(p, 0), pin(p, 1)))],
  ['$_XNOR_', gate('AB', (g, p) => invert(g.xor(pin(p, 0), pin(p, 1))))],
  ['$_MUX_', gate('ABS', (g, p) => g.mux(pin(p, 2), pin(p, 0), pin(p, 1)))],
  ['$_NMUX_', gate('ABS', (g, p) => invert(g.mux(pin(p, 2), pin(p, 0), pin(p, 1))))],
  ['$_AOI3_', gate('ABC', (g, p) => invert(g.or(g.and(pin(p, 0), pin(p, 1)), pin(p, 2))))],
  ['$_OAI3_', gate('ABC', (g, p) => invert(g.and(g.or(pin(p, 0), pin(p, 1)), pin(p, 2))))],
  ['$_AOI4_', gate('ABCD', (g, p) => invert(g.or(g.and(pin(p, 0), pin(p, 1)), g.and(pin(p, 2), pin(p, 3)))))],
  ['$_OAI4_', gate('ABCD', (g, p) => invert(g.and(g.or(pin(p, 0), pin(p, 1)), g.or(pin(p, 2), pin(p, 3)))))],
  ['$_MUX4_', wideMux(4, 'ST')],
  ['$_MUX8_', wideMux(8, 'STU')],
  ['$_MUX16_', wideMux(16, 'STUV')],
]);

/** A flip-flop or latch cell, decoded from its type name: pin names with the level at which they act. */
export interface StateCell {
  /** Undefined for a latch. */
  readonly clock?: Level;
  /** Gate of a latch. */
  readonly gate?: Level;
  readonly enable?: Level;
  readonly syncReset?: Level & { readonly value: 0 | 1; readonly underEnable: boolean };
  readonly asyncReset?: Level & { readonly value: 0 | 1 };
  /** Asynchronous load of pin AD. */
  readonly load?: Level;
  readonly set?: Level;
  readonly clear?: Level;
}
export interface Level {
  readonly pin: string;
  /** Rising / active high, or falling / active low. */
  readonly high: boolean;
}

const polarity = '[NP]';
const stateForms: readonly [RegExp, (m: readonly string[]) => StateCell][] = [
  [form(`DFF_(${polarity})`), (m) => ({ clock: level('C', m[1]) })],
  [form(`DFFE_(${polarity})(${polarity})`), (m) => ({ clock: level('C', m[1]), enable: level('E', m[2]) })],
  [form(`DFF_(${polarity})(${polarity})([01])`), (m) => ({ clock: level('C', m[1]), asyncReset: reset(m[2], m[3]) })],
  [
    form(`DFFE_(${polarity})(${polarity})([01])(${polarity})`),
    (m) => ({ clock: level('C', m[1]), asyncReset: reset(m[2], m[3]), enable: level('E', m[4]) }),
  ],
  [form(`ALDFF_(${polarity})(${polarity})`), (m) => ({ clock: level('C', m[1]), load: level('L', m[2]) })],
  [
    form(`ALDFFE_(${polarity})(${polarity})(${polarity})`),
    (m) => ({ clock: level('C', m[1]), load: level('L', m[2]), enable: level('E', m[3]) }),
  ],
  [
    form(`DFFSR_(${polarity})(${polarity})(${polarity})`),
    (m) => ({ clock: level('C', m[1]), set: level('S', m[2]), clear: level('R', m[3]) }),
  ],
  [
    form(`DFFSRE_(${polarity})(${polarity})(${polarity})(${polarity})`),
    (m) => ({ clock: level('C', m[1]), set: level('S', m[2]), clear: level('R', m[3]), enable: level('E', m[4]) }),
  ],
  [
    form(`SDFF_(${polarity})(${polarity})([01])`),
    (m) => ({ clock: level('C', m[1]), syncReset: { ...reset(m[2], m[3]), underEnable: false } }),
  ],
  [
    form(`SDFF(C?)E_(${polarity})(${polarity})([01])(${polarity})`),
    (m) => ({ clock: level('C', m[2]), syncReset: { ...reset(m[3], m[4]), underEnable: m[1] === 'C' }, enable: level('E', m[5]) }),
  ],
  [form(`DLATCH_(${polarity})`), (m) => ({ gate: level('E', m[1]) })],
  [form(`DLATCH_(${polarity})(${polarity})([01])`), (m) => ({ gate: level('E', m[1]), asyncReset: reset(m[2], m[3]) })],
  [
    form(`DLATCHSR_(${polarity})(${polarity})(${polarity})`),
    (m) => ({ gate: level('E', m[1]), set: level('S', m[2]), clear: level('R', m[3]) }),
  ],
  [form(`SR_(${polarity})(${polarity})`), (m) => ({ set: level('S', m[1]), clear: level('R', m[2]) })],
];

function form(pattern: string): RegExp {
  return new RegExp(`^\\$_${pattern}_$`);
}
function level(pinName: string, letter: string | undefined): Level {
  return { pin: pinName, high: letter === 'P' };
}
function reset(letter: string | undefined, value: string | undefined): Level & { value: 0 | 1 } {
  return { pin: 'R', high: letter === 'P', value: value === '1' ? 1 : 0 };
}

/** Decodes `$_DFF_PN0_` and its family (Yosys manual, "Gate-level cells: registers"); undefined for any other type. */
export function stateCell(type: string): StateCell | undefined {
  let decoded = decodedStates.get(type);
  if (decoded === undefined) {
    decoded = decodeState(type) ?? 'none';
    decodedStates.set(type, decoded);
  }
  return decoded === 'none' ? undefined : decoded;
}

/** A netlist has tens of thousands of cells and a dozen types. */
const decodedStates = new Map<string, StateCell | 'none'>();

function decodeState(type: string): StateCell | undefined {
  for (const [pattern, make] of stateForms) {
    const match = pattern.exec(type);
    if (match !== null) return make(match);
  }
  return undefined;
}

export function constantRef(value: 0 | 1): Ref {
  return value === 1 ? oneRef : zeroRef;
}
