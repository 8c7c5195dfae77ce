import { instance } from '@viz-js/viz';
import { describe, expect, it } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { narrowedGraph } from '../../../server/src/graph/narrow';
import { graphOf } from '../../../server/src/graph/query';
import { drawable } from '../../../server/src/graph/render/cut';
import { renderDot } from '../../../server/src/graph/render/dot';
import { foldCopies } from '../../../server/src/graph/render/foldCopies';
import { conjuncts, wrapGuard } from '../../../server/src/graph/render/guardLabel';
import { rankSpan } from '../../../server/src/graph/render/rankSpan';
import { renderSvg, type Picture } from '../../../server/src/graph/render/svg';
import type { Graph, GraphEdge, GraphNode } from '../../../server/src/protocol/contract';
import { queue, serial, shapes } from './designs';
import { graphOfText } from './graphing';

async function draw(graph: Graph): Promise<Picture> {
  const viz = await instance();
  const layout = (dot: string) => Promise.resolve(success(viz.renderString(dot, { format: 'svg', engine: 'dot' })));
  const picture = await renderSvg(graph, layout, new AbortController().signal);
  if (!picture.ok) throw new Error(picture.message);
  return picture.value;
}

const wire = (id: string): GraphNode => ({ id, kind: 'wire', file: 'f', line: 1, endLine: 1 });
const data = (from: string, to: string): GraphEdge => ({ from, to, kind: 'data', line: 1 });

function states(names: readonly string[], transitions: readonly (readonly [string, string, string])[]): Graph {
  const nodes = names.map((name, i): GraphNode => {
    const at = { file: 'f', line: i + 1, endLine: i + 1 };
    return { id: name, kind: 'state', label: name, group: 'state', ...at, ...(i === 0 ? { reset: "2'd0" } : {}) };
  });
  const edges = transitions.map(([from, to, guard], i): GraphEdge => ({ from, to, kind: 'transition', line: 10 + i, guard }));
  return { module: 'm', kind: 'fsm', nodes, edges };
}

