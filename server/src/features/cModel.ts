import type { Outcome } from '../base/outcome';
import type { CModelParams, CModelResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** A model of a module in C. */
export const cModel = jobFeature('cModel', runCModel);

export function runCModel(context: ServerContext, params: CModelParams, signal: AbortSignal): Promise<Outcome<CModelResult>> {
  return runJob(context, params, 'C model', (engine, limits, progress) => engine.cModel(moduleRequest(params), limits, progress, signal));
}
