import type { SourceRange } from '../base/ranges';
import type { MacroDefinition } from './parsedFile';

/** Ends the name of a macro that `` follows, so that the name does not run into what is pasted to it. Dropped when met. */
export const pasteMark = '\u0001';

export interface DefineDirective {
  readonly name: string;
  readonly definition: Omit<MacroDefinition, 'range'>;
  /** Offset of the line break that ends the directive (or the end of the text). */
  readonly end: number;
}

/** Reads a `define from just after the word `define` (IEEE 1800-2023 clause 22.5.1); undefined when no name follows. */
export function readDefine(text: string, from: number, budget: SearchBudget = searchBudget()): DefineDirective | undefined {
  const namePattern = /[ \t]*(?:\\\r?\n[ \t]*)*([A-Za-z_][A-Za-z0-9_$]*|\\[^\s]+)/y;
  namePattern.lastIndex = from;
  const name = namePattern.exec(text)?.[1];
  if (name === undefined) return undefined;
  let at = namePattern.lastIndex;
  let parameters: MacroDefinition['parameters'];
  if (text[at] === '(') {
    const close = closingBracket(text, at, budget);
    if (close !== undefined) {
      parameters = splitArguments(text.slice(at + 1, close)).map(readParameter);
      if (parameters.length === 1 && parameters[0]?.name === '') parameters = [];
      at = close + 1;
    }
  }
  const { body, end } = readBody(text, at);
  return { name, definition: { name, body, ...(parameters === undefined ? {} : { parameters }) }, end };
}

/** A macro from the command line or settings. `F(a)=x` is not accepted there, as in every simulator. */
export function commandLineMacro(name: string, value: string): MacroDefinition {
  const range: SourceRange = { path: '', start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
  return { name, body: value, range };
}

function readParameter(text: string): { name: string; defaultText?: string } {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: text.trim() };
  return { name: text.slice(0, equals).trim(), defaultText: text.slice(equals + 1).trim() };
}

/** A macro's body up to the first line break without a backslash before it; comments are not part of it. */
function readBody(text: string, from: number): { body: string; end: number } {
  const pieces: string[] = [];
  const stop = /[\r\n"\\/]/g;
  let kept = from;
  let at = from;
  for (;;) {
    stop.lastIndex = at;
    const found = stop.exec(text);
    if (found === null) {
      pieces.push(text.slice(kept));
      return { body: pieces.join('').trim(), end: text.length };
    }
    at = found.index;
    const two = text.slice(at, at + 2);
    if (found[0] === '\r' || found[0] === '\n') {
      pieces.push(text.slice(kept, at));
      return { body: pieces.join('').trim(), end: at };
    }
    if (found[0] === '"') {
      at = text[at - 1] === '`' || text.slice(at - 2, at) === '`\\' ? at + 1 : endOfString(text, at);
    } else if (found[0] === '\\') {
      const lineBreak = /\\[ \t]*(\r\n|\n|\r)/y;
      lineBreak.lastIndex = at;
      const broken = lineBreak.exec(text);
      if (broken === null) at += 1;
      else {
        pieces.push(text.slice(kept, at), '\n');
        at = lineBreak.lastIndex;
        kept = at;
      }
    } else if (two === '//') {
      pieces.push(text.slice(kept, at));
      const lineEnd = /\r\n|\n|\r|$/g;
      lineEnd.lastIndex = at;
      const end = lineEnd.exec(text)?.index ?? text.length;
      const continued = /\\[ \t]*$/.test(text.slice(at, end));
      at = continued ? text.lastIndexOf('\\', end) : end;
      kept = at;
    } else if (two === '/*') {
      const close = text.indexOf('*/', at + 2);
      pieces.push(text.slice(kept, at), ' ');
      at = close < 0 ? text.length : close + 2;
      kept = at;
    } else at += 1;
  }
}

/** Offset just after the string literal that starts at `at`; an unterminated one ends with its line. */
export function endOfString(text: string, at: number): number {
  const pattern = /"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?/y;
  pattern.lastIndex = at;
  pattern.exec(text);
  return Math.max(at + 1, pattern.lastIndex);
}

/** How far fruitless searches for closing brackets may still go, together. Keeps text of nothing but open brackets from taking for ever. */
export interface SearchBudget {
  left: number;
}

export function searchBudget(): SearchBudget {
  return { left: 2_000_000 };
}

/** Offset of the bracket that closes the one at `open`, strings and comments skipped; undefined when there is none within reach. */
export function closingBracket(text: string, open: number, budget: SearchBudget): number | undefined {
  const reach = Math.min(1_000_000, Math.max(budget.left, 200));
  const close = findClosing(text, open, reach);
  if (close === undefined) budget.left -= Math.min(reach, text.length - open);
  return close;
}

function findClosing(text: string, open: number, reach: number): number | undefined {
  const pattern = /[()[\]{}"]|\/\/[^\r\n]*|\/\*[^]*?\*\//g;
  pattern.lastIndex = open;
  let depth = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found.index - open > reach) return undefined;
    const c = found[0];
    if (c === '"') pattern.lastIndex = endOfString(text, found.index);
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if ((c === ')' || c === ']' || c === '}') && --depth === 0) return found.index;
  }
  return undefined;
}

