import type { Token } from '../graph/lexer';

/** Reserved words of VHDL (IEEE 1076-2008 15.10) that this reader tells from names. */
const reserved = new Set(
  `abs access after alias all and architecture array assert attribute begin block body buffer bus case component configuration constant context disconnect downto else elsif end
entity exit file for force function generate generic group guarded if impure in inertial inout is label library linkage literal loop map mod nand new next nor not null of on open or others
out package parameter port postponed procedure process protected pure range record register reject release rem report return rol ror select severity shared signal sla sll sra srl subtype
then to transport type unaffected units until use variable view wait when while with xnor xor`.split(/\s+/),
);

const blank = /(?:\s|--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|`[^\r\n]*)+/y;
const word = /[A-Za-z]\w*/y;
const extended = /\\(?:[^\\\r\n]|\\\\)+\\/y;
const bitString = /\d*[suSU]?[bodxBODX]"[^"\r\n]*"/y;
const number = /\d[\d_]*(?:#[\da-fA-F_.]+#|\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const quoted = /"(?:[^"\r\n]|"")*"?/y;
const character = /'[^\r\n]'/y;
const operator = /\*\*|:=|<=|>=|=>|\/=|<>|<<|>>|\?\?|\?=|\?\/=|\?<=|\?>=|\?<|\?>|[\s\S]/y;
const off =
  /--\s*(?:synthesis|pragma|synopsys|rtl_synthesis|translate_off|synth)\b[^\r\n]*?(?:translate_off|synthesis_off|\boff)\b[^\r\n]*/gi;
const on = /--\s*(?:synthesis|pragma|synopsys|rtl_synthesis|translate_on|synth)\b[^\r\n]*?(?:translate_on|synthesis_on|\bon)\b/gi;

/**
 * Tokens of a VHDL text. Names are the same in capitals (15.4.2): each has the spelling that `spelled` has, or the first one met, which is then kept there; reserved words are in
 * small letters. A character literal, a bit string and a number are tokens of the kind `number`. What a pragma hides from synthesis is left out.
 */
export function tokenizeVhdl(text: string, spelled: Map<string, string>): Token[] {
  const tokens: Token[] = [];
  const shown = withoutHidden(text);
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    return pattern.test(shown) && pattern.lastIndex > at;
  };
  const push = (kind: Token['kind'], end: number, told = shown.slice(at, end)): void => {
    tokens.push({ kind, text: told, start: at, end });
    at = end;
  };
  while (at < shown.length) {
    if (take(blank)) at = blank.lastIndex;
    if (at >= shown.length) break;
    if (take(bitString)) push('number', bitString.lastIndex);
    else if (take(word)) push('id', word.lastIndex, nameOf(shown.slice(at, word.lastIndex), spelled));
    else if (take(extended)) push('id', extended.lastIndex);
    else if (take(number)) push('number', number.lastIndex);
    else if (take(quoted)) push('string', quoted.lastIndex);
    else if (!endsName(tokens.at(-1)) && take(character)) push('number', character.lastIndex);
    else {
      take(operator);
      push('op', operator.lastIndex);
    }
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

export function isReserved(text: string): boolean {
  return reserved.has(text);
}

function nameOf(written: string, spelled: Map<string, string>): string {
  const lower = written.toLowerCase();
  if (reserved.has(lower)) return lower;
  const known = spelled.get(lower);
  if (known === undefined) spelled.set(lower, written);
  return known ?? written;
}

/** Behind a name a `'` begins an attribute or a qualified expression, not a character. */
function endsName(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'id') return !reserved.has(token.text) || token.text === 'all' || token.text === 'range';
  return token.kind === 'string' || token.text === ')' || token.text === ']';
}

/** The text with what stands between pragmas `off` and `on` blanked out, at equal length. */
function withoutHidden(text: string): string {
  let out = '';
  let from = 0;
  off.lastIndex = 0;
  for (let found = off.exec(text); found !== null; found = off.exec(text)) {
    if (found.index < from) continue;
    on.lastIndex = found.index + found[0].length;
    const end = on.exec(text) === null ? text.length : on.lastIndex;
    out += text.slice(from, found.index) + text.slice(found.index, end).replace(/[^\r\n]/g, ' ');
    from = end;
    off.lastIndex = end;
  }
  return out + text.slice(from);
}
