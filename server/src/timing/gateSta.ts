import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';
import type { DelayModel } from './delayModel';
import { routeDelay } from './delayModel';
import { gateArcs, sequentialPins } from './gateCells';

/** One edge of one clock. `edge` matters only where both edges of a clock are used. */
export interface ClockEdge {
  readonly clock: string;
  readonly edge: 'rise' | 'fall';
}

/** Where a path begins: a flip-flop or memory output (its clock), an input port, or an output of a cell that is not analysed. */
export interface Launch {
  readonly bit: number;
  readonly at: ClockEdge | 'input';
  readonly delay: number;
}

/** Where a path ends: a pin of a sequential cell, or an output port. */
export interface Capture {
  readonly bit: number;
  readonly kind: 'register' | 'memory' | 'output';
  /** Pin of the cell (`D`, `E`, `R`, `WADDR` …), or the port's name. */
  readonly pin: string;
  /** A net bit by which the cell is known: its Q. Undefined for an output port or when Q is unconnected. */
  readonly stateBit: number | undefined;
  readonly cell: string | undefined;
  readonly at: ClockEdge | 'output';
  /** Setup time, and the routed hop into the pin. */
  readonly setup: number;
  readonly hop: number;
}

export interface GateHop {
  readonly bit: number;
  readonly cell: string | undefined;
  readonly arrival: number;
}

/** The worst path into one pin, from one launching clock. `arrival` has the setup time in it. */
export interface GatePath {
  readonly capture: Capture;
  readonly launch: Launch;
  readonly arrival: number;
  /** From the launching net to the net at the end pin, with arrivals there. */
  readonly hops: readonly GateHop[];
}

export interface GateTiming {
  /** One per (end pin, launching clock or inputs) that has a path at all. */
  readonly paths: readonly GatePath[];
  readonly clocks: readonly ClockEdge[];
  readonly loops: number;
  /** Cell types that were cut because no model of them is known, with how many of each. */
  readonly unknownCells: ReadonlyMap<string, number>;
}

export interface GateOptions {
  /** Arrival time of an input port, ns; 0 when it gives undefined. */
  readonly inputArrival?: (port: string) => number | undefined;
}

/**
 * Static timing over a mapped iCE40 netlist. Launches: flip-flop and memory outputs at clock-to-output, inputs at 0 or their
 * arrival. Ends: data, enable and synchronous reset pins, memory pins and output ports. Asynchronous resets and clock pins are no
 * ends. Every launching clock edge is propagated alone, so that each end knows its worst path from each clock. A combinational
 * loop is cut at one place and counted.
 */
