import { afterAll, describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import { analyzeUnit, type Analysis } from '../../../server/src/tools/slang';
import { withUvmReports } from '../../../server/src/tools/uvmReports';
import { parseSlangReport } from '../../../server/src/tools/slangReport';

const yosys = createEmbeddedYosys({ workers: 1 });
const never = new AbortController().signal;
afterAll(() => yosys.dispose());

function unitOf(text: string, more: Partial<CompileUnit> = {}): CompileUnit {
  return { files: [{ path: '/p q/m.sv', text }], includes: [], includeDirs: [], defines: {}, top: 'm', ...more };
}

async function analyze(text: string, more: Partial<CompileUnit> = {}, stubs?: string): Promise<Extract<Analysis, { kind: 'answered' }>> {
  const options = { timeoutMs: 60_000, ...(stubs === undefined ? {} : { stubs: [{ path: '/stub.sv', text: stubs }] }) };
  const result = await analyzeUnit(unitOf(text, more), yosys, options, never);
  if (result.kind !== 'answered') throw new Error(JSON.stringify(result));
  return result;
}

const places = (analysis: { diagnostics: readonly { code: string; line: number; column: number }[] }): string[] =>
  analysis.diagnostics.map((one) => `${one.code}@${one.line}:${one.column}`);

describe('analyzeUnit', () => {
  it('says nothing of a clean module', async () => {
    const result = await analyze('module m(input logic c, d, output logic q);\n  always_ff @(posedge c) q <= d;\nendmodule\n');
    expect(result).toMatchObject({ diagnostics: [], unresolved: [], structureChecked: true });
  });

  it('reports every error of a file that has many', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `  assign y = nope${i};`);
    const result = await analyze(`module m(output logic y);\n${lines.join('\n')}\nendmodule\n`);
    expect(result.diagnostics.map((one) => one.message).filter((message) => message.includes('nope59'))).toHaveLength(1);
    expect(result.stoppedEarly).toBe(false);
  });

  const generic = [
    'module m #(parameter type data_t = logic, parameter int W = 4) (input data_t d, output logic [W-1:0] y);',
    '  assign y = d.field;',
    '  logic other = d.another;',
    '  wire z = nope;',
    'endmodule',
  ].join('\n');

  it('does not blame a module for what its placeholder parameters cause, and still tells what is wrong whatever they are', async () => {
    const result = await analyze(generic, { placeholders: ['m'] });
    const told = result.diagnostics.filter((one) => /elaborate|default-parameters/.test(one.code));
    expect(told.map((one) => `${one.severity} ${one.code}@${one.line}`)).toEqual([
      'hint slang/default-parameters@2',
      'error elaborate/error@4',
    ]);
    expect(told[0]?.message).toContain('and 1 more place');
  });

  it('warns of sizes where no parameter decides them, not where a placeholder does', async () => {
    const text = [
      'module m #(parameter int unsigned Width = 0) (input [7:0] a, input [Width:0] b, output logic [Width:0] y, output [3:0] z);',
      '  assign y = b + a;',
      '  assign z = a;',
      'endmodule',
    ].join('\n');
    const told = async (more: Partial<CompileUnit>): Promise<string[]> =>
      (await analyze(text, more)).diagnostics
        .filter((one) => /width-trunc|default/.test(one.code))
        .map((one) => `${one.severity} ${one.code}@${one.line}`);
    expect(await told({ placeholders: ['m'] })).toEqual(['hint slang/default-parameters@2', 'warning slang/width-trunc@3']);
    expect(await told({})).toEqual(['warning slang/width-trunc@2', 'warning slang/width-trunc@3']);
  });

  it('blames a module without placeholders for everything that does not elaborate', async () => {
    const result = await analyze(generic);
    expect(result.diagnostics.filter((one) => one.severity === 'error').map((one) => one.line)).toEqual([2, 3, 4]);
  });

  it('finds the word behind tabs and wide characters, which slang counts as cells of a terminal', async () => {
    const lines = ['\tassign y = nope1;', ' \tassign y = nope2;', '/* é中 */\tassign y = nope3;', '\t\t\tassign\ty = nope4;'];
    const result = await analyze(`module m(output logic y);\n${lines.join('\n')}\nendmodule\n`);
    expect(result.diagnostics.map((one) => [one.line, one.column])).toEqual(lines.map((line, at) => [at + 2, line.indexOf('nope') + 1]));
  });

  it("gives the range of the word in the author's file, in UTF-16 columns, with CRLF lines", async () => {
    const result = await analyze('module m(input c, output q);\r\n /* äöü😀 */ assign q = nope;\r\nendmodule\r\n');
    expect(result.diagnostics).toEqual([
      {
        file: '/p q/m.sv',
        line: 2,
        column: 25,
        endLine: 2,
        endColumn: 29,
        severity: 'error',
        code: 'elaborate/error',
        source: 'slang',
        message: "use of undeclared identifier 'nope'",
      },
    ]);
  });

  it.each([
    [
      'always_comb',
      'module m(input logic c, d, output logic q);\n  always_comb begin\n    if (d) q = c;\n  end\nendmodule\n',
      ['lint/latch@3:12'],
    ],
    [
      'always @*',
      'module m(input c, d, output reg [1:0] q);\n  always @* begin\n    if (d) q = {c, c};\n  end\nendmodule\n',
      ['lint/latch@2:3'],
    ],
    [
      'an index and an intermediate value keep theirs unseen',
      `module m(input logic [3:0] a, input logic en, output logic [3:0] y, z);
  integer i; reg [3:0] t; integer j; logic [3:0] u;
  always @* begin y = 0; if (en) for (i = 0; i < 4; i = i + 1) y[i] = a[3 - i]; if (en) begin t = ~a; y = y + t; end end
  always_comb begin z = 0; if (en) for (j = 0; j < 4; j = j + 1) begin u = a; z[j] = u[0]; end end
endmodule
`,
      [],
    ],
    [
      'a value kept is seen inside the process, by a signal nobody reads yet, or is not read yet itself',
      `module m(input logic [3:0] a, input logic en);
  reg [3:0] t, y, u;
  logic [3:0] v;
  always @* begin if (en) t = ~a; y = t; end
  always @* if (en) u = a;
  always_comb if (en) v = a;
endmodule
`,
      ['lint/latch@4:3', 'lint/latch@5:3', 'lint/latch@6:23'],
    ],
    [
      'full_case is a promise',
      `module m(input [1:0] s, input [3:0] a, output reg [3:0] y, z);
  always @* (* full_case *) case (s) 0: y = a; 1: y = ~a; endcase
  always @* case (s) 0: z = a; 1: z = ~a; endcase
endmodule
`,
      ['lint/full-case@2:3', 'lint/latch@3:3'],
    ],
    ['always_latch is meant', 'module m(input logic c, d, output logic q);\n  always_latch if (d) q = c;\nendmodule\n', []],
  ])('finds latches: %s', async (_name, text, expected) => {
    expect(places(await analyze(text))).toEqual(expected);
  });

  it('finds several drivers, at the second assignment', async () => {
    const assigns = await analyze('module m(input d, e, output r); // r = 1\n  assign r = d;\n  assign r = e;\nendmodule\n');
    expect(places(assigns)).toEqual(['lint/multiple-drivers@3:10']);
    const processes = await analyze(
      'module m(input c, d, output reg r);\n  always @(posedge c) r <= d;\n  always @(posedge c) if (d) r <= 0;\nendmodule\n',
    );
    expect(places(processes)).toEqual(['lint/multiple-drivers@3:30']);
    const tristate = await analyze(
      "module m(input c, d, e, inout z);\n  assign z = c ? d : 1'bz;\n  assign z = e ? d : 1'bz;\nendmodule\n",
    );
    expect(places(tristate)).toEqual([]);
  });

  it('finds combinational loops and undriven nets, once per signal', async () => {
    const loop = await analyze('module m(input c, output reg [3:0] z);\n  always @* z = z + c;\nendmodule\n');
    expect(loop.diagnostics.map((one) => one.code)).toEqual(['lint/comb-loop']);
    expect(loop.diagnostics[0]).toMatchObject({ line: 2, message: expect.stringContaining('`z`') as string });
    const undriven = await analyze(
      'module m(input c, output [3:0] z);\n  wire [3:0] w;\n  assign w[1:0] = {c, c};\n  assign z = w;\nendmodule\n',
    );
    expect(places(undriven)).toEqual(['lint/undriven@2:14']);
  });

  it('warns of widths that cut values off, not of counters', async () => {
    const result = await analyze(
      'module m(input c, input [7:0] a, output reg [3:0] q, z);\n  always @(posedge c) begin\n    q <= q + 1;\n    z <= a;\n  end\nendmodule\n',
    );
    expect(places(result)).toEqual(['slang/width-trunc@4:10']);
  });

  it('names what is missing instead of judging it', async () => {
    const result = await analyze('`include "no.svh"\nmodule m(input c);\n  foo u(c);\n  pk::t x;\nendmodule\n');
    expect(result.unresolved).toEqual(['no.svh', 'foo', 'pk']);
    expect(result.diagnostics.map((one) => [one.severity, one.code])).toEqual([
      ['error', 'elaborate/include'],
      ['warning', 'elaborate/unresolved'],
      ['warning', 'elaborate/unresolved'],
    ]);
  });

  it('checks the netlist around modules that nothing declares, and rests nothing on their directions', async () => {
    const text = [
      'module m(input c, sel, input [3:0] a, output reg [3:0] q, output reg kept, output [3:0] y, output two);',
      '  wire [3:0] mid;',
      '  logic status;',
      '  vendor_ip #(.DEPTH(16), .MODE("FAST")) u (.clk(c), .din(a & {4{sel}}), .dout(mid), .ok(status), .ready(imp));',
      '  PRIM #(3) p (w3, c, a[0]);',
      '  PRIM p2 (.O(), .I(kept));',
      '  always @* if (sel) kept = a[1];',
      '  always @(posedge c) q <= mid & {4{imp & w3}};',
      '  wire nobody;',
      '  assign y = mid ^ {4{status}} ^ {4{nobody}};',
      '  assign two = a[2];',
      '  assign two = a[3];',
      'endmodule',
    ].join('\n');
    const blackBoxes = [
      { name: 'vendor_ip', parameters: ['DEPTH', 'MODE'], ports: ['clk', 'din', 'dout', 'ok', 'ready'], width: 512 },
      { name: 'PRIM', parameters: ['\\1 '], ports: ['O', 'I', '\\3 '], width: 1 },
    ];
    const without = await analyze(text);
    expect(without.structureChecked).toBe(false);
    const result = await analyze(text, { blackBoxes });
    expect(result.structureNote).toBeUndefined();
    expect(result.unresolved).toEqual(['vendor_ip', 'PRIM']);
    expect(places(result).filter((place) => place.startsWith('lint/'))).toEqual([
      'lint/latch@7:3',
      'lint/undriven@9:8',
      'lint/multiple-drivers@12:10',
    ]);
  });

  it('checks the rest as if the order were right where a name is used before its declaration', async () => {
    const result = await analyze(
      [
        'module m(input c, sel, input [7:0] a, output reg kept, output [3:0] y);',
        '  assign y = later;',
        '  wire [7:0] later = a;',
        '  always @* if (sel) kept = c;',
        'endmodule',
      ].join('\n'),
    );
    expect(places(result).filter((place) => !place.startsWith('slang/unused'))).toEqual([
      'elaborate/error@2:14',
      'slang/width-trunc@2:14',
      'lint/latch@4:3',
    ]);
  });

  it('does not take the index that loops of several processes share for a conflict', async () => {
    const loop = (target: string, step: string): string => `for (i = 0; i < 4; ${step}) ${target}[i] = a[i];`;
    const text = (more: string): string =>
      [
        'module m(input c, input [3:0] a, output reg [3:0] x, y);',
        '  integer i;',
        `  always @* ${loop('x', 'i = i + 1')}`,
        `  always @(posedge c) ${loop('y', 'i++')}`,
        more,
        'endmodule',
      ].join('\n');
    const drivers = async (more: string): Promise<string[]> => places(await analyze(text(more))).filter((one) => one.includes('drivers'));
    expect(await drivers('')).toEqual([]);
    expect(await drivers('  always @(posedge c) i = 3;')).toEqual(['lint/multiple-drivers@3:32']);
  });

  it('says that a net is undriven only where no other parameter may drive it', async () => {
    const text = (body: string): string =>
      `module m #(parameter F = 0) (input a, output y);\n  wire n;\n  assign y = n;\n${body}\nendmodule\nmodule s(input i, output o); assign o = i; endmodule`;
    const undriven = async (body: string): Promise<string[]> => places(await analyze(text(body))).filter((one) => one.includes('undriven'));
    expect(await undriven('')).toEqual(['lint/undriven@2:8']);
    expect(await undriven('  generate if (F == 1) begin assign n = a; end endgenerate')).toEqual([]);
    expect(await undriven('  generate if (F == 1) begin s u (.i(a), .o(n)); end endgenerate')).toEqual([]);
    expect(await undriven('  s u (.i(n), .o());')).toEqual(['lint/undriven@2:8']);
  });

  const depth = (body: string): string => `module m #(parameter W = 0) (input [3:0] a, output [3:0] y);\n${body}\nendmodule\n`;

  it('does not blame a module whose instances give other parameters for what its own cause', async () => {
    const text = depth("  assign y = {{W{1'b0}}};\n  wire z = nope;");
    const errors = async (overridden: boolean): Promise<string[]> => {
      const result = await analyzeUnit(unitOf(text), yosys, { timeoutMs: 60_000, overridden: () => overridden }, never);
      return result.kind === 'answered'
        ? result.diagnostics.filter((one) => /elaborate|default/.test(one.code)).map((one) => `${one.severity}@${one.line}`)
        : [];
    };
    expect(await errors(false)).toEqual(['error@2', 'error@3']);
    expect(await errors(true)).toEqual(['hint@2', 'error@3']);
  });

  it('says what is wrong with the text when the netlist takes the tool down', async () => {
    let runs = 0;
    const failing: typeof yosys = {
      ...yosys,
      slang: true,
      run: (request, signal) =>
        ++runs === 1
          ? Promise.resolve({ kind: 'broken', message: 'the embedded Yosys stopped: unreachable', lines: [], ms: 1 })
          : yosys.run(request, signal),
    };
    const result = await analyzeUnit(unitOf('module m(output y);\n  assign y = nope;\nendmodule'), failing, { timeoutMs: 60_000 }, never);
    expect(result).toMatchObject({ structureChecked: false, structureNote: 'not looked at: the embedded Yosys stopped: unreachable' });
    expect(result.kind === 'answered' ? places(result) : []).toEqual(['elaborate/error@2:14']);
  });

  it('looks at a module with interface ports alone', async () => {
    const text =
      'interface bus; logic a; modport m (output a); endinterface\nmodule m (bus.m b, input en);\n  assign b.a = en & nope;\nendmodule\n';
    const { files, includes, includeDirs, defines } = unitOf(text);
    const result = await analyzeUnit({ files, includes, includeDirs, defines }, yosys, { timeoutMs: 60_000 }, never);
    expect(result.kind === 'answered' && result.diagnostics.map((one) => one.message)).toEqual(["use of undeclared identifier 'nope'"]);
  });

  it('takes reports of UVM that no file defines for statements', async () => {
    const text = [
      'module m (input c, a, b, output logic q);',
      '  one: assert property (@(posedge c) a |-> b) else',
      '    `uvm_error("m",',
      '               "b is low")',
      '',
      '  two: assert property (@(posedge c) a |=> nope) else `uvm_error("m", "late")',
      '  always_comb if (a) q = b;',
      'endmodule',
    ].join('\n');
    const result = await analyzeUnit(withUvmReports(unitOf(text), ['uvm_error']), yosys, { timeoutMs: 60_000 }, never);
    expect(result.kind === 'answered' && places(result)).toEqual(['elaborate/error@6:44']);
    const run = unitOf(text, { defines: {} });
    expect(withUvmReports(run, ['other_macro'])).toBe(run);
  });

  it('checks one file alone against stubs of the others', async () => {
    const stub = '(* blackbox *) module foo(input [3:0] a, output b); endmodule\n';
    const result = await analyze('module m(input [7:0] a, output b);\n  foo u(.a(a), .b(b));\nendmodule\n', {}, stub);
    expect(result.unresolved).toEqual([]);
    expect(places(result)).toEqual(['slang/port-width-trunc@2:12']);
  });

  it('follows includes by any route, and keeps defines out of commands', async () => {
    const result = await analyze(
      '`include "../inc/x.svh"\n`define H "z/y.svh"\nmodule m(input [`W-1:0] a, output [`V-1:0] q);\n  assign q = a + `K;\nendmodule\n',
      {
        includes: [
          { path: '/inc/x.svh', text: '`include "z/y.svh"\n' },
          { path: '/inc/z/y.svh', text: '`define W 8\n`define V 4\n' },
        ],
        includeDirs: ['/inc'],
        defines: { K: "(8'd1 + 1) ; exec -- true", 'BAD NAME': '1' },
      },
    );
    expect(result.commands.join('\n')).not.toContain('exec');
    expect(result.diagnostics.every((one) => one.file === '/p q/m.sv')).toBe(true);
  });

  it('reads a top whose name is no plain word', async () => {
    const result = await analyze('module \\m;exec--ls  (input c, output q);\n  assign q = nope;\nendmodule\n', { top: '\\m;exec--ls ' });
    expect(result.commands.join('\n')).not.toContain('exec');
    expect(places(result)).toEqual(['elaborate/error@2:14']);
  });

  it('lets test-bench code pass, and says that its netlist was not looked at', async () => {
    const result = await analyze('module m; reg clk = 0; always #5 clk = ~clk; initial #100 $finish; endmodule\n');
    expect(result.diagnostics).toEqual([]);
    expect(result.structureNote).toContain('unsynthesizable');
  });

  it('answers after a cancelled run and a time-out', async () => {
    const cancelled = await analyzeUnit(unitOf('module m; endmodule'), yosys, { timeoutMs: 1000 }, AbortSignal.abort());
    expect(cancelled.kind).toBe('cancelled');
    const late = await analyzeUnit(unitOf('module m; endmodule'), yosys, { timeoutMs: 0 }, never);
    expect(late.kind).toBe('timeout');
    expect((await analyze('module m; endmodule')).kind).toBe('answered');
  });
});

describe('parseSlangReport', () => {
  it('keeps a Windows path whole and copes with entries without place', () => {
    const text = JSON.stringify([
      { severity: 'warning', message: 'a', optionName: 'x', location: 'C:\\d:e.sv:4:14' },
      { severity: 'error', message: 'b', symbolPath: '' },
    ]);
    expect(parseSlangReport(text)).toEqual([
      { severity: 'warning', message: 'a', option: 'x', file: 'C:\\d:e.sv', line: 4, column: 14 },
      { severity: 'error', message: 'b' },
    ]);
    expect(parseSlangReport('')).toEqual([]);
  });
});
