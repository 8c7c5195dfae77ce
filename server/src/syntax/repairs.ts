import type { Node, Tree } from 'web-tree-sitter';
import { applyRewrites, grammarGaps, withoutOverlap, type Rewrite } from './grammarGaps';
import { fitsStructure, isolate, isolateAgain, isolateUnbalanced, type Isolated } from './isolate';
import type { PreprocessedText } from './preprocess';
import { checkStructure, type Structure } from './structure';
import type { TextParser, TextTree } from './textParser';
import { eachToken } from './tokens';
import { nextCode } from './unknownMacro';

/** A text and its tree. */
export interface Reading {
  readonly pre: PreprocessedText;
  readonly tree: Tree;
  /** Characters put before the text. */
  readonly shift: number;
}

/** What an edit leaves of the reading before it: makes the next one cheap. */
export interface Before {
  readonly read: TextTree;
  /** What was set apart in it. */
  readonly apart?: Isolated;
}

/** A reading with what was set apart in it. */
export type Repaired = Reading & { readonly apart?: Isolated };

/**
 * Reads a text whose tree has errors again, in the ways that may help: brackets left open before the next item closed, so that a
 * half-typed instance costs the tree nothing but itself; loose blocks given a condition; what the grammar lacks written as what it has;
 * a fragment that others include in the surroundings it is made for; keywords of SystemVerilog as the names they are in Verilog-2005;
 * in the end the statements that cannot be read set apart. Gives the first way that leaves no error, or sets apart the few there are:
 * what comes out depends on the text alone, whichever tree of it is given, and whatever was read before. Undefined when there is no
 * such way. Frees the given tree when it gives another.
 */
export function settledReading(
  first: Reading,
  structure: Structure,
  parser: TextParser,
  previous: Before | undefined,
): Repaired | undefined {
  const tried: Reading[] = [];
  const attempt = (pre: PreprocessedText | undefined, old: TextTree | undefined, shift = 0): Reading | undefined => {
    const tree = pre === undefined ? undefined : parser.parse(pre.text, old);
    if (pre === undefined || tree === undefined) return undefined;
    const reading = { pre, tree, shift };
    tried.push(reading);
    return reading;
  };
  const settled = firstSound(first, structure, parser, previous, attempt);
  for (const { tree } of tried) if (tree !== settled?.tree) tree.delete();
  if (settled !== undefined && settled.tree !== first.tree) first.tree.delete();
  return settled;
}

/**
 * The reading of a text in which nothing but one broken statement changed since `previous`: what `settledReading` gives, at the cost of
 * that statement. Undefined when it is not so.
 */
export function readingAgain(
  pre: PreprocessedText,
  previous: Before,
  parser: TextParser,
): { reading: Repaired; structure: Structure } | undefined {
  const { apart, read } = previous;
  if (apart === undefined || read.text === '') return undefined;
  const again = isolateAgain(pre.text, { ...apart, text: read.text }, parser);
  if (again === undefined) return undefined;
  if (!again.tree.rootNode.hasError) {
    again.sound.tree.delete();
    return { reading: { pre, tree: again.tree, shift: 0 }, structure: { findings: [], loose: [] } };
  }
  const structure = checkStructure(pre.text);
  const first = { pre, tree: again.tree, shift: 0 };
  const asBefore =
    plainRepairs(pre, structure) === undefined &&
    fitsStructure(pre.text, structure.findings, again.pieces) &&
    keywordNames(first).length === 0;
  if (asBefore && !isFragment(pre.text)) return { reading: { ...first, apart: again }, structure };
  again.tree.delete();
  again.sound.tree.delete();
  return undefined;
}

/**
 * The reading of a text in which something was out of balance before and is now: what `settledReading` gives, without a tree of the broken text. Undefined
 * where that is not certain.
 */
export function readingUnbalanced(pre: PreprocessedText, structure: Structure, previous: Before, parser: TextParser): Repaired | undefined {
  const old = previous.apart?.sound;
  if (old === undefined || plainRepairs(pre, structure) !== undefined || isFragment(pre.text)) return undefined;
  const apart = isolateUnbalanced(pre.text, structure.findings, parser, old);
  if (apart === undefined) return undefined;
  const reading = { pre, tree: apart.tree, shift: 0, apart };
  if (apart.tree.rootNode.hasError && keywordNames(reading).length === 0) return reading;
  apart.tree.delete();
  apart.sound.tree.delete();
  return undefined;
}

