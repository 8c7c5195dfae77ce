import { afterAll, describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import type { Diagnostic, Rung } from '../../server/src/protocol/contract';
import { ResultCache } from '../../server/src/verify/cache';
import { climb, type LadderRequest, type TestbenchUnit } from '../../server/src/verify/ladder';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { native, runner } from '../harness/nativeTools';

const yosys = createEmbeddedYosys({ workers: 1 });
const never = new AbortController().signal;
afterAll(() => yosys.dispose());

const icarus =
  native.iverilog === undefined || native.vvp === undefined
    ? undefined
    : { version: native.iverilog.version, iverilog: native.iverilog.path, vvp: native.vvp.path };
const tools: VerifyTools = { yosys, runner, ...(icarus === undefined ? {} : { icarus }) };

const adder = 'module adder(input [3:0] a, b, output [4:0] y);\n  assign y = a + b;\nendmodule\n';
const path = '/my project/adder.v';

function unitOf(text: string, more: Partial<CompileUnit> = {}): CompileUnit {
  return { files: [{ path, text }], includes: [], includeDirs: [], defines: {}, top: 'adder', ...more };
}

function bench(body: string, design: CompileUnit, name = 'tb_adder'): TestbenchUnit {
  const text = `module ${name}; reg [3:0] a = 1, b = 2; wire [4:0] y; adder u(.a(a), .b(b), .y(y));\ninitial begin #1\n${body}\nend endmodule\n`;
  const file = { path: `/my project/${name}.v`, text };
  return { name, path: file.path, unit: { ...design, files: [...design.files, file], top: name } };
}

async function run(
  text: string,
  more: Partial<LadderRequest> = {},
  used: VerifyTools = tools,
): Promise<ReturnType<typeof climb> extends Promise<infer V> ? V : never> {
  const seen: Rung[] = [];
  const request: LadderRequest = {
    unit: unitOf(text),
    origin: 'author',
    syntax: () => [],
    contract: { kind: 'newCode' },
    budgetMs: 60_000,
    seed: 1,
    ...more,
  };
  const verdict = await climb(request, used, (rung) => seen.push(rung), never);
  expect(seen).toEqual(verdict.rungs);
  return verdict;
}

const outcomes = (verdict: { rungs: readonly Rung[] }): string[] => verdict.rungs.map((rung) => `${rung.name} ${rung.outcome}`);

describe.skipIf(icarus === undefined)('climb with a testbench', () => {
  const pass = 'if (y !== 5\'d3) $display("FAIL"); else $display("PASS"); $finish;';

  it('checks new code that passes its testbench', async () => {
    const verdict = await run(adder, { testbenches: [bench(pass, unitOf(adder))] });
    expect(outcomes(verdict)).toEqual([
      'parse passed',
      'elaborate passed',
      'lint passed',
      'testbench passed',
      'simulate skipped',
      'prove skipped',
    ]);
    expect(verdict).toMatchObject({ verdict: 'checked', reached: 'testbench', module: 'adder' });
    expect(verdict.rungs[3]).toMatchObject({ tool: 'icarus', lines: ['PASS'] });
  });

  it('refutes what fails it', async () => {
    const wrong = adder.replace('a + b', 'a - b');
    const verdict = await run(wrong, { testbenches: [bench(pass, unitOf(wrong))] });
    expect(verdict).toMatchObject({ verdict: 'refuted', reached: 'testbench' });
    expect(verdict.reason).toContain('failure');
  });

  it.each([
    ['prints nothing', '$finish;', 'printed nothing'],
    ['says nothing decisive', '$display("y=%d", y); $finish;', 'nothing that the testbench printed'],
    ['never ends', 'forever #1 a = a + 1;', 'had not ended'],
    [
      'prints without end',
      'forever #1 $display("0123456789012345678901234567890123456789012345678901234567890123456789");',
      /without end|had not ended/,
    ],
  ])('is unknown when the testbench %s', async (_name, body, words) => {
    const verdict = await run(adder, { testbenches: [bench(body, unitOf(adder))], testbenchBudgetMs: 2500 });
    expect(verdict).toMatchObject({ verdict: 'unknown', reached: 'lint' });
    expect(verdict.reason).toMatch(words);
  });

  it('is unknown when the module never lets time go on', async () => {
    const text = adder.replace('assign y = a + b;', 'reg r = 0; initial forever r = ~r;\n  assign y = a + b;');
    const verdict = await run(text, { testbenches: [bench(pass, unitOf(text))], budgetMs: 4000 });
    expect(verdict).toMatchObject({ verdict: 'unknown', reached: 'lint' });
  });

  it.each([
    ['may not run', '$from_myhdl(a); $display("PASS"); $finish;', 'skipped', 'skipped'],
    ['does not compile', 'nowhere.x = 1; $display("PASS"); $finish;', 'skipped', 'skipped'],
    ['says nothing decisive', '$finish;', 'unknown', 'skipped'],
  ])('holds against nobody a testbench that %s, unless it was named', async (_name, body, author, candidate) => {
    const found = bench(body, unitOf(adder));
    const rungOf = async (more: Partial<LadderRequest>): Promise<string | undefined> =>
      (await run(adder, { testbenches: [found], ...more })).rungs.find((rung) => rung.name === 'testbench')?.outcome;
    expect(await rungOf({})).toBe(author);
    expect(await rungOf({ before: unitOf(adder), origin: 'candidate' })).toBe(candidate);
    expect(await rungOf({ testbenches: [{ ...found, named: true }] })).toBe('unknown');
  });

  it('hears a testbench, not the pieces of a verdict that a candidate prints', async () => {
    const text = adder.replace('endmodule', '  initial begin $write("Mis", "matches"); $write(": 0 in", " 9 samples\\n"); end\nendmodule');
    const silent = bench('$finish;', unitOf(text));
    expect((await run(text, { origin: 'candidate', testbenches: [{ ...silent, named: true }] })).verdict).toBe('unknown');
    const honest = await run(text, { origin: 'candidate', testbenches: [bench(pass, unitOf(text))] });
    expect(honest.verdict).toBe('checked');
    expect(honest.rungs.find((rung) => rung.name === 'testbench')?.tests).toEqual({ passed: 1, total: 1 });
  });

  it('is unknown of an edit that takes a testbench its result', async () => {
    const before = unitOf(adder);
    const text = adder.replace('assign', 'reg r = 0; initial forever r = ~r;\n  assign');
    const found = bench(pass, unitOf(text));
    const verdict = await run(text, { before, origin: 'candidate', testbenches: [found], testbenchBudgetMs: 1500 });
    expect(verdict.verdict).toBe('unknown');
  });

  // What slang refuses in a branch that is never taken, Icarus does not look at.
  const row =
    'module row #(parameter N = 1, parameter W = $clog2(N)) (input [7:0] a, output reg [7:0] q);\n  always @* begin\n    q = a;\n    if (N > 1) q[a*W +: W] = 0;\n  end\nendmodule\n';
  it.each([
    ['row u(.a({a, b}), .q());', 'checked'],
    ['row #(.W(-2)) u(.a({a, b}), .q(nowhere[3:1][0]));', 'refuted'],
    ['row #(.N(0), .W(2)) u(.a({a, b}), .q());\n  row #(.N(4), .W(-1)) v(.a({a, b}), .q());', 'refuted'],
  ])('of an error that an instantiated module has anyhow: %s', async (instance, verdict) => {
    const others = [{ path: '/my project/row.v', text: row }];
    const [before, after] = [adder, adder.replace('assign', `${instance}\n  assign`)].map((text) => ({
      ...unitOf(text),
      files: [{ path, text }, ...others],
    }));
    const judged = await run(adder, { unit: after ?? unitOf(adder), before: before ?? unitOf(adder), origin: 'candidate' });
    expect(judged.verdict, judged.reason).toBe(verdict);
  });

  it('lets a net be used before its declaration where its file does so anyhow', async () => {
    const early = adder.replace('assign y = a + b;', 'assign y = low + high;\n  wire [3:0] low = a;\n  wire [3:0] high = b;');
    const edited = (text: string, value: string): string =>
      text.replace('  wire [3:0] high', `  wire [3:0] more = ${value};\n  wire [3:0] later = 0;\n  wire [3:0] high`);
    const judge = async (text: string, value: string): Promise<string> =>
      (await run(adder, { unit: unitOf(edited(text, value)), before: unitOf(text), origin: 'candidate' })).verdict;
    expect(await judge(early, 'later')).toBe('checked');
    expect(await judge(early, 'later.none')).toBe('refuted');
    expect(await judge(early.replace('low + high', 'a'), 'later')).toBe('refuted');
    // What the file lacks so far.
    const lacking = adder.replace('a + b', 'later + b').replace('endmodule', '  wire [3:0] high = b;\nendmodule');
    expect(await judge(lacking, 'a')).toBe('checked');
    expect(await judge(lacking, 'a.none')).toBe('refuted');
  });

  it('refutes a module that lacks a port of its testbench, not one whose reference does', async () => {
    const found = bench(pass, unitOf(adder));
    const without = adder.replace(', b, output', ', output').replace('a + b', 'a');
    expect(
      (
        await run(without, {
          testbenches: [{ ...found, unit: { ...found.unit, files: [{ path, text: without }, ...found.unit.files.slice(1)] } }],
        })
      ).verdict,
    ).toBe('refuted');
    const text = `module golden(input x); endmodule\nmodule tb_adder; reg [3:0] a = 1, b = 2; wire [4:0] y;\n  adder u(.a(a), .b(b), .y(y));\n  golden g(\n    .x(a[0]), // adder\n    .z(b[0])\n  );\nendmodule\n`;
    const two = {
      ...found,
      named: true,
      unit: {
        ...found.unit,
        files: [
          { path, text: adder },
          { path: found.path, text },
        ],
      },
    };
    expect((await run(adder, { testbenches: [two] })).verdict).toBe('unknown');
  });

  it('runs a testbench with the memory files it reads, and names places as the author does', async () => {
    const reads = 'reg [3:0] m [0:1]; initial $readmemh("adder_data.hex", m);';
    const text = adder.replace('assign', `${reads}\n  assign`);
    const body = 'if (u.m[1] !== 4\'h7) $error("wrong"); else $display("PASS"); $finish;';
    const found = bench(body, unitOf(text));
    const ok = await run(text, { testbenches: [{ ...found, data: new Map([['adder_data.hex', '3 7\n']]) }] });
    expect(ok.verdict).toBe('checked');
    const bad = await run(text, { testbenches: [{ ...found, data: new Map([['adder_data.hex', '3 8\n']]) }] });
    expect(bad.verdict).toBe('refuted');
    expect(bad.rungs[3]?.lines?.join('\n')).toContain('/my project/tb_adder.v:');
  });

  it.each([
    ['$fatal', '$fatal(1, "bad"); $display("PASS");'],
    ['$error', '$error("bad"); $display("PASS"); $finish;'],
    ['a failed assertion', 'assert (y == 0); $display("PASS"); $finish;'],
  ])('counts %s as failure, whatever is printed besides', async (_name, body) => {
    expect(await run(adder, { testbenches: [bench(body, unitOf(adder))] })).toMatchObject({ verdict: 'refuted', reached: 'testbench' });
  });

  it('does not blame an edit for a testbench that failed before it', async () => {
    const before = unitOf(adder.replace('a + b', 'a - b'));
    const after = adder.replace('a + b', "a - b + 5'd0");
    const verdict = await run(after, { before, origin: 'candidate', testbenches: [bench(pass, unitOf(after))] });
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reason).toContain('failed before the edit');
  });

  it('never runs a hostile testbench or design', async () => {
    const hostile = { ...bench('$system("touch /tmp/signoff-was-here"); $display("PASS"); $finish;', unitOf(adder)), named: true };
    expect(await run(adder, { testbenches: [hostile] })).toMatchObject({ verdict: 'unknown' });
    const design = adder.replace('endmodule', 'initial $system("x");\nendmodule');
    const author = await run(design, { testbenches: [bench(pass, unitOf(design))] });
    expect(author.verdict).toBe('unknown');
    const candidate = await run(design, { origin: 'candidate', testbenches: [bench(pass, unitOf(design))] });
    expect(candidate.verdict).toBe('refuted');
    expect(candidate.reason).toContain('screen/system-task');
    expect(outcomes(candidate)).not.toContain('testbench passed');
  });

  it("takes nobody's early $finish or printed verdict for a pass", async () => {
    for (const trick of ['initial $finish;', 'initial $display("Your Design Passed");', 'initial force tb_adder.y = 3;']) {
      const text = adder.replace('a + b', 'a').replace('endmodule', `${trick}\nendmodule`);
      const verdict = await run(text, { origin: 'candidate', testbenches: [bench(pass, unitOf(text))] });
      expect(verdict.verdict).toBe('refuted');
    }
  });

  it('answers from the cache, with everything read in the key', async () => {
    const cache = new ResultCache();
    const testbenches = [bench(pass, unitOf(adder))];
    expect((await run(adder, { testbenches, cache })).rungs[3]?.cached).toBeUndefined();
    const again = await run(adder, { testbenches, cache });
    expect(again.rungs.map((rung) => rung.cached === true)).toEqual([false, true, true, true, false, false]);
    expect(again.verdict).toBe('checked');
    const wrong = adder.replace('a + b', 'a - b');
    expect((await run(wrong, { testbenches: [bench(pass, unitOf(wrong))], cache })).verdict).toBe('refuted');
  });

  it('reads VerilogEval and RTLLM benches', async () => {
    const mismatches = bench('$display("Mismatches: 0 in 20 samples"); $finish;', unitOf(adder));
    expect((await run(adder, { testbenches: [mismatches] })).rungs[3]).toMatchObject({
      outcome: 'passed',
      detail: expect.stringContaining('20 samples') as string,
    });
    const rtllm = bench('$display("===========Your Design Passed==========="); $finish;', unitOf(adder));
    expect((await run(adder, { testbenches: [rtllm] })).verdict).toBe('checked');
  });
});

