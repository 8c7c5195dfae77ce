import type { Outcome } from '../base/outcome';
import { failure, success } from '../base/outcome';
import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';
import { bitNames, initialValues } from '../netlist/netNames';
import type { StateCell } from './gateCells';
import { combinationalCell, constantRef, stateCell } from './gateCells';
import type { Ref } from './gateGraph';
import { GateGraph, invert, nodeKind, oneRef, zeroRef } from './gateGraph';

/** A port with one reference per bit, bit 0 first. */
export interface GatePort {
  readonly name: string;
  readonly bits: readonly Ref[];
}

/** One bit of state. */
export interface GateState {
  readonly q: Ref;
  /** Hierarchical names of the bit, `u.count[3]`; empty when Yosys made the register up. */
  readonly names: readonly string[];
  readonly cell: string;
  /** What an edge loads, with enable, synchronous and asynchronous overrides folded in. Unused for latches. */
  readonly next: Ref;
  /** The edge is the rising one of this reference; undefined for a latch. */
  readonly clock?: Ref;
  /** While `active`, the state takes `value` at once: asynchronous set and reset, and an open latch. */
  readonly follow?: { readonly active: Ref; readonly value: Ref };
  readonly init?: 0 | 1;
  /** References that reset or set this bit while true: from an asynchronous pin, a synchronous pin, or the multiplexer before D. */
  readonly asyncResets: readonly Ref[];
  readonly syncResets: readonly Ref[];
}

export interface GateNetlist {
  readonly graph: GateGraph;
  readonly inputs: readonly GatePort[];
  readonly outputs: readonly GatePort[];
  readonly states: readonly GateState[];
  /** Constants x and z and nets that nothing drives: each occurrence is its own unknown. */
  readonly unknowns: readonly Ref[];
}

/**
 * Reads a flattened, mapped module (see `simPrepareCommands`) into a gate graph.
 *
 * Refuses, with the names: combinational loops, nets with several drivers, inout ports, memories that were not mapped, and cells that
 * are no gate (a black box).
 */
export function readGates(module: NetlistModule): Outcome<GateNetlist> {
  try {
    return success(new GateReader(module).read());
  } catch (error) {
    if (error instanceof UnsupportedNetlist) return failure(error.message, error.hint);
    throw error;
  }
}

class UnsupportedNetlist extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

interface Driver {
  readonly cellName: string;
  readonly cell: NetlistCell;
  readonly pin: string;
}

class GateReader {
  private readonly graph = new GateGraph();
  private readonly drivers = new Map<number, Driver>();
  private readonly refs = new Map<number, Ref>();
  private readonly names: Map<number, string[]>;
  private readonly inits: Map<number, 0 | 1>;
  private readonly unknowns: Ref[] = [];

  constructor(private readonly module: NetlistModule) {
    this.names = bitNames(module);
    this.inits = initialValues(module);
  }

  read(): GateNetlist {
    const inputs = this.readInputs();
    const stateCells = this.readCells();
    const outputs: GatePort[] = [];
    for (const [name, port] of Object.entries(this.module.ports)) {
      if (port.direction === 'output') outputs.push({ name, bits: port.bits.map((bit) => this.resolve(bit)) });
    }
    const states = stateCells.map((driver) => this.readState(driver));
    return { graph: this.graph, inputs, outputs, states, unknowns: this.unknowns };
  }

  private readInputs(): GatePort[] {
    const inputs: GatePort[] = [];
    for (const [name, port] of Object.entries(this.module.ports)) {
      if (port.direction === 'inout') {
        throw new UnsupportedNetlist(
          `port ${name} is inout, which the simulator does not model`,
          'wrap the module so that it has separate inputs and outputs',
        );
      }
      if (port.direction !== 'input') continue;
      const bits = port.bits.map((bit) => {
        const ref = this.graph.source(nodeKind.input);
        if (typeof bit === 'number') this.refs.set(bit, ref);
        return ref;
      });
      inputs.push({ name, bits });
    }
    return inputs;
  }

