import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import { memoryShape } from '../../netlist/memoryShape';
import { bitNames } from '../../netlist/netNames';
import type { ResetPin } from './settle';

export interface PortFact {
  readonly name: string;
  readonly direction: 'input' | 'output' | 'inout';
  readonly width: number;
  /** The least index that it is declared with, where that is not 0, and whether the first index is the least. */
  readonly offset?: number;
  readonly ascending?: boolean;
}

/** What the word-level netlist (before asynchronous resets are folded away) tells of one side. */
export interface DesignFacts {
  readonly ports: readonly PortFact[];
  /** `posedge clk` of every register bit by each of its names. */
  readonly domainOf: ReadonlyMap<string, string>;
  /** All `posedge clk` of the design, sorted. */
  readonly domains: readonly string[];
  /** Clock inputs by name. */
  readonly clocks: readonly string[];
  /** Clocks that are no input port (gated, divided, generated): their order against the data is not modelled. */
  readonly derivedClocks: readonly string[];
  /** The names of all nets between clock inputs and registers, without those of the instances that they are in. */
  readonly clockNets: ReadonlySet<string>;
  /** A clock input also feeds logic or an output. */
  readonly clockAsData: boolean;
  readonly latches: readonly string[];
  /** Asynchronous resets that come straight (or inverted) from an input. */
  readonly asynchronousResets: readonly ResetPin[];
  /** Of every register bit that something sets without its clock, by each of its names: by which pin, from where, at which level, to what. */
  readonly asynchronousOf: () => ReadonlyMap<string, string>;
  /** Inputs that select a constant in the multiplexer before D, most register bits first. */
  readonly synchronousResets: readonly ResetPin[];
  /** An asynchronous reset or load that logic generates. */
  readonly derivedResets: readonly string[];
  readonly registerBits: number;
  /** `posedge clk` of the writes of each memory, by name. */
  readonly memoryDomains: ReadonlyMap<string, string>;
}

const clockPins: Record<string, string> = { CLK: 'CLK_POLARITY', C: '' };
const asyncPins: readonly (readonly [pin: string, polarity: string])[] = [
  ['ARST', 'ARST_POLARITY'],
  ['ALOAD', 'ALOAD_POLARITY'],
  ['SET', 'SET_POLARITY'],
  ['CLR', 'CLR_POLARITY'],
];

/** Reads clocks, edges, asynchronous resets and latches from the registers of a flat module of word-level cells. */
export function readFacts(module: NetlistModule): DesignFacts {
  return new FactReader(module).read();
}

/** The ports of a module as they are declared. */
export function portsOf({ ports }: NetlistModule): PortFact[] {
  return Object.entries(ports).map(([name, { direction, bits, offset, upto }]) => ({
    name,
    direction,
    width: bits.length,
    ...(offset === undefined ? {} : { offset }),
    ...(upto === 1 ? { ascending: true } : {}),
  }));
}

class FactReader {
  private readonly names: Map<number, string[]>;
  private readonly inputOf = new Map<number, string>();
  private readonly driver = new Map<number, NetlistCell>();
  private readonly domainOf = new Map<string, string>();
  private readonly domains = new Set<string>();
  private readonly clocks = new Set<string>();
  private readonly derivedClocks = new Set<string>();
  private readonly clockNets = new Set<string>();
  private readonly latches = new Set<string>();
  private readonly resets = new Map<string, ResetPin>();
  private readonly setByOthers: NetlistCell[] = [];
  private readonly synchronous = new Map<string, ResetPin & { bits: number }>();
  private readonly derivedResets = new Set<string>();
  private readonly registered = new Set<NetBit>();
  private readonly memoryDomains = new Map<string, string>();
  private registerBits = 0;

  constructor(private readonly module: NetlistModule) {
    this.names = bitNames(module);
    for (const [name, port] of Object.entries(module.ports)) {
      if (port.direction !== 'input') continue;
      for (const bit of port.bits) if (typeof bit === 'number') this.inputOf.set(bit, name);
    }
    for (const cell of Object.values(module.cells)) {
      for (const bit of cell.connections.Q ?? []) this.registered.add(bit);
      for (const bit of cell.connections.Y ?? []) if (typeof bit === 'number') this.driver.set(bit, cell);
    }
  }

