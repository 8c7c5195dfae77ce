export interface ScreenToken {
  readonly kind: 'system' | 'directive' | 'string' | 'word' | 'punctuation';
  /** Words without the backslash of an escaped identifier; strings without quotes, escapes as written. */
  readonly text: string;
  readonly offset: number;
  readonly escaped?: boolean;
}

/**
 * Splits a text for screening. It errs on the side of seeing code: a line comment always ends with its line, an unclosed string does
 * too, and the quotes of a macro string (`" … `") hide nothing, because tools differ there.
 */
export function screenTokens(text: string): ScreenToken[] {
  const tokens: ScreenToken[] = [];
  const pattern = new RegExp(alternatives.source, 'y');
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    const end = isLetter(code) ? endOfWord(text, at) : simple[code] === 1 ? at + 1 : 0;
    if (end > 0) {
      // Most of a text: a word, a blank, a bracket. Nothing but the alternatives `word`, `blank` and `punctuation` begins so.
      if (code > 32) tokens.push({ kind: isLetter(code) ? 'word' : 'punctuation', text: text.slice(at, end), offset: at });
      at = end;
      continue;
    }
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) break;
    const token = tokenOf(match);
    if (token !== undefined) tokens.push(token);
    at = pattern.lastIndex;
  }
  return tokens;
}

/** Characters that are a token, or a blank, whatever follows. */
const simple = new Uint8Array(65536);
for (const one of ' \t\n\r()[]{};,.#@&|^~+-*%?!>') simple[one.charCodeAt(0)] = 1;

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function endOfWord(text: string, from: number): number {
  let at = from + 1;
  for (let code = text.charCodeAt(at); isLetter(code) || (code >= 48 && code <= 57) || code === 36; code = text.charCodeAt(at)) at++;
  return at;
}

const alternatives = new RegExp(
  [
    String.raw`(?<blank>\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<macroQuote>\x60\\?\x60?")`,
    String.raw`"(?<string>(?:[^"\\\r\n]|\\(?:\r\n|[\s\S]))*)"?`,
    String.raw`\\(?<escaped>[^\s]+)`,
    String.raw`\$(?<system>[A-Za-z_$][A-Za-z0-9_$]*)`,
    String.raw`\x60(?<directive>[A-Za-z_][A-Za-z0-9_$]*)`,
    String.raw`(?<word>[A-Za-z_][A-Za-z0-9_$]*)`,
    // A number whole, so that nothing is made of its letters.
    String.raw`(?<number>[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9_]+)?(?:\s*'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+)?|'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+)`,
    String.raw`(?<punctuation>\x60\x60|::|<=|==|[\s\S])`,
  ].join('|'),
);

function tokenOf(match: RegExpExecArray): ScreenToken | undefined {
  const { blank, string, escaped, system, directive, word, number, punctuation, macroQuote } = match.groups ?? {};
  const offset = match.index;
  if (blank !== undefined) return undefined;
  if (string !== undefined) return { kind: 'string', text: string, offset };
  if (escaped !== undefined) return { kind: 'word', text: escaped, offset, escaped: true };
  if (system !== undefined) return { kind: 'system', text: `$${system}`, offset };
  if (directive !== undefined) return { kind: 'directive', text: directive, offset };
  if (word !== undefined) return { kind: 'word', text: word, offset };
  return { kind: 'punctuation', text: number ?? punctuation ?? macroQuote ?? '', offset };
}
