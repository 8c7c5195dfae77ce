import type { GateDesign, GateMemory, SignalId } from './gateDesign';

/** What a memory holds in a run, four-valued: words that were written, over the initial ones. */
export class MemoryContents {
  private readonly words = new Map<number, { readonly value: Uint8Array; readonly unknown: Uint8Array }>();
  private lost = false;

  constructor(private readonly memory: GateMemory) {}

  /** Bit of the word at an address; undefined is x (a word never written, an address that is x or outside). */
  bit(address: number | undefined, bit: number): 0 | 1 | undefined {
    const { offset, size, width, init } = this.memory;
    if (address === undefined || address < offset || address >= offset + size) return undefined;
    const word = this.words.get(address);
    if (word !== undefined) return word.unknown[bit] === 1 ? undefined : word.value[bit] === 1 ? 1 : 0;
    const digit = this.lost ? 'x' : init[init.length - 1 - ((address - offset) * width + bit)];
    return digit === '1' ? 1 : digit === '0' ? 0 : undefined;
  }

  /** The writes of one step, in the order of their ports. A write to an unknown address may have hit any word. */
  write(value: Uint8Array, unknown: Uint8Array): void {
    const before = this.memory.writes.map(({ address }) => addressOf(address, value, unknown));
    this.memory.writes.forEach(({ enable, data }, port) => {
      const address = before[port];
      if (enable.every((bit) => unknown[bit] === 0 && value[bit] === 0)) return;
      if (address === undefined) {
        this.words.clear();
        this.lost = true;
        return;
      }
      const word = this.wordAt(address);
      enable.forEach((on, i) => {
        if (unknown[on] === 0 && value[on] === 0) return;
        const source = data[i] as SignalId;
        const changes = word.unknown[i] === 1 || unknown[source] === 1 || word.value[i] !== value[source];
        const races = before.some(
          (other, k) => k < port && other === address && !this.memory.priority(port, k) && this.mayWrite(k, i, value, unknown),
        );
        word.unknown[i] = races || (unknown[on] === 1 ? changes : unknown[source] === 1) ? 1 : 0;
        if (unknown[on] === 0) word.value[i] = value[source] as number;
      });
      this.words.set(address, word);
    });
  }

  private mayWrite(port: number, bit: number, value: Uint8Array, unknown: Uint8Array): boolean {
    const on = this.memory.writes[port]?.enable[bit] as SignalId;
    return unknown[on] === 1 || value[on] === 1;
  }

  private wordAt(address: number): { value: Uint8Array; unknown: Uint8Array } {
    const bits = Array.from({ length: this.memory.width }, (_, bit) => this.bit(address, bit));
    return { value: Uint8Array.from(bits, (bit) => bit ?? 0), unknown: Uint8Array.from(bits, (bit) => (bit === undefined ? 1 : 0)) };
  }
}

/** Contents of all memories of a design at power-up. */
export function contentsOf(design: GateDesign): MemoryContents[] {
  return design.memories.map((memory) => new MemoryContents(memory));
}

/** The number that signals stand for; undefined when one is x. */
export function addressOf(bits: readonly SignalId[], value: Uint8Array, unknown: Uint8Array): number | undefined {
  let address = 0;
  for (let i = 0; i < bits.length; i++) {
    const bit = bits[i] as SignalId;
    if (unknown[bit] === 1) return undefined;
    if (value[bit] === 1) address += 2 ** i;
  }
  return address;
}
