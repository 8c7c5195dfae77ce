import type { NetlistModule } from '../netlist/netlist';
import type { GatePath } from './gateSta';
import { memoryCell } from './memories';
import type { SignalBit } from './rtlNames';
import type { RtlTiming } from './rtlSta';

/** Gives nets of a mapped netlist the names that the source has for them. Synthesis invents many names of its own; those are not used. */
export class GateNames {
  private readonly names = new Map<number, SignalBit>();
  private readonly fallback = new Map<number, string>();

  constructor(gates: NetlistModule, rtl: RtlTiming) {
    for (const [name, cell] of Object.entries(gates.cells)) {
      // `cnt[3]$_DFF_P_`: a flip-flop named after the net it drove before it was mapped.
      const found = /^(.*?)(?:\[(\d+)\])?\$_\w*DFF\w*$/.exec(name);
      if (found === null) continue;
      const index = found[2] === undefined ? 0 : Number(found[2]);
      const original = sourceName(found[1] ?? '', index, rtl) ?? sourceName(`${found[1] ?? ''}[${index}]`, index, rtl);
      if (original === undefined) continue;
      // Flip-flops of a library have an inverted output besides.
      for (const [pin, [output]] of Object.entries(cell.connections)) {
        if (cell.port_directions[pin] === 'output' && typeof output === 'number') this.names.set(output, original);
      }
    }
    // What is the same as an input after synthesis is told by the input's name, as the low bit of `~(size - 1)`.
    const isInput = (name: string): number => (gates.ports[name]?.direction === 'input' ? 0 : 1);
    for (const [name, net] of Object.entries(gates.netnames).sort(([a], [b]) => isInput(a) - isInput(b))) {
      net.bits.forEach((bit, index) => {
        if (typeof bit !== 'number') return;
        if (!this.fallback.has(bit) || net.hide_name === 0) this.fallback.set(bit, net.bits.length === 1 ? name : `${name}[${index}]`);
        const original = this.names.has(bit) ? undefined : sourceName(name, index, rtl);
        if (original !== undefined) this.names.set(bit, original);
      });
    }
    // What is read from a memory and has no name of its own is the memory's.
    for (const [name, cell] of Object.entries(gates.cells)) {
      const memory = memoryOf(name);
      if (!rtl.names.has(memory)) continue;
      const read = cell.connections.RDATA ?? (cell.type.startsWith(memoryCell) ? cell.connections.RD_DATA : undefined) ?? [];
      for (const bit of read) {
        if (typeof bit === 'number' && !this.names.has(bit)) this.names.set(bit, { signal: memory, bit: undefined });
      }
    }
  }

  /** The source's name of a net, or the mapped netlist's own when it has none. */
  nameOf(bit: number): SignalBit {
    return this.names.get(bit) ?? { signal: this.fallback.get(bit) ?? `net ${bit}`, bit: undefined };
  }

  startOf(path: GatePath): SignalBit {
    return this.nameOf(path.launch.bit);
  }

  /** A register by the signal it holds, a block memory by its cell, an output by its port. */
  endOf(path: GatePath): SignalBit {
    const { capture } = path;
    if (capture.kind === 'output') {
      const name = this.names.get(capture.bit);
      return { signal: capture.pin, bit: name?.signal === capture.pin ? name.bit : undefined };
    }
    if (capture.stateBit !== undefined && this.names.has(capture.stateBit)) return this.nameOf(capture.stateBit);
    if (capture.kind === 'memory') return { signal: memoryOf(capture.cell ?? ''), bit: undefined };
    return capture.stateBit === undefined ? { signal: capture.cell ?? '', bit: undefined } : this.nameOf(capture.stateBit);
  }
}

/** The memory that a block RAM, `mem.0.1`, holds a part of. */
function memoryOf(cell: string): string {
  return cell.replace(/(\.\d+)+$/, '');
}

/** Words of a memory that became flip-flops are called `mem[3]`; they count as the memory. */
function sourceName(name: string, index: number, rtl: RtlTiming): SignalBit | undefined {
  if (rtl.names.has(name)) {
    const net = rtl.module.netnames[name];
    const bit = net?.bits[index];
    if (typeof bit === 'number') return rtl.names.nameOf(bit);
    return undefined;
  }
  const memory = name.replace(/\[\d+\]$/, '');
  return memory !== name && rtl.names.has(memory) && rtl.module.cells[memory] !== undefined
    ? { signal: memory, bit: undefined }
    : undefined;
}
