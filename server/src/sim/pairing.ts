import type { GateNetlist } from './gateNetlist';

export interface StatePair {
  readonly name: string;
  /** Indices into the sides' `states`. */
  readonly golden: number;
  readonly candidate: number;
}

export interface StatePairing {
  readonly pairs: readonly StatePair[];
  /** State bits that neither reset nor initial value reaches and that the other side does not have under the same name. */
  readonly unpairedGolden: readonly string[];
  readonly unpairedCandidate: readonly string[];
}

/**
 * Pairs, by name, the state bits that are still unknown on both sides once reset has settled. A bit that only one side leaves unknown
 * while the other resets its namesake is neither paired nor reported: if it is the golden's its values are wild cards, and if it is the
 * candidate's a visible unknown is a real difference.
 */
export function pairState(
  golden: GateNetlist,
  goldenUnknown: ReadonlySet<number>,
  candidate: GateNetlist,
  candidateUnknown: ReadonlySet<number>,
  rename: (goldenName: string) => string,
): StatePairing {
  const byName = new Map<string, number>();
  candidate.states.forEach((state, index) => state.names.forEach((name) => byName.set(name, index)));
  const pairs: StatePair[] = [];
  const unpairedGolden: string[] = [];
  const used = new Set<number>();
  const namesakes = new Set<number>();
  golden.states.forEach((state, index) => {
    const partner = state.names
      .map((name) => byName.get(name) ?? byName.get(rename(name)))
      .find((at) => at !== undefined && !namesakes.has(at));
    if (partner !== undefined) namesakes.add(partner);
    if (!goldenUnknown.has(index)) return;
    if (partner === undefined) unpairedGolden.push(state.names[0] ?? state.cell);
    else if (candidateUnknown.has(partner)) {
      used.add(partner);
      pairs.push({ name: state.names[0] ?? state.cell, golden: index, candidate: partner });
    }
  });
  const unpairedCandidate: string[] = [];
  candidate.states.forEach((state, index) => {
    if (candidateUnknown.has(index) && !used.has(index) && !namesakes.has(index)) unpairedCandidate.push(state.names[0] ?? state.cell);
  });
  return { pairs, unpairedGolden, unpairedCandidate };
}
