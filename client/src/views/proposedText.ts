import type { SourceEdit } from '../../../server/src/protocol/contract';

/** What of a text changes: the stretch between what both versions begin and end with, in UTF-16 offsets of the version before. */
export function changedPart(before: string, after: string): { readonly start: number; readonly end: number; readonly text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // A line break of two characters stays whole: an editor has no place between them.
  if (start > 0 && before[start - 1] === '\r') start--;
  const cut = (text: string): boolean => text[text.length - same] === '\n' && text[text.length - same - 1] === '\r';
  if (same > 0 && (cut(before) || cut(after))) same--;
  return { start, end: Math.max(start, before.length - same), text: after.slice(start, Math.max(start, after.length - same)) };
}

/** A text with edits in it, which do not overlap; their lines and columns are 1-based, columns in UTF-16 units. */
export function withEdits(text: string, edits: readonly SourceEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? text.length) + column - 1;
  const placed = edits
    .map((edit) => ({ from: offset(edit.startLine, edit.startColumn), to: offset(edit.endLine, edit.endColumn), text: edit.newText }))
    .sort((a, b) => b.from - a.from);
  return placed.reduce((whole, { from, to, text: piece }) => whole.slice(0, from) + piece + whole.slice(to), text);
}
