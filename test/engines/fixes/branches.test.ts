import { describe, expect, it, vi } from 'vitest';
import { addMasked } from '../../../server/src/fixes/strategies/addMasked';
import { balanceBranches } from '../../../server/src/fixes/strategies/balanceBranches';
import { computeInBranches } from '../../../server/src/fixes/strategies/computeInBranches';
import { netChainToTree } from '../../../server/src/fixes/strategies/netChainToTree';
import { parallelBranches } from '../../../server/src/fixes/strategies/parallelBranches';
import { readMemoryEarly } from '../../../server/src/fixes/strategies/readMemoryEarly';
import { registerDecodedNet } from '../../../server/src/fixes/strategies/registerDecodedNet';
import { openFixBench } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const bench = openFixBench();

describe('nets decoded from registers', () => {
  const text = `module ctl (input clk, input rst, go, input [7:0] d, output reg [7:0] q, output busy);
  localparam IDLE = 2'd0, LOAD = 2'd1, RUN = 2'd2;
  reg [1:0] state;
  reg [7:0] step, seen;
  reg [3:0] ones, zeros;
  integer i;
  assign busy = state != IDLE;
  always @* begin
    step = 8'd1; // as a rule
    case (state)
      LOAD: step = 8'd3;
      RUN: step = 8'd7;
    endcase
  end
  always @* begin
    ones = 0;
    zeros = 8;
    for (i = 0; i < 8; i = i + 1) if (seen[i]) begin
      ones = ones + 1;
      zeros = 8 - ones;
    end
  end
  always @(posedge clk)
    if (rst) begin state <= IDLE; q <= 0; seen <= 0; end
    else begin
      seen <= d;
      if (state == IDLE) begin if (go) state <= LOAD; end
      else state <= state == RUN ? IDLE : RUN;
      q <= q + step + ones - zeros;
    end
endmodule
`;

  it('become registers that are loaded with what the process makes of the next state', async () => {
    const [after = ''] = bench.rewritesOf(text, registerDecodedNet, ['q'], 'case (state)', '$pmux', 8, 'state');
    for (const kept of [
      'state <= IDLE; step <= step_of(IDLE);',
      'if (go) begin state <= LOAD; step <= step_of(LOAD); end',
      'function automatic [7:0] step_of(',
    ])
      expect(after).toContain(kept);
    expect((await bench.compare(text, after, 'ctl')).verdict).toBe('proved');
    const late = after.replace('begin state <= LOAD; step <= step_of(LOAD); end', 'state <= LOAD;');
    expect(late).not.toBe(after);
    expect((await bench.compare(text, late, 'ctl')).verdict).toBe('refuted');
  });

  it('may be made by loops, through other nets of the process', async () => {
    const [both = '', zeros = '', other] = bench.rewritesOf(text, registerDecodedNet, ['q'], 'ones + 1', '$add', 8, 'seen');
    expect(both).toContain('zeros <= zeros_of(d);');
    expect((await bench.compare(text, both, 'ctl')).verdict).toBe('proved');
    // Alone, `ones` would leave `zeros` without what it is made through.
    expect(zeros).not.toContain('ones <=');
    expect(other).toBeUndefined();
  });
});

