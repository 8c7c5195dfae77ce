import type { Stretch } from './preprocessRun';
import { eachToken, starters, type Token } from './tokens';

/** Characters before and after a place in which its statement must begin and end: looked for in the few first, as instances with very many ports are rare. */
const reaches = [6000, 15_000];

/** Words that begin a unit or a subroutine: without its header the rest of it would make no sense. */
const headers = /^(?:module|macromodule|interface|package|program|class|function|task|primitive|checker|covergroup|specify|config)$/;

/**
 * The statement, item or half of a block (`if (a) begin`, `end`) around an offset, found from the tokens near it alone: what can be
 * taken out of a text that is otherwise in order and leaves it so. Undefined for a header, and for what is too long.
 * @param at offset in `text`; between two statements the one that follows counts.
 */
export function statementAround(text: string, at: number): Stretch | undefined {
  for (const reach of reaches) {
    const found = statementWithin(text, at, reach);
    if (found !== 'longer') return found;
  }
  return undefined;
}

function statementWithin(text: string, at: number, reach: number): Stretch | undefined | 'longer' {
  const from = windowStart(text, at, reach);
  const tokens: Token[] = [];
  eachToken(text, from, Math.min(text.length, at + reach), (token) => {
    tokens.push(token);
  });
  let start = 0;
  let index = 0;
  while (index < tokens.length) {
    const end = statementEnd(tokens, start);
    const last = tokens[end - 1];
    const first = tokens[start];
    if (last === undefined || first === undefined) return undefined;
    if (last.end > at) {
      // The window may begin and end in the middle of one.
      if ((start === 0 && from > 0) || (end >= tokens.length && at + reach < text.length)) return 'longer';
      const isHeader = tokens.slice(start, end).some((token) => token.kind === 'word' && headers.test(token.text));
      return isHeader ? undefined : { start: first.start, end: last.end };
    }
    start = end;
    index = end;
  }
  return undefined;
}

/** The start of a line that is no part of a comment. */
function windowStart(text: string, at: number, reach: number): number {
  if (at <= reach) return 0;
  const line = text.lastIndexOf('\n', at - reach) + 1;
  const opened = text.lastIndexOf('/*', line);
  const closed = text.indexOf('*/', opened);
  return opened >= 0 && closed >= line ? closed + 2 : line;
}

/** Index of the token after the statement that begins at token `start`. */
function statementEnd(tokens: readonly Token[], start: number): number {
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const { text } = token;
    if (index > start && token.kind === 'word' && beginsStatement(text)) return index;
    if (text === ';') return index + 1;
    if (token.kind !== 'word') continue;
    if (text === 'for') index = closing(tokens, index + 1);
    else if (/^case[xz]?$/.test(text)) {
      const end = closing(tokens, index + 1);
      return tokens[end + 1]?.text === 'inside' ? end + 2 : end + 1;
    } else if (text === 'begin' || text === 'fork' || text === 'generate' || /^(?:end|join)/.test(text)) {
      return tokens[index + 1]?.text === ':' ? index + 3 : index + 1;
    }
  }
  return tokens.length;
}

function beginsStatement(word: string): boolean {
  return word !== 'begin' && (starters.has(word) || word === 'else');
}

/** Index of the bracket that closes the one at `open`, or of the last token before a `;` that comes too early for it. */
function closing(tokens: readonly Token[], open: number): number {
  if (tokens[open]?.text !== '(') return open - 1;
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const text = tokens[index]?.text;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return index;
    else if (tokens[index]?.kind === 'word' && starters.has(text ?? '')) return index - 1;
  }
  return open;
}
