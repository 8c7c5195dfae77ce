import { describe, expect, it } from 'vitest';
import { registerDecodedNet } from '../../../../server/src/fixes/strategies/registerDecodedNet';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

const text = `module m (input wire clk, rst, input wire [2:0] next, input wire [7:0] gain, output reg [15:0] y);
  reg [2:0] state;
  reg [7:0] factor;
  reg [15:0] scaled;
  always @(*) begin
    case (state)
      3'd0: factor = 8'd57;
      3'd1: factor = 8'd77;
      default: factor = 8'd153;
    endcase
    scaled = factor * gain;
  end
  always @(posedge clk)
    if (rst) state <= 0;
    else state <= next;
  always @(posedge clk) y <= scaled;
endmodule
`;

async function rewritten(source: string): Promise<{ texts: readonly string[]; reasons: readonly string[] }> {
  const file = await parseText(source);
  const { texts, declined } = rewritesIn(file, registerDecodedNet, { ends: ['y'], start: 'state', through: 'factor = 8', cell: '$pmux' });
  file.dispose();
  return { texts, reasons: declined.map((one) => one.reason) };
}

describe('a net that a process decodes and reads', () => {
  it('becomes a register where all that reads it stands behind what decodes it', async () => {
    const [after = ''] = (await rewritten(text)).texts;
    expect(after).toContain('factor <= factor_of(0);');
    expect(after).toContain('factor <= factor_of(next);');
    expect(after.match(/case \(state\)/g)).toHaveLength(1);
    expect(after).toMatch(/always @\(\*\) begin\s+scaled = factor \* gain;\s+end/);
  });

  it('stays where it is read between its assignments, or where its process waits for names of a list', async () => {
    const between = text.replace('    case (state)', '    factor = 0;\n    scaled = factor;\n    case (state)');
    const list = text.replace('@(*)', '@(state or gain)');
    for (const source of [between, list]) {
      const { texts, reasons } = await rewritten(source);
      expect(texts).toEqual([]);
      expect(reasons).toEqual(['The process makes others through factor, which is not settled where they read it.']);
    }
  });
});
