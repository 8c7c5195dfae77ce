import type { Outcome } from '../base/outcome';
import type { DocumentParams, DocumentResult } from '../protocol/jobs';
import { jobFeature, moduleRequest, runJob } from './jobRequest';
import type { ServerContext } from './serverContext';

/** A module told as Markdown or as a comment above it. */
export const document = jobFeature('document', runDocument);

export function runDocument(context: ServerContext, params: DocumentParams, signal: AbortSignal): Promise<Outcome<DocumentResult>> {
  const request = { ...moduleRequest(params), ...(params.comment === true ? { comment: true } : {}) };
  return runJob(context, params, 'Document', (engine, limits) => engine.document(request, limits, signal));
}
