import { describe, expect, it } from 'vitest';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import { unitOf } from '../harness/embeddedEquivalence';
import { native, runner } from '../harness/nativeTools';
import { warmYosys } from '../harness/yosys';

const pairs = 8;
const never = new AbortController().signal;

function randomOf(seed: number): (n: number) => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
}

const operators = ['+', '-', '&', '|', '^', '*'];
const names = ['a', 'b', 'r', 's'];

function expression(random: (n: number) => number, depth: number): string {
  const kind = depth === 0 ? 0 : random(6);
  if (kind === 0) return random(5) === 0 ? `3'd${random(8)}` : (names[random(4)] as string);
  if (kind === 1)
    return `(${expression(random, 0)} < ${expression(random, 0)} ? ${expression(random, depth - 1)} : ${expression(random, depth - 1)})`;
  if (kind === 2) return `(~${expression(random, depth - 1)})`;
  return `(${expression(random, depth - 1)} ${operators[random(6)]} ${expression(random, depth - 1)})`;
}

/** A register that is reset, one with an initial value and an enable, and outputs of both. */
function design(random: (n: number) => number): string {
  const reset = random(2) === 0 ? 'posedge clk or posedge rst' : 'posedge clk';
  return `module m(input clk, input rst, input en, input [2:0] a, input [2:0] b, output [2:0] y, output [2:0] z);
  reg [2:0] r; reg [2:0] s = 3'd${random(8)};
  always @(${reset}) if (rst) r <= 3'd${random(8)}; else r <= ${expression(random, 2)};
  always @(posedge clk) if (en) s <= ${expression(random, 2)};
  assign y = r; assign z = ${expression(random, 2)};
endmodule
`;
}

const edits: ((text: string, random: (n: number) => number) => string)[] = [
  (text, random) => replaceOne(text, /[+&|^*](?= [a-z(~3])/g, () => operators[random(6)] as string, random),
  (text, random) => replaceOne(text, /3'd\d/g, (old) => `3'd${(Number(old[3]) + 1) % 8}`, random),
  (text) => text.replace('if (en) ', ''),
  (text) => text.replace('if (rst)', 'if (!rst)').replace('posedge rst', 'negedge rst'),
  (text) => text.replace(' or posedge rst', ''),
  (text) => text.replace('always @(posedge clk) if (en)', 'always @(negedge clk) if (en)'),
  (text) => text.replace(/reg \[2:0\] s = 3'd\d/, 'reg [2:0] s'),
  // These three keep the behaviour.
  (text) => text.replace(/\((\w) ([+&|^*]) (\w)\)/g, '($3 $2 $1)'),
  (text) => text.replace(/if \(en\) s <= (.*);/, 's <= en ? $1 : s;'),
  (text) => text.replace('assign y = r;', 'assign y = ~(~r);'),
];

function replaceOne(text: string, pattern: RegExp, by: (old: string) => string, random: (n: number) => number): string {
  const found = [...text.matchAll(pattern)].filter((match) => match.index > text.indexOf('always'));
  const match = found[random(found.length)];
  return match === undefined ? text : text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

/** Both sides in one bench of our own: 16 cycles of reset, then random inputs, sampled before the edge. Known bits of the golden must be there. */
async function differInIcarus(golden: string, candidate: string, seed: number): Promise<boolean> {
  const side = (name: string, text: string): string => text.replace('module m', `module ${name}`);
  // An edge of either kind may be active, so both moments before an edge are sampled.
  const bench = `${side('g', golden)}${side('c', candidate)}
module bench; reg clk, rst, en; reg [2:0] a, b; wire [2:0] gy, gz, cy, cz; integer i, k; reg bad; reg [63:0] state;
  g dg(clk, rst, en, a, b, gy, gz); c dc(clk, rst, en, a, b, cy, cz);
  // xorshift64: the low bits of $random repeat after a few draws, and would leave an enable at 0 for good.
  function [7:0] draw(input ignored); begin
    state = state ^ (state << 13); state = state ^ (state >> 7); state = state ^ (state << 17); draw = state[47:40];
  end endfunction
  task compare; for (k = 0; k < 3; k = k + 1) begin
    if ((gy[k] === 1'b0 || gy[k] === 1'b1) && gy[k] !== cy[k]) bad = 1;
    if ((gz[k] === 1'b0 || gz[k] === 1'b1) && gz[k] !== cz[k]) bad = 1;
  end endtask
  initial begin clk = 0; rst = 1; bad = 0; state = 64'd88172645463325252 + ${seed};
    for (i = 0; i < 4000; i = i + 1) begin
      rst = i < 16 ? 1 : (draw(0) & 63) == 0; en = draw(0); a = draw(0); b = draw(0);
      #4 if (i >= 16) compare; #1 clk = 1; #1 en = draw(0); a = draw(0); b = draw(0); #3 if (i >= 16) compare; #1 clk = 0; #1;
    end
    $display("bad %0d", bad); $finish;
  end
endmodule
`;
  const compiled = await runner.run(
    {
      program: native.iverilog?.path ?? 'iverilog',
      args: ['-g2012', '-o', 'b.vvp', 'b.v'],
      files: new Map([['b.v', bench]]),
      collect: ['b.vvp'],
      timeoutMs: 20_000,
    },
    never,
  );
  if (compiled.kind !== 'finished' || compiled.code !== 0) throw new Error(`the bench does not compile: ${JSON.stringify(compiled)}`);
  const run = await runner.run(
    {
      program: native.vvp?.path ?? 'vvp',
      args: ['-n', 'b.vvp'],
      files: new Map([['b.vvp', compiled.files.get('b.vvp') as Uint8Array]]),
      timeoutMs: 20_000,
    },
    never,
  );
  if (run.kind !== 'finished' || !run.stdout.includes('bad ')) throw new Error('the bench did not end');
  return run.stdout.includes('bad 1');
}

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('random pairs against an event-driven judge', () => {
  const yosys = warmYosys();

  it(`never proves a pair that differs, and refutes only pairs that do (${pairs} pairs)`, async () => {
    const verdicts: string[] = [];
    for (let seed = 1; seed <= pairs; seed++) {
      const random = randomOf(seed);
      const golden = design(random);
      const edit = edits[seed % edits.length] as (typeof edits)[number];
      const candidate = edit(golden, random);
      const result = await checkEquivalence(
        { golden: unitOf(golden), candidate: unitOf(candidate), contract: { kind: 'sameCycle' }, budgetMs: 20_000, seed },
        { yosys, runner },
        () => undefined,
        never,
      );
      const differ = await differInIcarus(golden, candidate, seed);
      const told = `${result.verdict}: ${result.reason}\n${golden}\n${candidate}`;
      if (differ) expect(['proved', 'checked'], told).not.toContain(result.verdict);
      if (seed % edits.length >= 7) expect(result.verdict, told).not.toBe('refuted');
      verdicts.push(result.verdict);
    }
    // A checker that always shrugs would pass the above.
    expect(verdicts.filter((verdict) => verdict === 'proved').length).toBeGreaterThan(pairs / 5);
    expect(verdicts.filter((verdict) => verdict === 'refuted').length).toBeGreaterThan(pairs / 5);
  }, 120_000);
});
