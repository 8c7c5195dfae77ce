import { closingText, Nesting } from './nesting';
import type { Place } from './place';

/**
 * The document as it was before the user began the statement that is being completed, so far as that can be restored: a text without
 * syntax errors when one of the usual ways gives one, else the way with the fewest. Findings of a candidate are new only against a text
 * that the tools could read; a half-typed one stops them before they find anything, and every old warning would look new.
 * `countProblems` counts the syntax errors of a text.
 */
export function baselineText(place: Place, countProblems: (text: string) => number): string {
  let best: { text: string; problems: number } | undefined;
  for (const text of restorations(place)) {
    const problems = countProblems(text);
    if (best === undefined || problems < best.problems) best = { text, problems };
    if (problems === 0) break;
  }
  return best?.text ?? place.text;
}

/** As it is; with an empty statement at the cursor; with the half-typed statement blanked; and the open blocks closed. */
function* restorations(place: Place): Iterable<string> {
  const { text, offset } = place;
  yield text;
  yield `${text.slice(0, offset)};${text.slice(offset)}`;
  const first = place.before[place.statement];
  const from = first === undefined || place.statement === 0 ? offset : first.start;
  const rest = text.slice(offset);
  const bracket = /^[ \t]*[)\]}]*[ \t]*;?/.exec(rest)?.[0].length ?? 0;
  // The statement may go on after the cursor: to its semicolon, or, when that is missing, only to the bracket that the editor closed.
  for (const end of new Set([bracket, statementRest(place)])) {
    const blanked = text.slice(0, from) + blank(text.slice(from, offset + end)) + text.slice(offset + end);
    yield blanked;
    yield `${blanked.slice(0, from)};${blanked.slice(from)}`;
  }
  const open = new Nesting().feed(place.before, 0, place.statement);
  yield `${text.slice(0, from)}\n${closingText(open)}\n`;
}

/** Characters after the cursor up to the `;` that ends the statement, when nothing else begins before it. */
function statementRest(place: Place): number {
  const end = place.after.findIndex((token) => /^(;|begin|end\w*|always\w*|assign|module|if|case|else)$/.test(token.text));
  const token = place.after[end];
  return token?.text === ';' ? token.end : 0;
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
