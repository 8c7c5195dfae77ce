import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';
import { parameterNumber } from '../netlist/netlist';
import type { DelayModel } from './delayModel';
import type { OperatorDelays } from './rtlCells';
import { cellArrivals, isFlipFlop, isMemory, operatorDelays } from './rtlCells';
import { RtlNames } from './rtlNames';

/** One step of a word-level path: the net bit, the cell that drives it, and when it arrives. */
export interface RtlHop {
  readonly bit: number;
  readonly cell: NetlistCell | undefined;
  readonly cellName: string | undefined;
  readonly arrival: number;
  /** The slowest other way from the same start into this cell, by another of its pins. */
  readonly otherWay?: OtherWay;
}

/** A way that leaves a path and comes back to it. */
export interface OtherWay {
  /** The hop of the path that both ways have in common last. */
  readonly fork: number;
  /** Operators on it that take time. */
  readonly operators: number;
  /** ns in the word-level model from the fork to the cell where both meet. */
  readonly delay: number;
}

/** Where an arrival came from: the net bit before, through which cell. */
type Sources = ReadonlyMap<number, { readonly bit: number; readonly name: string; readonly cell: NetlistCell }>;

export interface RtlPath {
  readonly hops: readonly RtlHop[];
  /** ns in the word-level model, setup included. */
  readonly arrival: number;
}

/**
 * Static timing at register-transfer level: the word-level netlist (`proc; flatten; opt; wreduce; memory_collect`) with an arrival
 * per bit. Its numbers are rougher than the gate level's, since nothing is optimised or shared, but every step knows its source
 * line. Built once per design; each question is a pass over the cells.
 */
export class RtlTiming {
  readonly names: RtlNames;
  readonly loops: number;
  private readonly order: readonly { readonly name: string; readonly cell: NetlistCell }[];
  private readonly delays: OperatorDelays;
  private readonly loads = new Map<number, number>();

  constructor(
    readonly module: NetlistModule,
    private readonly model: DelayModel,
  ) {
    this.delays = operatorDelays(model);
    this.names = new RtlNames(module);
    const sorted = combinationalOrder(module);
    this.order = sorted.order;
    this.loops = sorted.loops;
    for (const cell of Object.values(module.cells)) {
      for (const [pin, bits] of Object.entries(cell.connections)) {
        if (cell.port_directions[pin] === 'output') continue;
        const pins = pinsOf(cell, pin);
        for (const bit of bits) if (typeof bit === 'number') this.loads.set(bit, (this.loads.get(bit) ?? 0) + pins);
      }
    }
  }

  /** How many pins a net bit feeds once words are bits: a select or an enable has one for each bit that it decides. */
  fanout(bit: number): number {
    return this.loads.get(bit) ?? 0;
  }

  /**
   * The slowest word-level path from any of `starts` (register outputs or inputs) to any of `ends` (pins of the register, memory or
   * output port that is the end point). Undefined when there is none, as where synthesis merged or re-encoded a register.
   */
  slowestPath(starts: Iterable<number>, ends: Iterable<number>): RtlPath | undefined {
    const arrival = new Map<number, number>();
    const from = new Map<number, { bit: number; name: string; cell: NetlistCell }>();
    for (const bit of starts) arrival.set(bit, this.names.isInput(bit) ? 0 : this.model.clockToQ);
    for (let pass = 0; pass < (this.loops === 0 ? 1 : 2); pass++) this.propagate(arrival, from);
    let worst: number | undefined;
    for (const bit of ends) {
      const time = arrival.get(bit);
      if (time !== undefined && (worst === undefined || time > (arrival.get(worst) ?? -Infinity))) worst = bit;
    }
    if (worst === undefined) return undefined;
    const hops: RtlHop[] = [];
    const seen = new Set<number>();
    for (let bit: number | undefined = worst; bit !== undefined && !seen.has(bit);) {
      seen.add(bit);
      const step: { bit: number; name: string; cell: NetlistCell } | undefined = from.get(bit);
      hops.push({ bit, cell: step?.cell, cellName: step?.name, arrival: arrival.get(bit) ?? 0 });
      bit = step?.bit;
    }
    hops.reverse();
    return { hops: withOtherWays(hops, arrival, from), arrival: (arrival.get(worst) ?? 0) + this.model.setup };
  }

