import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import type { NetBit, NetlistModule } from '../../../server/src/netlist/netlist';
import { sourceGuards } from '../../../server/src/verify/prove/sourceGuards';

function unitOf(text: string, includes: CompileUnit['includes'] = []): CompileUnit {
  return { files: [{ path: '/design/m.v', text }], includes, includeDirs: ['/design'], defines: {}, top: 'm' };
}

const pipeline = (first: string, more = ''): string => `module m(input clk, rst, a, output reg q); reg t; ${more}
  ${first}
  always @(posedge clk) if (rst) q <= 0; else q <= t;
endmodule`;
const clean = pipeline('always @(posedge clk) if (rst) t <= 0; else t <= a;');
const comb = (process: string, more = ''): string =>
  `module m(input a, b, input [1:0] v, output reg y, output reg [1:0] z); reg t; ${more} ${process} endmodule`;
const empty = 'module m; endmodule';

const caught: readonly (readonly [name: string, golden: string, candidate: string, finding: RegExp])[] = [
  ['a blocking assignment', clean, pipeline('always @(posedge clk) if (rst) t = 0; else t = a;'), /t with a blocking/],
  ['one behind a macro', clean, '`define SET(x, y) x = y\n' + pipeline('always @(posedge clk) `SET(t, a);'), /t with a blocking/],
  ['one whose sign is a macro', clean, '`define GETS =\n' + pipeline('always @(posedge clk) t `GETS a;'), /t with a blocking/],
  [
    'one in a generate block',
    clean,
    pipeline('generate if (1) begin : g always @(posedge clk) t = a; end endgenerate'),
    /t with a blocking/,
  ],
  ['one to a concatenation', clean, pipeline('always @(posedge clk) {u, t} = {a, a};', 'reg u;'), /t with a blocking/],
  ['an increment', clean, pipeline('always @(posedge clk) t++;'), /t with a blocking/],
  [
    'one hidden in a task',
    clean,
    pipeline('always @(posedge clk) up(a);', 'task up(input v); t = v; endtask'),
    /assigns t, which is not its own/,
  ],
  [
    'an output of a call',
    clean,
    pipeline('always @(posedge clk) up(a, t);', 'task automatic up(input v, output o); o = v; endtask'),
    /t with a blocking/,
  ],
  [
    'an output of a call by name',
    clean,
    pipeline('always @(posedge clk) up(.o(t), .v(a));', 'task automatic up; input v; output o; o = v; endtask'),
    /t with a blocking/,
  ],
  [
    'a counter that others read',
    clean,
    pipeline('reg [1:0] u; always @(posedge clk) for (t = 0; t < 1; t = t + 1) u[t] <= a;'),
    /t with a blocking/,
  ],
  [
    'a function that reads a variable of a type of its own',
    empty,
    'module m(input a, b, output y); typedef logic bit_t; bit_t t; assign t = b; function f(input v); f = v & t; endfunction assign y = f(a); endmodule',
    /reads t, which is not an argument/,
  ],
  [
    'a list that misses the same on both sides, with another use',
    comb('always @(a) t = a & b; always @* y = a & b;'),
    comb('always @(a) t = a & b; always @* y = t;'),
    /sensitivity list .* misses b/,
  ],
  [
    'code of tools that the golden alone has',
    '`ifdef SYNTHESIS\n`define N 0\n`else\n`define N 1\n`endif\nmodule m(output y); assign y = `N; endmodule',
    empty,
    /golden has code that differs/,
  ],
  ['a golden that waits', pipeline('always @(posedge clk) begin wait (a); t <= a; end'), clean, /golden waits or forces/],
  [
    'an index that is made signed',
    empty,
    'module m(input [2:0] a, output y); reg mem [0:7]; assign y = mem[$signed(a)]; endmodule',
    /signed number/,
  ],
  [
    'a signed index of a memory of a type of its own',
    empty,
    'module m(input signed [2:0] a, output [1:0] y); word_t mem [0:7]; assign y = mem[a]; endmodule',
    /signed number/,
  ],
  ['an end of the simulation', clean, pipeline('always @(posedge clk) if (a) $finish; else t <= a;'), /ends the simulation/],
  ['a delay', clean, pipeline('always @(posedge clk) t <= #5 a;'), /delay/],
  ['a delay on a net', clean, pipeline('wire #(2, 3) w = a; always @(posedge clk) t <= w;'), /delay/],
  ['an initial value in an attribute', clean, clean.replace('reg t', '(* init = 1 *) reg t'), /attribute \(init\)/],
  ['a black box', empty, '(* blackbox *) module s(input a); endmodule', /attribute \(blackbox\)/],
  ['a read before the assignment', empty, comb('always @* begin y = ~t; t = a & b; end'), /reads t before/],
  ['bits in the wrong order', empty, comb('always @* begin z[0] = z[1]; z[1] = a; end'), /reads z before/],
  ['a nonblocking value read in always_comb', empty, comb('always_comb begin t <= a; y <= t; end'), /reads t before/],
  ['a nonblocking value no list names', empty, comb('always @(a or b) begin t <= a & b; y <= ~t; end'), /reads t before/],
  ['a counter that the loop does not set', empty, comb('integer i; always @(a) for (; i < 2; i = i + 1) y = a;'), /misses i/],
  [
    'a table that an initial block computes from itself',
    empty,
    'module m(output y); reg [3:0] t [0:3]; integer i; initial for (i = 1; i < 4; i = i + 1) t[i] = t[i - 1] << 1; assign y = t[0][0]; endmodule',
    /computes t from itself/,
  ],
  ['a process that nothing wakes', empty, comb('always @* y = 1;'), /never runs/],
  [
    'a function that reads more than its arguments',
    empty,
    comb('always @* y = f(a);', 'function f(input q); f = q & b; endfunction'),
    /reads b, which/,
  ],
  [
    'a signed index of a memory',
    empty,
    'module m(input signed [3:0] t, output [3:0] q); reg [3:0] w [0:15]; assign q = w[t]; endmodule',
    /indexes the memory w with a signed number/,
  ],
  [
    'an index of a signed type',
    empty,
    "module m(input [3:0] t, output [3:0] q); typedef logic signed [3:0] s_t; s_t k; assign k = t; reg [3:0] w [0:15]; assign q = w[k + 4'sd1]; endmodule",
    /indexes the memory w/,
  ],
  [
    'a variable that starts with an input',
    empty,
    'module m(input a, output y); logic t = a; assign y = t; endmodule',
    /starts t with what a has/,
  ],
  ['an initial block that reads a signal', empty, comb('wire w = a; initial t = w;'), /starts t with what w has/],
  ['an initial block with both kinds of assignments', empty, comb('initial begin t <= 1; t = 0; end'), /sets t with both kinds/],
  ['a process with both kinds of assignments', empty, comb('always @* begin y <= 0; y = a; end'), /sets y with both kinds/],
  [
    'a memory that two processes write',
    empty,
    'module m(input clk, e, f, d, input [1:0] t, u); reg w [0:3]; always @(posedge clk) if (e) w[t] <= d; always @(posedge clk) if (f) w[u] <= d; endmodule',
    /two processes of the candidate write w/,
  ],
  [
    'a call that may be left out',
    empty,
    comb('function automatic f(input q, output r); begin r = q; f = q; end endfunction always @* y = a && f(b, t);'),
    /may not be evaluated \(f\)/,
  ],
  ['a value of the run', empty, comb('always @* y = a ^ ($time > 9);'), /uses \$time/],
  ['a comparison with x', empty, comb("always @* y = v == 2'b1x;"), /compares with 2'b1x/],
  ['a comparison with z before the sign', empty, comb("always @* if (2'bz1 == v) y = a;"), /compares with 2'bz1/],
  ['a strength', empty, 'module m(input a, output y); assign (weak0, weak1) y = a; endmodule', /strength/],
];

const allowed: readonly (readonly [name: string, candidate: string])[] = [
  ['a helper variable of one block', pipeline('reg n; always @(posedge clk) begin n = a & ~rst; t <= n; end')],
  ['parameters of an instance', 'module m(input a, output y); s #(.W(3)) u(a, y); s #(4) v(a); endmodule'],
  ['a ripple carry', comb('integer i; always @* begin z[0] = a; for (i = 0; i < 1; i = i + 1) z[i + 1] = z[i] ^ b; end')],
  ['nonblocking assignments under @*', comb('always @* begin t <= a; y <= ~t; end')],
  [
    'other indices',
    'module m(input signed [3:0] t, input [3:0] u, output [3:0] q, output y); reg [3:0] w [0:15]; integer i; assign q = w[u] + w[i]; assign y = u[t]; endmodule',
  ],
  ['a list that is complete', comb('always @(a or b) begin t = a & b; y = ~t; end')],
  [
    'a function of its arguments and constants',
    comb('always @* y = f(a);', 'localparam K = 1; function f(input q); reg h; begin h = q ^ K; f = h; end endfunction'),
  ],
  ['a function that declares its arguments in its body', comb('always @* y = f(a);', 'function f; input q; f = q; endfunction')],
  ['words in comments', comb('always @* y = a; // wait, force the release: #5, (* init *)')],
  ['harmless attributes', comb('(* keep, ram_style = "block" *) reg k; always @* y = a;')],
  ['variables of the block itself', comb('always @* begin : k reg [1:0] h [0:1]; kind_t n; h[0] = v; n = h[0]; y = n; end')],
  [
    'a list that leaves out the counter of a loop',
    comb('integer i; always @(a or b) begin y = a; for (i = 0; i < 2; i = i + 1) z[i] = b; end'),
  ],
  [
    'a table that is filled by words',
    'module m(output y); reg [3:0] t [0:3]; initial begin t[0] = 1; t[1][2] = 0; end assign y = t[0][0]; endmodule',
  ],
  [
    'values to start with, and of loops',
    "module m(input a, output y); localparam K = 2; parameter logic P = K; wire n = a; reg t = K; logic [1:0] u = {P, 1'b0}; initial for (int i = 0; i < 2; i++) u[i] = i; initial for (int j = 0; j < 2; j++) for (int k = j; k < 2; k++) if ((a <= b) && (y == a)) $display(1); assign y = t ^ n; endmodule",
  ],
  [
    'a memory that two processes write in lanes of their own',
    'module m(input clk, input [1:0] t, d); reg [1:0] w [0:3]; always @(posedge clk) w[t][0] <= d[0]; always @(posedge clk) w[t][1] <= d[1]; endmodule',
  ],
  ['a time that is printed', 'module m(input clk, a); always @(posedge clk) if (a) $display("%t", $time); endmodule'],
  ['comparisons that look at x', comb("always @* y = v === 2'b1x || v !== 2'bx1 || v ==? 2'b1x;")],
  ['a combinational @*', comb('always @* if (a) y = b; else y = v[0];')],
];

describe('what a netlist cannot show of the candidate', () => {
  for (const [name, golden, candidate, finding] of caught) {
    it(`sees ${name}`, () => expect(sourceGuards(unitOf(golden), unitOf(candidate)).join('; ')).toMatch(finding));
  }
  for (const [name, candidate] of allowed) {
    it(`allows ${name}`, () => expect(sourceGuards(unitOf(empty), unitOf(candidate))).toEqual([]));
  }
  it('says nothing of what the golden has as well', () => {
    for (const [, , candidate] of caught) expect(sourceGuards(unitOf(candidate), unitOf(candidate))).toEqual([]);
  });
  it('says so where only the golden has what readers get wrong', () => {
    const golden = unitOf('module m(input a, output y); logic t = a; assign y = t; endmodule');
    expect(sourceGuards(golden, unitOf(empty))).toEqual([expect.stringMatching(/^the golden starts t/)]);
  });
  it.each([
    ['a list that misses a signal', comb('always @(a) y = a & b;'), comb('always @* y = a & b;'), /of the golden misses b/],
    [
      'a function that reads more than it is given',
      comb('always @* y = f(a);', 'function f(input p); f = p & b; endfunction'),
      comb('always @* y = a & b;'),
      /the golden/,
    ],
  ] as const)('says so where only the golden has %s', (_, golden, candidate, finding) => {
    expect(sourceGuards(unitOf(golden), unitOf(candidate)).join('; ')).toMatch(finding);
  });
  it('tells a race from another by its module and by who reads it', () => {
    const readBy = (y: string, child = '='): string =>
      `module c(input clk, a, output reg t); always @(posedge clk) t ${child} a; endmodule module m(input clk, a, output reg y, z); reg t, u; always @(posedge clk) begin t = a; u <= a; end always @(posedge clk) z <= t; always @(posedge clk) y <= ${y}; endmodule`;
    const races = (golden: string, candidate: string): number => sourceGuards(unitOf(golden), unitOf(candidate)).length;
    expect(races(readBy('u'), readBy('~u'))).toBe(0);
    expect(races(readBy('u'), readBy('t'))).toBe(1);
    expect(races(readBy('u', '<='), readBy('u'))).toBe(1);
  });
  it('tells delays from others by their values', () => {
    const after = (time: string, value = '1'): string =>
      `module m #(parameter D = ${value}) (input clk, a, output reg y); always @(posedge clk) y <= #${time} a; endmodule`;
    const delays = (golden: string, candidate: string): number => sourceGuards(unitOf(golden), unitOf(candidate)).length;
    expect([delays(after('1'), after('1')), delays(after('1'), after('1000')), delays(after('D'), after('D', '1000'))]).toEqual([0, 1, 1]);
  });
  it('reads included files', () => {
    const unit = unitOf(pipeline('`include "step.vh"'), [{ path: '/design/step.vh', text: 'always @(posedge clk) t = a;\n' }]);
    expect(sourceGuards(unitOf(clean), unit).join('; ')).toMatch(/t with a blocking/);
  });
});

describe('code that only some tools see', () => {
  const golden = pipeline('always @(posedge clk) t <= a;');
  const withItem = (item: string): string => golden.replace('always @(posedge clk) t', `${item}\n  always @(posedge clk) t`);
  it.each([
    ['an assertion', '`ifndef SYNTHESIS assert final ($onehot0({a, t})) else $fatal(1, "both");\n`endif'],
    ['a property', '`ifdef VERILATOR assert property (@(posedge clk) a |=> t);\n`endif'],
    [
      'an assertion between comments',
      '// pragma translate_off\n initial begin : c assert (1 == 1) else $error("no"); end // pragma translate_on\n',
    ],
    [
      'a check behind a block with a label',
      'if (1) begin : g end : g\n// pragma translate_off\n initial begin : c assert (1 == 1) else $error("no"); end : c // pragma translate_on\n',
    ],
    ['a message under a condition', 'always @* begin `ifndef VERILATOR if (a === 1) begin $error("one"); end\n`endif q2 = a; end reg q2;'],
  ])('may be %s', (_, item) => {
    const findings = sourceGuards(unitOf(golden), unitOf(withItem(item)));
    expect(findings.filter((finding) => /differs between tools|synthesis skips/.test(finding))).toEqual([]);
  });

  it('may stay as it is, and may not become other code', () => {
    const values = (other: string): string =>
      withItem(`wire v;\n\`ifdef SYNTHESIS\nassign v = a;\n\`else\nassign v = ${other};\n\`endif\n`);
    const skipped = (item: string): string => withItem(`// synopsys translate_off\n${item}\n// synopsys translate_on\n`);
    const found = (before: string, after: string): number => sourceGuards(unitOf(before), unitOf(after)).length;
    expect([found(values('a'), values('a')), found(values('a'), values('~a'))]).toEqual([0, 1]);
    expect([found(skipped('wire k = a;'), skipped('wire k = a;')), found(skipped('wire k = a;'), skipped('assign t = a;'))]).toEqual([
      0, 1,
    ]);
  });

  it.each([
    ['a register', '`ifndef SYNTHESIS reg u; always @(posedge clk) u <= a;\n`endif'],
    [
      'a check that a condition before it takes for its own',
      'always @* begin if (a) `ifndef SYNTHESIS assert (t);\n`endif q2 = a; end reg q2;',
    ],
    ['an assertion that assigns', '`ifndef SYNTHESIS always @* begin assert (t++) ; end\n`endif'],
    ['an assertion that calls', 'always @* begin `ifndef SYNTHESIS assert (f(a));\n`endif q2 = a; end reg q2;'],
    [
      'an arm of a case',
      'always @* begin q2 = 0; case (a) 1: q2 = 1; `ifndef SYNTHESIS 0: assert (t);\n`endif default: q2 = 1; endcase end reg q2;',
    ],
    ['a message with another meaning else', 'always @* begin `ifdef YOSYS if (a) $error("one"); else\n`endif q2 = a; end reg q2;'],
    ['another value', 'wire v = `ifdef SYNTHESIS a `else ~a `endif ;'],
    ['a value between comments', 'wire v = a // synopsys translate_off\n ^ t // synopsys translate_on\n;'],
    ['a region that is not closed', '// synopsys translate_off\n'],
  ])('is no check where it is %s', (_, item) => {
    const findings = sourceGuards(unitOf(golden), unitOf(withItem(item)));
    expect(
      findings.some((finding) => /differs between tools|synthesis skips/.test(finding)),
      findings.join('; '),
    ).toBe(true);
  });
});

describe('a task that ends the simulation', () => {
  const routine = (use: string): string =>
    `package p; function automatic int f(int x); if (x < 0) $fatal(1); return x; endfunction : f endpackage\n${pipeline(`wire [31:0] w = ${use}; always @(posedge clk) t <= a;`)}`;
  const ends = (candidate: string): boolean =>
    sourceGuards(unitOf(pipeline('wire [31:0] w = 3; always @(posedge clk) t <= a;')), unitOf(candidate)).some((one) =>
      one.includes('ends the simulation'),
    );

  it('counts where something calls what holds it', () => {
    expect(ends(routine('p::f(3)'))).toBe(true);
    expect(ends(routine('3').replace(' : f', ''))).toBe(false);
  });
});

describe('a process that sets constants in an arm of a generate condition', () => {
  const arms = (process: string): CompileUnit =>
    unitOf(`module m #(parameter FAST = 1) (input clk, a, output reg y); reg s;
  generate if (FAST) begin : fast always @(*) s = a; end else begin : slow ${process} end endgenerate
  always @(posedge clk) y <= s;
endmodule`);
  const netlist = (netnames: Record<string, NetBit[]>): NetlistModule => ({
    attributes: {},
    ports: {},
    cells: {},
    netnames: Object.fromEntries(Object.entries(netnames).map(([name, bits]) => [name, { hide_name: 0 as const, bits, attributes: {} }])),
  });
  const golden = arms('always @(*) s = 1;');
  const found = (made: NetlistModule, process = 'always @(*) s = 0;'): string[] =>
    sourceGuards(golden, arms(process), { golden: made, candidate: made });

  it('is no matter where the netlist makes more than constants of what it sets: the arm is not there', () => {
    expect(found(netlist({ s: [5] }))).toEqual([]);
  });

  it('never runs where it may be there', () => {
    expect(sourceGuards(golden, arms('always @(*) s = 0;')).join(' ')).toContain('never runs');
    expect(found(netlist({ s: ['0'] })).join(' ')).toContain('never runs');
    // Synthesis left nothing of it, an arm has a variable of the same name, or only a bit is set.
    expect(found(netlist({})).join(' ')).toContain('never runs');
    expect(found(netlist({ s: [5], 'slow.s': ['0'] })).join(' ')).toContain('never runs');
    expect(found(netlist({ s: [5] }), 'always @(*) s[0] = 0;').join(' ')).toContain('never runs');
  });
});
