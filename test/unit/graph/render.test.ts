import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../server/src/graph/query';
import { renderText } from '../../../server/src/graph/render/text';
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