  private readCells(): Driver[] {
    const states: Driver[] = [];
    for (const [cellName, cell] of Object.entries(this.module.cells)) {
      const state = stateCell(cell.type) !== undefined;
      for (const [pin, bits] of Object.entries(cell.connections)) {
        if (!isOutputPin(cell, pin)) continue;
        for (const bit of bits) {
          if (typeof bit !== 'number') continue;
          const driver = { cellName, cell, pin };
          if (this.drivers.has(bit) || this.refs.has(bit)) throw this.severalDrivers(bit);
          this.drivers.set(bit, driver);
          if (state) {
            this.refs.set(bit, this.graph.source(nodeKind.state));
            states.push(driver);
          }
        }
      }
    }
    return states;
  }

  private severalDrivers(bit: number): UnsupportedNetlist {
    return new UnsupportedNetlist(
      `net ${this.nameOf(bit)} has more than one driver`,
      'a net that several cells drive (a tri-state bus, two always blocks) cannot be compared; give it one driver',
    );
  }

  /** The reference of a bit; makes the gates of its fan-in first, without recursion, since carry chains are thousands deep. */
  private resolve(bit: NetBit): Ref {
    const known = this.knownRef(bit);
    if (known !== undefined) return known;
    const open = new Set<number>();
    const stack: number[] = [bit as number];
    while (stack.length > 0) {
      const net = stack[stack.length - 1] as number;
      if (this.refs.has(net)) {
        stack.pop();
        continue;
      }
      const driver = this.drivers.get(net);
      if (driver === undefined) {
        this.refs.set(net, this.unknown());
        stack.pop();
        continue;
      }
      const gate = combinationalCell(driver.cell.type);
      if (gate === undefined) throw unsupportedCell(driver);
      const wanted = gate.inputs.map((pin) => singleBit(driver, pin));
      const missing = wanted.filter((b): b is number => typeof b === 'number' && !this.refs.has(b));
      if (missing.length === 0) {
        const ref = gate.build(
          this.graph,
          wanted.map((b) => this.knownRef(b) ?? zeroRef),
        );
        this.refs.set(net, ref);
        open.delete(net);
        stack.pop();
        continue;
      }
      open.add(net);
      for (const next of missing) {
        if (open.has(next)) throw this.loop(stack, open, next);
        stack.push(next);
      }
    }
    return this.refs.get(bit as number) ?? zeroRef;
  }

  private loop(stack: readonly number[], open: ReadonlySet<number>, at: number): UnsupportedNetlist {
    const cycle = stack.slice(stack.lastIndexOf(at)).filter((net) => open.has(net));
    const named = [...new Set(cycle.flatMap((net) => this.names.get(net)?.slice(0, 1) ?? []))];
    return new UnsupportedNetlist(
      `combinational loop through ${named.slice(0, 6).join(', ') || this.nameOf(at)}`,
      'a loop without a register has no defined value in a cycle; break it',
    );
  }

  private knownRef(bit: NetBit): Ref | undefined {
    if (bit === '0') return zeroRef;
    if (bit === '1') return oneRef;
    if (typeof bit === 'number') return this.refs.get(bit);
    return this.unknown();
  }

  private unknown(): Ref {
    const ref = this.graph.source(nodeKind.unknown);
    this.unknowns.push(ref);
    return ref;
  }

  private nameOf(bit: number): string {
    return this.names.get(bit)?.[0] ?? this.drivers.get(bit)?.cellName ?? `#${bit}`;
  }

  private readState(driver: Driver): GateState {
    const shape = stateCell(driver.cell.type);
    if (shape === undefined) throw new Error('not a state cell');
    const net = singleBit(driver, 'Q') as number;
    const q = this.refs.get(net) ?? zeroRef;
    const init = this.inits.get(net);
    const data = shape.clock !== undefined || shape.gate !== undefined ? this.pin(driver, 'D') : q;
    return {
      q,
      names: this.names.get(net) ?? [],
      cell: driver.cellName,
      ...this.stateFunctions(driver, shape, q, data),
      ...(init === undefined ? {} : { init }),
    };
  }

