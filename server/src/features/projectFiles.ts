import { DidChangeWatchedFilesNotification, type Disposable } from 'vscode-languageserver';
import type { StoredDiagnostic } from './diagnosticsStore';
import { toLsp } from './checking';
import { uriOfPath } from './positions';
import { describe, type ServerContext } from './serverContext';

/** Files whose coming, changing and going the client is asked to tell. Lists under other names are asked for once they were read. */
export const watchedFiles: readonly string[] = [
  '**/*.{v,vh,vl,sv,svh,vp,svp,f,flist,filelist,core}',
  '**/{Bender,bender}.{yml,yaml,lock,local}',
  '**/*.eda.{yml,yaml,json}',
  '**/.slang/**/server.json',
  '**/.signoff/waivers.toml',
];

const told =
  /(?:\.(?:v|vh|vl|sv|svh|vp|svp|f|flist|filelist|core)|\/bender\.(?:yml|yaml|lock|local)|\.eda\.(?:ya?ml|json)|\/server\.json)$/i;

const watching = new WeakMap<ServerContext, { names: string; registration: Promise<Disposable> }>();

/** Settles once the project was read. Shows the problems of the project files as they are now, and has the client watch those it would not tell of. */
export async function publishProject(context: ServerContext): Promise<void> {
  const work = async (): Promise<void> => {
    const engine = await context.engine();
    const byUri = new Map<string, StoredDiagnostic[]>();
    for (const problem of await engine.projectProblems()) {
      const uri = uriOfPath(problem.file, context.documents);
      byUri.set(uri, [...(byUri.get(uri) ?? []), toLsp(problem)]);
    }
    context.diagnostics.replace('project', byUri);
    await watchOthers(context, (await engine.projectStatus()).reads);
  };
  await work().catch((error: unknown) => context.log.debug(`project files: ${describe(error)}`));
}

async function watchOthers(context: ServerContext, reads: readonly string[]): Promise<void> {
  if (context.client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true || context.state() !== 'running') return;
  const names = [...new Set(reads.filter((path) => !told.test(path)).map((path) => path.slice(path.lastIndexOf('/') + 1)))].sort();
  const before = watching.get(context);
  if ((before?.names ?? '') === names.join()) return;
  await before?.registration.then((one) => one.dispose());
  const watchers = names.map((name) => ({ globPattern: `**/${name.replace(/[*?{}[\]]/g, '?')}` }));
  const registration = context.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  watching.set(context, { names: names.join(), registration });
  await registration;
}