  private propagate(arrival: Map<number, number>, from: Map<number, { bit: number; name: string; cell: NetlistCell }>): void {
    const get = (bit: NetBit): number => (typeof bit === 'number' ? (arrival.get(bit) ?? -Infinity) : -Infinity);
    for (const { name, cell } of this.order) {
      for (const result of cellArrivals(cell, get, this.delays)) {
        if (result.arrival <= get(result.bit)) continue;
        arrival.set(result.bit, result.arrival);
        from.set(result.bit, { bit: result.from, name, cell });
      }
    }
  }

  /** Net bits at the pins where paths into a signal end: data, enable and synchronous reset of its flip-flops, ports of a memory, or the output port itself. */
  endBits(signal: string, bit: number | undefined): number[] {
    const found: number[] = [];
    for (const register of this.names.registersOf(signal)) {
      for (const [pin, bits] of Object.entries(register.connections)) {
        if (register.port_directions[pin] === 'output' || /^(CLK|ARST|ALOAD|AD|SET|CLR)$/.test(pin)) continue;
        const own = pin === 'D' ? this.names.dataBitsFor(register, signal, bit) : bits;
        for (const net of own) if (typeof net === 'number') found.push(net);
      }
    }
    const memory = this.module.cells[signal];
    if (memory !== undefined && isMemory(memory.type)) {
      for (const pin of ['WR_ADDR', 'WR_DATA', 'WR_EN', 'RD_ADDR', 'RD_EN']) {
        for (const net of memory.connections[pin] ?? []) if (typeof net === 'number') found.push(net);
      }
    }
    const port = this.module.ports[signal];
    if (found.length === 0 && port !== undefined && port.direction !== 'input') {
      port.bits.forEach((net, index) => {
        if (typeof net === 'number' && (bit === undefined || bit === index + (port.offset ?? 0))) found.push(net);
      });
    }
    return found;
  }

  /** Net bits where paths from a signal start. */
  startBits(signal: string, bit: number | undefined): number[] {
    const memory = this.module.cells[signal];
    if (memory !== undefined && isMemory(memory.type)) {
      return (memory.connections.RD_DATA ?? []).filter((net): net is number => typeof net === 'number');
    }
    return this.names.bitsOf(signal, bit);
  }

  /** Every net bit that a path can start from. */
  allStarts(): number[] {
    const starts = new Set<number>();
    for (const port of Object.values(this.module.ports)) {
      if (port.direction !== 'output') for (const bit of port.bits) if (typeof bit === 'number') starts.add(bit);
    }
    for (const cell of Object.values(this.module.cells)) {
      const pins = isFlipFlop(cell.type) ? ['Q'] : isMemory(cell.type) ? ['RD_DATA'] : [];
      for (const pin of pins) for (const bit of cell.connections[pin] ?? []) if (typeof bit === 'number') starts.add(bit);
    }
    return [...starts];
  }
}

/** Pins of single-bit cells that a control pin of a word-level cell stands for. */
function pinsOf({ type, connections }: NetlistCell, pin: string): number {
  const control = isFlipFlop(type) ? /^(?:EN|SRST|CE)$/.test(pin) : pin === 'S' && /^\$p?mux$/.test(type);
  return control ? ((isFlipFlop(type) ? connections.Q : connections.Y)?.length ?? 1) : 1;
}

/** Each hop with the slowest way into its cell that leaves the path before and shares no operator with it. */
function withOtherWays(hops: readonly RtlHop[], arrival: ReadonlyMap<number, number>, from: Sources): RtlHop[] {
  const placeOf = new Map(hops.map(({ bit }, index) => [bit, index]));
  const onPath = new Set(hops.flatMap(({ cellName }) => cellName ?? []));
  return hops.map((hop, index) => {
    const entered = hops[index - 1];
    if (hop.cell === undefined || entered === undefined) return hop;
    let best: OtherWay | undefined;
    for (const [pin, bits] of Object.entries(hop.cell.connections)) {
      if (hop.cell.port_directions[pin] === 'output' || bits.includes(entered.bit)) continue;
      const latest = latestOf(bits, arrival);
      const way = latest === undefined ? undefined : wayBack(latest, arrival, from, placeOf, onPath);
      if (way !== undefined && way.fork < index - 1 && way.delay > (best?.delay ?? 0)) best = way;
    }
    return best === undefined ? hop : { ...hop, otherWay: best };
  });
}

