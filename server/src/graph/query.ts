import type { Graph, GraphEdge, GraphKind, GraphNode } from '../protocol/contract';
import type { DataEdge, FactRange, GraphSignal, ModuleGraph } from './graphTypes';

/** Kinds that one module has by itself; its hierarchy is `elaborateHierarchy`, its clocks are `clockDomains` of the design below it. */
export type ModuleGraphKind = Exclude<GraphKind, 'hierarchy' | 'clocks'>;

/** One graph of a module in the contract's shape, in a fixed order. Lines are 1-based, `file` is the absolute path as parsed. */
export function graphOf(kind: ModuleGraphKind, graph: ModuleGraph): Graph {
  switch (kind) {
    case 'dfg':
      return dataFlow(graph);
    case 'stdg':
      return timingDependencies(graph);
    case 'cfg':
      return controlFlow(graph);
    case 'fsm':
      return machines(graph);
  }
}

function dataFlow(graph: ModuleGraph): Graph {
  const nodes = signalNodes(graph);
  const edges = mergeParallel(graph.edges.map(dataEdge));
  return withNotes({ module: graph.name, kind: 'dfg', nodes, edges, ...listed(instanceParts(graph)) }, graph.notes);
}

function timingDependencies(graph: ModuleGraph): Graph {
  const edges = graph.edges
    .filter((edge) => edge.kind !== 'clock')
    .map((edge) => ({ ...dataEdge(edge), ops: edge.ops.map((one) => `${one.op}:${one.width}`), delay: edge.delay }));
  const parts = listed(instanceParts(graph));
  return withNotes({ module: graph.name, kind: 'stdg', nodes: signalNodes(graph), edges: mergeParallel(edges), ...parts }, graph.notes);
}

function signalNodes(graph: ModuleGraph): GraphNode[] {
  const instances = new Set(graph.instances.map((one) => one.id));
  const instanceOf = (id: string): string | undefined => {
    for (let end = id.lastIndexOf('.'); end > 0; end = id.lastIndexOf('.', end - 1))
      if (instances.has(id.slice(0, end))) return id.slice(0, end);
    return undefined;
  };
  return graph.signals.map((signal) => ({
    id: signal.id,
    kind: signal.kind,
    ...nodePlace(signal),
    fanout: signal.fanout,
    ...(signal.width === undefined ? {} : { width: signal.width }),
    ...(signal.direction === undefined ? {} : { direction: signal.direction }),
    ...(signal.clock === undefined ? {} : { clock: signal.clock }),
    ...(signal.reset === undefined ? {} : { reset: signal.reset }),
    ...groupedBy(signal.kind === 'instance' ? instanceOf(signal.id) : undefined),
  }));
}

function instanceParts(graph: ModuleGraph): NonNullable<Graph['parts']> {
  return graph.instances.map(({ id, moduleName, line, endLine }) => ({ id, label: `${id}: ${moduleName}`, line, endLine }));
}

/** Where the thing of a node is declared or written. */
export function nodePlace({
  line,
  endLine,
  range,
}: Pick<GraphSignal, 'line' | 'endLine' | 'range'>): Pick<GraphNode, 'file' | 'line' | 'endLine' | 'column' | 'endColumn'> {
  return { file: range.path, line, endLine, column: range.column, endColumn: range.endColumn };
}

/** Where an edge comes from. */
export function edgePlace({
  path: file,
  line,
  column,
  endLine,
  endColumn,
}: FactRange): Required<Pick<GraphEdge, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'>> {
  return { file, line, column, endLine, endColumn };
}

function groupedBy(group: string | undefined): { group?: string } {
  return group === undefined ? {} : { group };
}

function dataEdge(edge: DataEdge): GraphEdge {
  const ops = [...new Set(edge.ops.map((one) => one.op))].filter((op) => op !== 'mux');
  return {
    from: edge.from,
    to: edge.to,
    kind: edge.kind,
    ...edgePlace(edge.range),
    ...(edge.guard === '' || edge.kind === 'clock' ? {} : { guard: edge.guard }),
    ...(ops.length === 0 ? {} : { ops }),
    ...(edge.fromBits === undefined ? {} : { fromBits: edge.fromBits }),
    ...(edge.toBits === undefined ? {} : { toBits: edge.toBits }),
  };
}

/** Edges that say the same are one. */
function mergeParallel(edges: readonly GraphEdge[]): GraphEdge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const { from, to, kind, line, guard, ops, delay, fromBits, toBits } = edge;
    const key = JSON.stringify([from, to, kind, line, guard, ops, delay, fromBits, toBits]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function controlFlow(graph: ModuleGraph): Graph {
  const nodes = graph.processes.flatMap((process) =>
    process.blocks.map((block): GraphNode => ({
      id: block.id,
      kind: 'block',
      label: block.label,
      ...nodePlace(block),
      group: process.id,
    })),
  );
  const parts = graph.processes.map(({ id, line, endLine }) => ({ id, line, endLine }));
  const edges = graph.processes.flatMap((process) =>
    process.edges.map(({ from, to, range, guard }): GraphEdge => ({
      from,
      to,
      ...edgePlace(range),
      ...(guard === undefined ? {} : { guard }),
      kind: 'control',
    })),
  );
  const notes = graph.processes.length === 0 ? [...graph.notes, 'The module has no process, function or task.'] : graph.notes;
  return withNotes({ module: graph.name, kind: 'cfg', nodes, edges, ...listed(parts) }, notes);
}

function machines(graph: ModuleGraph): Graph {
  const many = graph.machines.length > 1;
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const machine of graph.machines) {
    // With several machines a state's name alone could be two states.
    const id = (name: string): string => (many ? `${machine.signal}.${name}` : name);
    for (const state of machine.states) {
      nodes.push({
        id: id(state.name),
        kind: 'state',
        label: state.name,
        width: machine.width,
        ...nodePlace({ ...state.range, range: state.range }),
        group: machine.signal,
        ...(state.initial ? { reset: state.value } : {}),
      });
    }
    for (const one of machine.transitions) {
      edges.push({
        from: id(one.from),
        to: id(one.to),
        kind: 'transition',
        ...edgePlace(one.range),
        ...(one.guard === '' ? {} : { guard: one.guard }),
      });
    }
  }
  const place = new Map(graph.signals.map((signal) => [signal.id, signal]));
  const parts = graph.machines.map(({ signal }) => {
    const { line = graph.line, endLine = graph.endLine } = place.get(signal) ?? {};
    return { id: signal, line, endLine };
  });
  return withNotes({ module: graph.name, kind: 'fsm', nodes, edges, ...listed(parts) }, [...graph.notes, ...graph.machineNotes]);
}

function listed(parts: NonNullable<Graph['parts']>): { parts?: NonNullable<Graph['parts']> } {
  return parts.length === 0 ? {} : { parts };
}

function withNotes(graph: Graph, notes: readonly string[]): Graph {
  return notes.length === 0 ? graph : { ...graph, notes: [...new Set(notes)] };
}
