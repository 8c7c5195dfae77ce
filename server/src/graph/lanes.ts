/**
 * How the bits of an element that is chosen at run time lie in its array: of two ranges that belong together, bit p of the one and bit q of the other meet where p = q + shift,
 * modulo the width of an element. So the bits of an element keep their places, whichever element it is.
 */
export interface Lanes {
  readonly period: number;
  /** From 0 to `period` - 1. */
  readonly shift: number;
}

/** Undefined where every bit meets every bit. */
export function lanesOf(period: number, shift: number): Lanes | undefined {
  return period < 2 ? undefined : { period, shift: modulo(shift, period) };
}

/** The same lanes for ranges that begin at other places: `by` bits are added to every p. */
export function shiftedLanes({ period, shift }: Lanes, by: number): Lanes {
  return { period, shift: modulo(shift + by, period) };
}

export function isSameLanes(a: Lanes | undefined, b: Lanes | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.period === b.period && a.shift === b.shift);
}

/** More stretches than these count as all bits. */
const mostStretches = 256;

/**
 * The bits q of [0, width) that meet one of the bits p of [low, low + count), as stretches in order; the other way round with `back`, from q to p.
 */
export function metBits(
  { period, shift }: Lanes,
  low: number,
  count: number,
  width: number,
  back = false,
): { readonly low: number; readonly width: number }[] {
  if (count >= period || width / period > mostStretches) return [{ low: 0, width }];
  const first = modulo(back ? low + shift : low - shift, period);
  const found: { low: number; width: number }[] = [];
  for (let at = first - period; at < width; at += period) {
    const from = Math.max(0, at);
    const to = Math.min(width, at + count);
    if (to > from) found.push({ low: from, width: to - from });
  }
  return found;
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}
