import type { Outcome } from '../base/outcome';
import type { ExplainParams, FixParams, GenerateParams, ModuleJobParams, ReviewParams } from '../protocol/jobs';
import { runAssertions } from './assertions';
import { runCModel } from './cModel';
import { runDocument } from './document';
import { runExplain } from './explain';
import { runFix } from './fix';
import { runGenerate } from './generate';
import { runOptimize } from './optimize';
import { runReview } from './review';
import type { ServerContext } from './serverContext';
import { runTestbench } from './testbench';

type JobParams = ModuleJobParams & Partial<ExplainParams & FixParams & GenerateParams & ReviewParams>;

interface JobCommand {
  readonly run: (context: ServerContext, params: JobParams, signal: AbortSignal) => Promise<Outcome<object>>;
  /** The answer in a sentence or a few. */
  readonly said: (answer: never) => string;
}

function job<Answer extends object>(
  run: (context: ServerContext, params: JobParams, signal: AbortSignal) => Promise<Outcome<Answer>>,
  said: (answer: Answer) => string,
): JobCommand {
  return { run, said };
}

/** What a job proposes is applied, unless `apply` is false: a client without Signoff's own commands has no other way to take it. */
const applying = (params: JobParams): JobParams => ({ apply: true, ...params });

/** The jobs as server commands, `signoff.server.<job>` with `[{ uri, line, … }]`, for clients without Signoff's own. */
export const jobCommands = {
  'signoff.server.generate': job(
    (context, params, signal) => runGenerate(context, applying(params), signal),
    ({ verdict, detail, questions }) => verdict?.reason ?? questions[0]?.text ?? detail ?? 'Nothing was generated',
  ),
  'signoff.server.testbench': job(
    (context, params, signal) => runTestbench(context, applying(params), signal),
    ({ module, notes }) => `${module}: ${notes.join(' ')}`,
  ),
  'signoff.server.assertions': job(
    (context, params, signal) => runAssertions(context, applying(params), signal),
    ({ module, assertions }) => `${module}: ${assertions.filter(({ outcome }) => outcome === 'proved').length} assertions proved`,
  ),
  'signoff.server.explain': job(runExplain, ({ claims, notes }) => [...claims.map(({ text }) => text), ...notes].join('\n')),
  'signoff.server.document': job(
    (context, params, signal) => runDocument(context, applying(params), signal),
    ({ module }) => `${module} is documented`,
  ),
  'signoff.server.review': job(runReview, ({ modules, notes }) =>
    [...modules.map(({ module, behaviour }) => `${module}: ${behaviour}`), ...notes].join('\n'),
  ),
  'signoff.server.fix': job(
    (context, params, signal) => runFix(context, applying(params), signal),
    ({ fixes, withheld, notes }) =>
      [
        ...fixes.map(({ title, behaviour }) => `${title}. ${behaviour}`),
        ...withheld.map(({ title, reason }) => `Withheld: ${title}: ${reason}`),
        ...notes,
      ].join('\n') || 'Nothing mends it',
  ),
  'signoff.server.optimize': job(
    (context, params, signal) => runOptimize(context, applying(params), signal),
    ({ module, before, after, rewrites, notes }) =>
      rewrites.length === 0
        ? `${module}: no rewrite was proven equal and measured better. ${notes.join(' ')}`
        : `${module}: ${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns, proven`,
  ),
  'signoff.server.cModel': job(
    (context, params, signal) => runCModel(context, applying(params), signal),
    ({ module, notes }) => `${module}: ${notes.join(' ')}`,
  ),
} as const satisfies Record<string, JobCommand>;

export type JobCommandName = keyof typeof jobCommands;

/** Runs a job command; undefined when there is none of that name. */
export async function runJobCommand(
  context: ServerContext,
  command: string,
  params: unknown,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<Outcome<unknown> | undefined> {
  if (!(command in jobCommands)) return undefined;
  const { run, said } = jobCommands[command as JobCommandName];
  const outcome = await run(context, params as JobParams, signal);
  tell(outcome.ok ? said(outcome.value as never) : outcome.message);
  return outcome;
}
