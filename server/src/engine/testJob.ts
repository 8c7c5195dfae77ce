import { failure, success, type Outcome } from '../base/outcome';
import { folderOf } from '../model/paths';
import type { TestEntry, TestResult } from '../protocol/tests';
import { findPython, runCocotb, type Python, type PythonRun } from '../tools/cocotb';
import { readCoverage } from '../tools/coverage';
import { dumpFile } from '../tools/icarus';
import type { JUnitCase } from '../tools/junit';
import { coverageFile, firstWithTiming, verilatorSimulate } from '../tools/verilatorSimulate';
import { listVunit, runVunit } from '../tools/vunit';
import { judgeRun, runTestbench, type WholeRun } from '../verify/checks/runTestbench';
import { screenAuthor } from '../verify/checks/screening';
import { namedTime } from '../verify/checks/timescales';
import type { VerifyTools } from '../verify/verifyTools';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { memoryFiles } from './testbenches';
import { cocotbTestsOf, cocotbTop, isVunitScript, testbenchesOf, testId, testOfId } from './testDiscovery';
import type { Toolbox } from './toolbox';

export interface TestRequest {
  readonly id: string;
  /** Leave a waveform of the run. */
  readonly waves?: boolean;
  /** Count what ran. Verilator builds the testbench for it. */
  readonly coverage?: boolean;
  /** Hears each line as it is printed. */
  readonly onLine?: (line: string) => void;
}

const longestOutput = 1000;

/** The tests of the project: SystemVerilog testbenches, cocotb's functions and VUnit's, found in a file and run one at a time. */
export class TestJob {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  /** The tests of a file. What stands in the way of one is its `error`; a VUnit script is asked for its tests, which runs it. */
  async tests(file: string, signal: AbortSignal): Promise<Outcome<TestEntry[]>> {
    const { workspace } = this.parts;
    const text = workspace.readText(file);
    if (text === undefined) return failure(`cannot read ${file} as text`, 'Name a file of Verilog or a Python file with tests.');
    if (!file.endsWith('.py')) {
      this.project.index.update(file);
      const found = testbenchesOf(file, this.project.index);
      if (!found.some((one) => one.error !== undefined)) return success(found);
      // What is missing may lie in folders that nobody looked into yet.
      await this.project.openProjectOf(file);
      return success(testbenchesOf(file, this.project.index));
    }
    if (isVunitScript(text)) return success(await this.vunitTests(file, signal));
    if (cocotbTestsOf(file, text, undefined).length === 0) return success([]);
    await this.project.openProjectOf(file);
    return success(cocotbTestsOf(file, text, await this.cocotbProblem(file)));
  }

