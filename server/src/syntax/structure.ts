import { blockClosers } from './blockWords';
import { eachToken, starters, type Token } from './tokens';

/** An unbalanced bracket or block: what most syntax errors come from, and what a parser reports far from its cause. */
export interface StructureFinding {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Errors of the parser in [start, shadowEnd) follow from this one. */
  readonly shadowEnd: number;
  /** White space that, overwritten with `text`, closes what is open: keeps the rest of a half-typed module readable. */
  readonly repair?: { readonly at: number; readonly text: string };
}

interface Open {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Columns before the first token of its line. */
  readonly indent: number;
  /** `for (` may hold semicolons. */
  readonly loop: boolean;
}

/** What opens something, with its usual closing word. */
const closerOf = new Map([...blockClosers].flatMap(([closer, openers]) => openers.map((opener) => [opener, closer] as const)).reverse());

const bracket = /^[([{]$/;

const maxFindings = 50;
const maxDepth = 5000;

/** What a text's brackets and blocks say of it. */
export interface Structure {
  readonly findings: readonly StructureFinding[];
  /**
   * Room to make `begin … end` on its own among the items, as Verilog-2001 had it in generate regions, an `if(1)`: the grammar
   * knows no loose blocks.
   */
  readonly loose: readonly { readonly at: number; readonly text: string }[];
}

/** Finds what is opened and never closed, or closed and never opened. To be asked only of a text that does not parse. */
export function checkStructure(text: string): Structure {
  const loose: Scan['loose'] = [];
  const plain = scanStructure(text, false, loose);
  const lostBlock = plain.some((finding) => finding.message.startsWith('`begin`'));
  // The `begin` left over at the end is seldom the one whose `end` was forgotten: indentation tells more.
  const indented = lostBlock ? scanStructure(text, true, []) : plain;
  return { findings: indented.length > 0 && indented.length <= plain.length ? indented : plain, loose };
}

interface Scan {
  readonly loose: { at: number; text: string }[];
  readonly text: string;
  readonly stack: Open[];
  readonly findings: StructureFinding[];
  readonly byIndent: boolean;
  previous: Token | undefined;
  /** The statement is a prototype: `extern function …;`, `import "DPI-C" function …;`. */
  prototype: boolean;
}

function scanStructure(text: string, byIndent: boolean, loose: Scan['loose']): StructureFinding[] {
  const scan: Scan = { loose, text, stack: [], findings: [], byIndent, previous: undefined, prototype: false };
  const comment = unclosedComment(text);
  eachToken(text, 0, text.length, (token) => {
    readToken(scan, token);
    scan.previous = token;
    return scan.findings.length < maxFindings && scan.stack.length < maxDepth;
  });
  for (const open of scan.stack.reverse().slice(0, maxFindings)) neverClosed(scan, open, text.length, undefined);
  if (comment !== undefined) {
    scan.findings.unshift({ start: comment, end: comment + 2, message: 'this comment is never closed', shadowEnd: text.length });
    return scan.findings.slice(0, 1);
  }
  return scan.findings;
}

function unclosedComment(text: string): number | undefined {
  const last = text.lastIndexOf('/*');
  if (last < 0 || text.includes('*/', last + 2)) return undefined;
  let found: number | undefined;
  for (const match of text.matchAll(/\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[^])*"?/g)) {
    if (match[0].startsWith('/*') && !match[0].endsWith('*/')) found = match.index;
  }
  return found;
}

function readToken(scan: Scan, token: Token): void {
  const { text } = token;
  if (token.kind === 'string' && !/^"[^]*[^\\]"$|^""$|\\\\"$/.test(text)) {
    const end = lineEnd(scan.text, lineEnd(scan.text, token.end) + 1);
    // The rest of the line went into the string, closing brackets too.
    const lineStart = scan.text.lastIndexOf('\n', token.start) + 1;
    while (bracket.test(scan.stack.at(-1)?.word ?? '') && (scan.stack.at(-1)?.start ?? 0) >= lineStart) scan.stack.pop();
    scan.findings.push({ start: token.start, end: token.end, message: 'this string has no closing quote', shadowEnd: end });
    return;
  }
  if (token.kind !== 'word' && token.kind !== 'mark') return;
  if (text === ';') {
    semicolon(scan, token);
    return;
  }
  if (token.kind === 'word' && starters.has(text)) leaveBrackets(scan, token);
  if (/^(?:extern|import|export|pure)$/.test(text)) scan.prototype = true;
  if (text === 'begin') noteLooseBlock(scan, token);
  if (blockClosers.has(text)) close(scan, token);
  else if (closerOf.has(text) && opens(scan, text)) {
    scan.stack.push({
      word: text,
      start: token.start,
      end: token.end,
      indent: indentOf(scan.text, token.start),
      loop: scan.previous?.text === 'for',
    });
  }
}

function noteLooseBlock(scan: Scan, token: Token): void {
  const among = /^(?:generate|module|macromodule)$/.test(scan.stack.at(-1)?.word ?? '');
  if (!among || !/^(?:;|generate|end\w*)$/.test(scan.previous?.text ?? '')) return;
  // A word before it needs a space kept.
  const room = scan.previous?.text === ';' ? 5 : 6;
  if (token.start - (scan.previous?.end ?? 0) >= room && /\s{5}$/.test(scan.text.slice(Math.max(0, token.start - 5), token.start))) {
    scan.loose.push({ at: token.start - 5, text: 'if(1)' });
  }
}

/** Whether the word opens a block here: `virtual interface`, `typedef class`, `wait fork` do not. */
function opens(scan: Scan, word: string): boolean {
  const before = scan.previous?.text ?? '';
  const inBrackets = bracket.test(scan.stack.at(-1)?.word ?? '');
  switch (word) {
    case 'interface':
      return !inBrackets && before !== 'virtual' && scan.stack.every((open) => open.word !== 'interface') && !scan.prototype;
    case 'class':
      return !inBrackets && before !== 'typedef';
    case 'function':
    case 'task':
    case 'module':
      // `covergroup g with function sample(…)` closes nothing.
      return !scan.prototype && !inBrackets && before !== 'with';
    case 'fork':
      return before !== 'wait' && before !== 'disable';
    case 'case':
    case 'casex':
    case 'casez':
      return !inBrackets && !/^(?:wire|reg|logic|input|output|inout|parameter|localparam)$/.test(before);
    default:
      return true;
  }
}

function semicolon(scan: Scan, token: Token): void {
  scan.prototype = false;
  const top = scan.stack.at(-1);
  if (top === undefined || !/^[([]$/.test(top.word) || top.loop) return;
  const lost: Open[] = [];
  while (/^[([]$/.test(scan.stack.at(-1)?.word ?? '')) {
    const open = scan.stack.pop();
    if (open !== undefined) lost.push(open);
  }
  const outer = lost.at(-1);
  if (outer !== undefined) neverClosed(scan, lost[0] ?? outer, followingStatement(scan.text, token.end), undefined);
}

/** A keyword that cannot stand inside brackets: whatever bracket is open was forgotten. */
function leaveBrackets(scan: Scan, token: Token): void {
  const lost: Open[] = [];
  for (let top = scan.stack.at(-1); top !== undefined && bracket.test(top.word); top = scan.stack.at(-1)) {
    lost.push(top);
    scan.stack.pop();
  }
  const inner = lost[0];
  if (inner === undefined) return;
  const at = scan.previous?.end ?? inner.end;
  const closing = `${lost.map((open) => closerOf.get(open.word) ?? '').join('')};`;
  const fits = /^\s*$/.test(scan.text.slice(at, at + closing.length)) && at + closing.length < token.start;
  neverClosed(scan, inner, followingStatement(scan.text, token.end), fits ? { at, text: closing } : undefined);
}

function close(scan: Scan, token: Token): void {
  const wanted = blockClosers.get(token.text) ?? [];
  const top = scan.stack.at(-1);
  if (top !== undefined && wanted.includes(top.word)) {
    if (scan.byIndent && token.text === 'end' && belongsFurtherOut(scan, token, top)) {
      scan.stack.pop();
      neverClosed(scan, top, scan.text.length, undefined);
      close(scan, token);
      return;
    }
    scan.stack.pop();
    return;
  }
  const match = scan.stack.findLastIndex((open) => wanted.includes(open.word));
  // A closing bracket never closes blocks, and `end` never leaves a function or module.
  const blocked = scan.stack
    .slice(match + 1)
    .some((open) => (isBracket(token.text) ? !bracket.test(open.word) : rankOf(open.word) > rankOf(wanted[0] ?? '')));
  if (match < 0 || blocked) {
    const opener = wanted[0] ?? '';
    scan.findings.push({
      start: token.start,
      end: token.end,
      message: `\`${token.text}\` without \`${opener}\``,
      shadowEnd: followingStatement(scan.text, token.end),
    });
    return;
  }
  for (const open of scan.stack.splice(match + 1).reverse()) neverClosed(scan, open, token.end, undefined);
  scan.stack.pop();
}

function isBracket(word: string): boolean {
  return /^[)\]}]$/.test(word);
}

/** How far out a block stands: an inner one cannot be closed by skipping an outer one. */
function rankOf(word: string): number {
  if (/^(?:module|macromodule|interface|package|program)$/.test(word)) return 4;
  if (word === 'class') return 3;
  if (word === 'function' || word === 'task' || word === 'generate') return 2;
  return 1;
}

function belongsFurtherOut(scan: Scan, token: Token, top: Open): boolean {
  const lineStart = Math.max(scan.text.lastIndexOf('\n', token.start - 1), scan.text.lastIndexOf('\r', token.start - 1)) + 1;
  if (scan.text.slice(lineStart, token.start).trim() !== '') return false;
  const indent = token.start - lineStart;
  return indent < top.indent && scan.stack.slice(0, -1).some((open) => open.word === 'begin' && open.indent === indent);
}

function neverClosed(scan: Scan, open: Open, shadowEnd: number, repair: StructureFinding['repair']): void {
  const closing = closerOf.get(open.word) ?? '';
  const name = /^(?:module|macromodule|interface|package|program|class|function|task)$/.test(open.word) ? nameAfter(scan.text, open) : '';
  scan.findings.push({
    start: open.start,
    end: open.end,
    message: `\`${open.word}${name}\` has no \`${closing}\``,
    shadowEnd: Math.max(shadowEnd, open.end),
    ...(repair === undefined ? {} : { repair }),
  });
}

function nameAfter(text: string, open: Open): string {
  const found = /^\s+(?:automatic\s+|static\s+)?([A-Za-z_]\w*)/.exec(text.slice(open.end, open.end + 200));
  return found?.[1] === undefined || /^(?:function|task)$/.test(open.word) ? '' : ` ${found[1]}`;
}

function indentOf(text: string, at: number): number {
  // By hand: searching a whole LF file backwards for the CR that is not in it, once per keyword, is quadratic.
  let lineStart = at;
  while (lineStart > 0 && text[lineStart - 1] !== '\n' && text[lineStart - 1] !== '\r') lineStart--;
  return /^[ \t]*/.exec(text.slice(lineStart, at))?.[0].length ?? 0;
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found;
}

/** End of the statement after `at`: where a parser has surely found its feet again. */
function followingStatement(text: string, at: number): number {
  const next = text.indexOf(';', at);
  return next < 0 ? text.length : lineEnd(text, next);
}
