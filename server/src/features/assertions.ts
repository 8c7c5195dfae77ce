import type { Outcome } from '../base/outcome';
import type { AssertionsParams, AssertionsResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** Assertions of a module, each proved or bounded. */
export const assertions = jobFeature('assertions', runAssertions);

export function runAssertions(context: ServerContext, params: AssertionsParams, signal: AbortSignal): Promise<Outcome<AssertionsResult>> {
  return runJob(context, params, 'Assertions', (engine, limits, progress) =>
    engine.assertions(moduleRequest(params), limits, progress, signal),
  );
}
