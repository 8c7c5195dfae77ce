import type { NetBit, NetlistCell, NetlistModule, NetlistNet } from '../netlist/netlist';
import { isFlipFlop, isMemory } from './rtlCells';

/** A signal of the source with one of its bits, as the source numbers them. */
export interface SignalBit {
  readonly signal: string;
  /** Undefined for a one-bit signal. */
  readonly bit: number | undefined;
}

/** The names of the source in a word-level netlist: signal names to net bits and back, and which registers hold a signal. */
export class RtlNames {
  private readonly byBit = new Map<number, SignalBit>();
  private readonly registers = new Map<string, NetlistCell[]>();
  private byRegister: Map<NetlistCell, string[]> | undefined;
  private readonly inputs = new Set<number>();
  private readonly registerNames = new Set<string>();
  /** Names of which flip-flops hold every bit. */
  private readonly held = new Set<string>();

  constructor(private readonly module: NetlistModule) {
    const registerBits = new Map<number, NetlistCell>();
    for (const [name, cell] of Object.entries(module.cells)) {
      if (!isFlipFlop(cell.type)) continue;
      for (const bit of cell.connections.Q ?? []) if (typeof bit === 'number') registerBits.set(bit, cell);
      const hint = /^(?:\$flatten\\?(.*\.))?\$driver\$(.*)$/.exec(name);
      if (hint !== null) this.registerNames.add(`${(hint[1] ?? '').replaceAll('\\', '')}${hint[2] ?? ''}`);
    }
    for (const port of Object.values(module.ports)) {
      if (port.direction !== 'output') for (const bit of port.bits) if (typeof bit === 'number') this.inputs.add(bit);
    }
    for (const [name, { bits }] of Object.entries(module.netnames))
      if (bits.every((bit) => typeof bit === 'number' && registerBits.has(bit))) this.held.add(name);
    for (const [name, net] of Object.entries(module.netnames)) {
      if (net.hide_name !== 0) continue;
      const offset = offsetOf(net);
      net.bits.forEach((bit, index) => {
        if (typeof bit !== 'number') return;
        const entry = { signal: name, bit: net.bits.length === 1 ? undefined : index + offset };
        if (this.better(entry.signal, this.byBit.get(bit)?.signal, bit)) this.byBit.set(bit, entry);
        const register = registerBits.get(bit);
        if (register !== undefined) this.remember(name, register);
      });
    }
  }

  /** Whether a net bit is an input of the design. */
  isInput(bit: number): boolean {
    return this.inputs.has(bit);
  }

  /** Whether the source declares a net, port or memory of this name. */
  has(name: string): boolean {
    const net = this.module.netnames[name];
    const cell = this.module.cells[name];
    return (net !== undefined && net.hide_name === 0) || (cell !== undefined && isMemory(cell.type));
  }

  /** Every name that the source declares: nets, ports and memories. */
  all(): string[] {
    const nets = Object.entries(this.module.netnames).flatMap(([name, net]) => (net.hide_name === 0 ? [name] : []));
    const memories = Object.entries(this.module.cells).flatMap(([name, cell]) => (isMemory(cell.type) ? [name] : []));
    return [...nets, ...memories];
  }

  /** The name that the source gives a net bit, registers and ports preferred to aliases; undefined for what has none. */
  nameOf(bit: number): SignalBit | undefined {
    return this.byBit.get(bit);
  }

  /** Net bits of a signal, all or one. */
  bitsOf(signal: string, bit: number | undefined): number[] {
    const net = this.module.netnames[signal];
    if (net === undefined) return [];
    const offset = offsetOf(net);
    const bits = bit === undefined ? net.bits : net.bits.slice(bit - offset, bit - offset + 1);
    return bits.filter((item): item is number => typeof item === 'number');
  }

  /** Flip-flops whose output carries a signal. */
  registersOf(signal: string): readonly NetlistCell[] {
    return this.registers.get(signal) ?? [];
  }

  /** All names of the source that the flip-flops of a signal carry, as of a net above that an instance's register drives, itself too. */
  namesBeside(signal: string): readonly string[] {
    if (this.byRegister === undefined) {
      this.byRegister = new Map();
      for (const [name, cells] of this.registers)
        for (const cell of cells) this.byRegister.set(cell, [...(this.byRegister.get(cell) ?? []), name]);
    }
    const found = this.registersOf(signal).flatMap((cell) => this.byRegister?.get(cell) ?? []);
    const bits = new Set(this.bitsOf(signal, undefined));
    return [...new Set(found)].filter((name) => this.bitsOf(name, undefined).some((bit) => bits.has(bit)));
  }

  /** Of a register's D pin, the bits that belong to one bit of a signal (or to all of it). */
  dataBitsFor(register: NetlistCell, signal: string, bit: number | undefined): NetBit[] {
    const wanted = new Set(this.bitsOf(signal, bit));
    const outputs = register.connections.Q ?? [];
    return (register.connections.D ?? []).filter((_, index) => wanted.has(outputs[index] as number));
  }

  private remember(name: string, register: NetlistCell): void {
    const list = this.registers.get(name);
    if (list === undefined) this.registers.set(name, [register]);
    else if (!list.includes(register)) list.push(register);
  }

  /** Ports on inputs, then names that a flip-flop was made from, then what only flip-flops make (a port that gathers several is none of them), then the deepest and shortest name. */
  private better(name: string, old: string | undefined, bit: number): boolean {
    if (old === undefined) return true;
    const rank = (item: string): number => {
      if (this.inputs.has(bit) && item in this.module.ports) return 0;
      if (this.registerNames.has(item)) return 1;
      return (this.held.has(item) ? 2 : 4) + (item in this.module.ports ? 0 : 1);
    };
    if (rank(name) !== rank(old)) return rank(name) < rank(old);
    const depth = (item: string): number => item.split('.').length;
    return depth(name) !== depth(old) ? depth(name) > depth(old) : name.length < old.length;
  }
}

/** Number of the lowest bit: 1 for `[8:1]`. */
function offsetOf(net: NetlistNet): number {
  return (net as NetlistNet & { readonly offset?: number }).offset ?? 0;
}
