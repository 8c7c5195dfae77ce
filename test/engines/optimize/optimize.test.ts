import { expect, it, vi } from 'vitest';
import { applyEdits } from '../../../server/src/base/layout';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { bodyOf } from '../../../server/src/graph/units';
import { summarize } from '../../../server/src/model/summarize';
import { findOptimizations, type OptimizeResult } from '../../../server/src/optimize/search';
import type { OptimizeStrategy } from '../../../server/src/optimize/strategy';
import { deriveFlag } from '../../../server/src/optimize/strategies/deriveFlag';
import { joinRegisters } from '../../../server/src/optimize/strategies/joinRegisters';
import { mergeRegisters } from '../../../server/src/optimize/strategies/mergeRegisters';
import { mergeStates } from '../../../server/src/optimize/strategies/mergeStates';
import { narrowRegister } from '../../../server/src/optimize/strategies/narrowRegister';
import { dropUnseen } from '../../../server/src/optimize/strategies/dropUnseen';
import { shortenPath } from '../../../server/src/optimize/strategies/shortenPath';
import { selectOnce } from '../../../server/src/optimize/strategies/selectOnce';
import { shareRegister } from '../../../server/src/optimize/strategies/shareRegister';
import { writeDivider } from '../../../server/src/optimize/strategies/writeDivider';
import { writeOperator } from '../../../server/src/optimize/strategies/writeOperator';
import { writeSelection } from '../../../server/src/optimize/strategies/writeSelection';
import { optimizeTools } from '../../../server/src/optimize/tools';
import type { OptimizeGoal } from '../../../server/src/protocol/jobs';
import { ProcessRunner } from '../../../server/src/platform/processRunner';
import { openFixBench, unitOf } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();

async function optimized(text: string, strategies: readonly OptimizeStrategy[]): Promise<OptimizeResult> {
  const result = await findOptimizations(
    { unit: unitOf(text, 'm', '/rtl/m.v'), path: '/rtl/m.v', budgetMs: 200_000, seed: 1 },
    {
      ...optimizeTools({ yosys: bench.yosys, runner: new ProcessRunner() }),
      parse: (source) => bench.parse(source),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      findModules: () => [],
      strategies,
    },
    new AbortController().signal,
  );
  if ('message' in result) throw new Error(result.message);
  return result;
}

it('states that nothing tells apart are merged, and the register loses the bit that is free then', async () => {
  const result = await optimized(
    `module m (input clk, rst, x, output reg y);
  localparam IDLE = 4'd0, ONE = 4'd1, AGAIN = 4'd2; // AGAIN is IDLE
  reg [3:0] state;
  always @(posedge clk)
    if (rst) state <= IDLE;
    else case (state)
      IDLE: state <= x ? ONE : AGAIN;
      ONE: state <= AGAIN;
      AGAIN: state <= x ? ONE : IDLE; // as IDLE
      default: state <= IDLE;
    endcase
  always @* y = state == ONE;
endmodule
`,
    [mergeStates, narrowRegister],
  );
  expect(result.rewrites.map(({ strategy }) => strategy)).toContain('merge-states');
  expect(result.text).not.toMatch(/AGAIN:/);
  expect(result.text).toContain('ONE: state <= IDLE;');
  expect(result.verdict?.verdict).toBe('proved');
  expect(result.after.cells).toBeLessThan(result.before.cells);
});

