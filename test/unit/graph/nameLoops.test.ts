import { expect, test } from 'vitest';
import { pathsOnLoops } from '../../../server/src/graph/nameLoops';
import type { Path } from '../../../server/src/graph/processPaths';

const path = (text: string): Path => {
  const [drives = '', from = ''] = text.split('<');
  const names = (list: string): Set<string> => new Set(list.split(' ').filter((one) => one !== ''));
  return { drives: names(drives), from: names(from) };
};

/** Which of the others lie on a loop with one of the first; whether one of these does. */
function loops(own: string[], others: string[]): string[] {
  const all = [...own, ...others];
  const paths = all.map(path);
  const found = pathsOnLoops(paths.slice(0, own.length), paths);
  return all.filter((_, i) => found.has(paths[i] ?? path('')));
}

test.each([
  ['nothing closes', ['y < a'], ['z < y', 'a < b'], []],
  ['a net from itself', ['y < y a'], ['z < y'], ['y < y a']],
  ['through others', ['y < a'], ['b < y', 'a < b', 'c < y'], ['y < a', 'b < y', 'a < b']],
  ['a loop that the first has no part in', ['y < a'], ['a < b', 'b < a', 'y2 < y'], []],
  ['each of the first apart', ['y < a', 'z < y'], ['a < q'], []],
  ['what drives any name', ['y < a'], ['* < y'], ['y < a', '* < y']],
  ['what reads any name', ['y < a'], ['a < *'], ['y < a', 'a < *']],
  ['two of the first', ['y < z', 'z < y'], [], ['y < z', 'z < y']],
])('%s', (_, own, others, found) => expect(loops(own, others)).toEqual(found));

test('a long row of assignments', () => {
  const row = Array.from({ length: 5000 }, (_, i) => `n${i + 1} < n${i}`);
  expect(loops(['n0 < n5000'], row)).toHaveLength(5001);
});
