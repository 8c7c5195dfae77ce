import type { GraphSignal, ModuleGraph } from '../../server/src/graph/graphTypes';
import { backwardCone } from '../../server/src/graph/slice';
import { type NetBit, type NetlistCell, type NetlistModule, parameterNumber } from '../../server/src/netlist/netlist';

/** Sources of endpoints: how many both have, which only the graph has, which only the netlist has, as `endpoint <- source`. */
export interface Agreement {
  agreed: number;
  readonly extra: string[];
  readonly missing: string[];
  /** Disagreements beyond those that are listed. */
  unlisted: { extra: number; missing: number };
  /** What was compared. */
  readonly endpoints: Set<string>;
}

/** More disagreements than these are only counted. */
const listed = 20_000;

export interface ConeComparison {
  /** Registers and memories of the netlist. */
  readonly registers: number;
  /** Registers, inputs, memories and outputs of instances that a register's next value is made from. */
  readonly words: Agreement;
  /** The same for outputs of the module and inputs of its instances. */
  readonly outputs: Agreement;
  /** The same for the single bits of registers, as far as `bitLimit` allows. */
  readonly bits: Agreement;
}

export interface ConeOptions {
  /** Most register bits to compare one by one. */
  readonly bitLimit?: number;
}

interface Driver {
  readonly cell: NetlistCell;
  readonly pin: string;
  readonly index: number;
}

/**
 * What every register, output and instance input is made from, by the graph and by a Yosys netlist of the same module (after `proc -noopt` and `opt_clean`, instances
 * kept as cells). Signals that the netlist knows by no name are not compared. Fields count as their structure.
 */
export function compareCones(graph: ModuleGraph, netlist: NetlistModule, options: ConeOptions = {}): ConeComparison {
  const names = new SignalNames(graph);
  const cones = new NetlistCones(netlist, names);
  const ours = new GraphCones(graph, names, cones);
  const words = emptyAgreement();
  const outputs = emptyAgreement();
  const bits = emptyAgreement();
  for (const [name, starts] of cones.registers) compare(words, name, ours.words(name), cones.words(starts));
  for (const [name, starts] of cones.outputs) if (!names.isRegister(name)) compare(outputs, name, ours.words(name), cones.words(starts));
  let left = options.bitLimit ?? 0;
  for (const [name, starts] of cones.registerBits) {
    // Where a type is not known here, no bits are claimed.
    if (!names.hasWidth(name.name)) continue;
    if (left-- <= 0) break;
    const endpoint = `${name.name}:${name.bit}`;
    compare(bits, endpoint, ours.bits(name), cones.bits(starts));
  }
  return { registers: cones.registers.size, words, outputs, bits };
}

function emptyAgreement(): Agreement {
  return { agreed: 0, extra: [], missing: [], unlisted: { extra: 0, missing: 0 }, endpoints: new Set() };
}

/** An endpoint that holds its value is made from itself in the netlist, which the graph leaves out: it is not counted. */
function compare(into: Agreement, endpoint: string, ours: ReadonlySet<string> | undefined, truth: ReadonlySet<string>): void {
  const found = ours ?? new Set<string>();
  into.endpoints.add(endpoint);
  for (const source of truth) {
    if (source === endpoint) continue;
    if (found.has(source)) into.agreed++;
    else note(into, 'missing', endpoint, source);
  }
  for (const source of found) if (!truth.has(source) && source !== endpoint) note(into, 'extra', endpoint, source);
}

function note(into: Agreement, kind: 'missing' | 'extra', endpoint: string, source: string): void {
  if (into[kind].length < listed) into[kind].push(`${endpoint} <- ${source}`);
  else into.unlisted[kind]++;
}

/** Declared signals of a graph: a structure's fields under the name of the structure. */
class SignalNames {
  readonly parts = new Map<string, GraphSignal[]>();

