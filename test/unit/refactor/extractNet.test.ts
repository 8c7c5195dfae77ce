import { expect, it } from 'vitest';
import { extractNet } from '../../../server/src/refactor/extractNet';
import { acted, itemsOf } from './acting';

const inModule = (
  items: string,
): string => `module m #(parameter W = 8) (input clk, input [7:0] a, b, input signed [7:0] s, t, input [W-1:0] p, r, output [8:0] y, output [7:0] z, output [W-1:0] w, output one, output reg [7:0] q);
${items}
endmodule
`;
/** The lines that the extraction made. */
async function lines(items: string): Promise<string> {
  const text = await acted(extractNet, inModule(items), { name: 'a.v' });
  return itemsOf(text);
}

it('takes the width of what it is assigned to, so that a carry is kept', async () => {
  expect(await lines('  assign y = «a + b»;')).toBe('wire [8:0] extracted = a + b; / assign y = extracted;');
  expect(await lines('  assign z = «(a + b)»;')).toBe('wire [7:0] extracted = a + b; / assign z = extracted;');
  expect(await lines('  assign y = «(a + b)» + 1;')).toBe('wire [8:0] extracted = a + b; / assign y = extracted + 1;');
  expect(await lines('  assign y = «(a + b)» + s;')).toBe('wire [8:0] extracted = a + b; / assign y = extracted + s;');
});

it('counts what is around it: a shift keeps the bits that the context gives it', async () => {
  expect(await lines("  assign z = «((a + b) >> 1)» + 16'd0;")).toBe(
    "wire [15:0] extracted = (a + b) >> 1; / assign z = extracted + 16'd0;",
  );
  expect(await lines("  assign one = «a + b» > 9'd3;")).toBe("wire [8:0] extracted = a + b; / assign one = extracted > 9'd3;");
  expect(await lines("  assign y = {1'b0, «a & b»};")).toBe("wire [7:0] extracted = a & b; / assign y = {1'b0, extracted};");
});

it('keeps signs: signed where all around is signed, refused where the context makes it unsigned', async () => {
  expect(await lines('  assign one = «s + t» < s;')).toBe('wire signed [7:0] extracted = s + t; / assign one = extracted < s;');
  expect(await lines('  assign y = «(s * t)» + a;')).toMatch(/^refused/);
});

it('keeps parameters in the range', async () => {
  expect(await lines('  assign w = «p ^ r»;')).toBe('wire [W-1:0] extracted = p ^ r; / assign w = extracted;');
  expect(await lines('  assign one = |«(p & r)»;')).toBe('wire [W-1:0] extracted = p & r; / assign one = |extracted;');
  expect(await lines('  assign one = «(p & a)» > 1;')).toMatch(/^refused/);
});

it('goes before the process, and refuses what changes inside it', async () => {
  expect(await lines('  always @(posedge clk)\n    if («a == b») q <= a;')).toBe(
    'wire extracted = a == b; / always @(posedge clk) / if (extracted) q <= a;',
  );
  expect(await lines('  reg [7:0] v;\n  always @(posedge clk) begin v = a; q <= «v ^ b»; end')).toBe(
    'refused: v changes inside the process',
  );
  expect(await lines('  always @(a) q = «a ^ b»;')).toMatch(/sensitivity list/);
  expect(await lines('  assign z = «f(a)»;')).toBe('refused: it calls a function, or changes something');
});

it('declares a variable where the file uses logic', async () => {
  expect(await acted(extractNet, 'module m (input logic a, b, output logic y);\n  assign y = ~«(a & b)»;\nendmodule\n')).toBe(
    'module m (input logic a, b, output logic y);\n  logic extracted;\n  assign extracted = a & b;\n  assign y = ~extracted;\nendmodule\n',
  );
});

it('keeps the lines of the expression, whose comments end with them', async () => {
  expect(await acted(extractNet, inModule('  assign z = «(a & // mask\n    b)» | s;'), { name: 'a.v' })).toContain(
    'wire [7:0] extracted = a & // mask\n    b;\n  assign z = extracted | s;',
  );
});

it('is offered for whole expressions only', async () => {
  expect(await acted(extractNet, inModule('  assign y = a «+ b»;'))).toBe('none');
  expect(await acted(extractNet, inModule('  assign y = «a»;'))).toBe('none');
});