describe('branches', () => {
  const text = `module pick (input clk, input rst, input [4:0] r, input [2:0] op, input [7:0] a, b, c, output reg [7:0] x, y, z, output reg hit);
  reg [4:0] one;
  reg [2:0] code;
  always @(posedge clk) begin
    code <= op;
    if (rst) one <= 5'b1;
    else one <= {one[3:0], one[4]};
  end
  always @(posedge clk)
    if (rst) hit <= 0;
    else if (r[0]) hit <= a[0]; // the first
    else if (r[1]) hit <= b[0];
    // then the others
    else if (r[2]) begin
      hit <= c[0];
    end else if (r[3]) hit <= 1;
    else if (r[4]) hit <= a[1]; // the last
  always @* begin
    y = b;
    if (code == 3'd1) y = a;
    else if (code == 3'd2 || code == 3'd5) y = b ^ c;
    else if (code == 3'd4) y = c;
    else y = a & c;
    z = one[0] ? a : one[1] ? b : one[2] ? c : one[3] ? a + b : 8'd0;
  end
  always @(posedge clk) x <= y + z;
endmodule
`;

  it('of a long run are asked by halves, in their order', async () => {
    const [after = ''] = bench.rewritesOf(text, balanceBranches, ['hit'], 'r[2])', '$mux');
    expect(after).toContain('else if (r[0] || r[1] || r[2]) begin');
    expect(after).toContain('hit <= a[0]; // the first');
    expect(after).toContain('// then the others');
    expect(after).toMatch(/hit <= a\[1\]; \/\/ the last\n/);
    expect(after.match(/the last/g)).toHaveLength(1);
    expect((await bench.compare(text, after, 'pick')).verdict).toBe('proved');
    expect((await bench.compare(text, after.replace('if (r[0] || r[1])', 'if (r[1])'), 'pick')).verdict).toBe('refuted');
  });

  it('that exclude each other are chosen side by side, where the proof finds that they do', async () => {
    const [byCase = ''] = bench.rewritesOf(text, parallelBranches, ['x'], 'code == 3', '$mux');
    expect(byCase).toContain("3'd2, 3'd5: y = b ^ c;");
    const [byOr = ''] = bench.rewritesOf(text, parallelBranches, ['x'], 'one[0] ?', '$mux');
    expect(byOr).toContain('({8{one[3]}} & (a + b))');
    expect((await bench.compare(text, byOr, 'pick')).verdict).toBe('proved');
    const several = (one: string): string => one.replace("one <= 5'b1;", "one <= 5'b11;");
    expect((await bench.compare(several(text), several(byOr), 'pick')).verdict).toBe('refuted');
  });

  it('of which several may hold do not pass the proof', async () => {
    const any = `module any (input clk, input [3:0] d, a, b, c, output reg [3:0] q);
  reg [3:0] r, m;
  always @*
    if (r[0]) m = a;
    else if (r[1]) m = b;
    else m = c;
  always @(posedge clk) begin r <= d; q <= m; end
endmodule
`;
    const [joined = ''] = bench.rewritesOf(any, parallelBranches, ['q'], 'r[1]) m', '$mux');
    expect(joined).toContain('m = (({4{r[0]}} & a)');
    expect((await bench.compare(any, joined, 'any')).verdict).toBe('refuted');
    expect((await bench.compare(any.replace('r <= d', 'r <= 4'), joined.replace('r <= d', 'r <= 4'), 'any')).verdict).toBe('proved');
  });
});

describe('a chain of nets', () => {
  const text = `module low (input clk, input [3:0] a, b, c, d, e, output reg [3:0] q, r);
  reg [3:0] l1, l2, l3, l4;
  wire [3:0] s1 = less(a, b);
  wire [3:0] s2 = less(s1, c);
  wire [3:0] s3 = less(s2, d);
  wire [3:0] s4 = less(s3, e);
  always @* begin
    if (a < b) l1 = a; else l1 = b;
    l2 = l1 < c ? l1 : c; // the third
    l3 = l2 < d ? l2 : d;
    l4 = l3 < e ? l3 : e;
  end
  function [3:0] less(input [3:0] x, input [3:0] y);
    less = x > y ? x - y : 4'd0;
  endfunction
  always @(posedge clk) begin
    q <= l4;
    r <= s4;
  end
endmodule
`;

  it('is joined as a tree, in its order; one that is not associative does not pass the proof', async () => {
    const [after = ''] = bench.rewritesOf(text, netChainToTree, ['q'], 'l2 < d', '$lt');
    for (const kept of ['l2 = l1 < c ? l1 : c; // the third', 'l3 = d < e ? d : e;', 'l4 = l2 < l3 ? l2 : l3;'])
      expect(after).toContain(kept);
    expect((await bench.compare(text, after, 'low')).verdict).toBe('proved');
    const [other = ''] = bench.rewritesOf(text, netChainToTree, ['r'], 'less(s2', '$lt');
    expect(other).toContain('wire [3:0] s3 = less(d, e);');
    expect((await bench.compare(text, other, 'low')).verdict).toBe('refuted');
    // A net that something else reads stays what it is.
    expect(bench.rewritesOf(text.replace('q <= l4', 'q <= l4 ^ l2'), netChainToTree, ['q'], 'l2 < d', '$lt')).toEqual([]);
  });
});

