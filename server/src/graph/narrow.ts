import { failure, success, type Outcome } from '../base/outcome';
import type { Graph, SliceWay } from '../protocol/contract';
import type { DataEdge, ModuleGraph } from './graphTypes';
import { graphOf, type ModuleGraphKind } from './query';
import { backwardCone, forwardCone } from './slice';

/** Which part of a graph is wanted. Without `of` and `line`, all of it. */
export interface Narrowing {
  /** A signal; for control flow also a process, for state machines a state register, for a hierarchy an instance. */
  readonly of?: string;
  /** A 1-based line: what is declared or assigned there, or the process around it. Used when `of` is absent. */
  readonly line?: number;
  /** Which cone of the signal; default `both`. */
  readonly way?: SliceWay;
  /** How many edges the cone follows. */
  readonly steps?: number;
  /** Behind how many registers the cone ends; 1 when neither this nor `steps` is given. */
  readonly registers?: number;
}

/** The graph of a kind, or the part of it that is asked for. A name that the module does not have is a failure that tells similar ones. */
export function narrowedGraph(kind: ModuleGraphKind, graph: ModuleGraph, by: Narrowing): Outcome<Graph> {
  const whole = graphOf(kind, graph);
  const found = narrowedModule(kind, graph, by);
  if (!found.ok) return found;
  const { part, slice } = found.value;
  if (part === graph) return success(whole);
  return success({
    ...graphOf(kind, part),
    ...(whole.parts === undefined ? {} : { parts: whole.parts }),
    ...(slice === undefined ? {} : { slice }),
    total: sizeOf(whole),
  });
}

export interface Narrowed {
  /** The module itself when nothing narrows it. */
  readonly part: ModuleGraph;
  readonly slice?: NonNullable<Graph['slice']>;
}

/** The facts of a module that a part of a graph is made from. */
export function narrowedModule(kind: ModuleGraphKind, graph: ModuleGraph, by: Narrowing): Outcome<Narrowed> {
  if (by.of === undefined && by.line === undefined) return success({ part: graph });
  switch (kind) {
    case 'dfg':
    case 'stdg':
      return slice(graph, by);
    case 'cfg':
      return oneProcess(graph, by);
    case 'fsm':
      return oneMachine(graph, by);
  }
}

/**
 * Ids of the signals that a name means: the signal, the copies that generate blocks make of it, its fields. Empty when the module has none of that name.
 */
function signalIds(graph: ModuleGraph, name: string): string[] {
  if (graph.signals.some((signal) => signal.id === name)) return [name];
  return graph.signals.map((signal) => signal.id).filter((id) => means(id, name));
}

function means(id: string, name: string): boolean {
  const plain = id.replace(/\[\d+\]/g, '');
  return plain === name || plain.endsWith(`.${name}`) || id.startsWith(`${name}.`);
}

/** Ids of the signals that are assigned on a 1-based line; of those declared there when none is. */
export function signalsOfLine(graph: ModuleGraph, line: number): string[] {
  const assigned = graph.edges.filter((edge) => edge.line === line && edge.kind !== 'clock').map((edge) => edge.to);
  if (assigned.length > 0) return [...new Set(assigned)];
  return graph.signals.filter((signal) => signal.line <= line && line <= signal.endLine).map((signal) => signal.id);
}

/** How far a cone goes: as asked, up to the next registers when nothing is said. */
function limits({ steps, registers }: Narrowing): { steps?: number; registers?: number } {
  if (steps === undefined && registers === undefined) return { registers: 1 };
  return { ...(steps === undefined ? {} : { steps }), ...(registers === undefined ? {} : { registers }) };
}

function slice(graph: ModuleGraph, by: Narrowing): Outcome<Narrowed> {
  const start = by.of === undefined ? signalsOfLine(graph, by.line ?? 0) : signalIds(graph, by.of);
  if (start.length === 0) return nothingThere(graph, by, 'signal', names(graph));
  const way = by.way ?? 'both';
  const extent = limits(by);
  const cones = [
    ...(way === 'loads' ? [] : [backwardCone(graph, start, extent)]),
    ...(way === 'drivers' ? [] : [forwardCone(graph, start, extent)]),
  ];
  const signals = new Set(cones.flatMap((one) => [...one.signals.keys()]));
  const edges = new Set<DataEdge>(cones.flatMap((one) => one.edges));
  const part: ModuleGraph = {
    ...graph,
    signals: graph.signals.filter((signal) => signals.has(signal.id)),
    edges: graph.edges.filter((edge) => edges.has(edge)),
  };
  return success({ part, slice: { of: start, way, ...finite(extent) } });
}

