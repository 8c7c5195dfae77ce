import { describe, expect, it } from 'vitest';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

function check(golden: string, candidate: string, portMap: Record<string, string>): Promise<EquivalenceResult> {
  return compareEmbedded(yosys, { ...comparisonOf(golden, candidate), portMap });
}

const whole = 'module m(input clk, input en, input [11:4] d, output reg [7:0] q); always @(posedge clk) if (en) q <= q ^ d; endmodule';
const parts = (low: string): string => `module m(input clk, input en, input [4:0] d_hi, input [2:0] d_lo, output reg [3:0] q_hi, q_lo);
  wire [7:0] d = {d_hi, d_lo}; always @(posedge clk) if (en) begin q_hi <= q_hi ^ d[7:4]; q_lo <= ${low}; end endmodule`;
const map = { 'd[11:7]': 'd_hi', 'd[6:4]': 'd_lo', q: '{q_hi, q_lo}' };

describe('ports that were split or merged', () => {
  it('are compared bit by bit, also where their registers start unknown', async () => {
    const split = await check(whole, parts('d[3:0] ^ q_lo'), map);
    expect(split.verdict, split.reason).toBe('proved');
    const merged = await check(parts('q_lo ^ d[3:0]'), whole, Object.fromEntries(Object.entries(map).map(([from, to]) => [to, from])));
    expect(merged.verdict, merged.reason).toBe('proved');
  });

  it('are refuted by the golden’s names', async () => {
    const result = await check(whole, parts('d[3:0] ^ q_lo ^ (d_hi == 9)'), map);
    expect(result.verdict).toBe('refuted');
    expect(Object.keys(result.counterexample?.signals ?? {})).toEqual(['q']);
    expect((await check(whole, parts('d[3:0] ^ q_lo'), { ...map, q: '{q_lo, q_hi}' })).verdict).toBe('refuted');
  });

  it('say what the map lacks, and a port of another direction is another interface', async () => {
    const lacking = await check(whole, parts('d[3:0] ^ q_lo'), { q: '{q_hi, q_lo}', 'd[6:4]': 'd_lo' });
    expect(lacking).toMatchObject({
      verdict: 'unknown',
      reason: 'the map of ports cannot be used: bit 7, 8, 9, 10, 11 of d of the golden is mapped to nothing',
    });
    const turned =
      'module m(input clk, input en, output [4:0] d_hi, output [2:0] d_lo, output [3:0] q_hi, q_lo); assign {d_hi, d_lo, q_hi, q_lo} = 0; endmodule';
    expect(await check(whole, turned, map)).toMatchObject({
      verdict: 'refuted',
      reason: 'interface: d is input in the golden and output in the candidate',
    });
  });
});
