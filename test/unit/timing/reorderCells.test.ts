import { expect, it } from 'vitest';
import { reorderCells } from '../../../server/src/timing/reorderCells';

const cell = (name: string): string =>
  `  attribute \\src "a.v:1"\n  cell $not $${name}\n    parameter \\A_WIDTH 1\n    connect \\A \\${name}\n  end`;
const module = (name: string, cells: readonly string[]): string =>
  `module \\${name}\n  attribute \\src "a.v:2"\n  wire input 1 \\a\n${cells.map(cell).join('\n')}\n  connect \\x \\a\nend`;

it('cells change places within their module, with their attributes, and nothing else does', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const text = `autoidx 7\n${module('one', names)}\n${module('two', ['p', 'q'])}\n`;
  const found = [1, 2].map((order) => reorderCells(text, order));
  expect(new Set([text, ...found]).size).toBe(3);
  for (const other of found) {
    expect(other.split('\n').sort()).toEqual(text.split('\n').sort());
    for (const name of [...names, 'p', 'q']) expect(other).toContain(cell(name));
    expect(other.indexOf('module \\two')).toBe(text.indexOf('module \\two'));
    expect(reorderCells(other, 1)).toContain('  wire input 1 \\a\n  attribute');
  }
});
