import type { NetBit, NetlistCell, NetlistModule, NetlistNet } from './netlist';
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

interface Memory {
  readonly width: number;
  readonly size: number;
  readonly offset: number;
  /** Address bits that tell words apart; the ones above must be 0. */
  readonly bits: number;
}

function expand(builder: WordBuilder, name: string, cell: NetlistCell): boolean {
  const { parameters, connections } = cell;
  const number = (key: string): number => parameterNumber(parameters[key]);
  const memory = { width: number('WIDTH'), size: number('SIZE'), offset: number('OFFSET'), bits: 0 };
  memory.bits = Math.min(number('ABITS'), Math.max(1, Math.ceil(Math.log2(memory.offset + memory.size))));
  const writes = number('WR_PORTS');
  const clocks = connections.WR_CLK ?? [];
  const flags = (key: string, count: number): string => text(parameters[key], count);
  const odd =
    /1/.test(flags('RD_CLK_ENABLE', number('RD_PORTS')) + flags('RD_WIDE_CONTINUATION', 1) + flags('WR_WIDE_CONTINUATION', 1)) ||
    (writes > 0 && /0/.test(flags('WR_CLK_ENABLE', writes))) ||
    new Set(clocks.slice(0, writes)).size > 1 ||
    new Set(flags('WR_CLK_POLARITY', writes)).size > 1 ||
    // A 32-bit number, so a negative one looks like this.
    memory.offset >= 2 ** 31;
  if (odd) return false;
  const id = typeof parameters.MEMID === 'string' ? parameters.MEMID.replace(/^\\/, '') : name;
  const init = text(parameters.INIT, memory.width * memory.size, 'x');
  const words = Array.from({ length: memory.size }, (_, i) => {
    const bits = builder.word(memory.width);
    const start = init.slice(init.length - (i + 1) * memory.width, init.length - i * memory.width);
    builder.nets[`${id}[${memory.offset + i}]`] = { hide_name: 0, bits, attributes: /[01]/.test(start) ? { init: start } : {} };
    return bits;
  });
  const mask = flags('WR_PRIORITY_MASK', writes * writes);
  const priority = (port: number, over: number): boolean => mask[mask.length - 1 - (port * writes + over)] === '1';
  const next = writeAll(builder, memory, words, connections, writes, priority);
  words.forEach((q, i) => {
    if (writes > 0)
      builder.add(
        '$dff',
        { CLK: [clocks[0] ?? 'x'], D: next[i] as NetBit[], Q: q },
        { CLK_POLARITY: flags('WR_CLK_POLARITY', writes)[0] === '1' ? 1 : 0 },
      );
  });
  const contents =
    writes > 0
      ? words
      : words.map((_, i) =>
          [...init.slice(init.length - (i + 1) * memory.width, init.length - i * memory.width)]
            .reverse()
            .map((digit): NetBit => (digit === '0' || digit === '1' ? digit : 'x')),
        );
  for (let port = 0; port < number('RD_PORTS'); port++) read(builder, memory, contents, port, connections, number('ABITS'));
  return true;
}

/** What each word loads: the writes in the order of their ports, a later one over an earlier over which it has priority. */
function writeAll(
  builder: WordBuilder,
  memory: Memory,
  words: NetBit[][],
  pins: NetlistCell['connections'],
  ports: number,
  priority: (port: number, over: number) => boolean,
): NetBit[][] {
  let next = words;
  const unknown = Array.from({ length: memory.width }, (): NetBit => 'x');
  /** Which bits of each word each port writes. */
  const written: NetBit[][][] = [];
  for (let port = 0; port < ports; port++) {
    const address = portBits(pins.WR_ADDR, port, ports);
    const enable = portBits(pins.WR_EN, port, ports);
    const data = portBits(pins.WR_DATA, port, ports);
    const beyond = builder.make('$reduce_or', 1, { A: address.slice(memory.bits) });
    const lines = builder.make('$demux', 2 ** memory.bits, {
      A: builder.make('$logic_not', 1, { A: beyond }),
      S: address.slice(0, memory.bits),
    });
    const rivals = written.flatMap((_, other) => {
      const meets = portBits(pins.WR_EN, other, ports).some((bit, i) => bit !== '0' && enable[i] !== '0');
      return meets && !priority(port, other) ? [other] : [];
    });
    const writes = words.map((_, i) =>
      builder.make('$and', memory.width, { A: enable, B: enable.map(() => lines[memory.offset + i] ?? '0') }),
    );
    next = next.map((word, i) => {
      const own = writes[i] as NetBit[];
      const loaded = builder.make('$bwmux', memory.width, { A: word, B: data, S: own });
      return rivals.reduce((value, other) => {
        const both = builder.make('$and', memory.width, { A: own, B: written[other]?.[i] ?? [] });
        return builder.make('$bwmux', memory.width, { A: value, B: unknown, S: both });
      }, loaded);
    });
    written.push(writes);
  }
  return next;
}

function read(
  builder: WordBuilder,
  memory: Memory,
  words: NetBit[][],
  port: number,
  pins: NetlistCell['connections'],
  abits: number,
): void {
  const address = (pins.RD_ADDR ?? []).slice(port * abits, (port + 1) * abits);
  const all = Array.from(
    { length: 2 ** memory.bits },
    (_, i) => words[i - memory.offset] ?? Array.from({ length: memory.width }, (): NetBit => 'x'),
  );
  const y = (pins.RD_DATA ?? []).slice(port * memory.width, (port + 1) * memory.width);
  const select = { A: all.flat(), S: address.slice(0, memory.bits) };
  if (address.length <= memory.bits) {
    builder.add('$bmux', { ...select, Y: y });
    return;
  }
  const found = builder.make('$bmux', memory.width, select);
  const beyond = builder.make('$reduce_or', 1, { A: address.slice(memory.bits) });
  builder.add('$mux', { A: found, B: found.map((): NetBit => 'x'), S: beyond, Y: y });
}

function portBits(bits: readonly NetBit[] | undefined, port: number, ports: number): NetBit[] {
  const width = (bits?.length ?? 0) / ports;
  return (bits ?? []).slice(port * width, (port + 1) * width);
}

/** A parameter as binary text of at least `width` digits, least significant last. */
function text(value: string | number | undefined, width: number, fill = '0'): string {
  return (typeof value === 'number' ? value.toString(2) : (value ?? '').trim()).padStart(width, fill);
}
