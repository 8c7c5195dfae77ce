import { closingBracket, searchBudget } from './macros';

/** `$bits(T)'(x)`: the grammar knows no system call as the type of a cast. */
export interface BlankedCast {
  /** Offset of the `$`. */
  readonly start: number;
  /** Offset of the `(` that follows the apostrophe. */
  readonly end: number;
  /** The head as written: `$bits(T)`. */
  readonly text: string;
}

/** Replaces the heads of such casts by spaces; the parenthesised expression stays. */
export function blankCastHeads(text: string): { text: string; casts: BlankedCast[] } {
  const casts: BlankedCast[] = [];
  const budget = searchBudget();
  const pattern = /\$(?:bits|clog2|size|high|low|left|right|increment|dimensions)\s*\(/g;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const close = closingBracket(text, pattern.lastIndex - 1, budget);
    if (close === undefined) continue;
    const tick = /\)\s*'\s*(?=\()/y;
    tick.lastIndex = close;
    if (tick.test(text)) casts.push({ start: found.index, end: tick.lastIndex, text: text.slice(found.index, close + 1) });
  }
  if (casts.length === 0) return { text, casts };
  const pieces: string[] = [];
  let last = 0;
  for (const cast of casts) {
    if (cast.start < last) continue;
    pieces.push(text.slice(last, cast.start), text.slice(cast.start, cast.end).replace(/[^\r\n]/g, ' '));
    last = cast.end;
  }
  pieces.push(text.slice(last));
  return { text: pieces.join(''), casts };
}
