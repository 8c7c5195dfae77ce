import { expect, it } from 'vitest';
import { nearestSignal } from '../../../client/src/views/graphPage';
import type { Graph, GraphNode } from '../../../server/src/protocol/contract';

const node = (id: string, kind: GraphNode['kind'], line: number): GraphNode => ({ id, kind, line, endLine: line, file: 'm.v' });
const graph = (count: number, nodes: GraphNode[]): Graph => ({
  module: 'm',
  kind: 'dfg',
  nodes: [...nodes, ...Array.from({ length: count }, (_, index) => node(`w${index}`, 'wire', index))],
  edges: [],
});

it('a module too large for one picture is shown from the register or output nearest to the caret', () => {
  const some = [node('far', 'reg', 90), node('near', 'reg', 31), node('bank[0..7]', 'reg', 30)];
  expect(nearestSignal(graph(100, some), 30)).toBe('near');
  expect(nearestSignal(graph(100, [...some, { ...node('sum', 'port', 29), direction: 'output' }]), 28)).toBe('sum');
  expect(nearestSignal(graph(100, []), 30)).toBeUndefined();
});

it('one that can be read is shown whole', () => {
  expect(nearestSignal(graph(10, [node('near', 'reg', 31)]), 30)).toBeUndefined();
});
