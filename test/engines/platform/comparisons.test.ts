import { afterAll, describe, expect, it } from 'vitest';
import type { Rung } from '../../../server/src/protocol/contract';
import { createComparisons } from '../../../server/src/platform/comparisons';
import { checkEquivalence, compareHere } from '../../../server/src/verify/equivalence';
import type { EquivalenceRequest, EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../../server/src/verify/verifyTools';
import { warmYosys } from '../../harness/yosys';

describe('comparisons in threads of their own', () => {
  const yosys = warmYosys();
  const comparisons = createComparisons();
  afterAll(() => comparisons.dispose());
  const never = new AbortController().signal;
  const run = (): Promise<{ kind: 'notFound'; program: string }> => Promise.resolve({ kind: 'notFound', program: 'none' });
  const tools: VerifyTools = { yosys, runner: { run }, compareApart: comparisons.compare };
  const asked = (golden: string, candidate: string, more: Partial<EquivalenceRequest> = {}): EquivalenceRequest => {
    const unit = (text: string): EquivalenceRequest['golden'] => ({
      files: [{ path: '/design/m.v', text }],
      includes: [],
      includeDirs: [],
      defines: {},
      top: 'm',
    });
    return { golden: unit(golden), candidate: unit(candidate), contract: { kind: 'sameCycle' }, budgetMs: 50_000, seed: 1, ...more };
  };
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

  it('says what simulation has shown while a proof is still looked for', async () => {
    const reads = (job: { readonly commands: readonly string[] }): boolean => job.commands[0]?.includes('design') === true;
    const half: VerifyTools = {
      runner: { run },
      yosys: { ...yosys, run: (job, signal) => (reads(job) ? yosys.run(job, signal) : new Promise(() => undefined)) },
    };
    const multiply = (value: string): string =>
      `module m(input clk, input [23:0] a, b, output reg [23:0] q); always @(posedge clk) q <= ${value}; endmodule`;
    const interim = await new Promise<EquivalenceResult>((resolve) => {
      const request = asked(multiply('a * b'), multiply("b * (a - 24'd1) + b"), { budgetMs: 10_000 });
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
});
