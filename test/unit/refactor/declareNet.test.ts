import { expect, it } from 'vitest';
import { declareNet } from '../../../server/src/refactor/declareNet';
import { acted } from './acting';

const others = {
  'sub.sv':
    'module sub #(parameter int W = 8, localparam int A = $clog2(W), parameter int N = W * 2) (input clk, input logic [W-1:0] d, output signed [N-1:0] s, inout io, output pkg::t kind);\nendmodule\npackage pkg; typedef logic [2:0] t; endpackage\n',
};
async function line(items: string, name = 'a.sv'): Promise<string> {
  const text = await acted(declareNet, `module m #(parameter M = 3) (input clk, input [7:0] a, output [3:0] y);\n${items}\nendmodule\n`, {
    others,
    name,
  });
  return text.startsWith('module') ? (text.split('\n')[1] ?? '') : text;
}

it('takes the type of the port, parameters as the instance sets them', async () => {
  expect(await line('  sub u (.d(x@@));')).toBe('  logic [7:0] x;');
  expect(await line('  sub #(.W(16)) u (.d(x@@));')).toBe('  logic [15:0] x;');
  expect(await line('  sub #(.W(M)) u (.d(x@@));')).toBe('  logic [M-1:0] x;');
  expect(await line('  sub #(.W(4)) u (.s(x@@));')).toBe('  logic signed [7:0] x;');
  expect(await line('  sub u (.kind(x@@));')).toBe('  pkg::t x;');
  expect(await line('  sub u (.io(x@@));')).toBe('  wire x;');
  expect(await line('  sub u (clk, x@@);', 'a.v')).toBe('  wire [7:0] x;');
});

it('takes the type of what it is assigned, or is assigned to', async () => {
  expect(await line('  assign x@@ = {a, clk};')).toBe('  logic [8:0] x;');
  expect(await line('  assign y = x@@;')).toBe('  logic [3:0] x;');
  expect(await line('  always @(posedge clk) x@@ <= a;', 'a.v')).toBe('  reg [7:0] x;');
});

it('stands before the first use, in the generate block when all uses are there', async () => {
  const text = 'module m (input [7:0] a);\n  if (1) begin : g\n    sub u (.d(x@@));\n    assign x = a;\n  end\nendmodule\n';
  expect(await acted(declareNet, text, { others })).toContain('begin : g\n    logic [7:0] x;\n    sub u');
  const both = 'module m (input [7:0] a);\n  if (1) begin : g\n    sub u (.d(x@@));\n  end\n  assign x = a;\nendmodule\n';
  expect(await acted(declareNet, both, { others })).toContain('a);\n  logic [7:0] x;\n  if (1)');
});

it('stands before a declaration and a function that use it', async () => {
  const text =
    'module m (input [7:0] a, output [7:0] y);\n  wire [7:0] first = x@@ + 1;\n  assign x = a;\n  assign y = first;\nendmodule\n';
  expect(await acted(declareNet, text)).toContain('y);\n  logic [7:0] x;\n  wire [7:0] first');
  const routine = 'module m (input [7:0] a);\n  function f(); return x[0]; endfunction\n  assign x@@ = a;\nendmodule\n';
  expect(await acted(declareNet, routine)).toContain('a);\n  logic [7:0] x;\n  function f');
});

it('refuses what is used with two widths, and is not offered for known names', async () => {
  expect(await line('  sub u (.d(x@@));\n  assign y = x;')).toMatch(/refused: x is used as/);
  expect(await line('  assign y = f(x@@);')).toMatch(/refused: nothing says how wide x is/);
  expect(await line('  assign y = a@@;')).toBe('none');
});
