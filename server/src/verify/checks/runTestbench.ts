import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic, RungOutcome } from '../../protocol/contract';
import type { TestFailure } from '../../protocol/tests';
import { icarusSimulate, type IcarusRun } from '../../tools/icarus';
import { blankComments } from '../../tools/sourcePlaces';
import { firstWithTiming, verilatorSimulate } from '../../tools/verilatorSimulate';
import type { TestbenchUnit } from '../ladderRequest';
import type { VerifyTools } from '../verifyTools';
import { failuresOf, failureText } from './failurePlaces';
import { readTestbench } from './testbenchResult';

/** How one testbench ended. */
export interface BenchRun {
  readonly name: string;
  readonly outcome: RungOutcome;
  readonly detail: string;
  readonly lines: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly ms: number;
  readonly tool?: 'icarus' | 'verilator';
  readonly arguments?: readonly string[];
  readonly passed?: number;
  readonly total?: number;
  readonly cached?: boolean;
  /** It could not even be started. */
  readonly didNotRun?: boolean;
  readonly failures?: readonly TestFailure[];
}

/** A run with what it left: everything it printed, and its files. */
export interface WholeRun extends BenchRun {
  readonly output: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly origins: ReadonlyMap<string, string>;
}

export interface BenchOptions {
  readonly timeoutMs: number;
  /** The module under test, when it is known. */
  readonly module?: string;
  /** Verilator may run it where Icarus cannot: it knows no x, so never for code that nobody has answered for. */
  readonly twoValued: boolean;
  readonly waves?: boolean;
  /** Names of dumps that the testbench may write itself. */
  readonly collect?: readonly string[];
  readonly onLine?: (line: string) => void;
}

