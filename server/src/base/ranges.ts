/** A place in an original source file. Offsets and columns are UTF-16 units; lines and columns are 0-based, as in LSP. */
export interface SourceRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A 0-based position, as in LSP. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with the path it was read from. Paths are absolute, with `/` on every platform. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}
