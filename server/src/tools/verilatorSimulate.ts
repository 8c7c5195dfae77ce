import type { CompileUnit } from '../model/compileUnit';
import { dumpFile, type IcarusRun } from './icarus';
import { layOutSources, type SourceLayout } from './sourceLayout';
import type { ToolRun, ToolRunner } from './toolRunner';
import { parseVerilator, placeErrors } from './verilator';

export interface VerilatorSimulation {
  readonly timeoutMs: number;
  /** Files laid beside the program for `$readmemh` and the like: plain relative names. */
  readonly data?: ReadonlyMap<string, string>;
  /** Count executed lines and toggled bits into `coverageFile`. */
  readonly coverage?: boolean;
  /** Dump all values into `dumpFile`. */
  readonly waves?: boolean;
  readonly onLine?: (line: string) => void;
}

export const coverageFile = 'coverage.dat';

/** From this version on Verilator runs delays and event controls, without which hardly any testbench works. */
export const firstWithTiming = 5;

const model = 'Vsignoff';
const programFile = 'obj/signoff_simulation';

/**
 * Builds a unit, its top a testbench, with Verilator and runs it, contained. The unit must have been screened before: what Verilator is given becomes C++.
 * A build takes seconds where Icarus takes none; so this is for what Icarus cannot read, and for coverage. The first `$error`
 * ends the run, as it does in any model that Verilator makes; what it printed says so. The code is 1 where the model itself gave up.
 */
export async function verilatorSimulate(
  unit: CompileUnit,
  verilator: { readonly version: string; readonly path: string },
  runner: ToolRunner,
  options: VerilatorSimulation,
  signal: AbortSignal,
): Promise<IcarusRun> {
  const layout = layOutSources(unit, { prefix: '', stubs: [] });
  const args = buildArguments(layout, options);
  const files = new Map([...layout.files, ['signoff_main.cpp', mainProgram(options)]]);
  const built = await runner.run(
    { program: verilator.path, args, files, collect: [programFile], timeoutMs: options.timeoutMs, untrusted: true },
    signal,
  );
  if (built.kind === 'timeout' || built.kind === 'cancelled') return { kind: built.kind, lines: [], ms: built.ms };
  if (built.kind !== 'finished') return { kind: 'broken', message: stopped(built) };
  const program = built.files.get(programFile);
  if (built.code !== 0 || program === undefined) {
    const messages = parseVerilator(`${built.stderr}\n${built.stdout}`).filter((one) => one.severity === 'error');
    if (messages.length > 0)
      return { kind: 'doesNotCompile', diagnostics: placeErrors(messages, layout.origins, unit), unresolved: [], ms: built.ms };
    return { kind: 'broken', message: `verilator ended with code ${built.code}: ${built.stderr.trim().split('\n').at(-1) ?? ''}` };
  }
  return runModel(
    program,
    layout,
    { ...options, timeoutMs: Math.max(1, options.timeoutMs - built.ms), builtMs: built.ms, args },
    runner,
    signal,
  );
}

function buildArguments(layout: SourceLayout, options: VerilatorSimulation): string[] {
  return [
    ...['--cc', '--exe', '--build', '--timing', '--assert'],
    ...['-Wno-fatal', '-Wno-lint', '-Wno-style'],
    ...['--Mdir', 'obj', '--prefix', model, '-o', 'signoff_simulation'],
    ...(options.coverage === true ? ['--coverage-line', '--coverage-toggle'] : []),
    ...(options.waves === true ? ['--trace'] : []),
    // Ours instead of Verilator's own ends of a run: those abort, and nothing would be left of coverage and waves.
    ...['-CFLAGS', '-DVL_USER_STOP -DVL_USER_FATAL -DVL_USER_FINISH'],
    // Most of the time of a short run goes into compiling.
    ...['-MAKEFLAGS', 'OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0'],
    ...(layout.top === '' ? [] : ['--top-module', layout.top]),
    ...(layout.includeDir === undefined ? [] : [`-I${layout.includeDir}`]),
    ...layout.defines.map(([name, value]) => `-D${name}=${value}`),
    ...layout.parameters.map(([name, value]) => `-G${name}=${value}`),
    ...(layout.prelude === undefined ? [] : [layout.prelude]),
    ...layout.sources,
    'signoff_main.cpp',
  ];
}

