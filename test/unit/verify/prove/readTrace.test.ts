import { expect, test } from 'vitest';
import { readTrace } from '../../../../server/src/verify/prove/abc';

test.each([
  ['the first values of latches, then a line a step', '00\n01\n11\n# DONE\n', ['01', '11']],
  ['the mark on the line of the last step, as older builds write it', '00\n01\n11# DONE', ['01', '11']],
  ['no latches', '\n11\n# DONE\n', ['11']],
  ['no inputs: empty steps count', '00\n\n\n# DONE\n', ['', '']],
  ['a network that lost its latches on the way: the inputs alone', '10\n', ['10']],
  ['nothing', '', []],
])('%s', (_what, text, steps) => {
  expect(readTrace(text)).toEqual(steps);
});
