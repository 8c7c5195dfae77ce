import { walk, type Node } from '../syntax/nodes';
import type { ParsedFile } from '../syntax/parsedFile';

/** The author's text of a node, or undefined when a macro or an include made (part of) it: such text cannot be edited in place. */
export function authorText(file: ParsedFile, node: Node): string | undefined {
  const range = file.rangeOf(node);
  if (range.macro !== undefined || range.path !== file.source.path) return undefined;
  return file.source.text.slice(range.start, range.end);
}

/**
 * Comments inside a node that is about to be rewritten, save those inside the nodes whose text is kept. In source order, as the author
 * wrote them, on one line each.
 */
export function lostComments(file: ParsedFile, node: Node, kept: readonly Node[]): string[] {
  const found: string[] = [];
  walk(node, (at) => {
    if (kept.some((item) => item.id === at.id)) return false;
    if (at.isExtra && /^\/[/*]/.test(at.text)) found.push((authorText(file, at) ?? at.text).trim().replace(/\s*\r?\n\s*/g, ' '));
    return true;
  });
  return found;
}

/** White space at the start of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** One step of indentation as the file uses it: the commonest difference between a `begin` line and the next, else two spaces. */
export function indentUnit(text: string): string {
  const counts = new Map<string, number>();
  for (const found of text.matchAll(/^([ \t]*)\S[^\n]*\bbegin\b[^\n]*\r?\n([ \t]+)\S/gm)) {
    const [, outer = '', inner = ''] = found;
    if (!inner.startsWith(outer) || inner.length === outer.length) continue;
    const unit = inner.slice(outer.length);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '  ';
}

/** The line break the file uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A name that appears nowhere in the text: `base`, else `base_2`, `base_3` … */
export function freshName(text: string, base: string, taken: ReadonlySet<string> = new Set()): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(name) && !new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text)) return name;
  }
}

/** Applies changes that do not overlap. */
export function applyChanges(text: string, changes: readonly { start: number; end: number; text: string }[]): string {
  return [...changes]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((now, change) => now.slice(0, change.start) + change.text + now.slice(change.end), text);
}
