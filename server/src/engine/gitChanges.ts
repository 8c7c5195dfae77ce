import { failure, success, type Outcome } from '../base/outcome';
import { extensionOf, folderOf } from '../model/paths';
import { sourceExtensions } from '../model/workspaceIndex';
import type { EngineParts } from './parts';

/** A source file with its text in two versions; undefined where it is not there. */
export interface FileVersions {
  /** Absolute; where it is now, or was. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const hint = 'Name a revision of the repository, for example HEAD~1, or two of them: main..HEAD.';

/** Files that are read of two revisions at most. */
const mostFiles = 400;

/**
 * The source files that differ between a git revision and the files as they are now (open documents before files, files that git does not know yet
 * among them), or between two revisions `A..B`. `within`: only this file; `place` is a file or folder of the repository.
 */
export async function gitChanges(
  revisions: string,
  place: { readonly folder: string; readonly within?: string },
  parts: EngineParts,
  signal: AbortSignal,
): Promise<Outcome<FileVersions[]>> {
  const [from = '', to] = revisions.split('..');
  for (const one of [from, to ?? 'HEAD'])
    if (one === '' || one.startsWith('-') || /[\0\n:]/.test(one)) return failure(`"${revisions}" is not a git revision`, hint);
  const git = gitIn(place.folder, parts, signal);
  const root = await git(['rev-parse', '--show-toplevel']);
  if (!root.ok) return failure(`${place.folder} is in no git repository`, 'Name two files or two folders instead.');
  const top = root.value.trim();
  const atRoot = gitIn(top, parts, signal);
  const commit = await atRoot(['rev-parse', '--verify', '--quiet', '--end-of-options', `${from}^{commit}`]);
  if (!commit.ok) return failure(`${from} is no revision of ${top}`, hint);
  const names = await changedNames(atRoot, from, to);
  if (!names.ok) return names;
  const wanted = names.value
    .map((one) => ({ ...one, file: `${top}/${one.name}` }))
    .filter(({ file }) => sourceExtensions.includes(extensionOf(file)) && (place.within === undefined || file === place.within));
  if (wanted.length > mostFiles)
    return failure(`${wanted.length} source files differ, which are more than ${mostFiles}`, 'Name one file, or a nearer revision.');
  const found: FileVersions[] = [];
  for (const { name, file, status } of wanted) {
    const before = status === 'A' ? success(undefined) : await textAt(atRoot, from, name);
    const after =
      status === 'D' ? success(undefined) : to === undefined ? success(parts.workspace.readText(file)) : await textAt(atRoot, to, name);
    if (!before.ok) return before;
    if (!after.ok) return after;
    if (before.value !== after.value) found.push({ file, before: before.value, after: after.value });
  }
  return success(found);
}

type Git = (args: readonly string[]) => Promise<Outcome<string>>;

function gitIn(folder: string, { runner }: EngineParts, signal: AbortSignal): Git {
  return async (args) => {
    // What a repository's own configuration would start is not started.
    const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
    const run = await runner.run(
      { program: 'git', args: [...safe, '-C', folder, ...args], timeoutMs: 30_000, maxOutputBytes: 64 * 1024 * 1024 },
      signal,
    );
    if (run.kind === 'notFound')
      return failure('git is not installed, so no earlier version can be read', 'Install git, or name two files.');
    if (run.kind !== 'finished') return failure(`git did not answer (${run.kind})`, hint);
    return run.code === 0 ? success(run.stdout) : failure(`git ${args[0] ?? ''} failed: ${run.stderr.trim().split('\n')[0] ?? ''}`, hint);
  };
}

interface ChangedName {
  readonly name: string;
  /** `A` added, `D` deleted, anything else changed. */
  readonly status: string;
}

/** Names below the root of the repository that differ; against the working tree also those that git does not track. */
async function changedNames(git: Git, from: string, to: string | undefined): Promise<Outcome<ChangedName[]>> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-renames', '--name-status', '-z'];
  const differing = await git(['diff', ...plain, ...(to === undefined ? [from] : [from, to]), '--']);
  if (!differing.ok) return differing;
  const words = split(differing.value);
  const found = words.flatMap((status, at) => (at % 2 === 0 ? [{ status, name: words[at + 1] ?? '' }] : []));
  if (to !== undefined) return success(found);
  const untracked = await git(['ls-files', '-z', '--others', '--exclude-standard']);
  const unknown = untracked.ok ? split(untracked.value).map((name) => ({ name, status: 'A' })) : [];
  return success([...found, ...unknown.filter(({ name }) => !found.some((one) => one.name === name))]);
}

function split(listed: string): string[] {
  return listed.split('\0').filter((word) => word !== '');
}

function textAt(git: Git, revision: string, name: string): Promise<Outcome<string>> {
  return git(['show', '--no-textconv', '--end-of-options', `${revision}:${name}`]);
}

/** Two files as versions of the second, or the files of two folders by their names below them. */
export async function pathChanges(before: string, after: string, { workspace }: EngineParts): Promise<Outcome<FileVersions[]>> {
  const [old, now] = [workspace.readText(before), workspace.readText(after)];
  if (old !== undefined && now !== undefined) return success(old === now ? [] : [{ file: after, before: old, after: now }]);
  const below = async (folder: string): Promise<string[]> =>
    (await workspace.listFiles(folder))
      .filter((file) => sourceExtensions.includes(extensionOf(file)))
      .map((file) => file.slice(folder.length + 1));
  const [oldNames, names] = [await below(before), await below(after)];
  for (const [folder, found] of [
    [before, oldNames],
    [after, names],
  ] as const)
    if (found.length === 0) return failure(`${folder} is no source file and no folder of them`, 'Name two files, or two folders.');
  const all = [...new Set([...oldNames, ...names])].map((name) => ({
    file: `${after}/${name}`,
    before: workspace.readText(`${before}/${name}`),
    after: workspace.readText(`${after}/${name}`),
  }));
  return success(all.filter((one) => one.before !== one.after));
}

/** The folder that git is asked in. */
export function gitFolder(place: string, { workspace }: Pick<EngineParts, 'workspace'>): string {
  return workspace.isFile(place) ? folderOf(place) : place;
}
