import { contentHash } from '../base/hash';

/** `count` of the items, the same ones for the same seed, in their own order. */
export function sample<T>(items: readonly T[], count: number, seed: string): T[] {
  if (items.length <= count) return [...items];
  const ranked = items.map((item, at) => ({ item, at, rank: contentHash(seed, String(at)) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map((one) => one.item);
}
