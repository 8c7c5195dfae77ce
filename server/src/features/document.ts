import type { Outcome } from '../base/outcome';
import type { DocumentParams, DocumentResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { moduleRequest, runJob } from './jobRequest';
import { answering, type ServerContext } from './serverContext';

/** A module told as Markdown or as a comment above it. */
export const document: Feature = {
  name: 'document',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.document,
      answering<DocumentParams, DocumentResult>(context, methods.document, 'uri', (params, signal) => runDocument(context, params, signal)),
    );
  },
};

export function runDocument(context: ServerContext, params: DocumentParams, signal: AbortSignal): Promise<Outcome<DocumentResult>> {
  const request = { ...moduleRequest(params), ...(params.comment === true ? { comment: true } : {}) };
  return runJob(context, params, 'Document', (engine, limits) => engine.document(request, limits, signal));
}
