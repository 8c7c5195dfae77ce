import { expect, it } from 'vitest';
import { assignmentKind } from '../../../server/src/refactor/assignmentKind';
import { acted, offersAt } from './acting';

const inModule = (items: string): string =>
  `module m (input clk, a, b, input [3:0] d, output reg q, output reg [3:0] r);\n  reg y, z;\n${items}\nendmodule\n`;
const act = (items: string): Promise<string> => acted(assignmentKind, inModule(items));

it('makes a register non-blocking at every assignment', async () => {
  expect(await act('  always @(posedge clk) if (a) q @@= b; else q = ~q;')).toContain('if (a) q <= b; else q <= ~q;');
  expect(await act('  @@always_ff @(posedge clk) begin q = a; r[0] = d[1]; end')).toContain('begin q <= a; r[0] <= d[1]; end');
});

it('leaves variables, loop counters and clocks as they are', async () => {
  expect(await act('  always @(posedge clk) begin y @@= a & b; q <= y; end')).toMatch(/refused.*reads y after/);
  expect(await act('  integer i;\n  @@always @(posedge clk) for (i = 0; i < 4; i = i + 1) r[i] <= d[i];')).toBe('none');
  expect(await act('  @@always @(posedge clk) q = ~q;\n  always @(posedge q) y <= a;')).toMatch(/refused.*q is a clock/);
  expect(await act('  @@always @(posedge clk) begin q <= a; if (b) q = 0; end')).toMatch(/refused.*the order would change/);
  expect(await act('  @@always @(posedge clk) begin while (r < 3) begin q = z; z = q; end end')).toMatch(/refused/);
});

it('says when other processes raced for the value', async () => {
  const [offer] = await offersAt(assignmentKind, inModule('  @@always @(posedge clk) q = a;\n  always @(posedge clk) y <= q;'));
  expect(offer?.title).toBe('Assign q with <= (other clocked processes then read q as before the edge, in any order)');
});

it('makes a combinational process blocking, unless it reads what it assigns', async () => {
  expect(await act('  @@always @* begin y <= a; if (b) y <= 0; end')).toContain('begin y = a; if (b) y = 0; end');
  expect(await act('  @@always @* begin y <= a; z <= y; end')).toContain('begin y <= a; z = y; end');
  expect(await act('  @@always @* begin y <= a; y = b; end')).toMatch(/refused/);
});