function latestOf(bits: readonly NetBit[], arrival: ReadonlyMap<number, number>): number | undefined {
  let latest: number | undefined;
  for (const bit of bits) {
    const time = typeof bit === 'number' ? arrival.get(bit) : undefined;
    if (typeof bit === 'number' && time !== undefined && (latest === undefined || time > (arrival.get(latest) ?? 0))) latest = bit;
  }
  return latest;
}

/** From a bit back to the path: undefined where the way runs through an operator of the path, only by other bits. */
function wayBack(
  end: number,
  arrival: ReadonlyMap<number, number>,
  from: Sources,
  placeOf: ReadonlyMap<number, number>,
  onPath: ReadonlySet<string>,
): OtherWay | undefined {
  let operators = 0;
  const seen = new Set<number>();
  for (let bit = end; !seen.has(bit);) {
    const fork = placeOf.get(bit);
    if (fork !== undefined) return { fork, operators, delay: (arrival.get(end) ?? 0) - (arrival.get(bit) ?? 0) };
    seen.add(bit);
    const step = from.get(bit);
    // Another bit of the word that the path starts from.
    if (step === undefined) return { fork: 0, operators, delay: (arrival.get(end) ?? 0) - (arrival.get(bit) ?? 0) };
    if (onPath.has(step.name)) return undefined;
    if ((arrival.get(bit) ?? 0) > (arrival.get(step.bit) ?? 0)) operators++;
    bit = step.bit;
  }
  return undefined;
}

/** Cells that pass arrivals on, drivers first; an edge that closes a loop is dropped and counted. */
function combinationalOrder(module: NetlistModule): { order: { name: string; cell: NetlistCell }[]; loops: number } {
  const driver = new Map<number, string>();
  const combinational = new Set<string>();
  for (const [name, cell] of Object.entries(module.cells)) {
    if (!passesThrough(cell)) continue;
    combinational.add(name);
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (cell.port_directions[pin] === 'output') for (const bit of bits) if (typeof bit === 'number') driver.set(bit, name);
    }
  }
  const before = (name: string): string[] => {
    const cell = module.cells[name];
    const found = new Set<string>();
    for (const [pin, bits] of Object.entries(cell?.connections ?? {})) {
      if (cell?.port_directions[pin] === 'output') continue;
      for (const bit of bits) {
        const source = typeof bit === 'number' ? driver.get(bit) : undefined;
        if (source !== undefined) found.add(source);
      }
    }
    return [...found];
  };
  const order: { name: string; cell: NetlistCell }[] = [];
  const state = new Map<string, 'open' | 'done'>();
  let loops = 0;
  for (const root of combinational) {
    if (state.has(root)) continue;
    state.set(root, 'open');
    const stack = [{ name: root, sources: before(root), next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const source = top.sources[top.next++];
      if (source === undefined) {
        state.set(top.name, 'done');
        const cell = module.cells[top.name];
        if (cell !== undefined) order.push({ name: top.name, cell });
        stack.pop();
      } else if (state.get(source) === 'open') loops++;
      else if (!state.has(source)) {
        state.set(source, 'open');
        stack.push({ name: source, sources: before(source), next: 0 });
      }
    }
  }
  return { order, loops };
}

/** Flip-flops, memories with clocked reads, and cells of unknown type (black boxes) stop a path. */
function passesThrough(cell: NetlistCell): boolean {
  if (isFlipFlop(cell.type)) return false;
  if (isMemory(cell.type))
    return !/1/.test(String(cell.parameters.RD_CLK_ENABLE ?? '0')) || parameterNumber(cell.parameters.RD_CLK_ENABLE) === 0;
  return (
    cell.type.startsWith('$') && !/^\$(scopeinfo|assert|assume|cover|check|print|live|fair|anyconst|anyseq|initstate)$/.test(cell.type)
  );
}
