import { describe, expect, it } from 'vitest';
import { selectBehindRegister } from '../../../../server/src/fixes/strategies/selectBehindRegister';
import { toggleLoad } from '../../../../server/src/fixes/strategies/toggleLoad';
import type { FixStrategy } from '../../../../server/src/fixes/strategy';
import { rewritesIn } from '../../../harness/rewrites';
import { loadParser, noIncludes, parseText } from '../../syntax/reading';

const text = `module m (input wire clk, input wire go, input wire [3:0] a, b, output reg [3:0] q, output reg [7:0] tail);
  integer i;
  reg [3:0] words [0:3];
  always @(posedge clk) begin
    for (i = 0; i < 3; i = i + 1) words[i] <= words[i + 1]; // moves
    words[3] <= a;
    if (go) q <= #1 (a > b)? a : words[0];
    tail <= {tail[3:0], q};
  end
endmodule
`;

async function rewritten(strategy: FixStrategy, ends: readonly string[], source = text): Promise<readonly string[]> {
  const file = await parseText(source);
  const { texts } = rewritesIn(file, strategy, { ends, through: '(a > b)' });
  file.dispose();
  return texts;
}

describe('a register beside loops', () => {
  it('is chosen behind, the loops left where they are', async () => {
    const [after = ''] = await rewritten(selectBehindRegister, ['q']);
    expect(after).toContain("q_if <= #1 1'b1 ? a : words[0];");
    expect(after.match(/for \(/g)).toHaveLength(1);
    expect(after).toContain('for (i = 0; i < 3; i = i + 1) words[i] <= words[i + 1]; // moves');
  });

  it('is loaded as what toggles; what a loop writes is left alone, since its counter is the module’s', async () => {
    const [after = ''] = await rewritten(toggleLoad, ['q', 'words']);
    expect(after).toContain('q <= #1 q ^ (q ^ q_load);');
    expect(after.match(/for \(/g)).toHaveLength(1);
    expect(await rewritten(toggleLoad, ['words'])).toEqual([]);
  });

  it('is moved without what its author promised of a case', async () => {
    const promised = text.replace(
      'if (go) q <= #1 (a > b)? a : words[0];',
      `case (a) // synopsys full_case parallel_case
      4'd1: q <= b; // one
      4'd2: /* pragma parallel_case */ if (go) q <= a;
      4'd3: (* full_case, parallel_case *) case (b) 4'd0: q <= 0; endcase
    endcase`,
    );
    const [after = ''] = await rewritten(toggleLoad, ['q'], promised);
    expect(after).toContain(
      "case (a)\n      4'd1: q_load = b; // one\n      4'd2: if (go) q_load = a;\n      4'd3: case (b) 4'd0: q_load = 0; endcase",
    );
    expect(after).not.toMatch(/full_case|parallel_case/);
  });
});

describe('registers that become nets together', () => {
  it('keep a declaration that can be read, where one holds them all or some', async () => {
    const several = (declared: string): string => `module m (input wire clk, input wire [3:0] a, b, output reg y, z, output wire w);
  ${declared}
  assign w = p ^ q;
  always @(posedge clk) if ((a > b) && w) begin p <= a[0]; q <= b[0]; y <= p; z <= q; end
endmodule
`;
    const verilog = async (source: string): Promise<string> => {
      const file = (await loadParser()).parse({ path: '/p/a.v', text: source }, noIncludes);
      const { texts } = rewritesIn(file, selectBehindRegister, { ends: ['p', 'q', 'y', 'z'], through: '(a > b)' });
      file.dispose();
      return texts[0] ?? '';
    };
    const all = await verilog(several("reg p = 1'b1, q = 1'b0;"));
    expect(all).toContain('  wire p, q;\n');
    expect(all).toContain('output wire y, output wire z,');
    expect(all).toContain("reg p_if = 1'b1, p_else = 1'b1;");
    const signed = await verilog(several('reg signed [3:0] p, q;'));
    expect(signed).toContain('  wire signed [3:0] p, q;\n');
    expect(signed).toContain('reg signed [3:0] p_if, p_else;');
    const some = await verilog(several('reg r, p, s, q;'));
    expect(some).toContain('  wire p, q;\n  reg r, s;\n');
  });
});