it('a flag that a state tells is worked out from it; one that only follows it a cycle later is not', async () => {
  const result = await optimized(
    `module m (input clk, rst, x, output reg y, output reg late, output [1:0] s);
  reg busy;
  localparam IDLE = 2'd0, RUN = 2'd1, STOP = 2'd2;
  reg [1:0] state;
  assign s = state;
  always @(posedge clk)
    if (rst) begin
      state <= IDLE;
      busy <= 0;
    end else case (state)
      IDLE: if (x) begin state <= RUN; busy <= 1; end
      RUN: if (!x) begin
        state <= STOP; // a cycle more
      end
      STOP: begin
        state <= IDLE;
        busy <= 0;
      end
      default: begin
        state <= IDLE;
        busy <= 0;
      end
    endcase
  always @(posedge clk) if (rst) y <= 0; else y <= y ^ (busy & x);
  always @(posedge clk) if (rst) late <= 0; else late <= state == RUN;
endmodule
`,
    [deriveFlag],
  );
  expect(result.rewrites.map(({ title }) => title)).toEqual(['Work busy out as state != IDLE, which it always is']);
  expect(result.text).toContain(
    '  always @* busy = state != IDLE;\n  always @(posedge clk)\n    if (rst) begin\n      state <= IDLE;\n    end else',
  );
  expect(result.text).toContain('late <= state == RUN');
  expect(result.verdict?.verdict).toBe('proved');
});

it('registers before a sum become one behind it, proven with resets; a divider written bit by bit gets narrow steps', async () => {
  const joined = await optimized(
    `module m (input clk, rst, en, input [3:0] a, b, output [4:0] y);
  reg [3:0] p, q;
  always @(posedge clk)
    if (rst) begin
      p <= 1;
      q <= 2;
    end else if (en) begin
      p <= a;
      q <= b;
    end
  assign y = p + q;
endmodule
`,
    [joinRegisters],
  );
  expect(joined.text).toContain("y_early <= 5'd3;");
  expect(joined.verdict?.verdict).toBe('proved');
  const divided = await optimized(
    `module m (input [5:0] a, input [1:0] b, output [5:0] q, r);
  reg [11:0] t;
  integer i;
  always @* begin
    t = {6'd0, a};
    for (i = 0; i < 6; i = i + 1) begin
      t = t << 1;
      if (t[11:6] >= {4'd0, b}) t = t - {4'd0, b, 6'd0} + 12'd1;
    end
  end
  assign q = t[5:0];
  assign r = t[11:6];
endmodule
`,
    [writeDivider],
  );
  expect(divided.text).toContain("a_step = {1'b0, a_rest, a[a_bit]} - {2'b00, b};");
  expect(divided.verdict?.verdict).toBe('proved');
  expect(divided.after.cells).toBeLessThan(divided.before.cells);
});

it('a register that always holds what another holds goes', async () => {
  const result = await optimized(
    `module m (input clk, rst, input [3:0] d, output [3:0] a, output b);
  reg [3:0] one;
  reg [3:0] two; // the same again
  always @(posedge clk) begin
    if (rst) begin
      one <= 0;
      two <= 0;
    end else begin
      one <= one + d;
      two <= two + d;
    end
  end
  assign a = one;
  assign b = ^two;
endmodule
`,
    [mergeRegisters],
  );
  expect(result.rewrites.map(({ title }) => title)).toEqual(['Keep one only, which two always equals']);
  expect(result.text).not.toContain('two');
  expect(result.text).toContain('assign b = ^one;');
  expect(result.verdict?.verdict).toBe('proved');
});

/** What a strategy makes of a module of one file, by what the netlist answers. */
async function proposedFor(strategy: OptimizeStrategy, text: string, goal: OptimizeGoal = 'both'): Promise<string[]> {
  const tools = optimizeTools({ yosys: bench.yosys, runner: new ProcessRunner() });
  const gatesOf = (own: string): ReturnType<typeof tools.gates> =>
    tools.gates(unitOf(own, 'm', '/rtl/m.v'), 60_000, new AbortController().signal);
  const gates = await gatesOf(text);
  const file = bench.parse({ path: '/rtl/m.v', text });
  const { modules } = summarize(file);
  const module = modules.find((one) => one.name === 'm');
  const body = module === undefined ? undefined : bodyOf(file, module)?.body;
  if (module === undefined || body === undefined || gates === undefined) throw new Error('no module');
  const find = (name: string): typeof modules => modules.filter((one) => one.name === name);
  const graph = analyzeModule(file, module, { find: () => [] });
  const gatesWith = (changes: Parameters<typeof applyEdits>[1]): ReturnType<typeof tools.gates> => gatesOf(applyEdits(text, changes));
  const paths = (): ReturnType<typeof tools.paths> => tools.paths(unitOf(text, 'm', '/rtl/m.v'), 60_000, new AbortController().signal);
  const context = { file, module, body, graph, gates, gatesWith, find, paths, goal, language: 'verilog' } as const;
  const found = await strategy.propose(context);
  file.dispose();
  return found.map(({ changes }) => applyEdits(text, changes));
}

