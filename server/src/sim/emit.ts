import type { GateNetlist } from './gateNetlist';
import type { Ref } from './gateGraph';
import { nodeKind } from './gateGraph';
import type { WasmFunction } from './wasmEncoder';
import { encodeModule, FunctionBody } from './wasmEncoder';

/** Bytes of one net in memory: the rail "can be 1" (128 lanes), then the rail "can be 0". Both set means unknown. */
const slotBytes = 32;

export interface ClockDomain {
  /** Rising edges of this reference drive the domain's flip-flops. */
  readonly clock: Ref;
  readonly states: readonly number[];
  /** Where the 128-bit mask of lanes that see the edge is kept (single-rail). */
  readonly maskOffset: number;
}

export interface EmittedDesign {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** Memory offset of a node's slot; undefined for a gate whose value lives only in registers. */
  readonly offsetOf: (node: number) => number | undefined;
  readonly domains: readonly ClockDomain[];
}

const chunkNodes = 160;

/**
 * Turns a gate graph into a WebAssembly module of SIMD code, 128 lanes at a time. It imports `env.memory` and exports
 * `eval` (all gates from inputs and state), `follow` (asynchronous set, reset and open latches; gives 1 when any state changed),
 * `tick` (edges of the domains, in the lanes of each domain's mask) and `edges` (edges found by comparing each clock with its value at
 * the previous call; gives 1 when any state changed), which serves clocks that come out of logic.
 *
 * `observed` are references that must be readable after `eval` besides outputs.
 */
export function emitDesign(netlist: GateNetlist, observed: readonly Ref[]): EmittedDesign {
  const layout = new Layout(netlist, observed);
  const functions: WasmFunction[] = [];
  const evalChunks = chunk(operators(netlist), chunkNodes).map((nodes) => emitEval(netlist, layout, nodes));
  const domains = layout.domains;
  const all = domains.flatMap((domain) => domain.states.map((state) => ({ state, domain })));
  const tickChunks = [
    ...chunk(
      all.filter(({ state }) => layout.nextCopy(state) !== undefined),
      chunkNodes,
    ).map((part) => emitCopyNext(netlist, layout, part)),
    ...chunk(all, chunkNodes).map((part) => emitLoad(netlist, layout, part)),
  ];
  const followers = netlist.states.map((_, index) => index).filter((index) => netlist.states[index]?.follow !== undefined);
  const followChunks = chunk(followers, chunkNodes).map((part) => emitFollow(netlist, layout, part));
  const edgeChunks = [
    ...chunk(
      netlist.states.map((_, index) => index).filter((index) => netlist.states[index]?.clock !== undefined),
      chunkNodes,
    ).map((part) => emitEdgeNext(netlist, layout, part)),
  ];
  const commitChunks = chunk(all, chunkNodes).map((part) => emitEdgeCommit(netlist, layout, part));
  const clockSave = emitClockSave(layout);
  const groups: { name: string; result: boolean; bodies: Uint8Array[] }[] = [
    { name: 'eval', result: false, bodies: evalChunks },
    { name: 'tick', result: false, bodies: tickChunks },
    { name: 'follow', result: true, bodies: followChunks },
    { name: 'prepareEdges', result: false, bodies: [...edgeChunks, clockSave] },
    { name: 'edges', result: true, bodies: commitChunks },
  ];
  for (const group of groups) for (const body of group.bodies) functions.push({ result: group.result, body });
  let index = 0;
  for (const group of groups) {
    const body = new FunctionBody();
    if (group.result) body.i32Zero();
    for (let i = 0; i < group.bodies.length; i++) {
      body.call(index++);
      if (group.result) body.i32Or();
    }
    functions.push({ result: group.result, body: body.finish(), exportAs: group.name });
  }
  const pages = Math.ceil(layout.end / 65536) + 1;
  return { bytes: encodeModule(functions, pages), pages, offsetOf: (node) => layout.offsetOf(node), domains };
}

