import { pauses } from '../base/pauses';
import type { Log } from '../base/log';
import { ModuleSearch } from '../completion/search/moduleSearch';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';

/**
 * The search over the project's modules: made when first asked for, in turns with other work, then kept as files change. The file at hand is read again only when
 * another one is asked from, so that typing costs nothing.
 */
export class ModuleSearchIndex {
  private readonly search = new ModuleSearch();
  private readonly stale = new Set<string>();
  private readonly known = new Set<string>();
  private reading: Promise<void> | undefined;
  private finished = false;

  constructor(
    private readonly index: WorkspaceIndex,
    private readonly workspace: Workspace,
    private readonly log: Log,
  ) {}

  fileChanged(path: string): void {
    if (this.known.has(path) || this.index.scanOf(path) !== undefined) this.stale.add(path);
  }

  /** Starts reading files that were not read yet; settles when all were. */
  read(): Promise<void> {
    this.reading ??= this.readAll().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** What can be searched so far, for somebody who works on a file; undefined until all was read once. */
  from(path: string): ModuleSearch | undefined {
    if (!this.finished) return undefined;
    for (const changed of this.stale) if (changed !== path) this.update(changed);
    return this.search;
  }

  private async readAll(): Promise<void> {
    const pause = pauses();
    const began = performance.now();
    // Files may be found while others are read.
    for (let left = this.unread(); left.length > 0; left = this.unread()) {
      for (const path of left) {
        this.update(path);
        await pause();
      }
      this.log.debug(`${this.search.size} modules can be searched after ${Math.round(performance.now() - began)} ms`);
    }
    this.finished = true;
  }

  private unread(): string[] {
    return this.index.files.filter((file) => !this.known.has(file));
  }

  private update(path: string): void {
    this.known.add(path);
    this.stale.delete(path);
    this.search.update(path, this.workspace.readText(path));
  }
}
