import { LineIndex } from '../base/lines';
import type { SourceText } from '../base/ranges';
import type { SourceEdit } from '../protocol/contract';
import type { TextChange } from './strategy';

/** Changes of a file as edits of the contract, with lines and columns from 1. */
export function toEdits(file: SourceText, changes: readonly TextChange[]): SourceEdit[] {
  const lines = new LineIndex(file.text);
  return changes.map((change) => {
    const start = lines.positionAt(change.start);
    const end = lines.positionAt(change.end);
    return {
      file: file.path,
      startLine: start.line + 1,
      startColumn: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
      newText: change.text,
    };
  });
}
