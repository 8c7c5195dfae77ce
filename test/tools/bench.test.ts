import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorDocument, Verdict } from '../../server/src/protocol/contract';
import type { BenchResult } from '../../server/src/protocol/tests';
import { native } from '../harness/nativeTools';
import { Folder, signoff, type CliRun } from '../harness/signoffCli';

const reference = (body: string): string => `module RefModule(input a, input b, output y);\n  assign y = ${body};\nendmodule\n`;

/** A testbench in the manner of the suite, that tries the input values of `tried`. */
const testbench = (tried: string): string => `module tb;
  reg a, b; wire want, got; integer errors = 0, i;
  RefModule good(.a(a), .b(b), .y(want));
  TopModule dut(.a(a), .b(b), .y(got));
  initial begin
    for (i = 0; i < 4; i = i + 1) begin {a, b} = ${tried}; #1 if (want !== got) errors = errors + 1; end
    $display("Mismatches: %0d in %0d samples", errors, 4); $finish;
  end
endmodule
`;

const files = {
  'data/Prob1_and_prompt.txt': 'The output is the conjunction of both inputs.',
  'data/Prob1_and_ref.sv': reference('a & b'),
  'data/Prob1_and_test.sv': testbench('i'),
  // It never tries two ones, and so cannot tell | from ^.
  'data/Prob2_weak_ref.sv': reference('a | b'),
  'data/Prob2_weak_test.sv': testbench('i % 3'),
  // An or of a value with itself is an and.
  'data/Prob3_same_ref.sv': reference('a | a'),
  'data/Prob3_same_test.sv': testbench('i'),
  'data/Prob4_wrong_ref.sv': reference('a'),
  'data/Prob4_wrong_test.sv': testbench('i').replace('want !== got', '1'),
};

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('bench verilogeval', () => {
  it('judges the references', async () => {
    using folder = new Folder(files);
    const run = await signoff(['bench', 'verilogeval', '--data', 'data', '--json'], { cwd: folder.path });
    const result = run.json as BenchResult;
    expect([run.code, result.suite, result.total, result.passed, result.failed, result.unknown]).toEqual([0, 'verilogeval', 4, 3, 1, 0]);
    expect(result.classes).toEqual({ R: 1 });
    expect(result.cases.map(({ id, verdict, class: code }) => `${id} ${verdict} ${code}`)).toEqual([
      'Prob1_and checked .',
      'Prob2_weak checked .',
      'Prob3_same checked .',
      'Prob4_wrong refuted R',
    ]);
  });

  it('tells the mutants that a testbench kills from those that it misses, and both from those that are no faults', async () => {
    using folder = new Folder(files);
    const args = ['bench', 'verilogeval', '--data', 'data', '--provider', 'mutants', '--cases', 'Prob[123]', '--mutants', '9', '--json'];
    const run = await signoff(args, { cwd: folder.path });
    const result = run.json as BenchResult;
    expect(result.cases.map(({ id, mutants }) => [id, mutants])).toEqual([
      ['Prob1_and', { killed: 2 }],
      ['Prob2_weak', { killed: 1, survived: 1 }],
      ['Prob3_same', { equivalent: 1, killed: 1 }],
    ]);
    expect([result.total, result.passed, result.failed, result.unknown]).toEqual([5, 4, 1, 0]);
  });

  it('says what it takes', async () => {
    using folder = new Folder({ 'a.v': '' });
    const said = async (...args: string[]) => {
      const run = await signoff(['bench', ...args, '--json'], { cwd: folder.path });
      return [run.code, (run.json as ErrorDocument).error.message];
    };
    expect(await said('nothing', '--data', '.')).toEqual([2, 'there is no benchmark nothing']);
    expect(await said('verilogeval', '--data', '.')).toEqual([2, expect.stringContaining('holds no problem of VerilogEval')]);
    expect(await said('verilogeval', '--data', '.', '--cases', '(')).toEqual([2, expect.stringContaining('regular expression')]);
  });
});

