import type { IndexOptions } from './indexTypes';

/** Include directories in force: options first, then file lists. */
export function includeDirsOf(options: IndexOptions): string[] {
  return [...new Set([...(options.includeDirs ?? []), ...(options.filelists ?? []).flatMap((list) => list.includeDirs)])];
}

/** Macros defined from outside; those of the options hold against those of file lists. */
export function definesOf(options: IndexOptions): Record<string, string> {
  const defines: Record<string, string> = {};
  for (const list of options.filelists ?? []) Object.assign(defines, list.defines);
  return Object.assign(defines, options.defines ?? {});
}

/** Files named by options and file lists, in order. */
export function filesListedIn(options: IndexOptions): string[] {
  const inLists = (options.filelists ?? []).flatMap((list) => [...list.files, ...list.libraryFiles]);
  return [...new Set([...(options.files ?? []), ...inLists])];
}
