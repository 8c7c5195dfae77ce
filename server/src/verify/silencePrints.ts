import { printsText } from './screenLists';
import { screenTokens } from './screenTokens';

/**
 * The text with every call of a task that prints blanked out, at equal length, so that places stay. What a design prints while a testbench
 * judges it could be taken for the testbench's own words, put together from pieces that no list of words knows; a design's behaviour does
 * not depend on what it prints (IEEE 1800-2017 21.2). `$error` stays: a testbench's reader takes it as a failure, never as a pass.
 */
export function silencePrints(text: string): string {
  const tokens = screenTokens(text);
  let silent = text;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'system' || !printsText.test(token.text) || token.text === '$error') continue;
    const last = tokens[at + 1]?.text === '(' ? closing(tokens, at + 1) : at;
    const end = (tokens[last]?.offset ?? text.length) + (tokens[last]?.text.length ?? 0);
    silent = silent.slice(0, token.offset) + text.slice(token.offset, end).replace(/[^\r\n]/g, ' ') + silent.slice(end);
    at = last;
  }
  return silent;
}

/** The index of the bracket that closes the one at `open`; past the last token when none does. */
function closing(tokens: readonly { readonly kind: string; readonly text: string }[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { kind, text } = tokens[at] ?? { kind: '', text: '' };
    if (kind !== 'punctuation') continue;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return at;
  }
  return tokens.length;
}
