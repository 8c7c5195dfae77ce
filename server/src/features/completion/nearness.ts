import type { CompletionPlace } from './place';

const reach = 4000;
const cache = new WeakMap<CompletionPlace, Map<string, number>>();

/** How near to the cursor a word stands in the text, 0 the nearest to 9 not at all within some screens. */
export function nearness(place: CompletionPlace, word: string): number {
  let words = cache.get(place);
  if (words === undefined) {
    words = readWords(place);
    cache.set(place, words);
  }
  const distance = words.get(word);
  return distance === undefined ? 9 : Math.min(8, Math.floor(Math.log2(1 + distance / 60)));
}

function readWords({ text, start, end }: CompletionPlace): Map<string, number> {
  const words = new Map<string, number>();
  const from = Math.max(0, start - reach);
  for (const match of text.slice(from, end + reach).matchAll(/[A-Za-z_][\w$]*/g)) {
    const at = from + match.index;
    if (at >= start && at < end) continue;
    // What stands behind the cursor counts as a little further off.
    const distance = at < start ? start - at : 2 * (at - end);
    const known = words.get(match[0]);
    if (known === undefined || distance < known) words.set(match[0], distance);
  }
  return words;
}
