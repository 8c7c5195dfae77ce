import type { NetBit, NetlistCell } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import { always, type Literal, type LutNetwork, never } from './lutNetwork';

/** What operators cost that have hardware of their own, in ns. */
export interface CarryDelays {
  /** Into a chain with its wire, along it for each bit, and out of it with what reads it. */
  readonly entry: number;
  readonly step: number;
  readonly exit: number;
  /** A LUT with the wire to it. */
  readonly level: number;
}

interface Word {
  readonly net: LutNetwork;
  readonly delays: CarryDelays;
  readonly a: readonly Literal[];
  readonly b: readonly Literal[];
  readonly s: readonly Literal[];
  /** Where an operand is not known, so that anything will do. */
  readonly anyA: (at: number) => boolean;
  readonly anyB: (at: number) => boolean;
  readonly width: number;
  readonly aSigned: boolean;
  readonly bSigned: boolean;
}

type Mapping = (word: Word) => Literal[];

/**
 * The outputs of a word-level cell as LUTs: logic and selects gate by gate, additions and comparisons as carry chains, multipliers and dividers by their size alone.
 * Undefined for a cell that is no such operator.
 */
export function wordInLuts(
  cell: NetlistCell,
  net: LutNetwork,
  literalOf: (bit: NetBit) => Literal,
  delays: CarryDelays,
): Literal[] | undefined {
  const mapping = mappings[cell.type];
  if (mapping === undefined) return undefined;
  const { A = [], B = [], S = [], Y = [] } = cell.connections;
  return mapping({
    net,
    delays,
    a: A.map(literalOf),
    b: B.map(literalOf),
    s: S.map(literalOf),
    anyA: (at) => A[at] === 'x',
    anyB: (at) => B[at] === 'x',
    width: Y.length,
    aSigned: parameterNumber(cell.parameters.A_SIGNED) === 1,
    bSigned: parameterNumber(cell.parameters.B_SIGNED) === 1,
  });
}

const bitwise =
  (join: (net: LutNetwork, x: Literal, y: Literal) => Literal): Mapping =>
  (word) => {
    const [a, b] = operands(word, word.width);
    return a.map((bit, at) => join(word.net, bit, b[at] as Literal));
  };
const truth = ({ net }: Word, bits: readonly Literal[]): Literal => net.orAll(bits);
const equal = (word: Word): Literal => {
  const [a, b] = operands(word, Math.max(word.a.length, word.b.length));
  return word.net.andAll(a.map((bit, at) => word.net.xor(bit, b[at] as Literal) ^ 1));
};
const parity = ({ net, a }: Word): Literal => tree(net, a, (x, y) => net.xor(x, y));

