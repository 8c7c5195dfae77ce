import type { DataEdge, FactRange, GraphSignal, ModuleGraph } from './graphTypes';
import { backwardCone, forwardCone } from './slice';

/** Flip-flops in a row that do nothing but carry a value of another clock over. */
export interface Synchronizer {
  /** Where the value comes from: a register of another clock, or an input or instance output whose clock is not known. */
  readonly source: string;
  readonly clock: string;
  /** The flip-flops in order; of one register that shifts, the register. */
  readonly stages: readonly string[];
  /** Flip-flops a bit passes. */
  readonly depth: number;
  readonly width: number;
}

export interface ClockCrossing {
  readonly from: string;
  readonly fromClock: string;
  readonly to: string;
  readonly toClock: string;
  /**
   * `synchronised`: two or more flip-flops take it over; `qualified`: it is taken under a condition that was synchronised from the same clock; `reset`: it resets asynchronously;
   * `unsynchronised`: none of these.
   */
  readonly kind: 'synchronised' | 'qualified' | 'reset' | 'unsynchronised';
  readonly reason: string;
  readonly path: string;
  readonly line: number;
  readonly range: FactRange;
}

/**
 * Where registers take values of other clocks' registers, and the synchronisers. `domainOf` gives the clock of each register, `sourceOf` follows plain connections.
 */
export function findCrossings(
  graph: ModuleGraph,
  domainOf: ReadonlyMap<string, string>,
  sourceOf: (id: string) => string,
): { crossings: ClockCrossing[]; synchronizers: Synchronizer[] } {
  const search = new CrossingSearch(graph, domainOf, sourceOf);
  const chains = new Map<string, Synchronizer>();
  for (const signal of graph.signals) {
    const found = signal.kind === 'reg' ? search.synchronizerFrom(signal) : undefined;
    if (found?.stages[0] !== undefined) chains.set(found.stages[0], found);
  }
  const crossings = search.crossings(chains);
  const crossed = new Set(crossings.map((one) => one.to));
  // Behind another synchroniser or inside one clock, flip-flops in a row are a plain delay.
  const synchronizers = [...chains.values()].filter((one) => crossed.has(one.stages[0] ?? '') || !domainOf.has(one.source));
  return { crossings, synchronizers };
}

class CrossingSearch {
  private readonly into = new Map<string, DataEdge[]>();
  private readonly outOf = new Map<string, DataEdge[]>();
  private readonly signals = new Map<string, GraphSignal>();

  constructor(
    private readonly graph: ModuleGraph,
    private readonly domainOf: ReadonlyMap<string, string>,
    private readonly sourceOf: (id: string) => string,
  ) {
    for (const signal of graph.signals) this.signals.set(signal.id, signal);
    for (const edge of graph.edges) {
      if (edge.kind === 'clock') continue;
      append(this.into, edge.to, edge);
      append(this.outOf, edge.from, edge);
    }
  }

  /** The chain that begins at a register: each flip-flop takes nothing but the one before, and only the last is read by anything else. */
  synchronizerFrom(first: GraphSignal): Synchronizer | undefined {
    const clock = this.domainOf.get(first.id);
    const start = this.firstStage(first);
    if (clock === undefined || start === undefined || this.domainOf.get(start.source) === clock) return undefined;
    const stages = [first.id];
    let { depth } = start;
    let last = first.id;
    for (let next = this.onlyReader(last); next !== undefined && !stages.includes(next); next = this.onlyReader(last)) {
      if (this.domainOf.get(next) !== clock || this.directSource(next) !== last) break;
      stages.push(next);
      last = next;
      depth++;
    }
    if (depth < 2) return undefined;
    return { source: start.source, clock, stages, depth, width: start.depth > 1 ? 1 : (first.width ?? 1) };
  }

