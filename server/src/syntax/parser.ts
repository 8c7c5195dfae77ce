import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { SourceText } from '../base/ranges';
import type { ParsedFile, SyntaxProblem } from './parsedFile';
import { preprocess, type PreprocessedText, type PreprocessOptions } from './preprocess';
import { findProblems } from './problems';
import { bestReading, readingAgain, readingUnbalanced, settledReading, type Before, type Reading, type Repaired } from './repairs';
import { checkStructure, type Structure, type StructureFinding } from './structure';
import { textParser, type TextParser } from './textParser';

export type { PreprocessOptions } from './preprocess';

export interface ParseOptions extends PreprocessOptions {
  /** Share of the work that the parser may do for a text of a length; no clock is asked. Default 1. */
  readonly work?: number;
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
  const versions = new WeakMap<ParsedFile, Before>();
  return {
    parse(source, options, previous) {
      const before = previous === undefined ? undefined : versions.get(previous);
      const read = parseFile(parser, source, options, before);
      versions.set(read.file, read.now);
      return read.file;
    },
    dispose: () => parser.delete(),
  };
}

function parseFile(
  parser: Parser,
  source: SourceText,
  options: ParseOptions,
  previous: Before | undefined,
): { file: ParsedFile; now: Before } {
  const refusal = refuse(source, options.maxLength ?? 4_000_000);
  const read = refusal === undefined ? source : { path: source.path, text: '' };
  const pre = preprocess(read, { maxOutput: (options.maxLength ?? 4_000_000) * 2, ...options });
  const problems: SyntaxProblem[] = refusal === undefined ? [] : [refusal];
  const found = refusal === undefined ? readText(textParser(parser, options.work), pre, previous) : undefined;
  if (refusal === undefined && found === undefined)
    problems.push(
      wholeFileProblem(source, 'syntax/too-slow', 'the parser gave up: the file is too irregular to be read in reasonable time'),
    );
  const { reading, structure } = found ?? { reading: { pre, tree: emptyTree(parser), shift: 0 }, structure: none };
  const { apart } = reading;
  return {
    file: parsedFile(source, reading, problems, standing(structure, reading)),
    now: { read: { text: found === undefined ? '' : reading.pre.text, tree: reading.tree }, ...(apart === undefined ? {} : { apart }) },
  };
}

const none: Structure = { findings: [], loose: [] };

/** Expanded texts with more characters have their errors narrowed down in one try: each try parses them whole, up to a quarter of a second a million. */
const largeText = 500_000;

/**
 * The text's tree, with repairs where it has errors; the same one whatever was read before. Undefined when it takes more work than
 * such a text may.
 */
function readText(
  parser: TextParser,
  pre: PreprocessedText,
  previous: Before | undefined,
): { reading: Repaired; structure: Structure } | undefined {
  const again = previous === undefined ? undefined : readingAgain(pre, previous, parser);
  if (again !== undefined) return again;
  const large = pre.text.length > largeText;
  const wasApart = !large && previous?.apart !== undefined;
  let structure = wasApart ? checkStructure(pre.text) : undefined;
  if (wasApart && structure !== undefined && structure.findings.length > 0) {
    const apart = readingUnbalanced(pre, structure, previous, parser);
    if (apart !== undefined) return { reading: apart, structure };
  }
  // What was broken and could not be set apart mostly still is so, and then the text is parsed afresh anyway.
  const helps =
    previous !== undefined && previous.read.text !== '' && (previous.apart !== undefined || !previous.read.tree.rootNode.hasError);
  for (const before of helps ? [previous, undefined] : [undefined]) {
    const tree = parser.parse(pre.text, before?.read);
    if (tree === undefined) continue;
    const first = { pre, tree, shift: 0 };
    if (!tree.rootNode.hasError) return { reading: first, structure: none };
    structure ??= checkStructure(pre.text);
    const settled = large ? undefined : settledReading(first, structure, parser, before);
    if (settled !== undefined) return { reading: settled, structure };
    // A tree with errors depends on what it was made from, so only that of a fresh parse is shown.
    if (before === undefined) return { reading: bestReading(first, structure, parser), structure };
    tree.delete();
  }
  return undefined;
}

/** What of the structure's findings holds after the repairs: in a tree without errors only what had to be closed for it. */
function standing({ findings }: Structure, { tree, shift }: Reading): StructureFinding[] {
  const holding = tree.rootNode.hasError ? findings : findings.filter((finding) => finding.repair !== undefined);
  return holding.map((finding) => ({
    ...finding,
    start: finding.start + shift,
    end: finding.end + shift,
    shadowEnd: finding.shadowEnd + shift,
  }));
}

function parsedFile(
  source: SourceText,
  { pre, tree, apart }: Repaired,
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
      if (!disposed) apart?.sound.tree.delete();
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
