import { describe, expect, it, vi } from 'vitest';
import { selectLoopToOr } from '../../../server/src/fixes/strategies/selectLoopToOr';
import type { TimingFix } from '../../../server/src/protocol/contract';
import { applied, openFixBench } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();

describe('a loop that selects by one value', () => {
  const text = (index: string, words: string): string => `module header #(parameter LANES = 2) (
  input wire clk, input wire [3:0] at, input wire [191:0] d, input wire [15:0] base, output reg [15:0] y
);
  reg [3:0] ptr; reg [191:0] r; reg [15:0] b, o;
  integer k;
  always @* begin
    o = b;
    for (k = 0; k < 24; k = k + 1) begin
      if (ptr == k/LANES) begin
        if (k < ${words}) begin
          o[${index} +: 8] = r[k*8 +: 8]; // one byte
        end else begin
          o[${index} +: 8] = 0;
        end
      end
    end
  end
  always @(posedge clk) begin ptr <= at; r <= d; b <= base; y <= o; end
endmodule
`;

  it('is joined by OR, with what is not selected kept; proven and faster', async () => {
    const source = text('(k%LANES)*8', '22');
    const { fixes, declined } = await bench.fixesOf(source, 'header', { file: '/rtl/header.v', strategies: [selectLoopToOr] });
    expect(declined).toEqual([]);
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'select-loop-to-or', contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    expect(fix.after.fmax).toBeGreaterThan(1.2 * fix.before.fmax);
    const after = applied(source, fix);
    expect(after).toContain('o_chosen[(k%LANES)*8 +: 8] = o_chosen[(k%LANES)*8 +: 8] | (r[k*8 +: 8]);');
    expect(after).toContain('// one byte');
    expect(after).toContain('o = (o & ~o_mask) | o_chosen;');
  });

  it('is left alone where two rounds may write the same bits', async () => {
    const { fixes, declined } = await bench.fixesOf(text('(k%4)*4', '22'), 'header', {
      file: '/rtl/header.v',
      strategies: [selectLoopToOr],
    });
    expect(fixes).toEqual([]);
    expect(declined[0]?.reason).toBe('Two rounds of the loop may write the same bits.');
  });
});
