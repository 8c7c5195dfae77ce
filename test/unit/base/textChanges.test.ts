import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/base/layout';
import { replacementsBetween } from '../../../server/src/base/textChanges';

describe('replacements between two texts', () => {
  it('keep the lines that both have, and name each change apart', () => {
    const before = 'a\nb\nc\nd\ne\n';
    const after = 'a\nB\nc\nd\nd2\ne\n';
    expect(replacementsBetween(before, after)).toEqual([
      { start: 2, end: 4, text: 'B\n' },
      { start: 8, end: 8, text: 'd2\n' },
    ]);
    expect(replacementsBetween(before, before)).toEqual([]);
  });

  it('make the second of the first, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n'), { maxLength: 12 }).map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom('', 'x'), (one, two, end) => {
        expect(applyEdits(one, replacementsBetween(one, two + end))).toBe(two + end);
      }),
    );
  });
});
