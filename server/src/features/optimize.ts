import type { Outcome } from '../base/outcome';
import type { OptimizeParams, OptimizeResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** Rewrites of a module that make it smaller or faster, proven equal. */
export const optimize = jobFeature('optimize', runOptimize);

export function runOptimize(context: ServerContext, params: OptimizeParams, signal: AbortSignal): Promise<Outcome<OptimizeResult>> {
  return runJob(context, params, 'Optimize', (engine, limits, progress) =>
    engine.optimize({ ...moduleRequest(params), ...(params.goal === undefined ? {} : { goal: params.goal }) }, limits, progress, signal),
  );
}
