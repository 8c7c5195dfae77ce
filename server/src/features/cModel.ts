import type { Outcome } from '../base/outcome';
import type { CModelParams, CModelResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** A model of a module in C. */
export const cModel: Feature = {
  name: 'cModel',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.cModel,
      answering<CModelParams, CModelResult>(context, methods.cModel, 'uri', (params, signal) => runCModel(context, params, signal)),
    );
  },
};

export function runCModel(context: ServerContext, params: CModelParams, signal: AbortSignal): Promise<Outcome<CModelResult>> {
  return runJob(context, params, 'C model', (engine, limits, progress) => engine.cModel(moduleRequest(params), limits, progress, signal));
}
