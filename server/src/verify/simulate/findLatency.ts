import type { Counterexample } from '../../protocol/contract';
import { describeCounterexample } from '../counterexample';
import type { DesignPair } from '../prove/pairDesigns';
import { firstStep, holdSteps } from '../prove/pairDesigns';
import type { BothTraces } from './simulatePair';
import { drawFor, mismatchOf, replayApart } from './simulatePair';
import type { Drive, Mismatch } from '../prove/replay';

export type FoundLatency =
  | { readonly kind: 'found'; readonly cycles: number }
  | { readonly kind: 'none'; readonly counterexample: Counterexample; readonly vcdText: string };

export const longestLatency = 8;

/** The smallest shift at which random runs of both netlists agree, or the difference at the shift that held out longest. */
export function findLatency(pair: DesignPair, seed: number): FoundLatency {
  const runs = [0, 1, 2].map((turn) => {
    const drive = drawFor(pair, holdSteps(pair) + 200, seed + turn);
    return { drive, traces: replayApart(pair, drive) };
  });
  let best: { drive: Drive; traces: BothTraces; mismatch: Mismatch; cycles: number } | undefined;
  for (let cycles = 0; cycles <= longestLatency; cycles++) {
    const wrong = runs.flatMap(({ drive, traces }) => {
      const mismatch = mismatchOf(pair, traces, cycles);
      return mismatch === undefined ? [] : [{ drive, traces, mismatch, cycles }];
    });
    const first = wrong[0];
    if (first === undefined) return { kind: 'found', cycles };
    if (best === undefined || first.mismatch.step > best.mismatch.step) best = first;
  }
  const { drive, traces, mismatch, cycles } = best as NonNullable<typeof best>;
  const options = { ...(pair.clock === undefined ? {} : { clock: pair.clock.name }), latency: cycles };
  return { kind: 'none', ...describeCounterexample(drive, traces.golden, traces.candidate, mismatch, firstStep(pair) + cycles, options) };
}