describe('climb without a simulator', () => {
  it('says what it left out', async () => {
    const verdict = await run(adder, { testbenches: [bench('', unitOf(adder))] }, { yosys, runner });
    expect(verdict).toMatchObject({ verdict: 'checked', reached: 'lint' });
    expect(verdict.reason).toContain('install Icarus');
  });

  it('refutes errors, and keeps lint warnings as findings', async () => {
    const bad = await run('module adder(input a, output y);\n  assign y = nope;\nendmodule\n');
    expect(bad).toMatchObject({ verdict: 'refuted', reached: 'elaborate' });
    const warned = await run('module adder(input a, b, output reg y);\n  always @* if (a) y = b;\nendmodule\n');
    expect(warned).toMatchObject({ verdict: 'checked', reached: 'lint' });
    expect(warned.rungs[2]?.diagnostics.map((one) => one.code)).toEqual(['lint/latch']);
  });

  it('is unknown when a module is missing, whatever else seems wrong', async () => {
    const verdict = await run('module adder(input a, output y);\n  gone u(.a(a), .y(y)); assign z = gone_pkg::X;\nendmodule\n');
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reason).toContain('gone');
  });

  it('judges an edit by what it adds', async () => {
    const before = unitOf('module adder(input a, b, output reg y, output z);\n  always @* if (a) y = b;\n\n  assign z = old;\nendmodule\n');
    const same = before.files[0]?.text.replace('\n\n', '\n  // new\n\n') ?? '';
    const ok = await run(same, { before, origin: 'candidate' });
    expect(outcomes(ok).slice(0, 3)).toEqual(['parse passed', 'elaborate passed', 'lint passed']);
    expect(ok.rungs[1]?.detail).toContain('1 error was there before');
    const worse = await run(same.replace('// new', 'wire w = fresh;'), { before, origin: 'candidate' });
    expect(worse).toMatchObject({ verdict: 'refuted', reached: 'elaborate' });
    expect(worse.rungs[1]?.diagnostics).toHaveLength(1);
  });

  it.each([
    ['a latch', 'always @* if (a) y = b;', 'lint/latch'],
    ['a second driver', 'always @* y = a; always @* y = b;', 'lint/multiple-drivers'],
    ['a loop', 'always @* y = ~y & a;', 'lint/comb-loop'],
    ['a value cut off', 'wire [1:0] k; assign k = {a, b, a}; always @* y = k[0];', 'slang/width-trunc'],
  ])('refutes an edit that brings %s', async (_name, body, code) => {
    const frame = (text: string): string => `module adder(input a, b, output reg y);\n  ${text}\nendmodule\n`;
    const verdict = await run(frame(body), { before: unitOf(frame('')), origin: 'candidate' });
    expect(verdict).toMatchObject({ verdict: 'refuted', reached: 'lint' });
    expect(verdict.rungs[2]?.diagnostics.map((one) => one.code)).toContain(code);
  });

  it('does not blame an instance for what the author of its module cut off', async () => {
    const frame = (text: string): string => `module adder(input [3:0] a, output [1:0] y);\n  ${text}\nendmodule\n`;
    const file = { path: '/my project/low.v', text: 'module low(input [3:0] a, output [1:0] y);\n  assign y = a;\nendmodule\n' };
    const unit = unitOf(frame('low u_low (.a(a), .y(y));'));
    const before = unitOf(frame(''));
    const verdict = await run('', { unit: { ...unit, files: [...unit.files, file] }, before, origin: 'candidate' });
    expect(verdict.verdict).toBe('checked');
    expect(verdict.rungs[2]?.diagnostics.map((one) => one.code)).toContain('slang/width-trunc');
  });

  it('takes ~0 and a loop index for what they mean, not for values cut off', async () => {
    const frame = (text: string): string =>
      `module adder(input [3:0] a, output reg [1:0] y, output [3:0] z);\n  integer i;\n  ${text}\nendmodule\n`;
    const body = 'assign z = ~0; always @* begin y = 0; for (i = 0; i < 4; i = i + 1) if (a[i]) y = i; end';
    const verdict = await run(frame(body), { before: unitOf(frame('')), origin: 'candidate' });
    expect(verdict.verdict).toBe('checked');
  });

  it('lets slang overrule the grammar on legality, not on errors', async () => {
    const stumble = {
      file: path,
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 2,
      severity: 'error',
      code: 'syntax/error',
      source: 'signoff',
      message: 'unexpected',
    } as const;
    const legal = await run(adder, { syntax: () => [stumble] });
    expect(legal.verdict).toBe('checked');
    const illegal = await run(adder.replace('a + b;', 'a + b'), { syntax: () => [stumble] });
    expect(illegal).toMatchObject({ verdict: 'refuted', reached: 'parse' });
  });

  it('is unknown where the reader stopped at an old error, and leaves elaboration to slang when it is there', async () => {
    const ownReader = { ...yosys, slang: false };
    const frame = (text: string): string => `module adder(input a, output y);\n  assign = ;\n  ${text}\nendmodule\n`;
    const edit = { before: unitOf(frame('')), origin: 'candidate' } as const;
    const blind = await run(frame('assign y = nope;'), edit, { runner, yosys: ownReader });
    expect(blind.verdict).toBe('unknown');
    expect(blind.reason).toContain('stopped');
    const seeing = await run(frame('assign y = nope;'), edit, { runner, yosys: ownReader, elaborator: yosys });
    expect(seeing).toMatchObject({ verdict: 'refuted', reached: 'elaborate' });
    expect(seeing.rungs[1]).toMatchObject({ tool: 'slang', version: yosys.version });
  });

  it('lets no reader but a content slang overrule the grammar', async () => {
    const stumble = { file: path, line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code: 'syntax/error' } as const;
    const syntax = (): Diagnostic[] => [{ ...stumble, source: 'signoff', message: 'unexpected' }];
    const own = await run(adder, { syntax }, { runner, yosys: { ...yosys, slang: false } });
    expect(own).toMatchObject({ verdict: 'refuted', reached: 'parse' });
    const old = 'module adder(input a, output y);\n  assign y = gone;\nendmodule\n';
    let asked = 0;
    const edited = await run(`${old}// new\n`, { before: unitOf(old), origin: 'candidate', syntax: () => (asked++ === 0 ? syntax() : []) });
    expect(edited).toMatchObject({ verdict: 'refuted', reached: 'parse' });
  });

  it('stops at the rung it was told', async () => {
    expect(outcomes(await run(adder, { maxRung: 'lint' }))).toEqual(['parse passed', 'elaborate passed', 'lint passed']);
    expect(outcomes(await run(adder, { maxRung: 'parse' }))).toEqual(['parse passed']);
  });

  it('is broken, not refuted, when the tool fails, and unknown when cancelled or out of time', async () => {
    const failing: VerifyTools = {
      runner,
      yosys: { ...yosys, run: () => Promise.resolve({ kind: 'broken', message: 'worker died', lines: [], ms: 1 }) },
    };
    expect(await run(adder, {}, failing)).toMatchObject({ verdict: 'broken', reached: 'parse' });
    const slow: VerifyTools = { runner, yosys: { ...yosys, run: () => Promise.resolve({ kind: 'timeout', lines: [], ms: 1 }) } };
    expect((await run(adder, {}, slow)).verdict).toBe('unknown');
    const request: LadderRequest = {
      unit: unitOf(adder),
      origin: 'author',
      syntax: () => [],
      contract: { kind: 'newCode' },
      budgetMs: 1000,
      seed: 1,
    };
    expect(await climb(request, tools, () => undefined, AbortSignal.abort())).toMatchObject({ verdict: 'unknown', reason: 'cancelled' });
  });
});

