import type { Viz } from '@viz-js/viz';
import type { Graph } from '../../protocol/contract';
import { renderDot } from './dot';

/** More nodes than this are not readable in one picture. */
export const maxDrawnNodes = 200;

let engine: Promise<Viz> | undefined;

/**
 * The graph as an SVG. It takes its ink from the surroundings (`currentColor`), so that it reads on light and dark alike; nodes and edges have
 * classes (`node reg`, `edge select`). A graph of more than 200 nodes is cut to its best-connected ones and says so in the picture.
 */
export async function renderSvg(graph: Graph): Promise<string> {
  // A library of its own file: most sessions draw nothing.
  engine ??= import('@viz-js/viz').then(({ instance }) => instance());
  const viz = await engine;
  const { drawn, caption } = limit(graph);
  const svg = viz.renderString(withCaption(renderDot(drawn), caption), { format: 'svg', engine: 'dot' });
  return themed(svg);
}

/** Layout takes time that grows fast with the edges, and nobody follows more in one picture. */
const maxDrawnEdges = 400;

function limit(graph: Graph): { drawn: Graph; caption: string } {
  const total = graph.nodes.length;
  const title = `${graph.module}: ${graph.kind}`;
  if (total === 0) return { drawn: graph, caption: `${title}. ${graph.notes?.[0] ?? 'Nothing to show.'}` };
  const whole = { ...graph, edges: withoutCommonEdges(graph) };
  if (total <= maxDrawnNodes && countPairs(whole.edges) <= maxDrawnEdges) return { drawn: whole, caption: title };
  const degree = new Map<string, number>();
  for (const edge of whole.edges) for (const id of [edge.from, edge.to]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const ranked = graph.nodes.map((node, order) => ({ node, order, weight: degree.get(node.id) ?? 0 }));
  ranked.sort((a, b) => b.weight - a.weight || a.order - b.order);
  let count = Math.min(total, maxDrawnNodes);
  let drawn = best(whole, ranked, count);
  while (count > 20 && countPairs(drawn.edges) > maxDrawnEdges) {
    count = Math.floor(count * 0.8);
    drawn = best(whole, ranked, count);
  }
  return {
    drawn,
    caption: `${title}: showing ${count} of ${total.toLocaleString('en-US')} nodes, the best connected; narrow it to see the rest`,
  };
}

function best(graph: Graph, ranked: readonly { readonly node: Graph['nodes'][number] }[], count: number): Graph {
  const kept = new Set(ranked.slice(0, count).map((one) => one.node.id));
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => kept.has(node.id)),
    edges: graph.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)),
  };
}

/** In a big picture the arrows of clock and reset to every register say nothing: the registers name them. */
function withoutCommonEdges(graph: Graph): Graph['edges'] {
  return graph.nodes.length <= 40 ? graph.edges : graph.edges.filter((edge) => edge.kind !== 'clock' && edge.kind !== 'reset');
}

/** Arrows that will be drawn: one per pair and kind. */
function countPairs(edges: Graph['edges']): number {
  return new Set(edges.map((edge) => `${edge.from}\u0000${edge.to}\u0000${edge.kind}`)).size;
}

function withCaption(dot: string, caption: string): string {
  const label = caption.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return dot.replace(
    '{\n',
    `{\n  label="${label}"; labelloc=t; bgcolor=transparent; fontname="Courier"; fontsize=11; nslimit=2; nslimit1=2; mclimit=0.5;\n`,
  );
}

/** Black ink becomes the surrounding text colour. */
function themed(svg: string): string {
  const style = [
    'svg{color:var(--vscode-editor-foreground,currentColor)}text{font-family:var(--vscode-editor-font-family,monospace)}',
    '.reg polygon{fill:currentColor;fill-opacity:.12}',
    '.initial ellipse{stroke-width:2}',
    '.select,.enable{opacity:.85}.clock,.reset.edge{opacity:.5}',
  ].join('');
  return svg
    .replace(/stroke="black"/g, 'stroke="currentColor"')
    .replace(/fill="black"/g, 'fill="currentColor"')
    .replace(/<text /g, '<text fill="currentColor" ')
    .replace(/(<svg[^>]*>)/, `$1<style>${style}</style>`);
}
