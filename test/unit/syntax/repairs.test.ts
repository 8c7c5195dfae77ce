import { describe, expect, it } from 'vitest';
import { summarize } from '../../../server/src/model/summarize';
import { applyRewrites, grammarGaps } from '../../../server/src/syntax/grammarGaps';
import { inactiveRegions } from '../../../server/src/syntax/inactiveRegions';
import type { MacroDefinition } from '../../../server/src/syntax/parsedFile';
import { loadParser, noIncludes, parseText, said } from './reading';

const none = { path: '/p/b.svh', start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };

describe('what the grammar lacks', () => {
  it.each([
    ['a finish number alone', 'module m; initial if (a) $fatal(1); else begin $error("x"); $fatal(1); end endmodule'],
    ['two dimensions of a named type', 'package p; parameter token_e [N-1:0][1:0] X = {1}; localparam q::t [3:0][2:0] Y = 0; endpackage'],
    ['static tasks outside classes', 'module m; static task automatic f(); endtask static function int g(); endfunction endmodule'],
    ['automatic prototypes', 'virtual class c; pure virtual task automatic f(); pure virtual function automatic int g(); endclass'],
    ['strength of a pull', 'module m; pullup (weak1) a (b); pulldown (strong0) (c); endmodule'],
    [
      'members in a cross',
      'class c; covergroup g; x: cross a.b, c iff (d.e) { ignore_bins y = binsof(a.b) intersect {1}; } endgroup endclass',
    ],
    ['solve inside a block', 'class c; constraint k { foreach (x[i]) { x[i] > 0; solve x[i] before y[i]; } } endclass'],
    ['skipped loop variables', 'class c; function void f(); foreach (x[, j]) y = j; endfunction endclass'],
    [
      'an index before loop variables',
      'class c; function void f(); foreach (x[0][j]) y = j; foreach (a.b[i][j]) y = j; endfunction endclass',
    ],
    ['constant unsized arrays', 'class c; const string names[] = \'{"a", "b"}; endclass'],
    ['a select of a result', 'class c; function void f(); logic [7:0] a = super.read(x[i])[7:0]; endfunction endclass'],
    ['a comma after the last connection', 'module m; sub #(.A(1), .B(2),) u (.a(1), .b(2), ); endmodule'],
    ['empty patterns', "module m #(parameter int n = 0, parameter int p[n] = '{}) (); endmodule"],
    ['a range in an index in a concatenation', 'module m; assign a = {p[q[2][W-1:0]], p[q[1][W-1:0]]}; endmodule'],
    ['samples of a covergroup', 'class c; covergroup g with function sample(bit a); coverpoint a; endgroup endclass'],
  ])('reads %s without an error', async (_name, text) => {
    expect(said(await parseText(text))).toEqual([]);
    expect(applyRewrites(text, grammarGaps(text))).toHaveLength(text.length);
  });

  it('does not give a width that is wrong', async () => {
    const [unit] = summarize(await parseText('package p; typedef enum {A, B} e; parameter e [3:0][1:0] X = 0; endpackage')).modules;
    expect(unit?.parameters.map((one) => one.name)).toEqual(['X']);
    expect(unit?.parameters[0]?.typeText).not.toContain('3:0');
  });

  it('keeps the other errors of the same text, where they are', async () => {
    const file = await parseText('module m;\n  initial $fatal(1);\n  assign = 3;\nendmodule\n');
    expect(said(file)).toHaveLength(1);
    expect(file.problems[0]?.range.line).toBe(2);
  });
});

describe('keywords of SystemVerilog', () => {
  const text = 'module m(input bit, output do_it);\n  reg logic;\n  wire checker = bit;\n  task expect; begin end endtask\nendmodule\n';

  it('are names in .v files and between `begin_keywords', async () => {
    const parser = await loadParser();
    expect(said(parser.parse({ path: '/p/a.v', text }, noIncludes))).toEqual([]);
    expect(said(parser.parse({ path: '/p/a.sv', text }, noIncludes))).not.toEqual([]);
    const asked = { path: '/p/a.sv', text: `\`begin_keywords "1364-2005"\n${text}\`end_keywords\n` };
    expect(said(parser.parse(asked, noIncludes))).toEqual([]);
  });

  it('stay keywords in a .v file written in SystemVerilog', async () => {
    const file = (await loadParser()).parse(
      { path: '/p/a.v', text: 'module m(input logic a);\n  always_comb b = a;\nendmodule\n' },
      noIncludes,
    );
    expect(said(file)).toEqual([]);
    expect(summarize(file).modules[0]?.ports[0]?.typeText).toBe('logic');
  });
});

