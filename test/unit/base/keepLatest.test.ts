import { expect, test } from 'vitest';
import { keepLatest } from '../../../server/src/base/keepLatest';

test('beyond its number the entries go that were put there longest ago; one put again is the latest', () => {
  const kept = new Map<string, number>();
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    keepLatest(kept, key, value, 2);
  expect([...kept]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});
