import type { Graph, GraphNode } from '../../protocol/contract';
import { foldCopies } from './foldCopies';
import { mergeParallel } from './schematicDots';

/** More nodes than this are not readable in one picture. */
const maxDrawnNodes = 200;
/** Layout takes time that grows fast with the arrows, and nobody follows more in one picture. */
const maxDrawnEdges = 260;
/** Up to this size copies that a generate block makes are drawn one by one. */
const unfoldedNodes = 40;

export interface Drawable {
  readonly drawn: Graph;
  /** What was left out or folded, in words; empty when everything is there. */
  readonly words: string;
}

/**
 * What of a graph fits into one picture: at most 200 nodes and 260 arrows. Copies made by generate blocks become one; then the nodes nearest to
 * what was asked for stay, in a tree those nearest to its root, otherwise the best connected.
 */
export function drawable(graph: Graph): Drawable {
  const whole = { ...graph, edges: withoutCommonEdges(graph) };
  const folded = graph.nodes.length <= unfoldedNodes ? whole : foldCopies(whole);
  const copies =
    folded.nodes.length < whole.nodes.length ? `copies of generate blocks folded: ${shown(whole)} nodes drawn as ${shown(folded)}` : '';
  const calm = folded.slice === undefined && isDataFlow(folded) && arrows(folded) > maxDrawnEdges ? dataOnly(folded) : folded;
  const part = fit(calm);
  const total = graph.total?.nodes ?? graph.nodes.length;
  const conditions = calm.edges.length === folded.edges.length ? '' : 'conditions are not drawn';
  const cut =
    part === calm
      ? ''
      : `showing ${shown(part)} of ${count(graph.nodes.length)}${total > graph.nodes.length ? ` (of ${count(total)} in the module)` : ''}: narrow it`;
  return { drawn: part, words: [cut, copies, conditions].filter((one) => one !== '').join('; ') };
}

function isDataFlow({ kind }: Graph): boolean {
  return kind === 'dfg' || kind === 'stdg';
}

/** A whole module with its conditions is a thicket long before its data paths are: they are what an overview is for. */
function dataOnly(graph: Graph): Graph {
  const edges = graph.edges.filter((edge) => edge.kind === 'data' && edge.from !== edge.to);
  const touched = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  return { ...graph, nodes: graph.nodes.filter(({ id }) => touched.has(id)), edges };
}

function fit(graph: Graph): Graph {
  const isTree = !isDataFlow(graph);
  let size = Math.min(graph.nodes.length, maxDrawnNodes);
  if (size === graph.nodes.length && arrows(graph) <= maxDrawnEdges) return graph;
  const ranked = graph.slice !== undefined || isTree ? byDistance(graph) : byConnections(graph);
  for (;;) {
    const kept = new Set(ranked.slice(0, size).map((one) => one.id));
    const part = {
      ...graph,
      nodes: graph.nodes.filter((node) => kept.has(node.id)),
      edges: graph.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)),
    };
    if (size <= 20 || arrows(part) <= maxDrawnEdges) return part;
    size = Math.floor(size * 0.85);
  }
}

function byConnections(graph: Graph): GraphNode[] {
  const degree = new Map<string, number>();
  for (const edge of graph.edges) for (const id of [edge.from, edge.to]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const ranked = graph.nodes.map((node, order) => ({ node, order, weight: degree.get(node.id) ?? 0 }));
  ranked.sort((a, b) => b.weight - a.weight || a.order - b.order);
  return ranked.map(({ node }) => node);
}

/** Breadth first from the signals of the slice, or from what nothing leads to. */
function byDistance(graph: Graph): GraphNode[] {
  const next = new Map<string, string[]>();
  const link = (from: string, to: string): void => {
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  };
  const entered = new Set<string>();
  for (const { from, to } of graph.edges) {
    link(from, to);
    if (graph.slice !== undefined) link(to, from);
    if (from !== to) entered.add(to);
  }
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const starts = graph.slice?.of ?? graph.nodes.map(({ id }) => id).filter((id) => !entered.has(id));
  // A loop that nothing enters comes last.
  const order = new Set(starts);
  for (const id of order) for (const one of next.get(id) ?? []) order.add(one);
  for (const id of nodes.keys()) order.add(id);
  return [...order].flatMap((id) => nodes.get(id) ?? []);
}

/** In a big picture the arrows of clock and reset to every register say nothing: the registers name them. */
function withoutCommonEdges(graph: Graph): Graph['edges'] {
  return graph.nodes.length <= 40 ? graph.edges : graph.edges.filter((edge) => edge.kind !== 'clock' && edge.kind !== 'reset');
}

/** Arrows that will be drawn. */
function arrows(graph: Graph): number {
  return graph.kind === 'cfg' ? graph.edges.length : mergeParallel(graph.edges).length;
}

function shown(graph: Graph): string {
  return count(graph.nodes.length);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
