import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { checkEquivalence } from '../../../server/src/verify/equivalence';
import type { EquivalenceRequest, EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../../server/src/verify/verifyTools';
import { equivalencePairs } from './equivalencePairs';
import { arithmeticPairs } from './arithmeticPairs';
import { interfacePairs } from './interfacePairs';
import { mappingPairs } from './mappingPairs';
import { statePairs } from './statePairs';
import { compareEmbedded, comparisonOf, unitOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

function check(golden: string, candidate: string, more: Partial<EquivalenceRequest> = {}): Promise<EquivalenceResult> {
  return compareEmbedded(yosys, { ...comparisonOf(golden, candidate), ...more });
}

describe('limits and hints', () => {
  const memory = (write: string): string => `module m(input clk, e, input [11:0] a, input [31:0] d, output [31:0] q);
    reg [31:0] words [0:4095]; always @(posedge clk) if (e) words[a] <= ${write}; assign q = words[a]; endmodule`;

  it('says of a memory that is too large for a model that it is, at once', async () => {
    const result = await check(memory('d'), memory('d + 1'));
    expect(result.verdict).toBe('unknown');
    expect(result.reason).toMatch(/131072 bits/);
  });

  it('reads memories that long loops fill, and designs with properties that no netlist holds', async () => {
    const filled = (read: string): string => `module m(input logic clk, input logic [13:0] a, output logic [7:0] q);
      logic [7:0] words [0:8999]; initial for (int i = 0; i < 9000; i++) words[i] = 0; always_ff @(posedge clk) q <= ${read}; endmodule`;
    const large = await check(filled('words[a]'), filled('words[a] + 0'));
    expect(large.verdict, large.reason).toBe('proved');
    const asserted = (value: string): string => `module m(input logic clk, a, b, output logic q); always_ff @(posedge clk) q <= ${value};
      assert property (@(posedge clk) a ##2 b |=> q); endmodule`;
    const result = await check(asserted('a & b'), asserted('b & a'));
    expect(result.verdict, result.reason).toBe('proved');
  });

  it('matches registers with asynchronous resets by name, and sees where such a reset is another', async () => {
    const design = (next: string, start = "32'd3"): string => `module m(input clk, rst, en, input [15:0] a, output reg [31:0] q);
      always @(posedge clk or posedge rst) if (rst) q <= ${start}; else ${next} endmodule`;
    const plain = design('if (en) q <= {q[15:0], q[31:16]} + a;');
    const toggled = 'q <= q ^ ((q ^ ({q[15:0], q[31:16]} + a)) & {32{en}});';
    const same = await check(plain, design(toggled), { budgetMs: 20_000 });
    expect(same.verdict, same.reason).toBe('proved');
    expect(same.reason).toContain('matched by name');
    const other = await check(plain, design(toggled, "32'd2"), { budgetMs: 5000 });
    expect(other.verdict, other.reason).toBe('refuted');
    // Seen so seldom that no random run shows it.
    const rare = await check(plain, design("q <= q ^ ((q ^ ({q[15:0], q[31:16]} + a)) & {32{en | (q == 32'h13579bdf)}});"), {
      budgetMs: 3000,
    });
    expect(rare.verdict, rare.reason).not.toBe('proved');
  });

  async function provesWith(slow: VerifyTools['yosys'], golden: CompileUnit, candidate: CompileUnit): Promise<void> {
    const request: EquivalenceRequest = { golden, candidate, contract: { kind: 'sameCycle' }, budgetMs: 50_000, seed: 1 };
    const run = (): Promise<{ kind: 'notFound'; program: string }> => Promise.resolve({ kind: 'notFound', program: 'none' });
    const result = await checkEquivalence(request, { yosys: slow, runner: { run } }, () => undefined, new AbortController().signal);
    expect(result.verdict, result.reason).toBe('proved');
  }

  it('asks the other reader when the first takes too long', async () => {
    const slow: VerifyTools['yosys'] = {
      ...yosys,
      run: (job, signal) =>
        job.commands.some((command) => command.startsWith('read_verilog'))
          ? Promise.resolve({ kind: 'timeout', lines: [], ms: 1 })
          : yosys.run(job, signal),
    };
    const unit = (value: string): CompileUnit =>
      unitOf(`module m(input clk, a, b, output reg q); always @(posedge clk) q <= ${value}; endmodule`);
    await provesWith(slow, unit('a & b'), unit('b & a'));
  });

  it('gives the first reader the rest of the time when the other refuses the text', async () => {
    let slowly = 0;
    const slow: VerifyTools['yosys'] = {
      ...yosys,
      run: (job, signal) => {
        const isFirst = job.commands.some((command) => command.startsWith('read_verilog')) && slowly++ === 0;
        return isFirst ? Promise.resolve({ kind: 'timeout', lines: [], ms: 1 }) : yosys.run(job, signal);
      },
    };
    // A net that a process assigns is none of Verilog's; Yosys' own reader takes it.
    const unit = (value: string): CompileUnit => unitOf(`module m(input a, b, output q); always @* q = ${value}; endmodule`);
    await provesWith(slow, unit('a & b'), unit('b & a'));
  });

  it('takes a z that a register loads for an x', async () => {
    const machine = (other: string): string => `module m(input clk, rst, input [1:0] a, output reg [1:0] s);
      always @(posedge clk) if (rst) s <= 0; else case (s) 0: s <= a; 1: s <= 2; 2: s <= 0; default: s <= ${other}; endcase endmodule`;
    const refined = await check(machine("2'bzz"), machine("2'b01"));
    expect(refined.verdict, refined.reason).toBe('proved');
    const wider = await check(machine("2'b01"), machine("2'bzz"));
    expect(wider.verdict, wider.reason).not.toBe('proved');
  });

  it('refuses a clock that is no input', async () => {
    const text = 'module m(input clk, d, output reg q); always @(posedge clk) q <= d; endmodule';
    const result = await check(text, text, { clocks: ['tick'] });
    expect(result).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/tick is no one-bit input/) as string });
  });

  it('takes a clock that a person named for no reset', async () => {
    // Held at 1, either input makes the register constant; only one of them can be the reset.
    const text = `module m(input clk, r, k, d, output reg q); always @(posedge clk) if (r) q <= 0; else if (k) q <= 0; else q <= d ^ q; endmodule`;
    const result = await check(text, text.replace('d ^ q', 'q ^ d'), { clocks: ['r'] });
    expect(result.verdict, result.reason).toBe('proved');
  });
});

