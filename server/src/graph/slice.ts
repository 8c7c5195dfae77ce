import type { DataEdge, ModuleGraph } from './graphTypes';
import { metBits } from './lanes';

export interface ConeOptions {
  /** How many edges to follow; all when absent. */
  readonly steps?: number;
  /** Stop behind this many registers (1: up to the registers that feed the signal). */
  readonly registers?: number;
  /** Follow `clock` edges too. */
  readonly clocks?: boolean;
  /** The bits of the signal that are asked about, as offsets from the least significant one; all when absent. */
  readonly bits?: BitRange;
}

/** `width` bits from offset `low` on. */
export interface BitRange {
  readonly low: number;
  readonly width: number;
}

export interface Cone {
  /** Signals of the cone with their distance in steps from the start, nearest first. */
  readonly signals: ReadonlyMap<string, number>;
  readonly edges: readonly DataEdge[];
  /** The bits of each signal that matter; ranges may overlap. */
  readonly bits: ReadonlyMap<string, readonly BitRange[]>;
}

interface Reached extends BitRange {
  readonly id: string;
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
  const bits = new Map<string, BitRange[]>();
  const followed = new Map<string, BitRange[]>();
  const { low, width } = options.bits ?? { low: 0, width: Number.MAX_SAFE_INTEGER };
  const starts = typeof start === 'string' ? [start] : start;
  const pending = starts.map((id): Reached => ({ id, low, width, step: 0, registers: 0 }));
  for (let head = 0; head < pending.length; head++) {
    const at = pending[head];
    if (at === undefined) break;
    if (!signals.has(at.id)) signals.set(at.id, at.step);
    covered(bits, at);
    const stops =
      (options.steps !== undefined && at.step >= options.steps) || (options.registers !== undefined && at.registers >= options.registers);
    if (stops || covered(followed, at)) continue;
    for (const edge of index.get(at.id) ?? []) {
      if (edge.kind === 'clock' && options.clocks !== true) continue;
      const crossed = way === 'backward' ? registers.has(edge.from) : registers.has(edge.to);
      for (const next of follow(edge, at, way)) {
        edges.add(edge);
        pending.push({ ...next, step: at.step + 1, registers: at.registers + (crossed ? 1 : 0) });
      }
    }
  }
  return { signals, edges: [...edges], bits };
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

const registersOf = new WeakMap<ModuleGraph, ReadonlySet<string>>();

function registerIds(graph: ModuleGraph): ReadonlySet<string> {
  const ids = registersOf.get(graph) ?? new Set(graph.signals.filter((signal) => signal.kind === 'reg').map((signal) => signal.id));
  registersOf.set(graph, ids);
  return ids;
}

/** Whether the range was visited before; when not, remembers it. */
function covered(done: Map<string, BitRange[]>, { id, low, width }: Reached): boolean {
  const list = done.get(id);
  if (list === undefined) {
    done.set(id, [{ low, width }]);
    return false;
  }
  if (list.some((range) => range.low <= low && low + width <= range.low + range.width)) return true;
  list.push({ low, width });
  return false;
}

/** What an edge leads to from a range: none, one or, between the elements of an array, several ranges. */
function follow(edge: DataEdge, at: Reached, way: 'backward' | 'forward'): readonly (BitRange & { id: string })[] {
  const near = way === 'backward' ? { low: edge.toLow, width: edge.toWidth } : { low: edge.fromLow, width: edge.fromWidth };
  const far =
    way === 'backward'
      ? { id: edge.from, low: edge.fromLow, width: edge.fromWidth }
      : { id: edge.to, low: edge.toLow, width: edge.toWidth };
  const low = Math.max(at.low, near.low);
  const end = Math.min(at.low + at.width, near.low + near.width);
  if (end <= low) return [];
  if (edge.aligned) return [{ id: far.id, low: far.low + (low - near.low), width: end - low }];
  if (edge.lanes === undefined) return [far];
  const met = metBits(edge.lanes, low - near.low, end - low, far.width, way === 'forward');
  return met.map((one) => ({ id: far.id, low: far.low + one.low, width: one.width }));
}
