import { failure, success } from '../base/outcome';
import type { Narrowing } from '../graph/narrow';
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
        const request = { files: [pathOfUri(params.uri)], ...top, kind: params.kind, ...narrowing(params), across: params.across === true };
        const format = params.format ?? 'json';
        if (format === 'json') return engine.graph(request, signal);
        const limit = params.maxTokens === undefined ? {} : { maxTokens: params.maxTokens };
        const text = await engine.renderGraph({ ...request, format, ...limit }, signal);
        if (!text.ok) return text;
        const named = params.module === undefined ? {} : { module: params.module };
        const { drawn } = text.value;
        const picture = drawn === undefined ? {} : { graph: drawn.graph, leftOut: drawn.words };
        return success<GraphResult>({ ...named, kind: params.kind, format, text: text.value.text, ...picture });
      }),
    );
  },
};

/** In a message 0 stands for an endless limit, which JSON does not have. */
function narrowing({ of, line, way, steps, registers }: GraphParams): Narrowing {
  const endless = (limit: number): number => (limit === 0 ? Number.POSITIVE_INFINITY : limit);
  return {
    ...(of === undefined ? {} : { of }),
    ...(line === undefined ? {} : { line }),
    ...(way === undefined ? {} : { way }),
    ...(steps === undefined ? {} : { steps: endless(steps) }),
    ...(registers === undefined ? {} : { registers: endless(registers) }),
  };
}