describe('DOT', () => {
  it('names every node and keeps quotes in order', async () => {
    const graph = graphOf('dfg', await graphOfText(queue));
    const dot = renderDot(graph);
    for (const node of graph.nodes) expect(dot).toContain(`"${node.id}" [`);
    const odd: Graph = { module: 'a"b', kind: 'dfg', nodes: [{ ...wire('x\\"') }], edges: [] };
    expect(renderDot(odd)).toContain('"x\\\\\\""');
  });

  it('is laid out by Graphviz for every kind, names with brackets and instances among them', async () => {
    for (const text of [queue, serial, shapes])
      for (const kind of ['cfg', 'dfg', 'stdg', 'fsm'] as const) {
        const graph = graphOf(kind, await graphOfText(text));
        expect((await draw(graph)).svg.match(/class="node/g)?.length ?? 0).toBeGreaterThanOrEqual(graph.nodes.length > 0 ? 1 : 0);
      }
  });

  it('an instance is one box with its inputs left and its outputs right', async () => {
    const text = `module leaf(input a, input [3:0] b, output c); assign c = a & b[0]; endmodule
module top(input x, input [3:0] y, output z); leaf u_leaf(.a(x), .b(y), .c(z)); endmodule`;
    const dot = renderDot(graphOf('dfg', await graphOfText(text)));
    expect(dot).toMatch(/"u_leaf" \[label=<<TABLE.*<B>u_leaf: leaf<\/B>/);
    expect(dot).toMatch(/PORT="u_leaf\.a" ALIGN="LEFT"[^>]*>a<\/TD><TD PORT="u_leaf\.c" ALIGN="RIGHT"/);
    expect(dot).toContain('"y" -> "u_leaf":"u_leaf.b"');
    expect(dot).toContain('"u_leaf":"u_leaf.c" -> "z"');
  });
});

describe('state diagrams', () => {
  it('mark the reset state, and draw one arrow for a pair of states', () => {
    const dot = renderDot(
      states(
        ['IDLE', 'RUN'],
        [
          ['IDLE', 'RUN', 'go'],
          ['IDLE', 'RUN', 'force'],
          ['RUN', 'IDLE', 'done'],
        ],
      ),
    );
    expect(dot).toContain('"reset:state" -> "IDLE"');
    expect(dot).toMatch(/"IDLE" \[label="IDLE" shape="box" style="rounded,bold"/);
    expect(dot.match(/"IDLE" -> "RUN"/g)).toHaveLength(1);
    expect(dot).toContain('label=" go \\n or force "');
  });

  it('say once what leaves every state and what every arrow needs', () => {
    const all = ['A', 'B', 'C', 'D'];
    const step = all.map((from, i) => [from, all[(i + 1) % 4] ?? '', `!stop && en && t${i}`] as const);
    const halt = all.slice(1).map((from) => [from, 'A', 'stop'] as const);
    const dot = renderDot(states(all, [...step, ...halt]));
    expect(dot.match(/-> "A" \[class="transition/g)).toHaveLength(2);
    expect(dot).toMatch(/"any:state" -> "A" .*label=" stop "/);
    // `!stop` follows from the arrow of any state, `en` stands under the register's name.
    expect(dot).toMatch(/"B" -> "C" .*label=" t1 "/);
    expect(dot).toContain('label="state\\nevery arrow from a state: en"');
  });

  it('break a guard at its operators and cut what is too long', () => {
    expect(conjuncts('a && (b || c) && !d')).toEqual(['a', '(b || c)', '!d']);
    expect(conjuncts('a && b || c')).toEqual(['a && b || c']);
    expect(wrapGuard('first_condition && second_condition || third_one')).toBe('first_condition\n&& second_condition\n|| third_one');
    expect(wrapGuard(Array.from({ length: 9 }, (_, i) => `condition_number_${i}`).join(' && '))).toMatch(/^([^\n]+\n){2}[^\n]+ …$/);
    expect(wrapGuard('current_state_of_machine == STATE_THAT_WAITS_FOR_DATA')).toBe(
      'current_state_of_machine\n== STATE_THAT_WAITS_FOR_DATA',
    );
    for (const line of wrapGuard('x'.repeat(90)).split('\n')) expect(line.length).toBeLessThanOrEqual(36);
  });
});

describe('a picture', () => {
  it('takes its colour from the surroundings', async () => {
    const { svg } = await draw(graphOf('fsm', await graphOfText(serial)));
    expect(svg).toContain('currentColor');
    expect(svg).not.toContain('"black"');
    for (const state of ['IDLE', 'SEND', 'STOP']) expect(svg).toContain(state);
  });

  it('of too many nodes says how many are shown', async () => {
    const nodes = Array.from({ length: 312 }, (_, i) => wire(`n${i}`));
    const { svg, words } = await draw({ module: 'big', kind: 'dfg', nodes, edges: nodes.slice(1).map((node) => data('n0', node.id)) });
    expect(words).toContain('showing 200 of 312');
    expect(svg).toContain('showing 200 of 312');
    expect(svg.match(/class="node/g)).toHaveLength(200);
  });

  it('of a slice keeps what is nearest to the signal', () => {
    const nodes = Array.from({ length: 400 }, (_, i) => wire(`n${i}`));
    const chain = nodes.slice(1).map((node, i) => data(`n${i}`, node.id));
    const { drawn } = drawable({ module: 'm', kind: 'dfg', nodes, edges: chain, slice: { of: ['n300'], way: 'both' } });
    expect(drawn.nodes).toHaveLength(200);
    expect(drawn.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['n300', 'n210', 'n390']));
  });

  it('of a crowded module draws its data paths and says that conditions are left out', () => {
    const nodes = Array.from({ length: 60 }, (_, i) => wire(`n${i}`));
    const edges = nodes.flatMap(({ id }, i) => [
      data(id, `n${(i + 1) % 60}`),
      ...Array.from({ length: 6 }, (_, k): GraphEdge => ({ ...data(`n${(i * 7 + k * 5) % 60}`, id), kind: 'select' })),
    ]);
    const { drawn, words } = drawable({ module: 'm', kind: 'dfg', nodes, edges });
    expect(drawn.nodes).toHaveLength(60);
    expect(drawn.edges).toHaveLength(60);
    expect(words).toBe('conditions are not drawn');
  });

  it('draws straight arrows where curves would take long', () => {
    const chain = Array.from({ length: 100 }, (_, i) => [data(`n${i}`, `n${i + 1}`), data('n0', `n${i + 1}`)]).flat();
    const nodes = Array.from({ length: 101 }, (_, i) => wire(`n${i}`));
    expect(rankSpan({ module: 'm', kind: 'dfg', nodes, edges: chain })).toBe(100 + (100 * 101) / 2);
    // A loop is none: what closes it is drawn backwards.
    expect(rankSpan({ module: 'm', kind: 'dfg', nodes, edges: [data('n0', 'n1'), data('n1', 'n2'), data('n2', 'n0')] })).toBe(2);
  });

  it('folds the copies that generate blocks make', () => {
    const nodes = Array.from({ length: 8 }, (_, i) => [wire(`lane[${i}].d`), wire(`lane[${i}].q`)]).flat();
    const edges = Array.from({ length: 8 }, (_, i) => data(`lane[${i}].d`, `lane[${i}].q`));
    const folded = foldCopies({ module: 'm', kind: 'dfg', nodes: [wire('x'), ...nodes], edges });
    expect(folded.nodes.map(({ id }) => id)).toEqual(['x', 'lane[0..7].d', 'lane[0..7].q']);
    expect(folded.edges).toEqual([data('lane[0..7].d', 'lane[0..7].q')]);
    const instances = ['0', '1'].map((i): GraphNode => ({ ...wire(`t.u[${i}]`), kind: 'instance', label: `u[${i}]: leaf #(W=8)` }));
    const tree = foldCopies({ module: 't', kind: 'hierarchy', nodes: [wire('t'), ...instances], edges: [] });
    expect(tree.nodes.at(-1)).toMatchObject({ id: 't.u[0..1]', label: 'u ×2: leaf #(W=8)' });
  });
});

describe('a part of a graph', () => {
  it('is the cone of a signal, up to the next registers', async () => {
    const text = `module m(input clk, input a, input b, output reg z);
  reg p, q; wire w = p & b;
  always @(posedge clk) begin p <= a; q <= w; z <= q; end
endmodule`;
    const graph = await graphOfText(text);
    const ids = (by: Parameters<typeof narrowedGraph>[2]): string[] => {
      const part = narrowedGraph('dfg', graph, by);
      return part.ok ? part.value.nodes.map(({ id }) => id).sort() : [part.message];
    };
    expect(ids({ of: 'q', way: 'drivers' })).toEqual(['b', 'p', 'q', 'w']);
    expect(ids({ of: 'q', way: 'drivers', registers: 2 })).toEqual(['a', 'b', 'p', 'q', 'w']);
    expect(ids({ of: 'q', way: 'drivers', steps: 1 })).toEqual(['q', 'w']);
    expect(ids({ of: 'q', way: 'loads' })).toEqual(['q', 'z']);
    expect(ids({ line: 2, way: 'drivers', steps: 1 })).toEqual(['b', 'p', 'w']);
    expect(ids({ of: 'nothing' })).toEqual(['module m has no signal nothing']);
    const part = narrowedGraph('dfg', graph, { of: 'q' });
    expect(part).toMatchObject({ ok: true, value: { slice: { of: ['q'], way: 'both', registers: 1 }, total: { nodes: 7 } } });
  });

  it('is one process or one machine, with the list of all', async () => {
    const graph = await graphOfText(serial);
    const [first] = graph.processes;
    const part = narrowedGraph('cfg', graph, { line: first?.line ?? 0 });
    expect(part).toMatchObject({ ok: true, value: { parts: graph.processes.map(({ id, line, endLine }) => ({ id, line, endLine })) } });
    if (part.ok) expect(new Set(part.value.nodes.map(({ group }) => group))).toEqual(new Set([first?.id]));
    const machine = narrowedGraph('fsm', graph, { of: graph.machines[0]?.signal ?? '' });
    expect(machine).toMatchObject({ ok: true, value: { parts: [{ id: graph.machines[0]?.signal }] } });
  });
});
