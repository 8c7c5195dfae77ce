import { describe, expect, it } from 'vitest';
import { writtenEnds } from '../../../server/src/refactor/scene';
import { parseText } from '../syntax/reading';

describe('where a stretch is written', () => {
  it('a use of a macro stands for all that it makes, and for no part of it', async () => {
    const text =
      "`define IDLE 2'd0\n`define SUM a + b\nmodule m (input [1:0] a, b, c, output [1:0] x, y);\n  assign x = `IDLE & c;\n  assign y = c & `SUM ;\nendmodule\n";
    const file = await parseText(text);
    const source = { file, path: file.source.path, text };
    const placed = (stretch: string): string | undefined => {
      const start = file.pre.text.indexOf(stretch);
      const at = writtenEnds(source, { start, end: start + stretch.length });
      return at === undefined ? undefined : text.slice(at.start, at.end);
    };
    expect(placed("2'd0")).toBe('`IDLE');
    expect(placed("2'd0 & c")).toBe('`IDLE & c');
    expect(placed('a + b')).toBe('`SUM');
    expect(placed('c & a + b')).toBe('c & `SUM');
    expect(placed('c & a')).toBeUndefined();
    expect(placed('+ b')).toBeUndefined();
    file.dispose();
  });
});
