import type { NetBit, NetlistCell } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import { literal, ones, type BitSource } from './bitSource';
import { wordBits } from './narrowCells';

const gates: Readonly<Record<string, (a: string, b: string, s: string) => string>> = {
  $_BUF_: (a) => a,
  $_NOT_: (a) => `${a} ^ 1u`,
  $_AND_: (a, b) => `${a} & ${b}`,
  $_NAND_: (a, b) => `(${a} & ${b}) ^ 1u`,
  $_OR_: (a, b) => `${a} | ${b}`,
  $_NOR_: (a, b) => `(${a} | ${b}) ^ 1u`,
  $_XOR_: (a, b) => `${a} ^ ${b}`,
  $_XNOR_: (a, b) => `${a} ^ ${b} ^ 1u`,
  $_ANDNOT_: (a, b) => `${a} & (${b} ^ 1u)`,
  $_ORNOT_: (a, b) => `${a} | (${b} ^ 1u)`,
  $_MUX_: (a, b, s) => `${s} ? ${b} : ${a}`,
  $_NMUX_: (a, b, s) => `(${s} ? ${b} : ${a}) ^ 1u`,
};
const joins: Readonly<Record<string, string>> = { $and: '&', $or: '|', $xor: '^', $add: '+', $sub: '-', $mul: '*' };
const compares: Readonly<Record<string, string>> = { $lt: '<', $le: '<=', $gt: '>', $ge: '>=' };

/** What a cell computes, as an unsigned expression of its output's width; undefined for a cell without a meaning in C. Operands are widened as IEEE 1364-2005, 5.4 says: by their sign where both have one. */
export function cellExpression({ type, connections, parameters }: NetlistCell, source: BitSource): string | undefined {
  const { A: a = [], B: b = [], S: s = [], Y: y = [] } = connections;
  const signed = parameterNumber(parameters.A_SIGNED) === 1;
  const width = y.length;
  const masked = (text: string): string => (width >= wordBits ? text : `(${text}) & ${literal(ones(width))}`);
  const wide = (bits: readonly NetBit[]): string => extend(source, bits, width, signed);
  const gate = gates[type];
  if (gate !== undefined) return gate(source.value(a), source.value(b), source.value(s));
  const join = joins[type];
  if (join !== undefined) return masked(`${wide(a)} ${join} ${wide(b)}`);
  const compare = compares[type];
  if (compare !== undefined) {
    const [x, z] = [asNumber(source, a, signed), asNumber(source, b, signed)];
    return `(uint64_t)(${x} ${compare} ${z})`;
  }
  switch (type) {
    case '$pos':
    case '$buf':
      return masked(wide(a));
    case '$not':
      return masked(`~${wide(a)}`);
    case '$neg':
      return masked(`0u - ${wide(a)}`);
    case '$xnor':
      return masked(`~(${wide(a)} ^ ${wide(b)})`);
    case '$eq':
      return `(uint64_t)(${extend(source, a, Math.max(a.length, b.length), signed)} == ${extend(source, b, Math.max(a.length, b.length), signed)})`;
    case '$ne':
      return `(uint64_t)(${extend(source, a, Math.max(a.length, b.length), signed)} != ${extend(source, b, Math.max(a.length, b.length), signed)})`;
    case '$mux':
      return `${source.value(s)} ? ${source.value(b)} : ${source.value(a)}`;
    case '$bwmux':
      return `(${source.value(a)} & ~${source.value(s)}) | (${source.value(b)} & ${source.value(s)})`;
    case '$pmux':
      return chosen(source, a, b, s);
    case '$div':
    case '$mod':
      return masked(divided(source, a, b, type === '$div' ? '/' : '%', signed));
    case '$shl':
    case '$sshl':
      return masked(guarded(source, b, width, `${wide(a)} << ${source.value(b)}`, '0u'));
    case '$shr':
      return masked(guarded(source, b, wordBits, `${extend(source, a, Math.max(width, a.length), signed)} >> ${source.value(b)}`, '0u'));
    case '$sshr':
      return masked(shiftedDown(source, a, b, signed));
    default:
      return reduced(type, a, b, source);
  }
}

/** The row of bits in words. */
function inWords(source: BitSource, bits: readonly NetBit[]): { text: string; count: number }[] {
  const words: { text: string; count: number }[] = [];
  for (let at = 0; at < bits.length; at += wordBits) {
    const part = bits.slice(at, at + wordBits);
    words.push({ text: source.value(part), count: part.length });
  }
  return words;
}

