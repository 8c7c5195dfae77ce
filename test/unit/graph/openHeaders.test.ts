import { expect, test } from 'vitest';
import { moduleBodies } from '../../../server/src/graph/units';
import { parseText } from '../syntax/reading';

test.each([
  'module m (a',
  'module m (input a, b',
  'module m #(parameter N = 1',
  'module m; function f(a',
  'module m (.a(b)',
  'module m (a [',
  'module m; case (',
])('a list that is open at the end of the text is read to an end: %s', async (text) => {
  const file = await parseText(text);
  expect(moduleBodies(file).every(({ ports }) => ports.length < 4)).toBe(true);
  file.dispose();
});