  crossings(chains: ReadonlyMap<string, Synchronizer>): ClockCrossing[] {
    const found: ClockCrossing[] = [];
    const qualifiers = this.qualifiers(chains);
    for (const [id, clock] of this.domainOf) {
      const cone = backwardCone(this.graph, id, { registers: 1 });
      const resets = this.resetSources(id);
      for (const source of cone.signals.keys()) {
        const fromClock = source === id ? undefined : this.domainOf.get(source);
        if (fromClock === undefined || fromClock === clock) continue;
        const place = this.placeOf(id, cone.edges, source);
        if (place === undefined) continue;
        const judged = resets.has(source)
          ? { kind: 'reset' as const, reason: `resets ${id} asynchronously; its release is not tied to ${clock}` }
          : this.judge(id, source, chains.get(id), [...cone.signals.keys()], qualifiers.get(`${fromClock} ${clock}`));
        found.push({ from: source, fromClock, to: id, toClock: clock, ...judged, ...place });
      }
    }
    return found;
  }

  private judge(
    to: string,
    source: string,
    chain: Synchronizer | undefined,
    cone: readonly string[],
    qualifiers: ReadonlyMap<string, string> | undefined,
  ): Pick<ClockCrossing, 'kind' | 'reason'> {
    if (chain?.source === source) return { kind: 'synchronised', reason: this.synchronisedReason(chain) };
    const qualifier = cone.find((one) => one !== source && one !== to && qualifiers?.has(one) === true);
    if (qualifier !== undefined)
      return {
        kind: 'qualified',
        reason: `taken under a condition from ${qualifier}, which follows ${qualifiers?.get(qualifier) ?? ''}, synchronised from the same clock`,
      };
    const others = cone.filter((one) => one !== source && one !== to && this.domainOf.has(one));
    if (this.directSource(to) === source) return { kind: 'unsynchronised', reason: `one flip-flop takes it and ${this.readersText(to)}` };
    return {
      kind: 'unsynchronised',
      reason:
        others.length === 0
          ? 'logic stands between the two registers'
          : `it is combined with ${others.slice(0, 3).join(', ')} before any flip-flop`,
    };
  }

  private synchronisedReason({ stages, depth, width, source }: Synchronizer): string {
    const text = `${depth} flip-flops in a row (${stages.join(', ')})`;
    if (width === 1) return text;
    return this.isGrayCoded(source)
      ? `${text}; its ${width} bits are Gray coded (x ^ x >> 1), so one changes at a time`
      : `${text}; it has ${width} bits, which may arrive in different cycles unless only one changes at a time`;
  }

  /** The source is computed as x ^ (x >> 1), or bit by bit so: aligned bits of one signal, and the same moved by one. */
  private isGrayCoded(source: string): boolean {
    let at = source;
    for (let steps = 0; steps < 8; steps++) {
      const edges = (this.into.get(at) ?? []).filter((edge) => edge.kind === 'data' && edge.from !== at);
      if (edges.some((edge) => edge.ops.some((one) => one.gray === true))) return true;
      const coded = edges.filter((edge) => edge.aligned && edge.ops.some((one) => one.op === '^'));
      const moved = coded.find((edge) => edge.fromLow === edge.toLow + 1);
      if (moved !== undefined && coded.some((edge) => edge.from === moved.from && edge.fromLow === edge.toLow)) return true;
      const [only, other] = [...new Set(edges.map((edge) => edge.from))];
      if (only === undefined || other !== undefined) return false;
      at = only;
    }
    return false;
  }

  /** What a first flip-flop takes, when it takes one thing only: another's value as it is, or one bit that the register then shifts through itself. */
  private firstStage(register: GraphSignal): { source: string; depth: number } | undefined {
    const source = this.directSource(register.id);
    if (source !== undefined) return { source, depth: 1 };
    const edges = (this.into.get(register.id) ?? []).filter((edge) => edge.kind !== 'reset');
    if (edges.some((edge) => edge.kind !== 'data' || edge.ops.length > 0)) return undefined;
    const shift = edges.find((edge) => edge.from === register.id);
    const inward = edges.filter((edge) => edge.from !== register.id);
    const [only, other] = inward;
    const width = register.width ?? 1;
    if (shift === undefined || only === undefined || other !== undefined || only.toWidth !== 1 || shift.toWidth !== width - 1)
      return undefined;
    const up = shift.toLow === 1 && shift.fromLow === 0 && only.toLow === 0;
    const down = shift.toLow === 0 && shift.fromLow === 1 && only.toLow === width - 1;
    const last = up ? width - 1 : 0;
    const readers = (this.outOf.get(register.id) ?? []).filter((edge) => edge.to !== register.id);
    if ((!up && !down) || readers.some((edge) => edge.fromWidth !== 1 || edge.fromLow !== last)) return undefined;
    return { source: this.registerBehind(only.from), depth: width };
  }

