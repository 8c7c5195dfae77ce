import { describe, expect, it } from 'vitest';
import { isPlainFileName, screen, screenPart } from '../../../server/src/verify/screen';

const codes = (text: string, strictness: 'candidate' | 'author' = 'candidate'): string[] => [
  ...new Set(screen([{ path: '/m.sv', text }], { strictness }).map((one) => one.code.replace('screen/', ''))),
];
const inModule = (body: string): string => `module m(input clk, output reg q);\n${body}\nendmodule\n`;

describe('screen lets through', () => {
  it.each([
    ['arithmetic helpers', 'localparam W = $clog2(8); wire [W-1:0] a = $signed(3) + $unsigned(2) + $bits(q);'],
    ['memory contents with a plain name', 'reg [7:0] r[0:3]; initial $readmemh("rom/init.hex", r);'],
    ['messages, whatever they say: no testbench hears them', 'always @(posedge clk) $display("PASS q=%0d %s at %t", q, n, $time);'],
    ['an end that a check of parameters decides', 'initial begin if (W < 2) begin $display("Error: W"); $finish; end end'],
    ['an end that an assertion decides', 'always @(posedge clk) assert (q) else $fatal(1, "q");'],
    ['queues and ranges', 'int x[$]; initial x = {1}; property p; q ##[1:$] q; endproperty wire z = x[$] + x[$-1]; int y[$:3];'],
    ['text that is only text', '// $system("x")\n/* $fopen */ wire \\$system ; wire s = "costs $5";'],
    [
      'its own instances, structs and blocks',
      'sub u(.a(clk)); wire w = u.x; st_t s; assign q = s.f; for (genvar i=0;i<2;i++) begin : g wire k; end wire n = g.k;',
    ],
    ['strings with escapes', 'initial $display("a \\" b // \\\\"); wire ok = 1;'],
    ['includes that are plain', '`include "defs.svh"\n`include "sub/defs.svh"'],
    ['a DPI export, which by itself runs nothing', 'export "DPI-C" function f;'],
    ['class package import', 'import pk::*; import pk::t;'],
  ])('%s', (_name, body) => {
    expect(codes(inModule(body))).toEqual([]);
  });

  it('a testbench of the author that ends, forces, and writes in the scratch directory', () => {
    expect(
      codes(
        'module tb; integer f; initial begin f = $fopen("out.txt", "w"); $fdisplay(f, "x"); force u.q = 1; tb.u.q = 0; $dumpfile("a.vcd"); $finish; end endmodule',
        'author',
      ),
    ).toEqual([]);
  });

  it('an include that the project serves', () => {
    const text = '`include "../inc/a.svh"\n';
    expect(screen([{ path: '/m.sv', text }], { strictness: 'author', includeServed: () => true })).toEqual([]);
    expect(codes(text, 'author')).toEqual(['include']);
  });
});

describe('screen refuses, from anyone', () => {
  it.each([
    ['shell', 'initial $system("rm -rf /");', 'system-task'],
    ['any unknown task', 'initial $my_pli(q);', 'system-task'],
    ['inline C++', 'initial $c("system(0)");', 'system-task'],
    ['absolute file', 'initial $readmemh("/etc/passwd", r);', 'file'],
    ['file above', 'initial $readmemb("a/../../x", r);', 'file'],
    ['absolute dump', 'initial $dumpfile("/tmp/x.vcd");', 'file'],
    ['Windows path', 'initial $dumpfile("C:\\\\x.vcd");', 'file'],
    ['opened absolute file', 'integer f = $fopen("/etc/passwd", "r");', 'file'],
    ['built file name', 'initial $dumpfile({"/", "tmp/x"});', 'file'],
    ['string arithmetic after a plain name', 'initial $dumpfile("x" | y);', 'file'],
    ['DPI', 'import "DPI-C" function int system(string s);', 'foreign-code'],
    ['SystemC section', '`systemc_header\n#include <x>\n`verilog', 'foreign-code'],
    ['macro body', '`define GO $system("x")\n', 'system-task'],
    ['macro body continued', '`define GO \\\n $system("x")\n', 'system-task'],
    ['pasted name', '`define P(a) $sys``a\ninitial `P(tem)("x");', 'system-task'],
    ['pasted dollar', '`define P(a,b) a``b\ninitial `P($,system)("x");', 'obscured'],
    ['dollar before a macro', '`define N system\ninitial $`N("x");', 'obscured'],
    ['dollar before a paste', '`define N(x) $``x\ninitial `N(system)("x");', 'obscured'],
    ['comment inside a macro', '`define A // nothing \\\n$system("x")\n', 'system-task'],
    ['macro quotes', '`define A `"x`" $system("x")\n', 'system-task'],
    ['after an unclosed string', 'initial $display("x\n$system("y"));', 'system-task'],
    ['after a string that ends in a backslash', 'initial $display("x\\\\"); initial $system("y");', 'system-task'],
    ['absolute include', '`include "/etc/passwd"', 'include'],
  ])('%s', (_name, body, code) => {
    expect(codes(inModule(body), 'author')).toContain(code);
    expect(codes(inModule(body), 'candidate')).toContain(code);
  });
});