/** The loop around the model, and what ends it: `$finish`, `$stop`, `$fatal`, or no event left. */
function mainProgram({ coverage, waves }: VerilatorSimulation): string {
  return [
    '#include "verilated.h"',
    '#include "verilated_cov.h"',
    ...(waves === true ? ['#include "verilated_vcd_c.h"'] : []),
    `#include "${model}.h"`,
    '#include <cstdio>',
    '#include <memory>',
    'static bool failed = false;',
    'static void endRun() { Verilated::threadContextp()->gotFinish(true); }',
    // Of `$stop` and of `$error`, which has said so itself by then.
    'void vl_stop(const char*, int, const char*) VL_MT_UNSAFE { endRun(); }',
    'void vl_finish(const char*, int, const char*) VL_MT_UNSAFE { endRun(); }',
    'void vl_fatal(const char* file, int line, const char*, const char* words) VL_MT_UNSAFE {',
    '  std::printf("%%Fatal: %s:%d: %s\\n", file, line, words);',
    '  failed = true;',
    '  endRun();',
    '}',
    'int main(int argc, char** argv) {',
    '  const std::unique_ptr<VerilatedContext> context{new VerilatedContext};',
    '  context->commandArgs(argc, argv);',
    ...(waves === true ? ['  context->traceEverOn(true);'] : []),
    `  const std::unique_ptr<${model}> top{new ${model}{context.get()}};`,
    ...(waves === true ? ['  VerilatedVcdC dump;', '  top->trace(&dump, 99);', `  dump.open("${dumpFile}");`] : []),
    '  while (!context->gotFinish()) {',
    '    top->eval();',
    ...(waves === true ? ['    dump.dump(context->time());'] : []),
    '    if (!top->eventsPending()) break;',
    '    context->time(top->nextTimeSlot());',
    '  }',
    '  top->final();',
    ...(waves === true ? ['  dump.close();'] : []),
    ...(coverage === true ? [`  context->coveragep()->write("${coverageFile}");`] : []),
    '  return failed ? 1 : 0;',
    '}',
    '',
  ].join('\n');
}

async function runModel(
  program: Uint8Array,
  layout: SourceLayout,
  options: VerilatorSimulation & { readonly builtMs: number; readonly args: readonly string[] },
  runner: ToolRunner,
  signal: AbortSignal,
): Promise<IcarusRun> {
  const lines: string[] = [];
  const run = await runner.run(
    {
      program: './signoff_simulation',
      args: [],
      files: new Map<string, string | Uint8Array>([...(options.data ?? []), ['signoff_simulation', program]]),
      executable: ['signoff_simulation'],
      collect: [...(options.coverage === true ? [coverageFile] : []), ...(options.waves === true ? [dumpFile] : [])],
      timeoutMs: options.timeoutMs,
      untrusted: true,
      onLine: (line) => {
        lines.push(line);
        options.onLine?.(line);
      },
    },
    signal,
  );
  const ms = options.builtMs + ('ms' in run ? run.ms : 0);
  if (run.kind === 'timeout' || run.kind === 'cancelled' || run.kind === 'outputLimit') return { kind: run.kind, lines, ms };
  if (run.kind !== 'finished') return { kind: 'broken', message: stopped(run) };
  if (run.code >= 128) return { kind: 'broken', message: `the simulation ended with code ${run.code}: ${lines.at(-1) ?? ''}` };
  return {
    kind: 'ran',
    code: run.code,
    lines,
    files: run.files,
    ms,
    arguments: ['verilator', ...options.args],
    readable: (line) => line.replace(/\b[si]\d+\.s?vh?(?=:\d)/g, (name) => layout.origins.get(name) ?? name),
    origins: layout.origins,
  };
}

function stopped(run: Exclude<ToolRun, { kind: 'finished' }>): string {
  if (run.kind === 'notFound') return `${run.program} was not found`;
  return run.kind === 'failedToStart' ? run.message : run.kind === 'outputLimit' ? 'it printed too much and was stopped' : run.kind;
}