  private stateFunctions(
    driver: Driver,
    shape: StateCell,
    q: Ref,
    data: Ref,
  ): Pick<GateState, 'next' | 'asyncResets' | 'syncResets'> & Partial<Pick<GateState, 'clock' | 'follow'>> {
    const g = this.graph;
    const level = (at: { pin: string; high: boolean }): Ref => this.pin(driver, at.pin) ^ (at.high ? 0 : 1);
    let next = data;
    const syncResets: Ref[] = [];
    const enable = shape.enable === undefined ? undefined : level(shape.enable);
    const sync = shape.syncReset;
    if (enable !== undefined && sync?.underEnable !== true) next = g.mux(enable, q, next);
    if (sync !== undefined) {
      next = g.mux(level(sync), next, constantRef(sync.value));
      syncResets.push(level(sync));
    }
    if (enable !== undefined && sync?.underEnable === true) next = g.mux(enable, q, next);
    const asyncResets: Ref[] = [];
    let follow: { active: Ref; value: Ref } | undefined;
    if (shape.gate !== undefined) follow = { active: level(shape.gate), value: data };
    const override = (active: Ref, value: Ref): void => {
      follow =
        follow === undefined ? { active, value } : { active: g.or(active, follow.active), value: g.mux(active, follow.value, value) };
      next = g.mux(active, next, value);
    };
    if (shape.load !== undefined) override(level(shape.load), this.pin(driver, 'AD'));
    // Where set and clear meet, clear wins, as in the simulation model of the cell; so it is applied last.
    if (shape.set !== undefined) {
      override(level(shape.set), oneRef);
      asyncResets.push(level(shape.set));
    }
    if (shape.clear !== undefined) {
      override(level(shape.clear), zeroRef);
      asyncResets.push(level(shape.clear));
    }
    if (shape.asyncReset !== undefined) {
      override(level(shape.asyncReset), constantRef(shape.asyncReset.value));
      asyncResets.push(level(shape.asyncReset));
    }
    syncResets.push(...this.outerMultiplexers(data));
    return {
      next,
      asyncResets,
      syncResets,
      ...(shape.clock === undefined ? {} : { clock: level(shape.clock) }),
      ...(follow === undefined ? {} : { follow }),
    };
  }

  /** Conditions that put a constant on D through the multiplexer nearest to it: how a written synchronous reset arrives here. */
  private outerMultiplexers(data: Ref): Ref[] {
    const node = data >> 1;
    if (this.graph.kind[node] !== nodeKind.mux) return [];
    const select = this.graph.c[node] ?? 0;
    const found: Ref[] = [];
    if ((this.graph.b[node] ?? 0) <= oneRef) found.push(select);
    if ((this.graph.a[node] ?? 0) <= oneRef) found.push(invert(select));
    return found;
  }

  private pin(driver: Driver, name: string): Ref {
    return this.resolve(singleBit(driver, name));
  }
}

function singleBit(driver: Driver, pin: string): NetBit {
  const bits = driver.cell.connections[pin];
  const bit = bits?.[0];
  if (bit === undefined) throw unsupportedCell(driver);
  return bit;
}

function isOutputPin(cell: NetlistCell, pin: string): boolean {
  const direction = cell.port_directions[pin];
  if (direction !== undefined) return direction !== 'input';
  return pin === 'Y' || pin === 'Q';
}

function unsupportedCell(driver: Driver): UnsupportedNetlist {
  const { type } = driver.cell;
  if (type.startsWith('$mem')) {
    return new UnsupportedNetlist(`memory ${driver.cellName} was not mapped to registers`, 'prepare the netlist with memory_map');
  }
  if (type === '$_TBUF_') return new UnsupportedNetlist(`${driver.cellName} is a tri-state driver`, 'give the net one ordinary driver');
  return new UnsupportedNetlist(
    `cell ${driver.cellName} of type ${type} is not a gate the simulator knows`,
    type.startsWith('$') ? 'prepare the netlist with techmap' : 'the module it instantiates has no description: add its file',
  );
}
