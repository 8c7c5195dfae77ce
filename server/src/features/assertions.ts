import type { Outcome } from '../base/outcome';
import type { AssertionsParams, AssertionsResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** Assertions of a module, each proved or bounded. */
export const assertions: Feature = {
  name: 'assertions',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.assertions,
      answering<AssertionsParams, AssertionsResult>(context, methods.assertions, 'uri', (params, signal) =>
        runAssertions(context, params, signal),
      ),
    );
  },
};

export function runAssertions(context: ServerContext, params: AssertionsParams, signal: AbortSignal): Promise<Outcome<AssertionsResult>> {
  return runJob(context, params, 'Assertions', (engine, limits, progress) =>
    engine.assertions(moduleRequest(params), limits, progress, signal),
  );
}
