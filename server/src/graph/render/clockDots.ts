import type { Graph } from '../../protocol/contract';
import { attributes, clipped, quote } from './dotText';

/** Clock domains as boxes around the registers at their borders; arrows are crossings, dashed where nothing makes them safe. */
export function clockDots(graph: Graph): string[] {
  const lines: string[] = [];
  graph.nodes
    .filter((node) => node.kind === 'clock')
    .forEach((domain, i) => {
      lines.push(`  subgraph ${quote(`cluster_${i}`)} {`, `    label=${quote(clipped(domain.label ?? domain.id, 60))};`);
      const inside = graph.nodes.filter((node) => node.group === domain.id);
      // A domain without a crossing is still shown.
      for (const node of inside.length === 0 ? [domain] : inside) {
        const tooltip = `${node.id}\nline ${node.line}`;
        const look = { label: clipped(node.id, 44), shape: 'box', class: `${node.kind} line-${node.line}`, id: `n:${node.id}`, tooltip };
        lines.push(`    ${quote(node.id)} [${attributes(look)}];`);
      }
      lines.push('  }');
    });
  for (const { from, to, kind, line, crossing } of graph.edges) {
    const style = crossing?.kind === 'unsynchronised' || crossing?.kind === 'reset' ? 'dashed' : 'solid';
    const look = { class: `${kind} ${crossing?.kind ?? ''} line-${line}`, style, label: crossing?.kind, tooltip: crossing?.reason };
    lines.push(`  ${quote(from)} -> ${quote(to)} [${attributes(look)}];`);
  }
  return lines;
}
