import { success, type Outcome } from '../base/outcome';
import type { BenchResult } from '../protocol/tests';
import { openRecords, type BenchRecords } from './benchRecords';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

export interface BenchOptions {
  readonly data: string;
  readonly provider: 'reference' | 'mutants' | 'model';
  readonly cases?: string;
  readonly mutants: number;
  readonly places: number;
  readonly samples: number;
  readonly graph: boolean;
  readonly loop: boolean;
  readonly keep?: string;
  readonly jobs: number;
}

/** `signoff bench SUITE --data DIR`: a published benchmark through the ladder. Exits 0 when it came to its end, whatever the score; 3 when answers are missing. */
export async function bench(suite: string, options: BenchOptions, context: CommandContext): Promise<Answer> {
  const { provider, mutants, places, samples, graph, loop, jobs } = options;
  const cases = patternOf(options.cases);
  if (cases === null) return badInput({ message: `--cases takes a regular expression, not "${options.cases ?? ''}"` });
  const records = recordsOf(suite, options, context);
  if (!records.ok) return badInput(records);
  const request = {
    ...{ suite, data: context.resolve(options.data), provider, mutants, places, samples, graph, loop, jobs },
    ...(cases === undefined ? {} : { cases }),
    ...records.value,
  };
  const outcome = await context.engine.bench(request, context.limits, ({ message }) => context.progress(message), context.signal);
  if (!outcome.ok) return badInput(outcome);
  const { unanswered } = outcome.value;
  return { document: outcome.value, text: textOf(outcome.value), code: unanswered === undefined ? exitCode.clean : exitCode.unknown };
}

/** What the answers of a run depend on, besides the data; the cases and their number may differ from run to run. */
function recordsOf(suite: string, options: BenchOptions, context: CommandContext): Outcome<Partial<BenchRecords>> {
  const { keep, provider, graph, loop, places } = options;
  if (keep === undefined) return success({});
  const { seed, model } = context.limits;
  const { provider: answers } = context.engine.model;
  const masked = suite === 'completion' ? { places, seed } : {};
  return openRecords(context.resolve(keep), { suite, provider, model: answers, graph, loop, limits: model ?? {}, ...masked }, context);
}

/** Null: it is no regular expression. */
function patternOf(text: string | undefined): RegExp | null | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch {
    return null;
  }
}

function textOf(result: BenchResult): string {
  const { total, passed, failed, unknown } = result;
  const share = total === 0 ? '' : ` (${percent(passed / total)})`;
  const classes = Object.entries(result.classes).sort(([, a], [, b]) => b - a);
  if (result.provider === 'mutants') {
    const sum = (fate: 'equivalent' | 'racy' | 'invalid'): number => result.cases.reduce((all, one) => all + (one.mutants?.[fate] ?? 0), 0);
    return [
      `${result.suite}: ${passed} of ${total} mutants killed${share}, ${failed} survived, ${unknown} undecided`,
      `${sum('equivalent')} proved equivalent, ${sum('racy')} equal but for a race and ${sum('invalid')} that do not elaborate are not counted`,
    ].join('\n');
  }
  return [
    `${result.suite}, ${result.model ?? result.provider}${helpOf(result)}: ${passed} of ${total} passed${share}, ${failed} failed, ${unknown} unknown`,
    ...(classes.length === 0 ? [] : [`failures by class: ${classes.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
    ...answersOf(result),
  ].join('\n');
}

function helpOf({ graph, loop }: BenchResult): string {
  const without = [...(graph === false ? ['graph'] : []), ...(loop === false ? ['loop'] : [])];
  return without.length === 0 ? '' : ` without ${without.join(' and ')}`;
}

function answersOf({ passAt = {}, exact, similarity, spending, kept = 0, unanswered = 0, stopped, cases }: BenchResult): string[] {
  const chances = Object.entries(passAt).map(([k, chance]) => `pass@${k} ${percent(chance)}`);
  const kinds = [...new Set(cases.flatMap(({ kind }) => kind ?? []))].map((kind) => {
    const own = cases.filter((one) => one.kind === kind);
    return `${kind} ${own.filter(({ class: code }) => code === '.').length} of ${own.length}`;
  });
  return [
    ...(chances.length === 0 ? [] : [chances.join(', ')]),
    ...(kinds.length === 0 ? [] : [kinds.join(', ')]),
    ...(exact === undefined ? [] : [`what was there: ${percent(exact)}, edit similarity ${(similarity ?? 0).toFixed(3)}`]),
    ...(spending === undefined
      ? []
      : [
          `spent: ${spending.rounds} replies, ${spending.inputTokens} tokens sent, ${spending.outputTokens} received${spending.cost === undefined ? '' : `, $${spending.cost.toFixed(4)}`}${kept === 0 ? '' : `; ${kept} answers were there already`}`,
        ]),
    ...(unanswered === 0
      ? []
      : [
          `${unanswered} answers did not come${stopped === undefined ? '' : `: ${stopped}`}; the same command with --keep goes on where it stopped`,
        ]),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
