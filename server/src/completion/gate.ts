import type { SourceRange } from '../base/ranges';
import type { Cursor } from './place';
import type { SilenceReason } from './silence';

export interface GateOptions {
  readonly enabled: boolean;
  readonly readOnly: boolean;
  /** A person asked by hand: places where typing alone should not disturb are allowed. */
  readonly invoked: boolean;
  /** Branches that the conditionals of the file switch off. */
  readonly inactive: readonly SourceRange[];
}

const sourceFile = /\.(v|vh|sv|svh|svi|vp|svp)$/i;
const maxCharacters = 2_000_000;

/** The cheap reasons to stay silent, before anything is read or asked; undefined when there is none. */
export function gate(cursor: Cursor, options: GateOptions): SilenceReason | undefined {
  if (!options.enabled) return 'off';
  if (!sourceFile.test(cursor.path)) return 'unsupportedLanguage';
  if (options.readOnly) return 'readOnly';
  if (cursor.text.length > maxCharacters) return 'tooLarge';
  if (cursor.text.includes('\0')) return 'binary';
  if (options.inactive.some((range) => range.start < cursor.offset && cursor.offset < range.end)) return 'inactive';
  const lexical = lexicalPlace(cursor.text, cursor.offset);
  if (lexical !== 'code') return lexical;
  const next = cursor.text[cursor.offset] ?? '\n';
  const previous = cursor.text[cursor.offset - 1] ?? '\n';
  if (/[\w$]/.test(next) && /[\w$`]/.test(previous)) return 'middleOfWord';
  if (!options.invoked && /[\w$"'(]/.test(restOfLine(cursor))) return 'midLine';
  return undefined;
}

/** What may stand after the cursor without counting as code: closing brackets, separators and a comment. */
function restOfLine({ text, offset }: Cursor): string {
  const line = /^[^\r\n]*/.exec(text.slice(offset, offset + 2000))?.[0] ?? '';
  return line.replace(/\/\/.*$|\/\*.*$/, '');
}

/** Whether an offset is in code, a comment, a string or a directive line (`` `define`` with its continuation lines included). */
export function lexicalPlace(text: string, offset: number): 'code' | 'comment' | 'string' | 'directive' {
  let at = 0;
  const special = /[/"`\\]/g;
  for (;;) {
    special.lastIndex = at;
    at = special.exec(text)?.index ?? text.length;
    if (at >= offset) return 'code';
    const two = text.slice(at, at + 2);
    let end: number;
    let kind: 'comment' | 'string' | 'directive';
    if (two === '//') [kind, end] = ['comment', lineEnd(text, at)];
    else if (two === '/*') [kind, end] = ['comment', after(text, '*/', at + 2)];
    else if (text[at] === '"') [kind, end] = ['string', stringEnd(text, at + 1)];
    else if (text[at] === '`' && directive.test(text.slice(at + 1, at + 20))) [kind, end] = ['directive', directiveEnd(text, at)];
    else if (text[at] === '\\') {
      at = escapedEnd(text, at);
      continue;
    } else {
      at++;
      continue;
    }
    // A line comment reaches to the line break: a cursor at its end still types into it. A block comment or string is left by its end mark.
    if (offset < end || (offset === end && (two === '//' || kind === 'directive' || isOpenEnded(text, at, end)))) return kind;
    at = end;
  }
}

const directive = /^(define|include|ifdef|ifndef|elsif|undef|timescale|default_nettype|line|pragma)\b/;

function isOpenEnded(text: string, start: number, end: number): boolean {
  if (end < text.length) return false;
  return text.startsWith('/*', start) ? !text.endsWith('*/') || end - start < 4 : !text.endsWith('"') || end - start < 2;
}

function lineEnd(text: string, from: number): number {
  const match = /[\r\n]/g;
  match.lastIndex = from;
  return match.exec(text)?.index ?? text.length;
}

/** A directive line goes on after a backslash. */
function directiveEnd(text: string, from: number): number {
  let end = lineEnd(text, from);
  while (text[end - 1] === '\\' && end < text.length) end = lineEnd(text, end + (text.startsWith('\r\n', end) ? 2 : 1));
  return end;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

/** A string ends at its quote or, unfinished, at the end of the line. */
function stringEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
    else if (text[i] === '\n') return i;
  }
  return text.length;
}

function escapedEnd(text: string, from: number): number {
  const match = /\s/g;
  match.lastIndex = from;
  return match.exec(text)?.index ?? text.length;
}
