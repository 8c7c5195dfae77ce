import type { Place } from '../place';
import { estimateTokens } from '../tokens';
import { makePiece, shownPath, type ContextSources, type Piece } from './piece';

/** The text around the cursor, as far as it is shown whatever happens, and what lies beyond. */
export interface CodeAround {
  readonly near: readonly Piece[];
  /** Whether `near` holds all of the design unit. */
  readonly wholeUnit: boolean;
  /** The code further away, in at most so many tokens, whole lines. */
  far(maxTokens: number): Piece[];
}

/** The unit at the cursor is shown whole when it takes no more than this share of the budget. */
const wholeUnitShare = 0.5;
const beforeShare = 0.28;
const afterShare = 0.12;

/** Cuts the file into what is near and what is far, by the budget alone: a window of lines before and after the cursor, or the whole unit when it is small. */
export function codeAround(place: Place, sources: ContextSources, budget: number): CodeAround {
  const before = place.prefix.replaceAll('\r\n', '\n').split('\n');
  const after = place.suffix.replaceAll('\r\n', '\n').split('\n');
  const unit = unitLines(place);
  const unitText = [...before.slice(before.length - unit.before), ...after.slice(0, unit.after)].join('\n');
  const wholeUnit = unit.after > 0 && estimateTokens(unitText) <= budget * wholeUnitShare;
  const cut = before.length - (wholeUnit ? unit.before : linesWithin(before.toReversed(), budget * beforeShare));
  const end = wholeUnit ? unit.after : linesWithin(after, budget * afterShare);
  const file = shownPath(place.path, sources);
  const piece = (name: string, title: string, lines: readonly string[], priority: number): Piece =>
    makePiece({ name, title: `${title}, file ${file}`, text: lines.join('\n'), from: [place.path], priority });
  return {
    near: [
      piece('nearBefore', 'code before the cursor', before.slice(cut), 100),
      piece('nearAfter', 'code after the cursor', after.slice(0, end), 100),
    ],
    wholeUnit,
    far(maxTokens) {
      const pieces: Piece[] = [];
      const earlier = before.slice(0, cut);
      const later = after.slice(end);
      const room = maxTokens - 2 * estimateTokens(file) - 40;
      const kept = earlier.slice(earlier.length - linesWithin(earlier.toReversed(), room * (later.length === 0 ? 1 : 0.75)));
      if (kept.some(hasText)) pieces.push(piece('before', 'code before that', kept, 40));
      const rest = later.slice(0, linesWithin(later, room - estimateTokens(kept.join('\n'))));
      if (rest.some(hasText)) pieces.push(piece('after', 'code after that', rest, 30));
      return pieces;
    },
  };
}

function hasText(line: string): boolean {
  return line.trim() !== '';
}

/** How many of the lines, from the first on, fit; the line at the cursor always does. */
function linesWithin(lines: readonly string[], maxTokens: number): number {
  let left = maxTokens * 3;
  const fitting = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return fitting < 0 ? lines.length : Math.max(fitting, maxTokens > 0 ? 1 : 0);
}

/** Lines of the unit before and after the cursor, that of the cursor counted in both; `after` is 0 when its end is not there. */
function unitLines(place: Place): { before: number; after: number } {
  const [first] = place.before;
  const last = place.after.at(-1);
  const ends = last !== undefined && /^end/.test(last.text);
  return {
    before: first === undefined ? 0 : place.prefix.slice(first.start).split('\n').length,
    after: ends ? place.suffix.slice(0, last.end).split('\n').length : 0,
  };
}
