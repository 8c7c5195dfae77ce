import { describe, expect, it } from 'vitest';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { pairDesigns } from '../../../server/src/verify/prove/pairDesigns';
import { prepare } from '../../../server/src/verify/prove/prepare';
import { provePair } from '../../../server/src/verify/prove/provePair';
import { compareEmbedded, comparisonOf, noPrograms } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();
const never = new AbortController().signal;

function check(golden: string, candidate: string): Promise<EquivalenceResult> {
  return compareEmbedded(yosys, comparisonOf(golden, candidate));
}

/** What the proof with memories as they are says, and the one with registers for their words. */
async function bothWays(golden: string, candidate: string): Promise<{ matched: string; words: string }> {
  const request = comparisonOf(golden, candidate);
  const ready = await prepare(request.golden, request.candidate, yosys, { timeoutMs: 20_000, manyClocks: false, reader: 'verilog' }, never);
  if (ready.kind !== 'ready') throw new Error(ready.message);
  const kind = async (matchedOnly: boolean): Promise<string> => {
    const [g, c] = matchedOnly ? [ready.golden.withMemories, ready.candidate.withMemories] : [ready.golden.gates, ready.candidate.gates];
    if (!g.ok || !c.ok) throw new Error('not modelled');
    const pair = pairDesigns(ready, g.design, c.design, false, request, undefined);
    const answer = await provePair({
      pair,
      units: { golden: request.golden, candidate: request.candidate, sides: { golden: ready.golden, candidate: ready.candidate } },
      contract: { kind: 'sameCycle' },
      tools: { yosys, runner: noPrograms },
      seed: 1,
      deadline: Date.now() + 30_000,
      guards: [],
      signal: never,
      script: [],
      inputHash: '',
      matchedOnly,
    });
    return answer.kind;
  };
  return { matched: await kind(true), words: await kind(false) };
}

/** A memory of 2^17 bits with a registered read, too large for registers. */
const large = (body: string): string => `module m(input clk, rst, we, input [11:0] wa, ra, input [31:0] d, output reg [31:0] q);
  ${body} endmodule`;
const store = large('reg [31:0] mem [0:4095]; always @(posedge clk) begin if (we) mem[wa] <= d; if (rst) q <= 0; else q <= mem[ra]; end');

