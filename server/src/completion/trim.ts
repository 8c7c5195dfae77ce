import { indentStep } from '../base/indentStep';
import { tokenize, type Token } from '../graph/lexer';
import type { Place } from './place';
import { conditionalStep, unitEndOf } from './unitEnd';

/** An insertion ready to be checked: `text` replaces [start, end) of the document. */
export interface Candidate {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface TrimOptions {
  /** Most lines that a suggestion may have. */
  readonly maxLines: number;
}

/**
 * Makes an insertion of a model's reply: fences and an echo of what stands before the cursor go, so does what the text after the
 * cursor says already (closing words and brackets too: of all places to end, the one that leaves the fewest blocks open or closed
 * twice), and what goes on behind the grammar unit that the cursor stands in; indentation and line ends become the document's. Undefined when nothing
 * is left.
 */
export function trimReply(reply: string, place: Place, options: TrimOptions): Candidate | undefined {
  const joined = replyBeginning(reply, place);
  if (joined === undefined) return undefined;
  const unit = joined.slice(0, unitEndOf(joined, place));
  const capped = unit.split('\n').slice(0, options.maxLines).join('\n').trimEnd();
  const ended = bestEnd(capped, place);
  if (ended.text.trim() === '') return undefined;
  return {
    text: place.eol === '\n' ? ended.text : ended.text.replaceAll('\n', place.eol),
    start: place.offset,
    end: place.offset + ended.swallow,
  };
}

/** What an insertion will begin with, of a reply that may still be arriving: without fence and echo, fitted to the line. Undefined before its first word. */
export function replyBeginning(reply: string, place: Place): string | undefined {
  const plain = withoutFences(reply.replace(/\r\n?/g, '\n')).replace(/[ \t]+$/gm, '');
  const fresh = withoutPrefixEcho(plain, place);
  return fresh.trim() === '' ? undefined : joinToLine(fresh, place);
}

/** The first fenced block when there is one (prose around it is dropped), else the text; a fence that never closes counts too. */
function withoutFences(reply: string): string {
  const open = /^[ \t]*```[^\n`]*(?:\n|(?![\s\S]))/m.exec(reply);
  if (open !== null) {
    const body = reply.slice(open.index + open[0].length);
    const close = /^[ \t]*```/m.exec(body);
    return body.slice(0, close?.index ?? body.length);
  }
  const inline = /^\s*`([^`\n]+)`\s*$/.exec(reply);
  return inline?.[1] ?? reply;
}

const maxEchoLines = 400;

/** Offsets in the prefix from which a reply may repeat it: the starts of its lines, the cursor's first. */
function echoStarts(place: Place): number[] {
  const starts: number[] = [];
  let at = place.prefix.length - place.linePrefix.length;
  for (let lines = 0; at >= 0 && lines < maxEchoLines; lines++) {
    starts.push(at);
    if (at === 0) break;
    at = place.prefix.lastIndexOf('\n', at - 2) + 1;
  }
  return starts;
}

/** So far a reply may be nothing but the beginning of an echo. */
export function mayBeEcho(reply: string, place: Place): boolean {
  const plain = withoutFences(reply);
  return echoStarts(place).some((start) => matchIgnoringBlanks(place.prefix.slice(start), plain) >= 0);
}

/**
 * Drops the longest beginning of the reply that repeats the end of the prefix from the start of one of its lines, blanks aside,
 * or the typed part of a word.
 */
function withoutPrefixEcho(reply: string, place: Place): string {
  const starts = echoStarts(place);
  const lineStart = starts[0] ?? 0;
  for (const start of starts.reverse()) {
    const tail = place.prefix.slice(start);
    const end = matchIgnoringBlanks(reply, tail);
    if (end <= 0 || !isTelling(tail, start < lineStart && place.linePrefix.trim() === '')) continue;
    // A whole word of the code is not repeated by a longer word: `end` is no echo in `endcase`.
    if (/[\w$]/.test(reply[end - 1] ?? '') && /[\w$]/.test(reply[end] ?? '') && /\s$/.test(tail)) continue;
    return reply.slice(end).replace(/[ \t]$/.test(tail) ? /^[ \t]+/ : /^[ \t]+(?=\n)/, '');
  }
  const word = /[A-Za-z_`$][\w$]*$/.exec(place.linePrefix)?.[0];
  const lead = /^\s*/.exec(reply)?.[0].length ?? 0;
  if (word !== undefined && word.length > 1 && reply.startsWith(word, lead)) {
    const rest = reply.slice(lead + word.length);
    // "cou" + "count" repeats the typed part; "end" + "end" may well be two words of a model that began a new line.
    if (/^[\w$]/.test(rest) || lead === 0) return rest;
  }
  return reply;
}

/**
 * An echo is believed only when it holds a word or a port dot: a lone bracket is no echo, nor is a closing word. One whole statement
 * alone may well be meant twice; a line that opens something (`always … begin`) is not.
 */
function isTelling(tail: string, wholeLines: boolean): boolean {
  if (!wholeLines) return /[\w$]{2}|^\s*\.|[\w$]\s*\S/.test(tail);
  const lines = tail.split('\n').filter((line) => !/^\s*(?:(?:end\w*|join\w*|else|begin)\b|[)\]};,(]|$)/.test(line));
  const written = tail.split('\n').filter((line) => line.trim() !== '');
  return (lines.length > 0 && written.length > 1) || (lines.length === 1 && !/[;,]\s*(?:\/\/.*)?$/.test(lines[0] ?? ''));
}

/** Index in `reply` after the whole of `tail`, or -1. White space matches any white space, also none. */
function matchIgnoringBlanks(reply: string, tail: string): number {
  let r = 0;
  for (let t = 0; t < tail.length; t++) {
    const wanted = tail[t] ?? '';
    if (/\s/.test(wanted)) continue;
    while (r < reply.length && /\s/.test(reply[r] ?? '')) r++;
    if (reply[r] !== wanted) return -1;
    r++;
  }
  return r;
}

/** Fits the first line to the cursor and the indentation of the others to the document. */
function joinToLine(fresh: string, place: Place): string {
  if (place.linePrefix.trim() === '') return indentLines(fresh.replace(/^(?:[ \t]*\n)+/, ''), place.indent);
  if (/^\s/.test(fresh) || place.linePrefix === '') return fresh;
  const previous = place.linePrefix.trimEnd();
  const separated = previous.length < place.linePrefix.length;
  if (separated) return fresh;
  const last = /[\w$]+$/.exec(previous)?.[0];
  if (last !== undefined && blockWords.has(last)) {
    const inner = place.indent + indentStep(place.text);
    return `\n${inner}${indentLines(fresh, inner)}`;
  }
  if (previous.endsWith(';') && /^[\w`$]/.test(fresh)) return `\n${place.indent}${indentLines(fresh, place.indent)}`;
  if (last !== undefined && keywordsBeforeSpace.has(last) && /^[\w`$({'"~!&|^+-]/.test(fresh)) return ` ${fresh}`;
  return fresh;
}

const blockWords = new Set(['begin', 'end', 'endcase', 'generate', 'fork']);
const keywordsBeforeSpace = new Set([
  ...['assign', 'wire', 'reg', 'logic', 'input', 'output', 'inout', 'if', 'else', 'case', 'always', 'always_ff', 'always_comb'],
  ...['parameter', 'localparam', 'return', 'initial', 'module', 'posedge', 'negedge', 'or', 'for', 'signed', 'unsigned', 'typedef'],
]);

/** The cursor stands at the indentation: the first line loses its own, the others get it when the model wrote them flush left. */
function indentLines(text: string, indent: string): string {
  const lines = text.split('\n');
  const own = /^[ \t]*/.exec(lines[0] ?? '')?.[0] ?? '';
  const rest = lines.slice(1);
  const least = Math.min(...rest.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0));
  // After a line that opens something the next one stands deeper: at the cursor's own depth it was counted from the left margin.
  const opens = !/[;,]\s*$/.test(lines[0] ?? '');
  const tooFarLeft = least < indent.length || (opens && least === indent.length && !/^\s*(end|else|\))/.test(rest[0] ?? ''));
  const shift = own === '' && rest.length > 0 && tooFarLeft && !closesMore(lines) ? indent : '';
  return [(lines[0] ?? '').slice(own.length), ...rest.map((line) => (line.trim() === '' ? '' : shift + line))].join('\n');
}

/** A reply that goes on into outer blocks (`end` at a smaller indentation) is indented on purpose. */
function closesMore(lines: readonly string[]): boolean {
  return lines.slice(1).some((line) => /^[ \t]+\S/.test(line)) && /^\s*(end\w*|join)\b/.test(lines.at(-1) ?? '');
}

interface End {
  readonly text: string;
  readonly swallow: number;
}

/**
 * Where to end: after any line, or before a repetition of the suffix. Auto-closed brackets after the cursor may be replaced
 * (`swallow`) instead of being repeated. The structure decides, then the longest text.
 */
function bestEnd(text: string, place: Place): End {
  const closers = /^[ \t]*[)\]}][)\]};,]*/.exec(place.lineSuffix)?.[0] ?? '';
  let best: { end: End; cost: number } | undefined;
  for (const cut of cuts(text, place)) {
    const tokens = tokenize(cut).slice(0, -1);
    const repeats = endsLikeSuffix(cut, place.suffix) ? 0.5 : 0;
    for (const swallow of new Set([0, holdsInOrder(cut, closers) ? closers.length : 0])) {
      const cost = structuralCost(tokens, place, swallow) + repeats;
      if (best === undefined || cost < best.cost) best = { end: { text: cut, swallow }, cost };
    }
  }
  return best?.end ?? { text, swallow: 0 };
}

/** An editor draws ghost text over what stands there only when that is part of it. */
function holdsInOrder(text: string, closers: string): boolean {
  let from = text.length;
  return [...closers.trim()].reverse().every((closer) => from > 0 && (from = text.lastIndexOf(closer, from - 1)) >= 0);
}

/** Possible ends, longest first. What repeats the lines after the cursor word by word is never part of one. */
function cuts(text: string, place: Place): string[] {
  const lines = text.split('\n');
  const echo = lines.findIndex((_, n) => n > 0 && repeatsSuffix(lines.slice(n).join('\n'), place.suffix));
  const count = echo < 0 ? lines.length : echo;
  const whole = Array.from({ length: count }, (_, i) => lines.slice(0, count - i).join('\n'));
  const [first = text, ...shorter] = whole;
  return [first, ...inLine(first), ...shorter];
}

/** Ends inside the last line: before its closing brackets and separators, which the suffix may hold already. */
function inLine(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (/[)\]};,]$/.test(rest) && found.length < 8) {
    rest = rest.slice(0, -1).trimEnd();
    found.push(rest);
  }
  return found;
}

/** The tail of the reply is the beginning of the suffix, and not only closing words (those are for the structure to judge). */
function repeatsSuffix(tail: string, suffix: string): boolean {
  const wanted = squeeze(tail);
  if (!/[A-Za-z_]/.test(wanted.replace(/\b(?:end\w*|join\w*|else|begin)\b/g, ''))) return false;
  return squeeze(suffix.slice(0, tail.length * 2 + 400)).startsWith(wanted);
}

/** Some last lines of the text are the first lines after the cursor: between ends that fit alike, one that does not repeat is better. */
function endsLikeSuffix(text: string, suffix: string): boolean {
  const lines = text.split('\n');
  const following = squeeze(suffix.slice(0, text.length * 2 + 400));
  return lines.some((_, n) => n > 0 && following.startsWith(squeeze(lines.slice(n).join('\n'))) && squeeze(lines.slice(n).join('')) !== '');
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function structuralCost(tokens: readonly Token[], place: Place, swallow: number): number {
  const after = swallow === 0 ? place.after : place.after.filter((token) => token.start >= swallow);
  const nesting = place.open.clone().feed(tokens);
  // What ends the unit and begins another is a new file, not an insertion.
  const leavesUnit = place.open.stack.length > 0 && nesting.lowest === 0 && /^end\w/.test(place.after.at(-1)?.text ?? '');
  nesting.feed(after);
  // Conditions of the preprocessor end where they begin: in the insertion.
  const conditions = Math.abs(tokens.reduce((open, token) => open + conditionalStep(token), 0));
  return (leavesUnit ? 1000 : 0) + (nesting.total + conditions) * 4 + missingSeparator(tokens, place, after);
}

/** A statement that stops before its `;`, or one that gets a second `;` from the suffix, is a little worse than one that ends well. */
function missingSeparator(tokens: readonly Token[], place: Place, after: readonly Token[]): number {
  const last = tokens.at(-1)?.text ?? place.before.at(-1)?.text ?? ';';
  const next = after[0]?.text ?? ';';
  if (last === ';' && next === ';') return 1;
  if ([')', ']', '}', ';', ','].includes(next)) return [',', '.'].includes(last) ? 1 : 0;
  const ends = last === ';' || last === ',' || last === ':' || /^(begin|end\w*|join\w*|else|generate|`endif|`else)$/.test(last);
  return ends ? 0 : 1;
}
