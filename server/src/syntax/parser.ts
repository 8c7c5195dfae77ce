import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import type { SourceText } from '../base/ranges';
import type { ParsedFile, SyntaxProblem } from './parsedFile';
import { preprocess, type PreprocessedText, type PreprocessOptions } from './preprocess';
import { findProblems } from './problems';
import { repairedReading, type Reading } from './repairs';
import { checkStructure, type StructureFinding } from './structure';

export type { PreprocessOptions } from './preprocess';

export interface ParseOptions extends PreprocessOptions {
  /** Milliseconds the parser may take. Default 5000, or 300 when a previous tree is given. */
  readonly budget?: number;
  /** Files with more characters are not parsed. Default 4 M. */
  readonly maxLength?: number;
}

export interface VerilogParser {
  /**
   * Parses a file. Never throws: what cannot be read is a problem of the result. `previous`, the last result for the same path,
   * makes an edit cheap; it stays valid and stays the caller's to dispose.
   */
  parse(source: SourceText, options: ParseOptions, previous?: ParsedFile): ParsedFile;
  dispose(): void;
}

let initialised: Promise<void> | undefined;

/** Loads the parser's WASM once per process and makes a parser. `core` is the path of web-tree-sitter's own WASM file. */
export async function createParser(wasm: { core: string; grammar: Uint8Array }): Promise<VerilogParser> {
  initialised ??= Parser.init({ locateFile: () => wasm.core });
  await initialised;
  const language = await Language.load(wasm.grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const versions = new WeakMap<ParsedFile, PreprocessedText>();
  return {
    parse(source, options, previous) {
      const parsed = parseFile(parser, source, options, previous, previous && versions.get(previous));
      versions.set(parsed.file, parsed.pre);
      return parsed.file;
    },
    dispose: () => parser.delete(),
  };
}

function parseFile(
  parser: Parser,
  source: SourceText,
  options: ParseOptions,
  previous: ParsedFile | undefined,
  previousText: PreprocessedText | undefined,
): { file: ParsedFile; pre: PreprocessedText } {
  const refusal = refuse(source, options.maxLength ?? 4_000_000);
  const read = refusal === undefined ? source : { path: source.path, text: '' };
  const pre = preprocess(read, { maxOutput: (options.maxLength ?? 4_000_000) * 2, ...options });
  const problems: SyntaxProblem[] = refusal === undefined ? [] : [refusal];
  const budget = options.budget ?? (previous === undefined ? 5000 : 300);
  let tree: Tree | null = null;
  if (refusal === undefined) {
    tree = parseText(parser, pre.text, budget, previous, previousText);
    if (tree === null)
      problems.push(
        wholeFileProblem(source, 'syntax/too-slow', `the parser gave up after ${budget} ms: the file is too irregular to be read in time`),
      );
  }
  if (tree === null) return { file: parsedFile(source, pre, emptyTree(parser), problems, []), pre };
  if (!tree.rootNode.hasError) return { file: parsedFile(source, pre, tree, problems, []), pre };
  const structure = checkStructure(pre.text);
  const deadline = performance.now() + budget;
  const final = repairedReading({ pre, tree, shift: 0 }, structure, (text) => timedParse(parser, text, deadline, null));
  return { file: parsedFile(source, final.pre, final.tree, problems, standing(structure, final)), pre: final.pre };
}

/** What of the structure's findings holds after the repairs: in a tree without errors only what had to be closed for it. */
function standing(structure: readonly StructureFinding[], { tree, shift }: Reading): StructureFinding[] {
  const holding = tree.rootNode.hasError ? structure : structure.filter((finding) => finding.repair !== undefined);
  return holding.map((finding) => ({
    ...finding,
    start: finding.start + shift,
    end: finding.end + shift,
    shadowEnd: finding.shadowEnd + shift,
  }));
}

function parsedFile(
  source: SourceText,
  pre: PreprocessedText,
  tree: Tree,
  refusals: readonly SyntaxProblem[],
  structure: readonly StructureFinding[],
): ParsedFile {
  let disposed = false;
  const root = tree.rootNode;
  const found = refusals.length > 0 ? [] : findProblems(root, pre, structure);
  const problems = [...refusals, ...pre.problems, ...found].sort((a, b) => a.range.start - b.range.start);
  return {
    source,
    pre,
    tree,
    root,
    problems,
    rangeOf: (node) => pre.toSource(node.startIndex, node.endIndex),
    dispose() {
      if (!disposed) tree.delete();
      disposed = true;
    },
  };
}

/** Why a file is not parsed at all. */
function refuse(source: SourceText, maxLength: number): SyntaxProblem | undefined {
  if (source.text.length > maxLength) {
    const size = (source.text.length / 1e6).toFixed(1);
    return wholeFileProblem(
      source,
      'syntax/too-large',
      `this file has ${size} M characters; files over ${(maxLength / 1e6).toFixed(1)} M are not analysed`,
    );
  }
  const head = source.text.slice(0, 8192);
  const odd = (head.match(/[\0-\x08\x0e-\x1f\uFFFD]/g) ?? []).length;
  if (odd > 8 && odd > head.length / 50)
    return wholeFileProblem(source, 'syntax/binary', 'this file is not text, so it cannot be read as Verilog');
  return undefined;
}

function wholeFileProblem(source: SourceText, code: string, message: string): SyntaxProblem {
  return { range: { path: source.path, start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 }, message, code };
}

function emptyTree(parser: Parser): Tree {
  const tree = parser.parse('');
  if (tree === null) throw new Error('the parser gives no tree for an empty text');
  return tree;
}

/**
 * Up to this size a tree with errors is always the tree of a fresh parse, so that what the user sees never depends on the
 * order of the edits that led there.
 */
const freshWhenBroken = 400_000;

function parseText(
  parser: Parser,
  text: string,
  budget: number,
  previous: ParsedFile | undefined,
  previousText: PreprocessedText | undefined,
): Tree | null {
  const deadline = performance.now() + budget;
  if (previous !== undefined && previousText !== undefined && previousText.text !== '') {
    const tree = reparse(parser, text, deadline, previous.tree, previousText.text);
    if (tree !== null && (!tree.rootNode.hasError || text.length > freshWhenBroken)) return tree;
    tree?.delete();
  }
  return timedParse(parser, text, Math.max(deadline, performance.now() + budget / 2), null);
}

function timedParse(parser: Parser, text: string, deadline: number, old: Tree | null): Tree | null {
  // Returning true stops the parser; the declared type says void.
  const late = (() => performance.now() > deadline) as () => void;
  try {
    const tree = parser.parse(text, old, { progressCallback: late });
    if (tree === null) parser.reset();
    return tree;
  } catch {
    // The WASM heap is full, or the parser hit an internal limit: as good as out of time.
    parser.reset();
    return null;
  }
}

function reparse(parser: Parser, text: string, deadline: number, oldTree: Tree, oldText: string): Tree | null {
  const shorter = Math.min(text.length, oldText.length);
  let prefix = 0;
  while (prefix < shorter && text.charCodeAt(prefix) === oldText.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && text.charCodeAt(text.length - 1 - suffix) === oldText.charCodeAt(oldText.length - 1 - suffix))
    suffix++;
  const edited = oldTree.copy();
  try {
    if (prefix < text.length || text.length !== oldText.length) {
      const oldEnd = oldText.length - suffix;
      const newEnd = text.length - suffix;
      const start = pointAt(text, prefix, { row: 0, column: 0 }, 0);
      edited.edit(
        new Edit({
          startIndex: prefix,
          oldEndIndex: oldEnd,
          newEndIndex: newEnd,
          startPosition: start,
          oldEndPosition: pointAt(oldText, oldEnd, start, prefix),
          newEndPosition: pointAt(text, newEnd, start, prefix),
        }),
      );
    }
    return timedParse(parser, text, deadline, edited);
  } finally {
    edited.delete();
  }
}

interface Point {
  row: number;
  column: number;
}

/** Row and column of `offset`, counted on from a known point; only LF ends a row for tree-sitter. */
function pointAt(text: string, offset: number, from: Point, fromOffset: number): Point {
  let row = from.row;
  let last = -1;
  for (let at = text.indexOf('\n', fromOffset); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    last = at;
  }
  return last < 0 ? { row, column: from.column + offset - fromOffset } : { row, column: offset - last - 1 };
}