  constructor(graph: ModuleGraph) {
    for (const signal of graph.signals) {
      const name = nameOf(signal);
      const list = this.parts.get(name);
      if (list === undefined) this.parts.set(name, [signal]);
      else list.push(signal);
    }
  }

  isRegister(name: string): boolean {
    return this.parts.get(name)?.some((one) => one.kind === 'reg') === true;
  }

  hasWidth(name: string): boolean {
    return this.parts.get(name)?.every((one) => one.width !== undefined) !== false;
  }

  /** The declared signal that a netlist's name (of a word of an array, of a field) belongs to. */
  declared(given: string): string {
    const name = named(given);
    for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.'), at.lastIndexOf('['))))
      if (this.parts.has(at)) return at;
    return name;
  }
}

/** The declared signal that a graph's signal is, or is a field of. */
function nameOf({ id, part }: GraphSignal): string {
  return named(part?.of ?? id);
}

/** Without the names that generate blocks have when they are given none: readers differ in how they count `else if`. */
function named(id: string): string {
  return id.replace(/(^|\.)(?:genblk\d+\.)+/g, '$1');
}

class GraphCones {
  private readonly signals = new Map<string, GraphSignal>();

  constructor(
    private readonly graph: ModuleGraph,
    private readonly names: SignalNames,
    private readonly truth: NetlistCones,
  ) {
    for (const signal of graph.signals) this.signals.set(signal.id, signal);
  }

  words(name: string): Set<string> | undefined {
    const parts = this.names.parts.get(name);
    if (parts === undefined) return undefined;
    const sources = new Set<string>();
    for (const { id } of parts) {
      for (const source of backwardCone(this.graph, id, { registers: 1 }).signals.keys()) {
        const signal = this.sourceOf(source);
        if (signal !== undefined) sources.add(nameOf(signal));
      }
    }
    return sources;
  }

  bits({ name, bit }: BitName): Set<string> | undefined {
    const part = this.names.parts.get(name)?.find((one) => {
      const low = one.part?.low ?? 0;
      return bit >= low && bit < low + (one.width ?? 1);
    });
    if (part === undefined) return undefined;
    const sources = new Set<string>();
    const start = { low: bit - (part.part?.low ?? 0), width: 1 };
    for (const [id, ranges] of backwardCone(this.graph, part.id, { registers: 1, bits: start }).bits) {
      const signal = this.sourceOf(id);
      if (signal === undefined) continue;
      const own = nameOf(signal);
      if (this.truth.memories.has(own) || !this.names.hasWidth(own)) sources.add(own);
      else
        for (const range of ranges) {
          const low = range.low + (signal.part?.low ?? 0);
          const end = Math.min(range.low + range.width, signal.width ?? 1) + (signal.part?.low ?? 0);
          for (let at = low; at < end; at++) sources.add(`${own}:${at}`);
        }
    }
    return sources;
  }

  private sourceOf(id: string): GraphSignal | undefined {
    const signal = this.signals.get(id);
    if (signal === undefined) return undefined;
    if (signal.kind === 'reg' || this.truth.memories.has(signal.id)) return signal;
    if (signal.kind === 'instance') return signal.direction === 'input' ? undefined : signal;
    return signal.kind === 'port' && signal.direction !== 'output' ? signal : undefined;
  }
}

interface BitName {
  readonly name: string;
  readonly bit: number;
}

class NetlistCones {
  /** Bits that the next value of each register or memory is made from directly. */
  readonly registers = new Map<string, Set<NetBit>>();
  readonly registerBits: [BitName, NetBit[]][] = [];
  /** The bits of each output port and each input of an instance. */
  readonly outputs = new Map<string, readonly NetBit[]>();
  readonly memories = new Set<string>();
  /** A behavioural model may drive one bit from several processes. */
  private readonly drivers = new Map<number, Driver[]>();
  /** Bits that come from outside and from what the module drives them with. */
  private readonly inouts = new Set<NetBit>();
  private readonly sources = new Map<number, BitName>();

