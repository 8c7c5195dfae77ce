import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { clockNamer } from '../clockNamer';
import type { Capture, ClockEdge, GateHop, GatePath, GateTiming, Launch } from '../gateSta';
import { describeNets, type Nets } from '../gateWires';
import { netOrder } from '../netOrder';
import { wireCapacitance, type Edge, type LibertyArc, type LibertyCell, type LibertyLibrary, type WireLoad } from './library';
import { opposite } from './readLiberty';
import { lookUp } from './table';

export interface CellOptions {
  /** Arrival of an input port, ns; 0 when it gives undefined. */
  readonly inputArrival?: (port: string) => number | undefined;
  /** Launches with different tags are followed apart, so that the worst path of each is known. */
  readonly tag?: (launch: Launch) => string;
  /** Transition of an input port, ns; 0 where none is told. */
  readonly inputSlew?: (port: string) => number;
  /** pF at an output port. */
  readonly portLoad?: (port: string) => number;
  /** pF of the wires; none where it is left out. */
  readonly wireLoad?: WireLoad;
}

const edges = ['rise', 'fall'] as const;

/** A net with a direction is one node. */
function nodeOf(bit: number, edge: Edge): number {
  return bit * 2 + (edge === 'rise' ? 0 : 1);
}

interface CellArc {
  readonly from: number;
  readonly cell: string;
  readonly arc: LibertyArc;
  readonly inEdge: Edge;
  readonly outEdge: Edge;
  delay: number;
}

interface CellEnd {
  readonly node: number;
  readonly capture: Omit<Capture, 'setup' | 'hop'>;
  /** The setup time by the data's transition. */
  readonly setup: (slew: number) => number;
}

interface CellGraph {
  readonly arcs: Map<number, CellArc[]>;
  /** Launches by node; those of clocked cells know their arc, whose delay depends on the load. */
  readonly launches: { readonly node: number; readonly launch: Launch; readonly slew: number }[];
  readonly ends: CellEnd[];
  readonly loads: ReadonlyMap<number, Readonly<Record<Edge, number>>>;
  readonly unknown: Map<string, number>;
}

/**
 * Static timing over a netlist of Liberty cells with their non-linear delay models: transitions are propagated, the worst at each net, both directions apart; loads are pin capacitances, the wire
 * load and what stands at ports. Clocks are ideal: they arrive at 0 with transition 0. Enabled latches begin paths at their enable and end them at their data. Asynchronous sets and resets are no ends.
 */
