import { failure, success, type Outcome } from '../base/outcome';
import type { Log } from '../base/log';
import type { CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { CompileUnitResult, WorkspaceIndex } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import { isGap } from '../model/filelist';
import { formatOf } from '../model/projects/formats';
import { folderOf } from '../model/paths';
import type { DesignRequest } from './engine';

/** A design as a request named it: what the tools read, and the module it is about. */
export interface LoadedDesign extends CompileUnitResult {
  readonly files: readonly string[];
  readonly unit: CompileUnit;
  readonly top: ModuleInfo;
}

/** Turns requests into compile units. The workspace folder is searched only for names that the request's own files leave open. */
export class Project {
  /** Folders that were looked through, or are being. */
  private readonly searched = new Map<string, Promise<void> | 'done'>();

  constructor(
    readonly index: WorkspaceIndex,
    private readonly workspace: Workspace,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly gitFile: (revision: string, file: string) => Promise<Outcome<string>>,
    private readonly log: Log,
    private readonly workingFolder?: string,
  ) {}

  /** The project with another index and its workspace; what was looked through is not looked through again. */
  fork(index: WorkspaceIndex, workspace: Workspace): Project {
    const fork = new Project(index, workspace, this.environment, this.gitFile, this.log, this.workingFolder);
    for (const [folder, state] of this.searched) if (state === 'done') fork.searched.set(folder, state);
    return fork;
  }

  /** The files of a request, `@list.f` opened and `git:REV:FILE` read from git; a file that cannot be read is an error that names it. */
  async files(request: DesignRequest): Promise<Outcome<string[]>> {
    const files: string[] = [];
    for (const file of request.files) {
      const fromGit = /^git:([^:]+):(.+)$/.exec(file);
      if (fromGit !== null) {
        const read = await this.gitFile(fromGit[1] ?? '', fromGit[2] ?? '');
        if (!read.ok) return read;
        files.push(read.value);
        continue;
      }
      if (!file.startsWith('@')) {
        if (this.workspace.readText(file) === undefined)
          return failure(`cannot read ${file} as text`, 'Check the path, that you may read it, and that it is a source file.');
        files.push(file);
        continue;
      }
      const path = file.slice(1);
      const place = { workspace: this.workspace, env: this.environment, targets: [], root: folderOf(path) };
      const list = await formatOf(path).read(path, place);
      const problem = list.problems.find(isGap);
      if (problem !== undefined) return failure(`${file.slice(1)}: ${problem.message}`, 'Mend the file list.');
      this.index.addSources(list);
      files.push(...list.files);
    }
    for (const file of files) this.index.update(file);
    return success(files);
  }

  /** Loads a request's design with its top chosen: the one asked for, else the only module that no other of the files instantiates. */
  async load(request: DesignRequest, signal: AbortSignal): Promise<Outcome<LoadedDesign>> {
    const files = await this.files(request);
    if (!files.ok) return files;
    const top = this.chooseTop(files.value, request.top);
    if (!top.ok) return top;
    return success({ ...(await this.closure(files.value, top.value.name, signal)), files: files.value, top: top.value });
  }

  /**
   * The closure of files below a top; when names stay open, the folders of the files and then their project are searched. Requests of the
   * editor are answered meanwhile.
   */
  async closure(files: readonly string[], top: string | undefined, signal: AbortSignal): Promise<CompileUnitResult> {
    let result = await this.index.compileUnitLater(files, top, signal);
    for (const folder of this.searchFolders(files)) {
      if (result.missing.length + result.missingIncludes.length + result.openMacros.length + result.openScopes.length === 0) break;
      if (this.searched.get(folder) === 'done') continue;
      await this.search(folder);
      result = await this.index.compileUnitLater(files, top, signal);
    }
    return result;
  }

  /** Whether some instance in the project gives a module parameters of its own. */
  overridden(module: string): boolean {
    const instance = new RegExp(
      `(?<!\\b(?:module|interface|program)\\s+(?:automatic\\s+|static\\s+)?)\\b${module.replace(/[^\w]/g, '\\$&')}\\s*#\\s*\\(`,
    );
    return this.index.still(() => this.index.filesWithWord(module).some((file) => instance.test(this.index.text(file) ?? '')));
  }

  /** The whole project of a file into the index, for features that look beyond one design (testbenches, completion). */
  async openProjectOf(file: string): Promise<void> {
    for (const folder of this.searchFolders([file])) await this.search(folder);
  }

  /** Looks through a folder once; who comes while that goes on waits for it. */
  private search(folder: string): Promise<void> {
    const known = this.searched.get(folder);
    if (known !== undefined) return known === 'done' ? Promise.resolve() : known;
    const run = this.index.addFolder(folder).then(
      () => void this.searched.set(folder, 'done'),
      (error: unknown) => {
        this.searched.delete(folder);
        throw error;
      },
    );
    this.searched.set(folder, run);
    return run;
  }

  /**
   * Only what the files themselves declare: a module of that name elsewhere in the project may be the very thing that the design is to be
   * compared with, and everything equals itself.
   */
  private chooseTop(files: readonly string[], wanted: string | undefined): Outcome<ModuleInfo> {
    const declared = files.flatMap((file) => this.index.modulesOf(file)).filter((unit) => unit.kind === 'module');
    if (wanted !== undefined) {
      const found = declared.find((unit) => unit.name === wanted);
      if (found !== undefined) return success(found);
      const names = declared.map((unit) => unit.name).join(', ');
      return failure(
        `there is no module ${wanted} in ${files.join(', ')}`,
        names === '' ? 'The files declare no module.' : `They declare: ${names}.`,
      );
    }
    const used = new Set(declared.flatMap((unit) => unit.instances.map((instance) => instance.moduleName)));
    const roots = declared.filter((unit) => !used.has(unit.name));
    const chosen = roots.at(-1) ?? declared.at(-1);
    if (chosen === undefined) return failure(`no module is declared in ${files.join(', ')}`, 'Name a file with a module in it.');
    if (roots.length > 1)
      this.log.info(`several modules could be the top (${roots.map((unit) => unit.name).join(', ')}); taking ${chosen.name}`);
    return success(chosen);
  }

  /** Folders to search, nearest first: those of the files, then the repository around them or, without one, the working directory around them. */
  private searchFolders(files: readonly string[]): string[] {
    const near = [...new Set(files.map((file) => file.slice(0, file.lastIndexOf('/')) || '/'))];
    const roots = near
      .map((folder) => this.repositoryOf(folder) ?? this.workingFolderAround(folder))
      .filter((folder) => folder !== undefined);
    return [...new Set([...near, ...roots])];
  }

  /** The folder that a file's project is taken to end at: the workspace folder or repository around it. */
  rootOf(file: string): string | undefined {
    return this.index.roots.find((root) => file.startsWith(`${root}/`)) ?? this.repositoryOf(folderOf(file));
  }

  private workingFolderAround(folder: string): string | undefined {
    return this.workingFolder !== undefined && folder.startsWith(`${this.workingFolder}/`) ? this.workingFolder : undefined;
  }

  private repositoryOf(folder: string): string | undefined {
    for (let at = folder; at.lastIndexOf('/') > 0; at = at.slice(0, at.lastIndexOf('/'))) {
      if (this.workspace.isFile(`${at}/.git/HEAD`) || this.workspace.isFile(`${at}/.git`)) return at;
    }
    return undefined;
  }
}
