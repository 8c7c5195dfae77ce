import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceResult } from '../../server/src/verify/equivalenceRequest';
import { native, runner } from '../harness/nativeTools';
import { warmYosys } from '../harness/yosys';

const { iverilog, vvp } = native;

describe.runIf(iverilog !== undefined && vvp !== undefined)('where Icarus is not to be believed', () => {
  const yosys = warmYosys();
  const icarus = { version: iverilog?.version ?? '', iverilog: iverilog?.path ?? '', vvp: vvp?.path ?? '' };
  const compare = (golden: string, candidate: string): Promise<EquivalenceResult> => {
    const unit = (text: string): CompileUnit => ({
      files: [{ path: '/design/m.v', text }],
      includes: [],
      includeDirs: [],
      defines: {},
      top: 'm',
    });
    const request = {
      golden: unit(golden),
      candidate: unit(candidate),
      contract: { kind: 'sameCycle' as const },
      budgetMs: 50_000,
      seed: 1,
    };
    return checkEquivalence(request, { yosys, runner, icarus }, () => undefined, new AbortController().signal);
  };

  it('folds what a process reads, and then never runs it: the netlists decide', async () => {
    const shifted = (value: string): string => `module m(input a, output reg y); always @* y = ${value}; endmodule`;
    expect((await compare(shifted('a << 3'), shifted('(a << 3) + 1'))).verdict).toBe('refuted');
    expect((await compare(shifted('a << 3'), shifted('a << 4'))).verdict).toBe('proved');
  });

  it('is right that a process which reads nothing never runs', async () => {
    const constant = (value: string): string => `module m(input a, output reg y); always @* y = ${value}; endmodule`;
    expect((await compare(constant('0'), constant('1'))).verdict).not.toBe('refuted');
  });
});
