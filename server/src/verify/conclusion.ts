import { listed } from './guards';
import type { DesignPair } from './prove/pairDesigns';
import { largestMemoryBits } from './prove/preparedSide';
import type { ProveAnswer } from './prove/provePair';
import type { SimulateAnswer } from './simulate/simulateRung';

/** How far a proof came that found no difference. */
export type ProofStanding = Pick<ProveAnswer, 'reason' | 'known'> & { readonly kind: Exclude<ProveAnswer['kind'], 'refuted'> };

export interface Conclusion {
  readonly verdict: 'proved' | 'checked' | 'unknown';
  readonly reason: string;
  /** The netlists and an event-driven simulator contradict each other. */
  readonly disputed?: true;
  /** What forbids a proof that is there. */
  readonly withheld?: readonly string[];
}

/**
 * No difference was found between two designs: how much does that say? `proved` takes an unbounded proof, no guard that forbids one, and every compared output bit of the golden known at some time;
 * `checked` a simulation, or a proof up to a number of cycles, that the guards do not touch. `memoryLeftOut` is how many bits of memories the netlists do not have.
 */
export function concludeWithoutDifference({
  pair,
  guards,
  simulated,
  proof,
  memoryLeftOut,
}: {
  readonly pair: DesignPair;
  readonly guards: readonly string[];
  readonly simulated: SimulateAnswer;
  readonly proof: ProofStanding;
  readonly memoryLeftOut: number;
}): Conclusion {
  const unknown = (reason: string): Conclusion => ({ verdict: 'unknown', reason });
  const { unpaired } = pair.pairing;
  if (memoryLeftOut > 0 && !(simulated.kind === 'agrees' && simulated.independent))
    return unknown(`memories of ${memoryLeftOut} bits are more than the ${largestMemoryBits} that are modelled`);
  // A proof holds for whatever such state starts with.
  if (unpaired.length > 0 && proof.kind !== 'proved')
    return unknown(`state that starts unknown and is never reset has no counterpart of the same name: ${listed(unpaired)}`);
  if (pair.golden.outputs.length === 0) return unknown('the golden has no outputs, so nothing was compared');
  const vacuous = pair.mayStayUnknown.filter((bit) => !simulated.known.has(bit) && !proof.known.has(bit));
  if (vacuous.length > 0) return unknown(`output bits of the golden were never known, so nothing was compared on them: ${listed(vacuous)}`);
  if (simulated.kind === 'none') return unknown(simulated.reason);
  if (simulated.kind === 'disputed' || proof.kind === 'disputed')
    return { ...unknown(simulated.kind === 'disputed' ? simulated.reason : proof.reason), disputed: true };
  const unseen = pair.mayStayUnknown.filter((bit) => !simulated.knownToProof.has(bit) && !proof.known.has(bit));
  const forbidding = unseen.length > 0 ? [...guards, `the netlist of the golden never knows ${listed(unseen)}`] : guards;
  if (proof.kind === 'proved' && forbidding.length === 0) return { verdict: 'proved', reason: `${proof.reason}; ${simulated.reason}` };
  const checked = simulated.kind === 'agrees' ? simulated.reason : proof.kind === 'bounded' ? proof.reason : undefined;
  // A netlist cannot show what the failed guards are about: then only an event-driven simulation says anything.
  const trusted = forbidding.length === 0 || (simulated.kind === 'agrees' && simulated.independent);
  const why = forbidding.length > 0 ? `no proof is given because ${forbidding[0] ?? ''}` : proof.reason;
  const withheld = proof.kind === 'proved' ? { withheld: forbidding } : {};
  if (checked !== undefined && trusted)
    return { verdict: 'checked', reason: why === checked ? checked : `${checked}; ${why}`, ...withheld };
  return { ...unknown(why), ...withheld };
}
