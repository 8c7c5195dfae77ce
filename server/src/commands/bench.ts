import type { BenchResult } from '../protocol/tests';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

export interface BenchOptions {
  readonly data: string;
  readonly provider: 'reference' | 'mutants';
  readonly cases?: string;
  readonly mutants: number;
  readonly jobs: number;
}

/** `signoff bench SUITE --data DIR`: a published benchmark through the ladder. Exits 0 when it came to its end, whatever the score. */
export async function bench(suite: string, options: BenchOptions, context: CommandContext): Promise<Answer> {
  const { provider, mutants, jobs } = options;
  const cases = patternOf(options.cases);
  if (cases === null) return badInput({ message: `--cases takes a regular expression, not "${options.cases ?? ''}"` });
  const request = { suite, data: context.resolve(options.data), provider, mutants, jobs, ...(cases === undefined ? {} : { cases }) };
  const outcome = await context.engine.bench(request, context.limits, ({ message }) => context.progress(message), context.signal);
  if (!outcome.ok) return badInput(outcome);
  return { document: outcome.value, text: textOf(outcome.value), code: exitCode.clean };
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
  const share = total === 0 ? '' : ` (${((100 * passed) / total).toFixed(1)} %)`;
  const classes = Object.entries(result.classes).sort(([, a], [, b]) => b - a);
  if (result.provider === 'mutants') {
    const sum = (fate: 'equivalent' | 'racy' | 'invalid'): number => result.cases.reduce((all, one) => all + (one.mutants?.[fate] ?? 0), 0);
    return [
      `${result.suite}: ${passed} of ${total} mutants killed${share}, ${failed} survived, ${unknown} undecided`,
      `${sum('equivalent')} proved equivalent, ${sum('racy')} equal but for a race and ${sum('invalid')} that do not elaborate are not counted`,
    ].join('\n');
  }
  return [
    `${result.suite}, ${result.provider}: ${passed} of ${total} passed${share}, ${failed} failed, ${unknown} unknown`,
    ...(classes.length === 0 ? [] : [`failures by class: ${classes.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
  ].join('\n');
}
