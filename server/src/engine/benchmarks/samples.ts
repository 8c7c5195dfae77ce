import { eachOf } from '../../base/eachOf';
import type { LlmFailureKind } from '../../llm/client';
import type { BenchCaseResult, BenchResult, BenchSample } from '../../protocol/tests';
import { passAt } from './passAt';

/** No answer came, and that says nothing about the model's answers: it is asked again in the next run. */
export interface Unanswered {
  readonly unanswered: string;
  readonly kind: LlmFailureKind | 'time';
}

/** Something that a model is asked, any number of times. */
export interface BenchTask {
  readonly id: string;
  readonly kind?: string;
  run(sample: number, signal: AbortSignal): Promise<BenchSample | Unanswered>;
}

export interface SampleRun {
  readonly samples: number;
  readonly jobs: number;
  /** Answers of an earlier run, by `keyOf`. */
  readonly kept: ReadonlyMap<string, BenchSample>;
  /** Told of each answer as soon as it was scored. */
  keep(sample: BenchSample): void;
  progress(message: string): void;
  timeIsUp(): boolean;
}

export const keyOf = ({ id, sample }: Pick<BenchSample, 'id' | 'sample'>): string => `${id}#${sample}`;

/** After these nothing else will be answered either. */
const final: readonly Unanswered['kind'][] = ['unauthorized', 'unknownModel', 'unreachable'];
/** So many in a row, and the endpoint is left alone. */
const patience = 5;

export type SampledRun = Pick<
  BenchResult,
  | 'total'
  | 'passed'
  | 'failed'
  | 'unknown'
  | 'classes'
  | 'cases'
  | 'passAt'
  | 'spending'
  | 'kept'
  | 'unanswered'
  | 'stopped'
  | 'exact'
  | 'similarity'
>;

/**
 * Asks every task as often as wanted, several at once, taking what an earlier run had got. An endpoint that fails for good ends the run; what was not
 * answered is `unknown`, class `!`, and not kept.
 */
export async function runSamples(tasks: readonly BenchTask[], run: SampleRun, signal: AbortSignal): Promise<SampledRun> {
  let stopped: string | undefined;
  let inARow = 0;
  let unanswered = 0;
  let kept = 0;
  const pairs = tasks.flatMap((task) => Array.from({ length: run.samples }, (_, i) => ({ task, sample: i + 1 })));
  const answers = await eachOf(pairs, run.jobs, async ({ task, sample }): Promise<BenchSample> => {
    const known = run.kept.get(keyOf({ id: task.id, sample }));
    if (known !== undefined) {
      kept++;
      return known;
    }
    if (run.timeIsUp()) stopped ??= 'the time is up';
    const answer =
      stopped === undefined && !signal.aborted
        ? await task.run(sample, signal)
        : { unanswered: stopped ?? 'cancelled', kind: 'time' as const };
    if ('unanswered' in answer) {
      unanswered++;
      inARow++;
      if (final.includes(answer.kind) || inARow >= patience) stopped ??= answer.unanswered;
      return missing(task.id, sample, answer.unanswered);
    }
    inARow = 0;
    run.keep(answer);
    run.progress(`${keyOf(answer)}: ${answer.verdict} ${answer.class}${answer.class === '.' ? '' : ` ${answer.reason}`}`);
    return answer;
  });
  const cases = tasks.flatMap((task) => {
    const own = answers.filter(({ id }) => id === task.id);
    return own.some(({ idle }) => idle === true) ? [] : caseOf(task, own);
  });
  return {
    ...summary(cases, answers),
    kept,
    ...(unanswered === 0 ? {} : { unanswered }),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

function missing(id: string, sample: number, reason: string): BenchSample {
  return { id, sample, verdict: 'unknown', class: '!', reason, rounds: 0, inputTokens: 0, outputTokens: 0 };
}

function caseOf({ id, kind }: BenchTask, samples: BenchSample[]): BenchCaseResult[] {
  const [first] = samples;
  if (first === undefined) return [];
  const { verdict, class: code, reason } = first;
  return [{ id, verdict, class: code, reason, ...(kind === undefined ? {} : { kind }), samples }];
}

const passes = ({ verdict }: BenchSample): boolean => verdict === 'checked' || verdict === 'proved';

function summary(cases: BenchCaseResult[], answers: readonly BenchSample[]): SampledRun {
  const classes: Record<string, number> = {};
  for (const { class: code } of cases) if (code !== '.') classes[code] = (classes[code] ?? 0) + 1;
  const count = (...kinds: readonly string[]): number => cases.filter(({ verdict }) => kinds.includes(verdict)).length;
  const sum = (of: (one: BenchSample) => number | undefined): number => answers.reduce((total, one) => total + (of(one) ?? 0), 0);
  const priced = answers.some(({ cost }) => cost !== undefined);
  const likened = cases.flatMap(({ samples = [] }) => samples).filter(({ similarity }) => similarity !== undefined);
  const mean = (of: (one: BenchSample) => number): number => likened.reduce((total, one) => total + of(one), 0) / likened.length;
  return {
    total: cases.length,
    passed: count('checked', 'proved'),
    failed: count('refuted'),
    unknown: count('unknown', 'broken'),
    classes,
    cases,
    passAt: chances(cases),
    spending: {
      rounds: sum(({ rounds }) => rounds),
      inputTokens: sum(({ inputTokens }) => inputTokens),
      outputTokens: sum(({ outputTokens }) => outputTokens),
      ...(priced ? { cost: sum(({ cost }) => cost) } : {}),
    },
    ...(likened.length === 0
      ? {}
      : { exact: mean(({ exact }) => (exact === true ? 1 : 0)), similarity: mean(({ similarity }) => similarity ?? 0) }),
  };
}

/** pass@1, @5, @10 and @n, over the cases that were answered so often; one that is missing anywhere is left out. */
function chances(cases: readonly BenchCaseResult[]): Record<string, number> {
  const answered = cases.map(({ samples = [] }) => samples.filter(({ class: code }) => code !== '!'));
  const most = Math.max(0, ...answered.map(({ length }) => length));
  const found: Record<string, number> = {};
  for (const k of new Set([1, 5, 10, most])) {
    const enough = answered.filter(({ length }) => length >= k);
    if (k < 1 || k > most || enough.length === 0) continue;
    found[k] = enough.reduce((total, own) => total + passAt(k, own.length, own.filter(passes).length), 0) / enough.length;
  }
  return found;
}
