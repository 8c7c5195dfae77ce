import { success, type Outcome } from '../base/outcome';
import type { FileStanding } from '../protocol/contract';
import { methods, type WhyFileParams, type WhyFileResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering, type ServerContext } from './serverContext';

/** Why a file is, or is not, in the project. Reads only, so it needs no trust. */
export const whyFileRequest: Feature = {
  name: 'whyFile',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.whyFile,
      answering<WhyFileParams, WhyFileResult>(context, methods.whyFile, 'uri', ({ uri }) => whyFile(context, uri)),
    );
  },
};

export async function whyFile(context: ServerContext, uri: string): Promise<Outcome<FileStanding>> {
  return success(await (await context.engine()).whyFile(pathOfUri(uri)));
}

/** The answer as one paragraph. */
export function standingText(standing: FileStanding): string {
  const name = standing.file.slice(standing.file.lastIndexOf('/') + 1);
  const [first = '', ...rest] = standing.why;
  const reason = `${name} is ${standing.belongs ? '' : 'not '}in the project: ${first}`;
  return [reason.endsWith('.') ? reason : `${reason}.`, ...rest].join(' ');
}
