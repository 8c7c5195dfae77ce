import { describe, expect, it } from 'vitest';
import { isCheaper } from '../../../server/src/optimize/cost';
import { constantMultiples, signedDigits } from '../../../server/src/optimize/strategies/constantMultiples';
import { shareOperator } from '../../../server/src/optimize/strategies/shareOperator';
import { shareSum } from '../../../server/src/optimize/strategies/shareSum';
import { proposed } from './proposing';

const ports = 'input s, input [1:0] op, input [7:0] a, b, c, d, output [7:0] y, output [7:0] z, output reg [7:0] r';
const inModule = (items: string): string => `module m (${ports});\n${items}\nendmodule\n`;
/** The lines between header and end, of each rewrite. */
async function lines(strategy: typeof shareSum, items: string): Promise<string[]> {
  return (await proposed(strategy, inModule(items))).map(({ text }) =>
    text
      .split('\n')
      .slice(1, -2)
      .map((line) => line.trim())
      .join(' / '),
  );
}

describe('operators that are never used at once', () => {
  it('are one with chosen operands; equal operands stay', async () => {
    expect(await lines(shareOperator, 'assign y = s ? a + b : c + d;')).toEqual(['assign y = ((s ? a : c) + (s ? b : d));']);
    expect(await lines(shareOperator, 'assign y = s ? a * b : c * a;')).toEqual(['assign y = (a * (s ? b : c));']);
  });

  it('a subtraction adds the complement and one', async () => {
    expect(await lines(shareOperator, 'assign y = s ? a - b : a + b;')).toEqual(['assign y = (a + (s ? ~b : b) + s);']);
    expect(await lines(shareOperator, 'assign y = (op == 1) ? a + b : a - b;')).toEqual([
      'assign y = (a + ((op == 1) ? b : ~b) + !((op == 1)));',
    ]);
  });

  it('of if and else become one assignment, of the same kind', async () => {
    expect(await lines(shareOperator, 'always @*\n  if (s) r = a + b;\n  else begin r = a + c; end')).toEqual([
      'always @* / r = a + (s ? b : c);',
    ]);
    expect(await lines(shareOperator, 'always @*\n  if (s) r = a + b;\n  else r <= a + c;')).toEqual([]);
  });

  it('of arms of a case go into a net in front of it', async () => {
    expect(await lines(shareOperator, 'always @* case (op) 0: r = a + b; 1: r = a - c; default: r = d; endcase')).toEqual([
      'wire [7:0] r_shared = a + ((op == 0) ? b : ~c) + !((op == 0)); / always @* case (op) 0: r = r_shared; 1: r = r_shared; default: r = d; endcase',
    ]);
  });
});

describe('sums', () => {
  it('add what they have in common once', async () => {
    expect(await lines(shareSum, 'assign y = a + b + c;\nassign z = c - d + a;')).toEqual([
      'wire [7:0] sum_a_c = a + c; / assign y = sum_a_c + b; / assign z = sum_a_c - d;',
    ]);
  });

  it('lose terms that cancel', async () => {
    expect(await lines(shareSum, 'assign y = a + (b + c) - b;')).toEqual(['assign y = a + c;']);
  });
});

describe('constant multiples', () => {
  it('have no two digits beside each other', () => {
    for (const value of [3n, 7n, 23n, 81n, 1023n]) {
      const digits = signedDigits(value);
      expect(digits.reduce((sum, { shift, sign }) => sum + (sign === '+' ? 1n : -1n) * (1n << BigInt(shift)), 0n)).toBe(value);
      expect(digits.every(({ shift }, index) => index === 0 || (digits[index - 1]?.shift ?? 0) - shift > 1)).toBe(true);
    }
  });

  it('of one operand are made from each other', async () => {
    const [all] = await lines(constantMultiples, 'assign y = 9 * a;\nassign z = a * 18 + 81 * a;');
    expect(all).toBe(
      'wire [7:0] a_times_9 = (a << 3) + a; / wire [7:0] a_times_81 = (a_times_9 << 3) + a_times_9; / assign y = a_times_9; / assign z = (a_times_9 << 1) + a_times_81;',
    );
  });
});

it('neither cells nor delay is bought with more of the other than it is worth', () => {
  const cost = (cells: number, delay: number) => ({ cells, delay, wires: 0 });
  expect(isCheaper(cost(50, 5), cost(100, 5))).toBe(true);
  expect(isCheaper(cost(50, 7), cost(100, 5))).toBe(true);
  expect(isCheaper(cost(90, 7), cost(100, 5))).toBe(false);
  expect(isCheaper(cost(100, 4), cost(100, 5))).toBe(true);
  expect(isCheaper(cost(140, 4), cost(100, 5))).toBe(false);
  expect(isCheaper(cost(100, 4.95), cost(100, 5))).toBe(false);
});
