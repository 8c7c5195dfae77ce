import type { Preprocessed } from '../syntax/parsedFile';

/** Files that took part in the text that a file is read as: its includes, and those that define the macros it uses. */
export function filesBehind(pre: Preprocessed): string[] {
  const included = pre.includes.flatMap((use) => use.path ?? []);
  return [...new Set([...included, ...pre.macroUses.flatMap((use) => use.definition?.range.path ?? [])])];
}
