import { expect, test } from 'vitest';
import { eachOf } from '../../../server/src/base/eachOf';

test('results stand in the order of the items, and no more are at work than may be', async () => {
  let working = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const all = eachOf(['a', 'b', 'c'], 2, async (item, at) => {
    most = Math.max(most, ++working);
    await new Promise<void>((resolve) => ends.push(resolve));
    working--;
    return `${item}${at}`;
  });
  ends[1]?.();
  await Promise.resolve();
  await Promise.resolve();
  ends[2]?.();
  ends[0]?.();
  expect(await all).toEqual(['a0', 'b1', 'c2']);
  expect(most).toBe(2);
});

test('a failure is passed on', async () => {
  await expect(eachOf([1], 4, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
