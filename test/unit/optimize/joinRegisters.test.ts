import { expect, it } from 'vitest';
import { joinRegisters } from '../../../server/src/optimize/strategies/joinRegisters';
import { proposed } from './proposing';

const texts = async (text: string): Promise<string[]> => (await proposed(joinRegisters, text)).map((one) => one.text);

it('registers that are only added are kept as their sum', async () => {
  expect(
    await texts(`module m (input clk, input [3:0] a, b, output reg [4:0] y);
  reg [3:0] p, q;
  always @(posedge clk) begin
    p <= a;
    q <= b;
    y <= p + q;
  end
endmodule
`),
  ).toEqual([
    `module m (input clk, input [3:0] a, b, output reg [4:0] y);
  logic [4:0] y_early;
  always @(posedge clk) begin
    y_early <= a + b;
    y <= y_early;
  end
endmodule
`,
  ]);
});

it('with resets and enables where all have the same; other terms of a sum stay', async () => {
  const [joined] = await texts(`module m (input clk, rst, en, input [3:0] a, b, c, output [3:0] y);
  reg [3:0] p;
  reg [3:0] q, r;
  always @(posedge clk)
    if (rst) begin
      p <= 4'd2;
      q <= 3;
    end else if (en) begin
      p <= a;
      q <= b;
    end
  always @(posedge clk) r <= r + c;
  assign y = p + r + q;
endmodule
`);
  expect(joined).toContain("      y_early <= 4'd5;\n    end else if (en) begin\n      y_early <= a + b;\n    end");
  expect(joined).toContain('  logic [3:0] y_early;\n  reg [3:0] r;\n');
  expect(joined).toContain('assign y = (r + y_early);');
});

it('a register that is only compared is kept as the flag', async () => {
  const [joined] = await texts(`module m (input clk, input [7:0] a, output y, z);
  reg [7:0] p;
  always @(posedge clk) p <= a;
  assign y = z && (p == 8'd17);
endmodule
`);
  expect(joined).toContain("  logic p_early;\n  always @(posedge clk) p_early <= (a == 8'd17);\n  assign y = z && p_early;");
});

it('stays where it is read elsewhere, loaded at other times, or would not be narrower', async () => {
  const one = (reads: string, loads: string): string => `module m (input clk, en, input [3:0] a, b, output [3:0] y, output reg [7:0] z);
  reg [3:0] p, q;
  always @(posedge clk) begin ${loads} end
  ${reads}
endmodule
`;
  const loads = 'p <= a; q <= b;';
  expect(await texts(one('assign y = p & q;', loads))).toHaveLength(1);
  expect(await texts(one('assign y = p & q; always @* z = p;', loads))).toEqual([]);
  expect(await texts(one('assign y = p & q; other u (.p(q));', loads))).toEqual([]);
  expect(await texts(one('assign y = p & q;', 'if (en) p <= a; q <= b;'))).toEqual([]);
  expect(await texts(one('assign y = p & q;', 'p <= a; q[1:0] <= b;'))).toEqual([]);
  expect(await texts(one('assign y = p & q;', 'p <= a; q <= a + b;'))).toEqual([]);
  expect(await texts(one('always @* z = p * q;', loads))).toEqual([]);
});

it('what lets an input of another clock settle stays in front of the logic', async () => {
  const stages = (input: string, name: string): string => `module m (input clk, a, b, output y);
  reg s1, ${name}, q;
  always @(posedge clk) begin
    s1 <= ${input};
    ${name} <= s1;
    q <= b;
  end
  assign y = ${name} & q;
endmodule
`;
  expect(await texts(stages('a', 's2'))).toEqual([]);
  expect(await texts(stages('!a', 'a_sync'))).toEqual([]);
  expect(await texts(stages('!a', 's2'))).toHaveLength(1);
});
