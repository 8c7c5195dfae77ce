import type { Node, Tree } from 'web-tree-sitter';
import type { SourceRange, SourceText } from '../base/ranges';

export interface MacroDefinition {
  readonly name: string;
  /** `undefined` for an object-like macro. */
  readonly parameters?: readonly { readonly name: string; readonly defaultText?: string }[];
  readonly body: string;
  readonly range: SourceRange;
}

export interface SyntaxProblem {
  readonly range: SourceRange;
  readonly message: string;
  /** `syntax/error`, `syntax/missing`, `preprocess/include`, `preprocess/unbalanced` … */
  readonly code: string;
}

/** Whether the text of a file tells such a problem, without any tool. */
export function isToldByText(code: string): boolean {
  return code.startsWith('syntax/') || code.startsWith('preprocess/');
}

export interface IncludeUse {
  readonly name: string;
  readonly range: SourceRange;
  /** Absolute path of what was read, or undefined when nothing was found. */
  readonly path?: string;
}

/** A macro's name where a file, not another macro, writes it. */
export interface MacroUse {
  readonly name: string;
  /** `define` defines it, `use` expands it, `condition` is `ifdef and its kind, or `undef. */
  readonly kind: 'define' | 'use' | 'condition';
  /** The name without the grave accent. */
  readonly range: SourceRange;
  /** The definition in force there; for `define` the one it makes. */
  readonly definition?: MacroDefinition;
}

/** The text the parser saw, and the way back to the author's files. */
export interface Preprocessed {
  readonly path: string;
  readonly text: string;
  readonly mode: 'full' | 'sameLength';
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly includes: readonly IncludeUse[];
  /** Branches that the conditionals switched off, in the root file. */
  readonly inactive: readonly SourceRange[];
  readonly unknownMacros: readonly { readonly name: string; readonly range: SourceRange }[];
  /** In the order of reading, those of included files too. */
  readonly macroUses: readonly MacroUse[];
  readonly problems: readonly SyntaxProblem[];
  /**
   * Where [start, end) of `text` came from. Text made by a macro gives the use of the macro in the file that was written by hand,
   * and `macro` its name.
   */
  toSource(start: number, end: number): SourceRange & { readonly macro?: string };
  /** Text of the root file or of an included one, as it was read. */
  sourceText(path: string): string | undefined;
  /** Offset in `text` of an offset in the root file, or undefined when it is in an inactive or directive part. */
  fromRoot(offset: number): number | undefined;
}

/** A parsed file. Lives until `dispose()`: nodes must not be used afterwards. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly pre: Preprocessed;
  readonly tree: Tree;
  readonly root: Node;
  /** ERROR and MISSING nodes and preprocessor problems, in source order. */
  readonly problems: readonly SyntaxProblem[];
  /** Source range of a node, in the author's files. */
  rangeOf(node: Node): SourceRange & { readonly macro?: string };
  dispose(): void;
}
