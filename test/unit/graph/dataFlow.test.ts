import { describe, expect, it } from 'vitest';
import { backwardCone, forwardCone } from '../../../server/src/graph/slice';
import { queue, records, shapes } from './designs';
import { edgeLines, graphOfText } from './graphing';

describe('data flow', () => {
  it('tells data, enable, reset and clock of a register apart, with guards and operators', async () => {
    const graph = await graphOfText(queue);
    expect(edgeLines(graph, 'wptr')).toEqual(
      [
        'rst_n -reset-> wptr if !rst_n',
        'wptr -data-> wptr if wr && !full',
        'wr -enable-> wptr if wr && !full',
        'full -enable-> wptr if wr && !full',
        'clk -clock-> wptr if posedge',
      ].sort(byKind(graph)),
    );
    const add = graph.edges.find((edge) => edge.to === 'wptr' && edge.kind === 'data');
    expect(add).toMatchObject({ line: 15, ops: [{ op: '+', width: 32 }] });
    expect(graph.signals.find((signal) => signal.id === 'wptr')).toMatchObject({
      kind: 'reg', width: 4, clock: 'posedge clk', reset: 'async_low:rst_n', resetValue: '0',
    }); // prettier-ignore
    expect(graph.signals.find((signal) => signal.id === 'dout')).toMatchObject({ kind: 'reg', direction: 'output' });
  });

  it('keeps bit ranges through concatenations and slices', async () => {
    const graph = await graphOfText(shapes);
    expect(edgeLines(graph, 'swap').filter((line) => !line.includes('clock'))).toEqual([
      'both[15:12] -data-> swap[3:0]',
      'both[3:0] -data-> swap[7:4]',
    ]);
    const cone = backwardCone(graph, 'swap', { registers: 1 });
    expect([...cone.signals.keys()].sort()).toEqual(['a', 'b', 'both', 'swap']);
    expect(cone.edges.filter((edge) => edge.to === 'both').map((edge) => `${edge.from}:${edge.toLow}+${edge.toWidth}`)).toEqual([
      'a:8+8',
      'b:0+8',
    ]);
  });

  it('gives what a temporary stood for, not the temporary', async () => {
    const graph = await graphOfText(shapes);
    const sources = (to: string): string[] =>
      [...new Set(graph.edges.filter((edge) => edge.to === to && edge.kind !== 'clock').map((edge) => edge.from))].sort();
    expect(sources('sum')).toEqual(['a', 'b']);
    expect(sources('masked')).toEqual(['a', 'b', 'sel']);
    expect(graph.signals.find((signal) => signal.id === 'tmp')?.kind).not.toBe('reg');
  });

  it('unrolls generate loops into hierarchical names', async () => {
    const graph = await graphOfText(shapes);
    expect(edgeLines(graph, 'stage[2].q').filter((line) => !line.includes('clock'))).toEqual([
      'stage[1].q -data-> stage[2].q',
      'req[2] -data-> stage[2].q',
    ]);
    expect([...forwardCone(graph, 'stage[3].q').signals.keys()]).toEqual(['stage[3].q', 'chain']);
  });

  it('finds a synchronous reset at the end of a process and a latch', async () => {
    const graph = await graphOfText(shapes);
    expect(graph.signals.find((signal) => signal.id === 'trail')).toMatchObject({ reset: 'sync_low:rst_n', resetValue: '0' });
    expect(graph.signals.find((signal) => signal.id === 'lat')).toMatchObject({ kind: 'wire', latch: true });
  });

  it('does not take a start pulse for a reset', async () => {
    const graph = await graphOfText(`module m(input clk, rst, go, done, input [7:0] d, output reg busy, output reg [7:0] x, y);
      always @(posedge clk) if (rst) begin x <= 0; y <= 0; end else begin x <= d; y <= x; end
      always @(posedge clk) if (go) busy <= 1; else if (done) busy <= 0;
    endmodule`);
    expect(edgeLines(graph, 'busy')).toContain('go -enable-> busy if go');
    expect(edgeLines(graph, 'x')).toContain('rst -reset-> x if rst');
  });

  it('names members of structures', async () => {
    const graph = await graphOfText(records);
    expect(edgeLines(graph, 'second_q.valid')).toContain('first_q.valid -data-> second_q.valid');
    expect(edgeLines(graph, 'second_q.id').slice(0, 2)).toEqual([
      'first_q.id[3] -data-> second_q.id[0]',
      'first_q.id[2:0] -data-> second_q.id[3:1]',
    ]);
    expect(edgeLines(graph, 'out_o.data')).toEqual(['second_q.data -data-> out_o.data']);
  });

  it('connects instances by the directions of the module they are made from', async () => {
    const graph = await graphOfText(`module leaf(input [3:0] a, output [3:0] y); assign y = ~a; endmodule
    module top(input [7:0] x, output [7:0] z);
      leaf u(.a(x[3:0]), .y(z[7:4]));
      leaf v(x[7:4], z[3:0]);
      nowhere w(.p(x), .q(z));
    endmodule`);
    expect(edgeLines(graph)).toContain('x[3:0] -data-> u.a');
    expect(edgeLines(graph)).toContain('u.y -data-> z[7:4]');
    expect(edgeLines(graph)).toContain('v.y -data-> z[3:0]');
    expect(graph.notes).toEqual(['Module nowhere was not found: the directions of its ports are guessed.']);
  });

  it('leaves out what cannot be read and keeps the rest', async () => {
    const graph = await graphOfText(`module m(input clk, a, output reg q, output y);
      assign = ;
      always @(posedge clk) begin q <= a; q <= ( ; end
      assign y = a & q;
    endmodule`);
    expect(edgeLines(graph, 'y')).toEqual(['a -data-> y', 'q -data-> y']);
    expect(edgeLines(graph, 'q')).toContain('a -data-> q');
    expect(graph.notes.join(' ')).toMatch(/could not be read|syntax errors/);
  });
});