/** JSON has no infinity: an endless limit is none. */
function finite(extent: { steps?: number; registers?: number }): { steps?: number; registers?: number } {
  return Object.fromEntries(Object.entries(extent).filter(([, value]) => Number.isFinite(value)));
}

function oneProcess(graph: ModuleGraph, by: Narrowing): Outcome<Narrowed> {
  const { processes } = graph;
  const line = by.line ?? 0;
  const around = processes.filter((one) => one.line <= line && line <= one.endLine);
  const chosen = by.of === undefined ? around : processes.filter((one) => one.id === by.of || one.id.split(/[ @]/).includes(by.of ?? ''));
  const found = chosen.length > 0 || by.of === undefined ? chosen : processesThatAssign(graph, by.of);
  if (found.length === 0) {
    const ids = processes.map((one) => one.id);
    return nothingThere(graph, by, 'process, function or task', ids);
  }
  return success({ part: { ...graph, processes: found } });
}

function processesThatAssign(graph: ModuleGraph, name: string): ModuleGraph['processes'] {
  const ids = new Set(signalIds(graph, name));
  const lines = graph.edges.filter((edge) => ids.has(edge.to) && edge.kind !== 'clock').map((edge) => edge.line);
  return graph.processes.filter((one) => lines.some((line) => one.line <= line && line <= one.endLine));
}

function oneMachine(graph: ModuleGraph, by: Narrowing): Outcome<Narrowed> {
  if (by.of === undefined) return success({ part: graph });
  const found = graph.machines.filter((one) => one.signal === by.of || means(one.signal, by.of ?? ''));
  if (found.length === 0) {
    const registers = graph.machines.map((one) => one.signal);
    return nothingThere(graph, by, 'state register', registers);
  }
  return success({ part: { ...graph, machines: found } });
}

/** The instances below one, named by its path or the end of it, at most `steps` levels deep. */
export function narrowedHierarchy(graph: Graph, by: Narrowing): Outcome<Graph> {
  const wanted = by.of;
  const [top] = graph.nodes;
  const root = wanted === undefined ? top : graph.nodes.find(({ id }) => id === wanted || id.endsWith(`.${wanted}`));
  if (root === undefined) {
    return failure(`there is no instance ${wanted ?? ''} below ${graph.module}`, 'Name it by its path, as in the whole hierarchy.');
  }
  const depth = by.steps ?? Number.POSITIVE_INFINITY;
  if (root === top && depth === Number.POSITIVE_INFINITY) return success(graph);
  const below = new Map([[root.id, 0]]);
  for (const { from, to } of graph.edges) {
    const level = below.get(from);
    if (level !== undefined && level < depth) below.set(to, level + 1);
  }
  const nodes = graph.nodes.filter(({ id }) => below.has(id));
  const edges = graph.edges.filter(({ from, to }) => below.has(from) && below.has(to));
  return success({ ...graph, nodes, edges, total: sizeOf(graph) });
}

function sizeOf({ nodes, edges }: Graph): NonNullable<Graph['total']> {
  return { nodes: nodes.length, edges: edges.length };
}

function names(graph: ModuleGraph): string[] {
  return graph.signals.map((signal) => signal.id);
}

function nothingThere(graph: ModuleGraph, by: Narrowing, what: string, known: readonly string[]): Outcome<never> {
  if (by.of === undefined) {
    return failure(
      `there is no ${what} on line ${by.line ?? 0} of module ${graph.name}`,
      `The module is on lines ${graph.line} to ${graph.endLine}.`,
    );
  }
  const wanted = by.of.toLowerCase();
  const like = known.filter((one) => one.toLowerCase().includes(wanted) || wanted.includes(one.toLowerCase()));
  const some = (like.length > 0 ? like : known).slice(0, 5).join(', ');
  const hint =
    some === '' ? 'The module has none.' : `${like.length > 0 ? 'Similar names' : 'It has'}: ${some}${known.length > 5 ? ', …' : ''}.`;
  return failure(`module ${graph.name} has no ${what} ${by.of}`, hint);
}
