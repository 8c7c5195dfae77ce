import type { CompileUnit } from '../model/compileUnit';
import { readJUnit, type JUnitCase } from './junit';
import { dumpFile } from './icarus';
import { layOutSources } from './sourceLayout';
import type { ToolRunner } from './toolRunner';

export interface CocotbRequest {
  /** The Python file with the tests, and which of its functions are wanted, each with its variants; all when absent. */
  readonly file: string;
  readonly tests?: readonly string[];
  /** The design, its top the module that the tests drive. */
  readonly unit: CompileUnit;
  /** Folders that the tests may read: their own and their project's. */
  readonly readable: readonly string[];
  readonly waves?: boolean;
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

export type PythonRun =
  | {
      readonly kind: 'ran';
      readonly cases: readonly JUnitCase[];
      readonly lines: readonly string[];
      readonly files: ReadonlyMap<string, Uint8Array>;
      /** Generated name -> the author's path. */
      readonly origins: ReadonlyMap<string, string>;
      readonly ms: number;
    }
  /** It came to no report: the words say why. */
  | { readonly kind: 'timeout' | 'cancelled' | 'broken'; readonly message: string; readonly lines: readonly string[]; readonly ms: number };

/**
 * Runs cocotb tests on Icarus through cocotb's own runner, contained as any simulation is: the tests may read their project, and write
 * nowhere but into the scratch directory. The unit must have been screened before.
 */
export async function runCocotb(request: CocotbRequest, python: Python, runner: ToolRunner, signal: AbortSignal): Promise<PythonRun> {
  const layout = layOutSources(request.unit, { prefix: '', stubs: [] });
  const folder = request.file.slice(0, request.file.lastIndexOf('/'));
  const waves = request.waves === true;
  const dump = `module signoff_waves;\n  initial begin\n    $dumpfile("${dumpFile}");\n    $dumpvars(0, ${layout.top});\n  end\nendmodule\n`;
  const plan = {
    folder,
    module: request.file.slice(folder.length + 1).replace(/\.py$/, ''),
    tests: request.tests ?? [],
    waves,
    top: layout.top,
    sources: [...(layout.prelude === undefined ? [] : [layout.prelude]), ...layout.sources, ...(waves ? ['signoff_waves.v'] : [])],
    includes: layout.includeDir === undefined ? [] : [layout.includeDir],
    defines: Object.fromEntries(layout.defines),
    parameters: Object.fromEntries(layout.parameters),
    arguments: ['-g2012', ...(waves ? ['-s', 'signoff_waves'] : [])],
  };
  const files = new Map([
    ...layout.files,
    ['signoff_cocotb.py', driver],
    ['signoff_cocotb.json', JSON.stringify(plan)],
    ...(waves ? [['signoff_waves.v', dump] as const] : []),
  ]);
  const job = { python, script: 'signoff_cocotb.py', args: [], files, collect: [report, ...(waves ? [dumpFile] : [])] };
  return runPython({ ...job, ...request, origins: layout.origins }, runner, signal);
}

/** A Python as it runs: the interpreter itself and the folders of its libraries. */
export interface Python {
  readonly path: string;
  readonly folders: readonly string[];
}

/** What the program of that name really starts: it may be a script that chooses one of several, of which nothing is to be seen inside a container. */
export async function findPython(program: string, runner: ToolRunner, signal: AbortSignal): Promise<Python | undefined> {
  const ask = 'import sys; print("\\n".join([sys.executable, sys.prefix, sys.base_prefix, *sys.path]))';
  const run = await runner.run({ program, args: ['-c', ask], timeoutMs: 20_000 }, signal);
  const [path, ...folders] = run.kind === 'finished' && run.code === 0 ? run.stdout.split(/\r?\n/) : [];
  if (path === undefined || path === '') return undefined;
  return { path, folders: [...new Set(folders)].filter((folder) => folder.startsWith('/') && folder !== '/' && folder !== '/usr') };
}

export const report = 'signoff_results.xml';

interface PythonJob {
  readonly python: Python;
  /** A path, or the name of one of `files`. */
  readonly script: string;
  readonly args: readonly string[];
  readonly files?: ReadonlyMap<string, string>;
  readonly collect: readonly string[];
  readonly readable: readonly string[];
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
  readonly origins?: ReadonlyMap<string, string>;
}

/** Runs a Python script that leaves a JUnit report. Without one it is broken, in the words that it ended with. */
export async function runPython(job: PythonJob, runner: ToolRunner, signal: AbortSignal): Promise<PythonRun> {
  const lines: string[] = [];
  const run = await runner.run(
    {
      program: job.python.path,
      args: [job.script, ...job.args],
      ...(job.files === undefined ? {} : { files: job.files }),
      collect: job.collect,
      timeoutMs: job.timeoutMs,
      untrusted: true,
      readable: [...job.readable, ...job.python.folders],
      env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', NO_COLOR: '1' },
      onLine: (line) => {
        lines.push(line);
        job.onLine?.(line);
      },
    },
    signal,
  );
  const ms = 'ms' in run ? run.ms : 0;
  if (run.kind === 'notFound') return { kind: 'broken', message: `${run.program} was not found`, lines, ms };
  if (run.kind === 'failedToStart') return { kind: 'broken', message: run.message, lines, ms };
  if (run.kind === 'outputLimit') return { kind: 'broken', message: 'it printed without end and was stopped', lines, ms };
  if (run.kind !== 'finished')
    return {
      kind: run.kind,
      message: run.kind === 'timeout' ? `it had not ended after ${job.timeoutMs / 1000} s` : 'cancelled',
      lines,
      ms,
    };
  const xml = run.files.get(report);
  const cases = xml === undefined ? [] : readJUnit(new TextDecoder().decode(xml));
  if (cases.length === 0) return { kind: 'broken', message: whyNone(lines, run.code), lines, ms };
  return { kind: 'ran', cases, lines, files: run.files, origins: job.origins ?? new Map(), ms };
}

function whyNone(lines: readonly string[], code: number): string {
  const missing = lines.map((line) => /No module named '([^'.]+)/.exec(line)?.[1]).find((name) => name !== undefined);
  // The runner is looked for under its newer name first, which is no package of its own.
  const wanted = missing === 'cocotb_tools' ? 'cocotb' : missing;
  if (wanted !== undefined) return `Python has no module ${wanted} (pip install ${wanted}, or set signoff.tools.python)`;
  const words = lines.findLast((line) => /error|exception|fatal/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return `no test reported (code ${code}): ${words.trim()}`;
}

