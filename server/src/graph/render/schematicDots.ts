import type { Graph, GraphEdge, GraphNode } from '../../protocol/contract';
import { attributes, htmlText, quote, widthText } from './dotText';

const shapes: Readonly<Record<GraphNode['kind'], string>> = {
  port: 'cds',
  reg: 'box',
  wire: 'plain',
  parameter: 'note',
  instance: 'component',
  state: 'box',
  block: 'box',
  clock: 'box',
};

/** Data flow as a schematic: ports at the rims, registers as boxes, an instance as one box with its pins, operators on the arrows. */
export function schematicDots(graph: Graph): string[] {
  const pins = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.group === undefined) continue;
    const list = pins.get(node.group);
    if (list === undefined) pins.set(node.group, [node]);
    else list.push(node);
  }
  const lines = graph.nodes.filter((node) => node.group === undefined).map(signalDot);
  const instances = new Map(graph.parts?.map((part) => [part.id, part]));
  for (const [instance, list] of pins) lines.push(instanceDot(instance, list, instances.get(instance)));
  const grouped = new Map(graph.nodes.flatMap((node) => (node.group === undefined ? [] : [[node.id, node.group] as const])));
  for (const edge of mergeParallel(graph.edges)) lines.push(connectionDot(edge, grouped));
  return lines;
}

function signalDot(node: GraphNode): string {
  const facts = [node.clock, node.reset].filter((one) => one !== undefined).join(', ');
  const look = attributes({
    label: `${node.kind === 'wire' ? ' ' : ''}${node.label ?? node.id}${widthText(node.width)}${node.kind === 'wire' ? ' ' : ''}`,
    shape: shapes[node.kind],
    // The double rim is what tells a register from other boxes.
    ...(node.kind === 'reg' ? { peripheries: '2' } : {}),
    ...(node.kind === 'wire' || node.kind === 'reg' ? { margin: '0.08,0.04', height: '0.28' } : {}),
    ...(node.kind === 'port' ? { margin: '0.12,0.04', height: '0.3' } : {}),
    class: [node.kind, node.direction ?? '', `line-${node.line}`].filter((one) => one !== '').join(' '),
    id: `n:${node.id}`,
    tooltip: `${node.id} line ${node.line}${facts === '' ? '' : `, ${facts}`}`,
  });
  return `  ${quote(node.id)} [${look}];`;
}

/** Inputs on the left, outputs on the right, the instance's name on top. */
function instanceDot(instance: string, pins: readonly GraphNode[], part: NonNullable<Graph['parts']>[number] | undefined): string {
  const left = pins.filter(({ direction }) => direction !== 'output');
  const right = pins.filter(({ direction }) => direction === 'output');
  const rows = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, i) => `<TR>${pinCell(left[i], 'LEFT')}${pinCell(right[i], 'RIGHT')}</TR>`,
  );
  const name = part?.label ?? instance;
  const line = part?.line ?? pins[0]?.line ?? 0;
  const table = `<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3"><TR><TD COLSPAN="2" BORDER="1" SIDES="B"><B>${htmlText(name)}</B></TD></TR>${rows.join('')}</TABLE>`;
  const look = attributes({
    label: table,
    shape: 'plain',
    class: `instance line-${line}`,
    id: `n:${instance}`,
    tooltip: `${instance} line ${line}`,
  });
  return `  ${quote(instance)} [${look}];`;
}

function pinCell(pin: GraphNode | undefined, side: 'LEFT' | 'RIGHT'): string {
  if (pin === undefined) return '<TD></TD>';
  const name = `${pin.id.slice((pin.group?.length ?? -1) + 1)}${widthText(pin.width)}`;
  const id = htmlText(pin.id);
  return `<TD PORT="${id}" ALIGN="${side}" ID="${htmlText(`p:${pin.id}`)}" TITLE="${id} line ${pin.line}">${htmlText(name)}</TD>`;
}

function connectionDot(edge: GraphEdge, grouped: ReadonlyMap<string, string>): string {
  const end = (id: string): string => {
    const instance = grouped.get(id);
    return instance === undefined ? quote(id) : `${quote(instance)}:${quote(id)}`;
  };
  const dashed = edge.kind === 'select' || edge.kind === 'enable';
  const dotted = edge.kind === 'clock' || edge.kind === 'reset';
  const ops = (edge.ops ?? []).join(' ');
  const look = attributes({
    class: `${edge.kind} line-${edge.line}`,
    tooltip: `${edge.kind} ${edge.from} to ${edge.to}, line ${edge.line}${edge.guard === undefined ? '' : `, if ${edge.guard}`}`,
    ...(dashed ? { style: 'dashed' } : dotted ? { style: 'dotted' } : {}),
    // Spaces keep the words off the arrow.
    ...(ops === '' ? {} : { label: ` ${ops} ` }),
  });
  return `  ${end(edge.from)} -> ${end(edge.to)} [${look}];`;
}

/** One arrow per pair of nodes and kind, with the operators of all of them. */
export function mergeParallel(edges: readonly GraphEdge[]): GraphEdge[] {
  const merged = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.from}\u0000${edge.to}\u0000${edge.kind}`;
    const known = merged.get(key);
    const ops = [...new Set([...(known?.ops ?? []), ...(edge.ops ?? [])])];
    merged.set(key, { ...(known ?? edge), ...(ops.length === 0 ? {} : { ops }) });
  }
  return [...merged.values()];
}
