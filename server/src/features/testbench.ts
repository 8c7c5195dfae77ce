import type { Outcome } from '../base/outcome';
import type { TestbenchParams, TestbenchResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** A testbench of a module. */
export const testbench = jobFeature('testbench', runTestbench);

export function runTestbench(context: ServerContext, params: TestbenchParams, signal: AbortSignal): Promise<Outcome<TestbenchResult>> {
  return runJob(context, params, 'Testbench', (engine, limits, progress) =>
    engine.testbench(moduleRequest(params), limits, progress, signal),
  );
}
