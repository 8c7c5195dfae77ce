import { describe, expect, it } from 'vitest';
import type { BenchResult, ErrorDocument } from '../../server/src/protocol/contract';
import { native } from '../harness/nativeTools';
import { Folder, signoff } from '../harness/signoffCli';

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