const mappings: Readonly<Record<string, Mapping>> = {
  $buf: ({ a }) => [...a],
  $pos: ({ a, width, aSigned }) => extended(a, width, aSigned),
  $not: ({ a, width, aSigned }) => extended(a, width, aSigned).map((bit) => bit ^ 1),
  $and: bitwise((net, x, y) => net.and(x, y)),
  $or: bitwise((net, x, y) => net.or(x, y)),
  $xor: bitwise((net, x, y) => net.xor(x, y)),
  $xnor: bitwise((net, x, y) => net.xor(x, y) ^ 1),
  $reduce_and: ({ net, a }) => [net.andAll(a)],
  $reduce_or: (word) => [truth(word, word.a)],
  $reduce_bool: (word) => [truth(word, word.a)],
  $reduce_xor: (word) => [parity(word)],
  $reduce_xnor: (word) => [parity(word) ^ 1],
  $logic_not: (word) => [truth(word, word.a) ^ 1],
  $logic_and: (word) => [word.net.and(truth(word, word.a), truth(word, word.b))],
  $logic_or: (word) => [word.net.or(truth(word, word.a), truth(word, word.b))],
  $eq: (word) => [equal(word)],
  $eqx: (word) => [equal(word)],
  $ne: (word) => [equal(word) ^ 1],
  $nex: (word) => [equal(word) ^ 1],
  $lt: (word) => [compared(word)],
  $le: (word) => [compared(word)],
  $gt: (word) => [compared(word)],
  $ge: (word) => [compared(word)],
  $add: sums,
  $sub: sums,
  $neg: sums,
  $mul: products,
  $div: (word) => box(word, divided(word)),
  $mod: (word) => box(word, divided(word)),
  $divfloor: (word) => box(word, divided(word)),
  $modfloor: (word) => box(word, divided(word)),
  $pow: (word) => box(word, multiplied(word)),
  $shl: (word) => shifted(word, true),
  $sshl: (word) => shifted(word, true),
  $shr: (word) => shifted(word, false),
  $sshr: (word) => shifted(word, false),
  $shift: (word) => shifted(word, false),
  $shiftx: (word) => shifted(word, false),
  $mux: (word) => word.a.map((bit, at) => selected(word, word.s[0] as Literal, at, bit, word.b[at] as Literal, word.anyB(at))),
  $bwmux: (word) => word.a.map((bit, at) => selected(word, word.s[at] as Literal, at, bit, word.b[at] as Literal, word.anyB(at))),
  $pmux: chosen,
  $bmux: indexed,
  $demux: ({ net, a, s }) => decoded(net, s).flatMap((line) => a.map((bit) => net.and(bit, line))),
  $tribuf: ({ a }) => [...a],
};

function selected(word: Word, s: Literal, at: number, a: Literal, b: Literal, anyB: boolean): Literal {
  if (word.anyA(at)) return b;
  return anyB ? a : word.net.mux(s, a, b);
}

function extended(bits: readonly Literal[], width: number, signed: boolean): Literal[] {
  const fill = signed ? (bits.at(-1) ?? never) : never;
  return Array.from({ length: width }, (_, at) => bits[at] ?? fill);
}

function operands({ a, b, aSigned, bSigned }: Word, width: number): [Literal[], Literal[]] {
  return [extended(a, width, aSigned && bSigned), extended(b, width, aSigned && bSigned)];
}

/** Two by two in the order in which they are there. */
function tree(net: LutNetwork, bits: readonly Literal[], join: (x: Literal, y: Literal) => Literal): Literal {
  const waiting = [...bits].sort((x, y) => net.arrival(x) - net.arrival(y));
  for (let at = 0; at + 1 < waiting.length; at += 2) {
    const made = join(waiting[at] as Literal, waiting[at + 1] as Literal);
    let to = at + 2;
    while (to < waiting.length && net.arrival(waiting[to] as Literal) <= net.arrival(made)) to++;
    waiting.splice(to, 0, made);
  }
  return waiting.at(-1) ?? never;
}

/** By a constant as additions of what is shifted, else by its size alone. */
function products(word: Word): Literal[] {
  const { width } = word;
  const [a, b] = operands(word, width);
  const [factor, other] = a.every((bit) => bit < 2) ? [a, b] : [b, a];
  const ones = factor.flatMap((bit, at) => (bit === always ? [at] : []));
  if (factor.some((bit) => bit > always) || ones.length > mostTerms) return box(word, multiplied(word));
  let terms = ones.map((by) => Array.from({ length: width }, (_, at) => other[at - by] ?? never));
  while (terms.length > 1) {
    const next: Literal[][] = [];
    for (let at = 0; at < terms.length; at += 2) {
      const [x, y] = [terms[at] as Literal[], terms[at + 1]];
      next.push(y === undefined ? x : added(word, x, y));
    }
    terms = next;
  }
  return terms[0] ?? Array.from({ length: width }, () => never);
}

/** Of a constant with more ones a multiplier is made. */
const mostTerms = 8;

/** Sum bits: each waits for its own operands and for the carry that any lower bit sent up. */
function sums(word: Word): Literal[] {
  return added(word, ...operands(word, word.width));
}

