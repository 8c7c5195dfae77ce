import type { NetBit } from '../../netlist/netlist';

/** Where a net's bit is kept: a C expression of a word, and the bit in it. */
interface Place {
  readonly word: string;
  readonly bit: number;
  /** Bits of the word; those above are 0. */
  readonly width: number;
}

/** Which C expression holds each net, and expressions for any row of them. Unknown values are 0. */
export class BitSource {
  private readonly places = new Map<NetBit, Place>();

  /** The bits of a word, bit 0 first. */
  declare(bits: readonly NetBit[], word: string): void {
    bits.forEach((net, bit) => {
      if (typeof net === 'number' && !this.places.has(net)) this.places.set(net, { word, bit, width: bits.length });
    });
  }

  has(net: NetBit): boolean {
    return typeof net !== 'number' || this.places.has(net);
  }

  /** Up to 64 bits as an unsigned value, the others 0. Bits that lie side by side in one word are taken together. */
  value(bits: readonly NetBit[]): string {
    const parts: string[] = [];
    let constant = 0n;
    for (let at = 0; at < bits.length;) {
      const net = bits[at] as NetBit;
      const place = this.places.get(net);
      if (place === undefined) {
        if (net === '1') constant |= 1n << BigInt(at);
        at++;
        continue;
      }
      let count = 1;
      while (bits[at + count] === net) count++;
      if (count > 1) {
        // An extended sign.
        parts.push(shiftedTo(place, 1, 0, (bit) => `((0u - ${bit}) & ${literal(ones(count) << BigInt(at))})`));
        at += count;
        continue;
      }
      for (; at + count < bits.length; count++) {
        const next = this.places.get(bits[at + count] as NetBit);
        if (next?.word !== place.word || next.bit !== place.bit + count) break;
      }
      parts.push(shiftedTo(place, count, at, (text) => text));
      at += count;
    }
    if (constant !== 0n || parts.length === 0) parts.push(literal(constant));
    return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' | ')})`;
  }
}

/** A value of C without a sign. */
export function literal(value: bigint): string {
  return value < 10n ? `${value}u` : `0x${value.toString(16)}ull`;
}

/** The lowest bits set. */
export function ones(count: number): bigint {
  return (1n << BigInt(count)) - 1n;
}

function shiftedTo({ word, bit, width }: Place, count: number, to: number, then: (text: string) => string): string {
  const down = bit === 0 ? word : `(${word} >> ${bit})`;
  const taken = bit + count === width ? down : `(${down} & ${literal(ones(count))})`;
  return then(to === 0 ? taken : `(${taken} << ${to})`);
}
