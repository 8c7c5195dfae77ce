import { describe, expect, it } from 'vitest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { everyWay } from '../../harness/cutWays';
import { warmYosys } from '../../harness/yosys';
import { cutCases } from './cutPairs';

const yosys = warmYosys();

describe('cuts at instances', () => {
  it.each(cutCases.map((one) => [`${one.name}: ${one.truth}`, one] as const))('%s', async (_, { truth, golden, candidate }) => {
    const answers = (await everyWay(yosys, golden, candidate))?.answers;
    if (truth === 'equal') expect(answers).toContain('proved');
    else expect(answers).not.toContain('proved');
  });

  it('prove what the whole does not, and say where they are', async () => {
    const { golden, candidate } = caseOf('a large memory behind a pointer that counts down');
    const { verdict, reason } = await compareEmbedded(yosys, comparisonOf(golden, candidate));
    expect(verdict, reason).toBe('proved');
    expect(reason).toContain('cut at the instances u0');
  });

  it.each([
    ['a clock that is gated before it reaches an instance', 'clk & b[0]', ''],
    ['the other edge', '~clk', ''],
    ['a latch before an instance', 'clk', 'always @* if (b[0]) l = a;'],
  ])('%s is no clock that both have', async (_, clock, latch) => {
    const golden = accumulatorWith('clk', '', 'a');
    const candidate = accumulatorWith(clock, latch, latch === '' ? 'a' : 'l');
    const { verdict, reason } = await compareEmbedded(yosys, { ...comparisonOf(golden, candidate), budgetMs: 5000 });
    expect(verdict, reason).not.toBe('proved');
  });
});

function caseOf(name: string): (typeof cutCases)[number] {
  return cutCases.find((one) => one.name === name) as (typeof cutCases)[number];
}

function accumulatorWith(clock: string, more: string, input: string): string {
  return `module acc(input clk, rst, input [3:0] a, output reg [3:0] q); always @(posedge clk) if (rst) q <= 0; else q <= q + a; endmodule
    module m(input clk, rst, input [3:0] a, b, output [3:0] y); reg [3:0] l; ${more} acc u0(${clock}, rst, ${input}, y); endmodule`;
}