/** The graph's own order: compares only what is listed. */
function byKind(graph: Awaited<ReturnType<typeof graphOfText>>): (a: string, b: string) => number {
  const order = edgeLines(graph, 'wptr');
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}

describe('what an unrolled loop leaves alone', () => {
  it('a choice decides nothing about bits that none of its ways assigns', async () => {
    const graph = await graphOfText(
      `module m(input clk, rst, input [2:0] en, d, output logic [2:0] q);
  always_ff @(posedge clk or posedge rst)
    if (rst) q <= '0;
    else for (int k = 0; k < 3; k++) if (en[k]) q[k] <= d[k];
endmodule`,
    );
    for (const bit of [0, 1, 2]) {
      const { bits } = backwardCone(graph, 'q', { steps: 1, bits: { low: bit, width: 1 } });
      expect([bits.get('en'), bits.get('d')], `q[${bit}]`).toEqual([[{ low: bit, width: 1 }], [{ low: bit, width: 1 }]]);
    }
  });

  it('also where all bits had one value before, or a case chooses', async () => {
    const graph = await graphOfText(
      `module m(input [1:0] s, a, b, c, output logic [1:0] y);
  always_comb begin
    y = a;
    if (b[0]) y[0] = c[0];
    case (s)
      2'd1: y[1] = b[1];
      2'd2: y[1] = c[1];
    endcase
  end
endmodule`,
    );
    const sources = (low: number): string[] => [...backwardCone(graph, 'y', { steps: 1, bits: { low, width: 1 } }).bits.keys()].sort();
    expect(sources(0)).toEqual(['a', 'b', 'c', 'y']);
    expect(sources(1)).toEqual(['a', 'b', 'c', 's', 'y']);
    expect(edgeLines(graph, 'y').filter((line) => line.startsWith('s'))).toEqual([expect.stringMatching(/-> y\[1\]/)]);
  });

  it('keeps the bits of an element apart when it is chosen at run time', async () => {
    const graph =
      await graphOfText(`module m(input clk, input [1:0] i, j, input [7:0] d, output reg [7:0] q, output reg [3:0] nib, output reg [5:0] mem0);
      typedef struct packed { logic [3:0] hi; logic [3:0] lo; } pair_t;
      reg [3:0][7:0] mem; pair_t [3:0] pairs; reg [1:0][3:0][2:0] deep;
      always @(posedge clk) begin
        mem[i] <= {d[0], d[7:1]}; q <= mem[j];
        pairs[i].hi <= d[3:0]; nib <= pairs[j].hi;
        deep[i[0]][j] <= d[2:0]; mem0 <= {deep[0][j], deep[i[0]][1]};
      end endmodule`);
    const bits = (of: string, bit: number, source: string): number[] => {
      const found = backwardCone(graph, of, { registers: 1, bits: { low: bit, width: 1 } }).bits.get(source) ?? [];
      return [...new Set(found.flatMap(({ low, width }) => Array.from({ length: width }, (_, k) => low + k)))].sort((a, b) => a - b);
    };
    // Written: bit 7 of each element is d[0], bit 2 is d[3]; read: bit 2 is bit 2 of any element.
    expect([bits('mem', 15, 'd'), bits('mem', 18, 'd'), bits('q', 2, 'mem')]).toEqual([[0], [3], [2, 10, 18, 26]]);
    expect([bits('pairs', 13, 'd'), bits('pairs', 1, 'd'), bits('nib', 1, 'pairs')]).toEqual([[1], [], [5, 13, 21, 29]]);
    expect([bits('deep', 14, 'd'), bits('mem0', 1, 'deep'), bits('mem0', 4, 'deep')]).toEqual([[2], [4, 16], [1, 4, 7, 10]]);
    // Onwards: d[3] reaches bit 2 of every element of mem.
    const on = forwardCone(graph, 'd', { registers: 1, bits: { low: 3, width: 1 } }).bits.get('mem') ?? [];
    expect(on.map(({ low, width }) => `${low}+${width}`)).toEqual(['2+1', '10+1', '18+1', '26+1']);
  });

  it('follows a task that is called without brackets', async () => {
    const graph = await graphOfText(`module m(input clk, a, b, output reg q, r); task step; begin r = q & b; end endtask
      always @(posedge clk) begin q <= a; if (a) step; end endmodule`);
    expect(edgeLines(graph, 'r')).toEqual(['q -data-> r if a', 'b -data-> r if a', 'a -enable-> r if a', 'clk -clock-> r if posedge']);
  });
});

