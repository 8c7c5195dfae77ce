import { instance, type Viz } from '@viz-js/viz';
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
  engine ??= instance();
  const viz = await engine;
  const { drawn, caption } = limit(graph);
  const svg = viz.renderString(withCaption(renderDot(drawn), caption), { format: 'svg', engine: 'dot' });
  return themed(svg);
}

function limit(graph: Graph): { drawn: Graph; caption: string } {
  const total = graph.nodes.length;
  const title = `${graph.module}: ${graph.kind}`;
  if (total === 0) return { drawn: graph, caption: `${title}. ${graph.notes?.[0] ?? 'Nothing to show.'}` };
  if (total <= maxDrawnNodes) return { drawn: graph, caption: title };
  const degree = new Map<string, number>();
  for (const edge of graph.edges) for (const id of [edge.from, edge.to]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const ranked = graph.nodes.map((node, order) => ({ node, order, weight: degree.get(node.id) ?? 0 }));
  ranked.sort((a, b) => b.weight - a.weight || a.order - b.order);
  const kept = new Set(ranked.slice(0, maxDrawnNodes).map((one) => one.node.id));
  const drawn: Graph = {
    ...graph,
    nodes: graph.nodes.filter((node) => kept.has(node.id)),
    edges: graph.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)),
  };
  return {
    drawn,
    caption: `${title}: showing ${maxDrawnNodes} of ${total.toLocaleString('en-US')} nodes, the best connected; narrow it to see the rest`,
  };
}

function withCaption(dot: string, caption: string): string {
  const label = caption.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return dot.replace('{\n', `{\n  label="${label}"; labelloc=t; bgcolor=transparent; fontname="sans-serif";\n`);
}

/** Black ink becomes the surrounding text colour. */
function themed(svg: string): string {
  const style = [
    'svg{color:var(--vscode-editor-foreground,currentColor)}',
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
