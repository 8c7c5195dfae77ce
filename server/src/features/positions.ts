import type { Location, Position, Range } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { SourceRange } from '../base/ranges';
import type { OpenDocuments } from './documents';

/** The engine's path of a document: absolute, `/` everywhere. A document that is no file gets a path no file has. */
export function pathOfUri(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme === 'file') return parsed.fsPath.replaceAll('\\', '/');
  return `/.unsaved/${parsed.scheme}/${parsed.path.replace(/^\/+/, '')}`;
}

/** The URI of a path: an open document keeps the exact spelling its client used, so that diagnostics meet it. */
export function uriOfPath(path: string, documents: OpenDocuments): string {
  return documents.byPath(path)?.uri ?? URI.file(path).toString();
}

export function rangeOf(range: SourceRange): Range {
  return { start: { line: range.line, character: range.column }, end: { line: range.endLine, character: range.endColumn } };
}

export function locationOf(range: SourceRange, documents: OpenDocuments): Location {
  return { uri: uriOfPath(range.path, documents), range: rangeOf(range) };
}

/** An LSP range from the 1-based lines and columns of contract.ts; a missing end becomes the start. */
export function rangeOfContract(place: { line: number; column?: number; endLine?: number; endColumn?: number }): Range {
  const start = { line: Math.max(0, place.line - 1), character: Math.max(0, (place.column ?? 1) - 1) };
  if (place.endLine === undefined || place.endColumn === undefined) return { start, end: start };
  const end = { line: Math.max(0, place.endLine - 1), character: Math.max(0, place.endColumn - 1) };
  return comparePositions(start, end) <= 0 ? { start, end } : { start, end: start };
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

export function overlaps(a: Range, b: Range): boolean {
  return comparePositions(a.start, b.end) <= 0 && comparePositions(b.start, a.end) <= 0;
}

/** A path as a setting or a tool gave it; one that is not absolute is relative to the first workspace folder. */
export function absolutePath(path: string, roots: readonly string[]): string {
  if (/^([A-Za-z]:)?[\\/]/.test(path)) return path.replaceAll('\\', '/');
  return `${roots[0] ?? ''}/${path.replace(/^\.\//, '')}`;
}
