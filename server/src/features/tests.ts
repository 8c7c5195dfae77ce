import { success } from '../base/outcome';
import { methods, type RunTestParams, type RunTestResult, type TestOutput, type TestsParams, type TestsResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering, refusedByTrust, runLimits, type ServerContext } from './serverContext';

/** The user's own tests, found and run, for the Test Explorer. */
export const tests: Feature = {
  name: 'tests',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.tests,
      answering<TestsParams, TestsResult>(context, methods.tests, 'uri', async ({ uri }, signal) => {
        // A VUnit script is run to be asked for its tests.
        if (uri.endsWith('.py')) {
          const refused = refusedByTrust(context);
          if (refused !== undefined) return refused;
        }
        const found = await (await context.engine()).tests(pathOfUri(uri), signal);
        return found.ok ? success({ tests: found.value }) : found;
      }),
    );
    context.connection.onRequest(
      methods.runTest,
      answering<RunTestParams, RunTestResult>(context, methods.runTest, 'uri', async (params, signal) => {
        const refused = refusedByTrust(context);
        if (refused !== undefined) return refused;
        const [engine, settings] = await Promise.all([context.engine(), context.settings(params.uri)]);
        const { id, waves, coverage, runId } = params;
        const output = tellOutput(context, runId);
        try {
          const asked = { id, waves: waves === true, coverage: coverage === true, onLine: output.line };
          return await engine.runTest(asked, runLimits(settings, settings['verify.budgetSeconds']), signal);
        } finally {
          output.flush();
        }
      }),
    );
  },
};

/** Lines of a second go together: a testbench may print thousands. */
const gatherMs = 100;

function tellOutput(
  context: ServerContext,
  runId: string | undefined,
): { readonly line: (line: string) => void; readonly flush: () => void } {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 || runId === undefined) return;
    const told: TestOutput = { runId, lines: waiting };
    waiting = [];
    void context.connection.sendNotification(methods.testOutput, told).catch(() => undefined);
  };
  return {
    line(line) {
      if (runId === undefined) return;
      waiting.push(line);
      timer ??= setTimeout(flush, gatherMs);
    },
    flush,
  };
}
