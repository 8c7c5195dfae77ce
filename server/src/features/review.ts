import type { Outcome } from '../base/outcome';
import type { ReviewParams, ReviewResult } from '../protocol/jobs';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { runJob } from './jobRequest';
import { pathOfUri } from './positions';
import { answering, type ServerContext } from './serverContext';

/** What a file, or all of its repository, differs in from an earlier version. */
export const review: Feature = {
  name: 'review',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.review,
      answering<ReviewParams, ReviewResult>(context, methods.review, 'uri', (params, signal) => runReview(context, params, signal)),
    );
  },
};

export function runReview(context: ServerContext, params: ReviewParams, signal: AbortSignal): Promise<Outcome<ReviewResult>> {
  const { uri, revision, whole } = params;
  const request = {
    place: pathOfUri(uri),
    ...(revision === undefined ? {} : { revision }),
    ...(whole === true ? {} : { only: true }),
  };
  return runJob(context, params, 'Review', (engine, limits, progress) => engine.review(request, limits, progress, signal));
}
