import { describe, expect, it } from 'vitest';
import { inferredHeaders } from '../../../server/src/engine/boxDirections';
import { openProject } from '../model/symbols/reading';

/** The header that is inferred of `box`, its ports in one line. */
async function headerOf(text: string, others: Record<string, string> = {}): Promise<string | undefined> {
  const { index } = await openProject({ 'top.sv': text, ...others });
  const { unit } = index.compileUnit('/p/top.sv', 'top');
  const [header] = inferredHeaders(
    (unit.blackBoxes ?? []).filter(({ name }) => name === 'box'),
    unit.files,
    index,
  );
  return /module box (?:#\([^)]*\) )?\((.*)\); endmodule/.exec(header?.source.text ?? '')?.[1];
}

describe('directions of ports that no source declares', () => {
  it('are told by what instances connect', async () => {
    const text = `module top (input clk, input [7:0] d, inout pad, output [3:0] q, output reg r);
  wire [7:0] seen, made; wire idle;
  assign made = d + 8'd1;
  box #(.W(8)) u (.clk(clk), .mode(2'b10), .a(made), .sum(d ^ made), .y(seen), .q(q), .pad(pad), .open());
  always @(posedge clk) r <= ^seen;
endmodule`;
    expect(await headerOf(text)).toBe(
      'input [0:0] clk, input [511:0] mode, input [7:0] a, input [511:0] sum, output [7:0] y, output [3:0] q, inout [0:0] pad, input [0:0] open',
    );
  });

  it('of two boxes at one net are of no matter to what stands around', async () => {
    const text = 'module top (output y); wire n; box u (.o(n), .y(y)); sink v (.i(n)); endmodule';
    expect(await headerOf(text)).toBe('output [0:0] o, output [0:0] y');
  });

  it('come from outputs of modules that are there', async () => {
    const text = 'module top (input a, output y); wire n; child c (.a(a), .y(n)); box u (.i(n), .y(y)); endmodule';
    expect(await headerOf(text, { 'child.sv': 'module child (input a, output y); assign y = !a; endmodule' })).toBe(
      'input [0:0] i, output [0:0] y',
    );
  });

  it.each([
    ['a net that is driven in part', 'wire [1:0] n; assign n[0] = a; box u (.p(n[1]));'],
    ['a net that may be let go', "wire n; assign n = a ? 1'b1 : 1'bz; box u (.p(n));"],
    ['a net that is driven beside another that may be let go', 'wire n, m; assign n = a; bufif1 (m, a, a); box u (.p(n));'],
    ['directions that instances tell otherwise', 'wire n, m; assign n = a; box u (.p(n)); box v (.p(m));'],
    ['two instances at one net', 'wire n; box u (.p(n)); box v (.p(n));'],
    ['an array of instances', 'wire [1:0] n; box u [1:0] (.p(n));'],
    ['a name that reaches elsewhere', 'box u (.p(v.n));'],
    ['a net that nothing declares', 'box u (.p(n));'],
  ])('are not known of %s', async (_what, body) => {
    expect(await headerOf(`module top (input a);\n${body}\nendmodule`)).toBeUndefined();
  });
});
