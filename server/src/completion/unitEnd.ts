import { tokenize, type Token } from '../graph/lexer';
import { Nesting } from './nesting';
import type { Place } from './place';
import { applyCandidate } from './repair';
import type { Candidate } from './trim';

const maxTries = 6;
const endsStatement = /^(?:;|end\w*|join\w*)$/;

/**
 * Where in an insertion the grammar unit ends that the cursor stands in, and another thing begins: the statement, instance, process or declaration
 * that was begun at the cursor, the block around it when the insertion closes that, or, where nothing was begun, the paragraph. Undefined when all
 * of the insertion belongs to it, as far as it goes.
 */
export function unitEndOf(insertion: string, place: Place): number | undefined {
  const first = place.before[place.statement];
  const begun = first === undefined ? '' : place.text.slice(first.start, place.offset);
  const tokens = tokenize(begun + insertion).slice(0, -1);
  const around = new Nesting().feed(place.before, 0, place.statement);
  const level = around.stack.length;
  let conditions = 0;
  for (const [i, token] of tokens.entries()) {
    around.feed(tokens, i, i + 1);
    conditions += conditionalStep(token);
    if (conditions > 0 || token.end <= begun.length || !endsStatement.test(token.text)) continue;
    const depth = around.stack.length;
    if (depth > level) continue;
    const last = labelEnd(tokens, i);
    const end = (tokens[last]?.end ?? 0) - begun.length;
    const next = tokens[last + 1];
    if (next === undefined || (next.text === 'else' && depth === level)) continue;
    const gap = insertion.slice(end, next.start - begun.length);
    if (depth < level || begun !== '' || /\n[ \t]*\n/.test(gap)) return end;
  }
  return undefined;
}

/** By how many more conditions of the preprocessor are open behind a token. */
export function conditionalStep({ kind, text }: Token): number {
  if (kind !== 'id' || !text.startsWith('`')) return 0;
  return text === '`ifdef' || text === '`ifndef' ? 1 : text === '`endif' ? -1 : 0;
}

/** `end : name`: the name belongs to it. */
function labelEnd(tokens: readonly Token[], end: number): number {
  const labelled = tokens[end]?.text !== ';' && tokens[end + 1]?.text === ':' && tokens[end + 2]?.kind === 'id';
  return labelled ? end + 2 : end;
}

/**
 * Ends a candidate at the end of a grammar unit: when it brings syntax errors that the document did not have, the longest beginning of
 * it that ends a statement and brings none is taken instead (a model that goes on in prose). When there is none, the candidate stays as
 * it is: the tools' words about it are worth more to the model than silence. Offers a pause before each text is read again, which in a
 * long file takes longer than somebody who types should wait.
 */
export function* endingWithUnit(candidate: Candidate, place: Place, countProblems: (text: string) => number): Generator<void, Candidate> {
  const baseline = countProblems(place.text);
  const brings = (text: string): boolean => countProblems(applyCandidate(place.text, { ...candidate, text })) > baseline;
  yield;
  if (!brings(candidate.text)) return candidate;
  const lines = candidate.text.split('\n');
  let tries = 0;
  for (let n = lines.length - 1; n >= 1 && tries < maxTries; n--) {
    const text = lines.slice(0, n).join('\n').trimEnd();
    if (!/(;|\bend\w*|\bend\w*\s*:\s*\w+|\bjoin\w*)$/.test(text)) continue;
    tries++;
    yield;
    if (!brings(text)) return { ...candidate, text };
  }
  return candidate;
}
