import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import type { ParsedFile } from '../syntax/parsedFile';
import { sourceBlocks } from '../syntax/sourceBlocks';
import type { OpenDocument } from './documents';
import type { Feature } from './feature';
import { guarded } from './serverContext';

interface SelectionParams {
  readonly textDocument: { readonly uri: string };
  readonly positions: readonly Position[];
}

/** Selections that grow by units of the grammar: name, expression, statement, block, module. */
export const selectionRange: Feature = {
  name: 'selectionRange',
  capabilities: () => ({ selectionRangeProvider: true }),
  register(context) {
    context.connection.onSelectionRanges(
      guarded<SelectionParams, SelectionRange[]>(context, 'selectionRange', [], async ({ textDocument, positions }) => {
        const document = context.documents.get(textDocument.uri);
        if (document === undefined) return [];
        const engine = await context.engine();
        const parsed = engine.parsed(document.path);
        const lines = new LineIndex(document.text);
        const blocks = blockSpans(document.text);
        return positions.map((position) => {
          const at = context.documents.offsetAt(textDocument.uri, position) ?? 0;
          return chained([...treeSpans(parsed, document, at), ...blocks], at, lines);
        });
      }),
    );
  },
};

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The nodes around an offset, as far as they stand in the file as one piece. Nothing in a branch that is switched off. */
function treeSpans(parsed: ParsedFile, document: OpenDocument, at: number): Span[] {
  const spans: Span[] = [];
  // At the end of a word the word counts, as for every other question about a name.
  for (const offset of /\w/.test(document.text.charAt(at - 1)) ? [at, at - 1] : [at]) {
    const inside = parsed.pre.fromRoot(offset);
    if (inside === undefined) continue;
    for (let node = parsed.root.descendantForIndex(inside); node !== null; node = node.parent) {
      const { path, macro, start, end } = parsed.rangeOf(node);
      if (path === document.path && macro === undefined) spans.push({ start, end });
    }
  }
  return spans;
}

/** Blocks of the text as written, whole and without their words; they hold where there is no tree. */
function blockSpans(text: string): Span[] {
  return sourceBlocks(text).flatMap(({ kind, word, start, end, close }) =>
    kind === 'brackets' || kind === 'block'
      ? [
          { start, end },
          { start: start + word.length, end: close },
        ]
      : [{ start, end }],
  );
}

/** Spans around `at`, each inside the next; those that cross another are left out. */
function chained(spans: readonly Span[], at: number, lines: LineIndex): SelectionRange {
  const around = spans
    .filter(({ start, end }) => start <= at && at <= end && start < end)
    .sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  const nested: Span[] = [];
  for (const span of around) {
    const last = nested.at(-1);
    if (last === undefined || (span.start <= last.start && last.end <= span.end && span.end - span.start > last.end - last.start))
      nested.push(span);
  }
  const rangeOfSpan = ({ start, end }: Span): Range => {
    const from = lines.positionAt(start);
    const to = lines.positionAt(end);
    return { start: { line: from.line, character: from.column }, end: { line: to.line, character: to.column } };
  };
  let parent: SelectionRange | undefined;
  for (const span of nested.reverse()) parent = { range: rangeOfSpan(span), ...(parent === undefined ? {} : { parent }) };
  return parent ?? { range: rangeOfSpan({ start: at, end: at }) };
}
