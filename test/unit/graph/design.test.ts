import { describe, expect, it } from 'vitest';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { backwardCone } from '../../../server/src/graph/slice';
import { projectUnits } from '../../../server/src/graph/units';
import { designOf, edgeLines, projectOf } from './graphing';

const types = `package types;
  typedef struct packed { logic valid; logic [3:0] data; } item_t;
  function automatic logic [3:0] swap(logic [3:0] x);
    return {x[1:0], x[3:2]};
  endfunction
endpackage
`;

describe('across files', () => {
  it("a package's functions are run, not guessed", async () => {
    const { host, unit } = await projectOf({
      'types.sv': types,
      'm.sv': 'module m(input clk, input [3:0] a, output logic [3:0] q);\n always_ff @(posedge clk) q <= types::swap(a);\nendmodule\n',
    });
    const graph = analyzeModule(host.parse('/p/m.sv'), unit('m'), projectUnits(host.find, host.parse));
    expect(edgeLines(graph, 'q').filter((line) => !line.includes('clock'))).toEqual(['a[3:2] -data-> q[1:0]', 'a[1:0] -data-> q[3:2]']);
  });
});

it('a module that a macro makes is known to its file', async () => {
  const text =
    '`define UNIT(N) module unit_``N(input [N-1:0] a, output [N-1:0] y); assign y = ~a; endmodule\n`UNIT(4)\nmodule m(input [3:0] a, output [3:0] z); unit_4 u(.a, .y(z)); endmodule\n';
  const graph = await designOf({ 'm.sv': text }, 'm');
  expect(graph.notes).toEqual([]);
  expect([...backwardCone(graph, 'z').signals.keys()]).toEqual(['z', 'u.y', 'u.a', 'a']);
  expect(graph.edges.find((edge) => edge.to === 'u.y')?.range).toMatchObject({ line: 2, column: 1, endLine: 2, endColumn: 9 });
});

it('a type parameter whose default is a name of a package leaves the header readable', async () => {
  const { host, unit } = await projectOf({
    'types.sv': types,
    'm.sv':
      'module m #(parameter type T = types::item_t, parameter type U = T, parameter int N = 2) (input T a, output U [N-1:0] y);\n  assign y[1] = a;\nendmodule\n',
  });
  const graph = analyzeModule(host.parse('/p/m.sv'), unit('m'), projectUnits(host.find, host.parse));
  expect(graph.notes).toEqual([]);
  expect(edgeLines(graph, 'y')).toEqual(['a.valid -data-> y[9:9]', 'a.data -data-> y[8:5]']);
});

it("what a package's function decides is told to be at the call", async () => {
  const { host, unit } = await projectOf({
    'p.sv':
      'package p;\n\n\n  function automatic logic pick(logic a, logic b, logic c);\n    if (c) return a;\n    return b;\n  endfunction\nendpackage\n',
    'm.sv': 'module m(input a, b, c, output y);\n  assign y = p::pick(a, b, c);\nendmodule\n',
  });
  const graph = analyzeModule(host.parse('/p/m.sv'), unit('m'), projectUnits(host.find, host.parse));
  expect(graph.edges.map((edge) => `${edge.from} ${edge.kind} ${edge.range.path}:${edge.line}`).sort()).toEqual([
    'a data /p/m.sv:2',
    'b data /p/m.sv:2',
    'c select /p/m.sv:2',
  ]);
});

describe('the data flow of a design', () => {
  const leaf = `module leaf #(parameter W = 2, parameter LAST = 0) (input clk, rst_n, input [W-1:0] d, input types::item_t it, output logic [W-1:0] q, output v);
  always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= 0; else q <= d;
  if (LAST) assign v = it.valid; else assign v = q[0];
endmodule
`;
  const top = `module top(input clk, rst_n, input [3:0] a, input types::item_t it, output [3:0] z, output v0, v1);
  wire [3:0] mid;
  leaf #(.W(4)) first (.clk, .rst_n, .d(a), .it(it), .q(mid), .v(v0));
  leaf #(.W(4), .LAST(1)) second (.clk, .rst_n, .d({mid[1:0], mid[3:2]}), .it(it), .q(z), .v(v1));
endmodule
`;
  const files = { 'types.sv': types, 'leaf.sv': leaf, 'top.sv': top };

  it('goes through ports, with the parameters of each instance', async () => {
    const graph = await designOf(files, 'top');
    expect(edgeLines(graph, 'second.d')).toEqual(['mid[3:2] -data-> second.d[1:0]', 'mid[1:0] -data-> second.d[3:2]']);
    expect(
      [...backwardCone(graph, 'z', { registers: 2 }).signals.keys()].filter(
        (id) => graph.signals.find((one) => one.id === id)?.kind === 'reg',
      ),
    ).toEqual(['second.q', 'first.q']);
    expect([...backwardCone(graph, 'v0').signals.keys()]).toContain('a');
    expect([...backwardCone(graph, 'v1').signals.keys()]).toEqual(['v1', 'second.v', 'second.it.valid', 'it.valid']);
  });

  it('loses nothing where the width of a port is not known', async () => {
    const graph = await designOf(
      {
        'm.sv': `module leaf #(parameter W = 1) (input clk, d, output [W-1:0] q); logic [W-1:0] r; always_ff @(posedge clk) r <= {r, d}; assign q = r; endmodule
          module top(input clk, d, output [3:0] z); wire [3:0] n; leaf #(.W(unknown_pkg::WIDTH)) u (.clk, .d, .q(n)); assign z = n; endmodule`,
      },
      'top',
    );
    expect([...backwardCone(graph, 'z', { bits: { low: 3, width: 1 } }).signals.keys()]).toContain('u.r');
  });

  it('keeps one signal for a port and what it is connected to, with clock and reset by their paths', async () => {
    const graph = await designOf(files, 'top');
    expect(graph.signals.find((one) => one.id === 'first.q')).toMatchObject({
      kind: 'reg', width: 4, clock: 'posedge first.clk', reset: 'async_low:first.rst_n',
    }); // prettier-ignore
    expect(graph.signals.filter((one) => one.id === 'first.d')).toHaveLength(1);
    expect(edgeLines(graph, 'first.clk')).toEqual(['clk -data-> first.clk']);
    expect(graph.edges.find((edge) => edge.to === 'first.q' && edge.kind === 'data')?.range).toMatchObject({ path: '/p/leaf.sv', line: 2 });
  });
});
