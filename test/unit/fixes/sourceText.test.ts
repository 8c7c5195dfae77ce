import { describe, expect, it } from 'vitest';
import { withSemicolon } from '../../../server/src/fixes/sourceText';

describe('where the semicolon of a statement ends', () => {
  it.each([
    ['behind it, whether or not the text has it', 'a = b;', 'a = b', 6],
    ['behind it, blanks and lines between them', 'a = b\n  ;', 'a = b', 9],
    ['behind a text that has its own', 'a = b; ;', 'a = b;', 6],
    ['at the end of a text that none follows', 'begin a = b; end c = d;', 'begin a = b; end', 16],
  ])('%s', (_what, text, statement, end) => {
    expect(withSemicolon(text, statement.length)).toBe(end);
  });
});