/** Splits at the commas outside brackets, strings and comments. Gives at least one part. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  const pattern = /[()[\]{}",]|\/\/[^\r\n]*|\/\*[^]*?\*\//g;
  let depth = 0;
  let start = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const c = found[0];
    if (c === '"') pattern.lastIndex = endOfString(text, found.index);
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, found.index));
      start = found.index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

type Piece = string | { readonly parameter: number; readonly quoted: boolean };

const piecesOf = new WeakMap<MacroDefinition, Piece[]>();

/**
 * The body with its parameters replaced. Inside `" … `" an argument goes in as written, elsewhere as `expanded` gives it.
 * Pasted tokens are joined, and what is left is to be scanned again for macros.
 */
export function substitute(definition: MacroDefinition, actual: readonly string[], expanded: (index: number) => string): string {
  let pieces = piecesOf.get(definition);
  if (pieces === undefined) {
    pieces = cutBody(definition);
    piecesOf.set(definition, pieces);
  }
  const out: string[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') out.push(piece);
    else if (piece.quoted)
      out.push(
        (actual[piece.parameter] ?? '')
          .trim()
          .replace(/\s*[\r\n]\s*/g, ' ')
          .replace(/["\\]/g, '\\$&'),
      );
    else out.push(expanded(piece.parameter));
  }
  return out.join('');
}

function cutBody(definition: MacroDefinition): Piece[] {
  const indexes = new Map((definition.parameters ?? []).map((parameter, index) => [parameter.name, index]));
  const pattern = /``|`\\`"|`"|`[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"\\\r\n]|\\[^])*"|[A-Za-z_][A-Za-z0-9_$]*|\d[A-Za-z0-9_$]*/g;
  const pieces: Piece[] = [];
  const body = definition.body;
  let last = 0;
  let quoted = false;
  const literal = (text: string): void => {
    if (text !== '') pieces.push(text);
  };
  for (let found = pattern.exec(body); found !== null; found = pattern.exec(body)) {
    literal(body.slice(last, found.index));
    last = pattern.lastIndex;
    const token = found[0];
    const parameter = indexes.get(token);
    if (token === '`"') {
      quoted = !quoted;
      literal('"');
    } else if (token === '`\\`"') literal('\\"');
    else if (token === '``') continue;
    else if (parameter !== undefined) pieces.push({ parameter, quoted });
    else if (token.startsWith('`') && body.startsWith('``', last)) literal(token + pasteMark);
    else literal(token);
  }
  literal(body.slice(last));
  return pieces;
}
