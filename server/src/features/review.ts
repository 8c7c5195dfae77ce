import type { Outcome } from '../base/outcome';
import type { ReviewParams, ReviewResult } from '../protocol/jobs';
import { jobFeature, runJob } from './jobRequest';
import { pathOfUri } from './positions';
import type { ServerContext } from './serverContext';

/** What a file, or all of its repository, differs in from an earlier version. */
export const review = jobFeature('review', runReview);

export function runReview(context: ServerContext, params: ReviewParams, signal: AbortSignal): Promise<Outcome<ReviewResult>> {
  const { uri, revision, whole } = params;
  const request = {
    place: pathOfUri(uri),
    ...(revision === undefined ? {} : { revision }),
    ...(whole === true ? {} : { only: true }),
  };
  return runJob(context, params, 'Review', (engine, limits, progress) => engine.review(request, limits, progress, signal));
}