  async run(request: TestRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<TestResult>> {
    const test = testOfId(request.id);
    if (test === undefined) return failure(`${request.id} is no test`, 'Ask for the tests of a file first.');
    switch (test.kind) {
      case 'testbench':
        return this.runTestbench(test, request, limits, signal);
      case 'cocotb':
        return this.runCocotb(test, request, limits, signal);
      case 'vunit':
        return this.runVunit(test, request, limits, signal);
    }
  }

  private async runTestbench(test: Named, request: TestRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<TestResult>> {
    const design = await this.project.load({ files: [test.file], top: test.name }, signal);
    if (!design.ok) return design;
    const { unit } = design.value;
    const base = { ...blank(test), ms: 0 };
    const refused = screenAuthor(unit)[0];
    if (refused !== undefined)
      return success({ ...base, outcome: 'unknown', detail: `not run: ${refused.message} (line ${refused.line})` });
    const tools = await this.toolbox.select(limits.tools);
    const data = memoryFiles(unit, this.parts.workspace);
    const bench = { name: test.name, path: test.file, unit, data };
    const dumps = request.waves === true ? [dumpFile, ...namedDumps(unit.files.map((file) => file.text))] : [];
    const options = {
      timeoutMs: limits.seconds * 1000,
      twoValued: true,
      collect: dumps,
      waves: request.waves === true,
      ...(request.onLine === undefined ? {} : { onLine: request.onLine }),
    };
    if (request.coverage !== true) {
      const run = await runTestbench(bench, unit, tools, options, signal);
      return success(this.resultOf(test, run, tools, dumps));
    }
    const { verilator } = tools;
    if (verilator === undefined || Number.parseFloat(verilator.version) < firstWithTiming)
      return success({ ...base, outcome: 'broken', detail: `coverage needs Verilator 5 (apt install verilator, brew install verilator)` });
    const ran = await verilatorSimulate(unit, verilator, tools.runner, { ...options, coverage: true, waves: false, data }, signal);
    const run = judgeRun(bench, unit, options, ran, 'verilator');
    const counted = run.files.get(coverageFile);
    const coverage = counted === undefined ? [] : readCoverage(new TextDecoder().decode(counted), run.origins);
    return success({ ...this.resultOf(test, run, tools, []), coverage });
  }

  private resultOf(test: Named, run: WholeRun, tools: VerifyTools, dumps: readonly string[]): TestResult {
    const { tool, passed, total } = run;
    const version = tool === undefined ? undefined : tools[tool]?.version;
    const vcd = this.savedDump(test.name, run.files, dumps);
    return {
      ...blank(test),
      outcome: run.outcome === 'skipped' ? 'unknown' : run.outcome,
      detail: run.detail,
      ms: run.ms,
      lines: [...run.lines],
      output: run.output.slice(-longestOutput),
      failures: [...(run.failures ?? [])],
      ...(tool === undefined ? {} : { tool }),
      ...(version === undefined ? {} : { version }),
      ...(passed === undefined || total === undefined ? {} : { tests: { passed, total } }),
      ...(vcd === undefined ? {} : { vcd }),
    };
  }

  /** The largest of the dumps: a testbench that names one of its own may have taken ours its place. */
  private savedDump(name: string, files: ReadonlyMap<string, Uint8Array>, dumps: readonly string[]): string | undefined {
    const found = dumps.map((dump) => files.get(dump)).filter((bytes) => bytes !== undefined && bytes.length > 0);
    const largest = found.sort((a, b) => (b?.length ?? 0) - (a?.length ?? 0))[0];
    return largest === undefined ? undefined : this.parts.artifacts.save(`${name}.vcd`, new TextDecoder().decode(largest));
  }

  private async python(signal: AbortSignal): Promise<Python | undefined> {
    const found = await this.toolbox.program('python3');
    return found === undefined ? undefined : findPython(found.path, this.parts.runner, signal);
  }

  private async runCocotb(test: Named, request: TestRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<TestResult>> {
    await this.project.openProjectOf(test.file);
    const chosen = cocotbTop(test.file, this.parts.workspace, this.project.index);
    const module = chosen === undefined ? undefined : this.project.index.find(chosen.top).find((unit) => unit.kind === 'module');
    const python = await this.python(signal);
    const problem = await this.cocotbProblem(test.file);
    if (problem !== undefined || module === undefined || python === undefined)
      return success({ ...blank(test), ms: 0, outcome: 'broken', detail: problem ?? 'it cannot be run' });
    const design = await this.project.load({ files: [module.path], top: module.name }, signal);
    if (!design.ok) return design;
    const unit = { ...design.value.unit, parameters: { ...design.value.unit.parameters, ...chosen?.parameters } };
    const refused = screenAuthor(unit)[0];
    if (refused !== undefined)
      return success({ ...blank(test), ms: 0, outcome: 'unknown', detail: `not run: ${refused.message} (line ${refused.line})` });
    const timeoutMs = limits.seconds * 1000;
    const { waves, onLine } = request;
    const asked = { file: test.file, tests: [test.name], unit, readable: this.readableFor(test.file), timeoutMs };
    const more = { ...(waves === undefined ? {} : { waves }), ...(onLine === undefined ? {} : { onLine }) };
    const run = await runCocotb({ ...asked, ...more }, python, this.parts.runner, signal);
    return success(this.pythonResult(test, run, 'cocotb', request.waves === true ? [dumpFile] : []));
  }

  /** Why the cocotb tests of a file cannot be run, when they cannot. */
  private async cocotbProblem(file: string): Promise<string | undefined> {
    const [icarus, python] = await Promise.all([this.toolbox.program('iverilog'), this.toolbox.program('python3')]);
    if (icarus === undefined) return 'cocotb tests need Icarus Verilog (apt install iverilog, brew install icarus-verilog)';
    if (python === undefined) return 'cocotb tests need Python 3 (or set signoff.tools.python)';
    const chosen = cocotbTop(file, this.parts.workspace, this.project.index);
    if (chosen === undefined)
      return 'no module for these tests was found: name it in a Makefile beside them (TOPLEVEL = …), or call the file test_<module>.py';
    return this.project.index.find(chosen.top).length === 0 ? `the module ${chosen.top} is not in the project` : undefined;
  }

  private async runVunit(test: Named, request: TestRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<TestResult>> {
    const python = await this.python(signal);
    if (python === undefined) return success({ ...blank(test), ms: 0, outcome: 'broken', detail: 'VUnit needs Python 3' });
    const asked = { file: test.file, tests: [test.name], readable: this.readableFor(test.file), timeoutMs: limits.seconds * 1000 };
    const more = request.onLine === undefined ? {} : { onLine: request.onLine };
    const run = await runVunit({ ...asked, ...more }, python, this.parts.runner, signal);
    return success(this.pythonResult(test, run, 'vunit', []));
  }

  private async vunitTests(file: string, signal: AbortSignal): Promise<TestEntry[]> {
    const entry = (name: string, error?: string): TestEntry => ({
      ...{ id: testId('vunit', file, name), name, kind: 'vunit', file, line: 1, column: 1, endLine: 1 },
      ...(error === undefined ? {} : { error }),
    });
    const python = await this.python(signal);
    if (python === undefined) return [entry('VUnit', 'VUnit needs Python 3 (or set signoff.tools.python)')];
    const asked = { file, readable: this.readableFor(file), timeoutMs: 60_000 };
    const { names, problem } = await listVunit(asked, python, this.parts.runner, signal);
    return problem === undefined ? names.map((name) => entry(name)) : [entry('VUnit', problem)];
  }

  private readableFor(file: string): string[] {
    return [...new Set([folderOf(file), this.project.rootOf(file) ?? folderOf(file)])];
  }

  private pythonResult(test: Named, run: PythonRun, tool: string, dumps: readonly string[]): TestResult {
    const base = { ...blank(test), ms: run.ms, tool, output: run.lines.slice(-longestOutput) };
    if (run.kind !== 'ran') return { ...base, outcome: run.kind === 'broken' ? 'broken' : 'unknown', detail: run.message };
    const own = run.cases.filter((one) => isCaseOf(one, test.name));
    const [first] = own;
    if (first === undefined) return { ...base, outcome: 'unknown', detail: 'the report does not name this test' };
    const failed = own.filter((one) => one.outcome === 'failed');
    const failures = failed.flatMap((one) => (tool === 'vunit' ? vunitFailures(run.lines) : [failureOf(one, test.file, run.lines)]));
    const vcd = this.savedDump(test.name, run.files, dumps);
    const skipped = own.every((one) => one.outcome === 'skipped');
    return {
      ...base,
      outcome: failed.length > 0 ? 'failed' : skipped ? 'unknown' : 'passed',
      detail: failed.length > 0 ? (failures[0]?.message ?? 'it failed') : skipped ? 'it was skipped' : 'it passed',
      lines: failed.flatMap((one) => one.words.split('\n').slice(-10)),
      failures,
      ...(vcd === undefined ? {} : { vcd }),
    };
  }
}

interface Named {
  readonly kind: TestEntry['kind'];
  readonly file: string;
  readonly name: string;
}

function blank({ kind, file, name }: Named): Pick<TestResult, 'id' | 'name' | 'lines' | 'output' | 'failures'> {
  return { id: testId(kind, file, name), name, lines: [], output: [], failures: [] };
}

/** cocotb numbers the variants of a parametrized test; VUnit splits a test's full name. */
function isCaseOf({ name, className }: JUnitCase, wanted: string): boolean {
  return name === wanted || `${className}.${name}` === wanted || name.startsWith(`${wanted}/`) || /^_\d+$/.test(name.slice(wanted.length));
}

/** The last place of the test's own file in a traceback, else where the test stands. */
function failureOf(one: JUnitCase, file: string, printed: readonly string[]): TestResult['failures'][number] {
  const own = Array.from(one.words.matchAll(/File "([^"]+)", line (\d+)/g)).filter((match) => match[1] === file);
  const line = own.at(-1)?.[2] ?? (one.file === file ? one.line : undefined);
  // The exception itself, above what a rewritten assertion says of its parts.
  const raised = one.words.split('\n').find((row) => /^\w*(?:Error|Exception|Failure|Timeout)\b.*: /.test(row));
  const said = printed.flatMap((row) => /^\s*([\d.]+[munpf]?s)\s.*?(\S+) failed\b/.exec(row)?.slice(1, 3) ?? []);
  const named = said.findIndex((word) => word === one.name || word.endsWith(`.${one.name}`));
  const told = named > 0 ? said[named - 1] : said.at(-2);
  const time = one.simulated !== undefined ? `${one.simulated} ns` : told === undefined ? undefined : namedTime(told);
  return {
    message: raised ?? lastLine(one.words),
    ...(time === undefined ? {} : { time }),
    ...(line === undefined ? {} : { file, line: Number(line) }),
  };
}

/** What VUnit's checks and loggers print: `30 ns - check - ERROR - Equality check failed`. */
function vunitFailures(lines: readonly string[]): TestResult['failures'] {
  return lines.flatMap((line) => {
    const match = /^\s*(\d+(?:\.\d+)? [munpf]?s) - \S+\s+-\s+(?:ERROR|FAILURE) - (.*)$/.exec(line);
    return match === null ? [] : [{ message: match[2]?.trim() ?? '', time: namedTime(match[1] ?? '') }];
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Dumps that the sources name themselves. */
function namedDumps(texts: readonly string[]): string[] {
  return texts.flatMap((text) => Array.from(text.matchAll(/\$dumpfile\s*\(\s*"([\w.-]+)"/g)).map((match) => match[1] ?? ''));
}
