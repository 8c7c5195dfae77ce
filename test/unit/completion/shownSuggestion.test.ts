import { describe, expect, test } from 'vitest';
import { afterAccepting, fateOf } from '../../../server/src/completion/shownSuggestion';

const cursor = (marked: string, path = '/a.v') => ({ path, text: marked.replace('|', ''), offset: marked.indexOf('|') });
const shown = { at: cursor('assign y = |;\n'), start: 11, end: 12, text: 'a[1];' };

describe('what becomes of a suggestion', () => {
  test('the text that accepting it leaves', () => {
    expect(afterAccepting(shown)).toEqual(cursor('assign y = a[1];|\n'));
  });

  test.each([
    ['assign y = a[1];|\n', 'accepted'],
    ['assign y = a[1];\n  wire z|\n', 'accepted'],
    ['assign y = |;\n', 'open'],
    ['assign y = a[|];\n', 'open'],
    ['assign y = b|;\n', 'passedOver'],
    ['// \nassign y = |;\n', 'passedOver'],
  ])('%j: %s', (now, fate) => {
    expect(fateOf(shown, cursor(now))).toBe(fate);
  });

  test('another file says nothing', () => {
    expect(fateOf(shown, cursor('|', '/b.v'))).toBe('away');
  });
});
