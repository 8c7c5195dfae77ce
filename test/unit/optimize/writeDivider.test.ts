import { expect, it } from 'vitest';
import { writeDivider } from '../../../server/src/optimize/strategies/writeDivider';
import { proposed } from './proposing';

const texts = async (text: string): Promise<string[]> => (await proposed(writeDivider, text)).map((one) => one.text);

it('quotient and remainder of the same words come from one divider as wide as the divisor', async () => {
  expect(
    await texts(`module m (input [7:0] a, input [3:0] b, output [7:0] q, output [3:0] r);
  assign q = a / b;
  assign r = a % b;
endmodule
`),
  ).toEqual([
    `module m (input [7:0] a, input [3:0] b, output [7:0] q, output [3:0] r);
  logic [7:0] a_quotient;
  logic [3:0] a_rest;
  logic [5:0] a_step;
  integer a_bit;
  always_comb begin
    a_rest = 4'd0;
    for (a_bit = 7; a_bit >= 0; a_bit = a_bit - 1) begin
      a_step = {1'b0, a_rest, a[a_bit]} - {2'b00, b};
      a_quotient[a_bit] = !a_step[5];
      a_rest = a_step[5] ? {a_rest[2:0], a[a_bit]} : a_step[3:0];
    end
  end
  assign q = a_quotient;
  assign r = a_rest;
endmodule
`,
  ]);
});

it('a remainder alone needs no quotient; a list of what a process waits for gets the result', async () => {
  const [text] = await texts(`module m (input [7:0] a, b, output reg [7:0] r);
  always @(a or b)
    r = a % b;
endmodule
`);
  expect(text).not.toContain('quotient');
  expect(text).toContain('always @(a or b or a_rest)\n    r = a_rest;');
});

it('constants, signed words and expressions are left alone', async () => {
  for (const value of ['a / 3', 'a / (b + 1)', 'a % s', 'c / b'])
    expect(
      await texts(`module m (input [7:0] a, b, input signed [7:0] s, input c, output [7:0] y);\n  assign y = ${value};\nendmodule\n`),
      value,
    ).toEqual([]);
});