/**
 * Both names of the runner's module, and both ways of naming sources: cocotb 1.8 and 2. A wanted function stands for all of its variants: `name_001` of a
 * TestFactory, `name/width=8` of a parametrized test. Where the runner takes no pattern, they are chosen by a module of ours.
 */
const driver = `import inspect
import json
import os
import re
import sys

with open("signoff_cocotb.json") as file:
    plan = json.load(file)
sys.path.insert(0, plan["folder"])
try:
    from cocotb_tools.runner import get_runner
except ImportError:
    from cocotb.runner import get_runner
runner = get_runner("icarus")
build = dict(
    hdl_toplevel=plan["top"],
    includes=plan["includes"],
    defines=plan["defines"],
    parameters=plan["parameters"],
    build_args=plan["arguments"],
    build_dir="signoff_build",
    always=True,
)
try:
    # For sources that name no time unit of their own.
    runner.build(sources=plan["sources"], timescale=("1ns", "1ps"), **build)
except TypeError:
    runner.build(verilog_sources=plan["sources"], **build)
test = dict(
    hdl_toplevel=plan["top"],
    test_module=plan["module"],
    build_dir="signoff_build",
    test_dir=".",
    results_xml="REPORT",
)
if plan["waves"]:
    # The runner turns dumps off unless it makes its own, of another kind; the last word counts.
    os.environ["SIM_CMD_SUFFIX"] = "-vcd"
if plan["tests"]:
    wanted = "(?:" + "|".join(re.escape(name) for name in plan["tests"]) + ")"
    variants = "(?:_[0-9]+)?(?:/.*)?"
    takes = inspect.signature(runner.test).parameters
    if "test_filter" in takes:
        test["test_filter"] = "(?:^|[.])" + wanted + variants + "$"
    else:
        with open("signoff_wanted.py", "w") as file:
            file.write("import importlib, re\\nfound = vars(importlib.import_module(%r))\\n" % plan["module"])
            file.write("globals().update({name: one for name, one in found.items() if re.fullmatch(%r, name)})\\n" % (wanted + variants))
        test["test_module"] = "signoff_wanted"
try:
    runner.test(**test)
except SystemExit:
    pass
`.replace('REPORT', report);
