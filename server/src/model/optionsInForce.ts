import type { Filelist } from './filelist';
import type { IndexOptions } from './indexTypes';

/** What an index is told about its project, and what follows from it. */
export class OptionsInForce {
  private now: IndexOptions = {};
  /** The files that the options name, worked out once for them. */
  private listed: { readonly of: IndexOptions; readonly files: string[] } | undefined;

  get all(): IndexOptions {
    return this.now;
  }

  set(options: IndexOptions): void {
    this.now = options;
  }

  /** Puts some file lists in the place of others; one with the path of another takes its place too. */
  replaceLists(gone: readonly Filelist[], lists: readonly Filelist[]): void {
    const kept = (this.now.filelists ?? []).filter((one) => !gone.includes(one) && !lists.some((list) => list.path === one.path));
    this.now = { ...this.now, filelists: [...kept, ...lists] };
  }

  /** Files named by options and file lists, in order. */
  listedFiles(): string[] {
    if (this.listed?.of !== this.now) this.listed = { of: this.now, files: filesListedIn(this.now) };
    return this.listed.files;
  }

  /** Include directories: options first, then file lists. */
  includeDirs(): string[] {
    return includeDirsOf(this.now);
  }

  /** Macros defined from outside. */
  defines(): Record<string, string> {
    return definesOf(this.now);
  }
}

/** Include directories in force: options first, then file lists. */
function includeDirsOf(options: IndexOptions): string[] {
  return [...new Set([...(options.includeDirs ?? []), ...(options.filelists ?? []).flatMap((list) => list.includeDirs)])];
}

/** Macros defined from outside; those of the options hold against those of file lists. */
function definesOf(options: IndexOptions): Record<string, string> {
  const defines: Record<string, string> = {};
  for (const list of options.filelists ?? []) Object.assign(defines, list.defines);
  return Object.assign(defines, options.defines ?? {});
}

/** Files named by options and file lists, in order. */
function filesListedIn(options: IndexOptions): string[] {
  const inLists = (options.filelists ?? []).flatMap((list) => [...list.files, ...list.libraryFiles]);
  return [...new Set([...(options.files ?? []), ...inLists])];
}
