import { describe, expect, it } from 'vitest';
import { holdInLogic } from '../../../../server/src/fixes/strategies/holdInLogic';
import { toggleLoad } from '../../../../server/src/fixes/strategies/toggleLoad';
import type { FixStrategy } from '../../../../server/src/fixes/strategy';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

async function rewritten(text: string, strategy: FixStrategy): Promise<readonly string[]> {
  const file = await parseText(text);
  const { texts } = rewritesIn(file, strategy, { ends: ['kept'] });
  file.dispose();
  return texts;
}

const arms = (parameter: string): string => `module m #(${parameter}) (input logic clk, a, b, input logic [3:0] d, output logic [3:0] y);
  if (FAST) begin : fast
    logic [3:0] kept;
    always_ff @(posedge clk)
      if (a) kept <= d;
    assign y = kept;
  end else begin : slow
    logic [3:0] kept;
    always_ff @(posedge clk)
      if (b) kept <= ~d;
    assign y = ~kept;
  end
endmodule
`;

describe('a register that several arms of a generate condition declare is loaded without an enable', () => {
  it('in the arm that the parameters choose', async () => {
    const [fast = ''] = await rewritten(arms('parameter FAST = 1'), toggleLoad);
    expect(fast).toContain('kept <= kept ^ (kept ^ kept_load);');
    expect(fast).toContain('if (b) kept <= ~d;');
    const [slow = ''] = await rewritten(arms('parameter FAST = 0'), toggleLoad);
    expect(slow).toContain('kept_load = ~d;');
    expect(slow).toContain('if (a) kept <= d;');
    const [held = ''] = await rewritten(arms('parameter FAST = 1'), holdInLogic);
    expect(held).toContain('kept_load | (kept_kept ? kept : 0)');
    expect(held).toContain('if (b) kept <= ~d;');
  });

  it('in none where that is not known', async () => {
    expect(await rewritten(arms('parameter FAST = other::fast'), toggleLoad)).toEqual([]);
  });
});
