import { endsSimulation, printsText } from './screenLists';
import { screenTokens } from './screenTokens';

/** Stands in what a run prints where a design would have ended it. */
export const endedByDesign = 'the design ends the simulation';

/**
 * The text of a design that nobody has answered for, as a testbench runs it: every line stays where it was.
 *
 * - A call of a task that prints or dumps loses its words: what is printed could be taken for the testbench's own, put together from pieces
 *   that no list of words knows, and so could the name of a dump, which the simulator prints. A design's behaviour depends on neither (IEEE
 *   1800-2017 21.2, 21.7). A call stays a call, since not every simulator reads an empty statement there: a `$write` of nothing, or the severity
 *   task itself, which may stand outside of processes (20.11). `$error` stays: a testbench's reader takes it as a failure, never as a pass.
 * - A call that ends the simulation (20.2, 20.10) becomes an `$error` that says so: a check of parameters that holds does nothing, and no design gets
 *   round its testbench by ending first.
 */
export function judgedText(text: string): string {
  const tokens = screenTokens(text);
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'system' || token.text === '$error') continue;
    const ends = endsSimulation.has(token.text);
    if (!ends && !printsText.test(token.text)) continue;
    const last = tokens[at + 1]?.text === '(' ? closing(tokens, at + 1) : at;
    const end = (tokens[last]?.offset ?? text.length) + (tokens[last]?.text.length ?? 0);
    const instead = ends ? `$error("${endedByDesign} (${token.text})")` : severityTasks.has(token.text) ? token.text : '$write';
    parts.push(text.slice(done, token.offset), instead, blank(text, token.offset, end));
    done = end;
    at = last;
  }
  return parts.join('') + text.slice(done);
}

const severityTasks: ReadonlySet<string> = new Set(['$warning', '$info']);

/** Spaces but for the ends of lines, and for the backslashes before them that carry a macro's text on. */
function blank(text: string, from: number, to: number): string {
  const gone = isInMacro(text, from) ? /\\(?!\r?\n)|[^\\\r\n]/g : /[^\r\n]/g;
  return text.slice(from, to).replace(gone, ' ');
}

function isInMacro(text: string, offset: number): boolean {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  while (/\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start))) start = text.lastIndexOf('\n', start - 2) + 1;
  return text.slice(start, offset).includes('`define');
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
