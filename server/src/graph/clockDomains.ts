import { type ClockCrossing, type Synchronizer, findCrossings } from './clockCrossings';
import type { DataEdge, GraphSignal, ModuleGraph } from './graphTypes';

export interface ClockDomain {
  /** The signal that the clock comes from: a port, the output of something not known here, or the logic that makes it. */
  readonly clock: string;
  /** Registers in order, with the edge they use. */
  readonly registers: readonly { readonly id: string; readonly edge: string }[];
  /** Resets of these registers by where they come from, with how many use each; '' for those without one. */
  readonly resets: ReadonlyMap<string, number>;
  /** Clock nets behind logic (a gate) that still belong to this clock, with why. */
  readonly derived: readonly { readonly clock: string; readonly why: string }[];
}

export interface ClockDomains {
  readonly domains: readonly ClockDomain[];
  readonly crossings: readonly ClockCrossing[];
  readonly synchronizers: readonly Synchronizer[];
}

/**
 * Registers by the clock that they have after all renaming through ports and plain nets, and every place where one takes a value of another clock's: synchronised, held by a
 * synchronised condition, or neither. Two clocks are taken as unrelated unless one is a gated form of the other. Made from structure alone, never from names.
 */
export function clockDomains(graph: ModuleGraph): ClockDomains {
  const roots = new ClockRoots(graph);
  const found = new Map<string, { registers: { id: string; edge: string }[]; resets: Map<string, number> }>();
  const domainOf = new Map<string, string>();
  for (const signal of graph.signals) {
    if (signal.kind !== 'reg' || signal.clock === undefined) continue;
    const [edge = '', ...name] = signal.clock.split(' ');
    const clock = roots.of(name.join(' '));
    domainOf.set(signal.id, clock);
    const domain = found.get(clock) ?? { registers: [], resets: new Map<string, number>() };
    domain.registers.push({ id: signal.id, edge });
    const reset = resetOf(signal, roots);
    domain.resets.set(reset, (domain.resets.get(reset) ?? 0) + 1);
    found.set(clock, domain);
  }
  const domains = [...found].map(([clock, one]): ClockDomain => ({ clock, ...one, derived: roots.derivedFrom(clock) }));
  return { domains, ...findCrossings(graph, domainOf, (id) => roots.sourceOf(id)) };
}

/** `async_low:rst_n` with the reset's own source instead of its local name. */
function resetOf({ reset }: GraphSignal, roots: ClockRoots): string {
  if (reset === undefined) return '';
  const colon = reset.indexOf(':');
  return `${reset.slice(0, colon)}:${roots.sourceOf(reset.slice(colon + 1))}`;
}

/** Where clocks come from. */
class ClockRoots {
  private readonly incoming = new Map<string, DataEdge[]>();
  private readonly registers: ReadonlySet<string>;
  private readonly plain: ReadonlySet<string>;
  private readonly derived = new Map<string, { clock: string; why: string }[]>();
  private readonly known = new Map<string, string>();

  constructor(graph: ModuleGraph) {
    for (const edge of graph.edges) {
      if (edge.kind === 'clock') continue;
      const list = this.incoming.get(edge.to);
      if (list === undefined) this.incoming.set(edge.to, [edge]);
      else list.push(edge);
    }
    const registers = graph.signals.filter((one) => one.kind === 'reg');
    this.registers = new Set(registers.map((one) => one.id));
    const clocks = registers.flatMap(({ clock }) => clock?.replace(/^\S+ /, '') ?? []);
    this.plain = new Set(clocks.map((clock) => this.sourceOf(clock)).filter((source) => this.isPlain(source)));
  }

  /** The clock behind a net: through plain connections, and through a gate when just one of its inputs is a clock. */
  of(net: string): string {
    const source = this.sourceOf(net);
    const known = this.known.get(source);
    if (known !== undefined) return known;
    this.known.set(source, source);
    const clocks = this.clocksBehind(source, new Set());
    const [only] = clocks;
    if (this.isPlain(source) || clocks.size !== 1 || only === undefined) return source;
    this.known.set(source, only);
    const why = `gated: made from ${only} and ${this.othersBehind(source, only)}`;
    this.derived.set(only, [...(this.derived.get(only) ?? []), { clock: source, why }]);
    return only;
  }

  derivedFrom(clock: string): readonly { readonly clock: string; readonly why: string }[] {
    return this.derived.get(clock) ?? [];
  }

  /** Follows plain connections (ports, nets that are one other net) to where a net comes from. */
  sourceOf(net: string): string {
    let at = net;
    for (let steps = 0; steps < 1000; steps++) {
      if (this.registers.has(at)) return at;
      const edges = this.incoming.get(at) ?? [];
      const [first] = edges;
      if (first === undefined || edges.some((edge) => edge.from !== first.from || edge.kind !== 'data' || edge.ops.length > 0)) return at;
      at = first.from;
    }
    return at;
  }

  /** No logic makes it: a port, an output of something unknown, or a register that divides a clock. */
  private isPlain(source: string): boolean {
    return this.registers.has(source) || (this.incoming.get(source) ?? []).length === 0;
  }

  /** Clocks of other registers among what a derived clock is made from; latches of a clock gate are transparent. */
  private clocksBehind(net: string, seen: Set<string>): Set<string> {
    const found = new Set<string>();
    if (seen.has(net) || seen.size > 64) return found;
    seen.add(net);
    for (const { from } of this.incoming.get(net) ?? []) {
      const source = this.sourceOf(from);
      if (this.plain.has(source)) found.add(source);
      else if (!this.isPlain(source)) for (const one of this.clocksBehind(source, seen)) found.add(one);
    }
    return found;
  }

  private othersBehind(net: string, clock: string): string {
    const others = [...new Set((this.incoming.get(net) ?? []).map((edge) => edge.from))].filter((one) => this.sourceOf(one) !== clock);
    return others.length === 0 ? 'logic' : others.slice(0, 3).join(', ');
  }
}
