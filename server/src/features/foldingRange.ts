import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import { sourceBlocks, type SourceBlock } from '../syntax/sourceBlocks';
import type { Feature } from './feature';
import { guarded } from './serverContext';

/** What can be folded: units, blocks, brackets, conditional branches, comments, imports and `// region` marks. Whole lines only. */
export const foldingRange: Feature = {
  name: 'foldingRange',
  capabilities: () => ({ foldingRangeProvider: true }),
  register(context) {
    const limit = context.client.textDocument?.foldingRange?.rangeLimit ?? Number.POSITIVE_INFINITY;
    context.connection.onFoldingRanges(
      guarded<{ textDocument: { uri: string } }, FoldingRange[]>(context, 'foldingRange', [], ({ textDocument }) => {
        const document = context.documents.get(textDocument.uri);
        return document === undefined ? [] : largest(foldingRanges(document.text), limit);
      }),
    );
  },
};

/** The folds of a text, by line; of those that begin on one line the longest. The line of a closing word stays in sight. */
function foldingRanges(text: string): FoldingRange[] {
  const lines = new LineIndex(text);
  const byLine = new Map<number, FoldingRange>();
  for (const block of sourceBlocks(text)) {
    const startLine = lines.positionAt(block.start).line;
    const endLine = lastLine(block, lines);
    const kind = kinds[block.kind];
    const known = byLine.get(startLine);
    if (endLine <= startLine || (known !== undefined && known.endLine >= endLine)) continue;
    byLine.set(startLine, { startLine, endLine, ...(kind === undefined ? {} : { kind }) });
  }
  return [...byLine.values()].sort((a, b) => a.startLine - b.startLine);
}

const kinds: Partial<Record<SourceBlock['kind'], FoldingRangeKind>> = {
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

function lastLine(block: SourceBlock, lines: LineIndex): number {
  const closing = lines.positionAt(block.close).line;
  return kinds[block.kind] === undefined ? closing - 1 : closing;
}

/** A client that limits the number loses the small ones. */
function largest(ranges: FoldingRange[], limit: number): FoldingRange[] {
  if (ranges.length <= limit) return ranges;
  const kept = [...ranges].sort((a, b) => b.endLine - b.startLine - (a.endLine - a.startLine)).slice(0, limit);
  return kept.sort((a, b) => a.startLine - b.startLine);
}
