import { describe, expect, it } from 'vitest';
import { evaluateConstant } from '../../../server/src/model/constant';

const names = (name: string): bigint | undefined =>
  ({ W: 8n, N: -3n, 'pk::K': 5n, '$bits(word_t)': 16n, '$bits(sig)': 12n, TXT: 0x4142n })[name];

describe('constant expressions', () => {
  it.each([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 4 - 3', 3n],
    ['2 ** 10', 1024n],
    ['2 ** 3 ** 2', 64n],
    ['-7 / 2', -3n],
    ['-7 % 4', -3n],
    ['W - 1', 7n],
    ['pk::K * 2', 10n],
    ["8'hFF", 255n],
    ["8'hff + 1", 256n],
    ["8'hff + 8'd1", 0n],
    ["4'sb1111", -1n],
    ["4'sb1111 + 0", -1n],
    ["4'sb1111 + 4'd0", 15n],
    ["12'o17_7", 127n],
    ["'d42", 42n],
    ["16'd1_000", 1000n],
    ["8'b1010_0101", 165n],
    ["{4'ha, 4'h5}", 0xa5n],
    ["{2{4'h5}}", 0x55n],
    ["{W{1'b1}}", 255n],
    ["{2{2'b10, 1'b1}}", 0b101101n],
    ['1 << 4', 16n],
    ['-16 >>> 2', -4n],
    ["8'h80 >> 3", 16n],
    ['1 << W', 256n],
    ['W > 4 ? 10 : 20', 10n],
    ['W == 8 && N < 0', 1n],
    ['0 || 0', 0n],
    ['1 ? 0 ? 1 : 2 : 3', 2n],
    ["-1 < 4'd1", 0n],
    ['-1 < 1', 1n],
    ['!W', 0n],
    ['~8', -9n],
    ["~4'b1010", 5n],
    ["&4'hf", 1n],
    ["~&4'hf", 0n],
    ["|4'h0", 0n],
    ["^4'b0111", 1n],
    ["~^4'b0111", 0n],
    ['5 & 3 | 8 ^ 1', 9n],
    ['$clog2(1)', 0n],
    ['$clog2(8)', 3n],
    ['$clog2(9)', 4n],
    ['$clog2(W + 1) - 1', 3n],
    ['$bits(word_t) / 8', 2n],
    ['$bits(sig)', 12n],
    ["$bits(8'h0)", 8n],
    ['$bits(int)', 32n],
    ['$countones(7)', 3n],
    ["$signed(4'hf)", -1n],
    ["$unsigned(4'shf)", 15n],
    ["4'(17)", 1n],
    ["int'(5)", 5n],
    ["byte'(255)", -1n],
    ["W'(257)", 1n],
    ["(W/2)'(31)", -1n],
    ["(W/2)'(8'd31)", 15n],
    ["word_t'(65537)", 1n],
    ["signed'(4'hf)", -1n],
    ["'1 & 8'h0f", 15n],
    ["'0", 0n],
    ['W[3]', 1n],
    ['W[3:2]', 2n],
    ['TXT == "AB"', 1n],
    ['2147483647 + 1', -2147483648n],
    ["33'h1_0000_0000 + 1", 4294967297n],
    ['1 /* one */ + // and\n 2', 3n],
    ['1 -> 0', 0n],
    ['0 && UNKNOWN', 0n],
  ])('%s is %s', (text, expected) => {
    expect(evaluateConstant(text, names)).toBe(expected);
  });

  it.each([
    'UNKNOWN',
    '1 +',
    '',
    "4'bx",
    '1.5',
    'f(1)',
    '1 / 0',
    '5 % 0',
    "4'hg",
    '(1',
    '{1, }',
    '1 ? 2',
    '$random',
    'a.b',
    '1 2',
    "9999999999'h1",
    '1 << -1',
  ])('%j has no value', (text) => {
    expect(evaluateConstant(text, names)).toBeUndefined();
  });

  it('does not fall over deep or long expressions', () => {
    expect(evaluateConstant(`${'('.repeat(5000)}1${')'.repeat(5000)}`, names)).toBeUndefined();
    expect(evaluateConstant(Array(900).fill('1').join('+'), names)).toBe(900n);
    expect(evaluateConstant(Array(9000).fill('1').join('+'), names)).toBeUndefined();
    expect(evaluateConstant('-'.repeat(9000) + '1', names)).toBeUndefined();
    expect(evaluateConstant('9 ** 60000', names)).toBeDefined();
  });
});
