import { isGap, type Filelist } from '../model/filelist';
import { baseName, folderOf, relativeTo } from '../model/paths';
import { deeperProjectFiles, discoverProject } from '../model/projects/discoverProject';
import { formatOf, projectFormats } from '../model/projects/formats';
import type { ProjectPlace } from '../model/projects/projectFormat';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import type { Diagnostic, ProjectStatus } from '../protocol/contract';
import { placeOf } from './syntaxDiagnostics';

export interface ProjectFilesParts {
  readonly workspace: Workspace;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Workspace folders. */
  readonly roots: readonly string[];
  /** Project files that the settings or the command line name; when there are any, no others are looked for. */
  readonly named: readonly string[];
  readonly targets: readonly string[];
  /** Look for project files in the workspace folders. */
  readonly discover: boolean;
}

/** The files that say what belongs to the project, as last read, and the index kept in step with them. */
export class ProjectFiles {
  private lists: readonly Filelist[] = [];
  private why: readonly string[] = [];
  private passedOver: readonly { readonly file: string; readonly why: string }[] = [];

  constructor(
    private readonly parts: ProjectFilesParts,
    private readonly index: WorkspaceIndex,
  ) {}

  /** Reads them all anew and tells the index. */
  async load(): Promise<void> {
    const { named, roots, discover } = this.parts;
    const before = this.lists;
    if (named.length > 0) {
      this.lists = await Promise.all(named.map((path) => formatOf(path).read(path, this.place(this.rootOf(path)))));
      this.why = [`the settings name ${named.map((path) => baseName(path)).join(', ')}`];
      this.passedOver = [];
    } else if (discover) {
      const found = await Promise.all(roots.map((root) => discoverProject(this.place(root))));
      this.lists = found.flatMap((one) => one.lists.map((list) => ({ ...list, open: true })));
      this.why = found.map((one) => one.why);
      this.passedOver = found.flatMap((one) => one.passedOver);
    }
    if (before.length > 0 || this.lists.length > 0) this.index.replaceSources(before, this.lists);
  }

  /** Whether a file belongs to a library (`-v`, `-y`), which others keep. */
  isLibrary(path: string): boolean {
    return this.lists.some(
      (list) => list.libraryFiles.includes(path) || (list.libraryDirs.includes(folderOf(path)) && !list.files.includes(path)),
    );
  }

  /** True when a change of this file may change the project. */
  concerns(path: string): boolean {
    if (this.lists.some((list) => list.reads.includes(path)) || this.parts.named.includes(path)) return true;
    if (!this.parts.discover || this.parts.named.length > 0) return false;
    return this.parts.roots.some((root) =>
      projectFormats.some(({ found }) =>
        'at' in found ? found.at.some((name) => path === `${root}/${name}`) : folderOf(path) === root && found.named(baseName(path)),
      ),
    );
  }

  /** A source that is new or gone may be one that a list is missing. */
  misses(path: string): boolean {
    return this.lists.some((list) => list.files.includes(path) || list.problems.some((problem) => problem.message.includes(path)));
  }

  /** Folders that the project leaves out. */
  get excludeDirs(): readonly string[] {
    return this.lists.flatMap((list) => list.excludeDirs);
  }

  /** Modules that the project files name as tops. */
  get tops(): readonly string[] {
    return this.lists.flatMap((list) => list.tops);
  }

  /** True when folders may be left out, which has to be known before sources are read. */
  mayExclude(): boolean {
    return this.parts.discover && this.parts.roots.some((root) => this.parts.workspace.isFile(`${root}/.slang/server.json`));
  }

  /** What the project is made from, in words, and what is missing of it. */
  status(deeper: ProjectStatus['passedOver'] = []): ProjectStatus {
    const status = {
      descriptions: this.lists.map((list) => ({
        file: list.path,
        format: formatOf(list.path).title,
        sources: list.files.length + list.libraryFiles.length,
        gaps: list.problems.filter(isGap).length,
      })),
      why: [...this.why],
      passedOver: [...this.passedOver, ...deeper],
      reads: [...new Set(this.lists.flatMap((list) => list.reads))],
      complete: !this.lists.some((list) => list.problems.some(isGap)),
    };
    return { ...status, words: statusWords(status, this.lists) };
  }

  /** What could not be followed, at its place in the project file. */
  problems(): Diagnostic[] {
    const found = this.lists.flatMap((list) => list.problems);
    return found.map((problem) => ({
      ...placeOf(problem.range),
      severity: isGap(problem) ? 'warning' : 'hint',
      code: problem.code.replace(/^filelist/, 'project'),
      source: 'signoff',
      message: problem.message,
    }));
  }

  /** Project files deeper in the workspace, which a setting may name. */
  async deeper(): Promise<{ file: string; why: string }[]> {
    const found = await Promise.all(this.parts.roots.map((root) => deeperProjectFiles(this.place(root))));
    const used = new Set(this.lists.flatMap((list) => list.reads));
    return found.flat().flatMap((file) => (used.has(file) ? [] : [{ file, why: 'it is not in the workspace folder itself' }]));
  }

  /** True when the files listed are the whole project: the user named them. */
  get closed(): boolean {
    return this.lists.some((list) => list.open !== true);
  }

  /** Why a source does or does not belong to the project; undefined when no project file has a say. */
  whyFile(path: string): { belongs: boolean; why: string } | undefined {
    const root = this.rootOf(path);
    const naming = this.lists.find((list) => list.files.includes(path) || list.libraryFiles.includes(path));
    if (naming !== undefined) return { belongs: true, why: `${relativeTo(root, naming.path)} (${formatOf(naming.path).title}) names it` };
    const excluded = this.lists.find((list) => list.excludeDirs.some((dir) => path.startsWith(`${dir}/`)));
    if (excluded !== undefined) return { belongs: false, why: `${relativeTo(root, excluded.path)} leaves its folder out` };
    return undefined;
  }

  private place(root: string): ProjectPlace {
    const { workspace, environment, targets } = this.parts;
    return { workspace, env: environment, targets, root };
  }

  private rootOf(path: string): string {
    return this.parts.roots.find((root) => path.startsWith(`${root}/`)) ?? folderOf(path);
  }
}

const mostGaps = 5;
const mostNamed = 3;

function statusWords(status: Omit<ProjectStatus, 'words'>, lists: readonly Filelist[]): string[] {
  const words = status.why.map((why) => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
  for (const { file, format, sources, gaps } of status.descriptions) {
    const missing = gaps === 0 ? '' : `, and ${gaps} thing${gaps === 1 ? '' : 's'} that ${gaps === 1 ? 'is' : 'are'} not there`;
    words.push(`${file} (${format}): ${sources} source${sources === 1 ? '' : 's'}${missing}.`);
  }
  const gaps = lists.flatMap((list) => list.problems.filter(isGap));
  for (const gap of gaps.slice(0, mostGaps)) words.push(`Missing: ${gap.message} (${gap.range.path}:${gap.range.line + 1}).`);
  if (gaps.length > mostGaps) words.push(`${gaps.length - mostGaps} more are marked in the project files.`);
  if (gaps.length > 0) words.push('While something is missing, names that nothing declares are not reported as problems.');
  const reasons = new Set(status.passedOver.map((one) => one.why));
  for (const why of reasons) {
    const files = status.passedOver.filter((one) => one.why === why).map((one) => one.file);
    const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : '';
    words.push(
      `Not taken, since ${why}: ${files.slice(0, mostNamed).join(', ')}${more}. The setting signoff.project.filelists can name one.`,
    );
  }
  return words;
}