  read(): DesignFacts {
    for (const [name, cell] of Object.entries(this.module.cells)) {
      this.readRegister(cell);
      this.readMemory(name, cell);
    }
    return {
      ports: portsOf(this.module),
      domainOf: this.domainOf,
      domains: [...this.domains].sort(),
      clocks: [...this.clocks].sort(),
      derivedClocks: [...this.derivedClocks].sort(),
      clockNets: this.clockNets,
      clockAsData: this.clockFeedsLogic(),
      latches: [...this.latches].sort(),
      asynchronousResets: [...this.resets.values()],
      asynchronousOf: () => this.setsWithoutClock(),
      synchronousResets: [...this.synchronous.values()].sort((x, y) => y.bits - x.bits).map(({ name, active }) => ({ name, active })),
      derivedResets: [...this.derivedResets].sort(),
      registerBits: this.registerBits,
      memoryDomains: this.memoryDomains,
    };
  }

  private readRegister(cell: NetlistCell): void {
    const q = cell.connections.Q;
    if (q === undefined) return;
    if (cell.type.includes('latch') || cell.type === '$sr') {
      this.latches.add(this.label(q[0]));
      return;
    }
    this.registerBits += q.length;
    const domain = this.domain(cell);
    this.domains.add(domain);
    for (const bit of q) {
      for (const name of typeof bit === 'number' ? (this.names.get(bit) ?? []) : []) this.domainOf.set(name, domain);
    }
    this.readAsynchronous(cell);
    if (asyncPins.some(([pin]) => pin in cell.connections)) this.setByOthers.push(cell);
    this.readSynchronous(cell);
  }

  /** Words of a memory are registers on the clock of its writes. */
  private readMemory(name: string, cell: NetlistCell): void {
    const memory = cell.type === '$mem_v2' ? memoryShape(name, cell) : undefined;
    if (memory?.clock === undefined) return;
    const domain = this.clockDomain(memory.clock, memory.rising);
    this.domains.add(domain);
    this.memoryDomains.set(memory.name, domain);
    this.registerBits += memory.width * memory.size;
  }

  private readSynchronous(cell: NetlistCell): void {
    for (const bit of cell.connections.D ?? []) {
      const mux = typeof bit === 'number' ? this.driver.get(bit) : undefined;
      if (mux?.type !== '$mux') continue;
      const at = (mux.connections.Y ?? []).indexOf(bit);
      const select = this.source(mux.connections.S?.[0] ?? 'x');
      if (select.input === undefined) continue;
      const whenOne = typeof mux.connections.B?.[at] === 'string';
      if (!whenOne && typeof mux.connections.A?.[at] !== 'string') continue;
      const active = whenOne !== select.inverted ? 1 : 0;
      const key = `${select.input} ${active}`;
      const known = this.synchronous.get(key);
      this.synchronous.set(key, { name: select.input, active, bits: (known?.bits ?? 0) + 1 });
    }
  }

  private domain(cell: NetlistCell): string {
    const clock = cell.connections.CLK?.[0];
    return clock === undefined ? 'no clock' : this.clockDomain(clock, parameterNumber(cell.parameters.CLK_POLARITY) === 1);
  }

  private clockDomain(clock: NetBit, positive: boolean): string {
    const source = this.source(clock, this.clockNets);
    const rising = positive !== source.inverted;
    if (source.input === undefined) this.derivedClocks.add(this.label(clock));
    else this.clocks.add(source.input);
    return `${rising ? 'posedge' : 'negedge'} ${source.input ?? this.label(clock)}`;
  }

  private readAsynchronous(cell: NetlistCell): void {
    for (const [pin, polarity] of asyncPins) {
      for (const bit of new Set(cell.connections[pin] ?? [])) {
        if (typeof bit !== 'number') continue;
        const source = this.source(bit);
        const level = (parameterNumber(cell.parameters[polarity]) === 1) !== source.inverted;
        // A load of a constant is a reset; read_slang writes resets so.
        const loads = pin === 'ALOAD' && (cell.connections.AD ?? []).some((value) => typeof value === 'number');
        if (loads || (source.input === undefined && !source.registered)) this.derivedResets.add(this.label(bit));
        else if (source.input === undefined) continue;
        else if (!this.resets.has(source.input)) this.resets.set(source.input, { name: source.input, active: level ? 1 : 0 });
        else if (this.resets.get(source.input)?.active !== (level ? 1 : 0)) this.derivedResets.add(this.label(bit));
      }
    }
  }

