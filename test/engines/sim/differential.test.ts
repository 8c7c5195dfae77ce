import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import type { DifferentialResult } from '../../../server/src/sim/differential';
import { simulateApart } from '../../../server/src/sim/differential';
import { fifo, pairs } from './pairs';
import { prepared } from './prepared';

const yosys = createEmbeddedYosys({ workers: 1 });
beforeAll(() => yosys.warm());
afterAll(() => yosys.dispose());

async function compare(golden: string, candidate: string, options: object = {}): Promise<DifferentialResult> {
  return await simulateApart(await prepared(yosys, golden), await prepared(yosys, candidate), { cycles: 400, seed: 7, ...options });
}

describe('simulateApart', () => {
  it.each(pairs)('$name: $expected', async ({ golden, candidate, assume, options, expected, why }) => {
    const assumption = assume === undefined ? {} : { assumption: await prepared(yosys, assume) };
    const result = await compare(golden, candidate, { ...options, ...assumption });
    expect(result.kind, 'why' in result ? result.why : '').toBe(expected);
    if (why !== undefined) expect('why' in result ? result.why : '').toMatch(why);
    if (result.kind === 'different') {
      expect(result.counterexample.cycle).toBeLessThan(result.cycles);
      const differing = Object.values(result.counterexample.signals);
      expect(differing.length).toBeGreaterThan(0);
      for (const values of differing) {
        expect(values.golden).toMatch(/^[01x]+$/);
        expect([...values.golden].some((digit, i) => digit !== 'x' && values.candidate[i] !== digit)).toBe(true);
      }
    }
  });

  it('finds pin, level and kind of resets from the flip-flops', async () => {
    const design = (reset: string, event: string): string => `module m(input clk, input go, input n, input [3:0] d, output reg [3:0] q);
      always @(posedge clk${event}) if (${reset}) q <= 5; else if (go) q <= d + q;
    endmodule`;
    const low = await compare(design('!n', ' or negedge n'), design('!n', ' or negedge n'));
    expect(low).toMatchObject({ kind: 'same', resets: [{ name: 'n', active: 0, kind: 'asynchronous' }], everKnownBits: 4 });
    const high = await compare(design('n', ''), design('n', ''));
    expect(high).toMatchObject({ kind: 'same', resets: [{ name: 'n', active: 1, kind: 'synchronous' }], everKnownBits: 4 });
  });

  it('takes no input for a reset because holding it keeps initial values', async () => {
    const text = `module m(input clk, input push, input r, output reg [3:0] n = 0, output reg [3:0] k = 0);
      always @(posedge clk) begin if (push) n <= n + 1; if (push) k <= k + n; if (r) n <= 0; end
    endmodule`;
    expect(await compare(text, text)).toMatchObject({ kind: 'same', resets: [{ name: 'r', active: 1 }] });
  });

  it('knows the clock and the reset behind a clock gate', async () => {
    const gated = `module m(input clk, input rst, input en, input [3:0] d, output reg [3:0] q);
      reg open;
      always @* if (!clk) open = en | rst;
      wire g = clk & open;
      always @(posedge g) if (rst) q <= 0; else q <= q + d;
    endmodule`;
    expect(await compare(gated, gated)).toMatchObject({
      kind: 'same',
      clocks: ['clk'],
      resets: [{ name: 'rst', active: 1 }],
      everKnownBits: 4,
    });
    const wrong = gated.replace('en | rst', 'rst | ~en');
    expect(await compare(gated, wrong)).toMatchObject({ kind: 'different', clocks: ['clk'] });
  });

  it('pairs unreset state by name and reports what it cannot pair', async () => {
    const memory = await compare(fifo(), fifo());
    expect(memory).toMatchObject({ kind: 'same', pairedState: 64, unpairedState: [] });
    const renamed = await compare(
      fifo(),
      fifo((text) => text.replaceAll('mem', 'store')),
    );
    expect(renamed).toMatchObject({ kind: 'same', pairedState: 0 });
    expect(renamed.kind === 'same' ? renamed.unpairedState.length : 0).toBe(128);
  });

  it('says which golden bits were never known', async () => {
    const text = (name: string): string => `module m(input clk, input en, input d, output x, output q, output y);
      assign x = en ? 1'bx : 1'bx;
      reg [1:0] ${name};
      always @(posedge clk) ${name} <= ~${name};
      assign q = &${name};
      assign y = d;
    endmodule`;
    expect(await compare(text('k'), text('other'))).toMatchObject({
      kind: 'same',
      comparedBits: 3,
      everKnownBits: 1,
      neverKnown: ['x', 'q'],
    });
    expect(await compare(text('k'), text('k'))).toMatchObject({ everKnownBits: 2, neverKnown: ['x'] });
  });

  it('gives the same counterexample for the same seed, with a dump of both sides', async () => {
    const broken = fifo((text) => text.replace('wr && !full', 'wr'));
    const first = await compare(fifo(), broken);
    const second = await compare(fifo(), broken);
    expect(second).toEqual(first);
    if (first.kind !== 'different') throw new Error('the difference was not found');
    expect(first.vcdText).toMatch(
      /\$scope module golden \$end[\s\S]*\$var wire 4 \S+ wp \[3:0\] \$end[\s\S]*\$scope module candidate \$end/,
    );
    const lanes = first.counterexample.wavejson.signal;
    expect(lanes[0]).toMatchObject({ name: 'clk' });
    expect(JSON.stringify(lanes)).toContain('"candidate"');
  });

  it('starts again from power-up in a long run and still replays what it finds', async () => {
    const counter = (last: string): string => `module m(input clk, input rst, input en, input [255:0] d, output y);
      reg [9:0] n; always @(posedge clk) if (rst) n <= 0; else if (en) n <= n + 1; assign y = n == 1000 ? ${last} : 0; endmodule`;
    const long = await compare(counter('d[7]'), counter('d[7]'), { cycles: 20000 });
    expect(long).toMatchObject({ kind: 'same', cycles: 20000, everKnownBits: 1 });
    expect(await compare(counter('d[7]'), counter('d[6]'), { cycles: 20000 })).toMatchObject({ kind: 'different' });
  });

  it('refuses a clock or reset that is no input', async () => {
    expect(await compare(fifo(), fifo(), { resets: [{ name: 'reset_n' }] })).toMatchObject({
      kind: 'unsupported',
      why: expect.stringMatching(/reset_n/) as string,
    });
  });

  it('ends as unknown when time runs out or the caller gives up', async () => {
    const late = await compare(fifo(), fifo(), { cycles: 1e9, budgetMs: 60 });
    expect(late).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/time ran out after \d+ of 1000000000 cycles/) as string });
    const golden = await prepared(yosys, fifo());
    const stopped = await simulateApart(golden, golden, { cycles: 1e9, seed: 1 }, AbortSignal.timeout(40));
    expect(stopped).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/^cancelled/) as string });
  });
});