export function analyzeCells(module: NetlistModule, library: LibertyLibrary, options: CellOptions = {}): GateTiming {
  const graph = buildGraph(module, library, options);
  const { order, loops } = netOrder(
    graph.arcs,
    graph.launches.map((one) => one.node),
  );
  const slews = settleDelays(graph, order);
  const groups = new Map<string, CellGraph['launches']>();
  for (const one of graph.launches) {
    const { launch } = one;
    const key = `${launch.at === 'input' ? 'input' : `${launch.at.edge} ${launch.at.clock}`} ${options.tag?.(launch) ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const paths: GatePath[] = [];
  for (const launches of groups.values()) paths.push(...pathsOf(graph, order, launches, slews));
  const clocks = new Map<string, ClockEdge>();
  for (const { launch } of graph.launches) if (launch.at !== 'input') clocks.set(`${launch.at.edge} ${launch.at.clock}`, launch.at);
  return { paths, clocks: [...clocks.values()], loops, unknownCells: graph.unknown };
}

function buildGraph(module: NetlistModule, library: LibertyLibrary, options: CellOptions): CellGraph {
  const nets = describeNets(module);
  const graph: CellGraph = { arcs: new Map(), launches: [], ends: [], loads: loadsOf(module, nets, library, options), unknown: new Map() };
  const clockName = clockNamer(module, nets, (cell) => bufferInput(cell, library));
  for (const [name, cell] of Object.entries(module.cells)) {
    const known = library.cells.get(cell.type);
    if (known === undefined) addUnknown(graph, cell);
    else addCell(graph, name, cell, known, clockName);
  }
  for (const [name, port] of Object.entries(module.ports)) {
    for (const bit of port.bits) {
      if (typeof bit !== 'number') continue;
      if (port.direction !== 'output' && !nets.driver.has(bit)) {
        const launch: Launch = { bit, at: 'input', delay: options.inputArrival?.(name) ?? 0 };
        for (const edge of edges) graph.launches.push({ node: nodeOf(bit, edge), launch, slew: options.inputSlew?.(name) ?? 0 });
      }
      if (port.direction === 'input' || !nets.driver.has(bit)) continue;
      const capture = { bit, kind: 'output', pin: name, stateBit: undefined, cell: undefined, at: 'output' } as const;
      for (const edge of edges) graph.ends.push({ node: nodeOf(bit, edge), capture, setup: () => 0 });
    }
  }
  return graph;
}

/** What a cell that the library lacks drives arrives at 0. */
function addUnknown(graph: CellGraph, cell: NetlistCell): void {
  if (cell.type === '$scopeinfo') return;
  graph.unknown.set(cell.type, (graph.unknown.get(cell.type) ?? 0) + 1);
  for (const [pin, bits] of Object.entries(cell.connections)) {
    if (cell.port_directions[pin] !== 'output') continue;
    for (const bit of bits) {
      if (typeof bit !== 'number') continue;
      for (const edge of edges) graph.launches.push({ node: nodeOf(bit, edge), launch: { bit, at: 'input', delay: 0 }, slew: 0 });
    }
  }
}

function addCell(
  graph: CellGraph,
  name: string,
  cell: NetlistCell,
  known: LibertyCell,
  clockName: (bit: NetBit | undefined) => string | undefined,
): void {
  const outputs = Object.entries(cell.connections).filter(([pin]) => known.pins.get(pin)?.direction === 'output');
  const stateBit = outputs.flatMap(([, bits]) => bits).find((bit): bit is number => typeof bit === 'number');
  for (const [pin, bits] of Object.entries(cell.connections)) {
    for (const arc of known.pins.get(pin)?.arcs ?? []) {
      const from = cell.connections[arc.from]?.[0];
      for (const bit of bits) {
        if (typeof bit !== 'number') continue;
        const edge = /^(rising|falling)_edge$/.exec(arc.type)?.[1];
        const setup = /^setup_(rising|falling)$/.exec(arc.type)?.[1];
        if (edge !== undefined) addLaunch(graph, bit, arc, { edge: edge === 'rising' ? 'rise' : 'fall', clock: clockName(from) });
        else if (setup !== undefined)
          addEnd(graph, name, { bit, pin, stateBit, arc, clock: clockName(from), edge: setup === 'rising' ? 'rise' : 'fall' });
        else if (typeof from === 'number' && known.kind !== 'latch' && /^(combinational|three_state)/.test(arc.type))
          addThrough(graph, name, from, bit, arc);
      }
    }
  }
}

function addLaunch(graph: CellGraph, bit: number, arc: LibertyArc, at: { readonly edge: Edge; readonly clock: string | undefined }): void {
  for (const edge of edges) {
    const [delay, slew] = [arc.delay[edge], arc.slew[edge]];
    if (delay === undefined) continue;
    const load = graph.loads.get(bit)?.[edge] ?? 0;
    const time = lookUp(delay, { slew: 0, load });
    const launch: Launch = {
      bit,
      at: at.clock === undefined ? 'input' : { clock: at.clock, edge: at.edge },
      delay: at.clock === undefined ? 0 : time,
    };
    graph.launches.push({ node: nodeOf(bit, edge), launch, slew: slew === undefined ? 0 : lookUp(slew, { slew: 0, load }) });
  }
}

function addEnd(
  graph: CellGraph,
  cell: string,
  at: {
    readonly bit: number;
    readonly pin: string;
    readonly stateBit: number | undefined;
    readonly arc: LibertyArc;
    readonly clock: string | undefined;
    readonly edge: Edge;
  },
): void {
  if (at.clock === undefined) return;
  const capture = {
    bit: at.bit,
    kind: 'register',
    pin: at.pin,
    stateBit: at.stateBit,
    cell,
    at: { clock: at.clock, edge: at.edge },
  } as const;
  for (const edge of edges) {
    const table = at.arc.constraint[edge];
    if (table !== undefined) graph.ends.push({ node: nodeOf(at.bit, edge), capture, setup: (data) => lookUp(table, { data, clock: 0 }) });
  }
}

function addThrough(graph: CellGraph, cell: string, from: number, to: number, arc: LibertyArc): void {
  for (const outEdge of edges) {
    if (arc.delay[outEdge] === undefined) continue;
    if ((arc.type.endsWith('_rise') && outEdge === 'fall') || (arc.type.endsWith('_fall') && outEdge === 'rise')) continue;
    const inEdges = arc.sense === 'positive' ? [outEdge] : arc.sense === 'negative' ? [opposite(outEdge)] : edges;
    for (const inEdge of inEdges) {
      const node = nodeOf(to, outEdge);
      const list = graph.arcs.get(node);
      const made = { from: nodeOf(from, inEdge), cell, arc, inEdge, outEdge, delay: 0 };
      if (list === undefined) graph.arcs.set(node, [made]);
      else list.push(made);
    }
  }
}

/** Transitions at all nodes, the worst that arrives; sets the delay of every arc by them. */
function settleDelays(graph: CellGraph, order: readonly number[]): Map<number, number> {
  const slews = new Map<number, number>();
  for (const { node, slew } of graph.launches) slews.set(node, Math.max(slew, slews.get(node) ?? 0));
  for (const node of order) {
    const load = graph.loads.get(node >> 1)?.[node % 2 === 0 ? 'rise' : 'fall'] ?? 0;
    let worst = slews.get(node) ?? 0;
    for (const into of graph.arcs.get(node) ?? []) {
      const where = { slew: slews.get(into.from) ?? 0, load };
      const [delay, slew] = [into.arc.delay[into.outEdge], into.arc.slew[into.outEdge]];
      into.delay = delay === undefined ? 0 : lookUp(delay, where);
      if (slew !== undefined) worst = Math.max(worst, lookUp(slew, where));
    }
    slews.set(node, worst);
  }
  return slews;
}

function pathsOf(
  graph: CellGraph,
  order: readonly number[],
  launches: CellGraph['launches'],
  slews: ReadonlyMap<number, number>,
): GatePath[] {
  const arrival = new Map<number, number>();
  const from = new Map<number, CellArc>();
  const launchOf = new Map<number, Launch>();
  for (const { node, launch } of launches) {
    if (launch.delay <= (arrival.get(node) ?? -Infinity)) continue;
    arrival.set(node, launch.delay);
    launchOf.set(node, launch);
  }
  for (const node of order) {
    let worst = arrival.get(node) ?? -Infinity;
    for (const arc of graph.arcs.get(node) ?? []) {
      const time = (arrival.get(arc.from) ?? -Infinity) + arc.delay;
      if (time <= worst) continue;
      worst = time;
      from.set(node, arc);
    }
    if (worst > -Infinity) arrival.set(node, worst);
  }
  const worst = new Map<string, GatePath>();
  for (const end of graph.ends) {
    const last = arrival.get(end.node);
    if (last === undefined) continue;
    const { hops, first } = traceBack(end.node, arrival, from);
    const launch = launchOf.get(first);
    if (launch === undefined) continue;
    const setup = end.setup(slews.get(end.node) ?? 0);
    const { capture } = end;
    const path: GatePath = { capture: { ...capture, setup, hop: 0 }, launch, arrival: last + setup, hops };
    const key = `${capture.cell ?? ''} ${capture.pin} ${capture.bit}`;
    if (path.arrival > (worst.get(key)?.arrival ?? -Infinity)) worst.set(key, path);
  }
  return [...worst.values()];
}

function traceBack(
  end: number,
  arrival: ReadonlyMap<number, number>,
  from: ReadonlyMap<number, CellArc>,
): { hops: GateHop[]; first: number } {
  const hops: GateHop[] = [];
  let node = end;
  for (;;) {
    const arc = from.get(node);
    hops.push({ bit: node >> 1, cell: arc?.cell, arrival: arrival.get(node) ?? 0 });
    if (arc === undefined) return { hops: hops.reverse(), first: node };
    node = arc.from;
  }
}

function loadsOf(
  module: NetlistModule,
  nets: Nets,
  library: LibertyLibrary,
  options: CellOptions,
): Map<number, Readonly<Record<Edge, number>>> {
  const loads = new Map<number, Readonly<Record<Edge, number>>>();
  for (const [bit, sinks] of nets.sinks) {
    const wire = options.wireLoad === undefined ? 0 : wireCapacitance(options.wireLoad, sinks.length);
    const sum = { rise: wire, fall: wire };
    for (const { cell, pin } of sinks) {
      if (cell === undefined) {
        const port = options.portLoad?.(pin) ?? 0;
        for (const edge of edges) sum[edge] += port;
        continue;
      }
      const known = library.cells.get(module.cells[cell]?.type ?? '')?.pins.get(pin);
      for (const edge of edges) sum[edge] += known?.capacitance[edge] ?? 0;
    }
    loads.set(bit, sum);
  }
  return loads;
}

/** The net at the input of a buffer, an inverter or a clock gate, which pass a clock on; undefined for other cells. */
function bufferInput(cell: NetlistCell, library: LibertyLibrary): NetBit | undefined {
  const known = library.cells.get(cell.type);
  if (known === undefined || known.kind === 'flipFlop') return undefined;
  const inputs = Object.entries(cell.connections).filter(([pin]) => known.pins.get(pin)?.direction === 'input');
  const clocked = inputs.filter(([pin]) => known.pins.get(pin)?.clock === true);
  const [, bits] = (inputs.length === 1 && known.kind === 'combinational' ? inputs[0] : clocked[0]) ?? [];
  return bits?.[0];
}
