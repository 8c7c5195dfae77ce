import { failure, success, type Outcome } from '../base/outcome';
import type { EngineParts } from './parts';

/**
 * A file as it stood at a git revision, laid over the workspace beside today's file, so that its includes and packages are found there.
 * Gives the path it is known by.
 *
 * @param file absolute path
 */
export async function gitFile(revision: string, file: string, parts: EngineParts): Promise<Outcome<string>> {
  const read = await textAtRevision(revision, file, parts, new AbortController().signal);
  if (!read.ok) return read;
  const { folder, name } = placeOf(file);
  const path = `${folder}/git:${revision.replaceAll('/', '_')}:${name}`;
  parts.overlay.set(path, { version: 1, text: read.value });
  return success(path);
}

/** The text of a file as it stood at a git revision. */
export async function textAtRevision(
  revision: string,
  file: string,
  parts: Pick<EngineParts, 'runner'>,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  const hint = 'Write git:REV:PATH, for example git:HEAD~1:rtl/fifo.sv.';
  if (revision.startsWith('-')) return failure(`"${revision}" is not a git revision`, hint);
  const { folder, name } = placeOf(file);
  const run = await parts.runner.run(
    { program: 'git', args: ['-C', folder, 'show', '--no-textconv', '--end-of-options', `${revision}:./${name}`], timeoutMs: 20_000 },
    signal,
  );
  if (run.kind === 'notFound') return failure('git is not installed, so no earlier version can be read', 'Install git, or name a file.');
  if (run.kind !== 'finished') return failure(`git did not answer (${run.kind})`, hint);
  if (run.code !== 0) return failure(`cannot read ${name} at revision ${revision}: ${run.stderr.trim().split('\n')[0] ?? ''}`, hint);
  return success(run.stdout);
}

function placeOf(file: string): { readonly folder: string; readonly name: string } {
  const slash = file.lastIndexOf('/');
  return { folder: file.slice(0, slash) || '/', name: file.slice(slash + 1) };
}