function reduced(type: string, a: readonly NetBit[], b: readonly NetBit[], source: BitSource): string | undefined {
  const any = (bits: readonly NetBit[]): string =>
    `((${inWords(source, bits)
      .map(({ text }) => text)
      .join(' | ')}) != 0u)`;
  const parity = `parity(${inWords(source, a)
    .map(({ text }) => text)
    .join(' ^ ')})`;
  switch (type) {
    case '$reduce_or':
    case '$reduce_bool':
      return `(uint64_t)${any(a)}`;
    case '$logic_not':
      return `(uint64_t)!${any(a)}`;
    case '$logic_and':
      return `(uint64_t)(${any(a)} && ${any(b)})`;
    case '$logic_or':
      return `(uint64_t)(${any(a)} || ${any(b)})`;
    case '$reduce_and':
      return `(uint64_t)(${inWords(source, a)
        .map(({ text, count }) => `${text} == ${literal(ones(count))}`)
        .join(' && ')})`;
    case '$reduce_xor':
      return parity;
    case '$reduce_xnor':
      return `${parity} ^ 1u`;
    default:
      return undefined;
  }
}

/** At most 64 bits as wide as `width`. */
function extend(source: BitSource, bits: readonly NetBit[], width: number, signed: boolean): string {
  const own = bits.slice(0, width);
  const value = source.value(own);
  if (!signed || own.length >= width || own.length === 0) return value;
  const sign = literal(1n << BigInt(own.length - 1));
  return `(((${value} ^ ${sign}) - ${sign}) & ${literal(ones(width))})`;
}

/** As a number with its sign, for comparisons and divisions. */
function asNumber(source: BitSource, bits: readonly NetBit[], signed: boolean): string {
  return signed ? `(int64_t)${extend(source, bits, wordBits, true)}` : source.value(bits);
}

/** A division by zero is x, and here 0; the least number by -1 overflows in C, so that one is said apart. */
function divided(source: BitSource, a: readonly NetBit[], b: readonly NetBit[], sign: '/' | '%', signed: boolean): string {
  const [x, z] = [asNumber(source, a, signed), asNumber(source, b, signed)];
  if (!signed) return `${z} == 0u ? 0u : ${x} ${sign} ${z}`;
  const byMinusOne = sign === '/' ? `0u - (uint64_t)${x}` : '0u';
  return `${z} == 0 ? 0u : ${z} == -1 ? ${byMinusOne} : (uint64_t)(${x} ${sign} ${z})`;
}

/** A shift by the width of the type or more has no meaning in C. */
function guarded(source: BitSource, amount: readonly NetBit[], limit: number, text: string, beyond: string): string {
  return amount.length < 63 && 2 ** amount.length <= limit
    ? text
    : `${source.value(amount)} >= ${Math.min(limit, wordBits)}u ? ${beyond} : ${text}`;
}

function shiftedDown(source: BitSource, a: readonly NetBit[], b: readonly NetBit[], signed: boolean): string {
  if (!signed) return guarded(source, b, wordBits, `${source.value(a)} >> ${source.value(b)}`, '0u');
  const value = extend(source, a, wordBits, true);
  // >> of a negative number is the compiler's choice; of its complement it is not.
  return `(${value} >> 63 ? ~(~${value} >> (${source.value(b)} > 63u ? 63u : ${source.value(b)})) : ${value} >> (${source.value(b)} > 63u ? 63u : ${source.value(b)}))`;
}

/** One select bit for each word of `b`; `a` when none is set. Several at once, which `unique` rules out, give the or of their words, as the gates do. */
function chosen(source: BitSource, a: readonly NetBit[], b: readonly NetBit[], s: readonly NetBit[]): string {
  const words = s.map((bit, i) => [source.value([bit]), source.value(b.slice(i * a.length, (i + 1) * a.length))] as const);
  const [first] = words;
  if (words.length === 1 && first !== undefined) return `${first[0]} ? ${first[1]} : ${source.value(a)}`;
  const any = words.map(([select]) => select).join(' | ');
  return `(${any}) ? ${words.map(([select, word]) => `(${select} ? ${word} : 0u)`).join(' | ')} : ${source.value(a)}`;
}
