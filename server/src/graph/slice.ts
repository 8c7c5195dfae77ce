import type { DataEdge, ModuleGraph } from './graphTypes';

export interface ConeOptions {
  /** How many edges to follow; all when absent. */
  readonly steps?: number;
  /** Stop behind this many registers (1: up to the registers that feed the signal). */
  readonly registers?: number;
  /** Follow `clock` edges too. */
  readonly clocks?: boolean;
}

export interface Cone {
  /** Signals of the cone with their distance in steps from the start, nearest first. */
  readonly signals: ReadonlyMap<string, number>;
  readonly edges: readonly DataEdge[];
}

interface Reached {
  readonly id: string;
  /** Bits of it that matter: [low, low + width). */
  readonly low: number;
  readonly width: number;
  readonly step: number;
  readonly registers: number;
}

/** What signals are made from: their sources, the sources of those and so on, bit ranges followed through slices and concatenations. */
export function backwardCone(graph: ModuleGraph, signal: string | readonly string[], options: ConeOptions | number = {}): Cone {
  return cone(graph, signal, typeof options === 'number' ? { steps: options } : options, 'backward');
}

/** What signals reach. */
export function forwardCone(graph: ModuleGraph, signal: string | readonly string[], options: ConeOptions | number = {}): Cone {
  return cone(graph, signal, typeof options === 'number' ? { steps: options } : options, 'forward');
}

function cone(graph: ModuleGraph, start: string | readonly string[], options: ConeOptions, way: 'backward' | 'forward'): Cone {
  const index = indexEdges(graph, way);
  const registers = registerIds(graph);
  const signals = new Map<string, number>();
  const edges = new Set<DataEdge>();
  const done = new Map<string, { low: number; end: number }[]>();
  const starts = typeof start === 'string' ? [start] : start;
  const pending = starts.map((id): Reached => ({ id, low: 0, width: Number.MAX_SAFE_INTEGER, step: 0, registers: 0 }));
  for (let head = 0; head < pending.length; head++) {
    const at = pending[head];
    if (at === undefined) break;
    if (!signals.has(at.id)) signals.set(at.id, at.step);
    const stops =
      (options.steps !== undefined && at.step >= options.steps) || (options.registers !== undefined && at.registers >= options.registers);
    if (stops || covered(done, at)) continue;
    for (const edge of index.get(at.id) ?? []) {
      if (edge.kind === 'clock' && options.clocks !== true) continue;
      const next = follow(edge, at, way);
      if (next === undefined) continue;
      edges.add(edge);
      const crossed = way === 'backward' ? registers.has(edge.from) : registers.has(edge.to);
      pending.push({ ...next, step: at.step + 1, registers: at.registers + (crossed ? 1 : 0) });
    }
  }
  return { signals, edges: [...edges] };
}

const indices = new WeakMap<ModuleGraph, { backward: Map<string, DataEdge[]>; forward: Map<string, DataEdge[]> }>();

function indexEdges(graph: ModuleGraph, way: 'backward' | 'forward'): Map<string, DataEdge[]> {
  let both = indices.get(graph);
  if (both === undefined) {
    both = { backward: new Map(), forward: new Map() };
    for (const edge of graph.edges) {
      append(both.backward, edge.to, edge);
      append(both.forward, edge.from, edge);
    }
    indices.set(graph, both);
  }
  return both[way];
}

function append(map: Map<string, DataEdge[]>, key: string, edge: DataEdge): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}

function registerIds(graph: ModuleGraph): ReadonlySet<string> {
  return new Set(graph.signals.filter((signal) => signal.kind === 'reg').map((signal) => signal.id));
}

/** Whether the range was visited before; when not, remembers it. */
function covered(done: Map<string, { low: number; end: number }[]>, at: Reached): boolean {
  const end = at.low + at.width;
  const list = done.get(at.id);
  if (list === undefined) {
    done.set(at.id, [{ low: at.low, end }]);
    return false;
  }
  if (list.some((range) => range.low <= at.low && end <= range.end)) return true;
  list.push({ low: at.low, end });
  return false;
}

function follow(edge: DataEdge, at: Reached, way: 'backward' | 'forward'): { id: string; low: number; width: number } | undefined {
  const near = way === 'backward' ? { low: edge.toLow, width: edge.toWidth } : { low: edge.fromLow, width: edge.fromWidth };
  const far =
    way === 'backward'
      ? { id: edge.from, low: edge.fromLow, width: edge.fromWidth }
      : { id: edge.to, low: edge.toLow, width: edge.toWidth };
  const low = Math.max(at.low, near.low);
  const end = Math.min(at.low + at.width, near.low + near.width);
  if (end <= low) return undefined;
  return edge.aligned ? { id: far.id, low: far.low + (low - near.low), width: end - low } : far;
}
