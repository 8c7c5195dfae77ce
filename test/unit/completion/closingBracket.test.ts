import { expect, test } from 'vitest';
import { closingBracket } from '../../../server/src/completion/closingBracket';

test.each([
  ['( a )', 0, 2],
  ["x ( [ '{ } ] ) )", 1, 6],
  ['( (', 0, 2],
])('%s from %i', (text, open, expected) => {
  expect(
    closingBracket(
      text.split(' ').map((one) => ({ text: one })),
      open,
    ),
  ).toBe(expected);
});
