import { expect, it } from 'vitest';
import { elaborateHierarchy, type HierarchyTree } from '../../../server/src/graph/hierarchy';
import { hierarchyGraph, hierarchyText } from '../../../server/src/graph/hierarchyGraph';
import { projectOf } from './graphing';

/** The hierarchy below a module of a text. */
async function below(top: string, text: string, signal = new AbortController().signal): Promise<HierarchyTree> {
  const { host, unit } = await projectOf({ 'a.sv': text });
  return elaborateHierarchy(unit(top), host, signal);
}

const text = `module leaf #(parameter N = 1) (input a); endmodule
module top(input x);
  leaf u(.a(x));
  leaf #(8) v [1:0] (.a(x));
  gone w();
endmodule
`;

it('as a graph names instances below the top by their path', async () => {
  const graph = hierarchyGraph(await below('top', text));
  expect(graph.nodes.map((node) => `${node.id} ${node.label ?? ''} ${node.line}`)).toEqual([
    'top top 2',
    'top.u u: leaf 3',
    'top.v[0] v[0]: leaf #(N=8) 4',
    'top.v[1] v[1]: leaf #(N=8) 4',
    'top.w w: gone 5',
  ]);
  expect(graph.edges.map((edge) => `${edge.from} ${edge.to}`)).toContain('top top.v[1]');
  expect(graph.notes).toEqual(['Module gone of top.w was not found.']);
});

it('as text is one instance a line', async () => {
  expect(hierarchyText(await below('top', text))).toBe(
    'top L2-6\n  u: leaf L3\n  v[0]: leaf #(N=8) L4\n  v[1]: leaf #(N=8) L4\n  w: gone L5 (not found)\n',
  );
});

it('decides generate conditions by what the instance sets, types and derived parameters included', async () => {
  const tree = await below(
    'top',
    `package p; typedef logic [15:0] wide_t; localparam int K = 3; endpackage
module a(); endmodule
module b(); endmodule
module m #(parameter type T = logic, parameter int N = 1, localparam int D = N * 2) ();
  if ($bits(T) > 8) begin : big a u (); end
  case (D)
    6: begin : six b u (); end
    default: begin : other a u (); end
  endcase
endmodule
module top; m u0 (); m #(.T(p::wide_t), .N(p::K)) u1 (); endmodule
`,
  );
  const names = tree.root.children.map((one) => [one.name, ...one.children.map((inner) => `${inner.name}:${inner.module}`)].join(' '));
  expect(names).toEqual(['u0 other.u:a', 'u1 big.u:a six.u:b']);
  const values = tree.root.children.map((one) => one.parameters.map(({ name, value }) => `${name}=${value}`).join(' '));
  expect(values).toEqual(['T=logic N=1', 'T=p::wide_t N=3']);
});

it('a condition that is no constant shows both branches and says so', async () => {
  const tree = await below(
    'top',
    'module a(); endmodule\nmodule top #(parameter X = missing::Y) (); if (X) begin : g a u (); end else begin : h a v (); end endmodule\n',
  );
  expect(tree.root.children.map((one) => one.name)).toEqual(['g.u', 'h.v']);
  expect(tree.notes).toEqual(['top: A generate condition is not constant here; both branches are shown.']);
});

it('stops when nobody wants it any more', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(below('top', text, controller.signal)).rejects.toThrow();
});