function operators(netlist: GateNetlist): number[] {
  const nodes: number[] = [];
  netlist.graph.kind.forEach((kind, node) => {
    if (kind >= nodeKind.and) nodes.push(node);
  });
  return nodes;
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}

/** Which values have a place in memory: sources, and gates read by another chunk, a register, an output or an observer. */
class Layout {
  readonly domains: ClockDomain[] = [];
  end = 0;
  private readonly offsets = new Map<number, number>();
  private readonly copies = new Map<number, number>();
  private readonly edgeNext = new Map<number, number>();
  private readonly previous = new Map<Ref, number>();

  constructor(netlist: GateNetlist, observed: readonly Ref[]) {
    const { graph } = netlist;
    graph.kind.forEach((kind, node) => {
      if (kind < nodeKind.and) this.place(node);
    });
    const chunkOf = new Map<number, number>();
    operators(netlist).forEach((node, order) => chunkOf.set(node, Math.floor(order / chunkNodes)));
    for (const node of chunkOf.keys()) {
      const home = chunkOf.get(node);
      const operands = [graph.a[node] ?? 0, graph.b[node] ?? 0, ...(graph.kind[node] === nodeKind.mux ? [graph.c[node] ?? 0] : [])];
      for (const operand of operands) if (chunkOf.get(operand >> 1) !== home) this.place(operand >> 1);
    }
    for (const port of netlist.outputs) for (const ref of port.bits) this.place(ref >> 1);
    for (const ref of observed) this.place(ref >> 1);
    for (const state of netlist.states) {
      this.place(state.next >> 1);
      if (state.clock !== undefined) this.place(state.clock >> 1);
      if (state.follow !== undefined) [state.follow.active, state.follow.value].forEach((ref) => this.place(ref >> 1));
    }
    this.placeDomains(netlist);
  }

  offsetOf(node: number): number | undefined {
    return this.offsets.get(node);
  }
  railOffset(ref: Ref, rail: 0 | 1): number {
    const base = this.offsets.get(ref >> 1);
    if (base === undefined) throw new Error('a net without a place in memory');
    return base + (((ref & 1) ^ rail) === 1 ? 0 : 16);
  }
  /** Where a state's next value waits until every state has been read; undefined when it can be read directly from a gate. */
  nextCopy(state: number): number | undefined {
    return this.copies.get(state);
  }
  edgeNextOf(state: number): number {
    return this.edgeNext.get(state) ?? 0;
  }
  previousOf(clock: Ref): number {
    return this.previous.get(clock) ?? 0;
  }
  clocks(): Ref[] {
    return [...this.previous.keys()];
  }

  private placeDomains(netlist: GateNetlist): void {
    const byClock = new Map<Ref, number[]>();
    netlist.states.forEach((state, index) => {
      if (state.clock === undefined) return;
      const list = byClock.get(state.clock);
      if (list === undefined) byClock.set(state.clock, [index]);
      else list.push(index);
      if ((netlist.graph.kind[state.next >> 1] ?? 0) === nodeKind.state) this.copies.set(index, this.claim(slotBytes));
      this.edgeNext.set(index, this.claim(slotBytes));
    });
    for (const [clock, states] of byClock) {
      this.previous.set(clock, this.claim(slotBytes));
      this.domains.push({ clock, states, maskOffset: this.claim(16) });
    }
  }

  private place(node: number): void {
    if (!this.offsets.has(node)) this.offsets.set(node, this.claim(slotBytes));
  }
  private claim(bytes: number): number {
    const at = this.end;
    this.end += bytes;
    return at;
  }
}

/** Reads rails of references inside one function, each loaded from memory at most once. */
class Rails {
  private readonly locals = new Map<number, number>();
  constructor(
    private readonly body: FunctionBody,
    private readonly layout: Layout,
  ) {}

