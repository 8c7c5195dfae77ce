import { rungNames, type Rung, type Verdict } from '../protocol/contract';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { UsedParameters } from './usedParameters';

/** A set of parameters with both sides brought to it; without them when that cannot be done. */
export interface SweptSet {
  readonly words: string;
  readonly sides?: Pick<EquivalenceRequest, 'golden' | 'candidate'>;
}

export interface Sweep extends Omit<UsedParameters, 'sets'> {
  readonly sets: readonly SweptSet[];
  readonly remainingMs: () => number;
  /** Compares the sides of a set within a time. */
  readonly compare: (set: SweptSet, sides: NonNullable<SweptSet['sides']>, budgetMs: number) => Promise<EquivalenceResult>;
}

/**
 * A verdict on default parameters, and then on the values that the project uses. A set for which the sides differ refutes. What was claimed of the defaults stays,
 * and the reason says for which other values it was proved and for which it was not. Where the project uses no others, it says that the defaults are all that was compared.
 */
export async function sweepParameters(verdict: Verdict, sweep: Sweep): Promise<Verdict> {
  if (verdict.verdict !== 'proved' && verdict.verdict !== 'checked') return verdict;
  const proved: string[] = [];
  const open: string[] = [];
  for (const [at, set] of sweep.sets.entries()) {
    const budgetMs = sweep.remainingMs() / (sweep.sets.length - at);
    if (set.sides === undefined) open.push(`${set.words} (cannot be set in the text of both sides)`);
    else if (budgetMs < leastMs) open.push(`${set.words} (no time was left)`);
    else {
      const result = await sweep.compare(set, set.sides, budgetMs);
      if (result.verdict === 'refuted') return refuted(verdict, set, result);
      const sameClaim = JSON.stringify(result.contract) === JSON.stringify(verdict.contract);
      if (result.verdict === 'proved' && sameClaim) proved.push(set.words);
      else open.push(`${set.words} (${result.verdict}: ${sameClaim ? result.reason : 'at another latency'})`);
    }
  }
  open.push(...sweep.left.map((words) => `${words} (not compared)`));
  return told(verdict, proved, open, sweep.oneSided);
}

/** In less nothing is read. */
const leastMs = 500;
/** Sets that are named as not proved. */
const mostNamed = 3;

function told(verdict: Verdict, proved: readonly string[], open: readonly string[], oneSided: readonly string[]): Verdict {
  const said = [
    ...(proved.length > 0 ? [`proved too with parameters that the project uses: ${proved.join('; ')}`] : []),
    ...(open.length > 0 ? [`NOT proved for others that it uses: ${atMost(open)}`] : []),
    ...(oneSided.length > 0 ? [`on one side only, and left at their defaults: ${oneSided.join(', ')}`] : []),
  ];
  return { ...verdict, reason: [`${verdict.reason}, with default parameters`, ...said].join('; ') };
}

function atMost(open: readonly string[]): string {
  const rest = open.length - mostNamed;
  return rest <= 0 ? open.join('; ') : `${open.slice(0, mostNamed).join('; ')}; and ${rest} more`;
}

function refuted(verdict: Verdict, { words }: SweptSet, found: EquivalenceResult): Verdict {
  const below = verdict.rungs.filter((rung) => rung.name !== 'simulate' && rung.name !== 'prove');
  const own = found.rungs.map((rung) => ({ ...rung, detail: `with ${words}: ${rung.detail}` }));
  const { counterexample, vcdText } = found;
  const reason = `with ${words}, as the project uses it: ${found.reason} (with default parameters: ${verdict.verdict})`;
  return {
    ...withRungs({ ...verdict, verdict: 'refuted', reason, contract: found.contract }, [...below, ...own]),
    ...(counterexample === undefined
      ? {}
      : { counterexample: vcdText === undefined ? counterexample : { ...counterexample, vcd: vcdText } }),
  };
}

function withRungs(verdict: Verdict, rungs: Rung[]): Verdict {
  const answered = new Set(rungs.filter((rung) => rung.outcome === 'passed' || rung.outcome === 'failed').map((rung) => rung.name));
  return { ...verdict, rungs, reached: rungNames.findLast((name) => answered.has(name)) ?? 'parse' };
}