function firstSound(
  first: Reading,
  structure: Structure,
  parser: TextParser,
  previous: Before | undefined,
  attempt: (pre: PreprocessedText | undefined, old: TextTree | undefined, shift?: number) => Reading | undefined,
): Repaired | undefined {
  const isSound = (reading: Reading | undefined): boolean => reading?.tree.rootNode.hasError === false;
  const near = previous?.read ?? { text: first.pre.text, tree: first.tree };
  const rewrittenOnce = attempt(plainRepairs(first.pre, structure), near);
  if (isSound(rewrittenOnce)) return rewrittenOnce;
  const base = rewrittenOnce ?? first;
  if (isFragment(first.pre.text)) {
    for (const surroundings of fragmentSurroundings) {
      const inside = attempt(wrapped(base.pre, surroundings), undefined, surroundings[0].length);
      if (isSound(inside)) return inside;
    }
    // What is missing around it is no statement that could be set apart.
    return undefined;
  }
  const asNames = attempt(rewritten(base.pre, keywordNames(base)), { text: base.pre.text, tree: base.tree });
  if (isSound(asNames)) return asNames;
  const best = asNames !== undefined && errorSize(asNames.tree.rootNode) < errorSize(base.tree.rootNode) ? asNames : base;
  const apart = isolate({ text: best.pre.text, tree: best.tree }, structure.findings, parser, previous?.apart?.sound);
  return apart === undefined ? undefined : { ...best, tree: apart.tree, apart };
}

/** The repairs that the text itself asks for. */
function plainRepairs(pre: PreprocessedText, structure: Structure): PreprocessedText | undefined {
  const closing = structure.findings.flatMap((finding) => (finding.repair === undefined ? [] : [finding.repair]));
  return rewritten(pre, [...closing, ...structure.loose, ...grammarGaps(pre.text), ...lastCommas(pre)]);
}

/**
 * The reading with the fewest errors of those that may help, each parsed afresh: for a text that cannot be settled. May be the one
 * given, whose tree must be that of a fresh parse; trees that are not in it are freed.
 */
export function bestReading(first: Reading, structure: Structure, parser: TextParser): Reading {
  let best = first;
  const attempt = (pre: PreprocessedText | undefined, shift = 0): void => {
    const tree = pre === undefined ? undefined : parser.parse(pre.text);
    if (pre === undefined || tree === undefined) return;
    if (errorSize(tree.rootNode) < errorSize(best.tree.rootNode)) {
      best.tree.delete();
      best = { pre, tree, shift };
    } else tree.delete();
  };
  attempt(plainRepairs(first.pre, structure));
  if (best.tree.rootNode.hasError) attempt(rewritten(best.pre, keywordNames(best)));
  if (best.tree.rootNode.hasError && isFragment(best.pre.text)) {
    const bare = best.pre;
    for (const surroundings of fragmentSurroundings)
      if (best.tree.rootNode.hasError) attempt(wrapped(bare, surroundings), surroundings[0].length);
  }
  return best;
}

/** `parameter A = 1, <include that was not found> )`: a comma that only what is missing would justify. */
function lastCommas({ holes, text }: PreprocessedText): Rewrite[] {
  const commas: Rewrite[] = [];
  for (const { start, end } of holes) {
    if (text.slice(start, end).trim() !== '' || text[nextCode(text, end)] !== ')') continue;
    const before = text.slice(Math.max(0, start - 1000), start);
    const comma = before.lastIndexOf(',');
    if (comma >= 0 && nextCode(before, comma + 1) === before.length) commas.push({ at: start - before.length + comma, text: ' ' });
  }
  return commas;
}

function rewritten(pre: PreprocessedText, rewrites: readonly Rewrite[]): PreprocessedText | undefined {
  const sorted = withoutOverlap(rewrites);
  return sorted.length === 0 ? undefined : { ...pre, text: applyRewrites(pre.text, sorted) };
}

/** Characters that the parser skipped. */
function errorSize(root: Node): number {
  if (!root.hasError) return 0;
  return root.descendantsOfType('ERROR').reduce((sum, node) => sum + 1 + node.endIndex - node.startIndex, 1);
}

