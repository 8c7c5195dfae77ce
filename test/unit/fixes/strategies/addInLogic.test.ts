import { describe, expect, it } from 'vitest';
import { addInLogic } from '../../../../server/src/fixes/strategies/addInLogic';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText, said } from '../../syntax/reading';

const ring = `module ring #(parameter W = 4) (input clk, input [W-1:0] other, output reg full, output reg [W-1:0] head);
  function [W-1:0] gray(input [W-1:0] in);
    gray = in ^ (in >> 1);
  endfunction
  always @(posedge clk) begin
    head <= head - 1;
    if (head == other) full <= gray(head + 2) == 0; else
    full <= gray(head + 1'b1) == other;
  end
endmodule
`;

async function rewritten(through: string, cell: string, width: number, behind: readonly string[]) {
  const file = await parseText(ring);
  const { texts } = rewritesIn(file, addInLogic, { ends: ['full'], through, cell, width, behind });
  file.dispose();
  const again = await parseText(texts[0] ?? '');
  const problems = said(again);
  again.dispose();
  return { texts, problems };
}

describe('a sum of a few bits is made in logic', () => {
  it('as wide as the argument that it is, or as what it is assigned to, with the others of its register', async () => {
    const { texts, problems } = await rewritten("head + 1'b1", '$add', 4, ['$xor']);
    expect(texts[0]).toContain("gray(small_sum_of(head, 1'b1)) == other");
    expect(texts[0]).toContain('gray(small_sum_of(head, 2)) == 0');
    expect(texts[0]).toContain('head <= small_difference_of(head, 1);');
    expect(texts[0]).toContain('localparam SMALL_SUM_OF_BITS = W;');
    expect(problems).toEqual([]);
    expect((await rewritten('head - 1', '$sub', 4, ['$mux', '$eq'])).texts[0]).toContain('head <= small_difference_of(head, 1);');
  });

  it('not where only selects follow, nor of many bits', async () => {
    expect((await rewritten("head + 1'b1", '$add', 4, ['$mux', '$pmux'])).texts).toEqual([]);
    expect((await rewritten("head + 1'b1", '$add', 8, ['$xor'])).texts).toEqual([]);
  });
});
