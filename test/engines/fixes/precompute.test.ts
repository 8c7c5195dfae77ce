import { describe, expect, it, vi } from 'vitest';
import { precomputeInRegister } from '../../../server/src/fixes/strategies/precomputeInRegister';
import { splitCounter } from '../../../server/src/fixes/strategies/splitCounter';
import { testBeforeSelect } from '../../../server/src/fixes/strategies/testBeforeSelect';
import { testAtRest } from '../../../server/src/fixes/strategies/testAtRest';
import { applied, openFixBench } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();
const strategies = [precomputeInRegister];

describe('what registers alone decide is kept in a register', () => {
  const counter = `module burst #(parameter W = 16) (
    input  wire clk, rst, load, step,
    input  wire [W-1:0] length,
    input  wire [15:0] a, b,
    output reg  [15:0] y
);
    localparam LAST = 40000;
    reg [W-1:0] count_reg = 0, count_next; // items left
    always @* begin
        count_next = count_reg;
        if (load) count_next = length;
        else if (step) begin
            count_next = count_reg - 1; // one less
        end
    end
    always @(posedge clk) begin
        count_reg <= count_next;
        y <= y + ((count_reg >= LAST) ? a : b);
        if (rst) count_reg <= 0;
    end
endmodule
`;

  it('a compare of a counter becomes a flag, chosen from in the process that makes the next count', async () => {
    const { fixes } = await bench.fixesOf(counter, 'burst', { file: '/rtl/burst.v', strategies, rounds: 1 });
    const [fix] = fixes;
    expect(fix).toMatchObject({ strategy: 'precompute-in-register', contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    const after = applied(counter, fix);
    for (const kept of [
      '// items left',
      'count_next = count_reg - 1; // one less',
      'y <= y + (count_reached ? a : b);',
      'count_reached_next = count_reached;',
      'count_reached <= count_reached_next;',
      'count_reached_of = (count_reg >= LAST);',
    ])
      expect(after.replace('((count_reached)', '(count_reached').replaceAll('((count_reg >= LAST))', '(count_reg >= LAST)')).toContain(
        kept,
      );
    expect(after).not.toContain('logic');
    // Flags that forget the reset, or follow the count a cycle late, are refuted.
    const forgotten = after.replace(/begin count_reg <= 0; count_reached <= count_reached_of\(0\); end/, 'count_reg <= 0;');
    expect(forgotten).not.toBe(after);
    expect((await bench.compare(counter, forgotten, 'burst')).verdict).toBe('refuted');
    const late = after.replace('count_reached <= count_reached_next;', 'count_reached <= count_reached_of(count_reg);');
    expect((await bench.compare(counter, late, 'burst')).verdict).toBe('refuted');
  });

  it('`n + 1` is held beside n', async () => {
    const text = `module ring (input logic clk, rst, push, pop, input logic [15:0] d, output logic full, output logic [15:0] y);
  logic [11:0] head, tail;
  always_ff @(posedge clk or posedge rst)
    if (rst) head <= '0;
    else if (push && !full) head <= head + 1'b1;
  always_ff @(posedge clk or posedge rst)
    if (rst) tail <= '0;
    else if (pop) tail <= tail + 1'b1;
  always_ff @(posedge clk)
    if (head + 1'b1 == tail) y <= y + d;
  assign full = head + 1'b1 == tail;
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'ring', { strategies, rounds: 1 });
    const fix = fixes.find((one) => one.title.includes('head + '));
    expect(fix?.verdict.verdict).toBe('proved');
    const after = applied(text, fix);
    expect(after).toContain('logic [11:0] head_plus;');
    expect(after).toContain('assign full = head_plus == tail;');
    // Held at the wrong value while the reset is there.
    const wrong = after.replace("head_plus <= head_plus_of('0)", "head_plus <= '0");
    expect(wrong).not.toBe(after);
    expect((await bench.compare(text, wrong, 'ring')).verdict).toBe('refuted');
  });

  it('leaves alone what an input, another process or a part of a register decides', async () => {
    const text = `module not_ours (input logic clk, input logic [23:0] limit, d, output logic y, z);
  logic [23:0] r, s;
  always_ff @(posedge clk) begin r <= d; s[11:0] <= r[11:0]; end
  always_ff @(posedge clk) s[23:12] <= d[23:12];
  always_ff @(posedge clk) begin y <= r > limit; z <= s > 24'd77; end
endmodule
`;
    const { fixes, declined } = await bench.fixesOf(text, 'not_ours', { strategies });
    expect([...fixes, ...declined]).toEqual([]);
  });

  it('the carry chain is cut by a flag that is loaded beside the counter, the carry out kept', async () => {
    const text = `module events #(parameter W = 24) (
  input wire clk, rst, load, step,
  input wire [W-1:0] data,
  output reg [W-1:0] count,
  output reg over
);
  initial count = 0;
  always @(posedge clk)
    if (rst) {over, count} <= 0;
    else if (load) {over, count} <= {1'b0, data}; // from the bus
    else if (step) {over, count} <= count + 1'b1;
    else over <= 1'b0;
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'events', { file: '/rtl/events.v', strategies: [splitCounter], rounds: 1 });
    const [fix] = fixes;
    expect(fix).toMatchObject({ strategy: 'split-counter', verdict: { verdict: 'proved' } });
    const after = applied(text, fix);
    for (const kept of [
      "{{1'b0, count[W-1:(W-1)/2]} + count_carry, count[(W-1)/2-1:0] + 1'b1}",
      'count_carry <= (&count[(W-1)/2-1:1] && !count[0]);',
      '// from the bus',
      'reg count_carry = count_carry_of(0);',
    ])
      expect(after).toContain(kept);
    // A flag that follows the count a cycle late.
    const late = after.replace('(&count[(W-1)/2-1:1] && !count[0])', '(&count[(W-1)/2-1:0])');
    expect(late).not.toBe(after);
    expect((await bench.compare(text, late, 'events')).verdict).toBe('refuted');
  });

  it('a test of a counter is kept in a register without the subtraction in front of it, whichever way it is written', async () => {
    const text = `module timer (input logic clk, rst, start, input logic [15:0] d, output logic [15:0] sum, output logic busy);
  logic [15:0] left;
  always_ff @(posedge clk or posedge rst)
    if (rst) left <= 16'd0;
    else if (left != 0) left <= left - 1'b1;
    else if (start) left <= 16'd50000;
  always_ff @(posedge clk) sum <= left == 16'd0 ? sum + d : sum ^ d;
  assign busy = |left;
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'timer', { strategies, rounds: 1 });
    const [fix] = fixes;
    expect(fix?.verdict.verdict).toBe('proved');
    const after = applied(text, fix);
    for (const kept of ['left_differs <= (left != 1);', 'sum <= !left_differs ? sum', 'assign busy = left_differs;'])
      expect(after).toContain(kept);
  });

  it('a test of what a process chose is made in each branch, the choice last', async () => {
    const text = `module sums (input wire clk, rst, clear, input wire [15:0] a, b, output reg full);
  reg [63:0] total = 0, total_next;
  always @* begin
    total_next = total; // stay
    if (a + b == 16'd77) total_next = clear ? 64'd0 : {total[62:0], b[0]};
    else if (b == 16'd3)
      total_next = {total[60:0], b[2:0]};
  end
  always @(posedge clk) begin
    total <= total_next;
    full <= total_next == 64'd3;
    if (rst) total <= 64'd0;
  end
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'sums', { file: '/rtl/sums.v', strategies: [testBeforeSelect], rounds: 1 });
    const [fix] = fixes;
    expect(fix).toMatchObject({ strategy: 'test-before-select', verdict: { verdict: 'proved' } });
    const after = applied(text, fix);
    for (const kept of [
      'total_next_equal_test = total_next_equal_test_of(total);',
      "begin total_next_equal_test = ((clear) ? total_next_equal_test_of(64'd0) : total_next_equal_test_of({total[62:0], b[0]})); total_next = clear",
      'full <= total_next_equal_test;',
    ])
      expect(after).toContain(kept);
    const forgotten = after.replace('total_next_equal_test = total_next_equal_test_of({total[60:0], b[2:0]});', '');
    expect(forgotten).not.toBe(after);
    expect((await bench.compare(text, forgotten, 'sums')).verdict).toBe('refuted');
  });

  it('a function of a register is computed from its next value; one that reads more than its arguments stays', async () => {
    const text = `module keep (input wire clk, rst, go, input wire [3:0] n, input wire [7:0] d, output reg [7:0] q);
    function [7:0] mask;
        input [3:0] k;
        case (k)
            4'd0: mask = 8'h00;
            4'd1: mask = 8'h01;
            4'd2: mask = 8'h03;
            default: mask = 8'hff;
        endcase
    endfunction
    reg [3:0] left;
    always @(posedge clk) begin
        q <= d & mask(left);
        if (rst) left <= 0;
        else if (go) left <= n;
        else left <= left - 1;
    end
endmodule
`;
    const [after = ''] = bench.rewritesOf(text, precomputeInRegister, ['q'], 'mask(left)');
    expect(after).toContain('q <= d & left_mask;');
    expect(after).toContain('reg [7:0] left_mask;');
    expect(await bench.compare(text, after, 'keep')).toMatchObject({ verdict: 'proved' });
    const broken = after.replace('left_mask_of(n)', 'mask(left)');
    expect(broken).not.toBe(after);
    expect(await bench.compare(text, broken, 'keep')).toMatchObject({ verdict: 'refuted' });
    expect(bench.rewritesOf(text.replace("4'd2: mask = 8'h03", "4'd2: mask = d"), precomputeInRegister, ['q'], 'mask(left)')).toEqual([]);
  });

  it('a test of registers that rest is the one of the cycle before, where that is proven', async () => {
    const text = (first: string): string => `module parts (input wire clk, rst, go, input wire [23:0] n, m, output reg done);
  reg [1:0] state;
  reg [23:0] left, part; // both rest in state 1
  always @(posedge clk)
    if (rst) begin state <= 0; done <= 0; end
    else case (state)
      0: begin done <= 0; if (go) begin left <= n; part <= m; state <= ${first}; end end
      1: state <= 2;
      default: if (left > part) begin left <= left - part; state <= 1; end
        else begin done <= 1; state <= 0; end
    endcase
endmodule
`;
    const [after = '', ...others] = bench.rewritesOf(text('1'), testAtRest, ['left'], 'left > part');
    expect(others).toEqual([]);
    expect(await bench.compare(text('1'), after, 'parts')).toMatchObject({ verdict: 'proved' });
    expect(after).toContain('default: if (left_rested) begin');
    expect(after).toContain('// both rest in state 1\n  // left and part rest');
    expect(after).toContain('always @(posedge clk) left_rested <= left > part;');
    // Asked in the cycle after they are loaded.
    const [early = ''] = bench.rewritesOf(text('2'), testAtRest, ['left'], 'left > part');
    expect(await bench.compare(text('2'), early, 'parts')).toMatchObject({ verdict: 'refuted' });
  });
});
