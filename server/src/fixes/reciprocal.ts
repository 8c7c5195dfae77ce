/** x / divisor = (x * factor) >> shift, for every unsigned x of `width` bits. */
export interface Reciprocal {
  readonly factor: bigint;
  readonly shift: number;
  /** Bits of `factor`, of the product, and of the quotient. */
  readonly factorBits: number;
  readonly productBits: number;
  readonly quotientBits: number;
}

/**
 * The smallest multiplier that divides exactly (Granlund and Montgomery, "Division by Invariant Integers using Multiplication",
 * 1994): with n the largest value of `width` bits that leaves the remainder divisor - 1, and e = factor * divisor - 2^shift, the
 * quotient is exact when e * n < 2^shift. Undefined for a divisor below 3 or above every value of that width.
 */
export function reciprocal(divisor: bigint, width: number): Reciprocal | undefined {
  const values = 1n << BigInt(width);
  if (divisor < 3n || divisor >= values || width > 64) return undefined;
  const hardest = (values / divisor) * divisor - 1n;
  for (let shift = 0; shift <= 2 * width; shift++) {
    const power = 1n << BigInt(shift);
    const factor = (power + divisor - 1n) / divisor;
    if ((factor * divisor - power) * hardest >= power) continue;
    const quotientBits = bitsOf((values - 1n) / divisor);
    return { factor, shift, factorBits: bitsOf(factor), productBits: Math.max(width + bitsOf(factor), shift + quotientBits), quotientBits };
  }
  return undefined;
}

/** How many bits an unsigned value needs, at least 1. */
export function bitsOf(value: bigint): number {
  return value === 0n ? 1 : value.toString(2).length;
}
