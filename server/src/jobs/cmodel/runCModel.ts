import type { ToolRunner } from '../../tools/toolRunner';
import type { Trace } from '../../verify/prove/replay';
import type { Scenario } from '../testbench/scenarios';
import type { CPort } from './cInterface';
import { harnessText, readOutputs, stimulusText } from './harness';

/** The first place where a model says something else than the module. */
export interface CDisagreement {
  /** From power-up, 0-based. */
  readonly cycle: number;
  readonly output: string;
  readonly module: string;
  readonly model: string;
}

export type CRun =
  | { readonly kind: 'agrees'; readonly compiler: string; readonly cycles: number }
  | { readonly kind: 'differs'; readonly compiler: string; readonly first: CDisagreement; readonly mismatches: number }
  | { readonly kind: 'doesNotCompile'; readonly compiler: string; readonly lines: readonly string[] }
  | { readonly kind: 'noCompiler' }
  | { readonly kind: 'didNotRun'; readonly message: string };

export interface CModelUnderTest {
  readonly name: string;
  readonly text: string;
  readonly ports: readonly CPort[];
  readonly steps: Scenario['steps'];
  /** What the module's outputs are in each step. */
  readonly expected: Trace;
}

const compilers = ['cc', 'gcc', 'clang'];
const modelFile = 'model.c';
const program = 'cmodel';
/** Where Debian's links of that name lead. */
const alternatives = ['/etc/alternatives'];
/** The model's own text must be plain C99; nothing of it may fail to be defined. */
const switches = ['-std=c99', '-O1', '-Wall', '-Wextra', '-fno-strict-overflow', '-o', program, 'main.c'];

/**
 * Compiles a model with the machine's C compiler and runs it beside the module's own trace. Where the module is x anything may come. Both runs are contained as candidates are; the
 * text must have been screened.
 */
export async function runCModel(model: CModelUnderTest, runner: ToolRunner, timeoutMs: number, signal: AbortSignal): Promise<CRun> {
  const files = new Map([
    [modelFile, model.text],
    ['main.c', harnessText(model.name, model.ports, modelFile)],
  ]);
  for (const compiler of compilers) {
    const built = await runner.run(
      { program: compiler, args: switches, files, collect: [program], timeoutMs, untrusted: true, readable: alternatives },
      signal,
    );
    if (built.kind === 'notFound') continue;
    if (built.kind !== 'finished') return { kind: 'didNotRun', message: `${compiler}: ${built.kind}` };
    const binary = built.files.get(program);
    const said = built.stderr.split('\n').filter((line) => line.trim() !== '');
    const telling = said.filter((line) => /error|warning/.test(line));
    const lines = telling.length > 0 ? telling : said;
    if (built.code !== 0 || binary === undefined) return { kind: 'doesNotCompile', compiler, lines: lines.slice(0, 12) };
    return execute(model, binary, compiler, runner, timeoutMs, signal);
  }
  return { kind: 'noCompiler' };
}

async function execute(
  { ports, steps, expected }: CModelUnderTest,
  binary: Uint8Array,
  compiler: string,
  runner: ToolRunner,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CRun> {
  const run = await runner.run(
    {
      ...{ program: `./${program}`, args: [], executable: [program], stdin: stimulusText(ports, steps) },
      ...{ files: new Map([[program, binary]]), timeoutMs, untrusted: true, maxMemoryMb: 1024, maxOutputBytes: 32 * 1024 * 1024 },
    },
    signal,
  );
  if (run.kind !== 'finished') return { kind: 'didNotRun', message: `the model ended with: ${run.kind}` };
  const lines = run.stdout.split('\n').filter((line) => line !== '');
  if (run.code !== 0 || lines.length !== steps.length)
    return { kind: 'didNotRun', message: `the model ended after ${lines.length} of ${steps.length} cycles with code ${run.code}` };
  let first: CDisagreement | undefined;
  let mismatches = 0;
  for (const [cycle, line] of lines.entries()) {
    const said = readOutputs(ports, line);
    if (said === undefined) return { kind: 'didNotRun', message: `the model wrote "${line.slice(0, 80)}" in cycle ${cycle}` };
    const found = differenceIn(expected[cycle] ?? new Map(), said);
    if (found === undefined) continue;
    mismatches++;
    first ??= { cycle, ...found };
  }
  return first === undefined ? { kind: 'agrees', compiler, cycles: steps.length } : { kind: 'differs', compiler, first, mismatches };
}

function differenceIn(module: ReadonlyMap<string, string>, model: ReadonlyMap<string, string>): Omit<CDisagreement, 'cycle'> | undefined {
  for (const [output, value] of model) {
    const wanted = module.get(output) ?? '';
    if ([...wanted].some((bit, i) => bit !== 'x' && bit !== value[i])) return { output, module: wanted, model: value };
  }
  return undefined;
}