/** Without the words, which count how far a simulation came while a proof was looked for. */
function scoresOf(run: CliRun | undefined): unknown {
  const { results } = run?.json as { results: { reason?: string }[] };
  return results.map((one) => ({ ...one, reason: undefined }));
}

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('judge --batch', () => {
  it('scores each line, and pairs what passed with what was refuted in its group', async () => {
    const answer = (body: string): string => reference(body).replace('RefModule', 'TopModule');
    const tasks = [
      { id: 'right', group: 'and', candidate: 'right.v', golden: 'golden.v' },
      { id: 'wrong', group: 'and', text: answer('a | b'), golden: 'golden.v' },
      { id: 'broken', group: 'and', text: 'module TopModule(input a, output y; endmodule', golden: 'golden.v' },
      {
        id: 'missing',
        group: 'and',
        text: 'module TopModule(input a, input b, output y); helper h(a, b, y); endmodule',
        golden: 'golden.v',
      },
      { id: 'other', group: 'or', text: answer('a ^ b'), golden: 'golden.v' },
      { candidate: 'none.v' },
    ];
    using folder = new Folder({
      'right.v': answer('!(!a || !b)'),
      'golden.v': answer('a & b'),
      'tasks.jsonl': tasks.map((task) => JSON.stringify(task)).join('\n'),
      'bad.jsonl': '{"id": "x"}\n',
    });
    const run = await signoff(['judge', '--batch', 'tasks.jsonl', '--pairs', 'pairs.jsonl', '--json'], { cwd: folder.path });
    const { results } = run.json as { results: { id: string; verdict?: string; error?: string; score?: { reward: number } }[] };
    expect(results.map((one) => `${one.id} ${one.verdict ?? one.error ?? ''} ${one.score?.reward ?? ''}`)).toEqual([
      'right proved 1',
      'wrong refuted 0.2',
      'broken refuted 0',
      expect.stringMatching(/^missing unknown/),
      'other refuted 0.2',
      expect.stringContaining('6 cannot read'),
    ]);
    const pairs = readFileSync(path.join(folder.path, 'pairs.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<'chosen' | 'rejected', { id: string; text: string }>);
    expect(pairs.map(({ chosen, rejected }) => `${chosen.id} over ${rejected.id}`)).toEqual(['right over wrong', 'right over broken']);
    expect(pairs[0]?.chosen.text).toBe(answer('!(!a || !b)'));
    const parts = await Promise.all(
      ['1/2', '2/2'].map((shard) => signoff(['judge', '--batch', 'tasks.jsonl', '--shard', shard, '--json'], { cwd: folder.path })),
    );
    parts.forEach((part, i) => folder.write(`part.${i}.json`, part.stdout));
    const merged = await signoff(
      ['judge', '--batch', 'tasks.jsonl', '--json', '--pairs', 'again.jsonl', '--merge', 'part.0.json', 'part.1.json'],
      {
        cwd: folder.path,
      },
    );
    expect(scoresOf(merged)).toEqual(scoresOf(run));
    expect(readFileSync(path.join(folder.path, 'again.jsonl'), 'utf8')).toBe(readFileSync(path.join(folder.path, 'pairs.jsonl'), 'utf8'));
    const bad = await signoff(['judge', '--batch', 'bad.jsonl', '--json'], { cwd: folder.path });
    expect([bad.code, (bad.json as ErrorDocument).error.message]).toEqual([2, 'bad.jsonl:1: not a task for the judge']);
  });

  it('shares many lines among processes, and gives the same scores as one', async () => {
    const bodies = ['a & b', 'a | b', '!(!a || !b)', '~(a & b)'];
    const lines = bodies.map((body, i) => ({
      id: `${i}`,
      group: 'and',
      text: reference(body).replace('RefModule', 'TopModule'),
      golden: 'golden.v',
    }));
    using folder = new Folder({
      'golden.v': reference('a & b').replace('RefModule', 'TopModule'),
      'tasks.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    const [one, two] = await Promise.all(
      ['1', '2'].map((jobs) => signoff(['judge', '--batch', 'tasks.jsonl', '--jobs', jobs, '--json'], { cwd: folder.path })),
    );
    expect((one?.json as { results: { verdict: string }[] }).results.map((result) => result.verdict)).toEqual([
      'proved',
      'refuted',
      'proved',
      'refuted',
    ]);
    expect(scoresOf(two)).toEqual(scoresOf(one));
  });
});

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('verify --mutants', () => {
  it('says which faults of a module its testbench does not notice', async () => {
    const module = `\`define ZERO 2'd0
module saturate(input [1:0] a, input en, output [1:0] y);
  wire [1:0] next = a == 2'd3 ? a : a + 2'd1;
  assign y = en ? next : \`ZERO;
endmodule
`;
    // It never looks at what the module does without \`en\`.
    const bench = `module saturate_tb;
  reg [1:0] a; wire [1:0] y; integer i, bad = 0;
  saturate dut(.a(a), .en(1'b1), .y(y));
  initial begin
    for (i = 0; i < 4; i = i + 1) begin a = i; #1 if (y !== (i == 3 ? 3 : i + 1)) bad = bad + 1; end
    if (bad == 0) $display("PASS"); else $display("FAIL"); $finish;
  end
endmodule
`;
    using folder = new Folder({ 'saturate.v': module, 'saturate_tb.v': bench });
    const run = await signoff(['verify', 'saturate.v', '--mutants', '40', '--json'], { cwd: folder.path });
    const verdict = run.json as Verdict;
    expect([run.code, verdict.verdict]).toEqual([0, 'checked']);
    const { fates, left } = verdict.strength ?? { fates: {}, left: [] };
    expect(fates.killed).toBeGreaterThan(3);
    expect(fates.survived ?? 0).toBe(0);
    expect(left).toEqual([]);
    const weak = bench.replace('i < 4', 'i < 1');
    folder.write('saturate_tb.v', weak);
    const weaker = (await signoff(['verify', 'saturate.v', '--mutants', '40', '--json'], { cwd: folder.path })).json as Verdict;
    expect(weaker.strength?.left).toContainEqual({ file: 'saturate.v', line: 3, operator: 'constant', fate: 'survived' });
  });

  it('counts no fault that only the order of processes at a clock edge could tell', async () => {
    const module = 'module hold(input clk, d, output reg q, output y);\n  always @(posedge clk) q <= d;\n  assign y = ~q;\nendmodule\n';
    const bench = `module hold_tb;
  reg clk = 0, d = 0; wire q, y; integer i, bad = 0;
  hold dut(.clk(clk), .d(d), .q(q), .y(y));
  initial begin
    for (i = 0; i < 8; i = i + 1) begin d = i >> 1; #1 clk = 1; #1 if (q !== d || y !== ~d) bad = bad + 1; clk = 0; #1 d = ~d; #1 if (q === d) bad = bad + 1; end
    if (bad == 0) $display("PASS"); else $display("FAIL"); $finish;
  end
endmodule
`;
    using folder = new Folder({ 'hold.v': module, 'hold_tb.v': bench });
    const verdict = (await signoff(['verify', 'hold.v', '--mutants', '40', '--json'], { cwd: folder.path })).json as Verdict;
    expect(verdict.strength?.fates).toMatchObject({ racy: 1 });
    expect(verdict.strength?.left).toEqual([]);
  });
});
