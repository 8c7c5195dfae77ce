import type { Graph, GraphEdge, GraphNode } from '../protocol/contract';
import { clockDomains, type ClockDomains } from './clockDomains';
import type { ClockCrossing } from './clockCrossings';
import type { ModuleGraph } from './graphTypes';
import { edgePlace, nodePlace } from './query';

/** Clock domains in the contract's shape: a node per clock, one per register at a crossing, an edge per crossing with its kind and reason. */
export function clockGraph(graph: ModuleGraph): Graph {
  const { domains, crossings } = clockDomains(graph);
  const places = new Map(graph.signals.map((signal) => [signal.id, signal]));
  const node = (id: string, more: Partial<GraphNode>): GraphNode => {
    const signal = places.get(id);
    const place = signal === undefined ? { file: graph.path, line: graph.line, endLine: graph.line } : nodePlace(signal);
    return { id, kind: 'reg', ...(signal?.width === undefined ? {} : { width: signal.width }), ...place, ...more };
  };
  const nodes = domains.map((one) =>
    node(one.clock, { kind: 'clock', label: `${one.clock}: ${one.registers.length} register${one.registers.length === 1 ? '' : 's'}` }),
  );
  const seen = new Set(nodes.map((one) => one.id));
  for (const { from, fromClock, to, toClock } of crossings) {
    for (const [id, clock] of [[from, fromClock], [to, toClock]] as const) {
      if (seen.has(id)) continue;
      seen.add(id);
      nodes.push(node(id, { clock, group: clock }));
    }
  } // prettier-ignore
  return { module: graph.name, kind: 'clocks', nodes, edges: crossings.map(crossingEdge), ...notesOf(graph, domains.length) };
}

function crossingEdge({ from, to, kind, reason, range }: ClockCrossing): GraphEdge {
  return { from, to, kind: kind === 'reset' ? 'reset' : 'data', ...edgePlace(range), crossing: { kind, reason } };
}

function notesOf(graph: ModuleGraph, domains: number): Pick<Graph, 'notes'> {
  const notes = domains === 0 ? [...graph.notes, 'No register with a clock was found.'] : graph.notes;
  return notes.length === 0 ? {} : { notes: [...notes] };
}

/** The same as text: a line per domain, gated clock, synchroniser and crossing; what is not safe comes first. */
export function clockText(graph: ModuleGraph): string {
  const found = clockDomains(graph);
  const lines = [`MODULE ${graph.name} L${graph.line}-${graph.endLine}`, ...domainLines(found)];
  for (const one of found.synchronizers)
    lines.push(`SYNC ${one.source} -> ${one.stages.join(' -> ')} depth=${one.depth} width=${one.width} clk=${one.clock}`);
  const order = ['unsynchronised', 'reset', 'qualified', 'synchronised'];
  const crossings = [...found.crossings].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  for (const one of crossings)
    lines.push(`CROSSING ${one.kind} ${one.from}@${one.fromClock} -> ${one.to}@${one.toClock} L${one.line}: ${one.reason}`);
  for (const note of graph.notes) lines.push(`NOTE ${note}`);
  return `${lines.join('\n')}\n`;
}

function domainLines({ domains }: ClockDomains): string[] {
  return domains.flatMap(({ clock, registers, resets, derived }) => [
    `CLOCK ${clock} registers=${registers.length} resets=${[...resets].map(([reset, count]) => `${reset === '' ? 'none' : reset}*${count}`).join(',')}`,
    ...derived.map((one) => `CLOCK ${one.clock} ${one.why}`),
  ]);
}