describe('fragments that others include', () => {
  it.each([
    ['of a class', 'virtual task run(int n = 1);\n  pre();\nendtask\n\nlocal function void f(); endfunction\n'],
    ['of a module', 'assign a = b;\nsub u_sub (.a(a));\n'],
    ['of statements', 'a = b;\nif (c) d = e;\n'],
    ['of ports', 'input logic a,\noutput logic b\n'],
    ['of parameters', 'parameter A = 1,\nparameter int B = 2\n'],
    ['of case items', "2'd0: a = 1;\n2'd1: a = 2;\n"],
    ['of an enum', 'ADD,\nSUB = 4\n'],
  ])('%s are read without an error', async (_name, text) => {
    const file = await parseText(text);
    expect(said(file)).toEqual([]);
    expect(summarize(file).modules).toEqual([]);
    const name = file.root.descendantsOfType('simple_identifier').find((node) => node.text === 'a');
    if (name !== undefined) expect(file.rangeOf(name).start).toBe(text.indexOf('a', text.search(/\ba\b/)));
  });

  it('have their own errors where they are', async () => {
    const file = await parseText('virtual task run();\n  a = ;\nendtask\nvirtual task other();\nendtask\n');
    expect(said(file)).toHaveLength(1);
    expect(file.problems[0]?.range.line).toBe(1);
    const offset = file.pre.fromRoot(30) ?? 0;
    expect(file.pre.toSource(offset, offset + 1).start).toBe(30);
  });
});

describe('text that nobody knows', () => {
  it('is never blamed for an error beside it', async () => {
    expect(said(await parseText('module m #(parameter `REQUIRED(width_p), parameter `REQUIRED(els_p)) (input a); endmodule'))).toEqual([]);
    expect(said(await parseText('module m #(parameter a_e a = b\n  `more_params(a)\n  , parameter c = 1) (); endmodule'))).toEqual([]);
    expect(
      said(
        await parseText(
          'class c;\n  task t();\n    repeat (3) begin : send\n      `create(req)\n      start(req);\n    end\n  endtask\nendclass',
        ),
      ),
    ).toEqual([]);
    expect(said(await parseText('module m;\n  `odd_one(a b c) = 5 6;\nendmodule'))).toEqual([]);
  });

  it('a declaring macro declares its argument', async () => {
    const [unit] = summarize(await parseText('module m #(parameter `REQUIRED(width_p), parameter x = 1) (); endmodule')).modules;
    expect(unit?.parameters.map((one) => one.name)).toEqual(['width_p', 'x']);
  });

  it('an include that is not found costs its own message and nothing else', async () => {
    const file = await parseText(
      'module m #(\n  parameter A = 1, // one\n  `include "gone.vh"\n) (input a);\n  sub u (.a(a));\nendmodule\n',
    );
    expect(file.problems.map((one) => one.code)).toEqual(['preprocess/include']);
    expect(summarize(file).modules[0]?.instances).toHaveLength(1);
  });

  it("another file's macro may not be the one meant here", async () => {
    const lookupMacro = (name: string): MacroDefinition | undefined =>
      name === 'M' ? { name, body: '$sformatf("%m")', range: none } : undefined;
    const file = await parseText('module m;\n  initial a = b.`M;\n  wire d;\n  initial c = ;\nendmodule', { lookupMacro });
    expect(file.problems.map((one) => one.range.line)).toEqual([3]);
  });

  it('does not hide errors elsewhere', async () => {
    expect(said(await parseText('module m;\n  `unknown(a)\n  wire b;\n  assign c = ;\nendmodule'))).toHaveLength(1);
  });
});

describe('macro arguments', () => {
  it('lose their comments, which would swallow what follows', async () => {
    const file = await parseText(
      '`define A(x, y = 1) assign x = (y);\nmodule m;\n  `A(q,\n     r // until reset\n  )\n  wire z;\nendmodule\n',
    );
    expect(said(file)).toEqual([]);
    expect(file.pre.text).toContain('assign q = (r)');
  });
});

describe('inactive regions', () => {
  it('are what the conditionals of the file itself take out', async () => {
    const text = '`ifdef A\nwire a;\n`else\nwire b;\n`endif\n`ifndef A\n`ifdef B\nwire c;\n`endif\nwire d;\n`endif\n';
    const cut = async (defines: Record<string, string>) =>
      inactiveRegions(await parseText(text, { defines })).map(({ start, end }) => text.slice(start, end).trim());
    expect(await cut({})).toEqual(['wire a;', 'wire c;']);
    expect(await cut({ A: '' })).toEqual(['wire b;', '`ifdef B\nwire c;\n`endif\nwire d;']);
  });
});
