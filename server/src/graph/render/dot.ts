import type { Graph, GraphEdge, GraphNode } from '../../protocol/contract';

const shapes: Readonly<Record<GraphNode['kind'], string>> = {
  port: 'house',
  reg: 'box3d',
  wire: 'ellipse',
  parameter: 'note',
  instance: 'component',
  state: 'circle',
  block: 'box',
};

/**
 * Graphviz text of a graph. Nodes and edges carry a class for style sheets, `line-N` among them, and the source line as their tooltip. The
 * typewriter face is the one whose widths are the same everywhere: what is laid out here fits wherever it is drawn.
 */
export function renderDot(graph: Graph): string {
  const lines = [`digraph ${quote(`${graph.module} ${graph.kind}`)} {`];
  lines.push(`  rankdir=${graph.kind === 'cfg' || graph.kind === 'hierarchy' ? 'TB' : 'LR'};`);
  lines.push('  node [fontname="Courier" fontsize=10]; edge [fontname="Courier" fontsize=9];');
  for (const note of graph.notes ?? []) lines.push(`  // ${note.replace(/[\r\n]+/g, ' ')}`);
  for (const node of graph.nodes) lines.push(`  ${quote(node.id)} [${attributes(nodeAttributes(node))}];`);
  // In a hierarchy the lines are of many files.
  const withLine = graph.kind !== 'hierarchy';
  for (const edge of mergeForDrawing(graph))
    lines.push(`  ${quote(edge.from)} -> ${quote(edge.to)} [${attributes(edgeAttributes(edge, withLine))}];`);
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

function nodeAttributes(node: GraphNode): Record<string, string> {
  const width = node.width === undefined || node.width === 1 || node.kind === 'state' ? '' : `[${node.width - 1}:0]`;
  const initial = node.kind === 'state' && node.reset !== undefined;
  return {
    label: `${node.label ?? node.id}${width}`,
    shape: initial ? 'doublecircle' : shapes[node.kind],
    class: `${node.kind}${initial ? ' initial' : ''} line-${node.line}`,
    // A pentagon that points the way signals flow.
    ...(node.kind === 'port' ? { orientation: '-90', margin: '0.02,0.03' } : {}),
    id: `n:${node.id}`,
    tooltip: `${node.id} line ${node.line}`,
  };
}

function edgeAttributes(edge: GraphEdge, withLine: boolean): Record<string, string> {
  const dashed = edge.kind === 'select' || edge.kind === 'enable';
  const dotted = edge.kind === 'clock' || edge.kind === 'reset';
  const label = edge.kind === 'transition' || edge.kind === 'control' ? (edge.guard ?? '') : (edge.ops ?? []).join(' ');
  return {
    class: `${edge.kind}${withLine ? ` line-${edge.line}` : ''}`,
    tooltip: `${edge.kind} ${edge.from} to ${edge.to}, line ${edge.line}${edge.guard === undefined ? '' : `, if ${edge.guard}`}`,
    ...(dashed ? { style: 'dashed' } : dotted ? { style: 'dotted' } : {}),
    // Spaces keep the words off the arrow.
    ...(label === '' ? {} : { label: ` ${label.length > 60 ? `${label.slice(0, 60)}…` : label} ` }),
  };
}

/** One arrow per pair of nodes and kind, with the operators of all of them; state and control edges stay apart. */
function mergeForDrawing(graph: Graph): GraphEdge[] {
  if (graph.kind === 'fsm' || graph.kind === 'cfg') return graph.edges;
  const merged = new Map<string, GraphEdge>();
  for (const edge of graph.edges) {
    const key = `${edge.from}\u0000${edge.to}\u0000${edge.kind}`;
    const known = merged.get(key);
    const ops = [...new Set([...(known?.ops ?? []), ...(edge.ops ?? [])])];
    merged.set(key, { ...(known ?? edge), ...(ops.length === 0 ? {} : { ops }) });
  }
  return [...merged.values()];
}

function attributes(all: Record<string, string>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(' ');
}

function quote(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[\r\n]+/g, ' ')}"`;
}
