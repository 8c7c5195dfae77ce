import type { Outcome } from '../base/outcome';
import type { FixParams, FixResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { runJob } from './jobRequest';
import { pathOfUri } from './positions';
import { answering, type ServerContext } from './serverContext';

/** Edits that mend diagnostics of a document. */
export const fix: Feature = {
  name: 'fix',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.fix,
      answering<FixParams, FixResult>(context, methods.fix, 'uri', (params, signal) => runFix(context, params, signal)),
    );
  },
};

export function runFix(context: ServerContext, params: FixParams, signal: AbortSignal): Promise<Outcome<FixResult>> {
  const { uri, line, code } = params;
  const request = { file: pathOfUri(uri), ...(line === undefined ? {} : { line }), ...(code === undefined ? {} : { code }) };
  return runJob(context, params, 'Fix', (engine, limits, progress) => engine.fix(request, limits, progress, signal));
}
