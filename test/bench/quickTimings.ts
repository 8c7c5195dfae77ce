/**
 * How good and how quick the estimate is that stands beside registers while somebody types: `npm run bench -- --quick-timing DIR,DIR [--only PATTERN] [--most N] [--edits N] [--speed]`. Every module
 * below the folders with enough registers is mapped and timed as `signoff timing` does it, and estimated from its words. Prints per module and over all how well the end points agree: Spearman's
 * rank correlation, and R² of the fitted estimate as it stands. With `--edits` each module gets as many single faults, and as many changes that make a path longer or shorter, is mapped again, and
 * slack as it is shown after the edit is held against what an analysis then says. With `--speed` nothing is mapped: the time from a text to its answer is told, the thread's that reads and Yosys' own.
 */
import { neverAborted } from '../../server/src/base/cancel';
import type { Expr, Item, Statement } from '../../server/src/graph/ast';
import { moduleBodies } from '../../server/src/graph/units';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { loneUnit } from '../../server/src/model/loneUnit';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { mutated } from '../../server/src/mutate/mutations';
import type { Change } from '../../server/src/mutate/operators';
import { sourceMutations } from '../../server/src/mutate/sourceMutations';
import { createEmbeddedYosys, type EmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { analyzeDesign, topModule } from '../../server/src/timing/analyze';
import { delayModel, type DelayModel } from '../../server/src/timing/delayModel';
import { asMapped, quickTiming, type QuickEnd } from '../../server/src/timing/quick/quickTiming';
import { slacksNow } from '../../server/src/timing/quick/slackNow';
import { subItems } from '../../server/src/refactor/statements';
import type { ParsedFile } from '../../server/src/syntax/parsedFile';
import { readDesign } from '../../server/src/tools/readDesign';
import { openProject } from './project';
import { mean, median, rSquared, spearman } from './statistics';

export interface QuickTimingsRequest {
  readonly folders: readonly string[];
  readonly only: RegExp;
  /** Most modules of each folder. */
  readonly most: number;
  /** Changes of each module: faults in behaviour, and as many that make a path longer or shorter. */
  readonly edits: number;
  readonly speed: boolean;
}

type Pair = readonly [estimated: number, mapped: number];

const model = delayModel(undefined) as DelayModel;
const period = 1000;
const fewestEnds = 8;
/** A difference that one sees, in ns. */
const seen = 0.3;

/** Measures and prints. */
export async function measureQuickTimings(request: QuickTimingsRequest): Promise<void> {
  const yosys = createEmbeddedYosys({ workers: 1 });
  await yosys.warm();
  const found: Pair[][] = [];
  const [faults, paths]: [Pair[], Pair[]] = [[], []];
  for (const folder of request.folders) {
    const { index } = await openProject([folder]);
    let taken = 0;
    for (const module of index.files.filter((one) => request.only.test(one)).flatMap((file) => index.modulesOf(file))) {
      if (taken >= request.most || module.kind !== 'module') continue;
      const unit = await unitOf(module, index);
      if (unit === undefined) continue;
      if (request.speed) {
        taken += (await speed(module, unit, index, yosys)) ? 1 : 0;
        continue;
      }
      const pairs = await agreement(module, unit, yosys);
      if (pairs === undefined) continue;
      taken++;
      found.push(pairs);
      const file = index.parse(module.path);
      for (const change of spread(sourceMutations(file, module.name), request.edits))
        faults.push(...(await afterEdit(module, unit, change, yosys)));
      for (const change of spread(pathChanges(file, module.name), request.edits))
        paths.push(...(await afterEdit(module, unit, change, yosys)));
    }
  }
  await yosys.dispose();
  if (found.length === 0) return;
  report(found);
  reportEdits('faults', faults);
  reportEdits('an addition more, or nothing but the register', paths);
}

async function unitOf(module: ModuleInfo, index: WorkspaceIndex): Promise<CompileUnit | undefined> {
  const { unit, missing, missingIncludes } = await index.compileUnitLater(module.path, module.name, neverAborted);
  return missing.length + missingIncludes.length > 0 ? undefined : { ...unit, top: module.name };
}

async function mappedSlacks(unit: CompileUnit, yosys: EmbeddedYosys): Promise<ReadonlyMap<string, number> | undefined> {
  const design = readDesign(unit, { reader: 'slang' });
  const analysis = await analyzeDesign({ design, period, budgetMs: 25_000, maxPaths: 1 }, yosys, neverAborted);
  return analysis.ok ? analysis.value.endpoints : undefined;
}

interface Quick {
  readonly ends: readonly QuickEnd[];
  readonly yosysMs: number;
  readonly estimateMs: number;
}

async function quickEnds(unit: CompileUnit, yosys: EmbeddedYosys): Promise<Quick | undefined> {
  const { commands, files } = readDesign(unit, { reader: 'slang', slangSwitches: ['--empty-blackboxes'] });
  const run = await yosys.run(
    { commands: [...commands, 'write_json words.json'], files, outputs: ['words.json'], timeoutMs: 20_000 },
    neverAborted,
  );
  if (run.kind !== 'finished' || run.code !== 0) return undefined;
  const started = performance.now();
  const netlist = topModule(run.files.get('words.json'));
  if (netlist === undefined) return undefined;
  const ends = quickTiming(netlist, model);
  return { ends, yosysMs: run.ms, estimateMs: performance.now() - started };
}

async function agreement(module: ModuleInfo, unit: CompileUnit, yosys: EmbeddedYosys): Promise<Pair[] | undefined> {
  const quick = await quickEnds(unit, yosys);
  const slacks = quick === undefined ? undefined : await mappedSlacks(unit, yosys);
  if (quick === undefined || slacks === undefined) return undefined;
  const pairs = quick.ends.flatMap(({ signal, arrival }): Pair[] => {
    const slack = slacks.get(signal);
    return slack === undefined ? [] : [[asMapped(arrival, model), period - slack]];
  });
  if (pairs.length < fewestEnds) return undefined;
  console.log(`${module.name.padEnd(36)} ${pairs.length} ends  Spearman ${spearman(pairs).toFixed(2)}  R² ${rSquared(pairs).toFixed(2)}`);
  return pairs;
}

/** Some of a list, spread over it, always the same ones. */
function spread<T>(all: readonly T[], wanted: number): T[] {
  const count = Math.min(wanted, all.length);
  return Array.from({ length: count }, (_, at) => all[Math.floor(((at + 0.5) * all.length) / count)] as T);
}

/** In turn: what a register loads with the register added, and the register inverted in its place. */
function pathChanges(file: ParsedFile, module: string): Change[] {
  const { pre, source } = file;
  const body = moduleBodies(file).find((one) => one.name === module);
  return (body?.items ?? []).flatMap(loadsIn).flatMap(({ target, value }, at) => {
    const [name, old] = [target, value].map(({ start, end }) => pre.text.slice(start, end)) as [string, string];
    const { path, start, end, macro } = pre.toSource(value.start, value.end);
    if (path !== source.path || macro !== undefined || source.text.slice(start, end) !== old) return [];
    return [{ start, end, newText: at % 2 === 0 ? `((${old}) + ${name})` : `~${name}` }];
  });
}

/** Non-blocking assignments of an item, but for those of constants. */
function loadsIn(item: Item): { target: Expr; value: Expr }[] {
  if (item.kind === 'process') return loadsOf(item.process.body);
  return subItems(item).flat().flatMap(loadsIn);
}

function loadsOf(statement: Statement): { target: Expr; value: Expr }[] {
  switch (statement.kind) {
    case 'block':
      return statement.body.flatMap(loadsOf);
    case 'assign':
      return statement.blocking || statement.value.kind === 'number' || statement.target.kind === 'concat' ? [] : [statement];
    case 'if':
      return [statement.then, ...(statement.otherwise === undefined ? [] : [statement.otherwise])].flatMap(loadsOf);
    case 'case':
      return statement.arms.flatMap((arm) => loadsOf(arm.body));
    case 'loop':
    case 'timing':
      return loadsOf(statement.body);
    default:
      return [];
  }
}

/** Change of slack as shown and as it is, of every end point that an analysis knows before and after. */
async function afterEdit(module: ModuleInfo, unit: CompileUnit, change: Change, yosys: EmbeddedYosys): Promise<Pair[]> {
  const edited: CompileUnit = {
    ...unit,
    files: unit.files.map((one) => (one.path === module.path ? { path: one.path, text: mutated(one.text, change) } : one)),
  };
  const [quick, slacks] = [await quickEnds(unit, yosys), await mappedSlacks(unit, yosys)];
  const [quickThen, slacksThen] = [await quickEnds(edited, yosys), await mappedSlacks(edited, yosys)];
  if (quick === undefined || slacks === undefined || quickThen === undefined || slacksThen === undefined) return [];
  const shown = slacksNow({ slacks, period, quick: quick.ends }, quickThen.ends);
  return [...slacks].flatMap(([signal, before]): Pair[] => {
    const [now, told] = [slacksThen.get(signal), shown.get(signal)?.slack];
    return now === undefined || told === undefined ? [] : [[told - before, now - before]];
  });
}

async function speed(module: ModuleInfo, unit: CompileUnit, index: WorkspaceIndex, yosys: EmbeddedYosys): Promise<boolean> {
  const units = new Map(unit.files.map((one) => [one.path, index.modulesOf(one.path)] as const));
  const lone = loneUnit(unit, module.path, (file) => units.get(file) ?? []) ?? unit;
  const times: Quick[] = [];
  const cpu: number[] = [];
  for (let run = 0; run < 12; run++) {
    const before = process.cpuUsage();
    const quick = await quickEnds(lone, yosys);
    if (quick === undefined) return false;
    const { user, system } = process.cpuUsage(before);
    times.push(quick);
    cpu.push((user + system) / 1000);
  }
  const warm = times.slice(4);
  const told = (values: readonly number[]): string => `${median(values).toFixed(0)} (worst ${Math.max(...values).toFixed(0)})`;
  const lines = module.range.endLine - module.range.line + 1;
  const whole = warm.map((one) => one.yosysMs + one.estimateMs);
  console.log(
    `${module.name}, ${lines} lines: ${told(whole)} ms, of it Yosys ${told(warm.map((one) => one.yosysMs))}, reading and estimate ${told(warm.map((one) => one.estimateMs))}; ` +
      `processor ${told(cpu.slice(4))} ms; ${warm[0]?.ends.length ?? 0} ends`,
  );
  return true;
}

function report(found: readonly Pair[][]): void {
  const all = found.flat();
  const worst = found.map((pairs): Pair => [Math.max(...pairs.map(([one]) => one)), Math.max(...pairs.map(([, one]) => one))]);
  console.log(
    `${found.length} modules, ${all.length} end points: Spearman ${spearman(all).toFixed(3)}, within a module ${mean(found.map(spearman)).toFixed(3)}, of the slowest path ${spearman(worst).toFixed(3)}; R² ${rSquared(all).toFixed(3)}`,
  );
}

function reportEdits(kind: string, edits: readonly Pair[]): void {
  if (edits.length === 0) return;
  const off = (pairs: readonly Pair[]): string => median(pairs.map(([told, now]) => Math.abs(told - now))).toFixed(2);
  const kept = edits.filter(([told]) => told === 0);
  console.log(
    `${kind}: ${edits.length} end points, ${kept.length} shown as they were, ${kept.filter(([, now]) => Math.abs(now) < seen).length} of them within ${seen} ns`,
  );
  for (const least of [seen, 1]) {
    const changed = edits.filter(([, now]) => Math.abs(now) >= least);
    const marked = changed.filter(([told]) => told !== 0);
    const told = edits.filter(([shown]) => Math.abs(shown) >= least);
    console.log(
      `  ${changed.length} changed by ${least} ns or more, ${marked.length} of them marked, ${marked.filter(([shown, now]) => shown * now > 0).length} in the right direction, off by ${off(marked)} ns (median); ` +
        `of ${told.length} shown to change by that ${told.filter(([shown, now]) => shown * now > 0 && Math.abs(now) >= seen).length} did in that direction`,
    );
  }
}