describe('screen refuses from a candidate', () => {
  it.each([
    ['early end', 'initial $finish;', 'fake-result'],
    ['stop', 'initial $stop(0);', 'fake-result'],
    ['fatal', 'initial $fatal(0, "x");', 'fake-result'],
    ['an end that only follows a check', 'initial begin if (W < 2) q = 0; end initial $finish;', 'fake-result'],
    ['an end in a function', 'always @(posedge clk) if (q) f(); function void f(); $finish; endfunction', 'fake-result'],
    ['assertions switched off', 'initial $assertoff;', 'system-task'],
    ['writing a memory', 'initial $writememh("a.hex", r);', 'file'],
    ['force', 'initial force tb.dut.q = 1;', 'reach'],
    ['bind', 'bind tb chk c();', 'reach'],
    ['peeking at the testbench', 'always @* q = tb.expected;', 'reach'],
    ['peeking through an escaped name', 'always @* q = \\tb .expected;', 'reach'],
    ['peeking from the root', 'always @* q = $root.tb.expected;', 'reach'],
    ['a decoy in a comment or port name', '/* tb */ sub u(.tb(clk)); always @* q = tb.expected;', 'reach'],
    ['opening any file', 'integer f = $fopen("x", "r");', 'file'],
    ['a file named by a parameter', 'initial $readmemh(FILE, r);', 'file'],
    ['hostile words in a string', 'initial x = " $system(";', 'obscured'],
    ['include by macro', '`include `H', 'include'],
  ])('%s', (_name, body, code) => {
    expect(codes(inModule(body))).toContain(code);
  });

  it('at the place of the token', () => {
    const [one] = screen([{ path: '/m.sv', text: 'module m;\r\n  initial $system("x");\r\nendmodule' }], { strictness: 'candidate' });
    expect(one).toMatchObject({ file: '/m.sv', line: 2, column: 11, endColumn: 18, severity: 'error', code: 'screen/system-task' });
  });
});

describe('isPlainFileName', () => {
  it('takes relative names only', () => {
    expect(['a.hex', 'd/a-1.hex', '../a', '/a', 'a//b', 'C:/a', '-o', '.x', 'a b', '', '\\\\h\\s'].map(isPlainFileName)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a part of a text', () => {
  const found = (before: string, part: string, after: string): string[] => {
    const text = `module m(input clk, output reg q);\n${before}${part}${after}\nendmodule\n`;
    const start = text.indexOf(before + part) + before.length;
    return screenPart({ path: '/m.sv', text }, start, start + part.length).map((one) => one.code.replace('screen/', ''));
  };

  it.each([
    ['a system task', 'initial ', '$system("x");', '', 'system-task'],
    ['a system task whose dollar was there', 'initial $', 'fopen("x");', '', 'file'],
    ['a path out of the module', 'initial ', 'tb.done = 1;', '', 'reach'],
    ['a path whose dot was there', 'initial x', 'y', '.done = 1;', 'reach'],
    ['a word of its own kind', 'initial ', 'force q = 1;', '', 'reach'],
    ['a string', 'initial x = ', '"$system";', '', 'obscured'],
  ])('is refused for %s', (_, before, part, after, code) => expect(found(before, part, after)).toContain(code));

  it('is not refused for what stands around it', () => {
    expect(found('initial $system("x");\n', 'assign y = a & b;', '\ninitial $fopen("y");')).toEqual([]);
    expect(found('initial $system("x");\n', 'child u (.a(a));', '')).toEqual([]);
  });
});
