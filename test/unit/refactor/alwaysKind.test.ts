import { expect, it } from 'vitest';
import { alwaysKind } from '../../../server/src/refactor/alwaysKind';
import { acted } from './acting';

const inModule = (items: string): string =>
  `module m (input clk, rst, a, b, s, input [3:0] d, output reg q, output reg [3:0] r);\n  logic y, z;\n${items}\nendmodule\n`;
const act = (items: string): Promise<string> => acted(alwaysKind, inModule(items));

it('an edge makes always_ff, and the rest stays', async () => {
  expect(await act('  @@always @(posedge clk or posedge rst) // state\n    if (rst) q <= 0; else q <= a;')).toContain(
    '  always_ff @(posedge clk or posedge rst) // state\n    if (rst) q <= 0;',
  );
});

it('a complete combinational process makes always_comb', async () => {
  expect(await act('  @@always @* begin\n    y = a;\n    if (s) y = b;\n  end')).toContain('  always_comb begin\n    y = a;');
  expect(await act('  @@always @(a, b or s) if (s) y = a; else y = b;')).toContain('  always_comb if (s) y = a;');
  expect(await act('  @@always @(*) case (s) 0: y = a; 1: y = b; endcase')).toContain('  always_comb case (s)');
});

it('one that holds a value makes always_latch', async () => {
  expect(await act('  @@always @(*) if (s) y = a;')).toContain('always_latch if (s) y = a;');
  expect(await act('  integer i;\n  @@always @* begin r = 0; if (s) for (i = 0; i < 4; i = i + 1) r[i] = d[3 - i]; end')).toContain(
    'always_comb begin r = 0;',
  );
});

it('is refused where it would not be legal or simulate alike', async () => {
  expect(await act('  @@always @(a) y = a & b;')).toMatch(/refused.*lacks b/);
  expect(await act('  @@always @(posedge clk) q <= a;\n  always @(posedge rst) q <= 0;')).toMatch(
    /refused.*q is also driven by the process in line 4/,
  );
  expect(await act('  @@always @(posedge clk) q <= a;\n  initial q = 0;')).toMatch(/refused.*also driven/);
  expect(await act('  @@always @* begin z = y; y = a; end')).toMatch(/refused.*reads y before/);
  expect(await act('  @@always @(posedge clk) begin q <= a; @(posedge clk); q <= b; end')).toMatch(/refused.*waits/);
  expect(await act('  @@always @(posedge clk) step(a);')).toMatch(/refused.*task step/);
  expect(await act('  sub u (.p(y));\n  @@always @* y = a;')).toMatch(/refused.*also driven by the instance/);
});

it('allows generate loops and arms that each drive their own', async () => {
  expect(
    await act('  generate for (genvar g = 0; g < 4; g = g + 1) begin : gen\n    @@always @(posedge clk) r[g] <= d[g];\n  end endgenerate'),
  ).toContain('always_ff @(posedge clk) r[g]');
  expect(
    await act('  generate for (genvar g = 0; g < 4; g = g + 1) begin : gen\n    @@always @(posedge clk) q <= d[g];\n  end endgenerate'),
  ).toMatch(/refused.*every turn/);
  expect(
    await act(
      '  if (1) begin : one\n    @@always @(posedge clk) q <= a;\n  end else begin : two\n    always @(posedge clk) q <= b;\n  end',
    ),
  ).toContain('always_ff @(posedge clk) q <= a');
});

it('is not offered in plain Verilog, for initial, clocks and new processes', async () => {
  expect(
    await acted(alwaysKind, 'module m (input c, d, output reg q);\n  @@always @(posedge c) q <= d;\nendmodule\n', { name: 'a.v' }),
  ).toBe('none');
  expect(await act('  @@always #5 q = ~q;')).toBe('none');
  expect(await act('  @@always_comb y = a;')).toBe('none');
});
