import type { GenerateParams, GenerateResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { runJob } from './jobRequest';
import { pathOfUri } from './positions';
import { answering } from './serverContext';

/** A module from its specification. */
export const generate: Feature = {
  name: 'generate',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.generate,
      answering<GenerateParams, GenerateResult>(context, methods.generate, 'uri', (params, signal) => {
        const { uri, line, module, out, answers, assume } = params;
        const given = Object.fromEntries(Object.entries({ line, module, answers, assume }).filter(([, value]) => value !== undefined));
        const request = { ...given, file: pathOfUri(uri), ...(out === undefined ? {} : { out: pathOfUri(out) }) };
        return runJob(context, params, 'Generate', (engine, limits, progress) => engine.generate(request, limits, progress, signal));
      }),
    );
  },
};
