import { describe, expect, it } from 'vitest';
import { isCheaper } from '../../../server/src/optimize/cost';
import { chooseEarlier } from '../../../server/src/optimize/strategies/chooseEarlier';
import { constantMultiples, signedDigits } from '../../../server/src/optimize/strategies/constantMultiples';
import { encodeStates } from '../../../server/src/optimize/strategies/encodeStates';
import { reuseResult } from '../../../server/src/optimize/strategies/reuseResult';
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

it('a list of what a process waits for gets the new net too', async () => {
  const [shared] = await lines(shareOperator, 'always @(op or a, b, c) case (op) 0: r = a + b; 1: r = a + c; default: r = a; endcase');
  expect(shared).toContain('always @(op or a, b, c or r_shared) case (op)');
});

it('arms of a case that give joined names sums share one operator too, equal operands under one condition', async () => {
  const [shared] = await lines(
    shareOperator,
    'reg k;\nalways @* case (op) 0: {k, r} = a + b; 1: {k, r} = a - b; 2: {k, r} = b - a; endcase',
  );
  expect(shared).toContain('wire [8:0] r_shared = (((op == 0) || (op == 1)) ? a : b)');
  expect(shared).toContain('0: {k, r} = r_shared; 1: {k, r} = r_shared; 2: {k, r} = r_shared;');
});

describe('a choice between nets that are computed alike', () => {
  it('is made where they differ, through several nets', async () => {
    const items =
      'wire [7:0] p, q, t, u;\nassign p = a - c;\nassign q = a - d;\nassign t = p + b;\nassign u = q + b;\nassign y = s ? t : u;';
    const [chosen] = await lines(chooseEarlier, items);
    expect(chosen).toContain('assign y = ((a - (s ? c : d)) + b);');
  });

  it('stays where they have nothing in common, or a net has several drivers', async () => {
    expect(await lines(chooseEarlier, 'wire [7:0] p = a - c;\nwire [7:0] q = a + d;\nassign y = s ? p : q;')).toEqual([]);
    expect(
      await lines(chooseEarlier, 'wire [7:0] p, q;\nassign p = a - c;\nassign p = a - b;\nassign q = a - d;\nassign y = s ? p : q;'),
    ).toEqual([]);
  });
});

describe('results that are there', () => {
  it('are taken in place of the products and sums that they hold', async () => {
    expect(await lines(reuseResult, 'wire [7:0] p, q;\nassign p = a * b;\nassign q = a - b;\nassign y = (b + 1) * a + c - b;')).toEqual([
      'wire [7:0] p, q; / assign p = a * b; / assign q = a - b; / assign y = p + q + c;',
    ]);
  });

  it('are left alone where one is made from the other, or widths differ', async () => {
    expect(await lines(reuseResult, 'assign y = a * b;\nassign z = y + c;')).toEqual([]);
    expect(await lines(reuseResult, 'wire [15:0] p;\nassign p = a * b;\nassign y = a * b + c;')).toEqual([]);
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

describe('codes of states', () => {
  const machine = (constants: string, range: string): string => `module m (input clk, rst, x, output y);
  localparam ${constants};
  reg ${range} state, next;
  always @(posedge clk) if (rst) state <= A; else state <= next;
  always @* case (state) A: next = x ? B : A; B: next = x ? C : A; C: next = C; default: next = A; endcase
  assign y = state == C;
endmodule
`;

  it('are counted, in Gray order or one-hot, each as wide as it has to be', async () => {
    const found = await proposed(encodeStates, machine("A = 3'b001, B = 3'b010, C = 3'b100", '[2:0]'));
    expect(found.map(({ title }) => title)).toEqual([
      'Encode the 3 states of state with counted codes',
      "Encode the 3 states of state in Gray's order",
    ]);
    expect(found[1]?.text).toContain("localparam A = 2'b00, B = 2'b01, C = 2'b11;\n  reg [1:0] state, next;");
  });

  it('stay where a constant is written as something else, or the register has another name beside it', async () => {
    expect(await proposed(encodeStates, machine("A = 3'b001, B = A << 1, C = 3'b100", '[2:0]'))).toEqual([]);
    expect(await proposed(encodeStates, machine("A = 3'b001, B = 3'b010, C = 3'b100", '[W-1:0]'))).toEqual([]);
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
