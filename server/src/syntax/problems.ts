import type { Node } from 'web-tree-sitter';
import type { SyntaxProblem } from './parsedFile';
import type { PreprocessedText } from './preprocess';
import type { Stretch } from './preprocessRun';
import { checkStructure, type StructureFinding } from './structure';
import { nextCode } from './unknownMacro';
import { eachToken, keywords, starters, type Token } from './tokens';

const maxProblems = 100;

/** A place where the parser could not go on. */
export interface Spot {
  readonly start: number;
  readonly end: number;
  /** Type of the node the parser made up; undefined for text it skipped. */
  readonly missing?: string;
  readonly parent: string;
}

/**
 * The syntax errors of a tree in words, one for each cause: brackets and blocks out of balance first, then what the parser met
 * outside their shadow. `structure` is what `checkStructure` found in the same text.
 */
export function findProblems(
  root: Node,
  pre: PreprocessedText,
  structure: readonly StructureFinding[] = checkStructure(pre.text).findings,
): SyntaxProblem[] {
  const spots = root.hasError ? errorSpots(root) : [];
  const problems: SyntaxProblem[] = structure
    .filter(({ start, end }) => !within(pre.holes, start, end))
    .map((finding) => problemAt(pre, finding.start, finding.end, finding.message, 'syntax/error'));
  const outsideHoles = notBesideHoles(pre);
  let quietUntil = -1;
  // Behind a statement that was left open the parser is out of step up to the end of the module, if not longer.
  let outOfStepUntil = -1;
  for (const spot of spots) {
    if (problems.length >= maxProblems) break;
    if (!outsideHoles(spot)) continue;
    // A `begin … end` on its own among the items, as Verilog-2001 had it in generate regions: the grammar wants an `always`.
    if (spot.missing === 'always' && /^\s*begin\b/.test(pre.text.slice(spot.end, spot.end + 2000))) continue;
    if (spot.missing !== undefined && /^end/.test(spot.missing)) {
      // Blocks are in balance, or the structure check has said so already.
      if (problems.length > 0 || structure.length > 0) continue;
    }
    if (problems.length > 0 && /^end\w*\s*$/.test(pre.text.slice(spot.start, spot.end))) continue;
    if (spot.start < quietUntil || structure.some((finding) => spot.start <= finding.shadowEnd && spot.end >= finding.start)) continue;
    const said = explain(spot, pre.text);
    if (said.start < outOfStepUntil && vague.test(said.message)) continue;
    if (leftOpen.test(said.message)) outOfStepUntil = endOfUnit(pre.text, said.end);
    problems.push(problemAt(pre, said.start, said.end, said.message, spot.missing === undefined ? 'syntax/error' : 'syntax/missing'));
    quietUntil = endOfLines(pre.text, Math.max(spot.end, said.end), 1);
  }
  return onePerPlace(problems);
}

/** What does not say what is wrong, and what does. */
const vague = /^syntax error near `[^`]*`$|^`\w+` without /;
const leftOpen = /^expected `;` after /;

function endOfUnit(text: string, from: number): number {
  const end = /\bend(?:module|interface|package|program|class)\b/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function within(holes: readonly Stretch[], start: number, end: number): boolean {
  return holes.some((hole) => hole.start <= start && end <= hole.end);
}

/** Whether a spot can be judged: no text that is not known lies between the statement before it and its end. */
function notBesideHoles(pre: PreprocessedText): (spot: Spot) => boolean {
  const { holes, text } = pre;
  if (holes.length === 0) return () => true;
  return (spot) => {
    const from = Math.max(0, text.lastIndexOf(';', Math.max(0, spot.start - 1)), spot.start - 10_000);
    const to = nextCode(text, Math.max(spot.end, spot.start + 1));
    return !holes.some((hole) => hole.start <= to && hole.end >= from);
  };
}

/** A macro's body is one use: whatever is wrong in it is one problem. */
function onePerPlace(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ range }) => {
    const key = `${range.path}:${range.start}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

