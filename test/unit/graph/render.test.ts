import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../server/src/graph/query';
import { renderDot } from '../../../server/src/graph/render/dot';
import { renderSvg } from '../../../server/src/graph/render/svg';
import { renderText } from '../../../server/src/graph/render/text';
import type { Graph } from '../../../server/src/protocol/contract';
import { expectGolden } from '../../harness/golden';
import { queue, records, serial, shapes } from './designs';
import { graphOfText } from './graphing';

describe('the text form', () => {
  it.each([
    ['queue', queue],
    ['serial', serial],
    ['shapes', shapes],
    ['records', records],
  ])('of %s', async (name, text) => {
    expectGolden(`graph/${name}.txt`, renderText(await graphOfText(text), { maxTokens: 5000 }));
  });

  it('is half the size of the code at most, unless told otherwise', async () => {
    for (const text of [queue, serial, shapes, records])
      expect(renderText(await graphOfText(text)).length).toBeLessThanOrEqual(text.length / 2);
  });

  it('keeps the cone of the focus when the budget is short, and says what is missing', async () => {
    const graph = await graphOfText(shapes);
    const text = renderText(graph, { maxTokens: 160, focus: 'picked' });
    expect(text).toContain('DFG picked <=');
    expect(text).toMatch(/… \d+ of \d+ facts left out/);
    expect(text.length).toBeLessThanOrEqual(160 * 4);
  });

  it('is the same every time', async () => {
    expect(renderText(await graphOfText(shapes))).toBe(renderText(await graphOfText(shapes)));
  });
});

describe('pictures', () => {
  it('DOT names every node and keeps quotes in order', async () => {
    const graph = graphOf('dfg', await graphOfText(queue));
    const dot = renderDot(graph);
    for (const node of graph.nodes) expect(dot).toContain(`"${node.id}" [`);
    const odd: Graph = { module: 'a"b', kind: 'dfg', nodes: [{ id: 'x\\"', kind: 'wire', file: 'f', line: 1, endLine: 1 }], edges: [] };
    expect(renderDot(odd)).toContain('"x\\\\\\""');
  });

  it('SVG takes its colour from the surroundings', async () => {
    const svg = await renderSvg(graphOf('fsm', await graphOfText(serial)));
    expect(svg).toContain('currentColor');
    expect(svg).not.toContain('"black"');
    for (const state of ['IDLE', 'SEND', 'STOP']) expect(svg).toContain(state);
  });

  it('SVG of too many nodes says how many are shown', async () => {
    const nodes = Array.from({ length: 312 }, (_, i) => ({ id: `n${i}`, kind: 'wire' as const, file: 'f', line: 1, endLine: 1 }));
    const edges = nodes.slice(1).map((node) => ({ from: 'n0', to: node.id, kind: 'data' as const, line: 1 }));
    const svg = await renderSvg({ module: 'big', kind: 'dfg', nodes, edges });
    expect(svg).toContain('showing 200 of 312');
    expect(svg.match(/class="node/g)).toHaveLength(200);
  });
});

describe('the contract graph', () => {
  it('has lines, kinds, guards and operators', async () => {
    const graph = graphOf('dfg', await graphOfText(queue));
    expect(graph.edges).toContainEqual({ from: 'wptr', to: 'wptr', kind: 'data', line: 15, guard: 'wr && !full', ops: ['+'] });
    expect(graph.nodes.find((node) => node.id === 'wptr')).toMatchObject({ kind: 'reg', width: 4, file: '/p/a.sv', line: 6 });
    expect(graph.nodes.some((node) => node.id === 'AW' || node.id === 'DEPTH')).toBe(false);
  });

  it('the timing graph carries estimated delays', async () => {
    const graph = graphOf('stdg', await graphOfText(queue));
    const edge = graph.edges.find((one) => one.to === 'wptr' && one.kind === 'data');
    expect(edge?.delay).toBeGreaterThan(0.1);
    expect(edge?.ops).toEqual(['+:32']);
  });

  it('control flow has one entry and one exit for each process and links every block', async () => {
    const graph = graphOf('cfg', await graphOfText(serial));
    expect(graph.nodes.filter((node) => node.label === 'entry')).toHaveLength(2);
    const reached = new Set(graph.edges.map((edge) => edge.to));
    expect(graph.nodes.filter((node) => node.label !== 'entry' && !reached.has(node.id))).toEqual([]);
  });
});
