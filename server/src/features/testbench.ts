import type { Outcome } from '../base/outcome';
import type { TestbenchParams, TestbenchResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** A testbench of a module. */
export const testbench: Feature = {
  name: 'testbench',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.testbench,
      answering<TestbenchParams, TestbenchResult>(context, methods.testbench, 'uri', (params, signal) =>
        runTestbench(context, params, signal),
      ),
    );
  },
};

export function runTestbench(context: ServerContext, params: TestbenchParams, signal: AbortSignal): Promise<Outcome<TestbenchResult>> {
  return runJob(context, params, 'Testbench', (engine, limits, progress) =>
    engine.testbench(moduleRequest(params), limits, progress, signal),
  );
}