export function analyzeGates(module: NetlistModule, model: DelayModel, options: GateOptions = {}): GateTiming {
  const graph = buildGraph(module, model, options);
  const groups = new Map<string, Launch[]>();
  for (const launch of graph.launches) {
    const key = launch.at === 'input' ? 'input' : `${launch.at.edge} ${launch.at.clock}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [launch]);
    else list.push(launch);
  }
  const { order, loops } = topological(graph);
  const paths: GatePath[] = [];
  for (const launches of groups.values()) {
    const state = propagate(graph, order, launches);
    for (const capture of graph.captures) {
      const found = traceBack(state, capture, launches);
      if (found !== undefined) paths.push(found);
    }
  }
  const clocks = [
    ...new Map(
      graph.launches.flatMap((launch) => (launch.at === 'input' ? [] : [[`${launch.at.edge} ${launch.at.clock}`, launch.at] as const])),
    ).values(),
  ];
  return { paths, clocks, loops, unknownCells: graph.unknown };
}

/** An edge into a net: from the net `from`, through `cell`. */
interface Arc {
  readonly from: number;
  readonly delay: number;
  readonly cell: string;
}

interface GateGraph {
  readonly arcs: Map<number, Arc[]>;
  readonly launches: Launch[];
  readonly captures: Capture[];
  readonly unknown: Map<string, number>;
}

function buildGraph(module: NetlistModule, model: DelayModel, options: GateOptions): GateGraph {
  const graph: GateGraph = { arcs: new Map(), launches: [], captures: [], unknown: new Map() };
  const nets = describeNets(module);
  const clockName = clockNamer(module, nets);
  for (const [name, cell] of Object.entries(module.cells)) {
    const arcs = gateArcs(cell, model);
    if (arcs !== undefined) {
      for (const arc of arcs) {
        const from = arc.from;
        const list = graph.arcs.get(arc.to) ?? [];
        list.push({ from, cell: name, delay: arc.delay + hopDelay(module, nets, model, from, name, arc.pin) });
        graph.arcs.set(arc.to, list);
      }
    } else addSequential(graph, module, nets, model, name, cell, clockName);
  }
  for (const [name, port] of Object.entries(module.ports)) addPort(graph, nets, model, name, port.direction, port.bits, options);
  return graph;
}

interface Nets {
  readonly driver: Map<number, string>;
  readonly sinks: Map<number, number>;
}

function describeNets(module: NetlistModule): Nets {
  const driver = new Map<number, string>();
  const sinks = new Map<number, number>();
  for (const [name, cell] of Object.entries(module.cells)) {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      const output = cell.port_directions[pin] === 'output';
      for (const bit of bits) {
        if (typeof bit !== 'number') continue;
        if (output) driver.set(bit, name);
        else sinks.set(bit, (sinks.get(bit) ?? 0) + 1);
      }
    }
  }
  for (const port of Object.values(module.ports)) {
    if (port.direction === 'input') continue;
    for (const bit of port.bits) if (typeof bit === 'number') sinks.set(bit, (sinks.get(bit) ?? 0) + 1);
  }
  return { driver, sinks };
}

/** Delay of the wire into a pin: carry chains and cells that share one logic cell have wires of their own. */
function hopDelay(module: NetlistModule, nets: Nets, model: DelayModel, bit: number, sink: string, pin: string): number {
  const from = module.cells[nets.driver.get(bit) ?? ''];
  const to = module.cells[sink];
  if (from?.type === 'SB_CARRY') {
    if (to?.type === 'SB_CARRY' && pin === 'CI') return 0;
    if (to?.type === 'SB_LUT4' && pin === 'I3') return model.carryToLut;
  }
  const sinks = nets.sinks.get(bit) ?? 1;
  if (from?.type === 'SB_LUT4' && sinks === 1 && pin === 'D' && to?.type.startsWith('SB_DFF') === true) return model.packed;
  return routeDelay(model, sinks);
}

function addSequential(
  graph: GateGraph,
  module: NetlistModule,
  nets: Nets,
  model: DelayModel,
  name: string,
  cell: NetlistCell,
  clockName: (bit: NetBit | undefined) => string | undefined,
): void {
  const known = sequentialPins(cell, model);
  if (known === undefined) graph.unknown.set(cell.type, (graph.unknown.get(cell.type) ?? 0) + 1);
  const stateBit = firstNet(cell.connections.Q ?? cell.connections.RDATA ?? []);
  for (const [pin, bits] of Object.entries(cell.connections)) {
    if (cell.port_directions[pin] !== 'output') continue;
    const clock = known?.launch.get(pin);
    const clockNet = clock === undefined ? undefined : clockName(cell.connections[clock.pin]?.[0]);
    for (const bit of bits) {
      if (typeof bit !== 'number') continue;
      // What drives a net from an unknown cell is taken as arriving at 0, like an input.
      if (clock === undefined || clockNet === undefined) graph.launches.push({ bit, at: 'input', delay: 0 });
      else graph.launches.push({ bit, at: { clock: clockNet, edge: clock.edge }, delay: clock.delay });
    }
  }
  for (const [pin, capture] of known?.capture ?? []) {
    const clock = clockName(cell.connections[capture.clockPin]?.[0]);
    if (clock === undefined) continue;
    for (const bit of cell.connections[pin] ?? []) {
      if (typeof bit !== 'number') continue;
      graph.captures.push({
        bit,
        kind: known?.kind ?? 'register',
        pin,
        stateBit,
        cell: name,
        at: { clock, edge: capture.edge },
        setup: capture.setup,
        hop: hopDelay(module, nets, model, bit, name, pin),
      });
    }
  }
}

function addPort(
  graph: GateGraph,
  nets: Nets,
  model: DelayModel,
  name: string,
  direction: string,
  bits: readonly NetBit[],
  options: GateOptions,
): void {
  for (const bit of bits) {
    if (typeof bit !== 'number') continue;
    if (direction !== 'output' && !nets.driver.has(bit)) {
      graph.launches.push({ bit, at: 'input', delay: options.inputArrival?.(name) ?? 0 });
    }
    if (direction !== 'input' && nets.driver.has(bit)) {
      const hop = routeDelay(model, nets.sinks.get(bit) ?? 1);
      graph.captures.push({ bit, kind: 'output', pin: name, stateBit: undefined, cell: undefined, at: 'output', setup: 0, hop });
    }
  }
}

/** Follows a clock net back through global buffers to a name: the port's or net's shortest public name. */
function clockNamer(module: NetlistModule, nets: Nets): (bit: NetBit | undefined) => string | undefined {
  const names = new Map<number, string>();
  const better = (name: string, old: string | undefined): boolean =>
    old === undefined || (!(old in module.ports) && (name in module.ports || name.length < old.length));
  for (const [name, net] of Object.entries(module.netnames)) {
    if (net.hide_name !== 0) continue;
    net.bits.forEach((bit, index) => {
      const full = net.bits.length === 1 ? name : `${name}[${index}]`;
      if (typeof bit === 'number' && better(full, names.get(bit))) names.set(bit, full);
    });
  }
  return (bit) => {
    let at = bit;
    for (let guard = 0; guard < 8 && typeof at === 'number'; guard++) {
      const driver = module.cells[nets.driver.get(at) ?? ''];
      const input = driver?.type === 'SB_GB' ? driver.connections.USER_SIGNAL_TO_GLOBAL_BUFFER?.[0] : undefined;
      if (input === undefined) break;
      at = input;
    }
    return typeof at === 'number' ? (names.get(at) ?? `net ${at}`) : undefined;
  };
}

function firstNet(bits: readonly NetBit[]): number | undefined {
  return bits.find((bit): bit is number => typeof bit === 'number');
}

/**
 * Nets in an order in which every driver comes before its loads. The search runs forward from the launching nets, so that a loop is
 * cut where it closes, not where paths enter it; what is cut is taken out of the graph and counted.
 */
function topological(graph: GateGraph): { order: number[]; loops: number } {
  const loads = new Map<number, number[]>();
  for (const [to, arcs] of graph.arcs) {
    for (const arc of arcs) {
      const list = loads.get(arc.from);
      if (list === undefined) loads.set(arc.from, [to]);
      else list.push(to);
    }
  }
  const order: number[] = [];
  const state = new Map<number, 'open' | 'done'>();
  let loops = 0;
  for (const root of [...graph.launches.map((launch) => launch.bit), ...graph.arcs.keys()]) {
    if (state.has(root)) continue;
    state.set(root, 'open');
    const stack: { bit: number; next: number }[] = [{ bit: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = loads.get(top.bit)?.[top.next++];
      if (to === undefined) {
        state.set(top.bit, 'done');
        order.push(top.bit);
        stack.pop();
        continue;
      }
      const seen = state.get(to);
      if (seen === 'open') {
        const from = top.bit;
        const arcs = (graph.arcs.get(to) ?? []).filter((arc) => arc.from !== from);
        if (arcs.length < (graph.arcs.get(to)?.length ?? 0)) loops++;
        graph.arcs.set(to, arcs);
      } else if (seen === undefined) {
        state.set(to, 'open');
        stack.push({ bit: to, next: 0 });
      }
    }
  }
  return { order: order.reverse(), loops };
}

interface Propagated {
  readonly arrival: Map<number, number>;
  readonly from: Map<number, Arc>;
}

function propagate(graph: GateGraph, order: readonly number[], launches: readonly Launch[]): Propagated {
  const arrival = new Map<number, number>();
  const from = new Map<number, Arc>();
  for (const launch of launches) arrival.set(launch.bit, Math.max(launch.delay, arrival.get(launch.bit) ?? -Infinity));
  for (const bit of order) {
    let worst = arrival.get(bit) ?? -Infinity;
    for (const arc of graph.arcs.get(bit) ?? []) {
      const before = arrival.get(arc.from);
      if (before === undefined || before + arc.delay <= worst) continue;
      worst = before + arc.delay;
      from.set(bit, arc);
    }
    if (worst > -Infinity) arrival.set(bit, worst);
  }
  return { arrival, from };
}

function traceBack(state: Propagated, capture: Capture, launches: readonly Launch[]): GatePath | undefined {
  const last = state.arrival.get(capture.bit);
  if (last === undefined) return undefined;
  const hops: GateHop[] = [];
  let bit = capture.bit;
  for (;;) {
    const arc = state.from.get(bit);
    hops.push({ bit, cell: arc?.cell, arrival: state.arrival.get(bit) ?? 0 });
    if (arc === undefined) break;
    bit = arc.from;
  }
  const start = bit;
  const launch = launches.find((candidate) => candidate.bit === start);
  if (launch === undefined) return undefined;
  return { capture, launch, arrival: last + capture.hop + capture.setup, hops: hops.reverse() };
}
