import type { Outcome } from '../base/outcome';
import type { GenerateParams, GenerateResult } from '../protocol/jobs';
import { jobFeature, runJob } from './jobRequest';
import { pathOfUri } from './positions';
import type { ServerContext } from './serverContext';

/** A module from its specification. */
export const generate = jobFeature('generate', runGenerate);

export function runGenerate(context: ServerContext, params: GenerateParams, signal: AbortSignal): Promise<Outcome<GenerateResult>> {
  const { uri, line, module, out, answers, assume } = params;
  const given = Object.fromEntries(Object.entries({ line, module, answers, assume }).filter(([, value]) => value !== undefined));
  const request = { ...given, file: pathOfUri(uri), ...(out === undefined ? {} : { out: pathOfUri(out) }) };
  return runJob(context, params, 'Generate', (engine, limits, progress) => engine.generate(request, limits, progress, signal));
}
