import { difference, division, equal, lessThan, negated, power, product, shifted, sum } from './arithmetic';
import { identical, unknownNets } from './caseEquality';
import { extended, GateBuilder } from './gateBuilder';
import { mapRegister } from './mapRegisters';
import type { NetBit, NetlistCell, NetlistModule } from './netlist';
import { firstFreeNet, parameterNumber } from './netlist';

/**
 * A flat module of word-level cells as single-bit `$_…_` cells, the same ports and names. Cells that have no meaning as gates (black
 * boxes, memories, tri-states, `===` of what an x may reach) stay as they are, for the reader to refuse.
 *
 * Values are Verilog's where operands are known. An x spreads bit by bit as gates carry it, never further than in Verilog; a division by
 * zero and a bit selected outside its vector are x (IEEE 1364-2005, 5.1.5 and 5.2.1).
 */
export function mapToGates(module: NetlistModule): NetlistModule {
  const g = new GateBuilder(firstFreeNet(module));
  const mayBeUnknown = unknownNets(module);
  for (const [name, cell] of Object.entries(module.cells)) {
    if (mapRegister(g, name, cell)) continue;
    const bits = mapWord(g, cell, mayBeUnknown);
    if (bits === undefined) g.cells[name] = cell;
    else g.drive(cell.connections.Y ?? [], bits);
  }
  return { ...module, cells: g.cells };
}

interface Word {
  readonly g: GateBuilder;
  readonly a: readonly NetBit[];
  readonly b: readonly NetBit[];
  readonly s: readonly NetBit[];
  readonly width: number;
  readonly aSigned: boolean;
  readonly bSigned: boolean;
  /** Whether an x may reach a net from a place other than a register's power-up. */
  readonly mayBeUnknown: (bit: NetBit) => boolean;
}

/** Undefined where gates cannot say what the cell does. */
type Mapping = (word: Word) => NetBit[] | undefined;

const bitwise =
  (join: (g: GateBuilder, x: NetBit, y: NetBit) => NetBit): Mapping =>
  (word) => {
    if (mixed(word)) return undefined;
    const [a, b] = operands(word, word.width);
    return a.map((bit, i) => join(word.g, bit, b[i] as NetBit));
  };
/** Operands as wide as the wider of both. */
const compared =
  (decide: (word: Word, a: NetBit[], b: NetBit[]) => NetBit): Mapping =>
  (word) => {
    if (mixed(word)) return undefined;
    const [a, b] = operands(word, Math.max(word.a.length, word.b.length));
    return [decide(word, a, b)];
  };
const arithmetic =
  (compute: (g: GateBuilder, a: NetBit[], b: NetBit[]) => NetBit[]): Mapping =>
  (word) =>
    mixed(word) ? undefined : compute(word.g, ...operands(word, word.width));
/** `===`: of an x only where it is written as a constant, and then nothing else equals it. */
const caseEqual =
  (negative: boolean): Mapping =>
  (word) => {
    if (mixed(word)) return undefined;
    const [a, b] = operands(word, Math.max(word.a.length, word.b.length));
    const same = identical(word.g, a, b, word.mayBeUnknown);
    return same === undefined ? undefined : [negative ? word.g.not(same) : same];
  };
const less = (word: Word, a: NetBit[], b: NetBit[]): NetBit => lessThan(word.g, a, b, word.aSigned && word.bSigned);
const truth = ({ g }: Word, bits: readonly NetBit[]): NetBit => g.orAll(bits);
const divide =
  (kind: { readonly remainder: boolean; readonly floor: boolean }): Mapping =>
  (word) =>
    mixed(word) ? undefined : division(word.g, word.a, word.b, word.width, word.aSigned, kind);

const mappings = new Map<string, Mapping>([
  ['$pos', ({ a, width, aSigned }) => extended(a, width, aSigned)],
  ['$buf', ({ a }) => [...a]],
  ['$not', ({ g, a, width, aSigned }) => extended(a, width, aSigned).map((bit) => g.not(bit))],
  ['$neg', ({ g, a, width, aSigned }) => negated(g, extended(a, width, aSigned))],
  ['$and', bitwise((g, x, y) => g.and(x, y))],
  ['$or', bitwise((g, x, y) => g.or(x, y))],
  ['$xor', bitwise((g, x, y) => g.xor(x, y))],
  ['$xnor', bitwise((g, x, y) => g.not(g.xor(x, y)))],
  ['$reduce_and', ({ g, a }) => [g.andAll(a)]],
  ['$reduce_or', (word) => [truth(word, word.a)]],
  ['$reduce_bool', (word) => [truth(word, word.a)]],
  ['$reduce_xor', ({ g, a }) => [g.xorAll(a)]],
  ['$reduce_xnor', ({ g, a }) => [g.not(g.xorAll(a))]],
  ['$logic_not', (word) => [word.g.not(truth(word, word.a))]],
  ['$logic_and', (word) => [word.g.and(truth(word, word.a), truth(word, word.b))]],
  ['$logic_or', (word) => [word.g.or(truth(word, word.a), truth(word, word.b))]],
  ['$eq', compared(({ g }, a, b) => equal(g, a, b))],
  ['$eqx', caseEqual(false)],
  ['$ne', compared(({ g }, a, b) => g.not(equal(g, a, b)))],
  ['$nex', caseEqual(true)],
  ['$lt', compared((word, a, b) => less(word, a, b))],
  ['$gt', compared((word, a, b) => less(word, b, a))],
  ['$ge', compared((word, a, b) => word.g.not(less(word, a, b)))],
  ['$le', compared((word, a, b) => word.g.not(less(word, b, a)))],
  ['$add', arithmetic((g, a, b) => sum(g, a, b, '0').bits)],
  ['$sub', arithmetic(difference)],
  ['$mul', arithmetic(product)],
  ['$pow', ({ g, a, b, width, aSigned, bSigned }) => power(g, extended(a, width, aSigned), a, b, aSigned, bSigned)],
  ['$div', divide({ remainder: false, floor: false })],
  ['$mod', divide({ remainder: true, floor: false })],
  ['$divfloor', divide({ remainder: false, floor: true })],
  ['$modfloor', divide({ remainder: true, floor: true })],
  ['$shl', ({ g, a, b, width, aSigned }) => shifted(g, extended(a, width, aSigned), b, true, '0')],
  ['$sshl', ({ g, a, b, width, aSigned }) => shifted(g, extended(a, width, aSigned), b, true, '0')],
  ['$shr', (word) => shiftRight(word, false)],
  ['$sshr', (word) => shiftRight(word, word.aSigned)],
  ['$shift', (word) => select(word, '0')],
  ['$shiftx', (word) => select(word, 'x')],
  ['$mux', ({ g, a, b, s }) => a.map((bit, i) => g.mux(s[0] ?? 'x', bit, b[i] as NetBit))],
  ['$pmux', parallelMux],
  ['$bmux', binaryMux],
  ['$demux', ({ g, a, s }) => decoded(g, s).flatMap((chosen) => a.map((bit) => g.and(bit, chosen)))],
  ['$bwmux', ({ g, a, b, s }) => a.map((bit, i) => g.mux(s[i] ?? 'x', bit, b[i] as NetBit))],
  ['$bweqx', ({ g, a, b, mayBeUnknown }) => everyDefined(a.map((bit, i) => identical(g, [bit], [b[i] as NetBit], mayBeUnknown)))],
  ['$concat', ({ a, b }) => [...a, ...b]],
]);

