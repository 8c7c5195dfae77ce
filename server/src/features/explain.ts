import type { Outcome } from '../base/outcome';
import type { ExplainParams, ExplainResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** What a line, a block or a module does. */
export const explain: Feature = {
  name: 'explain',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.explain,
      answering<ExplainParams, ExplainResult>(context, methods.explain, 'uri', (params, signal) => runExplain(context, params, signal)),
    );
  },
};

export function runExplain(context: ServerContext, params: ExplainParams, signal: AbortSignal): Promise<Outcome<ExplainResult>> {
  const { grain } = params;
  const request = { ...moduleRequest(params), ...(grain === undefined ? {} : { grain }) };
  return runJob(context, params, 'Explain', (engine, limits) => engine.explain(request, limits, signal));
}
