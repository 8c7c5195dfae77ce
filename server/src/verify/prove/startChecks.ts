import type { ScreenToken } from '../screenTokens';
import { codeTokens, skipBrackets } from './codeTokens';
import { conditionEnd } from './toolBranches';

/**
 * A text, its macros expanded, without the initial blocks that only look at values and print or stop: checks of parameters, mostly. They drive nothing, and
 * readers that build netlists refuse whole designs for them. What they would have stopped goes on, so that what never fails without them never fails
 * with them. Lines stay where they are.
 */
export function withoutStartChecks(text: string): string {
  if (!/\binitial\b/.test(text)) return text;
  const tokens = codeTokens(text);
  let kept = '';
  let at = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as ScreenToken;
    const end = startsProcess(token) ? checkEnd(tokens, i + 1) : undefined;
    if (end === undefined) continue;
    const last = tokens[end - 1] as ScreenToken;
    const after = last.offset + last.text.length;
    // An empty item: a branch of a generate block may consist of the check alone.
    kept += `${text.slice(at, token.offset)};${text.slice(token.offset, after).replace(/[^\n]/g, '')}`;
    at = after;
    i = end - 1;
  }
  return kept + text.slice(at);
}

const tasks = /^\$(?:(?:display|write)[boh]?|error|warning|info|fatal|finish|stop|timeformat|dumpfile|dumpvars)$/;

/** After a statement that changes nothing, or with `loops` nothing but their counters; undefined for any other. */
function checkEnd(tokens: readonly ScreenToken[], at: number, loops = false): number | undefined {
  const token = tokens[at];
  if (token === undefined || token.escaped === true) return undefined;
  if (token.text === ';') return at + 1;
  if (token.text === 'begin') return blockEnd(tokens, at, loops);
  if (token.text === 'if') {
    const condition = conditionEnd(tokens, at + 1);
    const then = condition === undefined ? undefined : checkEnd(tokens, condition, loops);
    return then !== undefined && tokens[then]?.text === 'else' ? checkEnd(tokens, then + 1, loops) : then;
  }
  if (loops && token.text === 'for') return checkEnd(tokens, skipBrackets(tokens, at + 1), loops);
  if (token.kind !== 'system' || !tasks.test(token.text)) return undefined;
  const end = tokens[at + 1]?.text === '(' ? conditionEnd(tokens, at + 1) : at + 1;
  return end !== undefined && tokens[end]?.text === ';' ? end + 1 : undefined;
}

function blockEnd(tokens: readonly ScreenToken[], begin: number, loops: boolean): number | undefined {
  const afterName = (at: number): number =>
    tokens[at]?.text === ':' && tokens[at + 1]?.kind === 'word' && tokens[at + 1]?.escaped !== true ? at + 2 : at;
  let at = afterName(begin + 1);
  while (tokens[at]?.text !== 'end') {
    const next = checkEnd(tokens, at, loops);
    if (next === undefined) return undefined;
    at = next;
  }
  return afterName(at + 1);
}

/** The words of a text without its initial blocks that print or stop at most, also in loops, whose counters alone they set. */
export function withoutChecksAtStart(tokens: readonly ScreenToken[]): ScreenToken[] {
  const kept: ScreenToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as ScreenToken;
    const end = startsProcess(token) ? checkEnd(tokens, i + 1, true) : undefined;
    if (end === undefined) kept.push(token);
    else i = end - 1;
  }
  return kept;
}

function startsProcess({ kind, text, escaped }: ScreenToken): boolean {
  return kind === 'word' && escaped !== true && text === 'initial';
}
