import type { Graph, GraphEdge, GraphNode } from '../../protocol/contract';
import { attributes, clipped, quote } from './dotText';
import { wrapGuard } from './guardLabel';

/** How much of a block's text is drawn. */
const mostColumns = 36;
const mostStatements = 6;

/** Control flow: a frame per process, straight-line code in one box, a question with rounded corners and `yes` and `no` on its arrows. */
export function flowDots(graph: Graph): string[] {
  const groups = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    const list = groups.get(node.group ?? '');
    if (list === undefined) groups.set(node.group ?? '', [node]);
    else list.push(node);
  }
  const labels = new Map(graph.nodes.map((node) => [node.id, node.label ?? node.id]));
  const lines = [...groups].flatMap(([process, blocks]) => [
    `  subgraph ${quote(`cluster_${process}`)} {`,
    `    ${attributes({ label: process, class: 'group process', penwidth: '0', labeljust: 'l' })};`,
    ...blocks.map(blockDot),
    '  }',
  ]);
  return [...lines, ...graph.edges.map((edge) => branchDot(edge, labels))];
}

function blockDot(node: GraphNode): string {
  const label = node.label ?? node.id;
  const ends = label === 'entry' || label === 'exit';
  const asks = isQuestion(label);
  const look = attributes({
    label: ends ? label : asks ? wrapGuard(label.replace(/^if /, ''), 4) : statements(label),
    shape: ends ? 'oval' : 'box',
    style: asks ? 'rounded' : undefined,
    margin: '0.1,0.05',
    height: '0.3',
    class: `block ${ends ? 'end' : asks ? 'question' : 'code'} line-${node.line}`,
    id: `n:${node.id}`,
    tooltip: `${label}\nline ${node.line}`,
  });
  return `    ${quote(node.id)} [${look}];`;
}

function isQuestion(label: string): boolean {
  return /^(if|case[xz]?|for|while|repeat|foreach|do|forever)\b/.test(label);
}

function statements(label: string): string {
  const all = label.split('; ').map((one) => clipped(one, mostColumns));
  const more = all.length - mostStatements;
  return more > 0 ? [...all.slice(0, mostStatements), `… ${more} more`].join('\n') : all.join('\n');
}

function branchDot(edge: GraphEdge, labels: ReadonlyMap<string, string>): string {
  const { guard } = edge;
  const question = labels.get(edge.from) ?? '';
  const yesNo = guard === undefined || !question.startsWith('if ') ? undefined : question === `if ${guard}` ? 'yes' : 'no';
  const text = guard === undefined ? '' : (yesNo ?? wrapGuard(guard, 2));
  const look = attributes({
    class: `control${yesNo === undefined ? '' : ` ${yesNo}`} line-${edge.line}`,
    tooltip: `line ${edge.line}${guard === undefined ? '' : `, if ${guard}`}`,
    ...(text === '' ? {} : { label: text.replace(/^/gm, ' ').replace(/$/gm, ' ') }),
  });
  return `  ${quote(edge.from)} -> ${quote(edge.to)} [${look}];`;
}
