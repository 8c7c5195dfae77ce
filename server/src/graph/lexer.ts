/** One token of preprocessed Verilog. `start`/`end` are UTF-16 offsets into the text that was read. */
export interface Token {
  readonly kind: 'id' | 'system' | 'number' | 'string' | 'op' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Text of the attributes and comments before it, when they speak of `full_case` or `parallel_case`. */
  readonly hints?: string;
}

const spaces =
  /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\(\*(?!\s*\))[\s\S]*?\*\)|`(?:line|timescale|default_nettype|resetall|celldefine|endcelldefine)[^\n]*)+/y;
const word = /[A-Za-z_][\w$]*/y;
const escaped = /\\\S+/y;
const system = /\$[\w$]*/y;
const macro = /`[A-Za-z_][\w$]*/y;
const basedNumber = /(?:\d[\d_]*\s*)?'[sS]?[bodhBODH]\s*[\da-fA-FxXzZ?_]+|'[01xXzZ](?![\w'])/y;
const plainNumber = /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:fs|ps|ns|us|ms|s\b)?/y;
const quoted = /"(?:[^"\\]|\\[\s\S])*"?/y;
const operator =
  /<<<=|>>>=|===|!==|==\?|!=\?|<<<|>>>|<->|->>|<<=|>>=|\|->|\|=>|&&&|\+:|-:|\*\*|&&|\|\||==|!=|<=|>=|<<|>>|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|->|~&|~\||~\^|\^~|::|:=|:\/|'\{|\.\*|##|[\s\S]/y;

/**
 * Tokens of `text` in [from, to). Comments, attributes and left-over directives are no tokens; a macro that the preprocessor left
 * in place is an identifier with its backtick. Never fails: an unknown character is an operator of one character. The last token is `end`.
 */
export function tokenize(text: string, from = 0, to = text.length): Token[] {
  const tokens: Token[] = [];
  let at = from;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    return pattern.test(text) && pattern.lastIndex > at;
  };
  const push = (kind: Token['kind'], end: number): void => {
    tokens.push({ kind, text: text.slice(at, end), start: at, end, ...(hints === undefined ? {} : { hints }) });
    at = end;
  };
  let hints: string | undefined;
  while (at < to) {
    hints = undefined;
    if (take(spaces)) {
      if (spaces.lastIndex - at > 9) hints = caseHints(text.slice(at, spaces.lastIndex));
      at = spaces.lastIndex;
    }
    if (at >= to) break;
    const code = text.charCodeAt(at);
    if (isLetter(code)) {
      take(word);
      push('id', word.lastIndex);
    } else if ((isDigit(code) || code === 39) && take(basedNumber)) push('number', basedNumber.lastIndex);
    else if (isDigit(code) && take(plainNumber)) push('number', plainNumber.lastIndex);
    else if (code === 36 && take(system)) push('system', system.lastIndex);
    else if (code === 34 && take(quoted)) push('string', quoted.lastIndex);
    else if (code === 92 && take(escaped)) push('id', escaped.lastIndex);
    else if (code === 96 && take(macro)) push('id', macro.lastIndex);
    else {
      take(operator);
      push('op', operator.lastIndex);
    }
  }
  tokens.push({ kind: 'end', text: '', start: to, end: to });
  return tokens;
}

function caseHints(skipped: string): string | undefined {
  return skipped.includes('_case') ? skipped : undefined;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
