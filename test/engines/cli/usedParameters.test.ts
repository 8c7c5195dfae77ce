import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../server/src/protocol/contract';
import { Folder, signoff } from '../../harness/signoffCli';

const ports = '(input wire clk, input wire rst, input wire [W-1:0] a, output reg [W-1:0] y)';
const golden = `module acc #(parameter W = 4) ${ports};
  always @(posedge clk) if (rst) y <= 0; else y <= y + a;
endmodule
`;
const rewritten = golden.replace('y + a', 'a + y');
/** The same for four bits, not for more. */
const narrow = golden.replace('y + a', "{1'b0, a[3:0]} + y");

const topWith = (given: string): string => `module top #(parameter N = 3) (input wire clk, input wire rst, input wire a, output wire y);
  acc #(${given}) u (.clk(clk), .rst(rst), .a({8{a}}), .y(y));
endmodule
`;

async function compared(candidate: string, top: string): Promise<Verdict> {
  using folder = new Folder({ 'golden.v': golden, 'acc.v': candidate, 'use/top.v': top });
  const run = await signoff(['equiv', 'golden.v', 'acc.v', '--tools', 'embedded', '--json'], { cwd: folder.path });
  return run.json as Verdict;
}

describe('parameters that instances in the project give', () => {
  it('a pair that differs only for one of them is refuted, with the set, the trace and the rung that saw it', async () => {
    const verdict = await compared(narrow, topWith('.W(N * 2)'));
    expect(verdict.verdict).toBe('refuted');
    expect(verdict.reason).toMatch(/^with W=6, as the project uses it: .*differ at cycle/);
    expect(verdict.rungs.find((rung) => rung.outcome === 'failed')?.detail).toMatch(/^with W=6: /);
    expect(verdict.counterexample?.signals).toHaveProperty('y');
  });

  it('a pair that is equal for all of them is proved, and they are named', async () => {
    const verdict = await compared(rewritten, topWith('.W(N * 2)'));
    expect(verdict.verdict).toBe('proved');
    expect(verdict.reason).toMatch(/with default parameters; proved too with parameters that the project uses: W=6$/);
  });

  it('a value that is no constant is named, and nothing is proved of it', async () => {
    const verdict = await compared(rewritten, topWith('.W(UNKNOWN_WIDTH)'));
    expect(verdict.verdict).toBe('proved');
    expect(verdict.reason).toMatch(/with default parameters; NOT proved for others that it uses: W=UNKNOWN_WIDTH \(not compared\)$/);
  });

  it('a parameter of one side is left at its default, and said to be', async () => {
    const verdict = await compared(rewritten.replace('W = 4', 'W = 4, D = 1'), topWith('.D(2)'));
    expect(verdict.verdict).toBe('proved');
    expect(verdict.reason).toMatch(/on one side only, and left at their defaults: D$/);
  });

  it('where instances give the defaults, these are said to be all that was compared', async () => {
    const verdict = await compared(rewritten, topWith('.W(4)'));
    expect(verdict.verdict).toBe('proved');
    expect(verdict.reason).toMatch(/, with default parameters$/);
  });
});
