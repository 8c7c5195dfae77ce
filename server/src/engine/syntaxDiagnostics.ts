import type { SourceRange } from '../base/ranges';
import type { Diagnostic } from '../protocol/contract';
import type { WorkspaceIndex } from '../model/workspaceIndex';

/** Syntax problems of a file, from its tree and its preprocessing alone. */
export function syntaxDiagnostics(index: WorkspaceIndex, path: string): Diagnostic[] {
  return index.parse(path).problems.map((problem) => ({
    ...placeOf(problem.range),
    severity: 'error',
    code: problem.code,
    source: 'signoff',
    message: problem.message,
  }));
}

/** 1-based place of a source range, as diagnostics carry it. */
export function placeOf(range: SourceRange): Pick<Diagnostic, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  return { file: range.path, line: range.line + 1, column: range.column + 1, endLine: range.endLine + 1, endColumn: range.endColumn + 1 };
}
