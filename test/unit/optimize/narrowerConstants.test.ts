import { expect, it } from 'vitest';
import { narrowerConstants } from '../../../server/src/optimize/narrowerConstants';
import { proposed } from './proposing';

/** A text with the constants beside `q` as 4 bits in place of 6. */
async function narrowed(text: string): Promise<string | undefined> {
  const found = await proposed(
    {
      name: 'narrow',
      knowledge: '',
      propose: (context) => [{ strategy: 'narrow', title: '', changes: narrowerConstants(context, new Set(['q']), 6, 4), line: 1 }],
    },
    text,
  );
  return found[0]?.text;
}

it('literals that are assigned, compared or added take the new width, others and those that do not fit stay', async () => {
  const text = `module m (input clk, r, input [5:0] d, output reg [5:0] y, output z);
  reg [5:0] q;
  assign z = q == 6'h2a || q > 6'b00_0011;
  always @(posedge clk)
    if (r) begin q <= 6'd0; y <= 6'd0; end
    else q <= d == 6'd1 ? q + 6'd1 : 6'o7;
endmodule
`;
  expect(await narrowed(text)).toBe(
    text.replace("6'b00_0011", "4'b0011").replace("q <= 6'd0", "q <= 4'd0").replace("q + 6'd1 : 6'o7", "q + 4'd1 : 4'o07"),
  );
});

it('constants that are read nowhere else become narrower with their range', async () => {
  const text = `module m (input clk, input [5:0] d, output y, z);
  localparam [5:0] A = 6'b00_0001,
                   B = 6'b00_1000;
  localparam [5:0] C = 6'd2;
  reg [5:0] q;
  assign y = d == C;
  assign z = q == C;
  always @(posedge clk) case (q) A: q <= B; default: q <= A; endcase
endmodule
`;
  expect(await narrowed(text)).toBe(text.replace('[5:0] A', '[3:0] A').replace("6'b00_0001", "4'b0001").replace("6'b00_1000", "4'b1000"));
});