it('an adder made of cells is written as a sum with its carry, and the cells and nets that nobody needs go', async () => {
  const cell = 'module cell1 (input a, b, c, output s, o);\n  assign s = a ^ b ^ c;\n  assign o = a & b | c & (a ^ b);\nendmodule\n';
  const text = `${cell}module m (input [2:0] a, b, input c, output [2:0] s, output o, output p);
  wire [1:0] k;
  cell1 u0 (.a(a[0]), .b(b[0]), .c(c), .s(s[0]), .o(k[0]));
  cell1 u1 (.a(a[1]), .b(b[1]), .c(k[0]), .s(s[1]), .o(k[1]));
  cell1 u2 (.a(a[2]), .b(b[2]), .c(k[1]), .s(s[2]), .o(o));
  assign p = c; // stays
endmodule
`;
  const [first] = await proposedFor(writeOperator, text);
  expect(first?.slice(cell.length)).toBe(`module m (input [2:0] a, b, input c, output [2:0] s, output o, output p);
  assign {o, s} = a + b + c;
  assign p = c; // stays
endmodule
`);
});

it('a sum or difference as a mode says is one adder', async () => {
  const text = `module m (input s, input [3:0] a, b, output [3:0] y);
  wire [3:0] up = a + b;
  wire [3:0] down = a - b;
  assign y = s ? down : up;
endmodule
`;
  const [first] = await proposedFor(writeOperator, text);
  expect(first).toContain('  assign y = a + (s ? ~b : b) + s;');
  expect(first).not.toMatch(/up|down/);
  const declared =
    'module m (input s, t, input [3:0] a, b, output [3:0] y);\n  wire [3:0] k = s ? a - b : a + b;\n  assign y = k >> t;\nendmodule\n';
  expect((await proposedFor(writeOperator, declared))[0]).toContain('  wire [3:0] k = a + (s ? ~b : b) + s;\n  assign y = k >> t;');
});

it('of three comparisons written bit by bit one is neither of the others; what is read elsewhere stays', async () => {
  const text = `module m (input [2:0] a, b, output e, output l, output g, output k);
  wire top = a[2:1] == b[2:1];
  assign e = top && a[0] == b[0];
  assign l = a[2:1] < b[2:1] || top && a[0] < b[0];
  assign g = a[2:1] > b[2:1] || top && a[0] > b[0];
  assign k = top;
endmodule
`;
  const found = await proposedFor(writeOperator, text);
  expect(found[0]).toContain('  assign e = a == b;\n  assign l = a < b;\n  assign g = !(e || l);\n  assign k = top;');
  expect(found[0]).toContain('wire top');
});

it('a choice of which nobody sees the other side goes, also where only the states that occur show it', async () => {
  const text = `module m (input clk, rst, s, t, input [3:0] a, b, output reg [3:0] y, output [3:0] z);
  reg one;
  always @(posedge clk) if (rst) one <= 1'b1; else one <= one | s;
  wire [3:0] kept = s ? a : 4'd0;
  always @* if (s && t) y = kept + b; else y = b;
  assign z = one ? b : a;
endmodule
`;
  const found = await proposedFor(dropUnseen, text);
  expect(found.some((one) => one.includes('wire [3:0] kept = a;'))).toBe(true);
  expect(found.some((one) => one.includes('assign z = b;'))).toBe(true);
  // Without s the sum adds 0; without t it would be another.
  expect(found.some((one) => one.includes('if (t)'))).toBe(true);
  expect(found.some((one) => one.includes('if (s)'))).toBe(false);
  // Without a reset what registers hold at first is gone after some cycles.
  const idle = `module m (input clk, s, input [3:0] a, b, output reg [3:0] y);
  reg never, seldom;
  always @(posedge clk) begin
    never <= s & a[0] & ~(s | b[0]);
    seldom <= s & a[0];
    y <= never ? b : seldom ? ~a : a;
  end
endmodule
`;
  const shown = await proposedFor(dropUnseen, idle);
  expect(shown.some((one) => one.includes('y <= (seldom ? ~a : a);'))).toBe(true);
  expect(shown.some((one) => one.includes('never ? b : a;'))).toBe(false);
});

