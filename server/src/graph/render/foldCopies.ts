import type { Graph, GraphEdge, GraphNode } from '../../protocol/contract';

/** The index of a copy: a bracketed number before a dot, and in a hierarchy at the end of a name. */
const indexOfCopy = /\[(\d+)\](?=\.|$)/g;

/**
 * Nodes whose names differ only in the indices of generate blocks become one, named `lane[0..3].q`; their edges become one where they say the
 * same. Its place is the first copy's. Words of an array that are nodes of their own (`mem[0]`) count as copies too.
 */
export function foldCopies(graph: Graph): Graph {
  const names = new Map<string, { nodes: GraphNode[]; low: number[]; high: number[] }>();
  for (const node of graph.nodes) {
    const key = node.id.replace(indexOfCopy, '[*]');
    const indices = [...node.id.matchAll(indexOfCopy)].map((match) => Number(match[1]));
    const known = names.get(key);
    if (known === undefined) names.set(key, { nodes: [node], low: [...indices], high: [...indices] });
    else {
      known.nodes.push(node);
      indices.forEach((index, i) => {
        known.low[i] = Math.min(known.low[i] ?? index, index);
        known.high[i] = Math.max(known.high[i] ?? index, index);
      });
    }
  }
  if (names.size === graph.nodes.length) return graph;
  const folded = new Map<string, string>();
  const nodes = [...names].flatMap(([key, { nodes: copies, low, high }]): GraphNode[] => {
    const [first] = copies;
    if (first === undefined) return [];
    const id = copies.length === 1 ? first.id : withRanges(key, low, high);
    for (const copy of copies) folded.set(copy.id, id);
    if (copies.length === 1) return [first];
    return [
      { ...first, id, ...(first.group === undefined ? {} : { group: id.slice(0, id.lastIndexOf('.')) }), ...labelOf(first, copies.length) },
    ];
  });
  const of = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => folded.get(id) ?? id))];
  return {
    ...graph,
    nodes,
    edges: foldEdges(graph.edges, folded),
    ...(graph.slice === undefined ? {} : { slice: { ...graph.slice, of: of(graph.slice.of) } }),
  };
}

function withRanges(key: string, low: readonly number[], high: readonly number[]): string {
  let i = 0;
  return key.replace(/\[\*\]/g, () => {
    const [from, to] = [low[i] ?? 0, high[i] ?? 0];
    i++;
    return from === to ? `[${from}]` : `[${from}..${to}]`;
  });
}

/** A label that names the copy (`lane[0]: stage`) loses its index. */
function labelOf(first: GraphNode, copies: number): { label?: string } {
  if (first.label === undefined) return {};
  return { label: first.label.replace(/\[\d+\]/, '').replace(/^[^:]*/, (name) => `${name} ×${copies}`) };
}

function foldEdges(edges: readonly GraphEdge[], folded: ReadonlyMap<string, string>): GraphEdge[] {
  const seen = new Set<string>();
  return edges.flatMap((edge) => {
    const one = { ...edge, from: folded.get(edge.from) ?? edge.from, to: folded.get(edge.to) ?? edge.to };
    const key = JSON.stringify([one.from, one.to, one.kind, one.line, one.ops]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [one];
  });
}
