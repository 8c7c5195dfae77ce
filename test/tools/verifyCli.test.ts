import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../server/src/protocol/contract';
import { native } from '../harness/nativeTools';
import { Folder, signoff, type CliRun } from '../harness/signoffCli';

const verdictOf = (run: CliRun): Verdict => run.json as Verdict;
const outcomeOf = (run: CliRun, name: string): string | undefined => verdictOf(run).rungs.find((rung) => rung.name === name)?.outcome;

const counter = `module counter(input clk, input rst, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 4'd0;
    else q <= q + 4'd1;
endmodule
`;

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('verify with testbenches', () => {
  it('ends with unknown, in its budget, when the testbench loops for ever', { timeout: 15_000 }, async () => {
    using folder = new Folder({ 'counter.v': counter, 'loop.v': 'module loop;\n  initial forever;\nendmodule\n' });
    const run = await signoff(['verify', 'counter.v', '--testbench', 'loop.v', '--budget', '4', '--json'], { cwd: folder.path });
    expect([run.code, verdictOf(run).verdict]).toEqual([3, 'unknown']);
    expect(verdictOf(run).reason).toContain('had not ended');
  });

  it('leaves out a testbench that it found and may not run, not one that was named', async () => {
    const bench =
      'module counter_tb;\n  wire [3:0] q; counter u(.clk(1\'b0), .rst(1\'b0), .q(q));\n  initial $dumpfile("/abs.vcd");\nendmodule\n';
    using folder = new Folder({ 'counter.v': counter, 'counter_tb.v': bench });
    const found = await signoff(['verify', 'counter.v', '--json'], { cwd: folder.path });
    expect([found.code, outcomeOf(found, 'testbench')]).toEqual([0, 'skipped']);
    expect(verdictOf(found).reason).toContain('$dumpfile');
    const named = await signoff(['verify', 'counter.v', '--testbench', 'counter_tb.v', '--json'], { cwd: folder.path });
    expect([named.code, outcomeOf(named, 'testbench')]).toEqual([3, 'unknown']);
  });

  it('gives a simulation the memory files beside the design, and nothing that is none', async () => {
    const rom = (file: string): string => `module rom(input [1:0] a, output [7:0] d);
  reg [7:0] m [0:3];
  initial $readmemh("${file}", m);
  assign d = m[a];
endmodule
`;
    const bench = `module rom_tb;
  wire [7:0] d; rom u(.a(2'd2), .d(d));
  initial begin #1 if (d === 8'h5a) $display("PASS"); else $display("FAIL: %h", d); $finish; end
endmodule
`;
    using folder = new Folder({
      'rom.v': rom('rom.hex'),
      'tb/rom_tb.v': bench,
      'rom.hex': '// words\n00 11\n5A ff\n',
      'secret.txt': 'password: 5a\n',
    });
    const run = await signoff(['verify', 'rom.v', '--testbench', 'tb/rom_tb.v', '--json'], { cwd: folder.path });
    expect([run.code, outcomeOf(run, 'testbench')]).toEqual([0, 'passed']);
    folder.write('rom.v', rom('secret.txt'));
    const other = await signoff(['verify', 'rom.v', '--testbench', 'tb/rom_tb.v', '--json'], { cwd: folder.path });
    expect(other.code).toBe(1);
    expect(other.stdout).not.toContain('password');
  });
});

it('takes designs from file lists and from git', async () => {
  using folder = new Folder({
    'rtl/counter.v': counter,
    'rtl/top.v': 'module top(input clk, rst, output [3:0] q);\n  counter u(.clk(clk), .rst(rst), .q(q));\nendmodule\n',
    'design.f': 'rtl/counter.v\nrtl/top.v\n',
  });
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder.path, stdio: 'ignore' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const listed = await signoff(['verify', '@design.f', '--tools', 'embedded', '--json'], { cwd: folder.path });
  expect([listed.code, verdictOf(listed).module]).toEqual([0, 'top']);
  const same = await signoff(['equiv', 'git:HEAD:rtl/counter.v', 'rtl/counter.v', '--tools', 'embedded', '--json'], { cwd: folder.path });
  expect([same.code, verdictOf(same).verdict]).toEqual([0, 'proved']);
  folder.write('rtl/counter.v', counter.replace("q + 4'd1", "q + 4'd3"));
  const other = await signoff(['equiv', 'git:HEAD:rtl/counter.v', 'rtl/counter.v', '--tools', 'embedded', '--json'], { cwd: folder.path });
  expect([other.code, verdictOf(other).verdict]).toEqual([1, 'refuted']);
});

it('says why designs with several clocks differ: in the step of the clock that decides', async () => {
  const crossing = (load: string): string => `module m(input ca, input cb, input rst, input [3:0] d, output reg [3:0] q);
  reg [3:0] h;
  always @(posedge ca) if (rst) h <= 0; else h <= ${load};
  always @(posedge cb) if (rst) q <= 0; else q <= h;
endmodule
`;
  using folder = new Folder({ 'g.v': crossing('d'), 'c.v': crossing('d | 1') });
  const run = await signoff(['equiv', 'g.v', 'c.v', '--json'], { cwd: folder.path });
  const { verdict, counterexample } = verdictOf(run);
  expect(verdict).toBe('refuted');
  expect(counterexample?.explanation?.at(-1)).toMatch(
    /^In step -?\d+ everything that decides `h` is the same on both sides: .*c\.v line 3 in the candidate, g\.v line 3 in the golden\.$/,
  );
});
