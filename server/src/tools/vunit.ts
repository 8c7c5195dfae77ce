import { report, runPython, type Python, type PythonRun } from './cocotb';
import type { ToolRunner } from './toolRunner';

export interface VunitRequest {
  /** The script that makes a VUnit and calls its main. */
  readonly file: string;
  /** Full names of tests; all when absent. */
  readonly tests?: readonly string[];
  /** Folders that the script may read: its project. */
  readonly readable: readonly string[];
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

/** The tests of a VUnit script by their full names (`lib.tb_x.test`), or what it said instead. The script chooses its simulator itself. */
export async function listVunit(
  request: VunitRequest,
  python: Python,
  runner: ToolRunner,
  signal: AbortSignal,
): Promise<{ readonly names: readonly string[]; readonly problem?: string }> {
  const run = await runPython({ python, script: request.file, args: ['--list', ...output], collect: [], ...request }, runner, signal);
  const names = run.lines
    .filter((line) => /^\S+\.\S.*$/.test(line) && !/^(Listed|WARNING|ERROR|Traceback)/.test(line))
    .map((line) => line.trim());
  if (names.length > 0) return { names };
  return { names, problem: run.kind === 'ran' ? 'the script lists no test' : run.message };
}

/** Runs tests of a VUnit script, contained, what it compiles in the scratch directory. */
export function runVunit(request: VunitRequest, python: Python, runner: ToolRunner, signal: AbortSignal): Promise<PythonRun> {
  const args = ['--no-color', '-x', report, ...output, ...(request.tests ?? [])];
  return runPython({ python, script: request.file, args, collect: [report], ...request }, runner, signal);
}

const output = ['-o', 'vunit_out'];