  constructor(
    netlist: NetlistModule,
    private readonly names: SignalNames,
  ) {
    const writes: [string, NetBit[]][] = [];
    for (const [name, port] of Object.entries(netlist.ports)) {
      if (port.direction === 'output') this.outputs.set(names.declared(name), port.bits);
      else this.nameSources(name, port.bits);
      if (port.direction === 'inout') for (const bit of port.bits) this.inouts.add(bit);
    }
    for (const [name, cell] of Object.entries(netlist.cells)) {
      if (cell.type.startsWith('$memwr')) {
        const { ADDR = [], DATA = [], EN = [] } = cell.connections;
        writes.push([memoryOf(cell), [...ADDR, ...DATA, ...EN]]);
      }
      if (/^\$mem(wr|rd|init|$)/.test(cell.type)) this.memories.add(memoryOf(cell));
      this.addCell(name, cell);
    }
    this.nameRegisters(netlist);
    for (const [bit, name] of this.sources) {
      const drivers = this.drivers.get(bit) ?? [];
      if (!drivers.some(isRegister)) continue;
      const inputs = drivers.flatMap((one) => (isRegister(one) ? registerInputs(one) : cellInputs(one)));
      this.registerBits.push([name, inputs]);
      this.addInputs(name.name, inputs);
    }
    for (const [name, bits] of writes) this.addInputs(name, bits);
  }

  private addInputs(name: string, bits: readonly NetBit[]): void {
    const all = this.registers.get(name) ?? new Set();
    for (const bit of bits) all.add(bit);
    this.registers.set(name, all);
  }

  words(start: Iterable<NetBit>): Set<string> {
    return new Set([...this.walk(start)].map((one) => one.name));
  }

  /** Bits of registers and inputs; a memory counts whole, and so does what the graph knows no width of. */
  bits(start: Iterable<NetBit>): Set<string> {
    return new Set(
      [...this.walk(start)].map((one) => (one.bit < 0 || !this.names.hasWidth(one.name) ? one.name : `${one.name}:${one.bit}`)),
    );
  }

  private addCell(name: string, cell: NetlistCell): void {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (cell.port_directions[pin] === 'output' || (isInstance(cell) && cell.port_directions[pin] === 'inout'))
        bits.forEach((bit, index) => typeof bit === 'number' && this.addDriver(bit, { cell, pin, index }));
      if (!isInstance(cell)) continue;
      if (cell.port_directions[pin] === 'input') this.outputs.set(this.names.declared(`${name}.${pin}`), bits);
      else this.nameSources(`${name}.${pin}`, bits);
    }
  }

  private addDriver(bit: number, driver: Driver): void {
    const known = this.drivers.get(bit);
    if (known === undefined) this.drivers.set(bit, [driver]);
    else known.push(driver);
  }

  private nameSources(name: string, bits: readonly NetBit[]): void {
    const declared = this.names.declared(name);
    bits.forEach((bit, index) => typeof bit === 'number' && this.sources.set(bit, { name: declared, bit: index }));
  }

  /** A register's bit has every name it is assigned to; the one that the graph calls a register is meant. */
  private nameRegisters(netlist: NetlistModule): void {
    for (const [name, net] of Object.entries(netlist.netnames)) {
      if (net.hide_name !== 0) continue;
      const declared = this.names.declared(name);
      net.bits.forEach((bit, index) => {
        if (typeof bit !== 'number') return;
        if (this.drivers.get(bit)?.some(isRegister) !== true) return;
        const known = this.sources.get(bit);
        const better = this.names.isRegister(declared) && (known === undefined || !this.names.isRegister(known.name));
        if (known === undefined || better) this.sources.set(bit, { name: declared, bit: index });
      });
    }
  }

