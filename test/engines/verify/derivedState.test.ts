import { describe, expect, it } from 'vitest';
import type { AbcAnswer } from '../../../server/src/verify/prove/abc';
import { derivedStrategy } from '../../../server/src/verify/prove/derivedState';
import { pairDesigns, planOf } from '../../../server/src/verify/prove/pairDesigns';
import { readPair } from '../../../server/src/verify/prove/readPair';
import { M } from './equivalencePairs';
import { movedPairs } from './movedPairs';
import { comparisonOf, noPrograms } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();
const { signal } = new AbortController();

/** What the strategy says alone. */
async function asked(golden: string, candidate: string): Promise<AbcAnswer['kind']> {
  const request = comparisonOf(golden, candidate);
  const tools = { yosys, runner: noPrograms };
  const ready = await readPair({ request, tools, deadline: Date.now() + 20_000, manyClocks: false, signal });
  if (ready.kind !== 'ready' || !ready.golden.gates.ok || !ready.candidate.gates.ok) throw new Error('the pair could not be read');
  const pair = pairDesigns(ready, ready.golden.gates.design, ready.candidate.gates.design, false, request, undefined);
  const strategy = derivedStrategy(planOf(pair, 0), 1, 10_000);
  return (await strategy?.attempt?.(yosys, 10_000, signal))?.kind ?? 'open';
}

describe('registers as what follows from the other side', () => {
  it('prove no pair of which one side is wrong, and moved registers that are right', async () => {
    const right = ['the next value kept beside the value', 'a comparison moved before its register'];
    const proved: string[] = [];
    for (const { name, golden, candidate, expected } of movedPairs) {
      if (expected === 'refuted' ? !/comparison|next value|sum moved/.test(name) : !right.includes(name)) continue;
      const answer = await asked(golden, candidate);
      if (expected === 'refuted') expect(answer, name).toBe('open');
      else if (answer === 'proved') proved.push(name);
    }
    expect(proved).toEqual(right);
  });

  const clocked = (resets: string, loads: string): string =>
    `always @(posedge clk or posedge rst) if (rst) begin ${resets} end else begin ${loads} end`;

  it('do not prove a flag that the reset leaves as it was', async () => {
    const plain = 'input clk, input rst, input [15:0] a, output y';
    const golden = `reg [15:0] r; assign y = r == 77; always @(posedge clk) if (rst) r <= 0; else r <= a;`;
    const flag = (reset: string): string => `reg f; assign y = f; always @(posedge clk) if (rst) ${reset} else f <= a == 77;`;
    expect(await asked(M(plain, golden), M(plain, flag('f <= 0;')))).toBe('proved');
    expect(await asked(M(plain, golden), M(plain, flag(';')))).toBe('open');
    expect(await asked(M(plain, golden), M(plain, flag('f <= 1;')))).toBe('open');
    // Right only from values that somebody else gave.
    expect(await asked(M(plain, golden.replace('if (rst) r <= 0; else ', '')), M(plain, flag('f <= 0;')))).toBe('open');
  });

  const counting = 'input clk, input rst, input en, input [15:0] d, output reg y, output reg z';
  const counter = (test: string, flag?: string): string =>
    `reg [16:0] n, l; ${flag === undefined ? '' : 'reg f;'} ${clocked(
      `n <= 0; l <= 17'h1ffff; y <= 0; z <= 0; ${flag === undefined ? '' : 'f <= 0;'}`,
      `if (en) begin n <= n < {l[15:0], 1'b1} ? n + 17'd1 : 17'd0; if (n == 0) l <= d; ${flag ?? ''} end
       if (${test}) y <= d[3]; z <= n == l;`,
    )}`;

  it.each([
    ['', 'proved'],
    [' && !(&n)', 'proved'],
    [" ^ (d == 16'h1234 && n == 77)", 'open'],
    [" && l != 17'h0ffee", 'open'],
  ])('a test that random runs never see true, kept in a register%s: %s', async (wrong, expected) => {
    const next = "(n < {l[15:0], 1'b1} ? n + 17'd1 : 17'd0) == {(n == 0 ? d[15:0] : l[15:0]), 1'b1}";
    const candidate = counter('f', `f <= (${next})${wrong};`);
    expect(await asked(M(counting, counter("n == {l[15:0], 1'b1}")), M(counting, candidate))).toBe(expected);
  });

  it.each([
    ["~(n + 31'd1)", 'proved'],
    ["~(n + 31'd1) ^ (n == 31'h12345678)", 'open'],
    ["~(i + 31'd1)", 'open'],
  ])('an inverted copy that loads %s: %s', async (load, expected) => {
    const count = (copy: string, read: string): string =>
      `reg [30:0] n; ${copy === '' ? '' : 'reg [30:0] i;'} ${clocked(
        `n <= 0; ${copy === '' ? '' : "i <= ~31'd0;"} y <= 0; z <= 0;`,
        `if (en && d[7:0] == 77) begin n <= 0; ${copy === '' ? '' : "i <= ~31'd0;"} end else if (d[8]) begin n <= n + 31'd1; ${copy} end z <= ${read} == 31'd3; y <= ${read} > 31'd1000000;`,
      )}`;
    expect(await asked(M(counting, count('', 'n')), M(counting, count(`i <= ${load};`, '(~i)')))).toBe(expected);
  });

  it.each([
    ["n > 17'd99999", 'proved'],
    ["n > 17'd99998", 'open'],
    ["n >= 17'd100000", 'proved'],
    ["n > 17'd99999 || d == 16'h4321 && n == 7", 'open'],
  ])('what is chosen behind a register by %s: %s', async (test, expected) => {
    const golden = `reg [16:0] n; ${clocked(
      'n <= 0; y <= 0; z <= 0;',
      "if (en) n <= n > 17'd99999 ? d : n + 17'd3; z <= n == 17'd6; y <= n[16];",
    )}`;
    const candidate = `wire [16:0] n; reg [16:0] a, b; reg c; ${clocked(
      'a <= 0; b <= 0; y <= 0; z <= 0;',
      "a <= en ? d : n; b <= en ? n + 17'd3 : n; z <= n == 17'd6; y <= n[16];",
    )} always @(posedge clk) c <= ${test}; assign n = c ? a : b;`;
    expect(await asked(M(counting, golden), M(counting, candidate))).toBe(expected);
  });

  it('do not take an x of the golden for a value', async () => {
    const plain = 'input clk, input rst, input [3:0] a, output y';
    const golden = `reg [3:0] r; assign y = r == 7; always @(posedge clk) if (rst) r <= 0; else r <= a[3] ? 4'bxxxx : a;`;
    const flag = (load: string): string => `reg f; assign y = f; always @(posedge clk) if (rst) f <= 0; else f <= ${load};`;
    // Where the golden is x any value is right, and an x of the candidate where the golden is not is wrong.
    expect(await asked(M(plain, golden), M(plain, flag("a[2:0] == 7 ? 1'bx : 1'b0")))).toBe('open');
  });
});
