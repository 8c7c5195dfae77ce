import type { Counterexample } from '../../protocol/contract';
import { describeCounterexample } from '../counterexample';
import type { DesignPair } from '../prove/pairDesigns';
import { firstStep, holdSteps } from '../prove/pairDesigns';
import { validOf } from './handshakes';
import type { BothTraces } from './simulatePair';
import { drawFor, mismatchOf, replayApart, simulateSources, unconfirmed } from './simulatePair';
import type { PairContext } from './simulateRung';
import type { Drive, Mismatch } from '../prove/replay';

export type FoundLatency =
  /** With `onlyWhere`, where some outputs are compared only where a valid output is 1. */
  | { readonly kind: 'found'; readonly cycles: number; readonly onlyWhere?: ReadonlyMap<string, string> }
  | { readonly kind: 'none'; readonly counterexample: Counterexample; readonly vcdText: string }
  /** The netlists differ at every shift, the sources under Icarus do not. */
  | { readonly kind: 'disputed'; readonly reason: string };

export const longestLatency = 8;

interface Attempt {
  readonly drive: Drive;
  readonly traces: BothTraces;
  readonly mismatch: Mismatch;
  readonly cycles: number;
}

/**
 * The smallest shift at which random runs of both netlists agree, first on all outputs, then on data only where it is valid; or the difference at the shift that held out longest. There is none only
 * when the sources differ at every shift as well, where Icarus is installed and can read them.
 */
export async function findLatency(context: PairContext): Promise<FoundLatency> {
  const { pair, seed } = context;
  const runs = [0, 1, 2].map((turn) => {
    const drive = drawFor(pair, holdSteps(pair) + 200, seed + turn);
    return { drive, traces: replayApart(pair, drive) };
  });
  const attempts: Attempt[] = [];
  for (let cycles = 0; cycles <= longestLatency; cycles++) {
    const first = firstWrong(pair, runs, cycles);
    if (first === undefined) return { kind: 'found', cycles };
    attempts.push(first);
  }
  const underValid = findWhereValid(pair, runs);
  if (underValid !== undefined) return underValid;
  for (const { drive, mismatch, cycles } of attempts) {
    const budget = Math.max(500, (context.deadline - Date.now()) / 2);
    const sources = await simulateSources(pair, context.units, drive, cycles, context.tools, budget, context.signal);
    if (sources.kind === 'differs' || (sources.kind === 'absent' && !mismatch.onlyUnknown)) continue;
    const what = `at a latency of ${cycles} the outputs differ`;
    const reason = sources.kind === 'absent' ? `${what} in the netlists, where the candidate is only unknown` : unconfirmed(what, sources);
    return { kind: 'disputed', reason };
  }
  const last = attempts.reduce((x, y) => (y.mismatch.step > x.mismatch.step ? y : x));
  const { drive, traces, mismatch, cycles } = last;
  const options = { ...(pair.clock === undefined ? {} : { clock: pair.clock.name }), latency: cycles };
  return { kind: 'none', ...describeCounterexample(drive, traces.golden, traces.candidate, mismatch, firstStep(pair) + cycles, options) };
}

type Run = Pick<Attempt, 'drive' | 'traces'>;

function firstWrong(pair: DesignPair, runs: readonly Run[], cycles: number): Attempt | undefined {
  for (const { drive, traces } of runs) {
    const mismatch = mismatchOf(pair, traces, cycles);
    if (mismatch !== undefined) return { drive, traces, mismatch, cycles };
  }
  return undefined;
}

/** A valid output that was 1 at fewer compared steps tells too little of the data that it goes with. */
const leastMeant = 8;

/** The smallest shift at which both agree on all that a valid output of the golden says is meant, and on when that is. */
function findWhereValid(pair: DesignPair, runs: readonly Run[]): Extract<FoundLatency, { kind: 'found' }> | undefined {
  const onlyWhere = validOf(pair.golden.outputs);
  const from = firstStep(pair);
  const oftenMeant = [...new Set(onlyWhere.values())].every((valid) => {
    const times = runs.flatMap(({ traces }) => traces.golden.slice(from, -longestLatency)).filter((step) => step.get(valid) === '1').length;
    return times >= leastMeant;
  });
  if (onlyWhere.size === 0 || !oftenMeant) return undefined;
  for (let cycles = 0; cycles <= longestLatency; cycles++) {
    if (firstWrong({ ...pair, onlyWhere }, runs, cycles) === undefined) return { kind: 'found', cycles, onlyWhere };
  }
  return undefined;
}
