import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';
import type { DelayModel } from './delayModel';
import { routeDelay } from './delayModel';
import { clockNamer } from './clockNamer';
import { gateArcs, sequentialPins } from './gateCells';
import { describeNets, packCells, type Nets, type Packing, type Wire } from './gateWires';
import { netOrder } from './netOrder';

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

/** Where a path ends: a pin of a sequential cell, an output port, or an input of a cell that is not analysed, which counts as one. */
export interface Capture {
  readonly bit: number;
  readonly kind: 'register' | 'memory' | 'output';
  /** Pin of the cell (`D`, `E`, `R`, `WADDR` …), the port's name, or `instance.PIN` of a cell that is not analysed. */
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
  /** Launches with different tags are followed apart, so that the worst path of each is known. */
  readonly tag?: (launch: Launch) => string;
  /** ns of the wire into a pin, where a tool has told it; the model's where undefined. */
  readonly wireDelay?: (bit: number, cell: string | undefined, pin: string) => number | undefined;
}

/**
 * Static timing over a mapped iCE40 netlist. Launches: flip-flop and memory outputs at clock-to-output, inputs at 0 or their
 * arrival. Ends: data, enable and synchronous reset pins, memory pins and output ports. Asynchronous resets and clock pins are no
 * ends. Every launching clock edge is propagated alone, so that each end knows its worst path from each clock. A combinational
 * loop is cut at one place and counted. Wires depend on how critical they are, which is found by two rounds of the whole.
 */