function added({ net, delays }: Word, a: readonly Literal[], b: readonly Literal[]): Literal[] {
  let carry = -Infinity;
  return a.map((bit, at) => {
    const other = b[at] as Literal;
    // Below the first bit in which both operands count nothing is carried.
    if (carry === -Infinity && (bit === never || other === never)) return bit === never ? other : bit;
    const own = Math.max(net.arrival(bit), net.arrival(other));
    const through = carry + delays.exit;
    carry = Math.max(own + delays.entry, carry + delays.step);
    return own === -Infinity && through === -Infinity ? never : net.leaf(Math.max(through, own + delays.level));
  });
}

function compared(word: Word): Literal {
  const { net, delays } = word;
  const width = Math.max(word.a.length, word.b.length);
  const [a, b] = operands(word, width);
  let carry = -Infinity;
  a.forEach((bit, at) => {
    const own = Math.max(net.arrival(bit), net.arrival(b[at] as Literal));
    carry = Math.max(own + delays.entry, carry + delays.step);
  });
  return carry === -Infinity ? never : net.leaf(carry + delays.exit);
}

function box({ net, a, b, width }: Word, delay: number): Literal[] {
  const latest = Math.max(...[...a, ...b].map((bit) => net.arrival(bit)));
  return Array.from({ length: width }, () => (latest === -Infinity ? never : net.leaf(latest + delay)));
}

function multiplied({ a, b, delays }: Word): number {
  const constant = a.every((bit) => bit < 2) || b.every((bit) => bit < 2);
  const terms = Math.max(1, Math.min(a.length, b.length) / (constant ? 2 : 1));
  return Math.ceil(Math.log2(terms + 1)) * delays.level + delays.entry + delays.step * (a.length + b.length) + delays.exit;
}

/** A restoring divider: as many subtractions and selects as the dividend has bits. */
function divided({ a, b, delays }: Word): number {
  return a.length * (delays.entry + delays.step * b.length + delays.exit + delays.level);
}

function shifted({ net, a, b, width, aSigned, bSigned }: Word, up: boolean): Literal[] {
  const fill = aSigned && !up ? (a.at(-1) ?? never) : never;
  let bits = Array.from({ length: Math.max(width, a.length) }, (_, at) => a[at] ?? fill);
  const distance = bSigned ? b.slice(0, -1) : b;
  distance.forEach((bit, step) => {
    const by = step > 20 ? bits.length : 2 ** step;
    bits = bits.map((one, at) => net.mux(bit, one, bits[up ? at - by : at + by] ?? fill));
  });
  return bits.slice(0, width);
}

/** One select bit for each word of `b`; `a` when none is set. */
function chosen(word: Word): Literal[] {
  const { net, a, b, s } = word;
  const any = net.orAll(s);
  return a.map((otherwise, at) => {
    const picked = net.orAll(s.map((bit, k) => net.and(bit, b[k * a.length + at] as Literal)));
    return word.anyA(at) ? picked : net.or(picked, net.and(any ^ 1, otherwise));
  });
}

/** The word of `a` that `s` names. */
function indexed({ net, a, s, width }: Word): Literal[] {
  let words = Array.from({ length: 2 ** s.length }, (_, at) => a.slice(at * width, (at + 1) * width));
  for (const bit of s) {
    const next: Literal[][] = [];
    for (let at = 0; at < words.length; at += 2)
      next.push((words[at] as Literal[]).map((low, k) => net.mux(bit, low, (words[at + 1] as Literal[])[k] as Literal)));
    words = next;
  }
  return [...(words[0] ?? [])];
}

/** One line for each value of an address, value 0 first. */
function decoded(net: LutNetwork, address: readonly Literal[]): Literal[] {
  let lines: Literal[] = [always];
  for (const bit of address) lines = [...lines.map((line) => net.and(line, bit ^ 1)), ...lines.map((line) => net.and(line, bit))];
  return lines;
}