describe('memories that stay memories in a proof', () => {
  it.each([
    [
      'the same under another name',
      'reg [31:0] words [0:4095]; always @(posedge clk) begin if (we) words[wa] <= d; q <= rst ? 0 : words[ra]; end',
    ],
    [
      'written by parts, read twice',
      `reg [31:0] mem [0:4095]; wire [31:0] r = mem[ra], s = mem[ra ^ 12'd0];
       always @(posedge clk) begin if (we) begin mem[wa][15:0] <= d[15:0]; mem[wa][31:16] <= d[31:16]; end q <= rst ? 32'd0 : r & s; end`,
    ],
    [
      'rewritten with what is there where nothing is written',
      'reg [31:0] mem [0:4095]; always @(posedge clk) begin mem[wa] <= we ? d : mem[wa]; if (rst) q <= 0; else q <= mem[ra]; end',
    ],
  ])('proved: %s', async (_, body) => {
    const result = await check(store, large(body));
    expect(result.verdict, result.reason).toBe('proved');
  });

  it.each([
    [
      'another word is written',
      'reg [31:0] mem [0:4095]; always @(posedge clk) begin if (we) mem[wa ^ 1] <= d; if (rst) q <= 0; else q <= mem[ra]; end',
    ],
    [
      'other data',
      'reg [31:0] mem [0:4095]; always @(posedge clk) begin if (we) mem[wa] <= d ^ (wa == 77); if (rst) q <= 0; else q <= mem[ra]; end',
    ],
    [
      'reset stops the write',
      'reg [31:0] mem [0:4095]; always @(posedge clk) begin if (we & ~rst) mem[wa] <= d; if (rst) q <= 0; else q <= mem[ra]; end',
    ],
    [
      'what is written is read at once',
      'reg [31:0] mem [0:4095]; always @(posedge clk) begin if (we) mem[wa] <= d; if (rst) q <= 0; else q <= we && wa == ra ? d : mem[ra]; end',
    ],
    [
      'written on the other edge',
      'reg [31:0] mem [0:4095]; always @(negedge clk) if (we) mem[wa] <= d; always @(posedge clk) if (rst) q <= 0; else q <= mem[ra];',
    ],
    [
      'other contents at the start',
      'reg [31:0] mem [0:4095]; initial mem[5] = 1; always @(posedge clk) begin if (we) mem[wa] <= d; if (rst) q <= 0; else q <= mem[ra]; end',
    ],
    [
      'a smaller memory',
      'reg [31:0] mem [0:4000]; always @(posedge clk) begin if (we) mem[wa] <= d; if (rst) q <= 0; else q <= mem[ra]; end',
    ],
  ])('not proved: %s', async (_, body) => {
    const filled = large(
      'reg [31:0] mem [0:4095]; initial mem[5] = 2; always @(posedge clk) begin if (we) mem[wa] <= d; if (rst) q <= 0; else q <= mem[ra]; end',
    );
    const result = await check(body.includes('initial') ? filled : store, large(body));
    expect(result.verdict, result.reason).toMatch(/unknown|refuted/);
  });

  it('agrees with registers for the words, over random memories and changes', async () => {
    const seen: string[] = [];
    for (let seed = 1; seed <= 10; seed++) {
      const pair = randomPair(seed);
      const said = await bothWays(pair.golden, pair.candidate);
      seen.push(said.matched);
      // What is proved with memories must not differ in words.
      if (said.matched === 'proved') expect(said.words, pair.candidate).not.toMatch(/refuted|disputed/);
      if (pair.same) expect(said.matched, pair.candidate).toBe('proved');
    }
    expect(seen).toContain('proved');
    expect(seen).toContain('open');
  });
});

/** A small memory with two writes and two reads, and a variation of it; `same`: only written differently. */
function randomPair(seed: number): { golden: string; candidate: string; same: boolean } {
  let state = seed * 2654435761;
  const draw = (count: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)] as T;
  const size = pick([4, 5, 7, 8]);
  const low = pick([0, 0, 2]);
  const parts = {
    first: 'a',
    second: pick(['b', 'a', "a ^ 3'd1"]),
    data: pick(['d', '~d', 'd + e']),
    read: pick(['b', 'a', 'b + 1']),
    on: pick(['e[0]', '1', 'd[1]']),
  };
  const text = (
    name: string,
    p: typeof parts,
    rewritten: boolean,
  ): string => `module m(input clk, rst, w, input [2:0] a, b, input [1:0] d, e, output reg [1:0] q, output [1:0] r);
    reg [1:0] ${name} [${low}:${low + size - 1}];
    always @(posedge clk) begin ${rewritten ? `if (~w) begin end else ${name}[${p.first}] <= ${p.data};` : `if (w) ${name}[${p.first}] <= ${p.data};`}
      if (${p.on}) ${name}[${p.second}] <= e; if (rst) q <= 0; else q <= ${name}[${p.read}]; end
    assign r = ${rewritten ? `${name}[a] | ${name}[a]` : `${name}[a]`}; endmodule`;
  const change = pick(['none', 'none', 'second', 'data', 'read', 'on'] as const);
  const changed = { ...parts };
  if (change === 'second') changed.second = pick(['b', 'a', "a ^ 3'd1", "a ^ 3'd2"]);
  if (change === 'data') changed.data = pick(['d', '~d', 'd + e', 'd ^ e']);
  if (change === 'read') changed.read = pick(['b', 'a', 'b + 1', 'b + 3']);
  if (change === 'on') changed.on = pick(['e[0]', '1', 'd[1]', '~d[1]']);
  const same = JSON.stringify(parts) === JSON.stringify(changed);
  return { golden: text('mem', parts, false), candidate: text(pick(['mem', 'words']), changed, true), same };
}