/** Runs a screened testbench: on Icarus, or on Verilator where that may stand in for it. */
export async function runTestbench(
  bench: TestbenchUnit,
  unit: CompileUnit,
  tools: VerifyTools,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<WholeRun> {
  const { data } = bench;
  const { icarus, verilator, runner } = tools;
  const { timeoutMs, waves, collect, onLine } = options;
  const common = { timeoutMs, ...optional({ data, waves, onLine }) };
  const run =
    icarus === undefined ? undefined : await icarusSimulate(unit, icarus, runner, { ...common, ...optional({ collect }) }, signal);
  const fallsBack = run === undefined || (run.kind === 'doesNotCompile' && run.unresolved.length === 0);
  if (options.twoValued && fallsBack && verilator !== undefined && Number.parseFloat(verilator.version) >= firstWithTiming) {
    const left = Math.max(1, timeoutMs - (run?.kind === 'doesNotCompile' ? run.ms : 0));
    const second = await verilatorSimulate(unit, verilator, runner, { ...common, timeoutMs: left }, signal);
    // What neither compiles is told in the words of the first.
    if (run === undefined || second.kind !== 'doesNotCompile') return judgeRun(bench, unit, options, second, 'verilator');
  }
  return run === undefined
    ? { ...blank(bench), outcome: 'unknown', detail: noSimulator, didNotRun: true }
    : judgeRun(bench, unit, options, run, 'icarus');
}

export const noSimulator = 'no simulator (install Icarus Verilog: apt install iverilog, brew install icarus-verilog)';

const blank = (bench: TestbenchUnit): Omit<WholeRun, 'outcome' | 'detail'> => ({
  name: bench.name,
  lines: [],
  diagnostics: [],
  ms: 0,
  output: [],
  files: new Map(),
  origins: new Map(),
});

/** What a run came to, in the testbench's own words. */
export function judgeRun(
  bench: TestbenchUnit,
  unit: CompileUnit,
  { timeoutMs, module }: Pick<BenchOptions, 'timeoutMs' | 'module'>,
  run: IcarusRun,
  tool: 'icarus' | 'verilator',
): WholeRun {
  const base = { ...blank(bench), tool, output: 'lines' in run ? run.lines : [], ms: 'ms' in run ? run.ms : 0 };
  switch (run.kind) {
    case 'ran':
      return ranTo(base, unit, run, tool);
    case 'doesNotCompile':
      return { ...base, ...doesNotCompile(bench, module, run, tool) };
    case 'timeout':
      return {
        ...base,
        outcome: 'unknown',
        detail: `it had not ended after ${(timeoutMs / 1000).toFixed(1)} s`,
        lines: run.lines.slice(-3),
      };
    case 'outputLimit':
      return { ...base, outcome: 'unknown', detail: 'it printed without end and was stopped', lines: run.lines.slice(-3) };
    case 'cancelled':
      return { ...base, outcome: 'unknown', detail: 'cancelled' };
    case 'broken':
      return { ...base, outcome: 'broken', detail: run.message };
  }
}

type Base = Omit<WholeRun, 'outcome' | 'detail'>;

function ranTo(base: Base, unit: CompileUnit, run: Extract<IcarusRun, { kind: 'ran' }>, tool: 'icarus' | 'verilator'): WholeRun {
  const result = readTestbench(run.lines, run.code);
  const failures = result.outcome === 'failed' ? failuresOf(result.lines, run.lines, [...unit.files, ...unit.includes], run.origins) : [];
  // Where it is known: Verilator has no x, and a design may rest on one.
  const detail = tool === 'verilator' ? `${result.detail} (on Verilator, which knows no x)` : result.detail;
  return {
    ...base,
    ...result,
    detail,
    lines: result.lines.map((line) => run.readable(line)),
    output: run.lines.map((line) => run.readable(line)),
    arguments: run.arguments,
    files: run.files,
    origins: run.origins,
    failures,
    diagnostics: failures.flatMap((one) => placed(one, tool)),
  };
}

function placed(failure: TestFailure, source: 'icarus' | 'verilator'): Diagnostic[] {
  const { file, line } = failure;
  if (file === undefined || line === undefined) return [];
  const place = { file, line, column: 1, endLine: line, endColumn: 1 };
  return [{ ...place, severity: 'error', code: 'testbench/failed', source, message: failureText(failure) }];
}

/** A simulator knows less of the language than slang, which has accepted the design: only an error in the interface is the design's. */
function doesNotCompile(
  bench: TestbenchUnit,
  module: string | undefined,
  run: Extract<IcarusRun, { kind: 'doesNotCompile' }>,
  tool: 'icarus' | 'verilator',
): Pick<BenchRun, 'outcome' | 'detail' | 'lines' | 'didNotRun' | 'diagnostics'> {
  const errors = run.diagnostics.filter((one) => one.severity === 'error');
  const first = errors[0];
  const base = {
    lines: errors.slice(0, 5).map((one) => `${one.file}:${one.line}: ${one.message}`),
    diagnostics: [],
    didNotRun: true,
  };
  if (run.unresolved.length > 0)
    return { ...base, outcome: 'unknown', detail: `it does not compile: ${run.unresolved.join(', ')} is missing` };
  const inBench = first !== undefined && first.file === bench.path && /port|Wrong number of ports|not a port/i.test(first.message);
  if (inBench && namesModule(bench, first.line, module))
    return {
      ...base,
      outcome: 'failed',
      didNotRun: false,
      detail: `the testbench does not fit the module: ${first.message}`,
      diagnostics: errors,
    };
  const name = tool === 'icarus' ? 'Icarus' : 'Verilator';
  return { ...base, outcome: 'unknown', detail: `${name} does not compile it: ${first?.message ?? 'no message'}` };
}

/** Whether the statement of the testbench that goes on at a 1-based line instantiates the module under test, and not a reference beside it. */
function namesModule(bench: TestbenchUnit, line: number, module: string | undefined): boolean {
  if (module === undefined || !/^[A-Za-z_]\w*$/.test(module)) return true;
  const text = blankComments(bench.unit.files.find((file) => file.path === bench.path)?.text ?? '');
  const upTo = text.split('\n').slice(0, line).join('\n');
  const rest = text.slice(upTo.length);
  const start = Math.max(upTo.trimEnd().replace(/;$/, ' ').lastIndexOf(';'), upTo.lastIndexOf('\nmodule'));
  const statement = upTo.slice(start + 1) + (upTo.trimEnd().endsWith(';') ? '' : rest.slice(0, Math.max(0, rest.indexOf(';'))));
  return new RegExp(`\\b${module}\\b`).test(statement);
}

/** The fields that have a value: an optional field must be left out rather than undefined. */
function optional<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