  private walk(start: Iterable<NetBit>): Set<BitName> {
    const found = new Set<BitName>();
    const seen = new Set<NetBit>();
    const pending = [...start];
    for (let bit = pending.pop(); bit !== undefined; bit = pending.pop()) {
      if (typeof bit !== 'number' || seen.has(bit)) continue;
      seen.add(bit);
      const source = this.sources.get(bit);
      if (source !== undefined) found.add(source);
      if (source === undefined || this.inouts.has(bit)) {
        for (const driver of this.drivers.get(bit) ?? []) {
          if (isRegister(driver)) continue;
          if (driver.cell.type.startsWith('$memrd')) found.add({ name: memoryOf(driver.cell), bit: -1 });
          pending.push(...cellInputs(driver));
        }
      }
    }
    return found;
  }
}

/** A cell that is an instance of another module, under its own name or one with its parameters. */
function isInstance({ type }: NetlistCell): boolean {
  return !type.startsWith('$') || type.startsWith('$paramod');
}

function isRegister({ cell }: Driver): boolean {
  return !isInstance(cell) && /dff/.test(cell.type);
}

function memoryOf(cell: NetlistCell): string {
  return String(cell.parameters['MEMID']).replace(/^\\/, '');
}

const bitwisePins = new Set(['D', 'AD', 'SET', 'CLR']);

function registerInputs({ cell, index }: Driver): NetBit[] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) => {
    if (pin === 'Q' || pin === 'CLK') return [];
    return bitwisePins.has(pin) && bits.length > 1 ? bits.slice(index, index + 1) : bits;
  });
}

/** What one output bit of a cell is made from; bit by bit where the cell works so. */
function cellInputs({ cell, index }: Driver): NetBit[] {
  const { A = [], B = [], S = [], D = [], EN = [] } = cell.connections;
  const at = (bits: readonly NetBit[], signed: boolean): NetBit[] => {
    const bit = index < bits.length ? bits[index] : signed ? bits.at(-1) : undefined;
    return bit === undefined ? [] : [bit];
  };
  const [signedA, signedB] = [parameterNumber(cell.parameters['A_SIGNED']) === 1, parameterNumber(cell.parameters['B_SIGNED']) === 1];
  switch (cell.type) {
    case '$and':
    case '$or':
    case '$xor':
    case '$xnor':
      return [...at(A, signedA), ...at(B, signedB)];
    case '$not':
    case '$pos':
    case '$buf':
      return at(A, signedA);
    case '$mux':
      return [...at(A, false), ...at(B, false), ...S];
    case '$bwmux':
      return [...at(A, false), ...at(B, false), ...at(S, false)];
    case '$demux':
      return [...A.slice(index % A.length, (index % A.length) + 1), ...S];
    case '$pmux': {
      const width = parameterNumber(cell.parameters['WIDTH']);
      return [...at(A, false), ...S, ...S.flatMap((_, i) => B[i * width + index] ?? [])];
    }
    case '$bmux': {
      const width = parameterNumber(cell.parameters['WIDTH']);
      return [...A.filter((_, i) => i % width === index), ...S];
    }
    case '$dlatch':
      return [...at(D, false), ...EN];
    case '$shl':
    case '$sshl':
    case '$shr':
    case '$sshr':
      return shiftInputs(cell, index, A, B, signedA);
    default:
      return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'output' ? [] : bits));
  }
}

/** A shift by a constant moves bits; by anything else every bit may come from every bit. */
function shiftInputs(cell: NetlistCell, index: number, A: readonly NetBit[], B: readonly NetBit[], signed: boolean): NetBit[] {
  if (B.some((bit) => typeof bit === 'number')) return [...A, ...B];
  const amount = Number.parseInt([...B].reverse().join('').replace(/[xz]/g, '0') || '0', 2);
  const from = cell.type === '$shl' || cell.type === '$sshl' ? index - amount : index + amount;
  const bit = from < 0 ? undefined : from < A.length ? A[from] : signed && cell.type !== '$shr' ? A.at(-1) : undefined;
  return bit === undefined ? [] : [bit];
}
