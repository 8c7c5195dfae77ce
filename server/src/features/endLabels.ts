import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import type { LineIndex } from '../base/lines';
import { sourceBlocks, type SourceBlock } from '../syntax/sourceBlocks';

/** Blocks of at least this many lines are labelled. */
const longBlock = 25;

/** What each long block was, behind the word that ends it, where the author did not say so. */
export function endLabels(text: string, lines: LineIndex, range: Range): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const block of sourceBlocks(text)) {
    if (block.kind !== 'unit' && block.kind !== 'block') continue;
    const end = lines.positionAt(block.end);
    if (end.line < range.start.line || end.line > range.end.line) continue;
    if (end.line - lines.positionAt(block.start).line < longBlock || isLabelled(text, block)) continue;
    const label = headOf(text, block);
    // Of an `else` the condition stands elsewhere.
    if (label !== '' && label !== 'else') {
      const position = { line: end.line, character: end.column };
      hints.push({ position, label: `// ${label}`, kind: InlayHintKind.Type, paddingLeft: true });
    }
  }
  return hints;
}

/** `end : name`, `end // of the loop`, `end else`: something follows already. */
function isLabelled(text: string, { end }: SourceBlock): boolean {
  const line = text.slice(end, lineEnd(text, end));
  return line.trim() !== '';
}

/** A unit's kind and name; of a block the line that begins it, without its `begin`. */
function headOf(text: string, block: SourceBlock): string {
  const { start, word, kind } = block;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, lineEnd(text, start));
  if (kind === 'unit') return shorten(line.replace(/[;#(].*$|\bimport\b.*$/, ''));
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const named = /^begin\s*:\s*(\w+)/.exec(text.slice(start, start + 200))?.[1];
  if (named !== undefined) return named;
  if (word !== 'begin') return shorten(line);
  if (before.trim() !== '') return shorten(before.replace(/^\s*end\s+/, ''));
  // `begin` on a line of its own belongs to the line above.
  const above = text.slice(0, Math.max(0, start - before.length)).trimEnd();
  return shorten(above.slice(above.lastIndexOf('\n') + 1));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function shorten(line: string): string {
  const words = line
    .replace(/\/\/.*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > 48 ? `${words.slice(0, 47)}…` : words;
}