function mapWord(g: GateBuilder, cell: NetlistCell, mayBeUnknown: (bit: NetBit) => boolean): NetBit[] | undefined {
  const { connections, parameters } = cell;
  if (cell.type === '$slice') {
    const offset = parameterNumber(parameters.OFFSET);
    return (connections.A ?? []).slice(offset, offset + (connections.Y?.length ?? 0));
  }
  return mappings.get(cell.type)?.({
    g,
    a: connections.A ?? [],
    b: connections.B ?? [],
    s: connections.S ?? [],
    width: connections.Y?.length ?? 0,
    aSigned: parameterNumber(parameters.A_SIGNED) === 1,
    bSigned: parameterNumber(parameters.B_SIGNED) === 1,
    mayBeUnknown,
  });
}

/** Yosys makes no such cell of operands that both count. */
function mixed({ aSigned, bSigned }: Word): boolean {
  return aSigned !== bSigned;
}

function everyDefined(bits: (NetBit | undefined)[]): NetBit[] | undefined {
  return bits.every((bit) => bit !== undefined) ? bits : undefined;
}

function operands(word: Word, width: number): [NetBit[], NetBit[]] {
  return [extended(word.a, width, word.aSigned), extended(word.b, width, word.bSigned)];
}

function shiftRight({ g, a, b, width, aSigned }: Word, arithmetic: boolean): NetBit[] {
  const wide = extended(a, Math.max(width, a.length), aSigned);
  return shifted(g, wide, b, false, arithmetic ? (wide.at(-1) ?? '0') : '0').slice(0, width);
}

/** Bits of `a` from an index on, which may be negative; `outside` where there is none. */
function select({ g, a, b, width, aSigned, bSigned }: Word, outside: '0' | 'x'): NetBit[] {
  const from = outside === 'x' ? a : extended(a, Math.max(width, a.length), aSigned);
  const wide = Array.from({ length: Math.max(width, from.length) }, (_, i) => from[i] ?? outside);
  const up = shifted(g, wide, bSigned ? b.slice(0, -1) : b, false, outside);
  if (!bSigned) return up.slice(0, width);
  const sign = b.at(-1) ?? '0';
  // -b is below 2^(n-1) + 1: as an unsigned number of all n bits it is right for the most negative index as well.
  const distance = negated(g, b);
  const down = shifted(g, wide.slice(0, width), distance, true, outside);
  return down.map((bit, i) => g.mux(sign, up[i] ?? outside, bit));
}

/** One select bit for each word of `b`; `a` when none is set. */
function parallelMux({ g, a, b, s }: Word): NetBit[] {
  const any = g.orAll(s);
  return a.map((otherwise, i) => {
    const chosen = g.orAll(s.map((bit, k) => g.and(bit, b[k * a.length + i] as NetBit)));
    return g.mux(any, otherwise, chosen);
  });
}

/** The word of `a` that `s` names. */
function binaryMux({ g, a, s, width }: Word): NetBit[] {
  let words = Array.from({ length: 2 ** s.length }, (_, i) => a.slice(i * width, (i + 1) * width));
  for (const bit of s) {
    const next: NetBit[][] = [];
    for (let i = 0; i < words.length; i += 2)
      next.push((words[i] as NetBit[]).map((low, k) => g.mux(bit, low, (words[i + 1] as NetBit[])[k] as NetBit)));
    words = next;
  }
  return [...(words[0] ?? [])];
}

/** One bit for each value of an address, value 0 first. */
function decoded(g: GateBuilder, address: readonly NetBit[]): NetBit[] {
  let lines: NetBit[] = ['1'];
  address.forEach((bit) => {
    const low = lines.map((line) => g.and(line, g.not(bit)));
    lines = [...low, ...lines.map((line) => g.and(line, bit))];
  });
  return lines;
}
