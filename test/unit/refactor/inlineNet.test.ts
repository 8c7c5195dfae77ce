import { expect, it } from 'vitest';
import { inlineNet } from '../../../server/src/refactor/inlineNet';
import { acted, itemsOf } from './acting';

const inModule = (items: string): string => `module m (input clk, input [7:0] a, b, output [8:0] y, output one);\n${items}\nendmodule\n`;
async function lines(items: string, name = 'a.v'): Promise<string> {
  const text = await acted(inlineNet, inModule(items), { name });
  return itemsOf(text);
}

it('puts the value where the net was used, held to its width', async () => {
  expect(await lines('  wire [7:0] n@@ = a + b;\n  assign y = n + 1;')).toBe('assign y = {a + b} + 1;');
  expect(await lines('  wire n@@ = a == b;\n  assign one = !n;')).toBe('assign one = !(a == b);');
  expect(await lines('  wire [7:0] n@@;\n  assign n = a;\n  assign y = n + b;')).toBe('assign y = a + b;');
  expect(await lines('  wire signed [7:0] n@@ = $signed(a) + $signed(b);\n  assign y = n;')).toBe(
    'assign y = $signed({$signed(a) + $signed(b)});',
  );
});

it('refuses another width, selects and what changes in between', async () => {
  expect(await lines('  wire [6:0] n@@ = a;\n  assign y = n;')).toMatch(/refused: the value of n is not surely as wide/);
  expect(await lines('  wire [7:0] n@@ = a + b;\n  assign one = n[3];')).toMatch(/refused: a part of it is selected/);
  expect(await lines('  reg [7:0] v, q;\n  wire [7:0] n@@ = v ^ b;\n  always @(posedge clk) begin v = a; q <= n; end')).toMatch(
    /refused: v changes inside/,
  );
  expect(await lines('  wire n@@ = clk, k = clk;\n  assign one = n;')).toMatch(/refused: n is declared together/);
});

it('is offered for one assignment and one use', async () => {
  expect(await lines('  wire [7:0] n@@ = a;\n  assign y = n + n;')).toBe('none');
  expect(await lines('  wire [7:0] n@@;\n  assign n[3:0] = a;\n  assign y = n;')).toBe('none');
});
