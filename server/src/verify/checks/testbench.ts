import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { Rung } from '../../protocol/contract';
import { unitKey } from '../cache';
import type { LadderRequest, TestbenchUnit } from '../ladderRequest';
import { endedByDesign, judgedText } from '../judgedText';
import type { VerifyTools } from '../verifyTools';
import { noSimulator, runTestbench, type BenchRun, type WholeRun } from './runTestbench';
import { screenTestbench } from './screening';

const recipe = 'testbench 4';
const longestRunMs = 30_000;

/**
 * Runs the module's testbenches on Icarus, one after the other; one that fails decides, one that says nothing leaves the rung unknown.
 * A testbench that failed before the edit as well says nothing about the edit. One that nobody named is left out, with its reason, when
 * it cannot be run, or when it came to no result before the edit either.
 */
export async function checkTestbenches(
  request: LadderRequest,
  tools: VerifyTools,
  remainingMs: () => number,
  signal: AbortSignal,
): Promise<Rung> {
  const benches = request.testbenches ?? [];
  const skipped = (detail: string): Rung => ({ name: 'testbench', outcome: 'skipped', ms: 0, detail, diagnostics: [] });
  if (benches.length === 0) return skipped('no testbench of this module was found');
  const { icarus, verilator } = tools;
  if (icarus === undefined && (verilator === undefined || !mayBeTwoValued(request)))
    return skipped(`${benches.map((bench) => bench.name).join(', ')} not run: ${noSimulator}`);
  const runs: BenchRun[] = [];
  for (const bench of benches) {
    const run = await runBench(bench, request, tools, remainingMs, signal);
    runs.push(run);
    if (run.outcome === 'failed') break;
  }
  const decisive =
    runs.find((run) => run.outcome === 'failed') ??
    runs.find((run) => run.outcome === 'broken') ??
    runs.find((run) => run.outcome === 'unknown');
  const shown = decisive ?? runs.find((run) => run.outcome === 'passed') ?? runs[0];
  return {
    name: 'testbench',
    outcome: shown?.outcome ?? 'unknown',
    ...toolOf(shown, tools),
    ms: runs.reduce((sum, run) => sum + run.ms, 0),
    detail: runs.map((run) => `${run.name}: ${run.detail}`).join('; '),
    diagnostics: runs.flatMap((run) => run.diagnostics),
    ...(shown?.arguments === undefined ? {} : { arguments: [...shown.arguments] }),
    inputHash: unitKey(benches[0]?.unit ?? request.unit),
    lines: runs.flatMap((run) => run.lines),
    ...(runs.every((run) => run.cached === true) ? { cached: true } : {}),
    ...testsOf(runs),
  };
}

/** The testbenches' own checks, where they count them; one that does not count is one check. For `judge`'s score. */
function testsOf(runs: readonly BenchRun[]): Pick<Rung, 'tests'> {
  const ended = runs.filter((run) => run.outcome === 'passed' || run.outcome === 'failed' || run.outcome === 'unknown');
  if (ended.length === 0) return {};
  const sum = (pick: (run: BenchRun) => number): number => ended.reduce((total, run) => total + pick(run), 0);
  return { tests: { passed: sum((run) => checksOf(run).passed), total: sum((run) => checksOf(run).total) } };
}

/** What a testbench counted, but never all of its checks when it failed or came to no end. */
function checksOf(run: BenchRun): { passed: number; total: number } {
  const good = run.outcome === 'passed';
  const counted = run.total === undefined || run.total === 0 || (!good && run.passed === run.total) ? undefined : run;
  return counted === undefined ? { passed: good ? 1 : 0, total: 1 } : { passed: counted.passed ?? 0, total: counted.total ?? 1 };
}

function toolOf(run: BenchRun | undefined, tools: VerifyTools): Pick<Rung, 'tool' | 'version'> {
  const tool = run?.tool ?? 'icarus';
  const version = tools[tool]?.version;
  return { tool, ...(version === undefined ? {} : { version }) };
}

/** A build takes seconds, which ghost text has not; and an x that a candidate leaves must be seen. */
function mayBeTwoValued(request: LadderRequest): boolean {
  return request.origin === 'author' && request.testbenchBudgetMs === undefined;
}