  push(ref: Ref, rail: 0 | 1): void {
    const key = (ref >> 1) * 2 + ((ref & 1) ^ rail);
    const known = this.locals.get(key);
    if (known !== undefined) {
      this.body.get(known);
      return;
    }
    const local = this.body.local();
    this.locals.set(key, local);
    this.body.load(this.layout.railOffset(ref, rail));
    this.body.tee(local);
  }

  define(node: number, rail: 0 | 1): number {
    const local = this.body.local();
    this.locals.set(node * 2 + rail, local);
    return local;
  }
}

const bothRails = [1, 0] as const;

function emitEval(netlist: GateNetlist, layout: Layout, nodes: readonly number[]): Uint8Array {
  const { graph } = netlist;
  const body = new FunctionBody();
  const rails = new Rails(body, layout);
  for (const node of nodes) {
    const a = graph.a[node] ?? 0;
    const b = graph.b[node] ?? 0;
    const select = graph.c[node] ?? 0;
    const offset = layout.offsetOf(node);
    for (const rail of bothRails) {
      if (offset !== undefined) body.address();
      switch (graph.kind[node]) {
        case nodeKind.and:
          rails.push(a, rail);
          rails.push(b, rail);
          if (rail === 1) body.and();
          else body.or();
          break;
        case nodeKind.xor:
          rails.push(a, 1);
          rails.push(b, rail === 1 ? 0 : 1);
          body.and();
          rails.push(a, 0);
          rails.push(b, rail === 1 ? 1 : 0);
          body.and();
          body.or();
          break;
        default:
          rails.push(select, 0);
          rails.push(a, rail);
          body.and();
          rails.push(select, 1);
          rails.push(b, rail);
          body.and();
          body.or();
      }
      const local = rails.define(node, rail);
      if (offset === undefined) body.set(local);
      else {
        body.tee(local);
        body.store(offset + (rail === 1 ? 0 : 16));
      }
    }
  }
  return body.finish();
}

interface DomainState {
  readonly state: number;
  readonly domain: ClockDomain;
}

function emitCopyNext(netlist: GateNetlist, layout: Layout, part: readonly DomainState[]): Uint8Array {
  const body = new FunctionBody();
  for (const { state } of part) {
    const copy = layout.nextCopy(state) ?? 0;
    const next = netlist.states[state]?.next ?? 0;
    for (const rail of bothRails) {
      body.address();
      body.load(layout.railOffset(next, rail));
      body.store(copy + (rail === 1 ? 0 : 16));
    }
  }
  return body.finish();
}

/** q = mask ? next : q, written as q ^ ((q ^ next) & mask). */
function emitLoad(netlist: GateNetlist, layout: Layout, part: readonly DomainState[]): Uint8Array {
  const body = new FunctionBody();
  const q = body.local();
  const masks = new Map<number, number>();
  for (const { state, domain } of part) {
    const at = netlist.states[state];
    if (at === undefined) continue;
    let mask = masks.get(domain.maskOffset);
    if (mask === undefined) {
      mask = body.local();
      masks.set(domain.maskOffset, mask);
      body.load(domain.maskOffset);
      body.set(mask);
    }
    const copy = layout.nextCopy(state);
    for (const rail of bothRails) {
      const target = layout.railOffset(at.q, rail);
      body.address();
      body.load(target);
      body.tee(q);
      body.get(q);
      body.load(copy === undefined ? layout.railOffset(at.next, rail) : copy + (rail === 1 ? 0 : 16));
      body.xor();
      body.get(mask);
      body.and();
      body.xor();
      body.store(target);
    }
  }
  return body.finish();
}

