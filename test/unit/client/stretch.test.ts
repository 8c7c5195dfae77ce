import { expect, test } from 'vitest';
import { afterChange } from '../../../client/src/stretch';

const stretch = { start: 10, end: 20 };
const change = (rangeOffset: number, rangeLength: number, text: string) => ({ rangeOffset, rangeLength, text });

test.each([
  ['behind it', change(20, 3, 'abc'), stretch],
  ['before it', change(2, 1, 'abcd'), { start: 13, end: 23 }],
  ['up to its beginning', change(5, 5, ''), { start: 5, end: 15 }],
  ['into it', change(15, 0, 'x'), undefined],
  ['over its end', change(18, 4, ''), undefined],
  ['over its beginning', change(8, 4, ''), undefined],
])('a change %s', (_where, one, wanted) => {
  expect(afterChange(stretch, one)).toEqual(wanted);
});