  /** The one signal that a register takes as it is, every bit, every cycle; undefined when there is logic, an enable or a second source. */
  private directSource(id: string): string | undefined {
    // What clears it (a choice between the value and constants) does not stand between the two.
    const edges = (this.into.get(id) ?? []).filter(
      (edge) => edge.kind !== 'reset' && (edge.kind !== 'select' || edge.siteKind !== 'branch'),
    );
    const [first] = edges;
    if (
      first === undefined ||
      edges.some((edge) => edge.from !== first.from || edge.kind !== 'data' || edge.ops.length > 0 || edge.from === id)
    )
      return undefined;
    return this.registerBehind(first.from);
  }

  private registerBehind(id: string): string {
    return this.domainOf.has(id) ? id : this.sourceOf(id);
  }

  /** The only register that a register is read by, through plain connections; undefined when something else reads it. */
  private onlyReader(id: string): string | undefined {
    const readers = new Set<string>();
    const pending = [id];
    const seen = new Set(pending);
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const edge of this.outOf.get(at) ?? []) {
        if (edge.to === id || seen.has(edge.to)) continue;
        seen.add(edge.to);
        if (edge.ops.length > 0 || edge.kind !== 'data') return undefined;
        if (this.domainOf.has(edge.to)) readers.add(edge.to);
        else pending.push(edge.to);
      }
    }
    const [only, other] = readers;
    return other === undefined ? only : undefined;
  }

  private readersText(id: string): string {
    const readers = [...forwardCone(this.graph, id, { steps: 1 }).signals.keys()].filter((one) => one !== id);
    return readers.length === 0
      ? 'nothing reads it'
      : `${readers.slice(0, 3).join(', ')} read${readers.length === 1 ? 's' : ''} it at once`;
  }

  /** Signals that reset a register without its clock. */
  private resetSources(id: string): ReadonlySet<string> {
    const reset = this.signals.get(id)?.reset;
    if (reset === undefined || !reset.startsWith('async')) return new Set();
    return new Set(backwardCone(this.graph, this.sourceOf(reset.slice(reset.indexOf(':') + 1)), { registers: 1 }).signals.keys());
  }

  /** Per pair of clocks, the registers that follow a synchroniser between them, with which. */
  private qualifiers(chains: ReadonlyMap<string, Synchronizer>): Map<string, Map<string, string>> {
    const pairs = new Map<string, Map<string, string>>();
    for (const { source, clock, stages } of chains.values()) {
      const from = this.domainOf.get(source);
      const last = stages[stages.length - 1];
      if (from === undefined || last === undefined) continue;
      const pair = pairs.get(`${from} ${clock}`) ?? new Map<string, string>();
      pairs.set(`${from} ${clock}`, pair);
      for (const reached of forwardCone(this.graph, last, { registers: 4 }).signals.keys())
        if (!pair.has(reached) && (this.domainOf.get(reached) ?? clock) === clock) pair.set(reached, last);
    }
    return pairs;
  }

  /** Where the value enters the register's logic. */
  private placeOf(to: string, edges: readonly DataEdge[], source: string): Pick<ClockCrossing, 'path' | 'line' | 'range'> | undefined {
    const edge =
      edges.find((one) => one.to === to && one.from === source) ??
      edges.find((one) => one.from === source) ??
      edges.find((one) => one.to === to);
    const range = edge?.range ?? this.signals.get(to)?.range;
    return range === undefined ? undefined : { path: range.path, line: range.line, range };
  }
}

function append(map: Map<string, DataEdge[]>, key: string, edge: DataEdge): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}
