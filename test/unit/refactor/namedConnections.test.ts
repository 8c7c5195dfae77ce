import { expect, it } from 'vitest';
import { namedConnections } from '../../../server/src/refactor/namedConnections';
import { acted } from './acting';

const others = { 'sub.sv': 'module sub #(parameter A = 1, parameter B = 2) (x, y, z); input y; output z; input x; endmodule\n' };

it('names ports in the order of the header, comments kept', async () => {
  const text = 'module m;\n  sub u@@ (a, // first\n    {b, c}, /* none */ );\nendmodule\n';
  expect(await acted(namedConnections, text, { others })).toBe(
    'module m;\n  sub u (.x(a), // first\n    .y({b, c}), /* none */ .z());\nendmodule\n',
  );
});

it('names parameters', async () => {
  const text = 'module m;\n  sub #(f(1, 2), 3) u@@ (.x(a));\nendmodule\n';
  expect(await acted(namedConnections, text, { others })).toContain('sub #(.A(f(1, 2)), .B(3)) u (.x(a));');
});

it('offers nothing for named ones and refuses too many', async () => {
  expect(await acted(namedConnections, 'module m;\n  sub u@@ (.x(a));\nendmodule\n', { others })).toBe('none');
  expect(await acted(namedConnections, 'module m;\n  sub u@@ (a, b, c, d);\nendmodule\n', { others })).toMatch(
    /refused: 4 connections, but the module has 3/,
  );
});
