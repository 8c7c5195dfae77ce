import { clipped } from './dotText';

/** The parts of a condition that must all hold: `a && (b || c)` is `a` and `(b || c)`. One part when it is no conjunction. */
export function conjuncts(guard: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < guard.length; i++) {
    const char = guard.charAt(i);
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (depth === 0 && (char === '?' || guard.startsWith('||', i))) return [guard.trim()];
    else if (depth === 0 && guard.startsWith('&&', i)) {
      parts.push(guard.slice(start, i).trim());
      start = i + 2;
      i++;
    }
  }
  parts.push(guard.slice(start).trim());
  return parts.filter((one) => one !== '');
}

const lineLength = 28;
/** A name or comparison that cannot be broken may be this much longer. */
const longestWord = 36;

/** A condition on a few short lines, broken at its operators; what does not fit is cut with an ellipsis. */
export function wrapGuard(guard: string, mostLines = 3): string {
  const words = guard
    .split(/ (?=&&|\|\||\?|:)/)
    .flatMap((word) => (word.length <= longestWord ? [word] : word.split(/ (?=[=!<>]=|[<>] )/)))
    .map((word) => clipped(word, longestWord));
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineLength) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  if (lines.length <= mostLines) return lines.join('\n');
  return `${lines.slice(0, mostLines).join('\n')} …`;
}
