import type { Outcome } from '../base/outcome';
import type { OptimizeParams, OptimizeResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** Rewrites of a module that make it smaller or faster, proven equal. */
export const optimize: Feature = {
  name: 'optimize',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.optimize,
      answering<OptimizeParams, OptimizeResult>(context, methods.optimize, 'uri', (params, signal) => runOptimize(context, params, signal)),
    );
  },
};

export function runOptimize(context: ServerContext, params: OptimizeParams, signal: AbortSignal): Promise<Outcome<OptimizeResult>> {
  return runJob(context, params, 'Optimize', (engine, limits, progress) =>
    engine.optimize(moduleRequest(params), limits, progress, signal),
  );
}
