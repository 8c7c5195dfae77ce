import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reciprocal } from '../../../server/src/fixes/reciprocal';

describe('reciprocal', () => {
  it('is exact for every value of every width up to 10 bits', () => {
    for (let width = 2; width <= 10; width++) {
      for (let divisor = 3n; divisor < 1n << BigInt(width); divisor++) {
        const found = reciprocal(divisor, width);
        if (found === undefined) throw new Error(`no reciprocal of ${divisor} for ${width} bits`);
        for (let x = 0n; x < 1n << BigInt(width); x++) {
          if ((x * found.factor) >> BigInt(found.shift) !== x / divisor) throw new Error(`${x} / ${divisor} at ${width} bits`);
        }
      }
    }
  });

  it('is exact for wide operands, and fits the widths it states', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 11, max: 32 }),
        fc.bigInt({ min: 3n, max: 2n ** 32n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
        (width, divisor, x) => {
          const values = 1n << BigInt(width);
          fc.pre(divisor < values);
          const found = reciprocal(divisor, width);
          if (found === undefined) return false;
          const edges = [x % values, values - 1n, (x % (values / divisor)) * divisor, ((x % (values / divisor)) + 1n) * divisor - 1n];
          return edges.every((value) => {
            const product = value * found.factor;
            const quotient = product >> BigInt(found.shift);
            return quotient === value / divisor && product < 1n << BigInt(found.productBits) && quotient < 1n << BigInt(found.quotientBits);
          });
        },
      ),
    );
  });

  it('declines divisors that need no reciprocal', () => {
    expect(reciprocal(1n, 8)).toBeUndefined();
    expect(reciprocal(2n, 8)).toBeUndefined();
    expect(reciprocal(256n, 8)).toBeUndefined();
  });
});
