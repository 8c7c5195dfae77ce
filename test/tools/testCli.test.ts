import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TestEntry, TestResult } from '../../server/src/protocol/tests';
import { native } from '../harness/nativeTools';
import { Folder, signoff, type CliRun } from '../harness/signoffCli';

const counter = `module counter(input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 4'd0;
    else if (en) q <= q + 4'd1;
endmodule
`;
const bench = (checks: string): string => `module counter_tb;
  reg clk = 0, rst = 1, en = 1;
  wire [3:0] q;
  counter dut(.clk(clk), .rst(rst), .en(en), .q(q));
  always #5 clk = ~clk;
  initial begin
    #12 rst = 0;
    repeat (3) @(negedge clk);
${checks}
    $finish;
  end
endmodule
`;
const resultsOf = (run: CliRun): TestResult[] => (run.json as { results: TestResult[] }).results;

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('signoff test', () => {
  it('runs testbenches, and says when and where a check failed', async () => {
    using folder = new Folder({
      'rtl/counter.v': counter,
      'tb/counter_tb.v': bench(
        '    if (q !== 4\'d4) $display("FAIL at %0t: q is %0d", $time, q);\n    if (q !== 4\'d5) $error("not five");',
      ),
    });
    const run = await signoff(['test', 'tb/counter_tb.v', '--waves', '--json'], { cwd: folder.path });
    const [result] = resultsOf(run);
    expect([run.code, result?.outcome]).toEqual([1, 'failed']);
    expect(result?.failures).toEqual([{ message: 'not five', file: 'tb/counter_tb.v', line: 10, time: '40' }]);
    expect(result?.vcd !== undefined && existsSync(result.vcd) && readFileSync(result.vcd, 'utf8')).toContain('$var');
  });

  it('places a line that the testbench printed at its statement', async () => {
    using folder = new Folder({
      'counter.v': counter,
      'counter_tb.v': '`timescale 1ns/10ps\n' + bench('    if (q !== 4\'d4) $display("FAIL at %0t: q is %0d", $time, q);'),
    });
    const run = await signoff(['test', '--json'], { cwd: folder.path });
    expect(resultsOf(run)[0]?.failures).toEqual([{ message: 'FAIL at 4000: q is 3', file: 'counter_tb.v', line: 10, time: '40 ns' }]);
  });

  it('knows a pass, says unknown of silence, and runs nothing hostile', async () => {
    using folder = new Folder({
      'counter.v': counter,
      'good_tb.v': bench('    if (q === 4\'d3) $display("PASS");').replace('counter_tb', 'good_tb'),
      'silent_tb.v': bench('').replace('counter_tb', 'silent_tb'),
      'hostile_tb.v': bench('    $system("touch harm");').replace('counter_tb', 'hostile_tb'),
    });
    const run = await signoff(['test', 'good_tb.v', 'silent_tb.v', 'hostile_tb.v', '--json'], { cwd: folder.path });
    expect([run.code, resultsOf(run).map((one) => one.outcome)]).toEqual([3, ['passed', 'unknown', 'unknown']]);
    expect(resultsOf(run)[2]?.detail).toContain('$system');
    expect(existsSync(`${folder.path}/harm`)).toBe(false);
  });

  it('lists what there is, with what stands in the way', async () => {
    using folder = new Folder({
      'counter.v': counter,
      'counter_tb.v': bench(''),
      'lost_tb.v': 'module lost_tb; gone u(); initial $finish; endmodule\n',
    });
    const { tests } = (await signoff(['test', '--list', '--json'], { cwd: folder.path })).json as { tests: TestEntry[] };
    expect(tests.map(({ name, error }) => [name, error === undefined])).toEqual([
      ['counter_tb', true],
      ['lost_tb', false],
    ]);
  });
});

