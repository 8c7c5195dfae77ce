import type { Token } from '../graph/lexer';
import { bracketStep } from './closingBracket';

/** A whole net that is assigned, and where its value stands. */
export interface Assignment {
  readonly target: Token;
  readonly from: number;
  readonly to: number;
}

/** Of `assign a = x, b = y;` (IEEE 1800-2023 10.3.2) the assignments of whole nets; `start` is the first token behind the word. */
export function assignmentList(tokens: readonly Token[], start: number): Assignment[] {
  const found: Assignment[] = [];
  let depth = 0;
  let first = start;
  for (let k = start; k <= tokens.length; k++) {
    const text = tokens[k]?.text ?? ';';
    depth += bracketStep(text);
    const ends = text === ';' || (text === ',' && depth === 0);
    if (!ends) continue;
    const target = tokens[first];
    if (target?.kind === 'id' && tokens[first + 1]?.text === '=') found.push({ target, from: first + 2, to: k });
    if (text === ';') break;
    first = k + 1;
  }
  return found;
}
