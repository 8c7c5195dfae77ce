import type { Graph } from '../../protocol/contract';
import { clockDots } from './clockDots';
import { attributes, clipped, quote } from './dotText';
import { flowDots } from './flowDots';
import { schematicDots } from './schematicDots';
import { stateDots } from './stateDots';

/**
 * Graphviz text of a graph. Nodes and edges carry a class for style sheets, `line-N` among them, and the source line as their tooltip. The
 * typewriter face is the one whose widths are the same everywhere: what is laid out here fits wherever it is drawn.
 */
export function renderDot(graph: Graph): string {
  const lines = [`digraph ${quote(`${graph.module} ${graph.kind}`)} {`];
  lines.push(`  rankdir=${graph.kind === 'dfg' || graph.kind === 'stdg' || graph.kind === 'hierarchy' ? 'LR' : 'TB'};`);
  lines.push('  node [fontname="Courier" fontsize=10]; edge [fontname="Courier" fontsize=9]; graph [fontname="Courier" fontsize=10];');
  for (const note of graph.notes ?? []) lines.push(`  // ${note.replace(/[\r\n]+/g, ' ')}`);
  lines.push(...drawing(graph), '}');
  return `${lines.join('\n')}\n`;
}

function drawing(graph: Graph): string[] {
  switch (graph.kind) {
    case 'fsm':
      return stateDots(graph);
    case 'cfg':
      return flowDots(graph);
    case 'dfg':
    case 'stdg':
      return schematicDots(graph);
    case 'clocks':
      return clockDots(graph);
    case 'hierarchy':
      return hierarchyDots(graph);
  }
}

function hierarchyDots(graph: Graph): string[] {
  const nodes = graph.nodes.map((node) => {
    const label = (node.label ?? node.id)
      .split(/: | (?=#\()/)
      .map((line) => clipped(line, 44))
      .join('\n');
    const look = {
      label,
      shape: 'box',
      margin: '0.1,0.05',
      class: `instance line-${node.line}`,
      id: `n:${node.id}`,
      tooltip: `${node.id}\n${node.label ?? ''}\nline ${node.line}`,
    };
    return `  ${quote(node.id)} [${attributes(look)}];`;
  });
  // The lines are of many files, so the arrows carry none.
  const edges = graph.edges.map(
    ({ from, to }) => `  ${quote(from)} -> ${quote(to)} [${attributes({ class: 'data', arrowhead: 'none', tooltip: to })}];`,
  );
  return [...nodes, ...edges];
}
