import type { Aig, Literal } from './aig';
import { falseLiteral, trueLiteral } from './aig';
import type { Algebra } from './algebra';

/** The value and whether it is unknown; exact two-valued logic where `unknown` is the constant false. */
export interface Rails {
  readonly value: Literal;
  readonly unknown: Literal;
}

/** Two-rail logic over a graph's literals. */
export function railAlgebra(aig: Aig): Algebra<Rails> {
  const known = (value: Literal): Rails => ({ value, unknown: falseLiteral });
  const and = (a: Rails, b: Rails): Rails => {
    const value = aig.and(a.value, b.value);
    if (a.unknown === falseLiteral && b.unknown === falseLiteral) return known(value);
    const zero = aig.or(aig.and(a.unknown ^ 1, a.value ^ 1), aig.and(b.unknown ^ 1, b.value ^ 1));
    return { value, unknown: aig.and(aig.or(a.unknown, b.unknown), zero ^ 1) };
  };
  const not = (a: Rails): Rails => ({ value: a.value ^ 1, unknown: a.unknown });
  return {
    zero: known(falseLiteral),
    one: known(trueLiteral),
    unknown: { value: falseLiteral, unknown: trueLiteral },
    not,
    and,
    or: (a, b) => not(and(not(a), not(b))),
    xor: (a, b) => ({ value: aig.xor(a.value, b.value), unknown: aig.or(a.unknown, b.unknown) }),
    mux: (s, a, b) => {
      const value = aig.mux(s.value, a.value, b.value);
      if ((s.unknown | a.unknown | b.unknown) === falseLiteral) return known(value);
      const selected = aig.mux(s.value, a.unknown, b.unknown);
      const either = aig.or(aig.or(a.unknown, b.unknown), aig.xor(a.value, b.value));
      return { value, unknown: aig.mux(s.unknown, selected, either) };
    },
  };
}

/** The golden loads a known value and the candidate does not load the same one. */
export function leavesGolden(aig: Aig, golden: Rails, candidate: Rails): Literal {
  return aig.and(golden.unknown ^ 1, aig.or(candidate.unknown, aig.xor(golden.value, candidate.value)));
}
