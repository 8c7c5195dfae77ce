import { describe, expect, it, vi } from 'vitest';
import { strategies } from '../../../server/src/fixes/registry';
import { addInLogic } from '../../../server/src/fixes/strategies/addInLogic';
import { compareInLogic } from '../../../server/src/fixes/strategies/compareInLogic';
import { pipelineStage } from '../../../server/src/fixes/strategies/pipelineStage';
import { saveCarries } from '../../../server/src/fixes/strategies/saveCarries';
import { selectAfterArithmetic } from '../../../server/src/fixes/strategies/selectAfterArithmetic';
import { splitAdder } from '../../../server/src/fixes/strategies/splitAdder';
import { splitCompare } from '../../../server/src/fixes/strategies/splitCompare';
import { sumCompare } from '../../../server/src/fixes/strategies/sumCompare';
import { applied, openFixBench } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();

describe('carry chains', () => {
  const wide = `module wide #(parameter W = 40) (
    input  wire clk,
    input  wire [W-1:0] x, y,
    output reg  above,
    output reg  [W-1:0] total
);
    reg [W-1:0] a, b, c;
    always @(posedge clk) begin
        a <= x;
        b <= y;
        c <= x ^ y;
        above <= (a > b); // the larger
        total <= c + 1;
    end
endmodule
`;

  it('are cut: comparisons and sums in halves side by side, for every width of the parameters', async () => {
    const { fixes } = await bench.fixesOf(wide, 'wide', { file: '/rtl/wide.v', strategies: [splitCompare, splitAdder], rounds: 1 });
    const both = fixes.find((one) => one.strategy.includes('+'));
    expect(both).toMatchObject({ contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    const after = applied(wide, both);
    for (const kept of ['above <= is_above(a, b); // the larger', 'total <= next_of(c);', 'localparam NEXT_OF_BITS = W;'])
      expect(after).toContain(kept);
    expect(after).not.toContain('logic');
    // A part that decides although one above it differs, or a half that takes the other carry, is refuted.
    for (const [right, wrong] of [
      [/\((a\[[^\]]*\]) == (b\[[^\]]*\])\)/, '($1 <= $2)'],
      ['(&x[', '(|x['],
    ] as const) {
      const broken = after.replace(right, wrong);
      expect(broken).not.toBe(after);
      expect((await bench.compare(wide, broken, 'wide')).verdict).toBe('refuted');
    }
  });

  it('of comparisons of a few bits or with a constant give way to logic, also where the constant is wider', async () => {
    const text = `module limits #(parameter LAST = 19, parameter FAR = 40) (input wire clk, input wire [4:0] n, m, output reg [2:0] q);
  reg [4:0] a, b;
  always @(posedge clk) begin
    a <= n;
    b <= m;
    q <= {a <= b, b >= LAST, a > FAR};
  end
endmodule
`;
    const rewrite = (through: string, cell: string): string => bench.rewritesOf(text, compareInLogic, ['q'], through, cell, 5)[0] ?? '';
    const tree = rewrite('a <= b', '$le');
    expect(tree).toContain('!is_more(a, b)');
    const limit = rewrite('b >= LAST', '$ge');
    for (const after of [tree, limit, rewrite('a > FAR', '$gt')])
      expect((await bench.compare(text, after, 'limits')).verdict).toBe('proved');
    const broken = limit.replace('above[i + step] | (same', 'above[i + step] & (same');
    expect(broken).not.toBe(limit);
    expect((await bench.compare(text, broken, 'limits')).verdict).toBe('refuted');
  });

  it('are cut in words of arrays and of vectors of vectors too', async () => {
    const text = `module loops (input wire clk, input wire [1:0] go, input wire [31:0] n, output wire [1:0][31:0] left);
  logic [1:0][31:0] held;
  reg [23:0] bank [0:1];
  assign left = held;
  always @(posedge clk) begin
    if (go[0]) held[0] <= n; else held[0] <= held[0] - 1;
    if (go[1]) bank[1] <= n[23:0]; else bank[1] <= bank[1] + n[31:8];
    held[1] <= bank[1];
  end
endmodule
`;
    const [down = ''] = bench.rewritesOf(text, splitAdder, ['held'], 'held[0] - 1', '$sub', 32);
    expect(down).toContain('held[0] <= previous_of(held[0]);');
    const [added = ''] = bench.rewritesOf(text, splitAdder, ['bank'], 'bank[1] + n', '$add', 32);
    expect(added).toContain('bank[1] <= sum_of(bank[1], n[31:8]);');
    expect(added).toContain('function automatic [23:0] sum_of(');
    expect((await bench.compare(text, down, 'loops')).verdict).toBe('proved');
    expect((await bench.compare(text, added, 'loops')).verdict).toBe('proved');
  });

  it('of a few bits are logic where more follows', async () => {
    const ring = `module ring #(parameter W = 4) (input wire clk, rst, go, input wire [W-1:0] far, output reg empty, output reg [W-1:0] code);
    reg [W-1:0] at, other;
    function [W-1:0] gray(input [W-1:0] x);
        gray = x ^ (x >> 1);
    endfunction
    always @(posedge clk) begin
        other <= far;
        if (rst) begin
            at <= 0;
            code <= 0;
            empty <= 1;
        end else begin
            if (go) at <= at + 1;
            code <= gray(at + 1'b1);
            empty <= go ? gray(at + 1'b1) == other : gray(at - 1'b1) == other;
        end
    end
endmodule
`;
    const { fixes } = await bench.fixesOf(ring, 'ring', { file: '/rtl/ring.v', strategies: [addInLogic], rounds: 1 });
    const [best] = fixes;
    expect(best?.verdict.verdict).toBe('proved');
    const after = applied(ring, best);
    expect(after).toContain("gray(small_difference_of(at, 1'b1)) == other");
    const broken = after.replace('(~a[i] & b[i])', '(a[i] & b[i])');
    expect(broken).not.toBe(after);
    expect((await bench.compare(ring, broken, 'ring')).verdict).toBe('refuted');
  });

  it('are one for many operands, in names of a block and ports that are declared twice', async () => {
    const text = `module older (clk, x, up, q, n);
  input clk;
  input [17:0] x;
  input up;
  output [17:0] q;
  output [17:0] n;
  reg [17:0] q;
  reg [17:0] n;
  localparam STEP = {1'b1, 3'b000};
  reg [17:0] s;
  always @* begin : adding
    reg [17:0] turned;
    turned = {x[6:0], x[17:7]};
    s = turned + q + n + x;
  end
  always @(posedge clk) begin
    q <= s;
    n <= up ? n + up : x + STEP;
  end
endmodule
`;
    const [sum = ''] = bench.rewritesOf(text, saveCarries, ['q'], 'turned + q', '$add', 18);
    expect(sum).toContain('s = sum_of_4(turned, q, n, x);');
    const [raised = ''] = bench.rewritesOf(text, splitAdder, ['n'], 'n + up', '$add', 18);
    expect(raised).toContain('n <= up ? raised_of(n, up) : x + STEP;');
    const [stepped = ''] = bench.rewritesOf(text, splitAdder, ['n'], 'x + STEP', '$add', 18);
    expect(stepped).toContain('sum_of(x, STEP)');
    const both = stepped.replace('turned + q + n + x', 'sum_of_4(turned, q, n, x)').replace('n + up', 'raised_of(n, up)');
    const functions = [sum, raised].map((one) => one.slice(one.lastIndexOf('  //'), one.lastIndexOf('endmodule')));
    const all = both.replace(/endmodule\s*$/, `${functions.join('')}endmodule\n`);
    expect((await bench.compare(text, all, 'older')).verdict).toBe('proved');
    for (const [right, wrong] of [
      ['by && (&x', 'by || (&x'],
      ['((a & b) | ((a | b) & c)) << 1', '(a & b) << 1'],
    ] as const) {
      expect(all).toContain(right);
      expect((await bench.compare(text, all.replace(right, wrong), 'older')).verdict).toBe('refuted');
    }
  });

  it('are left out where only a sum is asked for, and not waited for behind a late bit', async () => {
    const text = `module ring (input logic clk, input logic [11:0] x, y, z, output logic full, output logic [11:0] sum);
  logic [11:0] head, tail, more;
  logic [12:0] t;
  assign t = head + tail;
  always_ff @(posedge clk) begin
    head <= x;
    tail <= y;
    more <= z;
    full <= head + more == tail;
    sum <= t[11:0] + t[12];
  end
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'ring', { strategies: [sumCompare, selectAfterArithmetic], rounds: 1 });
    const both = fixes.find((one) => one.strategy.includes('+'));
    expect(both).toMatchObject({ contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    const after = applied(text, both);
    expect(after).toContain('full <= is_sum(head, more, tail);');
    expect(after).toContain("sum <= ((t[12]) ? t[11:0] + 1'b1 : t[11:0]);");
    for (const [right, wrong] of [
      ['<< 1', '<< 0'],
      ["t[11:0] + 1'b1", 't[11:0]'],
    ] as const) {
      expect(after).toContain(right);
      expect((await bench.compare(text, after.replace(right, wrong), 'ring')).verdict).toBe('refuted');
    }
  });
});

describe('a test for zero', () => {
  const text = `module alu (input wire clk, input wire [2:0] op, input wire [15:0] a, b, output reg zero);
    reg [15:0] x, y;
    wire [15:0] logic_result = op[1] ? x & y : x | y;
    wire [15:0] result = op[0] ? x ^ y : logic_result;
    always @(posedge clk) begin
        x <= a;
        y <= b;
        zero <= (result == 0) && !op[2];
    end
endmodule
`;

  it('is made of each value that is chosen from, also in several selects', async () => {
    const [after = ''] = bench.rewritesOf(text, selectAfterArithmetic, ['zero'], 'result == 0', '$logic_not');
    expect(after).toContain('zero <= ((op[0]) ? (x ^ y) == 0 : ((op[1]) ? (x & y) == 0 : (x | y) == 0)) && !op[2];');
    expect((await bench.compare(text, after, 'alu')).verdict).toBe('proved');
    expect((await bench.compare(text, after.replace('(x & y) == 0', '(x & y) != 0'), 'alu')).verdict).toBe('refuted');
    // What `!` becomes is no test for zero of the comparison around it.
    expect(
      bench.rewritesOf(text.replace('result == 0', 'result == b'), selectAfterArithmetic, ['zero'], 'result == b', '$logic_not'),
    ).toEqual([]);
  });
});

describe('a pipeline stage', () => {
  const text = `module mac (
  input  logic clk, rst, in_valid,
  input  logic [15:0] a, b, c,
  output logic out_valid,
  output logic [15:0] y
);
  logic [15:0] held_a, held_b, held_c, sum; // operands
  logic        held_valid;
  adder adder (.a(held_a), .b(held_b), .sum);
  always_ff @(posedge clk) begin
    held_a <= a;
    held_b <= b;
    held_c <= c;
    held_valid <= in_valid && !rst;
  end
  always_ff @(posedge clk) begin
    y <= sum * 16'd37 + held_c;
    out_valid <= held_valid && !rst;
  end
endmodule
module adder (input logic [15:0] a, b, output logic [15:0] sum);
  assign sum = a + b;
endmodule
`;

  it('is added where a latency is allowed, valid bits with the data, and never else', async () => {
    expect(strategies).not.toContain(pipelineStage);
    const { fixes } = await bench.fixesOf(text, 'mac', { strategies: [], rounds: 1, latency: 1 });
    const fix = fixes.find((one) => applied(text, one).includes('held_c <= c;'));
    expect(fix).toMatchObject({ strategy: 'pipeline-stage', contract: { kind: 'latency', cycles: 1 }, verdict: { verdict: 'proved' } });
    const after = applied(text, fix);
    for (const kept of ['// operands', 'sum_staged <= sum', 'out_valid <= held_valid_staged && !rst_staged;', 'held_c_staged <= held_c;'])
      expect(after).toContain(kept);
    // Data that is late while its valid bit is not.
    const broken = after.replace('out_valid <= held_valid_staged', 'out_valid <= held_valid');
    expect((await bench.compare(text, broken, 'mac', 1)).verdict).toBe('refuted');
  });

  const oneProcess = `module filter (
  input            clk, rst_n, en,
  input      [7:0] x,
  output reg [7:0] peak,
  output reg       calm
);
  reg [7:0] last;
  reg [9:0] level;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) begin
      last  <= 8'd0;
      level <= 10'd0;
      peak  <= 8'd0;
      calm  <= 1'b0;
    end else begin
      last <= x; // the sample
      if (en) level <= {2'b0, x} + {2'b0, last};
      if (en) peak <= last;
      calm <= (level + {2'b0, last} + {2'b0, x}) < (10'd300 + {2'b0, peak});
    end
endmodule
`;

  it('parts a process where one register depends on another, and hands on its reset', async () => {
    const { fixes, declined } = await bench.fixesOf(oneProcess, 'filter', { file: '/rtl/filter.v', strategies: [], rounds: 1, latency: 1 });
    const staged = fixes.filter((one) => one.strategy === 'pipeline-stage');
    expect(staged, declined.map((one) => one.reason).join('; ')).not.toHaveLength(0);
    const [fix] = staged;
    expect(fix).toMatchObject({ contract: { kind: 'latency', cycles: 1 }, verdict: { verdict: 'proved' } });
    const after = applied(oneProcess, fix);
    expect(after).toContain('last <= x; // the sample');
    expect(after).toContain('negedge rst_n_staged');
    // A reset that ends with the first one lets what stands behind the row begin too early.
    const early = after.replaceAll(/(always @\(posedge clk or negedge rst_n)_staged(\)\s*if \(!rst_n)_staged/g, '$1$2');
    expect(early).not.toBe(after);
    expect((await bench.compare(oneProcess, early, 'filter', 1)).verdict).toBe('refuted');
  });
});