export function analyzeGates(module: NetlistModule, model: DelayModel, options: GateOptions = {}): GateTiming {
  const graph = buildGraph(module, model, options);
  const groups = new Map<string, Launch[]>();
  for (const launch of graph.launches) {
    const key = `${launch.at === 'input' ? 'input' : `${launch.at.edge} ${launch.at.clock}`} ${options.tag?.(launch) ?? ''}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [launch]);
    else list.push(launch);
  }
  const { order, loops } = netOrder(
    graph.arcs,
    graph.launches.map((launch) => launch.bit),
  );
  for (let round = 0; round < 2; round++) routeByCriticality(graph, order);
  const paths: GatePath[] = [];
  for (const launches of groups.values()) {
    const state = propagate(graph, order, launches);
    const launchOf = new Map(launches.map((launch) => [launch.bit, launch]));
    for (const { capture, wire } of graph.captures) {
      const found = traceBack(state, { ...capture, hop: wire.delay }, launchOf);
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

/** The wire into one pin with its delay as far as it is known. */
interface RoutedWire {
  delay: number;
  /** Set where criticality decides. */
  readonly byCriticality: ((criticality: number) => number) | undefined;
}

/** An edge into a net: from the net `from`, over the wire and through `cell`. */
interface Arc {
  readonly from: number;
  readonly logic: number;
  readonly wire: RoutedWire;
  readonly cell: string;
}

interface GateGraph {
  readonly arcs: Map<number, Arc[]>;
  readonly launches: Launch[];
  readonly captures: { readonly capture: Omit<Capture, 'hop'>; readonly wire: RoutedWire }[];
  readonly unknown: Map<string, number>;
}

/** What the construction of a graph hands round. */
interface Construction {
  readonly module: NetlistModule;
  readonly graph: GateGraph;
  readonly nets: Nets;
  readonly packing: Packing;
  readonly model: DelayModel;
  readonly wireInto: (bit: number, cell: string | undefined, pin: string) => RoutedWire;
  readonly clockName: (bit: NetBit | undefined) => string | undefined;
}

/** Before anything is known of a wire it counts as half critical. */
const unknownCriticality = 0.5;

function buildGraph(module: NetlistModule, model: DelayModel, options: GateOptions): GateGraph {
  const graph: GateGraph = { arcs: new Map(), launches: [], captures: [], unknown: new Map() };
  const nets = describeNets(module);
  const packing = packCells(module, nets, model);
  const wireInto = (bit: number, cell: string | undefined, pin: string): RoutedWire => {
    const told = options.wireDelay?.(bit, cell, pin);
    return told === undefined
      ? modelled(packing.wire(bit, cell, pin), model, packing.logicCells)
      : { delay: told, byCriticality: undefined };
  };
  const construction = { module, graph, nets, packing, model, wireInto, clockName: clockNamer(module, nets, throughGlobalBuffer) };
  for (const [name, cell] of Object.entries(module.cells)) {
    const arcs = gateArcs(cell, model);
    if (arcs === undefined) {
      addSequential(construction, name, cell);
      continue;
    }
    for (const { from, to, pin, delay } of arcs) {
      // A chain that begins with a net's value takes it in by a carry before its first.
      const entry = pin === 'CI' && packing.enteredFromNet(name) ? model.carry.i0 : 0;
      const list = graph.arcs.get(to) ?? [];
      list.push({ from, cell: name, logic: delay + entry, wire: wireInto(from, name, pin) });
      graph.arcs.set(to, list);
    }
  }
  for (const [name, port] of Object.entries(module.ports)) addPort(construction, name, port.direction, port.bits, options);
  return graph;
}

function modelled(wire: Wire, model: DelayModel, logicCells: number): RoutedWire {
  if (wire.kind === 'fixed') return { delay: wire.delay, byCriticality: undefined };
  const byCriticality = (criticality: number): number =>
    wire.extra + routeDelay(model.route, wire.sinks, criticality, logicCells, wire.control);
  return { delay: byCriticality(unknownCriticality), byCriticality };
}

/** Gives every routed wire the delay that goes with its criticality: the longest path through it over the longest of all. */
function routeByCriticality(graph: GateGraph, order: readonly number[]): void {
  const { arrival } = propagate(graph, order, graph.launches);
  const ends = graph.captures.flatMap(({ capture, wire }) => {
    const at = arrival.get(capture.bit);
    return at === undefined ? [] : [{ wire, before: at, after: wire.delay + capture.setup, bit: capture.bit }];
  });
  const longest = ends.reduce((most, end) => Math.max(most, end.before + end.after), 0);
  if (longest <= 0) return;
  /** The longest way from a net to an end. */
  const onward = new Map<number, number>();
  const reach = (bit: number, time: number): void => {
    if (time > (onward.get(bit) ?? -Infinity)) onward.set(bit, time);
  };
  for (const end of ends) reach(end.bit, end.after);
  const settle = (wire: RoutedWire, path: number): void => {
    if (wire.byCriticality !== undefined) wire.delay = wire.byCriticality(Math.max(0, path / longest));
  };
  for (let at = order.length - 1; at >= 0; at--) {
    const to = order[at] ?? -1;
    const after = onward.get(to);
    if (after === undefined) continue;
    for (const arc of graph.arcs.get(to) ?? []) {
      const rest = after + arc.logic + arc.wire.delay;
      reach(arc.from, rest);
      const before = arrival.get(arc.from);
      if (before !== undefined) settle(arc.wire, before + rest);
    }
  }
  for (const end of ends) settle(end.wire, end.before + end.after);
}

function addSequential(construction: Construction, name: string, cell: NetlistCell): void {
  const { graph, model, packing, wireInto, clockName } = construction;
  const known = sequentialPins(cell, model);
  if (known === undefined) {
    graph.unknown.set(cell.type, (graph.unknown.get(cell.type) ?? 0) + 1);
    addBoundary(construction, name, cell);
  }
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
    const setup = pin === 'D' && packing.lutOf(name) !== undefined ? model.packedSetup : capture.setup;
    for (const bit of cell.connections[pin] ?? []) {
      if (typeof bit !== 'number') continue;
      const end = { bit, kind: known?.kind ?? 'register', pin, stateBit, cell: name, at: { clock, edge: capture.edge }, setup };
      graph.captures.push({ capture: end, wire: wireInto(bit, name, pin) });
    }
  }
}

/** What logic and registers give a cell without a model leaves the design there, as at an output port; what comes from a port or another such cell only passes by. */
function addBoundary({ module, graph, nets, model, wireInto }: Construction, name: string, cell: NetlistCell): void {
  for (const [pin, bits] of Object.entries(cell.connections)) {
    if (cell.port_directions[pin] !== 'input') continue;
    for (const bit of bits) {
      const driver = typeof bit === 'number' ? module.cells[nets.driver.get(bit) ?? ''] : undefined;
      if (typeof bit !== 'number' || driver === undefined) continue;
      if (gateArcs(driver, model) === undefined && sequentialPins(driver, model) === undefined) continue;
      const end = { bit, kind: 'output', pin: `${name}.${pin}`, stateBit: undefined, cell: name, at: 'output', setup: 0 } as const;
      graph.captures.push({ capture: end, wire: wireInto(bit, name, pin) });
    }
  }
}

function addPort(
  { graph, nets, wireInto }: Construction,
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
      const end = { bit, kind: 'output', pin: name, stateBit: undefined, cell: undefined, at: 'output', setup: 0 } as const;
      graph.captures.push({ capture: end, wire: wireInto(bit, undefined, name) });
    }
  }
}

function throughGlobalBuffer(cell: NetlistCell): NetBit | undefined {
  return cell.type === 'SB_GB' ? cell.connections.USER_SIGNAL_TO_GLOBAL_BUFFER?.[0] : undefined;
}

function firstNet(bits: readonly NetBit[]): number | undefined {
  return bits.find((bit): bit is number => typeof bit === 'number');
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
      const time = before === undefined ? -Infinity : before + arc.logic + arc.wire.delay;
      if (time <= worst) continue;
      worst = time;
      from.set(bit, arc);
    }
    if (worst > -Infinity) arrival.set(bit, worst);
  }
  return { arrival, from };
}

function traceBack(state: Propagated, capture: Capture, launchOf: ReadonlyMap<number, Launch>): GatePath | undefined {
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
  const launch = launchOf.get(bit);
  if (launch === undefined) return undefined;
  return { capture, launch, arrival: last + capture.hop + capture.setup, hops: hops.reverse() };
}
