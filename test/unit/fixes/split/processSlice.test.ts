import { expect, it } from 'vitest';
import { tidiedCopy, withoutBlockNames } from '../../../../server/src/fixes/split/processSlice';

it('leaves the names of blocks to the text that is copied', () => {
  const text = 'always @(posedge clk) begin : count\n  if (a) begin: inner\n    x <= 1;\n  end : inner\nend : count\n';
  expect(withoutBlockNames(text)).toBe('always @(posedge clk) begin\n  if (a) begin\n    x <= 1;\n  end\nend\n');
});

it('leaves names to blocks that declare, and what is no name of a block', () => {
  const declares = 'begin : loop\n  integer i;\n  y = a ? b : c;\nend : loop\n';
  expect(withoutBlockNames(declares)).toBe(declares);
  const items = 'case (s)\n  0: begin x = 1; end\n  IDLE: y = 2;\nendcase\n';
  expect(withoutBlockNames(items)).toBe(items);
});

it('takes comments and empty lines out of a copy', () => {
  expect(tidiedCopy('begin : b\n\n  // why\n  x <= 1;\n\n\n\n  y <= 2;\n\nend\n')).toBe('begin\n  x <= 1;\n\n  y <= 2;\nend\n');
});
