import { sharedPrefix } from '../syntax/textParser';
import type { Verdict } from '../protocol/contract';
import type { Candidate } from './trim';

/** One of several candidates for a place that all passed the checks. */
export interface Sample {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
}

export interface SampleJudges {
  /** Whether two behave the same in every cycle; `unknown` when that was not decided. */
  compare(one: Candidate, other: Candidate): Promise<'same' | 'different' | 'unknown'>;
  /** What the module costs with it, in cells; null when that is not known. */
  cost(candidate: Candidate): Promise<number | null>;
}

export interface Choice {
  readonly best: Sample;
  /** How many of the samples are proven to behave as the best does, itself among them. */
  readonly agreeing: number;
  /** One of those that are proven to behave otherwise. */
  readonly disagreeing?: Sample;
}

/**
 * Chooses among candidates that passed: those that are proven to behave alike are one cluster (`weights`: how many replies each stands for), and of the
 * largest cluster the one with the fewest cells, then the shortest, is taken. A rung reached counts before the size: one that its testbench passed is
 * better than any that had none.
 */
export async function chooseSample(
  samples: readonly Sample[],
  weights: readonly number[],
  judges: SampleJudges,
): Promise<Choice | undefined> {
  const clusters: { members: Sample[]; weight: number }[] = [];
  for (const [i, sample] of samples.entries()) {
    let home: (typeof clusters)[number] | undefined;
    for (const cluster of clusters) {
      const first = cluster.members[0];
      const relation = first === undefined ? 'unknown' : await judges.compare(first.candidate, sample.candidate);
      if (relation === 'same') home = cluster;
      if (home !== undefined) break;
    }
    if (home === undefined) clusters.push((home = { members: [], weight: 0 }));
    home.members.push(sample);
    home.weight += weights[i] ?? 1;
  }
  const rung = ({ members }: { members: Sample[] }): number => (members.some(({ verdict }) => verdict.reached === 'testbench') ? 1 : 0);
  const ranked = [...clusters].sort((a, b) => rung(b) - rung(a) || b.weight - a.weight);
  const [cluster, second] = ranked;
  if (cluster === undefined) return undefined;
  const best = await cheapest(cluster.members, judges);
  const other = second?.members[0];
  const differs = other !== undefined && (await judges.compare(best.candidate, other.candidate)) === 'different';
  return { best, agreeing: cluster.weight, ...(differs ? { disagreeing: other } : {}) };
}

async function cheapest(samples: readonly Sample[], judges: SampleJudges): Promise<Sample> {
  const [first] = samples;
  if (first === undefined) throw new Error('a cluster without members');
  if (samples.length === 1) return first;
  const priced: { sample: Sample; cost: number }[] = [];
  for (const sample of samples) priced.push({ sample, cost: (await judges.cost(sample.candidate)) ?? Number.POSITIVE_INFINITY });
  const length = ({ sample }: { sample: Sample }): number => sample.candidate.text.length;
  priced.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost) || length(a) - length(b));
  return priced[0]?.sample ?? first;
}

/** The part of `text` in which `other` says something else: offsets into `text`, grown to whole words. Undefined when they say the same. */
export function differingPart(text: string, other: string): { start: number; end: number } | undefined {
  if (text === other) return undefined;
  let start = sharedPrefix(text, other);
  const most = Math.min(text.length, other.length) - start;
  let tail = 0;
  while (tail < most && text.charCodeAt(text.length - 1 - tail) === other.charCodeAt(other.length - 1 - tail)) tail++;
  let end = text.length - tail;
  const isWord = (one: string | undefined): boolean => one !== undefined && /\w/.test(one);
  const splitsWord = isWord(text[start]) || isWord(other[start]);
  while (splitsWord && isWord(text[start - 1])) start--;
  const endsInWord = isWord(text[end - 1]) || isWord(other[other.length - tail - 1]);
  while (endsInWord && isWord(text[end])) end++;
  return { start, end: Math.max(end, start) };
}
