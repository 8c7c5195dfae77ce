import { describe, expect, it } from 'vitest';
import { copyForLoads } from '../../../../server/src/fixes/strategies/copyForLoads';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

async function rewritten(text: string, start: string) {
  const file = await parseText(text);
  const made = rewritesIn(file, copyForLoads, { ends: ['ready'], start });
  file.dispose();
  return made;
}

const mux = `module m (input logic clk, rst, go, input logic [31:0] a, b, output logic [31:0] y, z, output logic ready, owner);
  logic owner_reg = 1'b1; // whose turn it is
  assign owner = owner_reg;
  always_ff @(posedge clk)
    if (rst) owner_reg <= 1'b1;
    else if (go && owner_reg) owner_reg <= !go;
  assign y = owner_reg ? a : b; // the data
  always_ff @(posedge clk) begin
    if (!owner_reg) z <= a;
    ready <= owner_reg & go;
  end
endmodule
`;

describe('wide data reads a copy of a register that decides on control too', () => {
  it('kept inverted from the same places, the reads of control left alone', async () => {
    const [after = ''] = (await rewritten(mux, 'owner')).texts;
    for (const kept of [
      "logic owner_reg = 1'b1; // whose turn it is",
      "logic owner_inverse = 1'b0;",
      'assign owner_copy = ~owner_inverse;',
      "begin owner_reg <= 1'b1; owner_inverse <= 1'b0; end",
      'if (go && owner_reg) begin owner_reg <= !go; owner_inverse <= ~(!go); end',
      'assign y = owner_copy ? a : b; // the data',
      'if (!owner_copy) z <= a;',
      'ready <= owner_reg & go;',
      'assign owner = owner_reg;',
    ])
      expect(after).toContain(kept);
  });

  it('not where all that it decides is wide, or nothing is, or the path starts elsewhere', async () => {
    const onlyData = mux
      .replace('ready <= owner_reg & go;', '')
      .replace('go && owner_reg', 'go')
      .replace('  assign owner = owner_reg;\n', '');
    expect((await rewritten(onlyData, 'owner_reg')).texts).toEqual([]);
    expect((await rewritten(mux.replaceAll('[31:0]', '[3:0]'), 'owner')).texts).toEqual([]);
    expect((await rewritten(mux, 'z')).texts).toEqual([]);
  });
});