/** Not cocotb: as much of its runner's interface as is asked of it, so that what is handed over and read back is held by a test anywhere. Version 1 takes no pattern. */
const standInRunner = (version: 1 | 2): string => `import importlib, re, subprocess, traceback
class Runner:
    def build(self, sources, hdl_toplevel, includes, defines, parameters, build_args, build_dir, always, timescale):
        subprocess.run(["iverilog", "-o", "sim.vvp", "-s", hdl_toplevel, *build_args, *sources], check=True)
    def test(self, hdl_toplevel, test_module, build_dir, test_dir, results_xml${version === 2 ? ', test_filter' : ''}):
        text = subprocess.run(["vvp", "-n", "sim.vvp"], capture_output=True, text=True).stdout
        rows = []
        for name, one in list(vars(importlib.import_module(test_module)).items()):
            if not getattr(one, "is_test", False) ${version === 2 ? 'or not re.search(test_filter, test_module + "." + name)' : ''}:
                continue
            try:
                one(text)
                rows.append(f'<testcase name="{name}" classname="{test_module}" sim_time_ns="40"/>')
            except Exception:
                words = traceback.format_exc().replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
                rows.append(f'<testcase name="{name}" sim_time_ns="40"><failure message="bad">{words}</failure></testcase>')
        open(results_xml, "w").write("<testsuites><testsuite>" + "".join(rows) + "</testsuite></testsuites>")
def get_runner(simulator):
    assert simulator == "icarus"
    return Runner()
`;
const standInCocotb = `def test():
    def mark(function):
        function.is_test = True
        return function
    return mark
class TestFactory:
    def __init__(self, function):
        self.function = function
    def generate_tests(self, names):
        for i, word in enumerate(self.words):
            one = lambda text, word=word: self.function(text, word)
            one.is_test = True
            names[f"{self.function.__name__}_{i + 1:03d}"] = one
`;
const speakerTests = `import cocotb
from cocotb import TestFactory

@cocotb.test()
def says(text):
    assert "five" in text

@cocotb.test()
def shouts(text):
    assert "FIVE" in text, "too quiet"

def hears(text, word):
    assert word in text, word

factory = TestFactory(hears)
factory.words = ["five", "six"]
factory.generate_tests(globals())
`;

describe.skipIf(native.iverilog === undefined || native.python3 === undefined)('signoff test, Python', () => {
  it.each([1, 2] as const)(
    'runs tests of cocotb %i through its runner, one at a time, with place and time of what failed',
    async (version) => {
      using folder = new Folder({
        'rtl/speaker.v': 'module speaker; initial $display("five"); endmodule\n',
        'tests/test_speaker.py': speakerTests,
        'tests/cocotb_tools/__init__.py': '',
        'tests/cocotb_tools/runner.py': standInRunner(version),
        'tests/cocotb.py': standInCocotb,
      });
      const run = await signoff(['test', 'tests/test_speaker.py', '--json'], { cwd: folder.path });
      expect(resultsOf(run).map((one) => [one.name, one.outcome, one.detail])).toEqual([
        ['says', 'passed', 'it passed'],
        ['shouts', 'failed', 'AssertionError: too quiet'],
        ['hears', 'failed', 'AssertionError: six'],
      ]);
      expect(resultsOf(run)[1]?.failures).toEqual([
        { message: 'AssertionError: too quiet', file: 'tests/test_speaker.py', line: 10, time: '40 ns' },
      ]);
    },
  );

  it('is broken, with the way out, where a module of Python is missing', async () => {
    using folder = new Folder({
      'speaker.v': 'module speaker; endmodule\n',
      'test_speaker.py': 'import cocotb\n@cocotb.test()\nasync def says(dut):\n    pass\n',
      // Whatever this machine has: it is hidden.
      'cocotb_tools.py': 'raise ModuleNotFoundError("No module named \'cocotb_tools\'")\n',
      'cocotb.py': '',
    });
    const run = await signoff(['test', 'test_speaker.py', '--json'], { cwd: folder.path });
    expect([run.code, resultsOf(run)[0]?.outcome, resultsOf(run)[0]?.detail]).toEqual([
      4,
      'broken',
      'Python has no module cocotb (pip install cocotb, or set signoff.tools.python)',
    ]);
  });
});

describe.skipIf(native.verilator === undefined || !(Number.parseFloat(native.verilator.version) >= 5))('signoff test, Verilator', () => {
  it('counts lines, branches and bits, and keeps them when a check fails', { timeout: 240_000 }, async () => {
    using folder = new Folder({ 'counter.sv': counter, 'counter_tb.sv': bench('    $error("not five");') });
    const run = await signoff(['test', 'counter_tb.sv', '--coverage', '--budget', '200', '--json'], { cwd: folder.path });
    const [result] = resultsOf(run);
    expect([result?.outcome, result?.tool, result?.failures]).toEqual([
      'failed',
      'verilator',
      [{ message: 'not five', file: 'counter_tb.sv', line: 9, time: '40' }],
    ]);
    const design = result?.coverage?.find((one) => one.file === 'counter.sv');
    expect(design?.lines.find((one) => one.line === 2)?.count).toBeGreaterThan(2);
    expect(design?.toggles.find((one) => one.name === 'q')).toMatchObject({ bits: 4, toggled: 2 });
  });
});