describe('constants of a module', () => {
  it('a parameter waits for the types and ports before it', async () => {
    const graph = await graphOfText(
      `module m(input [4:0] s, output logic [4:0] y);
  typedef struct packed { logic [2:0] a; logic [1:0] b; } pair_t;
  localparam int W = $bits(pair_t);
  localparam int P = $bits(s);
  logic [W-1:0] one;
  logic [P-1:0] two;
  assign one = s;
  assign two = one;
  assign y = two;
endmodule`,
    );
    expect(graph.signals.map(({ id, width }) => [id, width])).toEqual([['s', 5], ['y', 5], ['one', 5], ['two', 5]]); // prettier-ignore
  });

  it('ports may still name parameters that follow the header', async () => {
    const graph = await graphOfText(
      'module m(a, y);\n  parameter N = 3;\n  parameter W = N + 1;\n  input [W-1:0] a;\n  output [W-1:0] y;\n  assign y = a;\nendmodule',
    );
    expect(graph.signals.map(({ id, width }) => [id, width])).toEqual([['a', 4], ['y', 4]]); // prettier-ignore
  });

  it('a loop whose bounds are not known connects what it would, for any index', async () => {
    const graph = await graphOfText(
      `module m(input [7:0] a, input clk, output logic [7:0] y, output [7:0] z);
  for (genvar k = 0; k < missing_pkg::N; k++) begin : each
    always_ff @(posedge clk) y[k] <= a[k];
    unknown_cell u(.i(y[k]));
  end
  assign z = y;
endmodule`,
    );
    expect([...backwardCone(graph, 'z').signals.keys()].sort()).toEqual(['a', 'y', 'z']);
    expect(graph.notes.join('\n')).toContain('its body is shown once, for any index');
  });
});

it('what follows a return in a loop or a case happens on the other ways only', async () => {
  const graph = await graphOfText(`module m #(parameter int N = 5, parameter int M) (input logic [1:0] s, input logic a, b, output logic z);
  function automatic int bits(int n);
    for (int i = 0; i < 32; i++) if ((1 << i) >= n) return i;
    return 32;
  endfunction
  function automatic logic pick(logic [1:0] k, logic p, logic q);
    case (k)
      2'd0: return p;
      default: ;
    endcase
    return q;
  endfunction
  logic [bits(N)-1:0] x;
  logic [bits(M)-1:0] y;
  assign z = pick(s, a, b);
endmodule
`);
  expect(graph.signals.filter(({ id }) => /^[xyz]$/.test(id)).map(({ width }) => width)).toEqual([1, 3, undefined]);
  expect(
    edgeLines(graph, 'z')
      .map((line) => line.split(' ')[0])
      .toSorted(),
  ).toEqual(['a', 'b', 's']);
});