describe('latches, which only an event-driven simulator shows', () => {
  const flipFlop = 'module m(input clk, d, output reg q); always @(posedge clk) q <= d; endmodule';
  const twoLatches = (inverted: string): string =>
    `module m(input clk, d, output reg q); reg a; always @* if (!clk) a = ${inverted}d; always @* if (clk) q = a; endmodule`;
  const latch = (into: string, out: string): string =>
    `module m(input en, d, output q); reg a; assign q = ${out}a; always @* if (en) a = ${into}d; endmodule`;

  it.each([
    ['a flip-flop as two latches', flipFlop, twoLatches('')],
    ['a flip-flop as two latches, wrong', flipFlop, twoLatches('~')],
    ['a latch that holds the inverse', latch('', ''), latch('~', '~')],
    ['a latch that holds the inverse and shows it', latch('', ''), latch('~', '')],
  ])('%s: neither proved nor refuted without one', async (_, golden, candidate) => {
    const result = await check(golden, candidate);
    expect(result.verdict, result.reason).toBe('unknown');
  });

  it('nor is a latency refuted', async () => {
    const result = await check(latch('', ''), latch('~', ''), { contract: { kind: 'latency', cycles: 'auto' } });
    expect(result.verdict, result.reason).toBe('unknown');
  });
});

describe('known pairs, embedded tools only', () => {
  for (const pair of [...equivalencePairs, ...mappingPairs, ...statePairs, ...arithmeticPairs, ...interfacePairs]) {
    it(`${pair.name}: ${pair.expected}`, async () => {
      const result = await check(pair.golden, pair.candidate, pair.contract === undefined ? {} : { contract: pair.contract });
      if (pair.expected === 'notProved') expect(result.verdict, result.reason).not.toBe('proved');
      else expect(result.verdict, result.reason).toBe(pair.expected);
      if (result.verdict === 'refuted' && !result.reason.startsWith('interface:')) expect(result.counterexample).toBeDefined();
    });
  }
});

