import type { InlineCompletionItem, SelectedCompletionInfo } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import type { Cursor } from '../completion/place';
import type { CompletionItem } from '../protocol/contract';

/**
 * While the suggest widget has an entry selected, ghost text may only continue that entry: the item must start with its text over its
 * range. An item that replaces less is widened to the left by the text already there; one that says something else is dropped.
 */
export function fit(
  text: string,
  insertText: string,
  range: InlineCompletionItem['range'] & object,
  selected: SelectedCompletionInfo,
): { insertText: string; range: InlineCompletionItem['range'] & object } | undefined {
  const lines = new LineIndex(text);
  const from = lines.offsetAt({ line: selected.range.start.line, column: selected.range.start.character });
  const at = lines.offsetAt({ line: range.start.line, column: range.start.character });
  const widened = at >= from ? text.slice(from, at) + insertText : insertText;
  if (!widened.startsWith(selected.text)) return undefined;
  return at >= from ? { insertText: widened, range: { start: selected.range.start, end: range.end } } : undefined;
}

/** The text and cursor as they would be with the selected entry taken. */
export function asIfTaken({ path, text }: Cursor, { text: entry, range }: SelectedCompletionInfo): Cursor {
  const lines = new LineIndex(text);
  const start = lines.offsetAt({ line: range.start.line, column: range.start.character });
  const end = lines.offsetAt({ line: range.end.line, column: range.end.character });
  return { path, text: text.slice(0, start) + entry + text.slice(end), offset: start + entry.length };
}

/** A suggestion made for the text with the entry taken (`taken`), as one that takes the entry too. */
export function continuing(
  item: CompletionItem,
  taken: Cursor,
  selected: SelectedCompletionInfo,
): { insertText: string; range: InlineCompletionItem['range'] & object } | undefined {
  const lines = new LineIndex(taken.text);
  const [start, end] = [
    lines.offsetAt({ line: item.range.startLine - 1, column: item.range.startColumn - 1 }),
    lines.offsetAt({ line: item.range.endLine - 1, column: item.range.endColumn - 1 }),
  ];
  if (start !== taken.offset) return undefined;
  const { line, character } = selected.range.end;
  const range = { start: selected.range.start, end: { line, character: character + end - start } };
  return { insertText: selected.text + item.text, range };
}
