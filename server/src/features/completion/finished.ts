import { openParenthesis, statementStart, type CompletionPlace } from './place';

/** Furthest that the end of a list is looked for behind the cursor, in characters. */
const reach = 4000;

/**
 * The text with blanks in the place of the statement that is being typed, at equal length: what is around it can be read then. Of a header
 * only the item at the cursor goes, as the unit begins in the same statement.
 */
export function withoutUnfinished(place: CompletionPlace): string {
  const { text, tokens, level, start, end } = place;
  const open = openParenthesis(tokens, tokens.length - 1);
  const inHeader = level.zone === 'header';
  const first = tokens[inHeader ? lastSeparator(place) + 1 : statementStart(tokens)];
  const from = first?.start ?? start;
  const to = open >= 0 && !inHeader ? endOfList(text, end) : endOfRest(text, end);
  return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to);
}

function lastSeparator({ tokens }: CompletionPlace): number {
  for (let at = tokens.length - 1; at >= 0; at--) if (/^(?:,|\(|;)$/.test(tokens[at]?.text ?? '')) return at;
  return -1;
}

/** Behind what an editor closed by itself: `)`, `]`, `;`. */
function endOfRest(text: string, end: number): number {
  const rest = /^[ \t]*[)\]};]+/.exec(text.slice(end, end + 100))?.[0] ?? '';
  return end + rest.length;
}

/** Behind the `;` of a list that goes on behind the cursor; where none closes it, the end of the line. */
function endOfList(text: string, end: number): number {
  const ahead = text.slice(end, end + reach);
  const semicolon = ahead.indexOf(';');
  const other = ahead.search(/\b(?:end\w*|always\w*|assign|logic|wire|reg|module|input|output)\b/);
  if (semicolon >= 0 && (other < 0 || semicolon < other)) return end + semicolon + 1;
  const line = ahead.search(/[\r\n]/);
  return line < 0 ? text.length : end + line;
}