describe("climb with a module's own assertions", () => {
  const counter = (assertion: string): string => `module adder(input clk, rst, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else if (q != 9) q <= q + 1;
  ${assertion}
endmodule
`;

  it('refutes a module whose assertion fails, at its line and with a waveform', async () => {
    const verdict = await run(counter('nine: assert property (@(posedge clk) disable iff (rst) q != 9);'));
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      reached: 'prove',
      reason: expect.stringMatching(/nine \(line 3\): it fails in cycle 9/) as string,
    });
    const failed = verdict.rungs.find(({ name }) => name === 'prove');
    expect(failed?.diagnostics).toMatchObject([{ file: path, line: 3, code: 'verify/assertion' }]);
    expect(verdict.counterexample?.cycle).toBe(9);
  });

  it('says in the verdict that they were proved', async () => {
    const verdict = await run(counter('fits: assert property (@(posedge clk) disable iff (rst) q <= 9);'));
    expect(verdict).toMatchObject({ verdict: 'checked', reason: expect.stringMatching(/of 1 assertion 1 proved/) as string });
  });

  it('does not blame an edit for them', async () => {
    const text = counter('nine: assert property (@(posedge clk) disable iff (rst) q != 9);');
    expect(await run(text, { before: unitOf(text), origin: 'candidate' })).toMatchObject({ verdict: 'checked' });
  });
});
