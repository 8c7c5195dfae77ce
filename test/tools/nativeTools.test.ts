import { afterAll, describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { toolStatuses } from '../../server/src/tools/doctor';
import { icarusCheck, icarusSimulate } from '../../server/src/tools/icarus';
import { createNativeYosys, hasSlang } from '../../server/src/tools/nativeYosys';
import { probeTools } from '../../server/src/tools/probe';
import { analyzeUnit } from '../../server/src/tools/slang';
import { verilatorLint } from '../../server/src/tools/verilator';
import { native, runner } from '../harness/nativeTools';

const never = new AbortController().signal;
const yosys = createEmbeddedYosys({ workers: 1 });
afterAll(() => yosys.dispose());

/** Paths with spaces and more, CRLF, includes by two routes, a define with blanks. */
function unitOf(body: string, more: Partial<CompileUnit> = {}): CompileUnit {
  return {
    files: [
      { path: '/my rtl/ä/sub.v', text: 'module sub(input [3:0] a, output [3:0] b);\r\n  assign b = a + `STEP;\r\nendmodule\r\n' },
      {
        path: '/my rtl/top.v',
        text: `\`include "../inc/w.vh"\r\nmodule top(input [\`W-1:0] a, output [3:0] q);\r\n${body}\r\nendmodule\r\n`,
      },
    ],
    includes: [{ path: '/inc/w.vh', text: '`define W 8\r\n' }],
    includeDirs: [],
    defines: { STEP: "(4'd1 + 4'd1)" },
    top: 'top',
    ...more,
  };
}

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('Icarus', () => {
  const icarus = { version: native.iverilog?.version ?? '', iverilog: native.iverilog?.path ?? '', vvp: native.vvp?.path ?? '' };

  it("places its messages in the author's files", async () => {
    const fine = await icarusCheck(unitOf('  sub u(.a(a[3:0]), .b(q));'), icarus, runner, { timeoutMs: 20_000 }, never);
    expect(fine).toMatchObject({ kind: 'answered', diagnostics: [], unresolved: [] });
    const bad = await icarusCheck(unitOf('  gone u(a);\r\n  assign q = nope;'), icarus, runner, { timeoutMs: 20_000 }, never);
    expect(bad).toMatchObject({ kind: 'answered', unresolved: ['gone'] });
    if (bad.kind === 'answered')
      expect(bad.diagnostics[0]).toMatchObject({ file: '/my rtl/top.v', line: 3, code: 'elaborate/unresolved', source: 'icarus' });
  });

  it('runs a unit, contained, and brings files back', async () => {
    const tb =
      'module tb; reg [7:0] a = 3; wire [3:0] q; top t(.a(a), .q(q)); initial begin $dumpfile("w.vcd"); $dumpvars; #1 $display("q=%0d", q); $finish; end endmodule\n';
    const unit = unitOf('  sub u(.a(a[3:0]), .b(q));');
    const run = await icarusSimulate(
      { ...unit, files: [...unit.files, { path: '/tb.v', text: tb }], top: 'tb' },
      icarus,
      runner,
      { timeoutMs: 20_000, collect: ['w.vcd'] },
      never,
    );
    expect(run).toMatchObject({ kind: 'ran', code: 0 });
    if (run.kind !== 'ran') return;
    expect(run.lines).toContain('q=5');
    expect(Buffer.from(run.files.get('w.vcd') ?? []).toString()).toContain('$enddefinitions');
  });

  it.each([
    ['names with blanks and options', '\\-o;touch${IFS}x '],
    ['a quoted name', '\\a"b '],
  ])('takes a top with %s', async (_name, top) => {
    const text = `module ${top}; initial $display("ran"); endmodule\n`;
    const run = await icarusSimulate(
      { files: [{ path: '/a.v', text }], includes: [], includeDirs: [], defines: {}, top },
      icarus,
      runner,
      { timeoutMs: 20_000 },
      never,
    );
    expect(run).toMatchObject({ kind: 'ran', lines: ['ran'] });
  });

  it('is broken when the program is missing', async () => {
    const gone = { ...icarus, iverilog: '/no/such/iverilog' };
    expect((await icarusCheck(unitOf(''), gone, runner, { timeoutMs: 1000 }, never)).kind).toBe('broken');
    expect((await icarusSimulate(unitOf(''), gone, runner, { timeoutMs: 1000 }, never)).kind).toBe('broken');
  });
});

describe.skipIf(native.verilator === undefined)('Verilator', () => {
  it("lints in the author's files, without its word on file names", async () => {
    const verilator = { version: native.verilator?.version ?? '', path: native.verilator?.path ?? '' };
    const lint = await verilatorLint(unitOf('  sub u(.a(a), .b(q));'), verilator, runner, { timeoutMs: 30_000 }, never);
    expect(lint.kind).toBe('answered');
    if (lint.kind !== 'answered') return;
    const width = lint.diagnostics.find((one) => one.code.startsWith('verilator/WIDTH'));
    expect(width).toMatchObject({ file: '/my rtl/top.v', line: 3, column: 10, severity: 'warning' });
    expect(lint.diagnostics.map((one) => one.code)).not.toContain('verilator/DECLFILENAME');
  });
});

describe.skipIf(native.yosys === undefined)('native Yosys', () => {
  const path = native.yosys?.path ?? '';
  const own = createNativeYosys(runner, path, native.yosys?.version ?? '');

  it('finds what the embedded one finds in plain Verilog', async () => {
    const unit = unitOf(
      '  reg [3:0] l; always @* if (a[0]) l = a[3:0];\r\n  assign q[1:0] = l[1:0]; assign q[3:2] = a[7:6]; assign q[2] = a[0];',
    );
    const codes = async (used: typeof own): Promise<string[]> => {
      const analysis = await analyzeUnit(unit, used, { timeoutMs: 60_000 }, never);
      return analysis.kind === 'answered'
        ? analysis.diagnostics.filter((one) => one.code.startsWith('lint/')).map((one) => `${one.code} ${one.file}:${one.line}`)
        : [analysis.kind];
    };
    expect(await codes(yosys)).toEqual(['lint/latch /my rtl/top.v:3', 'lint/multiple-drivers /my rtl/top.v:4']);
    const native = await codes(own);
    expect(native).toContain('lint/latch /my rtl/top.v:3');
    expect(native.some((code) => code.startsWith('lint/multiple-drivers'))).toBe(true);
  });

  it('stops at errors with their place, names missing modules, ends at the time limit', async () => {
    const error = await analyzeUnit(unitOf('  assign q = a +;'), own, { timeoutMs: 60_000 }, never);
    expect(error).toMatchObject({
      kind: 'answered',
      diagnostics: [{ file: '/my rtl/top.v', line: 3, code: 'elaborate/error', severity: 'error' }],
    });
    expect(await analyzeUnit(unitOf('  gone u(a);'), own, { timeoutMs: 60_000 }, never)).toMatchObject({ unresolved: ['gone'] });
    const hard =
      'module m(input [23:0] a, b, output d); wire [47:0] x = a * b, y = ((a * b[23:12]) << 12) + a * b[11:0]; assign d = x != y; endmodule\n';
    const run = await own.run(
      { commands: ['read_verilog m.v', 'prep', 'sat -prove d 0 m'], files: new Map([['m.v', hard]]), outputs: [], timeoutMs: 700 },
      never,
    );
    expect(run.kind).toBe('timeout');
  });

  it('knows whether it has slang', async () => {
    expect(typeof (await hasSlang(runner, path, never))).toBe('boolean');
  });
});

describe('probeTools', () => {
  it('leaves out what is not there and believes the settings', async () => {
    const found = await probeTools(runner, never, { iverilog: '/no/such/iverilog', yosys: process.execPath });
    expect(found.iverilog).toBeUndefined();
    expect(found.yosys).toBeUndefined();
  });

  it("fills the doctor's table", () => {
    const table = toolStatuses({ iverilog: { path: '/usr/bin/iverilog', version: '11.0' } }, { yosys });
    expect(table.find((one) => one.name === 'iverilog')).toMatchObject({ found: true, version: '11.0' });
    expect(table.find((one) => one.name === 'verilator')).toMatchObject({
      found: false,
      install: expect.stringContaining('verilator') as string,
    });
    expect(table.every((one) => one.adds !== '')).toBe(true);
  });
});
