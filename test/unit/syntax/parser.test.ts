import { describe, expect, it } from 'vitest';
import { allOfType, firstOfType, namedChildren, unwrapExpression, unwrapStatement, walk } from '../../../server/src/syntax/nodes';
import { loadParser, noIncludes, parseText, said } from './reading';

const head = 'module m(input clk, input [3:0] a, output reg [3:0] q);\n  wire w;\n';
const tail = '\n  assign w = a[0];\n  always @(posedge clk) q <= a;\nendmodule\nmodule n; wire z; endmodule\n';

describe('syntax errors', () => {
  it.each([
    ['assign x = a\n  assign y = b;', '3:13 expected `;` after `a`'],
    ['wire [3:0] t\nreg u;', '3:13 expected `;` after `t`'],
    ['always @(posedge clk) begin\n  q <= a\n  r <= b;\nend', '4:9 expected `;` after `a`'],
    ['always @(posedge clk) begin\n  q <= a\nend', '4:9 expected `;` after `a`'],
    ['assign x = a + ;', '3:14 expected an expression after `+`'],
    ['assign x = (a + );', '3:15 expected an expression after `+`'],
    ['assign x = (a & b;', '3:12 `(` has no `)`'],
    ['always @(posedge clk) if (a q <= 1;', '3:26 `(` has no `)`'],
    ['always @* q = a[3:;', '3:16 `[` has no `]`'],
    ['always @(posedge clk) begin\n  if (a) begin q <= 1;\n  r <= 0;\nend', '4:10 `begin` has no `end`'],
    ['always @(posedge clk) begin\nq <= 1; end\nend', '5:1 `end` without `begin`'],
    ['always @* case (a)\n1: q = 0;\ndefault: q = 1;', '3:11 `case` has no `endcase`'],
    ['alwyas @(posedge clk) q <= a;', '3:1 syntax error near `alwyas` (did you mean `always`?)'],
    ['wire case;', '3:6 `case` is a keyword and cannot be a name'],
    ['always @* begin else q = 1; end', '3:17 `else` without an `if` before it'],
    ['initial $display("abc);', '3:18 this string has no closing quote'],
    ['/* open', '3:1 this comment is never closed'],
    ["assign x = 4'hg;", "3:12 `4'h` has no digits of its base"],
    ['sub u_sub (.a(', '3:14 `(` has no `)`'],
    ['sub u_sub (.a(a),', '3:11 `(` has no `)`'],
    ['for (genvar i = 0; i < 2; i++) begin : g wire x; end\nassign y = ;', '4:10 expected an expression after `=`'],
    ['sub u_sub', '3:10 expected `;` after `u_sub`'],
  ])('%j gives one problem', async (body, expected) => {
    const file = await parseText(head + body + tail);
    expect(said(file)).toEqual([expected]);
    expect(file.problems[0]?.code).toMatch(/^syntax\//);
    file.dispose();
  });

  it.each([
    ['module m;\n wire a;\n', '1:1 `module m` has no `endmodule`'],
    ['module m(input a, input b,);\nendmodule\n', '1:26 expected a name after `,`'],
    ['module m(input a input b);\nendmodule\n', '1:17 expected `,` after `a`'],
    ['module m(input a, b)\nwire c;\nendmodule\n', '1:21 expected `;` after `)`'],
  ])('%j gives one problem', async (text, expected) => {
    expect(said(await parseText(text))).toEqual([expected]);
  });

  it('says of a statement that was left open that it was, and nothing of what is out of step behind it', async () => {
    const process = [
      'always @(posedge clk or negedge rst)',
      '  if (!rst) begin',
      '    q <= 0;',
      '  end else if (a) begin',
      '    q <= b;',
      '    r <= 0;',
      '  end else begin',
      "    q <= 12'(b / 10);",
      '  end',
      '',
    ];
    const file = await parseText(`${head}assign x = a\n\n${process.join('\n')}${tail}`);
    expect(said(file)).toEqual(['3:13 expected `;` after `a`']);
  });

  it('lets a block stand among the items of a generate region', async () => {
    const file = await parseText(
      'module m;\n  generate\n      begin : g\n      wire w;\n      sub u_sub (.a(w));\n    end\n  endgenerate\nendmodule',
    );
    expect(said(file)).toEqual([]);
    expect(allOfType(file.root, 'module_instantiation')).toHaveLength(1);
  });

  it('takes words that JavaScript gives a meaning for names, in a broken text too', async () => {
    const parser = await loadParser();
    const parsed = parser.parse(
      { path: '/p/a.v', text: 'module m;\n  wire constructor, toString;\n  assign constructor = (toString;\nendmodule\n' },
      noIncludes,
    );
    expect(parsed.problems.map((problem) => problem.range.line)).toEqual([2]);
    parsed.dispose();
  });

  it('reports each of two independent mistakes', async () => {
    const file = await parseText(`${head}assign x = a + ;\n\n\n\n\nassign y = ;\n${tail}`);
    expect(file.problems.map((problem) => problem.range.line)).toEqual([2, 7]);
  });

  it('is at the use of the macro that brings the error in, once', async () => {
    const text = '`define BAD assign x = + ; assign y = * ;\nmodule m;\n  `BAD\nendmodule\n';
    const file = await parseText(text);
    expect(file.problems).toHaveLength(1);
    expect(file.problems[0]?.range).toMatchObject({ line: 2, column: 2, endColumn: 6 });
    expect(file.problems[0]?.message).toContain('in the expansion of `BAD');
  });
});

describe('the parser', () => {
  it('keeps the rest of a module around a half-typed instance', async () => {
    for (const typed of ['foo u_foo (.a(', 'foo u_foo (.a(a), .b(', 'foo #(.W(8)) u_foo (', 'foo u_foo (.a(a),']) {
      const file = await parseText(`${head}  ${typed}\n${tail}`);
      expect(allOfType(file.root, 'always_construct'), typed).toHaveLength(1);
      expect(allOfType(file.root, 'continuous_assign'), typed).toHaveLength(1);
      expect(allOfType(file.root, 'module_declaration'), typed).toHaveLength(2);
      expect(file.problems).toHaveLength(1);
      file.dispose();
    }
  });

  it('reparses an edit to the tree a fresh parse gives, and leaves the old one usable', async () => {
    const parser = await loadParser();
    const before = parser.parse({ path: '/p/a.v', text: head + tail }, noIncludes);
    const edited = { path: '/p/a.v', text: `${head}  reg [7:0] r;\n${tail}` };
    const after = parser.parse(edited, noIncludes, before);
    const fresh = parser.parse(edited, noIncludes);
    expect(after.root.toString()).toBe(fresh.root.toString());
    expect(before.root.text).toBe(head + tail);
    for (const file of [before, after, fresh]) file.dispose();
    before.dispose();
  });

  it.each([
    ['nothing', '', []],
    ['binary', '\u0001\u0002\u0003\u0000'.repeat(50), ['syntax/binary']],
    ['too much', 'wire a;\n'.repeat(1_300_000), ['syntax/too-large']],
  ])('answers for %s', async (_what, text, codes) => {
    const file = await parseText(text);
    expect(file.problems.map((problem) => problem.code)).toEqual(codes);
    expect(file.root.childCount).toBe(0);
    file.dispose();
  });

  it('gives up after a bounded amount of work, with a problem', async () => {
    const file = await parseText(`module m;\n${'assign a = b + c * (d - e);\n'.repeat(40_000)}endmodule\n`, { work: 0.0005 });
    expect(file.problems.map((problem) => problem.code)).toEqual(['syntax/too-slow']);
    // The next file is not continued where that one stopped.
    expect((await parseText('module m; endmodule')).problems).toEqual([]);
  });

  it('tells where a node is in the author’s file', async () => {
    const file = await parseText(
      '`define W 8\r\nmodule é_not; endmodule\r\nmodule m;\r\n  wire [`W-1:0] a;\r\nendmodule\r\n'.replace('é', 'e'),
    );
    const name = firstOfType(file.root, 'net_decl_assignment');
    expect(name && file.rangeOf(name)).toMatchObject({ path: '/p/a.sv', line: 3, column: 16, endColumn: 17 });
    const width = firstOfType(file.root, 'unsigned_number');
    expect(width && file.rangeOf(width)).toMatchObject({ line: 3, column: 8, endColumn: 10, macro: 'W' });
  });
});

describe('node helpers', () => {
  it('unwrap statements and expressions', async () => {
    const file = await parseText('module m; always @* if (a) begin x = (b + c); end endmodule');
    const wrapped = firstOfType(file.root, 'statement');
    expect(unwrapStatement(wrapped)?.type).toBe('procedural_timing_control_statement');
    const assignment = firstOfType(file.root, 'operator_assignment');
    const value = unwrapExpression(assignment === undefined ? undefined : namedChildren(assignment).at(-1));
    expect(value?.childForFieldName('operator')?.text).toBe('+');
  });

  it('walk visits every node once and skips what it is told to', async () => {
    const file = await parseText('module m; wire a; endmodule\nmodule n; endmodule');
    let all = 0;
    walk(file.root, () => {
      all++;
    });
    expect(all).toBe(file.root.descendantCount);
    const top: string[] = [];
    walk(file.root, (node, depth) => {
      if (depth === 1) top.push(node.type);
      return depth < 1;
    });
    expect(top).toEqual(['module_declaration', 'module_declaration']);
  });
});
