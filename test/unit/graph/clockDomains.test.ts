import { describe, expect, it } from 'vitest';
import { clockDomains } from '../../../server/src/graph/clockDomains';
import { clockGraph, clockText } from '../../../server/src/graph/clockGraph';
import { renderDot } from '../../../server/src/graph/render/dot';
import { designOf, graphOfText } from './graphing';

async function crossingsOf(text: string, top = 'm'): Promise<string[]> {
  const { crossings } = clockDomains(await designOf({ 'm.sv': text }, top));
  return crossings.map((one) => `${one.from} > ${one.to} ${one.kind}`);
}

const flop2 = `module flop2 #(parameter W = 1) (input clk, input rst_n, input [W-1:0] d, output logic [W-1:0] q);
  logic [W-1:0] meta;
  flop #(W) first (.clk, .rst_n, .d, .q(meta));
  flop #(W) second (.clk, .rst_n, .d(meta), .q);
endmodule
module flop #(parameter W = 1) (input clk, input rst_n, input [W-1:0] d, output logic [W-1:0] q);
  always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= '0; else q <= d;
endmodule
`;

describe('clock domains', () => {
  it('are told by the clock behind the ports, with their resets', async () => {
    const { domains } = clockDomains(
      await designOf(
        {
          'm.sv': `${flop2}module m(input wclk, rclk, rst_n, d, output a, b); flop2 x (wclk, rst_n, d, a); flop2 y (rclk, rst_n, d, b); endmodule`,
        },
        'm',
      ),
    );
    expect(domains.map((one) => [one.clock, one.registers.length, [...one.resets]])).toEqual([
      ['wclk', 2, [['async_low:rst_n', 2]]],
      ['rclk', 2, [['async_low:rst_n', 2]]],
    ]);
  });

  it('a gated clock belongs to its clock', async () => {
    const { domains, crossings } = clockDomains(
      await graphOfText(`module m(input clk, en, d, output reg q, r); reg l; wire g = clk & l;
        always @* if (!clk) l = en;
        always @(posedge clk) q <= d;
        always @(posedge g) r <= q;
      endmodule`),
    );
    expect(domains.map((one) => one.clock)).toEqual(['clk']);
    expect(domains[0]?.derived).toEqual([{ clock: 'g', why: 'gated: made from clk and l' }]);
    expect(crossings).toEqual([]);
  });

  it('a divided clock is one of its own', async () => {
    const { domains } = clockDomains(
      await graphOfText(
        'module m(input clk, d, output reg q); reg half; always @(posedge clk) half <= ~half; always @(posedge half) q <= d; endmodule',
      ),
    );
    expect(domains.map((one) => one.clock).sort()).toEqual(['clk', 'half']);
  });
});

