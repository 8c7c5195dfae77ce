import type { GateBuilder } from './gateBuilder';
import { extended } from './gateBuilder';
import type { NetBit } from './netlist';

// Word arithmetic as gates; bit 0 first. The shapes are chosen so that rewritten arithmetic becomes the same gates where that is cheap:
// sums and products do not depend on the order of their operands, all comparisons are one comparison.

/** a + b + carry, as wide as `a`; `b` is as wide. `carryOut` is the carry of the last bit. */
export function sum(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[], carry: NetBit): { bits: NetBit[]; carryOut: NetBit } {
  const bits: NetBit[] = [];
  let c = carry;
  a.forEach((x, i) => {
    const added = fullAdder(g, x, b[i] as NetBit, c);
    bits.push(added.sum);
    c = added.carry;
  });
  return { bits, carryOut: c };
}

export function difference(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[]): NetBit[] {
  return sum(g, a, inverted(g, b), '1').bits;
}

export function negated(g: GateBuilder, a: readonly NetBit[]): NetBit[] {
  const zeros = a.map((): NetBit => '0');
  return sum(g, zeros, inverted(g, a), '1').bits;
}

/** a < b of operands of one width. */
export function lessThan(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[], signed: boolean): NetBit {
  let less: NetBit = '0';
  a.forEach((x, i) => {
    const top = signed && i === a.length - 1;
    // In two's complement the top bit weighs the other way.
    const [p, q] = top ? [b[i] as NetBit, x] : [x, b[i] as NetBit];
    less = majority(g, g.not(p), q, less);
  });
  return less;
}

export function equal(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[]): NetBit {
  return g.not(g.orAll(a.map((x, i) => g.xor(x, b[i] as NetBit))));
}

/** a * b modulo 2^width; both are as wide. Partial products that mirror each other are added first, so that b * a becomes the same gates. */
export function product(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[]): NetBit[] {
  const width = a.length;
  const columns: NetBit[][] = Array.from({ length: width }, () => []);
  const put = (column: number, bit: NetBit): void => {
    if (bit !== '0') columns[column]?.push(bit);
  };
  const part = (i: number, j: number): NetBit => g.and(a[i] as NetBit, b[j] as NetBit);
  for (let k = 0; k < width; k++) {
    for (let i = 0; 2 * i < k; i++) {
      const [x, y] = [part(i, k - i), part(k - i, i)];
      put(k, g.xor(x, y));
      if (k + 1 < width) put(k + 1, g.and(x, y));
    }
    if (k % 2 === 0) put(k, part(k / 2, k / 2));
  }
  // The carries of mirrored pairs come from column k - 1 and are there before column k is reduced.
  for (let k = 0; k < width; k++) {
    const column = columns[k] as NetBit[];
    while (column.length > 2) {
      const [x, y, z] = column.splice(0, 3) as [NetBit, NetBit, NetBit];
      const added = fullAdder(g, x, y, z);
      put(k, added.sum);
      put(k + 1, added.carry);
    }
  }
  return sum(
    g,
    columns.map((column) => column[0] ?? '0'),
    columns.map((column) => column[1] ?? '0'),
    '0',
  ).bits;
}

/** Quotient and remainder of unsigned operands, by restoring division. What a zero divisor gives is meaningless. */
export function divided(g: GateBuilder, a: readonly NetBit[], b: readonly NetBit[]): { quotient: NetBit[]; remainder: NetBit[] } {
  // Leading zeros of a constant divisor make the remainder, and with it every stage, narrower.
  let width = b.length;
  while (width > 1 && b[width - 1] === '0') width--;
  const divisor: NetBit[] = [...b.slice(0, width), '0'];
  const less = inverted(g, divisor);
  let remainder: NetBit[] = Array.from({ length: width }, () => '0');
  const quotient: NetBit[] = [];
  for (let i = a.length - 1; i >= 0; i--) {
    const shifted: NetBit[] = [a[i] as NetBit, ...remainder];
    const { bits, carryOut } = sum(g, shifted, less, '1');
    quotient.unshift(carryOut);
    remainder = shifted.slice(0, width).map((bit, k) => g.mux(carryOut, bit, bits[k] as NetBit));
  }
  return { quotient, remainder };
}

