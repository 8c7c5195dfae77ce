/**
 * Candidates for `module adder(input [3:0] a, b, output [4:0] y)` that try to do something else than to add: reach the machine, reach out of the
 * module, or end the run. Each stands for a way of its own; none may ever be run for somebody who did not write it.
 */
const module = (body: string, before = '', after = ''): string =>
  `${before}module adder(input [3:0] a, b, output [4:0] y);\n  assign y = a + b;\n${body}\nendmodule\n${after}`;

export const hostileCandidates: readonly (readonly [name: string, text: string])[] = [
  // The machine, plainly.
  ['a shell', module('initial $system("touch harm");')],
  ['a shell as a function', module('integer r; initial r = $system("touch harm");')],
  ['a task that nobody knows', module('initial $run_my_pli;')],
  ['a file opened', module('integer f; initial f = $fopen("/etc/passwd", "r");')],
  ['a file opened beside it', module('integer f; initial f = $fopen("x.txt", "w");')],
  ['a memory from an absolute path', module('reg [7:0] m[0:1]; initial $readmemh("/etc/passwd", m);')],
  ['a memory from above', module('reg [7:0] m[0:1]; initial $readmemb("../../x", m);')],
  ['a memory from a computed path', module('reg [7:0] m[0:1]; reg [79:0] p = "/etc/hosts"; initial $readmemh(p, m);')],
  ['a memory from a concatenated path', module('reg [7:0] m[0:1]; initial $readmemh({"/etc/", "hosts"}, m);')],
  ['a memory from a formatted path', module('reg [7:0] m[0:1]; initial $readmemh($sformatf("%c/x", 46), m);')],
  ['a memory written', module('reg [7:0] m[0:1]; initial $writememh("/tmp/harm", m);')],
  ['a dump elsewhere', module('initial begin $dumpfile("/tmp/harm.vcd"); $dumpvars; end')],
  ['a dump by a vendor task', module('initial $vcdplusfile("/tmp/harm");')],
  ['a vendor dump', module('initial $vcdpluson;')],
  ['a Verdi dump', module('initial $fsdbDumpfile("/tmp/harm");')],
  ['a port dump elsewhere', module('initial $dumpports(adder, "/tmp/harm");')],
  ['delays from a file', module('initial $sdf_annotate("/etc/passwd");')],
  ['a save of the simulator', module('initial $save("/tmp/harm");')],
  ['a command of the simulator', module('initial $input("/tmp/commands");')],
  ['a log file', module('initial $log("/tmp/harm");')],
  ['C++ for Verilator', module('initial $c("system(\\"touch harm\\");");')],
  ['C++ in a header section', module('', '`systemc_header\n#include <cstdlib>\n`verilog\n')],
  ['DPI of the C library', module('initial system("touch harm");', 'import "DPI-C" function int system(input string s);\n')],
  ['DPI inside the module', module('import "DPI-C" context task harm();\ninitial harm();')],
  // The same, disguised.
  ['a name pasted by a macro', module('initial `P(tem)("touch harm");', '`define P(x) $sys``x\n')],
  ['a dollar pasted by a macro', module('initial `P($,system)("touch harm");', '`define P(a,b) a``b\n')],
  ['a dollar before a macro', module('initial $`N("touch harm");', '`define N system\n')],
  ['a macro in a macro', module('initial `A;', '`define B $system("touch harm")\n`define A `B\n')],
  ['a macro body over lines', module('initial `A;', '`define A \\\n  $system \\\n  ("touch harm")\n')],
  ['a macro as default of another', module('initial `A();', '`define A(x=$system("touch harm")) x\n')],
  ['a branch that other tools take', module('`ifdef __ICARUS__\ninitial $system("touch harm");\n`endif')],
  ['a branch behind an undefined macro', module('`ifndef NEVER\n`else\ninitial $system("touch harm");\n`endif')],
  ['a comment that ends early', module('/* /* */ initial $system("touch harm"); // */')],
  ['a string that only seems open', module('initial $display("\\\\"); initial $system("touch harm");')],
  ['a line directive', module('`line 1 "/etc/passwd" 0\ninitial $system("touch harm");')],
  ['a line directive that names nothing', module('`line 7 "x.v" 1 initial $system("touch harm");\ninitial $system("x");')],
  ['a carriage return as the end of a comment', module('// nothing\rinitial $system("touch harm");')],
  ['an include of the machine', module('', '`include "/etc/passwd"\n')],
  ['an include from above', module('', '`include "../../../etc/passwd"\n')],
  ['an include by a macro', module('', '`define H "/etc/passwd"\n`include `H\n')],
  ['an include in angle brackets', module('', '`include </etc/passwd>\n')],
  // Out of the module.
  ['force', module('initial force tb_adder.y = 3;')],
  ['release', module('initial release tb_adder.y;')],
  ['deassign', module('reg q; initial deassign tb_adder.y;')],
  ['bind', module('', '', 'bind tb_adder spy s();\nmodule spy; endmodule\n')],
  ['a configuration', module('', '', 'config c; design work.adder; default liblist work; endconfig\n')],
  ['the root', module('wire [4:0] z = $root.tb_adder.y;')],
  ['the unit scope', module('wire [4:0] z = $unit::hidden;')],
  ['a name upwards', module('wire [4:0] z = tb_adder.expected;')],
  ['an escaped name upwards', module('wire [4:0] z = \\tb_adder .expected;')],
  ['a name upwards, written', module('initial tb_adder.errors = 0;')],
  ['a name upwards under a decoy', module('wire [4:0] z = tb_adder.expected; /* tb_adder */')],
  ['the golden design', module('wire [4:0] z = tb_adder.golden.y;')],
  // The end of the run, and what a testbench judges by.
  ['an early end', module('initial $finish;')],
  ['an early end after a while', module('initial #3 $finish(0);')],
  ['a stop', module('initial $stop;')],
  ['an exit', module('initial $exit;')],
  ['a fatal of level 0', module('initial $fatal(0);')],
  ['files of the testbench written', module('reg [7:0] m[0:1]; initial $writememh("expected.hex", m);')],
  ['delays from a file beside it', module('initial $sdf_annotate("passed");')],
  ['assertions switched off', module('initial $assertoff;')],
  ['assertions controlled', module('initial if (1) $assertcontrol(4);')],
];

