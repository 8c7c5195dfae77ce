import { afterAll, describe, expect, it } from 'vitest';
import type { Rung } from '../../../server/src/protocol/contract';
import { createComparisons } from '../../../server/src/platform/comparisons';
import {
  checkAssertions,
  checkAssertionsHere,
  type AssertionReport,
  type AssertionRequest,
} from '../../../server/src/verify/checkAssertions';
import { assertionsRung } from '../../../server/src/verify/checks/assertions';
import { checkEquivalence, compareHere } from '../../../server/src/verify/equivalence';
import type { EquivalenceRequest, EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../../server/src/verify/verifyTools';
import { comparisonOf, noPrograms } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

describe('comparisons in threads of their own', () => {
  const yosys = warmYosys();
  const comparisons = createComparisons();
  afterAll(() => comparisons.dispose());
  const never = new AbortController().signal;
  const tools: VerifyTools = { yosys, runner: noPrograms, compareApart: comparisons.compare, assertApart: comparisons.checkAssertions };
  const asked = (golden: string, candidate: string, more: Partial<EquivalenceRequest> = {}): EquivalenceRequest => ({
    ...comparisonOf(golden, candidate),
    ...more,
  });
  const gate = (value: string): string => `module m(input clk, a, b, output reg q); always @(posedge clk) q <= ${value}; endmodule`;
  /** Tens of thousands of registers, which take seconds to map and to look through for resets. */
  const big = (value: string): string => `module m(input clk, input [15:0] r, input [19999:0] a, output reg [19999:0] q);
    integer i; always @(posedge clk) for (i = 0; i < 20000; i = i + 1) q[i] <= r[i % 16] ? 1'b0 : ${value}; endmodule`;

  it('gives the verdict and its rungs, one comparison beside another', async () => {
    const rungs: Rung[] = [];
    const [equal, different] = await Promise.all([
      checkEquivalence(asked(gate('a & b'), gate('b & a')), tools, (rung) => rungs.push(rung), never),
      checkEquivalence(asked(gate('a & b'), gate('a | b')), tools, () => undefined, never),
    ]);
    expect(equal.verdict, equal.reason).toBe('proved');
    expect(equal.rungs).toEqual(rungs);
    expect(different.verdict, different.reason).toBe('refuted');
    expect(different.counterexample?.signals.q).toBeDefined();
    expect(different.vcdText).toContain('$enddefinitions');
  });

  it('ends at the end of the budget, whatever the designs are', async () => {
    const result = await checkEquivalence(asked(big('a[i]'), big('~(~a[i])'), { budgetMs: 1500 }), tools, () => undefined, never);
    expect(result.verdict, result.reason).toBe('unknown');
    expect(result.reason).toMatch(/did not (end|finish)/);
  });

  it('ends also when a tool never answers, and says what was known by then', async () => {
    const deaf: VerifyTools = { ...tools, yosys: { ...yosys, run: () => new Promise(() => undefined) } };
    const result = await checkEquivalence(asked(gate('a'), gate('a'), { budgetMs: 300 }), deaf, () => undefined, never);
    expect(result).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('did not end within its 0.3 s') as string });
  });

  it('says so at once when what a tool gave cannot be handed over', async () => {
    const gone = new Uint8Array(100_000);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const files = new Map([['g-words.json', gone]]);
    const broken: VerifyTools = {
      ...tools,
      yosys: { ...yosys, run: () => Promise.resolve({ kind: 'finished', code: 0, lines: [], ms: 1, files }) },
    };
    const result = await checkEquivalence(asked(gate('a'), gate('a')), broken, () => undefined, never);
    expect(result.verdict, result.reason).toBe('broken');
    expect(result.reason).toContain('the comparison failed');
  });

  it('says what simulation has shown while a proof is still looked for', async () => {
    const reads = (job: { readonly commands: readonly string[] }): boolean => job.commands[0]?.includes('design') === true;
    const half: VerifyTools = {
      runner: noPrograms,
      yosys: { ...yosys, run: (job, signal) => (reads(job) ? yosys.run(job, signal) : new Promise(() => undefined)) },
    };
    const multiply = (value: string): string =>
      `module m(input clk, input [23:0] a, b, output reg [23:0] q); always @(posedge clk) q <= ${value}; endmodule`;
    const interim = await new Promise<EquivalenceResult>((resolve) => {
      const request = asked(multiply('a * b'), multiply("{a[23:1], 1'b0} * b + (a[0] ? b : 24'd0)"), { budgetMs: 10_000 });
      void compareHere(request, half, { onRung: () => undefined, onInterim: resolve }, never);
    });
    expect(interim.verdict, interim.reason).toBe('checked');
  });

  it('a cancelled one ends at once, and the next one is made', async () => {
    const stop = new AbortController();
    const long = checkEquivalence(asked(big('a[i]'), big('a[i] & 1')), tools, () => undefined, stop.signal);
    stop.abort();
    expect(await long).toMatchObject({ verdict: 'unknown', reason: 'the comparison was cancelled' });
    const next = await checkEquivalence(asked(gate('a'), gate('a & a')), tools, () => undefined, never);
    expect(next.verdict, next.reason).toBe('proved');
  });

  const asserted = (assertions: string): AssertionRequest['unit'] => {
    const text = `module m(input clk, a, output logic [3:0] q);
  always_ff @(posedge clk) q <= a || q == 9 ? 0 : q + 1;
  ${assertions}
endmodule`;
    return { ...asked('', '').golden, files: [{ path: '/design/m.sv', text }] };
  };
  const fails = 'less: assert property (@(posedge clk) q != 5);';

  it("judges a module's assertions", async () => {
    const report = await checkAssertions({ unit: asserted(fails), budgetMs: 40_000 }, tools, never);
    expect(report.results).toMatchObject([{ label: 'less', verdict: 'refuted' }]);
    expect(report.vcdText).toContain('$enddefinitions');
  });

  it('says of assertions what was found by the end of the budget, and ends when a tool never answers', async () => {
    const interim: AssertionReport[] = [];
    await checkAssertionsHere(
      { unit: asserted(`${fails} assert property (@(posedge clk) q != 6);`), budgetMs: 40_000 },
      tools,
      (one) => interim.push(one),
      never,
    );
    expect(interim.map(({ results }) => results.map(({ verdict }) => verdict))).toEqual([
      ['unknown', 'unknown'],
      ['refuted', 'unknown'],
      ['refuted', 'refuted'],
    ]);
    const deaf: VerifyTools = { ...tools, yosys: { ...yosys, run: () => new Promise(() => undefined) } };
    const report = await checkAssertions({ unit: asserted(fails), budgetMs: 300 }, deaf, never);
    expect(report).toEqual({ results: [], stopped: 'the check of the assertions did not end within its 0.3 s' });
    expect(assertionsRung(report, yosys, 300)).toMatchObject({ outcome: 'unknown', detail: report.stopped });
    const stop = new AbortController();
    const cancelled = checkAssertions({ unit: asserted(fails), budgetMs: 40_000 }, deaf, stop.signal);
    stop.abort();
    expect((await cancelled).stopped).toBe('the check of the assertions was cancelled');
  });
});