describe('additions under conditions', () => {
  const text = `module votes (input clk, input [3:0] v, input signed [3:0] a, b, output reg signed [6:0] q);
  reg signed [6:0] sum;
  integer i;
  always @* begin
    sum = 0;
    for (i = 0; i < 4; i = i + 1)
      if (v[i]) begin
        sum = sum + a;
      end
    if (v[0]) sum = sum - (b >>> 1);
  end
  always @(posedge clk) q <= sum;
endmodule
`;

  it('become sums of what counts, in loops too, signs kept', async () => {
    const [after = ''] = bench.rewritesOf(text, addMasked, ['q'], 'sum + a', '$add', 7);
    expect(after).toContain('sum = sum + ((v[i]) ? a : 0);');
    expect(after).toContain('sum = sum - ((v[0]) ? (b >>> 1) : 0);');
    expect((await bench.compare(text, after, 'votes')).verdict).toBe('proved');
    expect((await bench.compare(text, after.replace('(v[0]) ?', '(v[1]) ?'), 'votes')).verdict).toBe('refuted');
  });
});

describe('arithmetic on what branches choose', () => {
  const text = `module clamp (input clk, input signed [7:0] e, low, high, output reg signed [9:0] u);
  reg signed [7:0] held;
  reg signed [7:0] lim;
  always @* begin
    lim = held;
    if (held > high) lim = high;
    else case (e[1:0])
      2'd0: lim = low;
      2'd1: lim = -8'sd1;
    endcase
  end
  always @(posedge clk) begin
    held <= lim;
    u <= lim - (e <<< 1);
  end
endmodule
`;

  it('is done in each branch, signs and widths kept', async () => {
    const [after = ''] = bench.rewritesOf(text, computeInBranches, ['u'], 'lim - (', '$sub', 10);
    for (const kept of ['reg signed [9:0] lim_minus;', 'begin lim_minus = lim_minus_of(high, e); lim = high; end', 'u <= lim_minus;'])
      expect(after).toContain(kept);
    expect((await bench.compare(text, after, 'clamp')).verdict).toBe('proved');
    const wrong = after.replace('lim_minus_of(low, e)', 'lim_minus_of(high, e)');
    expect(wrong).not.toBe(after);
    expect((await bench.compare(text, wrong, 'clamp')).verdict).toBe('refuted');
  });
});

describe('a memory read without a clock', () => {
  const text = `module look (input clk, input rst, we, hold, input [3:0] wa, ra, input [7:0] wd, output reg [7:0] q);
  reg [7:0] tab [0:15];
  reg [3:0] at;
  wire [7:0] word = tab[at];
  always @(posedge clk) begin
    if (rst) at <= 0;
    else if (!hold) at <= ra;
    if (we && !rst) tab[wa] <= wd;
    q <= q ^ (word + 8'd3);
    if (rst) q <= 0;
  end
endmodule
`;

  it('is read a cycle earlier at the next address, with the write of that cycle', async () => {
    const [after = ''] = bench.rewritesOf(text, readMemoryEarly, ['q'], 'tab[at]', '$mem_v2', 8);
    expect(after).toContain('wire [3:0] at_coming = ((rst) ? 0 : ((!hold) ? ra : at));');
    expect(after).toContain('wire [7:0] word = tab_read;');
    expect((await bench.compare(text, after, 'look')).verdict).toBe('proved');
    const stale = after.replace('(we && !rst) && wa == at_coming', "1'b0");
    expect(stale).not.toBe(after);
    expect((await bench.compare(text, stale, 'look')).verdict).toBe('refuted');
  });
});
