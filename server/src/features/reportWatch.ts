import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import { describe, type ServerContext } from './serverContext';

const watching = new WeakMap<ServerContext, Map<string, Promise<unknown>>>();

/** Has the client tell when a timing report changes or comes again; once for each file name, for as long as the server runs. */
export async function watchReport(context: ServerContext, report: string): Promise<void> {
  if (context.client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true || context.state() !== 'running') return;
  const known = watching.get(context) ?? new Map<string, Promise<unknown>>();
  watching.set(context, known);
  const name = nameOf(report);
  if (known.has(name)) return;
  const watchers = [{ globPattern: `**/${name.replace(/[*?{}[\]]/g, '?')}` }];
  const registration = context.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  known.set(
    name,
    registration.catch((error: unknown) => context.log.debug(`watching ${name}: ${describe(error)}`)),
  );
  await known.get(name);
}

/** Whether a file is one that was asked for here, and not one of the project. */
export function isWatchedReport(context: ServerContext, path: string): boolean {
  return watching.get(context)?.has(nameOf(path)) === true;
}

/** Has the setting's report watched from the start: it may not be there yet. */
export async function watchSettingsReport(context: ServerContext, uri: string): Promise<void> {
  const named = (await context.settings(uri))['timing.report'];
  if (named !== '') await watchReport(context, named.replaceAll('\\', '/'));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
