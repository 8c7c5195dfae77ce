import { describe, expect, it } from 'vitest';
import { chooseCuts } from '../../../server/src/verify/prove/chooseCuts';
import { proveCut } from '../../../server/src/verify/prove/cutStrategies';
import { pairDesigns } from '../../../server/src/verify/prove/pairDesigns';
import { prepare } from '../../../server/src/verify/prove/prepare';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';
import { cutCases } from './cutPairs';

const yosys = warmYosys();
const never = new AbortController().signal;

/** What each way to cut says: at all instances, and at those that are the same; undefined where there is no such way. */
async function everyWay(golden: string, candidate: string): Promise<(string | undefined)[]> {
  const request = comparisonOf(golden, candidate);
  const ready = await prepare(request.golden, request.candidate, yosys, { timeoutMs: 20_000, manyClocks: false, reader: 'verilog' }, never);
  if (ready.kind !== 'ready') throw new Error(ready.message);
  const [g, c] = [ready.golden.withMemories, ready.candidate.withMemories];
  if (!g.ok || !c.ok) throw new Error('not modelled');
  const pair = pairDesigns(ready, g.design, c.design, false, request, undefined);
  const facts = { golden: ready.golden.facts, candidate: ready.candidate.facts };
  const answers: (string | undefined)[] = [];
  for (const choice of chooseCuts(pair, facts, request).slice(0, 2)) {
    const answer = choice === undefined ? undefined : await proveCut(pair, facts, choice, yosys, Date.now() + 20_000, never);
    answers.push(answer?.kind);
  }
  return answers;
}

describe('cuts at instances', () => {
  it.each(cutCases.map((one) => [`${one.name}: ${one.truth}`, one] as const))('%s', async (_, { truth, golden, candidate }) => {
    const answers = await everyWay(golden, candidate);
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
    const { verdict, reason } = await compareEmbedded(yosys, comparisonOf(golden, candidate));
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