async function runBench(
  bench: TestbenchUnit,
  request: LadderRequest,
  tools: VerifyTools,
  remainingMs: () => number,
  signal: AbortSignal,
): Promise<BenchRun> {
  const refused = screenTestbench(bench, request.unit);
  if (refused.length > 0) {
    const detail = `not run: ${refused[0]?.message}`;
    return leftOut(bench, { name: bench.name, outcome: 'unknown', detail, lines: [], diagnostics: refused, ms: 0 });
  }
  const budget = Math.min(longestRunMs, remainingMs(), request.testbenchBudgetMs ?? longestRunMs);
  const after = await simulate(bench, judged(bench, bench.unit, request), request, tools, budget, signal);
  if (request.before === undefined) return after.didNotRun === true ? leftOut(bench, after) : after;
  if (after.outcome !== 'failed' && after.outcome !== 'unknown') return after;
  // With less time than the run after the edit had, a run before it would be no fair comparison.
  if (remainingMs() < budget) return after;
  const before = await simulate(bench, judged(bench, withFiles(bench.unit, request.before), request), request, tools, budget, signal);
  const ms = after.ms + before.ms;
  if (before.outcome !== after.outcome) return { ...after, ms };
  if (after.outcome === 'unknown') return leftOut(bench, { ...after, detail: `${after.detail}, nor before the edit`, ms });
  return { ...after, outcome: 'unknown', detail: `it failed before the edit too (${before.detail})`, ms };
}

/** The unit as it is run: a candidate's design neither prints nor ends the run, the testbench beside it does. */
function judged(bench: TestbenchUnit, unit: CompileUnit, request: LadderRequest): CompileUnit {
  if (request.origin !== 'candidate') return unit;
  const design = new Set([...request.unit.files, ...request.unit.includes].map((file) => file.path));
  const held = (file: SourceText): SourceText =>
    design.has(file.path) && file.path !== bench.path ? { ...file, text: judgedText(file.text) } : file;
  return { ...unit, files: unit.files.map(held), includes: unit.includes.map(held) };
}

/** Without a result from a testbench that nobody asked for, nothing is claimed of it, and nothing is held against the design. */
function leftOut(bench: TestbenchUnit, run: BenchRun): BenchRun {
  return bench.named === true ? run : { ...run, outcome: 'skipped' };
}

/** The testbench's unit with the design as it was before the edit. */
function withFiles(unit: CompileUnit, before: CompileUnit): CompileUnit {
  const texts = new Map([...before.files, ...before.includes].map((file) => [file.path, file]));
  return {
    ...unit,
    files: unit.files.map((file) => texts.get(file.path) ?? file),
    includes: unit.includes.map((file) => texts.get(file.path) ?? file),
  };
}

async function simulate(
  bench: TestbenchUnit,
  unit: CompileUnit,
  request: LadderRequest,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<BenchRun> {
  const { data } = bench;
  const options = {
    timeoutMs,
    ...(request.unit.top === undefined ? {} : { module: request.unit.top }),
    twoValued: mayBeTwoValued(request),
  };
  const compute = async (): Promise<BenchRun> => kept(named(await runTestbench(bench, unit, tools, options, signal)));
  if (request.cache === undefined) return compute();
  const { value, cached } = await request.cache.remember(
    unitKey(
      unit,
      recipe,
      tools.icarus?.version ?? '',
      tools.verilator?.version ?? '',
      String(options.twoValued),
      ...[...(data ?? [])].flat(),
    ),
    timeoutMs,
    compute,
    (run) => {
      if (run.outcome === 'broken' || signal.aborted) return 'never';
      return run.outcome === 'unknown' ? 'budget' : 'always';
    },
  );
  return cached ? { ...value, ms: 0, cached } : value;
}

/** A run that the design would have ended says so, first of all. */
function named(run: WholeRun): WholeRun {
  const end = run.output.find((line) => line.includes(endedByDesign));
  return end === undefined ? run : { ...run, detail: end.slice(end.indexOf(endedByDesign)) };
}

/** What is worth keeping of a run. */
function kept({ name, outcome, detail, lines, diagnostics, ms, tool, arguments: args, passed, total, didNotRun }: BenchRun): BenchRun {
  return {
    ...{ name, outcome, detail, lines, diagnostics, ms },
    ...(tool === undefined ? {} : { tool }),
    ...(args === undefined ? {} : { arguments: args }),
    ...(passed === undefined ? {} : { passed }),
    ...(total === undefined ? {} : { total }),
    ...(didNotRun === undefined ? {} : { didNotRun }),
  };
}