/** `$div`, `$mod`, `$divfloor` or `$modfloor`, unknown where the divisor is zero (IEEE 1364-2005, 5.1.5). */
export function division(
  g: GateBuilder,
  a: readonly NetBit[],
  b: readonly NetBit[],
  width: number,
  signed: boolean,
  kind: { readonly remainder: boolean; readonly floor: boolean },
): NetBit[] {
  const aNegative = signed ? (a.at(-1) ?? '0') : '0';
  const bNegative = signed ? (b.at(-1) ?? '0') : '0';
  const { quotient, remainder } = divided(g, magnitude(g, a, aNegative), magnitude(g, b, bNegative));
  const opposite = g.xor(aNegative, bNegative);
  const adjusts = kind.floor ? g.and(opposite, g.orAll(remainder)) : '0';
  const all = Math.max(width, a.length, b.length) + 1;
  let result: NetBit[];
  if (kind.remainder) {
    const truncated = negatedIf(g, extended(remainder, all, false), aNegative);
    const divisor = extended(b, all, signed);
    result = sum(
      g,
      truncated,
      divisor.map((bit) => g.and(bit, adjusts)),
      '0',
    ).bits;
  } else {
    const truncated = negatedIf(g, extended(quotient, all, false), opposite);
    result = sum(
      g,
      truncated,
      truncated.map(() => adjusts),
      '0',
    ).bits;
  }
  const defined = g.orAll(b);
  return result.slice(0, width).map((bit) => g.mux(defined, 'x', bit));
}

/** Bits of a result and of an exponent up to which a power is made of gates. */
const widestPower = 64;
const longestExponent = 12;

/**
 * a to the power of b modulo 2^width, by squaring; undefined where that would be too many gates. `wide` is `a` extended to the result's width. With a
 * negative exponent 1 and -1 are their own inverses, 0 gives x and anything else 0 (IEEE 1364-2005, 5.1.5, table 5-6).
 */
export function power(
  g: GateBuilder,
  wide: readonly NetBit[],
  a: readonly NetBit[],
  b: readonly NetBit[],
  aSigned: boolean,
  bSigned: boolean,
): NetBit[] | undefined {
  const width = wide.length;
  const exponent = bSigned ? b.slice(0, -1) : [...b];
  while (exponent.at(-1) === '0') exponent.pop();
  const constant = wide.every((bit) => bit === '0' || bit === '1');
  if (!constant && (width > widestPower || exponent.length > longestExponent)) return undefined;
  const word = (value: NetBit): NetBit[] => wide.map((_, i) => (i === 0 ? value : '0'));
  let result = word('1');
  let square = [...wide];
  for (const bit of exponent) {
    const times = product(g, result, square);
    result = result.map((keep, i) => g.mux(bit, keep, times[i] as NetBit));
    square = product(g, square, square);
  }
  if (!bSigned) return result;
  const negative = b.at(-1) ?? '0';
  const one = g.and(a[0] ?? '0', g.not(g.orAll(a.slice(1))));
  const unit = aSigned && a.length === 1 ? '0' : one;
  const minusOne = aSigned ? g.andAll(a) : '0';
  const odd = b[0] ?? '0';
  const zero = g.not(g.orAll(a));
  return result.map((bit, i) => {
    const inverse = i === 0 ? g.or(unit, minusOne) : g.and(minusOne, odd);
    return g.mux(negative, bit, g.mux(zero, inverse, 'x'));
  });
}

/** a shifted by an unsigned amount towards bit 0 or (`left`) away from it; `fill` comes in. */
export function shifted(g: GateBuilder, a: readonly NetBit[], amount: readonly NetBit[], left: boolean, fill: NetBit): NetBit[] {
  let now = [...a];
  amount.forEach((select, i) => {
    const distance = i < 31 ? 2 ** i : Infinity;
    now = now.map((bit, k) => g.mux(select, bit, (left ? now[k - distance] : now[k + distance]) ?? fill));
  });
  return now;
}

function magnitude(g: GateBuilder, a: readonly NetBit[], negative: NetBit): NetBit[] {
  return negative === '0' ? [...a] : negatedIf(g, a, negative);
}

function negatedIf(g: GateBuilder, a: readonly NetBit[], condition: NetBit): NetBit[] {
  if (condition === '0') return [...a];
  const zeros = a.map((): NetBit => '0');
  return sum(
    g,
    a.map((bit) => g.xor(bit, condition)),
    zeros,
    condition,
  ).bits;
}

function inverted(g: GateBuilder, a: readonly NetBit[]): NetBit[] {
  return a.map((bit) => g.not(bit));
}

function fullAdder(g: GateBuilder, a: NetBit, b: NetBit, c: NetBit): { sum: NetBit; carry: NetBit } {
  return { sum: g.xor(g.xor(a, b), c), carry: majority(g, a, b, c) };
}

/** With OR, not XOR, inside: known whenever two operands agree, whatever the third is. */
function majority(g: GateBuilder, a: NetBit, b: NetBit, c: NetBit): NetBit {
  return g.or(g.and(a, b), g.and(c, g.or(a, b)));
}