  /** Made when it is asked for: most comparisons do not. */
  private setsWithoutClock(): Map<string, string> {
    const found = new Map<string, string>();
    for (const cell of this.setByOthers) {
      (cell.connections.Q ?? []).forEach((bit, index) => {
        const set = this.setWithoutClock(cell, index);
        for (const name of typeof bit === 'number' ? (this.names.get(bit) ?? []) : []) found.set(name, set);
      });
    }
    return found;
  }

  /** What sets one bit of a register without its clock, in words that are the same for what does the same. */
  private setWithoutClock({ connections, parameters }: NetlistCell, index: number): string {
    const parts = asyncPins.flatMap(([pin, polarity]) => {
      const bits = connections[pin];
      const bit = bits?.[bits.length === 1 ? 0 : index];
      if (bit === undefined) return [];
      const source = this.source(bit);
      const from =
        source.input ?? (typeof source.at === 'number' ? `net ${[...(this.names.get(source.at) ?? [])].sort().join(' ')}` : source.at);
      const level = (parameterNumber(parameters[polarity]) === 1) !== source.inverted ? 1 : 0;
      const value =
        pin === 'ARST'
          ? String(parameters.ARST_VALUE ?? '')
              .trim()
              .at(-1 - index)
          : pin === 'ALOAD'
            ? String(connections.AD?.[index])
            : '';
      return [`${pin} ${from} ${level} ${value ?? ''}`];
    });
    return parts.join(', ');
  }

  /** Follows inverters and buffers back to a one-bit input, or to a register; `passed` takes the names on the way. */
  private source(
    bit: NetBit,
    passed?: Set<string>,
  ): { readonly input?: string; readonly registered: boolean; readonly inverted: boolean; readonly at: NetBit } {
    let inverted = false;
    let at = bit;
    for (let steps = 0; steps < 1000 && typeof at === 'number'; steps++) {
      if (passed !== undefined)
        for (const name of this.names.get(at) ?? []) passed.add(name.slice(name.lastIndexOf('.') + 1).replace(/\[\d+\]$/, ''));
      const input = this.inputOf.get(at);
      if (input !== undefined)
        return this.module.ports[input]?.bits.length === 1
          ? { input, registered: false, inverted, at }
          : { registered: false, inverted, at };
      const cell = this.driver.get(at);
      if (cell === undefined || !['$not', '$logic_not', '$pos', '$_NOT_', '$_BUF_'].includes(cell.type)) break;
      if (cell.connections.Y?.length !== 1 || cell.connections.A?.length !== 1) break;
      if (cell.type !== '$pos' && cell.type !== '$_BUF_') inverted = !inverted;
      at = cell.connections.A[0] as NetBit;
    }
    return { registered: typeof at === 'number' && this.registered.has(at), inverted, at };
  }

  private clockFeedsLogic(): boolean {
    const bits = new Set<NetBit>();
    for (const name of this.clocks) for (const bit of this.module.ports[name]?.bits ?? []) bits.add(bit);
    if (bits.size === 0) return false;
    for (const port of Object.values(this.module.ports)) {
      if (port.direction === 'output' && port.bits.some((bit) => bits.has(bit))) return true;
    }
    for (const cell of Object.values(this.module.cells)) {
      for (const [pin, connected] of Object.entries(cell.connections)) {
        if ((pin in clockPins && 'Q' in cell.connections) || (pin === 'WR_CLK' && cell.type === '$mem_v2')) continue;
        if (connected.some((bit) => bits.has(bit))) return true;
      }
    }
    return false;
  }

  private label(bit: NetBit | undefined): string {
    return (typeof bit === 'number' ? this.names.get(bit)?.[0] : undefined) ?? 'an unnamed net';
  }
}
