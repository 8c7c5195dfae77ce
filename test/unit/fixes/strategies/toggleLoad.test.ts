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

const process = (
  body: string,
  declared = 'logic [3:0] kept;',
): string => `module m (input logic clk, a, b, input logic [3:0] d, output logic [3:0] y);
  ${declared}
  logic other;
  always_ff @(posedge clk) begin
${body}
  end
  assign y = kept;
endmodule
`;

describe('a register is loaded without an enable', () => {
  it('together with what an assignment to a concatenation loads beside it', async () => {
    const [text = ''] = await rewritten(process('    if (y == 3) { other, kept } <= 0;\n    else if (b) kept <= d;'), toggleLoad);
    expect(text).toContain('{ other_load, kept_load } = 0;');
    expect(text).toContain('kept <= kept ^ (kept ^ kept_load);');
    expect(text).toContain('other <= other ^ (other ^ other_load);');
    const [held = ''] = await rewritten(process('    if (y == 3) { other, kept } <= 0;\n    else if (b) kept <= d;'), holdInLogic);
    expect(held).toContain('kept_load | (kept_kept ? kept : 0)');
    expect(held).toContain('other_load | (other_kept & other)');
  });

  it('with its sign', async () => {
    const [text = ''] = await rewritten(process('    if (a) kept <= d;', 'logic signed [3:0] kept;'), toggleLoad);
    expect(text).toContain('logic signed [3:0] kept_load;');
  });

  it('where several statements load it, one after the other', async () => {
    const [text = ''] = await rewritten(
      process('    if (a) kept <= d;\n    other <= a;\n    if (b) kept[0] <= 1;\n    if (y == 3) kept <= 0;'),
      toggleLoad,
    );
    expect(text).toMatch(
      /kept_load = kept;\s+begin\s+if \(a\) kept_load = d;\s+if \(b\) kept_load\[0\] = 1;\s+if \(y == 3\) kept_load = 0;\s+end/,
    );
    expect(text).toMatch(/begin\s+other <= a;\s+kept <= kept \^ \(kept \^ kept_load\);\s+end/);
  });

  it('in a process that declares names of its own, unless these decide', async () => {
    const own = '    logic was;\n    was <= a;\n    if (a) kept <= d;';
    const [text = ''] = await rewritten(process(own), toggleLoad);
    expect(text).toMatch(/begin\s+logic was;\s+was <= a;\s+kept <= kept \^ \(kept \^ kept_load\);/);
    expect(await rewritten(process(own.replace('if (a)', 'if (was)')), toggleLoad)).toEqual([]);
  });
});
