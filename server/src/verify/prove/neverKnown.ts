import type { Algebra } from './algebra';
import { evaluate } from './algebra';
import type { GateDesign } from './gateDesign';
import type { DesignPair } from './pairDesigns';
import { observable } from './pairing';

/** Sets of what a signal may be at some time: a bit each for 0, 1 and x. */
const may = { zero: 1, one: 2, x: 4, all: 7 } as const;

/**
 * A register that in simulation stays x for ever on the candidate's side only: one like `q <= q ^ (q ^ next)` whose start nothing sets. The proof takes such state for arbitrary, equal bits,
 * which is what a circuit starts with. The name of one, or undefined.
 */
export function staysUnknown({ golden, candidate, pairing }: Pick<DesignPair, 'golden' | 'candidate' | 'pairing'>): string | undefined {
  const { partner, candidateStart } = pairing;
  if (!candidateStart.some(({ kind }) => kind === 'symbol')) return undefined;
  const after = neverKnown(candidate);
  if (!after.includes(true)) return undefined;
  const before = neverKnown(golden);
  const goldenOf = new Map(partner.map((j, i) => [j, i] as const));
  const seen = observable(candidate);
  const others = before.some((never, i) => never && partner[i] === -1);
  const found = after.findIndex((never, j) => {
    if (!never || !seen.has(j) || candidateStart[j]?.kind !== 'symbol') return false;
    const i = goldenOf.get(j);
    return i === undefined ? !others : before[i] === false;
  });
  return found < 0 ? undefined : (candidate.registers[found]?.names[0] ?? 'an unnamed register');
}

/** Per register, whether it is x at every time, whatever the inputs are: what each may be from power-up on, until nothing is added. */
export function neverKnown(design: GateDesign): boolean[] {
  let state = design.registers.map(({ init }): number => (init === 'x' ? may.x : init === 1 ? may.one : may.zero));
  for (;;) {
    const values = evaluate(
      design,
      setAlgebra,
      (all) => {
        for (const { bits } of design.inputs) for (const bit of bits) all[bit] = may.zero | may.one;
        design.registers.forEach(({ q }, i) => (all[q] = state[i] as number));
      },
      () => may.all,
    );
    const next = design.registers.map(({ d }, i) => (state[i] as number) | (values[d] as number));
    if (next.every((value, i) => value === state[i])) return next.map((value) => value === may.x);
    state = next;
  }
}

/** Sets of results of an operator on sets, from its results on 0, 1 and 2 for x. */
function onSets(operator: (a: number, b: number) => number): (a: number, b: number) => number {
  const table = Array.from({ length: 64 }, (_, at) => {
    let found = 0;
    for (const a of [0, 1, 2]) for (const b of [0, 1, 2]) if ((at >> 3) & (1 << a) && at & (1 << b)) found |= 1 << operator(a, b);
    return found;
  });
  return (a, b) => table[a * 8 + b] as number;
}

const merged = onSets((a, b) => (a === b ? a : 2));

const setAlgebra: Algebra<number> = {
  zero: may.zero,
  one: may.one,
  unknown: may.x,
  not: (a) => (a & may.zero ? may.one : 0) | (a & may.one ? may.zero : 0) | (a & may.x),
  and: onSets((a, b) => (a === 0 || b === 0 ? 0 : a === 1 && b === 1 ? 1 : 2)),
  or: onSets((a, b) => (a === 1 || b === 1 ? 1 : a === 0 && b === 0 ? 0 : 2)),
  xor: onSets((a, b) => (a === 2 || b === 2 ? 2 : a ^ b)),
  mux: (select, a, b) => (select & may.zero ? a : 0) | (select & may.one ? b : 0) | (select & may.x ? merged(a, b) : 0),
};