describe('crossings', () => {
  it('through two flip-flops of other modules are synchronised', async () => {
    const text = `${flop2}module m(input ca, cb, rst_n, d, output q); logic a; always_ff @(posedge ca) a <= d; flop2 s (.clk(cb), .rst_n, .d(a), .q); endmodule`;
    const { crossings, synchronizers } = clockDomains(await designOf({ 'm.sv': text }, 'm'));
    expect(crossings).toMatchObject([
      {
        from: 'a',
        to: 's.first.q',
        kind: 'synchronised',
        reason: '2 flip-flops in a row (s.first.q, s.second.q)',
        fromClock: 'ca',
        toClock: 'cb',
      },
    ]);
    expect(synchronizers).toMatchObject([{ source: 'a', depth: 2, stages: ['s.first.q', 's.second.q'] }]);
  });

  it('through one register that shifts are synchronised', async () => {
    expect(
      await crossingsOf(`module m(input ca, cb, d, output q); reg a; reg [2:0] s; assign q = s[2];
        always @(posedge ca) a <= d;
        always @(posedge cb) s <= {s[1:0], a};
      endmodule`),
    ).toEqual(['a > s synchronised']);
  });

  it('read after one flip-flop, or behind logic, are not', async () => {
    const head = 'module m(input ca, cb, d, e, output reg q, r); reg a, b, s; always @(posedge ca) begin a <= d; b <= e; end ';
    expect(await crossingsOf(`${head} always @(posedge cb) begin s <= a; q <= s & e; end endmodule`)).toEqual(['a > s unsynchronised']);
    expect(await crossingsOf(`${head} always @(posedge cb) begin s <= a & b; q <= s; r <= q; end endmodule`)).toEqual([
      'a > s unsynchronised',
      'b > s unsynchronised',
    ]);
    // An early stage that something else reads protects nothing.
    expect(await crossingsOf(`${head} always @(posedge cb) begin s <= a; q <= s; r <= s; end endmodule`)).toEqual(['a > s unsynchronised']);
  });

  it('of an asynchronous FIFO: pointers Gray coded and synchronised, data qualified', async () => {
    const text = `module m(input wc, rc, we, re, input [7:0] d, output reg [7:0] q, output full, empty);
      reg [2:0] wp, rp, wg, rg, w1, w2, r1, r2; reg [7:0] mem [0:3];
      wire [2:0] wn = wp + 1, rn = rp + 1;
      assign full = wg == {~r2[2:1], r2[0]};
      assign empty = rg == w2;
      always @(posedge wc) begin if (we && !full) begin mem[wp[1:0]] <= d; wp <= wn; wg <= wn ^ (wn >> 1); end r1 <= rg; r2 <= r1; end
      always @(posedge rc) begin if (re && !empty) begin q <= mem[rp[1:0]]; rp <= rn; rg <= rn ^ (rn >> 1); end w1 <= wg; w2 <= w1; end
    endmodule`;
    const { crossings } = clockDomains(await graphOfText(text));
    expect(crossings.map((one) => `${one.from} > ${one.to} ${one.kind}`).sort()).toEqual([
      'mem > q qualified',
      'rg > r1 synchronised',
      'wg > w1 synchronised',
    ]);
    expect(crossings.find((one) => one.to === 'w1')?.reason).toContain('Gray coded');
  });

  it('know a Gray code that is computed on the way, and a flip-flop that is cleared', async () => {
    const { crossings } = clockDomains(
      await graphOfText(`module m(input ca, cb, rst, output reg [3:0] y); reg [3:0] p, g, s, t; reg [3:0] n;
        always @(posedge ca) begin n = p + 1; p <= n; g <= n ^ (n >> 1); end
        always @(posedge cb) begin s <= g; t <= s; if (rst) begin s <= 0; t <= 0; end y <= y + t; end
      endmodule`),
    );
    expect(crossings).toMatchObject([{ from: 'g', to: 's', kind: 'synchronised' }]);
    expect(crossings[0]?.reason).toContain('Gray coded');
  });

  it('of an asynchronous reset are told apart', async () => {
    expect(
      await crossingsOf(`module m(input ca, cb, d, output reg q); reg a; always @(posedge ca) a <= d;
        always @(posedge cb or negedge a) if (!a) q <= 0; else q <= d;
      endmodule`),
    ).toEqual(['a > q reset']);
  });
});

it('clock domains as a graph have a node per clock and an edge per crossing with its reason', async () => {
  const design = await graphOfText(
    'module m(input ca, cb, d, output reg q); reg a; always @(posedge ca) a <= d; always @(posedge cb) q <= a; endmodule',
  );
  const graph = clockGraph(design);
  expect(graph.nodes.map((one) => `${one.id} ${one.kind} ${one.group ?? ''}`.trim()).sort()).toEqual([
    'a reg ca',
    'ca clock',
    'cb clock',
    'q reg cb',
  ]);
  expect(graph.edges).toEqual([
    {
      from: 'a',
      to: 'q',
      kind: 'data',
      file: '/p/a.sv',
      line: 1,
      column: 99,
      endLine: 1,
      endColumn: 106,
      crossing: { kind: 'unsynchronised', reason: 'one flip-flop takes it and nothing reads it' },
    },
  ]);
  expect(renderDot(graph)).toContain('"a" -> "q" [class="data unsynchronised line-1" style="dashed" label="unsynchronised"');
  expect(clockText(design)).toContain('CROSSING unsynchronised a@ca -> q@cb L1: one flip-flop takes it');
});
