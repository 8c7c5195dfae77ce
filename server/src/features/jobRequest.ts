import { success, type Outcome } from '../base/outcome';
import type { Engine, ModuleJobRequest, Progress, RunLimits } from '../engine/engine';
import type { ModuleJobParams, ProposedFile } from '../protocol/jobs';
import { methods, type JobName } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { applyProposed } from './proposedEdit';
import { answering, refusedByTrust, runLimits, type ServerContext } from './serverContext';

/** A job on demand as a request of its own, `signoff/<name>`, answered by `run`. */
export function jobFeature<Params extends { readonly uri: string }, Result>(
  name: JobName,
  run: (context: ServerContext, params: Params, signal: AbortSignal) => Promise<Outcome<Result>>,
): Feature {
  return {
    name,
    capabilities: () => ({}),
    register(context) {
      const answer = answering<Params, Result>(context, methods[name], 'uri', (params, signal) => run(context, params, signal));
      context.connection.onRequest(methods[name], answer);
    },
  };
}

/**
 * Runs a job for a client: not in a workspace that is not trusted, within the time of the settings, with progress, and with what it proposes applied when
 * that was asked for.
 */
export async function runJob<Result extends object>(
  context: ServerContext,
  params: { readonly uri: string; readonly apply?: boolean; readonly workDoneToken?: string | number },
  title: string,
  work: (engine: Engine, limits: RunLimits, progress: Progress) => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const refused = refusedByTrust(context);
  if (refused !== undefined) return refused;
  const [engine, settings] = await Promise.all([context.engine(), context.settings(params.uri)]);
  const read = new Map(context.documents.all().map(({ path, text }) => [path, text]));
  const progress = context.connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin(title, undefined, undefined, true);
  try {
    const outcome = await work(engine, runLimits(settings, settings['jobs.budgetSeconds']), (step) => progress.report(step.message));
    const files = outcome.ok && 'files' in outcome.value ? (outcome.value.files as readonly ProposedFile[]) : [];
    if (!outcome.ok || params.apply !== true || files.length === 0) return outcome;
    const applied = await applyProposed(context, title, files, read);
    return applied.ok ? success(outcome.value) : applied;
  } finally {
    progress.done();
  }
}

/** The engine's request of a job about a module. */
export function moduleRequest({ uri, module, line }: ModuleJobParams): ModuleJobRequest {
  return { file: pathOfUri(uri), ...(module === undefined ? {} : { module }), ...(line === undefined ? {} : { line }) };
}
