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

  it('written in every arm of a generate condition that writes the register, as well as where it is declared in one', async () => {
    const arms = `module m #(parameter FAIR = 1) (input wire clk, go, input wire [31:0] a, b, output wire [31:0] y, output reg ready);
  reg owner;
  generate if (FAIR) begin : fair
    always @(posedge clk) owner <= !owner;
  end else begin : fixed
    always @(posedge clk) if (go) owner <= 1'b1;
  end endgenerate
  assign y = owner ? a : b;
  always @(posedge clk) ready <= owner & go;
endmodule
`;
    const [after = ''] = (await rewritten(arms, 'owner')).texts;
    for (const kept of [
      'begin owner <= !owner; owner_inverse <= ~(!owner); end',
      "if (go) begin owner <= 1'b1; owner_inverse <= 1'b0; end",
      'assign y = owner_copy ? a : b;',
    ])
      expect(after).toContain(kept);
    const inside = `module m #(parameter ON = 1) (input wire clk, go, input wire [31:0] a, b, output wire [31:0] y, output wire ready);
  if (ON) begin : on
    reg owner;
    always @(posedge clk) owner <= go;
    assign y = owner ? a : b;
    assign ready = owner & go;
  end
endmodule
`;
    const [kept = ''] = (await rewritten(inside, 'on.owner')).texts;
    expect(kept).toMatch(/begin : on\n {4}reg owner;\n.*\n {4}logic owner_inverse;\n/);
    expect(kept).toContain('assign y = owner_copy ? a : b;');
  });

  it('of a register that several arms declare, the one that the parameters choose', async () => {
    const arm = (word: string, value: string): string => `begin : ${word}
    reg owner;
    always @(posedge clk) owner <= ${value};
    assign y = owner ? a : b;
    assign ready = owner & go;
  end`;
    const both = (
      parameter: string,
    ): string => `module m #(${parameter}) (input wire clk, go, input wire [31:0] a, b, output wire [31:0] y, output wire ready);
  if (ON) ${arm('on', 'go')} else ${arm('off', '!go')}
endmodule
`;
    const [on = ''] = (await rewritten(both('parameter ON = 1'), 'owner')).texts;
    expect(on).toContain('begin owner <= go; owner_inverse <= ~go; end');
    expect(on).toContain('always @(posedge clk) owner <= !go;');
    const [off = ''] = (await rewritten(both('parameter ON = 0'), 'owner')).texts;
    expect(off).toContain('begin owner <= !go; owner_inverse <= ~(!go); end');
    expect(off).toContain('always @(posedge clk) owner <= go;');
    expect((await rewritten(both('parameter ON = other::on'), 'owner')).texts).toEqual([]);
  });

  it('not where both sides of a condition write it at once, or a loop does', async () => {
    const twice = mux.replace(
      '  assign y',
      '  if (1) begin : again\n    always_ff @(posedge clk) if (go) owner_reg <= 0;\n  end\n  assign y',
    );
    expect((await rewritten(twice, 'owner')).texts).toEqual([]);
    const looped = mux
      .replace(
        '  always_ff @(posedge clk)\n    if (rst)',
        '  for (genvar i = 0; i < 1; i++) begin : turn\n  always_ff @(posedge clk)\n    if (rst)',
      )
      .replace('<= !go;', '<= !go;\n  end');
    expect((await rewritten(looped, 'owner')).texts).toEqual([]);
  });
});
