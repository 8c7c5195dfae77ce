import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../server/src/graph/query';
import { renderText } from '../../../server/src/graph/render/text';
import type { Graph, GraphEdge, GraphNode } from '../../../server/src/protocol/contract';
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

  it('tells the cone of the focus first', async () => {
    const text = renderText(await graphOfText(queue), { maxTokens: 5000, focus: 'rptr' });
    expect(text.indexOf('DFG rptr <=')).toBeLessThan(text.indexOf('REG dout'));
    expectGolden('graph/queue-focus.txt', text);
  });

  it('counts neither comments nor layout as code', async () => {
    const spaced = queue.replaceAll('\n', '\n\n      // a remark that says nothing\n    ');
    expect((await graphOfText(spaced)).textLength).toBeLessThan(queue.length);
  });

  it('is the same every time', async () => {
    expect(renderText(await graphOfText(shapes))).toBe(renderText(await graphOfText(shapes)));
  });
});

describe('the contract graph', () => {
  it('has lines, kinds, guards and operators', async () => {
    const graph = graphOf('dfg', await graphOfText(queue));
    const place = { file: '/p/a.sv', line: 15, column: 24, endLine: 15, endColumn: 41 };
    expect(graph.edges).toContainEqual({ from: 'wptr', to: 'wptr', kind: 'data', ...place, guard: 'wr && !full', ops: ['+'] });
    expect(graph.nodes.find((node) => node.id === 'wptr')).toMatchObject({ kind: 'reg', width: 4, file: '/p/a.sv', line: 6 });
    expect(graph.nodes.some((node) => node.id === 'AW' || node.id === 'DEPTH')).toBe(false);
  });

  it('says of every node and edge where it is written, to the column', async () => {
    const text = (graph: Graph, from: (one: GraphNode | GraphEdge) => string): Set<string> =>
      new Set([...graph.nodes, ...graph.edges].map((one) => `${from(one)}: ${textAt(serial, one)}`));
    const graph = await graphOfText(serial);
    const flow = text(graphOf('dfg', graph), (one) => ('id' in one ? one.id : `${one.from}>${one.to}`));
    for (const fact of [
      'state: state',
      'tx: tx',
      'start>next: start',
      'hold>tx: tx <= hold[bitno];',
      'start>hold: state == IDLE && start',
      'state>busy: busy = state != IDLE',
    ])
      expect(flow).toContain(fact);
    const states = text(graphOf('fsm', graph), (one) => ('id' in one ? one.id : `${one.from}>${one.to}`));
    expect([...states]).toEqual([
      'IDLE: IDLE',
      'SEND: SEND',
      'STOP: STOP',
      'IDLE>SEND: next = SEND;',
      'SEND>STOP: next = STOP;',
      'STOP>IDLE: next = IDLE;',
    ]);
    const blocks = text(graphOf('cfg', graph), (one) => ('id' in one ? (one.label ?? '') : (one.guard ?? '')));
    for (const fact of ['case state: state', 'start: next = SEND;', 'if state == IDLE && start: state == IDLE && start'])
      expect(blocks).toContain(fact);
  });

  it('what a macro makes is where the macro is used', async () => {
    const graph = await graphOfText(
      '`define NEXT(s, v) s <= v;\nmodule m(input clk, d, output reg q);\n  always @(posedge clk) `NEXT(q, d)\nendmodule',
    );
    const edge = graphOf('dfg', graph).edges.find((one) => one.from === 'd');
    expect(edge).toMatchObject({ line: 3, column: 25, endLine: 3, endColumn: 36 });
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

/** The part of a text that a node or edge is said to be at. */
function textAt(text: string, { line, column = 0, endLine = 0, endColumn = 0 }: GraphNode | GraphEdge): string {
  const lines = text.split('\n').slice(line - 1, endLine);
  const last = lines.length - 1;
  return lines.map((one, i) => one.slice(i === 0 ? column - 1 : 0, i === last ? endColumn - 1 : undefined)).join('\n');
}
