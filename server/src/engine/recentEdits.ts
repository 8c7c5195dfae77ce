import type { RecentEdit } from '../completion/context';

/** Edits are kept as what stands there afterwards, with so many lines around. */
const around = 1;
const longest = 12;
const most = 8;

/** What was edited last in this session, newest first: for each place once, however many keystrokes it took. */
export class RecentEdits {
  private kept: RecentEdit[] = [];

  /** Tells that the text of a document changed. */
  changed(path: string, before: string, after: string): void {
    const place = changedLines(before, after);
    if (place === undefined) return;
    const { from, to, lines } = place;
    const text = lines.slice(Math.max(0, from - around), Math.min(to + around + 1, from + longest)).join('\n');
    const same = this.kept.findIndex((edit) => edit.path === path && Math.abs(edit.line - 1 - from) <= 3);
    if (same >= 0) this.kept.splice(same, 1);
    this.kept.unshift({ path, line: from + 1, text });
    this.kept = this.kept.slice(0, most);
  }

  list(): readonly RecentEdit[] {
    return this.kept;
  }
}

/** The lines of `after` that differ from those of `before`, 0-based; undefined when nothing but line breaks does. */
function changedLines(before: string, after: string): { from: number; to: number; lines: string[] } | undefined {
  if (before === after) return undefined;
  const old = before.split(/\r?\n/);
  const lines = after.split(/\r?\n/);
  let from = 0;
  while (from < old.length && from < lines.length && old[from] === lines[from]) from++;
  let tail = 0;
  while (tail < old.length - from && tail < lines.length - from && old[old.length - 1 - tail] === lines[lines.length - 1 - tail]) tail++;
  const to = lines.length - 1 - tail;
  if (from > to && old.length === lines.length) return undefined;
  return { from: Math.min(from, lines.length - 1), to: Math.max(from, to), lines };
}
