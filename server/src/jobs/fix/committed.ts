import { applyEdits } from '../../base/layout';
import { LineIndex } from '../../base/lines';
import { replacementsBetween, type Replacement } from '../../base/textChanges';
import { tokenize } from '../../graph/lexer';

/** A text that cannot be elaborated, with the lines around the problem as they were when they were committed. */
export interface CommittedPlace {
  readonly text: string;
  /** Nothing but a few words differs there, so that the problem came by damage, and the committed lines say what was meant. */
  readonly isDamage: boolean;
}

/** So many tokens may differ between what was committed and what is damaged. */
const mostDamaged = 8;

/**
 * The committed lines in the place of those that differ and that a repair touches, or that the problem is on. Everything else stays as it is now: another
 * behaviour of the repair is what those lines make of it. Undefined where nothing there differs.
 *
 * @param line of the problem, from 1
 */
export function withCommittedPlace(broken: string, repaired: string, committed: string, line: number): CommittedPlace | undefined {
  const lines = new LineIndex(broken);
  const start = lines.offsetAt({ line: line - 1, column: 0 });
  const end = lines.offsetAt({ line, column: 0 });
  const touched = [...replacementsBetween(broken, repaired), { start, end: Math.max(start, end) }];
  const own = replacementsBetween(broken, committed).filter((one) => touched.some((other) => meets(one, other)));
  if (own.length === 0) return undefined;
  const damaged = own.reduce((sum, one) => sum + differingTokens(broken.slice(one.start, one.end), one.text), 0);
  const isNew = own.some(({ text }) => wordsOf(text).length === 0);
  return { text: applyEdits(broken, own), isDamage: !isNew && damaged <= mostDamaged };
}

/** Stretches that share a line or stand beside each other. */
function meets(one: Pick<Replacement, 'start' | 'end'>, other: Pick<Replacement, 'start' | 'end'>): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/** Tokens that one text has and the other has not, whichever has more of them: a common subsequence is kept. */
function differingTokens(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => wordsOf(text).join('\n').concat('\n')) as [string, string];
  return replacementsBetween(left, right).reduce((sum, { start, end, text }) => {
    return sum + Math.max(wordsOf(left.slice(start, end)).length, wordsOf(text).length);
  }, 0);
}

function wordsOf(text: string): string[] {
  return tokenize(text).flatMap(({ kind, text: word }) => (kind === 'end' ? [] : [word]));
}