describe('what a result tells', () => {
  const golden = 'module m(input clk, input rst, input d, output reg q); always @(posedge clk) if (rst) q <= 0; else q <= d; endmodule';

  it('names the port that differs when the interface does', async () => {
    const result = await check(golden, golden.replace('input d', 'input [1:0] d'));
    expect(result.reason).toMatch(/^interface: d has 1 bits in the golden and 2 in the candidate/);
  });

  it('refutes a candidate that is no legal code, and nothing that a reader merely does not take', async () => {
    const illegal = `:q!${golden}`;
    const result = await check(golden, illegal);
    expect(result.verdict, result.reason).toBe('refuted');
    expect(result.reason).toMatch(/^elaborate: the candidate is no legal code: .*, line 1$/);
    expect(result.rungs).toMatchObject([{ name: 'elaborate', outcome: 'failed' }]);
    expect((await check(golden, golden.replace('module', '`module'))).verdict).toBe('refuted');
    expect((await check(golden, golden.replace('module m', 'module n'))).verdict).toBe('unknown');
    expect((await check(illegal, golden)).verdict).toBe('unknown');
    const queue = golden.replace('always', 'int list[$]; always @(posedge clk) list.push_back(d); always');
    expect((await check(golden, queue)).verdict).toBe('unknown');
  });

  it('maps a renamed port', async () => {
    const result = await check(golden, golden.replace(/\bd\b/g, 'data'), { portMap: { d: 'data' } });
    expect(result.verdict, result.reason).toBe('proved');
  });

  it('resolves an automatic latency', async () => {
    const late =
      'module m(input clk, input rst, input d, output reg q); reg t; always @(posedge clk) if (rst) begin t <= 0; q <= 0; end else begin t <= d; q <= t; end endmodule';
    const result = await check(golden, late, { contract: { kind: 'latency', cycles: 'auto' } });
    expect(result.contract).toEqual({ kind: 'latency', cycles: 1 });
    expect(result.verdict, result.reason).toBe('proved');
  });

  it('says that Icarus could not replay a difference when it ran out of time', async () => {
    const files = new Map([['run.vvp', new Uint8Array()]]);
    const said = { stdout: '', stderr: '', ms: 1, files };
    const run = ({ program }: { program: string }): Promise<unknown> =>
      Promise.resolve(program === 'iverilog' ? { kind: 'finished', code: 0, ...said } : { kind: 'timeout', ...said });
    const result = await checkEquivalence(
      {
        golden: unitOf(golden),
        candidate: unitOf(golden.replace('q <= d', 'q <= ~d')),
        contract: { kind: 'sameCycle' },
        budgetMs: 50_000,
        seed: 1,
      },
      { yosys, runner: { run } as unknown as VerifyTools['runner'], icarus: { version: '0', iverilog: 'iverilog', vvp: 'vvp' } },
      () => undefined,
      new AbortController().signal,
    );
    expect(result.verdict).toBe('unknown');
    expect(result.reason).toMatch(/^q differ at cycle \d+ in the netlists, and Icarus could neither confirm nor deny it \(.*timeout/);
  });

  it('says the same again for the same seed', async () => {
    const wrong = golden.replace('q <= d', 'q <= ~d');
    const [first, second] = [await check(golden, wrong), await check(golden, wrong)];
    expect(second.counterexample).toEqual(first.counterexample);
  });

  it('draws the clock once, as a clock, and gives the failed rung its arguments, its input and what decided', async () => {
    const result = await check(golden, golden.replace('q <= d', 'q <= ~d'));
    const lanes = result.counterexample?.wavejson.signal.flatMap((lane) => (Array.isArray(lane) ? lane.slice(1) : [lane]));
    const clocks = lanes?.filter((lane) => typeof lane === 'object' && 'name' in lane && lane.name === 'clk');
    expect(clocks).toEqual([{ name: 'clk', wave: expect.stringMatching(/^p\.*$/) as unknown }]);
    const failed = result.rungs.find((rung) => rung.outcome === 'failed');
    expect(failed?.arguments?.[0]).toContain('seed 1');
    expect(failed?.inputHash).toMatch(/^[0-9a-f]{64}$/);
    const { cycle = -1, signals = {} } = result.counterexample ?? {};
    expect(failed?.lines).toEqual([`cycle ${cycle}: q is ${signals.q?.golden} in the golden, ${signals.q?.candidate} in the candidate`]);
  });

  it('refuses an assumption that is more than an expression over inputs', async () => {
    const result = await check(golden, golden, { contract: { kind: 'onlyUnder', assumption: '$system("x")' } });
    expect(result.verdict).toBe('unknown');
    expect(result.reason).toMatch(/assumption/);
  });

  it('shows a difference by its shortest trace', async () => {
    const counter = (step: string): string =>
      `module m(input clk, rst, up, down, output reg [2:0] q);
        always @(posedge clk) if (rst) q <= 0; else ${step}
      endmodule`;
    const result = await check(
      counter('if (up && !down && q != 7) q <= q + 1; else if (down && !up && q != 0) q <= q - 1;'),
      counter('if (up && !down && q != 7) q <= q + 1; else if (down && !up && q != 0) q <= q - 1 - (q == 3);'),
    );
    expect(result.verdict).toBe('refuted');
    // Three times up, once down, and the difference is seen.
    expect(result.counterexample?.cycle).toBe(4);
    expect(result.reason).toMatch(/^q differ at cycle 4/);
  });

  it('puts no text of the user into a command (trap 10)', async () => {
    const result = await check(golden, golden, { golden: { ...unitOf(golden), top: 'm; exec -- touch /tmp/x' } });
    expect(result.verdict).not.toBe('proved');
  });
});
