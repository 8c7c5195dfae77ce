import { describe, expect, it } from 'vitest';
import { compareInLogic } from '../../../../server/src/fixes/strategies/compareInLogic';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText, said } from '../../syntax/reading';

const text = `module m #(parameter W = 5, parameter LAST = 19) (input clk, input [W-1:0] other, input signed [4:0] tilt, output reg full, output reg [W-1:0] head);
  localparam HALF = LAST / 2;
  always @(posedge clk) begin
    head <= head - 1;
    if (head >= other) full <= head > HALF + 1;
    else if (LAST > head) full <= tilt < 3;
    else full <= (head + other) < 12;
  end
endmodule
`;

async function rewritten(through: string, cell: string, width: number) {
  const file = await parseText(text);
  const { texts } = rewritesIn(file, compareInLogic, { ends: ['full'], through, cell, width });
  file.dispose();
  const [after = ''] = texts;
  const again = await parseText(after);
  const problems = said(again);
  again.dispose();
  return { after, problems };
}

describe('a comparison is made in logic', () => {
  it('of a few bits of two values, the answer turned where that is asked', async () => {
    const { after, problems } = await rewritten('head >= other', '$ge', 5);
    expect(after).toContain('if (!is_more(other, head)) full');
    expect(after).toContain('localparam IS_MORE_BITS = W;');
    expect(problems).toEqual([]);
  });

  it('with what parameters make, whose bits beyond the value’s count too', async () => {
    const { after, problems } = await rewritten('head > HALF + 1', '$gt', 32);
    expect(after).toContain('full <= is_above_limit(head);');
    expect(after).toContain('localparam IS_ABOVE_LIMIT = HALF + 1;');
    expect(after).toContain("is_above_limit = (IS_ABOVE_LIMIT >> IS_ABOVE_LIMIT_BITS) == 1'b0 && above[0];");
    expect(problems).toEqual([]);
    const left = await rewritten('LAST > head', '$gt', 32);
    expect(left.after).toContain('else if (is_below_limit(head)) full');
    expect(left.after).toContain("is_below_limit = (IS_BELOW_LIMIT >> IS_BELOW_LIMIT_BITS) != 1'b0 || above[0];");
  });

  it('not of many bits, with a sign, or of a sum whose carry counts beside a wide constant', async () => {
    expect((await rewritten('head >= other', '$ge', 12)).after).toBe('');
    expect((await rewritten('tilt < 3', '$lt', 5)).after).toBe('');
    expect((await rewritten('(head + other) < 12', '$lt', 5)).after).toBe('');
  });
});