const newKeywords: ReadonlySet<string> = new Set(
  (
    'accept_on alias always_comb always_ff always_latch assert assume before bind bins binsof bit break byte chandle checker class clocking ' +
    'const constraint context continue cover covergroup coverpoint cross dist do endchecker endclass endclocking endgroup endinterface ' +
    'endpackage endprogram endproperty endsequence enum eventually expect export extends extern final first_match foreach forkjoin global ' +
    'iff ignore_bins illegal_bins implements implies import inside int interconnect interface intersect join_any join_none let local logic ' +
    'longint matches modport nettype new nexttime null package packed priority program property protected pure rand randc randcase ' +
    'randsequence ref reject_on restrict return s_always s_eventually s_nexttime s_until s_until_with sequence shortint shortreal soft ' +
    'solve static string strong struct super sync_accept_on sync_reject_on tagged this throughout timeprecision timeunit type typedef union ' +
    'unique unique0 until until_with untyped var virtual void wait_order weak wildcard with within'
  ).split(' '),
);

/**
 * In files by the keywords of Verilog (`.v`, or `begin_keywords "1364-…"`): the keywords that came with SystemVerilog and that the parser
 * stumbled over, each made a name wherever it stands.
 */
function keywordNames({ pre, tree }: Reading): Rewrite[] {
  if (!/\.vh?$/i.test(pre.path) && !pre.verilogKeywords) return [];
  const words = new Set<string>();
  for (const node of [...tree.rootNode.descendantsOfType('ERROR')].slice(0, 50)) {
    const from = Math.max(0, pre.text.lastIndexOf('\n', node.startIndex - 1));
    const end = pre.text.indexOf('\n', Math.min(node.endIndex, node.startIndex + 400));
    eachToken(pre.text, from, end < 0 ? pre.text.length : end, (token) => {
      if (token.kind === 'word' && newKeywords.has(token.text)) words.add(token.text);
    });
  }
  const rewrites: Rewrite[] = [];
  if (words.size === 0) return rewrites;
  eachToken(pre.text, 0, pre.text.length, (token) => {
    if (token.kind === 'word' && words.has(token.text)) rewrites.push({ at: token.start, text: `_${token.text.slice(1)}` });
  });
  return rewrites;
}

/** Name of the unit that is put around a fragment. It is nobody's: summaries leave it out. */
export const fragmentName = 'included_fragment__';

const fragmentSurroundings: readonly (readonly [string, string])[] = [
  [`module ${fragmentName};`, '\nendmodule'],
  [`class ${fragmentName};`, '\nendclass'],
  [`module ${fragmentName}; initial begin `, '\nend endmodule'],
  [`module ${fragmentName} (`, '\n); endmodule'],
  [`module ${fragmentName} #(`, '\n) (); endmodule'],
  [`module ${fragmentName}; initial case (0) `, '\nendcase endmodule'],
  [`module ${fragmentName}; typedef enum {`, '\n} e; endmodule'],
];

/** No unit of its own: what stands in it is meant for the middle of another file. */
function isFragment(text: string): boolean {
  let found = false;
  let previous = '';
  eachToken(text, 0, text.length, (token) => {
    if (token.kind !== 'word' && token.kind !== 'mark') return;
    if (
      /^(?:module|macromodule|package|program|class|primitive|checker|config|interface)$/.test(token.text) &&
      !/^(?:virtual|typedef|extern|[(,])$/.test(previous)
    )
      found = true;
    previous = token.text;
    return !found;
  });
  return !found;
}

/** The text in surroundings, with every offset moved along. */
function wrapped(pre: PreprocessedText, [before, after]: readonly [string, string]): PreprocessedText {
  const shift = before.length;
  const back = (offset: number): number => Math.min(Math.max(0, offset - shift), pre.text.length);
  return {
    ...pre,
    text: before + pre.text + after,
    casts: pre.casts.map((cast) => ({ ...cast, start: cast.start + shift, end: cast.end + shift })),
    holes: pre.holes.map((hole) => ({ start: hole.start + shift, end: hole.end + shift })),
    toSource: (start, end) => pre.toSource(back(start), back(end)),
    fromRoot: (offset) => {
      const at = pre.fromRoot(offset);
      return at === undefined ? undefined : at + shift;
    },
  };
}