function problemAt(pre: PreprocessedText, start: number, end: number, message: string, code: string): SyntaxProblem {
  const range = pre.toSource(start, Math.max(start, end));
  const macro = range.macro;
  return { range, code, message: macro === undefined || macro === '' ? message : `in the expansion of \`${macro}: ${message}` };
}

function endOfLines(text: string, at: number, lines: number): number {
  let end = at;
  for (let i = 0; i < lines; i++) {
    const next = text.indexOf('\n', end);
    if (next < 0) return text.length;
    end = next + 1;
  }
  return end;
}

/** The places where the parser could not go on, in order. */
export function errorSpots(root: Node): Spot[] {
  const spots: Spot[] = [];
  const visit = (node: Node, parent: string): void => {
    if (spots.length >= maxProblems * 4) return;
    if (node.isMissing) {
      spots.push({ start: node.startIndex, end: node.endIndex, missing: node.type, parent });
      return;
    }
    if (node.isError) {
      const size = node.endIndex - node.startIndex;
      const inner = node.children.some((child) => child.isError);
      if (size < 160 && !inner) {
        spots.push({ start: node.startIndex, end: node.endIndex, parent });
        return;
      }
      // A long stretch holds good parts; the parser gave up at an inner error or at its end.
      if (!inner) spots.push({ start: Math.max(node.startIndex, lastTokenStart(node)), end: node.endIndex, parent });
    }
    for (const child of node.children) if (child.hasError || child.isMissing) visit(child, node.type);
  };
  visit(root, '');
  return spots.sort((a, b) => a.start - b.start);
}

function lastTokenStart(node: Node): number {
  let at: Node = node;
  for (let last = at.lastChild; last !== null; last = at.lastChild) at = last;
  return at.startIndex;
}

