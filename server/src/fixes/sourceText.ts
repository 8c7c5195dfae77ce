import type { WrittenFile } from '../refactor/scene';
import { walk, type Node } from '../syntax/nodes';
import type { ParsedFile } from '../syntax/parsedFile';

/** The file that a rewrite edits, as text and places of it are asked for. */
export function writtenFile({ file }: { readonly file: ParsedFile }): WrittenFile {
  return { file, path: file.source.path, text: file.source.text };
}

/** Where a statement ends whose text, `end` being its end, may end in front of its semicolon: behind the semicolon, or `end` where none follows. */
export function withSemicolon(text: string, end: number): number {
  return text[end - 1] === ';' ? end : end + (/^\s*;/.exec(text.slice(end))?.[0].length ?? 0);
}

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

/**
 * A copy of statements without the promises of `full_case` and `parallel_case`, comments as attributes: what they say of the author's cases is not proven, and
 * simulation does not see it.
 */
export function withoutCasePromises(text: string): string {
  const promise = String.raw`\b(?:full_case|parallel_case)\b`;
  return text
    .replace(new RegExp(String.raw`[ \t]*//[^\n]*${promise}[^\n]*`, 'g'), '')
    .replace(new RegExp(String.raw`[ \t]*/\*(?:(?!\*/)[^])*${promise}(?:(?!\*/)[^])*\*/`, 'g'), '')
    .replace(new RegExp(String.raw`[ \t]*\(\*\s*${promise}(?:\s*=\s*1)?(?:\s*,\s*${promise}(?:\s*=\s*1)?)*\s*\*\)`, 'g'), '');
}
