import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceResult } from '../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { native, runner } from '../harness/nativeTools';
import { warmYosys } from '../harness/yosys';

const { iverilog, vvp } = native;

describe.runIf(iverilog !== undefined && vvp !== undefined)('where Icarus is not to be believed', () => {
  const yosys = warmYosys();
  const icarus = { version: iverilog?.version ?? '', iverilog: iverilog?.path ?? '', vvp: vvp?.path ?? '' };
  const compare = (
    golden: string,
    candidate: string,
    portMap: Record<string, string> = {},
    reads: VerifyTools['yosys'] = yosys,
  ): Promise<EquivalenceResult> => {
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
      portMap,
      budgetMs: 50_000,
      seed: 1,
    };
    return checkEquivalence(request, { yosys: reads, runner, icarus }, () => undefined, new AbortController().signal);
  };

  it('folds what a process reads, and then never runs it: the netlists decide', async () => {
    const shifted = (value: string): string => `module m(input a, output reg y); always @* y = ${value}; endmodule`;
    expect((await compare(shifted('a << 3'), shifted('(a << 3) + 1'))).verdict).toBe('refuted');
    expect((await compare(shifted('a << 3'), shifted('a << 4'))).verdict).toBe('proved');
  });

  it('is connected to ports that were split as the map says', async () => {
    const golden = 'module m(input clk, input [7:0] d, output reg [7:0] q); always @(posedge clk) q <= d + 3; endmodule';
    const candidate = (sum: string): string => `module m(input clk, input [4:0] hi, input [2:0] lo, output reg [3:0] top, low);
      always @(posedge clk) {top, low} <= ${sum}; endmodule`;
    const map = { d: '{hi, lo}', 'q[7:4]': 'top', 'q[3:0]': 'low' };
    const same = await compare(golden, candidate('{hi, lo} + 3'), map);
    expect(same.verdict, same.reason).toBe('proved');
    expect(same.reason).toMatch(/Icarus saw no difference/);
    const other = await compare(golden, candidate('{hi, lo} + 3 + (hi == 0)'), map);
    expect(other.verdict, other.reason).toBe('refuted');
    expect(other.reason).toMatch(/in Icarus/);
  });

  it('contradicts the netlists of a reader that is wrong: the other reader is asked', async () => {
    const asked: string[] = [];
    const misreading: typeof yosys = {
      ...yosys,
      run: (job, signal) => {
        const reader = job.commands.find((command) => /^read_(verilog|slang)/.test(command))?.split(' ')[0];
        if (reader !== undefined) asked.push(reader);
        const wrong = (text: string | Uint8Array): string | Uint8Array =>
          typeof text === 'string' ? text.replace('d + 3', 'd + 4') : text;
        const files = new Map([...job.files].map(([path, text]) => [path, path.startsWith('c/') ? wrong(text) : text]));
        return yosys.run(reader === 'read_verilog' ? { ...job, files } : job, signal);
      },
    };
    const text = 'module m(input clk, input [7:0] d, output reg [7:0] q); always @(posedge clk) q <= d + 3; endmodule';
    const result = await compare(text, text, {}, misreading);
    expect(asked).toEqual(['read_verilog', 'read_slang']);
    expect(result.verdict, result.reason).toBe('proved');
  });

  it('is right that a process which reads nothing never runs', async () => {
    const constant = (value: string): string => `module m(input a, output reg y); always @* y = ${value}; endmodule`;
    expect((await compare(constant('0'), constant('1'))).verdict).not.toBe('refuted');
  });
});
