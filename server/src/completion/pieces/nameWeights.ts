import type { Place } from '../place';

/** How much a name matters to a place, from 0 to 1. */
export interface NameWeights {
  /** By what the whole unit says: the same wherever the cursor is in it. */
  inUnit(name: string): number;
  /** By what is written close to the cursor; names that look like what is written there count a little. */
  atCursor(name: string): number;
}

/** Tokens that count as close. */
const near = 160;

/** Reads the names of a place once. */
export function nameWeights(place: Place): NameWeights {
  const unit = new Set<string>();
  // Without the statement that is being typed, so that the answer stays while it is.
  for (const list of [place.before.slice(0, place.statement), place.after])
    for (const { kind, text } of list) if (kind === 'id') unit.add(bare(text));
  const close = new Map<string, number>();
  const words = new Map<string, number>();
  const look = (text: string, distance: number): void => {
    const weight = 1 - (0.5 * distance) / near;
    if (!close.has(text)) close.set(text, weight);
    for (const word of nameParts(text)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  const before = place.before.slice(-near);
  before.toReversed().forEach(({ kind, text }, distance) => kind === 'id' && look(bare(text), distance));
  place.after.slice(0, near / 2).forEach(({ kind, text }, distance) => kind === 'id' && look(bare(text), 2 * distance));
  for (const name of commentAbove(place.prefix)) for (const word of nameParts(name)) words.set(word, 1);
  return {
    inUnit: (name) => (unit.has(name) ? 0.6 : 0),
    atCursor(name) {
      const exact = close.get(name);
      if (exact !== undefined) return exact;
      const parts = nameParts(name);
      const shared = parts.reduce((sum, part) => sum + (words.get(part) ?? 0), 0) / Math.max(1, parts.length);
      return Math.max(unit.has(name) ? 0.2 : 0, 0.45 * shared);
    },
  };
}

function bare(text: string): string {
  return text.startsWith('`') ? text.slice(1) : text;
}

/** Words of the comment that ends right above the cursor: it often says what comes. */
export function commentAbove(prefix: string): string[] {
  const lines = prefix.slice(-commentReach).trimEnd().split(/\r?\n/);
  const first = lines.findLastIndex((line) => !/^\s*(?:\/\/|\/?\*)/.test(line)) + 1;
  return lines.slice(first).flatMap((line) => line.match(/[A-Za-z_]\w*/g) ?? []);
}

const commentReach = 600;

const endings = new Set(['i', 'o', 'q', 'd', 'n', 'ni', 'no', 'r', 's', 't', 'e', 'reg', 'next', 'nxt', 'in', 'out']);

/** The words that a name is made of, in lower case: `wrPtrNext_q` gives `wr`, `ptr`. Endings that only say what sort of name it is are left out. */
export function nameParts(name: string): string[] {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_$]+/)
    .filter((part) => part !== '');
  const kept = parts.filter((part) => !endings.has(part));
  return kept.length === 0 ? parts : kept;
}
