import { success, type Outcome } from '../base/outcome';
import { methods, type GenerateParams, type GenerateResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { applyProposed } from './proposedEdit';
import { answering, refusedByTrust, runLimits, type ServerContext } from './serverContext';

/** A module from its specification. */
export const generate: Feature = {
  name: 'generate',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.generate,
      answering<GenerateParams, GenerateResult>(context, methods.generate, 'uri', (params, signal) => run(context, params, signal)),
    );
  },
};

async function run(context: ServerContext, params: GenerateParams, signal: AbortSignal): Promise<Outcome<GenerateResult>> {
  const refused = refusedByTrust(context);
  if (refused !== undefined) return refused;
  const [engine, settings] = await Promise.all([context.engine(), context.settings(params.uri)]);
  const { uri, workDoneToken, apply, out, ...rest } = params;
  const progress = context.connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin('Generate', undefined, undefined, true);
  try {
    const request = { ...rest, file: pathOfUri(uri), ...(out === undefined ? {} : { out: pathOfUri(out) }) };
    const limits = runLimits(settings, settings['jobs.budgetSeconds']);
    const outcome = await engine.generate(request, limits, (step) => progress.report(step.message), signal);
    if (!outcome.ok || apply !== true || outcome.value.files.length === 0) return outcome;
    const applied = await applyProposed(context, `Generate ${outcome.value.module ?? 'module'}`, outcome.value.files);
    return applied.ok ? success(outcome.value) : applied;
  } finally {
    progress.done();
  }
}