it('registers that are never in use at once are one; those that are stay two', async () => {
  const text = (last: string): string => `module m (input clk, rst, input [3:0] d, output reg [3:0] y);
  reg [1:0] n;
  reg [3:0] one;
  reg [3:0] two;
  always @(posedge clk)
    if (rst) begin n <= 0; y <= 0; end
    else begin
      n <= n + 1;
      if (n == 0) one <= d;
      if (n == 1) y <= one;
      if (n == 2) two <= d + 1;
      if (n == 3) y <= ${last};
    end
endmodule
`;
  const [shared] = await proposedFor(shareRegister, text('two'));
  expect(shared).toContain('if (n == 2) one <= d + 1;\n      if (n == 3) y <= one;');
  expect(shared).not.toContain('two');
  expect(await proposedFor(shareRegister, text('two ^ one'))).toEqual([]);
});

it('masks joined by OR are a tree of choices, and a shifted one a comparison for each bit', async () => {
  const text = `module m (input [1:0] s, input [3:0] a, b, c, input [2:0] n, output [3:0] y, output reg [7:0] z);
  assign y = ({4{s == 0}} & a) | ({4{s == 1}} & b) | ({4{s == 2}} & c);
  always @* z = 8'd1 << n;
endmodule
`;
  const [tree, bits] = await proposedFor(writeSelection, text);
  expect(tree).toContain("  assign y = s[1] ? (s[0] ? 4'd0 : c) : (s[0] ? b : a);");
  expect(bits).toContain('  integer bit_of; always @* for (bit_of = 0; bit_of <= 7; bit_of = bit_of + 1) z[bit_of] = n == bit_of;');
});

it('of two selections from the same words the selecting signal is chosen', async () => {
  const text = `module m (input s, c, d, input [3:0] a, b, output [3:0] y);
  wire [3:0] x0 = c ? b : a;
  wire [3:0] x1 = d ? b : a;
  assign y = s ? x1 : x0;
endmodule
`;
  const [first] = await proposedFor(selectOnce, text);
  expect(first).toBe(`module m (input s, c, d, input [3:0] a, b, output [3:0] y);
  assign y = (s ? d : c) ? b : a;
endmodule
`);
});

it('what is smaller but does something else is never done', async () => {
  const text = `module m (input clk, rst, input [3:0] d, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else q <= q + d;
endmodule
`;
  const wrong: OptimizeStrategy = {
    name: 'wrong',
    knowledge: '',
    propose: ({ file }) => {
      const start = file.source.text.indexOf('q + d');
      return start < 0 ? [] : [{ strategy: 'wrong', title: 'No sum', changes: [{ start, end: start + 5, text: 'd' }], line: 2 }];
    },
  };
  const result = await optimized(text, [wrong]);
  expect(result.rewrites).toEqual([]);
  expect(result.text).toBe(text);
  expect(result.declined[0]?.reason).toContain('refuted');
});

it('what shortens the slowest path is proposed, and nothing where only cells count', async () => {
  const text = 'module m (input [15:0] a, b, c, input s, output [15:0] y);\n  assign y = a + (s ? b : c);\nendmodule\n';
  const [first = ''] = await proposedFor(shortenPath, text);
  expect(first.replace(/[()]/g, '')).toContain('s ? a + b : a + c');
  expect(await proposedFor(shortenPath, text, 'cells')).toEqual([]);
});
