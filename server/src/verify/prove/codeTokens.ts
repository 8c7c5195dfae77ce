import { screenTokens, type ScreenToken } from '../screenTokens';

/** A stretch of tokens: `to` is the one behind the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The tokens of a text for who reads its code by words and signs: strings keep their quotes, and escaped identifiers that are no plain names their backslash, so that neither is taken for a keyword or a
 * sign (`"end"`, `\end `, `\; `).
 */
export function codeTokens(text: string): ScreenToken[] {
  return screenTokens(text).map((token) => {
    if (token.kind === 'string') return { ...token, text: `"${token.text}"` };
    return token.escaped === true && (!/^[A-Za-z_]\w*$/.test(token.text) || reserved.has(token.text))
      ? { ...token, text: `\\${token.text}` }
      : token;
  });
}

/** Index after the bracket that closes the one at `at`. */
export function skipBrackets(tokens: readonly ScreenToken[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (tokens[i]?.kind !== 'punctuation') continue;
    if ('([{'.includes(text)) depth++;
    if (')]}'.includes(text)) depth--;
    if (depth === 0) return i + 1;
  }
  return tokens.length;
}

/** Where a sign stands first outside brackets; `to` where it does not. */
export function findOutside(tokens: readonly ScreenToken[], from: number, to: number, sign: string): number {
  let at = from;
  while (at < to && tokens[at]?.text !== sign) at = /^[([{]$/.test(tokens[at]?.text ?? '') ? skipBrackets(tokens, at) : at + 1;
  return Math.min(at, to);
}

/** What stands between the commas of a list; one empty piece where nothing does. */
export function piecesOf(tokens: readonly ScreenToken[], { from, to }: Range): Range[] {
  const found: Range[] = [];
  for (let start = from; start <= to;) {
    const end = findOutside(tokens, start, to, ',');
    found.push({ from: start, to: end });
    start = end + 1;
  }
  return found;
}

/** How many punctuation tokens stand before an `=` that assigns (0, or 1-2 for `+=`, `<<=`); undefined when it compares. */
export function blockingAssignment(tokens: readonly ScreenToken[], i: number): number | undefined {
  const token = tokens[i];
  if (token?.kind === 'punctuation' && token.text === '+' && tokens[i + 1]?.text === '+') return 0;
  if (token?.kind === 'punctuation' && token.text === '-' && tokens[i + 1]?.text === '-') return 0;
  if (token?.kind !== 'punctuation' || token.text !== '=') return undefined;
  const before = tokens[i - 1];
  const touching = before?.kind === 'punctuation' && before.offset + before.text.length === token.offset ? before.text : '';
  if (/^[+\-*/%&|^]$/.test(touching)) return 1;
  if (touching === '<' || touching === '>') {
    const two = tokens[i - 2];
    return two?.text === touching && two.offset + 1 === before?.offset ? 2 : undefined;
  }
  return touching === '!' || touching === '==' || touching === '<=' ? undefined : 0;
}

export const typeWords = new Set(
  'reg logic integer int bit byte shortint longint genvar time realtime real string var wire tri uwire wand wor automatic static'.split(
    ' ',
  ),
);

const directionWords = new Set(['input', 'output', 'inout', 'ref']);

export const keywords = new Set([
  ...(
    'always always_ff always_latch always_comb initial final begin end if else case casez casex endcase default for while do repeat forever posedge negedge edge iff or and not integer int reg ' +
    'logic bit signed unsigned unique unique0 priority inside foreach return break continue disable void automatic static assert assume cover wait fork join'
  ).split(' '),
  ...directionWords,
]);

const reserved = new Set([
  ...keywords,
  ...typeWords,
  ...(
    'module endmodule macromodule interface endinterface package endpackage program endprogram primitive endprimitive function endfunction task endtask generate endgenerate assign parameter localparam ' +
    'typedef enum struct union packed const nand nor xor xnor buf supply0 supply1 join_any join_none force release deassign specify endspecify bind import export extern property sequence'
  ).split(' '),
]);

/** Whether a word gives the direction of a port or an argument. */
export function isDirection(text: string): boolean {
  return directionWords.has(text);
}

/** Whether a word has a meaning in the language. */
export function isReserved(text: string): boolean {
  return reserved.has(text);
}

/** Tokens as one text, a blank between them. */
export function textOf(tokens: readonly ScreenToken[], { from, to }: Range): string {
  return tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ');
}
