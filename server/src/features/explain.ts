import type { Outcome } from '../base/outcome';
import type { ExplainParams, ExplainResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** What a line, a block or a module does. */
export const explain = jobFeature('explain', runExplain);

export function runExplain(context: ServerContext, params: ExplainParams, signal: AbortSignal): Promise<Outcome<ExplainResult>> {
  const { grain, text } = params;
  const request = { ...moduleRequest(params), ...(grain === undefined ? {} : { grain }), ...(text === undefined ? {} : { text }) };
  return runJob(context, params, 'Explain', (engine, limits) => engine.explain(request, limits, signal));
}
