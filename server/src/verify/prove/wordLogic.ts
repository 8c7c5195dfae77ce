import type { Aig, Literal } from './aig';
import { falseLiteral, trueLiteral } from './aig';

/** The sum of two words of one width (bit 0 first) and a carry, modulo that width. */
export function addWords(aig: Aig, a: readonly Literal[], b: readonly Literal[], carry: Literal = falseLiteral): Literal[] {
  let carried = carry;
  return a.map((x, i) => {
    const y = b[i] ?? falseLiteral;
    const either = aig.xor(x, y);
    const sum = aig.xor(either, carried);
    carried = aig.or(aig.and(x, y), aig.and(either, carried));
    return sum;
  });
}

/** The difference of two words of one width, modulo that width. */
export function subtractWords(aig: Aig, a: readonly Literal[], b: readonly Literal[]): Literal[] {
  return addWords(
    aig,
    a,
    a.map((_, i) => (b[i] ?? falseLiteral) ^ 1),
    trueLiteral,
  );
}

/** Whether two words of one width are the same. */
export function equalWords(aig: Aig, a: readonly Literal[], b: readonly Literal[]): Literal {
  return aig.orAll(a.map((x, i) => aig.xor(x, b[i] ?? falseLiteral))) ^ 1;
}

/** The bits of a number (below 2^53, or negative: two's complement) in a width. */
export function constantWord(value: number, width: number): Literal[] {
  return Array.from({ length: width }, (_, i) => (((Math.floor(value / 2 ** i) % 2) + 2) % 2 === 1 ? trueLiteral : falseLiteral));
}

/** Whether an unsigned word is a number or more. */
export function atLeast(aig: Aig, word: readonly Literal[], least: number): Literal {
  if (least >= 2 ** word.length) return falseLiteral;
  return word.reduce((so, bit, i) => (Math.floor(least / 2 ** i) % 2 === 1 ? aig.and(bit, so) : aig.or(bit, so)), trueLiteral);
}
