import { describe, expect, it } from 'vitest';
import { readPair } from '../../../server/src/verify/prove/readPair';
import { mayAskUnknown } from '../../../server/src/verify/prove/unknownConditions';
import { comparisonOf, noPrograms } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';
import { M } from './equivalencePairs';

const yosys = warmYosys();
const { signal } = new AbortController();

async function mayAsk(text: string): Promise<boolean> {
  const request = comparisonOf(text, text);
  const ready = await readPair({ request, tools: { yosys, runner: noPrograms }, deadline: Date.now() + 20_000, manyClocks: false, signal });
  if (ready.kind !== 'ready') throw new Error('it could not be read');
  return mayAskUnknown(ready.golden, {}, yosys, Date.now() + 4000, signal);
}

/** A frame of bits that is sent from the last to the first; the count of bits rests at 63. */
const sender = (last: string, wait: number, rest = "n != 6'h3f"): string =>
  M(
    'input clk, input rst, input go, input [15:0] d, output reg y, output reg [6:0] crc',
    `reg [5:0] n; reg [15:0] pause; reg busy; wire [51:0] frame = {d, crc, 13'h55, d};
     always @(posedge clk or posedge rst)
       if (rst) begin n <= 6'h3f; pause <= 0; busy <= 0; y <= 1; crc <= 0; end
       else if (!busy) begin busy <= go; n <= ${last}; pause <= ${wait}; crc <= 0; end
       else if (pause != 0) pause <= pause - 1;
       else if (${rest}) begin n <= n - 1; y <= frame[n]; crc <= {crc[5:0], frame[n] ^ crc[6]}; if (crc[3]) pause <= 1; end`,
  );

describe('whether a condition may be x', () => {
  it.each([
    ['an index that counts down from the last bit of its vector, after a pause longer than random runs', false, sender("6'd51", 64000)],
    ['one that begins a bit above', true, sender("6'd52", 5)],
    ['one that goes on after its rest', true, sender("6'd51", 5, 'go')],
    ['one that an input sets', true, sender('d[5:0]', 5)],
  ])('%s: %s', async (_, expected, text) => expect(await mayAsk(text)).toBe(expected));

  const ports = 'input clk, input rst, input a, output reg y';
  it.each([
    // What the reset makes known must not seem known to what has loaded it before.
    [
      'a register that keeps what it loaded before the reset had settled it',
      true,
      `reg q, r = 0, once = 0; reg [7:0] n;
      always @(posedge clk) begin once <= 1; q <= rst ? 1'b0 : a; n <= rst ? 8'd0 : n + 1; if (!once) r <= q; if (n == 8'd230 && r) y <= a; else y <= 0; end`,
    ],
    [
      'an x that waits for a count in a register',
      true,
      `reg [7:0] n; reg x; wire [2:0] v = 3'd5;
      always @(posedge clk) if (rst) begin n <= 0; x <= 0; y <= 0; end else begin n <= n + 1; if (n == 8'd230) x <= v[n[7:6]]; if (x) y <= a; end`,
    ],
    [
      'the same in range',
      false,
      `reg [7:0] n; reg x; wire [2:0] v = 3'd5;
      always @(posedge clk) if (rst) begin n <= 0; x <= 0; y <= 0; end else begin n <= n + 1; if (n == 8'd230) x <= v[n[5:4]]; if (x) y <= a; end`,
    ],
  ])('%s: %s', async (_, expected, text) => expect(await mayAsk(M(ports, text))).toBe(expected));
});