interface Explanation {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Tokens around a spot: one before it, those in it, and two after. */
function tokensAround(spot: Spot, text: string): { tokens: Token[]; first: number } {
  const from = Math.max(0, text.lastIndexOf(';', Math.max(0, spot.start - 1)), spot.start - 4000);
  const tokens: Token[] = [];
  let after = 0;
  eachToken(text, from, text.length, (token) => {
    tokens.push(token);
    if (token.start >= spot.end && token.start > spot.start) after++;
    return after < 2;
  });
  const found = tokens.findIndex((token) => token.end > spot.start);
  return { tokens, first: found < 0 ? tokens.length : found };
}

const operators = /^(?:[-+*/%&|^~!<>?=]|<<<?|>>>?|[=!]==?|<=|>=|&&|\|\||\*\*|~[&|^])$/;

function explain(spot: Spot, text: string): Explanation {
  const { tokens, first } = tokensAround(spot, text);
  const before = tokens[first - 1];
  if (spot.missing !== undefined) return explainMissing(spot, before, tokens[first]);
  for (let index = Math.max(first, 0); index < tokens.length; index++) {
    const token = tokens[index];
    const previous = tokens[index - 1];
    if (token === undefined) break;
    if (previous !== undefined && isOperandEnd(previous) && startsStatement(token, previous, text)) return expectedAfter(previous, ';');
    if (token.start >= spot.end) break;
    const said = explainToken(token, previous, tokens[index + 1], spot);
    if (said !== undefined) return said;
  }
  const token = tokens[first];
  const near = token === undefined ? '' : (before !== undefined && token.start >= spot.end ? before : token).text;
  return { start: spot.start, end: Math.min(spot.end, token?.end ?? spot.end), message: `syntax error near \`${near.slice(0, 40)}\`` };
}

function explainMissing(spot: Spot, before: Token | undefined, token: Token | undefined): Explanation {
  const wanted = spot.missing ?? '';
  const isName = wanted === 'simple_identifier' || wanted === 'escaped_identifier';
  if (isName) {
    const after = before === undefined ? '' : ` after \`${before.text}\``;
    return {
      start: before?.start ?? spot.start,
      end: before?.end ?? spot.end,
      message: `expected ${before !== undefined && operators.test(before.text) ? 'an expression' : 'a name'}${after}`,
    };
  }
  const misspelt = before?.kind === 'word' && token !== undefined ? suggestion(before.text) : undefined;
  if (before === undefined) return { start: spot.start, end: spot.end, message: `expected \`${wanted}\`` };
  const said = expectedAfter(before, wanted);
  return misspelt === undefined ? said : { ...said, message: `${said.message} (did you mean \`${misspelt}\`?)` };
}

function explainToken(token: Token, previous: Token | undefined, next: Token | undefined, spot: Spot): Explanation | undefined {
  const at = { start: token.start, end: token.end };
  if (token.kind === 'number' && /'[sS]?[bodhBODH]\s*$/.test(token.text))
    return { ...at, message: `\`${token.text}\` has no digits of its base` };
  if (token.text === 'else' && !/^if|conditional/.test(spot.parent)) return { ...at, message: '`else` without an `if` before it' };
  if (operators.test(token.text) && next !== undefined && /^[;),\]}]$/.test(next.text)) {
    return { ...at, message: `expected an expression after \`${token.text}\`` };
  }
  if (
    token.kind === 'word' &&
    previous?.kind === 'word' &&
    keywords.has(token.text) &&
    /^(?:wire|reg|logic|input|output|inout|integer|bit|parameter|localparam|genvar|module)$/.test(previous.text) &&
    next !== undefined &&
    /^[;,=)]$/.test(next.text)
  ) {
    return { ...at, message: `\`${token.text}\` is a keyword and cannot be a name` };
  }
  if (
    previous !== undefined &&
    token.kind === 'word' &&
    previous.kind === 'word' &&
    /^list_of_|_header$/.test(spot.parent) &&
    next !== undefined &&
    keywords.has(next.text)
  ) {
    return expectedAfter(token, ',');
  }
  if (previous !== undefined && token.start >= spot.start && isOperandEnd(previous) && isOperandStart(token)) {
    return {
      ...at,
      message: `\`${token.text.slice(0, 40)}\` does not go after \`${previous.text.slice(0, 40)}\`: a \`;\` or an operator is missing`,
    };
  }
  const misspelt = token.kind === 'word' && !keywords.has(token.text) ? suggestion(token.text) : undefined;
  if (misspelt !== undefined && next !== undefined && next.start >= spot.end - 1) {
    return { ...at, message: `syntax error near \`${token.text}\` (did you mean \`${misspelt}\`?)` };
  }
  return undefined;
}

/** Just after a token, where something is left out. */
function expectedAfter(token: Token, wanted: string): Explanation {
  return { start: token.end, end: token.end, message: `expected \`${wanted}\` after \`${token.text.slice(0, 40)}\`` };
}

function isOperandEnd(token: Token): boolean {
  if (token.kind === 'mark') return /^[)\]}]$/.test(token.text);
  return !keywords.has(token.text);
}

function isOperandStart(token: Token): boolean {
  return token.kind === 'number' || token.kind === 'string' || token.kind === 'system';
}

/** A token that can only begin the next statement: a keyword for that, or the first word of a line after a finished operand. */
function startsStatement(token: Token, previous: Token, text: string): boolean {
  if (token.kind !== 'word') return false;
  if (starters.has(token.text) && token.text !== 'begin') return true;
  if (!/[\r\n]/.test(text.slice(previous.end, token.start))) return false;
  return previous.text !== ')' || keywords.has(token.text);
}

/** A keyword that `word` may be a misspelling of. */
function suggestion(word: string): string | undefined {
  if (word.length < 4 || keywords.has(word)) return undefined;
  for (const keyword of keywords) {
    if (keyword.length >= 4 && Math.abs(keyword.length - word.length) <= 1 && keyword[0] === word[0] && near(word, keyword)) return keyword;
  }
  return undefined;
}

/** One letter more, less, other, or two neighbours swapped. */
function near(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
