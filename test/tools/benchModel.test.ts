import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../server/src/base/cancel';
import type { BenchRequest } from '../../server/src/engine/benchJob';
import type { BenchResult, BenchSample } from '../../server/src/protocol/tests';
import { jobWorld, valueOf } from '../harness/jobEngine';
import type { ModelStep } from '../harness/modelServer.mjs';
import { native } from '../harness/nativeTools';

const module = (name: string, body: string): string => `module ${name}(input a, input b, output y);\n  assign y = ${body};\nendmodule\n`;
const top = (body: string): string => module('TopModule', body);
const ask = (what: string): string => `Implement a module named TopModule.\n\n - input a\n - input b\n - output y\n\n${what}\n`;
const testbench = `module tb;
  reg a, b; wire want, got; integer errors = 0, i;
  RefModule good(.a(a), .b(b), .y(want));
  TopModule dut(.a(a), .b(b), .y(got));
  initial begin
    for (i = 0; i < 4; i = i + 1) begin {a, b} = i; #1 if (want !== got) errors = errors + 1; end
    $display("Mismatches: %0d in %0d samples", errors, 4); $finish;
  end
endmodule
`;
const problem = (name: string, what: string, body: string): Record<string, string> => ({
  [`eval/${name}_prompt.txt`]: ask(what),
  [`eval/${name}_ref.sv`]: module('RefModule', body),
  [`eval/${name}_test.sv`]: testbench,
});
/** Two registers behind an adder: what is masked in it can be held against what was there. */
const design = `module adder (input [3:0] a, b, output [3:0] s);
  assign s = a + b;
endmodule
module stage (input clk, input [3:0] a, b, output reg [3:0] q);
  wire [3:0] s;
  adder u_adder (.a(a), .b(b), .s(s));
  always @(posedge clk) q <= s;
endmodule
`;

const world = jobWorld(
  {
    ...problem('Prob1_and', 'The output is the conjunction of both.', 'a & b'),
    ...problem('Prob2_or', 'The output is the disjunction of both.', 'a | b'),
    ...problem('Prob3_cheat', 'The output is what the suite says.', 'a ^ b'),
    'rtllm/Logic/both/design_description.txt':
      'Implement both.\n\nModule name:\n    both\nInput ports:\n    a, b\nOutput ports:\n    y: their conjunction\n',
    'rtllm/Logic/both/verified_both.v': module('verified_both', 'a & b'),
    'rtllm/Logic/both/testbench.v': `module both_tb;
  reg a, b; wire y; integer i, error = 0; reg [0:0] want [0:3];
  both uut(.a(a), .b(b), .y(y));
  initial begin
    $readmemb("want.dat", want);
    for (i = 0; i < 4; i = i + 1) begin {a, b} = i; #1 error = y === want[i] ? error : error + 1; end
    if (error == 0) $display("===========Your Design Passed===========");
    else $display("===========Test completed with %d /4 failures===========", error);
  end
endmodule
`,
    'rtllm/Logic/both/want.dat': '0\n0\n0\n1\n',
    'design/stage.v': design,
  },
  [],
  { 'jobs.inputPrice': 1, 'jobs.outputPrice': 5 },
);

const run = async (request: Partial<BenchRequest>, ...steps: ModelStep[]): Promise<{ result: BenchResult; asked: string[] }> => {
  const { model, engine, at } = world();
  const before = model.requests.length;
  model.setScript(steps);
  const whole = {
    ...{
      suite: 'verilogeval',
      data: at('eval'),
      provider: 'model' as const,
      jobs: 1,
      mutants: 5,
      places: 1,
      samples: 1,
      graph: true,
      loop: true,
    },
    ...request,
  };
  const limits = { seconds: 60, seed: 1, tools: 'auto' } as const;
  const result = valueOf(await engine.bench(whole, limits, () => undefined, neverAborted));
  return { result, asked: model.requests.slice(before).map(({ prompt }) => prompt) };
};
const cheat = 'module TopModule(input a, input b, output y);\n  RefModule r(.a(a), .b(b), .y(y));\nendmodule\n';

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('a benchmark that a model answers', () => {
  test('repairs with the words of tools, scores with the testbench that no question holds, and goes on where it stopped', async () => {
    const kept = new Map<string, BenchSample>();
    const keep = (sample: BenchSample): void => void kept.set(`${sample.id}#${sample.sample}`, sample);
    const first = await run(
      { keep },
      { when: 'conjunction', text: top('a & b') },
      { when: "undeclared identifier 'bb'", text: top('a | b') },
      { when: 'disjunction', text: top('a | bb') },
      { when: 'what the suite says', error: 401 },
    );
    expect(first.result).toMatchObject({ total: 3, passed: 2, unanswered: 1, model: 'anthropic:test' });
    expect(first.result.stopped).toMatch(/refused the key/);
    expect(first.result.cases.map(({ class: code, samples }) => `${code} ${samples?.[0]?.rounds ?? 0}`)).toEqual(['. 1', '. 2', '! 0']);
    expect(first.asked.join()).not.toMatch(/Mismatches|RefModule|errors/);
    expect(first.asked[2]).toContain('facts that a tool read off the code');
    expect(first.result.spending?.cost).toBeGreaterThan(0);
    expect([...kept.keys()]).toEqual(['Prob1_and#1', 'Prob2_or#1']);
    const second = await run({ kept }, { when: 'what the suite says', text: cheat, repeat: true });
    expect(second.result).toMatchObject({ kept: 2, passed: 2, failed: 1 });
    expect(second.asked.every((prompt) => prompt.includes('what the suite says'))).toBe(true);
  });

  test('without the loop takes what comes first, and counts each of several answers', async () => {
    const { result, asked } = await run(
      { loop: false, graph: false, samples: 2, cases: /Prob[13]/ },
      { when: 'conjunction', text: top('a & bb') },
      { when: 'conjunction', text: top('a & b') },
      { when: 'what the suite says', text: cheat, repeat: true },
    );
    expect(asked.length).toBe(4);
    expect(result).toMatchObject({ graph: false, loop: false, passAt: { 1: 0.25, 2: 0.5 }, classes: { p: 1, C: 1 } });
    expect(result.cases[1]?.reason).toMatch(/uses RefModule, which is the suite's own/);
  });

  test('of RTLLM is scored by a testbench that knows what it expects, with its data', async () => {
    const both = { suite: 'rtllm', data: world().at('rtllm') };
    const reference = await run({ ...both, provider: 'reference' });
    expect(reference.result).toMatchObject({ total: 1, passed: 1 });
    const { result, asked } = await run(both, { text: module('both', 'a | b') });
    expect([result.cases[0]?.id, result.cases[0]?.class, result.failed]).toEqual(['both', 'R', 1]);
    expect(asked.join()).not.toMatch(/Your Design Passed|uut/);
  });

  test('of masked places holds what comes against what was there', async () => {
    const masked = { suite: 'completion', data: world().at('design'), cases: /always block|assignment/ };
    const { result, asked } = await run(
      masked,
      // Another behaviour, and the same in other words.
      { text: 'assign s = a - b;' },
      { text: 'always @(posedge clk) begin\n    q <= a + b;\n  end' },
    );
    expect(asked.length).toBe(2);
    expect(Object.fromEntries(result.cases.map(({ kind, class: code }) => [kind, code]))).toEqual({ 'always block': '.', assignment: 'R' });
    expect(result).toMatchObject({ total: 2, passed: 1, exact: 0 });
    expect(result.similarity).toBeGreaterThan(0.3);
    expect(result.spending?.inputTokens).toBeGreaterThan(0);
  });
});
