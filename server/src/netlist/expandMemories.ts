import type { NetBit, NetlistCell, NetlistModule, NetlistNet } from './netlist';
import { memoryShape, rivalsOf } from './memoryShape';
import type { MemoryShape } from './memoryShape';
import { firstFreeNet, parameterNumber } from './netlist';

/**
 * Memories (`$mem_v2`) of a flat module as word registers, `mem[3]`, with the multiplexers that write and read them. An address outside the
 * memory reads x and writes nothing (IEEE 1364-2005, 4.9 and 5.2.2). With `abstract` there are no registers: what is read is left
 * undriven, so that whatever is known of the rest holds for every content. Where two ports of which neither has priority write one bit (two
 * processes race), it loads x. A memory with clocked reads, several write clocks or negative addresses stays a cell, for the reader to refuse.
 */
export function expandMemories(module: NetlistModule, abstract: boolean): NetlistModule {
  const memories = Object.entries(module.cells).filter(([, cell]) => cell.type === '$mem_v2');
  if (memories.length === 0) return module;
  const builder = new WordBuilder(firstFreeNet(module));
  const cells: Record<string, NetlistCell> = {};
  for (const [name, cell] of Object.entries(module.cells)) {
    if (cell.type !== '$mem_v2' || !(abstract || expand(builder, name, cell))) cells[name] = cell;
  }
  if (abstract) for (const [name] of memories) delete cells[name];
  return { ...module, cells: { ...cells, ...builder.cells }, netnames: { ...module.netnames, ...builder.nets } };
}

/** Bits of all memories of a module. */
export function memoryBits(module: NetlistModule): number {
  let bits = 0;
  for (const cell of Object.values(module.cells)) {
    if (cell.type.startsWith('$mem')) bits += parameterNumber(cell.parameters.SIZE) * parameterNumber(cell.parameters.WIDTH);
  }
  return bits;
}

class WordBuilder {
  readonly cells: Record<string, NetlistCell> = {};
  readonly nets: Record<string, NetlistNet> = {};
  private count = 0;

  constructor(private nextNet: number) {}

  word(width: number): NetBit[] {
    return Array.from({ length: width }, () => this.nextNet++);
  }

  add(type: string, connections: Record<string, NetBit[]>, parameters: Record<string, number> = {}): void {
    this.cells[`$memory$${this.count++}`] = { hide_name: 1, type, parameters, attributes: {}, port_directions: {}, connections };
  }

  /** A cell with output Y. */
  make(type: string, width: number, connections: Record<string, NetBit[]>): NetBit[] {
    const y = this.word(width);
    this.add(type, { ...connections, Y: y });
    return y;
  }
}

/** Address bits that tell words apart; the ones above must be 0. */
function addressBits({ offset, size, reads, writes }: MemoryShape): number {
  const all = reads[0]?.address.length ?? writes[0]?.address.length ?? 0;
  return Math.min(all, Math.max(1, Math.ceil(Math.log2(offset + size))));
}

function expand(builder: WordBuilder, name: string, cell: NetlistCell): boolean {
  const memory = memoryShape(name, cell);
  if (memory === undefined) return false;
  const { width, init } = memory;
  const start = (i: number): string => init.slice(init.length - (i + 1) * width, init.length - i * width);
  const words = Array.from({ length: memory.size }, (_, i) => {
    const bits = builder.word(width);
    builder.nets[`${memory.name}[${memory.offset + i}]`] = {
      hide_name: 0,
      bits,
      attributes: /[01]/.test(start(i)) ? { init: start(i) } : {},
    };
    return bits;
  });
  const written = memory.writes.length > 0;
  if (written) {
    const next = writeAll(builder, memory, words);
    words.forEach((q, i) =>
      builder.add('$dff', { CLK: [memory.clock ?? 'x'], D: next[i] as NetBit[], Q: q }, { CLK_POLARITY: memory.rising ? 1 : 0 }),
    );
  }
  const contents = written
    ? words
    : words.map((_, i) => [...start(i)].reverse().map((digit): NetBit => (digit === '0' || digit === '1' ? digit : 'x')));
  for (const { address, data } of memory.reads) read(builder, memory, contents, address, data);
  return true;
}

/** What each word loads: the writes in the order of their ports, a later one over an earlier over which it has priority. */
function writeAll(builder: WordBuilder, memory: MemoryShape, words: NetBit[][]): NetBit[][] {
  const bits = addressBits(memory);
  let next = words;
  const unknown = Array.from({ length: memory.width }, (): NetBit => 'x');
  /** Which bits of each word each port writes. */
  const written: NetBit[][][] = [];
  memory.writes.forEach(({ address, enable, data }, port) => {
    const beyond = builder.make('$reduce_or', 1, { A: address.slice(bits) });
    const lines = builder.make('$demux', 2 ** bits, { A: builder.make('$logic_not', 1, { A: beyond }), S: address.slice(0, bits) });
    const rivals = rivalsOf(memory, port);
    const writes = words.map((_, i) =>
      builder.make('$and', memory.width, { A: [...enable], B: enable.map(() => lines[memory.offset + i] ?? '0') }),
    );
    next = next.map((word, i) => {
      const own = writes[i] as NetBit[];
      const loaded = builder.make('$bwmux', memory.width, { A: word, B: [...data], S: own });
      return rivals.reduce((value, other) => {
        const both = builder.make('$and', memory.width, { A: own, B: written[other]?.[i] ?? [] });
        return builder.make('$bwmux', memory.width, { A: value, B: unknown, S: both });
      }, loaded);
    });
    written.push(writes);
  });
  return next;
}

function read(
  builder: WordBuilder,
  memory: MemoryShape,
  words: readonly (readonly NetBit[])[],
  address: readonly NetBit[],
  y: readonly NetBit[],
): void {
  const bits = addressBits(memory);
  const unknown = Array.from({ length: memory.width }, (): NetBit => 'x');
  const all = Array.from({ length: 2 ** bits }, (_, i) => words[i - memory.offset] ?? unknown);
  const select = { A: all.flat(), S: address.slice(0, bits) };
  if (address.length <= bits) {
    builder.add('$bmux', { ...select, Y: [...y] });
    return;
  }
  const found = builder.make('$bmux', memory.width, select);
  const beyond = builder.make('$reduce_or', 1, { A: address.slice(bits) });
  builder.add('$mux', { A: found, B: found.map((): NetBit => 'x'), S: beyond, Y: [...y] });
}
