import { expect, test } from 'vitest';
import { changedPart, withEdits } from '../../../client/src/views/proposedText';

const applied = (before: string, after: string): string => {
  const { start, end, text } = changedPart(before, after);
  return before.slice(0, start) + text + before.slice(end);
};

test('only what differs is replaced', () => {
  expect(changedPart('a\nb\nc\n', 'a\nx\nc\n')).toEqual({ start: 2, end: 3, text: 'x' });
  expect(changedPart('a\nc\n', 'a\nb\nc\n').end).toBe(changedPart('a\nc\n', 'a\nb\nc\n').start);
  expect(changedPart('same', 'same')).toMatchObject({ text: '' });
});

test('repeated text, everything new and everything gone come out right', () => {
  for (const [before, after] of [
    ['aa', 'aaa'],
    ['aaa', 'aa'],
    ['', 'x\n'],
    ['x\n', ''],
    ['x;\nx;\n', 'x;\nx;\nx;\n'],
  ] as const)
    expect(applied(before, after)).toBe(after);
});

test('a line break of two characters is not cut', () => {
  for (const [before, after] of [
    ['a\r\nb\r\n', 'a\nb\n'],
    ['a\nb', 'a\r\nb'],
  ] as const) {
    const { start, end } = changedPart(before, after);
    expect(applied(before, after)).toBe(after);
    for (const at of [start, end]) expect(before.slice(at - 1, at + 1)).not.toBe('\r\n');
  }
  expect(changedPart('a\nb', 'a\r\nb').text).toBe('\r\n');
});

test('edits are by line and column of the text before, whatever their order', () => {
  const edit = (startLine: number, startColumn: number, endLine: number, endColumn: number, newText: string) => ({
    ...{ file: 'a.sv', startLine, startColumn, endLine, endColumn, newText },
  });
  const text = 'module m;\r\n  assign y = x;\r\nendmodule\r\n';
  expect(withEdits(text, [edit(1, 8, 1, 9, 'n'), edit(2, 14, 2, 15, '~x'), edit(3, 1, 3, 1, '  // end\r\n')])).toBe(
    'module n;\r\n  assign y = ~x;\r\n  // end\r\nendmodule\r\n',
  );
  expect(withEdits('a\nb\nc', [edit(1, 2, 3, 1, ' ')])).toBe('a c');
});
