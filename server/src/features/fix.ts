import type { Outcome } from '../base/outcome';
import type { FixParams, FixResult } from '../protocol/jobs';
import { jobFeature, runJob } from './jobRequest';
import { pathOfUri } from './positions';
import type { ServerContext } from './serverContext';

/** Edits that mend diagnostics of a document. */
export const fix = jobFeature('fix', runFix);

export function runFix(context: ServerContext, params: FixParams, signal: AbortSignal): Promise<Outcome<FixResult>> {
  const { uri, line, code } = params;
  const request = { file: pathOfUri(uri), ...(line === undefined ? {} : { line }), ...(code === undefined ? {} : { code }) };
  return runJob(context, params, 'Fix', (engine, limits, progress) => engine.fix(request, limits, progress, signal));
}
