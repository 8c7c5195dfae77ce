import { failure, success } from '../base/outcome';
import { graphKinds } from '../protocol/contract';
import { methods, type GraphParams, type GraphResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering } from './serverContext';

/** Graphs come from the syntax alone: they are served in an untrusted workspace too. */
export const graph: Feature = {
  name: 'graph',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.graph,
      answering<GraphParams, GraphResult>(context, methods.graph, 'uri', async (params, signal) => {
        if (!graphKinds.includes(params.kind))
          return failure(`Unknown graph kind "${params.kind}"`, `Use one of ${graphKinds.join(', ')}.`);
        const engine = await context.engine();
        const top = params.module === undefined ? {} : { top: params.module };
        const request = { files: [pathOfUri(params.uri)], ...top, kind: params.kind };
        const format = params.format ?? 'json';
        if (format === 'json') return engine.graph(request, signal);
        const limit = params.maxTokens === undefined ? {} : { maxTokens: params.maxTokens };
        const text = await engine.renderGraph({ ...request, format, ...limit }, signal);
        if (!text.ok) return text;
        const named = params.module === undefined ? {} : { module: params.module };
        return success<GraphResult>({ ...named, kind: params.kind, format, text: text.value });
      }),
    );
  },
};
