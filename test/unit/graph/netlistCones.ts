import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import { backwardCone } from '../../../server/src/graph/slice';
import { type NetBit, type NetlistCell, type NetlistModule, parameterNumber } from '../../../server/src/netlist/netlist';

export interface ConeComparison {
  readonly registers: number;
  /** Sources that both have, only the graph has, only the netlist has. */
  readonly agreed: number;
  readonly extra: readonly string[];
  readonly missing: readonly string[];
}

interface Driver {
  readonly cell: NetlistCell;
  readonly pin: string;
  readonly index: number;
}

/** For every register: the registers, inputs and memories its next value is made from, by the graph and by a Yosys netlist (after `proc`). */
export function compareCones(graph: ModuleGraph, netlist: NetlistModule): ConeComparison {
  const cones = new NetlistCones(netlist, new Set(graph.signals.filter((one) => one.kind === 'reg').map((one) => one.id)));
  const extra: string[] = [];
  const missing: string[] = [];
  let agreed = 0;
  const truth = cones.all();
  const words = new Set([...truth.keys(), ...Object.keys(netlist.ports)]);
  for (const [name, sources] of truth) {
    const ours = graphSources(graph, name, words);
    for (const source of sources) if (ours.has(source)) agreed++;
    for (const source of sources) if (!ours.has(source)) missing.push(`${name} <- ${source}`);
    for (const source of ours) if (!sources.has(source)) extra.push(`${name} <- ${source}`);
  }
  return { registers: truth.size, agreed, extra, missing };
}

/** A structure's fields count as the structure. */
function wordOf(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}

/** `s` for a field `s.f` of a structure; generate blocks (`g[0].q`) keep their whole name. */
function wordName(id: string, truth: ReadonlySet<string>): string {
  const dot = id.lastIndexOf('.');
  return dot > 0 && truth.has(id.slice(0, dot)) ? id.slice(0, dot) : id;
}

function graphSources(graph: ModuleGraph, name: string, words: ReadonlySet<string>): Set<string> {
  const kinds = new Map(graph.signals.map((signal) => [signal.id, signal]));
  const sources = new Set<string>();
  for (const id of kinds.keys()) {
    if (!wordOf(id, name)) continue;
    for (const source of backwardCone(graph, id, { registers: 1 }).signals.keys()) {
      const signal = kinds.get(source);
      const isSource = signal?.kind === 'reg' || (signal?.kind === 'port' && signal.direction === 'input');
      if (isSource && !wordOf(source, name)) sources.add(wordName(source, words));
    }
  }
  return sources;
}

class NetlistCones {
  private readonly drivers = new Map<number, Driver>();
  private readonly inputs = new Map<number, string>();
  private readonly names = new Map<number, string>();
  private readonly writes = new Map<string, NetBit[]>();

  constructor(netlist: NetlistModule, registers: ReadonlySet<string>) {
    for (const [name, port] of Object.entries(netlist.ports)) {
      if (port.direction === 'input') for (const bit of port.bits) if (typeof bit === 'number') this.inputs.set(bit, name);
    }
    for (const cell of Object.values(netlist.cells)) this.addCell(cell);
    const isOurs = (name: string): boolean => [...registers].some((id) => wordOf(id, name));
    for (const [name, net] of Object.entries(netlist.netnames)) {
      if (net.hide_name !== 0) continue;
      for (const bit of net.bits) {
        // A register's bit has every name it is assigned to; the one that the graph calls a register is meant.
        if (typeof bit === 'number' && this.isRegister(bit) && (!this.names.has(bit) || isOurs(name))) this.names.set(bit, name);
      }
    }
  }

  all(): Map<string, Set<string>> {
    const starts = new Map<string, NetBit[]>();
    for (const [bit, name] of this.names) {
      const driver = this.drivers.get(bit);
      if (driver !== undefined) starts.set(name, [...(starts.get(name) ?? []), ...registerInputs(driver)]);
    }
    for (const [name, bits] of this.writes) starts.set(name, bits);
    return new Map([...starts].map(([name, bits]) => [name, this.sources(bits, name)]));
  }

  private addCell(cell: NetlistCell): void {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (cell.port_directions[pin] === 'output')
        bits.forEach((bit, index) => typeof bit === 'number' && this.drivers.set(bit, { cell, pin, index }));
    }
    if (cell.type.startsWith('$memwr')) {
      const { ADDR = [], DATA = [], EN = [] } = cell.connections;
      const name = memoryOf(cell);
      this.writes.set(name, [...(this.writes.get(name) ?? []), ...ADDR, ...DATA, ...EN]);
    }
  }

  private isRegister(bit: number): boolean {
    return /dff/.test(this.drivers.get(bit)?.cell.type ?? '');
  }

  private sources(start: readonly NetBit[], self: string): Set<string> {
    const found = new Set<string>();
    const seen = new Set<NetBit>();
    const pending = [...start];
    for (let bit = pending.pop(); bit !== undefined; bit = pending.pop()) {
      if (typeof bit !== 'number' || seen.has(bit)) continue;
      seen.add(bit);
      const input = this.inputs.get(bit);
      const driver = this.drivers.get(bit);
      if (input !== undefined) found.add(input);
      else if (this.isRegister(bit)) found.add(this.names.get(bit) ?? '?');
      else if (driver !== undefined) {
        if (driver.cell.type.startsWith('$memrd')) found.add(memoryOf(driver.cell));
        pending.push(...cellInputs(driver));
      }
    }
    found.delete(self);
    return found;
  }
}

function memoryOf(cell: NetlistCell): string {
  return String(cell.parameters['MEMID']).replace(/^\\/, '');
}

function registerInputs({ cell, index }: Driver): NetBit[] {
  const data = cell.connections['D']?.[index];
  const others = Object.entries(cell.connections).filter(([pin]) => !['D', 'Q', 'CLK'].includes(pin));
  return [...(data === undefined ? [] : [data]), ...others.flatMap(([, bits]) => bits)];
}

/** What one output bit of a cell is made from; bit by bit where the cell works so. */
function cellInputs({ cell, index }: Driver): NetBit[] {
  const { A = [], B = [], S = [], D = [], EN = [] } = cell.connections;
  const at = (bits: readonly NetBit[]): NetBit[] => {
    const bit = bits[Math.min(index, bits.length - 1)];
    return bit === undefined ? [] : [bit];
  };
  if (['$and', '$or', '$xor', '$xnor', '$not', '$pos'].includes(cell.type)) return [...at(A), ...at(B)];
  if (cell.type === '$mux') return [...at(A), ...at(B), ...S];
  if (cell.type === '$pmux') {
    const width = parameterNumber(cell.parameters['WIDTH']);
    return [...at(A), ...S, ...S.flatMap((_, i) => B[i * width + index] ?? [])];
  }
  if (cell.type === '$dlatch') return [...at(D), ...EN];
  return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'output' ? [] : bits));
}