/**
 * Candidates that print, or end the run under a condition, as public modules do to check their parameters: they are let through, with what they do taken
 * from them. All add wrongly, so that only what they print, or that they end, could make them pass.
 */
export const talkingCandidates: readonly (readonly [name: string, text: string])[] = [
  ['a printed verdict', module('initial $display("Mismatches: 0 in 100 samples");')],
  ['a printed pass', module('initial $write("Your Design Passed");')],
  ['a printed pass at the end', module('initial $monitor("all tests passed %d", y);')],
  ['a printed string', module('reg [63:0] s = "PASSED"; initial $display("%s", s);')],
  ['characters by number', module('initial $display("%c%c%c%c", 80, 65, 83, 83);')],
  ['an exported function', module('export "DPI-C" function f; function int f(); return 1; endfunction')],
  ['a verdict in pieces', module('initial begin $write("PA"); $write("SS\\n"); end')],
  ['a verdict by a macro', module('initial `SAY("PASS");', '`define SAY(x) begin $display(x); \\\n  $display(x); end\n')],
  ['a verdict at the very end', module('final $display("PASS");')],
  ['a verdict as the name of a dump', module('initial begin $dumpfile("PASSED"); $dumpvars; end')],
  ['a verdict as the name of a module', module('PASS PASS();', '', 'module PASS; initial $printtimescale; endmodule\n')],
  ['a verdict behind the time', module('initial $timeformat(0, 0, " PASS", 1);')],
  ['a verdict as the scope of a warning', module('PASS PASS();', '', 'module PASS; initial $warning("x"); endmodule\n')],
  ['a verdict as a warning', module('initial $warning("PASS");')],
  ['a verdict as an error', module('initial $error("x\\nPASS");')],
  ['an end under a condition', module('initial if (1) $finish;')],
  ['an end after a verdict', module('initial if (1) begin $display("PASS"); $finish; end')],
  ['an end when it is tested', module('always @(a) if (a == 1) $fatal(0, "PASS");')],
  ['an end by an assertion', module('always @(a) assert (a == 5) else $stop;')],
].map(([name, text]) => [name as string, (text as string).replace('y = a + b', 'y = a - b')]);

/** Candidates that no list of words can refuse: only limits and the container hold them. */
export const boundlessCandidates: readonly (readonly [name: string, text: string])[] = [
  ['a loop without time', module('initial forever ;')],
  ['a loop of two processes', module('reg p = 0, q = 1; always @(p) q = ~p; always @(q) p = q; initial p = 1;')],
  ['a combinational loop', module('reg l; always @* l = ~l ^ a[0]; initial l = 0;')],
  ['a flood of output', module('initial forever $display("x");')],
  ['a memory beyond all memory', module('reg [1023:0] m [0:1073741823]; initial m[0] = 0;')],
  ['a generate loop without end', module('genvar i; generate for (i = 0; i < 100000000; i = i + 1) begin : g wire w; end endgenerate')],
  ['a recursion without end', module('function automatic integer f(input integer n); f = f(n + 1); endfunction\ninitial $display(f(0));')],
  ['a vector beyond all memory', module('reg [2147483646:0] v; initial v = ~0;')],
];