/** q = active ? value : q on both rails; the result says whether any lane changed. */
function emitFollow(netlist: GateNetlist, layout: Layout, part: readonly number[]): Uint8Array {
  const body = new FunctionBody();
  const changed = body.local();
  const old = body.local();
  const fresh = body.local();
  for (const index of part) {
    const state = netlist.states[index];
    if (state?.follow === undefined) continue;
    const rails = new Rails(body, layout);
    const { active, value } = state.follow;
    const kept = [body.local(), body.local()] as const;
    for (const rail of bothRails) {
      body.load(layout.railOffset(state.q, rail));
      body.set(kept[rail]);
    }
    for (const rail of bothRails) {
      const target = layout.railOffset(state.q, rail);
      body.get(kept[rail]);
      body.set(old);
      rails.push(active, 0);
      body.get(old);
      body.and();
      rails.push(active, 1);
      rails.push(value, rail);
      body.and();
      body.or();
      body.set(fresh);
      storeNoting(body, changed, old, fresh, target);
    }
  }
  body.get(changed);
  body.anyTrue();
  return body.finish();
}

/** Stores `fresh`, and notes in `changed` where it is not `old`. */
function storeNoting(body: FunctionBody, changed: number, old: number, fresh: number, target: number): void {
  body.get(changed);
  body.get(old);
  body.get(fresh);
  body.xor();
  body.or();
  body.set(changed);
  body.address();
  body.get(fresh);
  body.store(target);
}

/**
 * Next values at edges seen since the last call. A certain edge (0 then 1) loads; a possible one (either end unknown) gives what load
 * and hold agree on: next = (possible AND data) OR (NOT certain AND q), on each rail.
 */
function emitEdgeNext(netlist: GateNetlist, layout: Layout, part: readonly number[]): Uint8Array {
  const body = new FunctionBody();
  const edges = new Map<Ref, { possible: number; uncertain: number }>();
  for (const index of part) {
    const state = netlist.states[index];
    if (state?.clock === undefined) continue;
    let edge = edges.get(state.clock);
    if (edge === undefined) {
      edge = emitEdge(body, layout, state.clock);
      edges.set(state.clock, edge);
    }
    const target = layout.edgeNextOf(index);
    for (const rail of bothRails) {
      body.address();
      body.get(edge.possible);
      body.load(layout.railOffset(state.next, rail));
      body.and();
      body.get(edge.uncertain);
      body.load(layout.railOffset(state.q, rail));
      body.and();
      body.or();
      body.store(target + (rail === 1 ? 0 : 16));
    }
  }
  return body.finish();
}

function emitEdge(body: FunctionBody, layout: Layout, clock: Ref): { possible: number; uncertain: number } {
  const possible = body.local();
  const uncertain = body.local();
  const before = layout.previousOf(clock);
  body.load(before + 16);
  body.load(layout.railOffset(clock, 1));
  body.and();
  body.set(possible);
  // Not certain: it could have been 1 before, or can be 0 now.
  body.load(before);
  body.load(layout.railOffset(clock, 0));
  body.or();
  body.set(uncertain);
  return { possible, uncertain };
}

function emitClockSave(layout: Layout): Uint8Array {
  const body = new FunctionBody();
  for (const clock of layout.clocks()) {
    for (const rail of bothRails) {
      body.address();
      body.load(layout.railOffset(clock, rail));
      body.store(layout.previousOf(clock) + (rail === 1 ? 0 : 16));
    }
  }
  return body.finish();
}

function emitEdgeCommit(netlist: GateNetlist, layout: Layout, part: readonly DomainState[]): Uint8Array {
  const body = new FunctionBody();
  const changed = body.local();
  const old = body.local();
  const fresh = body.local();
  for (const { state } of part) {
    const at = netlist.states[state];
    if (at === undefined) continue;
    for (const rail of bothRails) {
      const target = layout.railOffset(at.q, rail);
      body.load(target);
      body.set(old);
      body.load(layout.edgeNextOf(state) + (rail === 1 ? 0 : 16));
      body.set(fresh);
      storeNoting(body, changed, old, fresh, target);
    }
  }
  body.get(changed);
  body.anyTrue();
  return body.finish();
}
