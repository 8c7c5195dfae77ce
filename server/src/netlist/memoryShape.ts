import type { NetBit, NetlistCell } from './netlist';
import { parameterNumber } from './netlist';

/** A memory cell (`$mem_v2`) with reads at any time and writes on the edges of one clock. */
export interface MemoryShape {
  /** The source's name of it. */
  readonly name: string;
  readonly width: number;
  readonly size: number;
  /** Its lowest address. */
  readonly offset: number;
  /** Words from the highest to the lowest, most significant bit first, with x. */
  readonly init: string;
  readonly reads: readonly { readonly address: readonly NetBit[]; readonly data: readonly NetBit[] }[];
  readonly writes: readonly MemoryWrite[];
  /** Whether a write port wins over an earlier one; where neither does, a bit that both write is x. */
  readonly priority: (port: number, over: number) => boolean;
  readonly clock: NetBit | undefined;
  readonly rising: boolean;
}

interface MemoryWrite {
  readonly address: readonly NetBit[];
  /** One for each bit of the word. */
  readonly enable: readonly NetBit[];
  readonly data: readonly NetBit[];
}

/** Reads a memory cell; undefined for clocked reads, several write clocks or negative addresses. */
export function memoryShape(name: string, { parameters, connections }: NetlistCell): MemoryShape | undefined {
  const number = (key: string): number => parameterNumber(parameters[key]);
  const [width, size, offset, abits] = [number('WIDTH'), number('SIZE'), number('OFFSET'), number('ABITS')];
  const reads = number('RD_PORTS');
  const writes = number('WR_PORTS');
  const clocks = (connections.WR_CLK ?? []).slice(0, writes);
  const flags = (key: string, count: number): string => text(parameters[key], count);
  const odd =
    /1/.test(flags('RD_CLK_ENABLE', reads) + flags('RD_WIDE_CONTINUATION', 1) + flags('WR_WIDE_CONTINUATION', 1)) ||
    (writes > 0 && /0/.test(flags('WR_CLK_ENABLE', writes))) ||
    new Set(clocks).size > 1 ||
    new Set(flags('WR_CLK_POLARITY', writes)).size > 1 ||
    // A 32-bit number, so a negative one looks like this.
    offset >= 2 ** 31;
  if (odd) return undefined;
  const mask = flags('WR_PRIORITY_MASK', writes * writes);
  return {
    name: typeof parameters.MEMID === 'string' ? parameters.MEMID.replace(/^\\/, '') : name,
    width,
    size,
    offset,
    init: text(parameters.INIT, width * size, 'x'),
    reads: Array.from({ length: reads }, (_, port) => ({
      address: (connections.RD_ADDR ?? []).slice(port * abits, (port + 1) * abits),
      data: (connections.RD_DATA ?? []).slice(port * width, (port + 1) * width),
    })),
    writes: Array.from({ length: writes }, (_, port) => ({
      address: portBits(connections.WR_ADDR, port, writes),
      enable: portBits(connections.WR_EN, port, writes),
      data: portBits(connections.WR_DATA, port, writes),
    })),
    priority: (port, over) => mask[mask.length - 1 - (port * writes + over)] === '1',
    clock: clocks[0],
    rising: flags('WR_CLK_POLARITY', writes)[0] === '1',
  };
}

/** Earlier write ports that may write a bit which `port` writes too, and over which it has no priority. */
export function rivalsOf({ writes, priority }: Pick<MemoryShape, 'writes' | 'priority'>, port: number): number[] {
  const enable = writes[port]?.enable ?? [];
  return writes.slice(0, port).flatMap((other, index) => {
    const meets = other.enable.some((bit, i) => bit !== '0' && enable[i] !== '0');
    return meets && !priority(port, index) ? [index] : [];
  });
}

function portBits(bits: readonly NetBit[] | undefined, port: number, ports: number): NetBit[] {
  const width = (bits?.length ?? 0) / ports;
  return (bits ?? []).slice(port * width, (port + 1) * width);
}

/** A parameter as binary text of at least `width` digits, least significant last. */
function text(value: string | number | undefined, width: number, fill = '0'): string {
  return (typeof value === 'number' ? value.toString(2) : (value ?? '').trim()).padStart(width, fill);
}
