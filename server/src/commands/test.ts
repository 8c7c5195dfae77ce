import { eachOf } from '../base/eachOf';
import type { TestEntry, TestResult } from '../protocol/tests';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

export interface TestOptions {
  readonly name?: string;
  readonly list?: boolean;
  readonly waves?: boolean;
  readonly coverage?: boolean;
  readonly jobs: number;
}

/** `signoff test [FILES…]`: runs the user's own tests. Exits 0 when all passed, 1 when one failed, 3 when one said nothing decisive, 4 when a tool failed. */
export async function test(files: readonly string[], options: TestOptions, context: CommandContext): Promise<Answer> {
  const pattern = patternOf(options.name);
  if (pattern === null) return badInput({ message: `--name takes a regular expression, not "${options.name ?? ''}"` });
  const found = await testsIn(files, context);
  if (!Array.isArray(found)) return badInput(found);
  const wanted = found.filter((one) => pattern?.test(one.name) ?? true);
  if (wanted.length === 0)
    return badInput({ message: 'no test was found', hint: 'Name files with a testbench, cocotb tests, or a VUnit script.' });
  if (options.list === true) {
    const tests = context.relative(wanted);
    return { document: { tests }, text: tests.map(listed).join('\n'), code: exitCode.clean };
  }
  const results = await eachOf(wanted, options.jobs, (one) => runOne(one, options, context));
  const shown = context.relative(results);
  return { document: { results: shown, ...countsOf(results) }, text: textOf(shown), code: codeOf(results) };
}

/** Of the files named; without any, of all that the directory's project holds. */
async function testsIn(files: readonly string[], context: CommandContext): Promise<TestEntry[] | { message: string; hint?: string }> {
  const { engine, signal } = context;
  let paths = files.map((file) => context.resolve(file));
  if (paths.length === 0) {
    const index = await engine.index(context.resolve('.'), signal);
    if (!index.ok) return index;
    paths = index.value.files.map(({ file }) => file);
  }
  const tests: TestEntry[] = [];
  for (const path of paths) {
    const found = await engine.tests(path, signal);
    if (!found.ok) return found;
    tests.push(...found.value);
  }
  return tests;
}

async function runOne(entry: TestEntry, options: TestOptions, context: CommandContext): Promise<TestResult> {
  const { waves, coverage } = options;
  const asked = { id: entry.id, waves: waves === true, coverage: coverage === true };
  const outcome = await context.engine.runTest(asked, context.limits, context.signal);
  const none = { id: entry.id, name: entry.name, ms: 0, lines: [], output: [], failures: [] };
  const result: TestResult = outcome.ok ? outcome.value : { ...none, outcome: 'broken', detail: outcome.message };
  context.progress(`${entry.name}: ${result.outcome}`);
  return result;
}

/** Null: it is no regular expression. */
function patternOf(text: string | undefined): RegExp | null | undefined {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return null;
  }
}

function listed(one: TestEntry): string {
  return `${one.kind} ${one.name} ${one.file}:${one.line}${one.error === undefined ? '' : ` (${one.error})`}`;
}

function countsOf(results: readonly TestResult[]): { passed: number; failed: number; unknown: number; broken: number } {
  const count = (outcome: TestResult['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), unknown: count('unknown'), broken: count('broken') };
}

function codeOf(results: readonly TestResult[]): number {
  const { failed, broken, unknown } = countsOf(results);
  if (failed > 0) return exitCode.findings;
  return broken > 0 ? exitCode.broken : unknown > 0 ? exitCode.unknown : exitCode.clean;
}

function textOf(results: readonly TestResult[]): string {
  const { passed, failed, unknown, broken } = countsOf(results);
  return [...results.flatMap(rows), `${passed} passed, ${failed} failed, ${unknown} unknown, ${broken} broken`].join('\n');
}

function rows(one: TestResult): string[] {
  return [
    `${one.name}: ${one.outcome}. ${one.detail}`,
    ...one.failures.map(({ file, line, time, message }) => {
      const place = file === undefined ? '' : `${file}:${line ?? 1}: `;
      return `  ${place}${time === undefined ? '' : `at ${time}: `}${message}`;
    }),
    ...(one.vcd === undefined ? [] : [`  waveform: ${one.vcd}`]),
    ...(one.coverage ?? []).map((file) => `  ${file.file}: ${coverageText(file)}`),
  ];
}

function coverageText({ lines, branches, toggles }: NonNullable<TestResult['coverage']>[number]): string {
  const share = (of: readonly { count: number }[]): string => `${of.filter((one) => one.count > 0).length} of ${of.length}`;
  const bits = toggles.reduce((sum, one) => sum + one.bits, 0);
  const toggled = toggles.reduce((sum, one) => sum + one.toggled, 0);
  return `lines ${share(lines)}, branches ${share(branches)}, bits that changed ${toggled} of ${bits}`;
}
