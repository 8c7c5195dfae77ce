import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { testOfSum } from '../../../server/src/fixes/retime/testOfSum';
import type { Expr } from '../../../server/src/graph/ast';
import { tokenize } from '../../../server/src/graph/lexer';
import { readExpression } from '../../../server/src/graph/readExpression';
import { TokenCursor } from '../../../server/src/graph/tokenCursor';

const read = (text: string): Expr => readExpression(new TokenCursor(tokenize(text)));

/** The test of register n, of four bits, for the value of a sum; texts are those of both. */
function moved(test: string, sum: string): string | undefined {
  const inSum = read(sum);
  const inTest = read(test);
  const below = (expr: Expr): Expr[] => (expr.kind === 'binary' ? [expr, ...below(expr.left), ...below(expr.right)] : [expr]);
  const ofSum = new Set(below(inSum));
  return testOfSum(inTest, 'n', inSum, (part) => (ofSum.has(part) ? sum : test).slice(part.start, part.end));
}

/** Whether a test holds for a value of n. */
function holds(text: string, n: number): boolean {
  const script = text
    .replaceAll("&(n | 1'b1)", String((n | 1) === 15))
    .replaceAll('n[0]', String(n % 2 === 1))
    .replace(/~\|n\b/g, String(n === 0))
    .replace(/(?<!\|)\|n\b/g, String(n !== 0))
    .replace(/(?<!&)&n\b/g, String(n === 15))
    .replace(/\bn\b/g, String(n))
    .replace(/4'd(\d+)/g, '$1')
    .replace(/4'b1111/g, '15')
    .replaceAll('TOP', '11')
    .replace(/\b(\d+) ([-+]) (\d+)/g, (_, a: string, op: string, b: string) =>
      String(op === '+' ? Number(a) + Number(b) : Number(a) - Number(b)),
    )
    .replace(/([=!])=/g, '$1==');
  return runInNewContext(`Boolean(${script})`) as boolean;
}

const tests = [
  'n == TOP',
  'n != 0',
  '|n',
  '!n',
  '~|n',
  '&n',
  '!(&n)',
  'n > 0',
  "n == 4'd14",
  "4'd3 != n",
  'n >= TOP',
  'n < 5',
  '5 <= n',
  'n > 4',
  "n <= 4'd9",
  '(n == 3) || (n == 7)',
  '!(n == 2) && n != 9',
];

describe('a test of a register, for what an addition makes of it', () => {
  it.each(tests)('%s', (test) => {
    for (const [sum, added] of [
      ['n + 1', 1],
      ["n - 1'b1", -1],
      ["n + {3'b0, 1'b1}", 1],
    ] as const) {
      const text = moved(test, sum);
      expect(text).toBeDefined();
      for (let n = 0; n < 16; n++) expect([sum, text, n, holds(text ?? '', n)]).toEqual([sum, text, n, holds(test, (n + added + 16) % 16)]);
    }
  });

  it('is left alone where it is no test against constants, or no sum', () => {
    expect(moved('n', 'n + 1')).toBeUndefined();
    expect(moved('n + n', 'n + 1')).toBeUndefined();
    expect(moved('n == 3', 'n & 1')).toBeUndefined();
    expect(moved('n == 3', 'n + m')).toBeUndefined();
    expect(moved('n > 3', 'n + 2')).toBeUndefined();
  });
});
