/**
 * How much smaller public designs become: `npm run bench -- --optimize DIR [--suite rewriter|rtl-opt] [--only PATTERN] [--budget SECONDS] [--goal cells|delay] [--out FILE]
 * [--why] [--second-opinion] [--by-processor]`. The designs are the originals of RTLRewriter-Bench or of RTL-OPT (clones below DIR), each measured as it is, as Signoff rewrites it and as the
 * best of the benchmark's own rewrites that people wrote and that are not refuted; cells and named nets after generic synthesis, delay by the estimate. A rewrite is judged once more by a comparison that starts
 * afresh: one that is refuted is a false one and the exit code is 1. With `--second-opinion` Icarus
 * and native Yosys judge it as well (`secondOpinion.ts`). With `--by-processor` the search counts seconds of the processor, of all its threads, in place of the clock's. What FILE holds already is
 * not measured again.
 */
import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { summarize } from '../../server/src/model/summarize';
import { findInHierarchy, innerModules } from '../../server/src/optimize/hierarchy';
import type { OptimizeResult } from '../../server/src/optimize/search';
import { optimizeTools } from '../../server/src/optimize/tools';
import { assetDir } from '../../server/src/platform/assets';
import { createComparisons } from '../../server/src/platform/comparisons';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import type { Cost, OptimizeGoal } from '../../server/src/protocol/jobs';
import { createParser, type VerilogParser } from '../../server/src/syntax/parser';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { rewriterPairs } from './pairsRewriter';
import { opinionWords, printOpinions, secondOpinion, type SecondOpinion } from './secondOpinion';

export interface OptimizeBenchRequest {
  readonly folder: string;
  readonly suite: string;
  readonly only: RegExp;
  readonly budgetMs: number;
  readonly out: string | undefined;
  readonly why: boolean;
  readonly goal: OptimizeGoal;
  /** Whether the result is judged by tools that have no part in its proof. */
  readonly secondOpinion: boolean;
  /** Whether the budget is time of the processor. */
  readonly byProcessor: boolean;
}

/** A design that could not be measured. */
interface NotMeasured {
  readonly name: string;
  readonly failed: string;
}

interface Measured {
  readonly name: string;
  readonly before: Cost;
  readonly after: Cost;
  /** The best of the benchmark's rewrites by people, by cells, of those that are not refuted. */
  readonly people: Cost | undefined;
  readonly strategies: string;
  readonly wrong: boolean;
  /** Of the search, seconds of the processor; and whether it ran out of them. */
  readonly cpuSeconds: number;
  readonly isCut: boolean;
  /** What other tools say of the result. */
  readonly opinion?: SecondOpinion;
}

/** Rewrites of models in the benchmark, by their file names. */
const byModels = /gpt|gp4|claude|ours|RTLCoder|VeriGen/i;

/** Optimizes every original and prints the table. */
export async function measureOptimize(request: OptimizeBenchRequest): Promise<void> {
  const yosys = createEmbeddedYosys();
  const comparisons = createComparisons();
  const tools: VerifyTools = { yosys, runner: new ProcessRunner(), compareApart: comparisons.compare };
  const grammar = readFileSync(path.join(assetDir(), 'tree-sitter-systemverilog.wasm'));
  const parser = await createParser({ core: path.join(assetDir(), 'web-tree-sitter.wasm'), grammar });
  const done: (Measured | NotMeasured)[] = request.out !== undefined && existsSync(request.out) ? readMeasured(request.out) : [];
  for (const design of request.suite === 'rtl-opt' ? rtlOptDesigns(request.folder) : rewriterDesigns(request.folder)) {
    if (!request.only.test(design.name) || done.some(({ name }) => name === design.name)) continue;
    const measured = await measure(design, request, tools, parser);
    done.push(measured);
    if (request.out !== undefined) appendFileSync(request.out, `${JSON.stringify(measured)}\n`);
  }
  await Promise.all([yosys.dispose(), comparisons.dispose()]);
  summary(done);
}

/** A unit that is quickly synthesised. */
const warming: CompileUnit = {
  files: [{ path: '/design/warming.v', text: 'module warming (input a, input b, output y);\n  assign y = a & b;\nendmodule\n' }],
  includes: [],
  includeDirs: [],
  defines: {},
  top: 'warming',
};

interface Design {
  readonly name: string;
  readonly unit: CompileUnit;
  readonly people: readonly CompileUnit[];
}

/** Every original with the rewrites that people made of it. */
function rewriterDesigns(folder: string): Design[] {
  const found = new Map<string, Design & { people: CompileUnit[] }>();
  for (const { golden, candidate } of rewriterPairs(folder)) {
    const name = `${golden.files[0]?.path.replace('/design/', '') ?? ''} ${golden.top ?? ''}`;
    const one = found.get(name) ?? { name, unit: golden, people: [] };
    found.set(name, one);
    if (!byModels.test(path.basename(candidate.files[0]?.path ?? ''))) one.people.push(candidate);
  }
  return [...found.values()];
}

/** The pairs of RTL-OPT: a design in `benchmark/NAME` and what its authors make of it in `benchmark/NAME_ref`. */
function rtlOptDesigns(folder: string): Design[] {
  const root = path.join(folder, 'RTL-OPT', 'benchmark');
  const unit = (name: string): CompileUnit => ({
    files: readdirSync(path.join(root, name))
      .filter((file) => /\.s?v$/.test(file))
      .map((file) => ({ path: `/design/${name}/${file}`, text: readFileSync(path.join(root, name, file), 'utf8') })),
    includes: [],
    includeDirs: [],
    defines: {},
    top: name,
  });
  return readdirSync(root)
    .filter((name) => !name.endsWith('_ref'))
    .map((name) => ({ name, unit: unit(name), people: [unit(`${name}_ref`)] }));
}

async function measure(
  { name, unit, people }: Design,
  request: OptimizeBenchRequest,
  tools: VerifyTools,
  parser: VerilogParser,
): Promise<Measured | NotMeasured> {
  const signal = new AbortController().signal;
  const parts = optimizeTools(tools, 240_000);
  const text = unit.files.find((file) => new RegExp(`\\bmodule\\s+${unit.top ?? ''}\\b`).test(file.text));
  if (text === undefined) return { name, failed: `No file declares ${unit.top ?? 'a top'}.` };
  const find = modulesOf(unit, parser);
  // The first call of each tool also loads it, which is no matter of the design.
  await parts.measure(warming, 240_000, signal);
  const cpu = process.cpuUsage();
  const used = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  const clock = Date.now.bind(Date);
  const started = clock();
  // What runs in other threads looks at their clock.
  const patience = request.byProcessor ? 3 : 1;
  if (request.byProcessor) Date.now = () => started + 1000 * used();
  const prove: typeof parts.prove = (equivalence, inner) =>
    parts.prove({ ...equivalence, budgetMs: patience * equivalence.budgetMs }, inner);
  const [top] = find(unit.top ?? '');
  const result = await findInHierarchy(
    { unit, path: text.path, budgetMs: request.budgetMs, seed: 1, goal: request.goal },
    top === undefined ? [] : innerModules(top, find).map(({ name: inner }) => ({ name: inner, prove })),
    {
      ...parts,
      measure: (one, budgetMs, inner, order) => parts.measure(one, patience * budgetMs, inner, order),
      prove,
      parse: (source) => parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' }),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      findModules: find,
    },
    signal,
  );
  Date.now = clock;
  const cpuSeconds = used();
  if ('message' in result) {
    console.log(`${name}: ${result.message}`);
    return { name, failed: result.message };
  }
  const costs: { one: CompileUnit; cost: Cost }[] = [];
  for (const one of people) {
    const cost = await parts.measure(one, 240_000, signal);
    if (cost.ok) costs.push({ one, cost: cost.value });
  }
  costs.sort((a, b) => a.cost.cells - b.cost.cells);
  let best: Cost | undefined;
  for (const { one, cost } of costs) {
    // Some of them do something else, or leave outputs out: those are no rewrites.
    const isSame = cost.cells >= result.before.cells || !['refuted', 'broken'].includes((await compared(unit, one, tools, signal)).verdict);
    if (!isSame) continue;
    best = cost;
    break;
  }
  const candidate = { ...unit, files: unit.files.map((file) => (file.path === text.path ? { path: file.path, text: result.text } : file)) };
  const again = result.rewrites.length === 0 ? undefined : await compared(unit, candidate, tools, signal);
  const opinion = again === undefined || !request.secondOpinion ? undefined : await secondOpinion(unit, candidate, tools.yosys);
  const measured: Measured = {
    name,
    before: result.before,
    after: result.after,
    people: best,
    strategies: result.rewrites.map(({ strategy }) => strategy).join('+'),
    wrong: again?.verdict === 'refuted',
    cpuSeconds: Math.round(cpuSeconds),
    isCut: cpuSeconds * 1000 >= request.budgetMs,
    ...(opinion === undefined ? {} : { opinion }),
  };
  print(measured, result, request.why);
  return measured;
}

/** A comparison that starts afresh, with other stimuli than the search's. */
function compared(
  golden: CompileUnit,
  candidate: CompileUnit,
  tools: VerifyTools,
  signal: AbortSignal,
): ReturnType<typeof checkEquivalence> {
  const request = { golden, candidate, contract: { kind: 'sameCycle' }, budgetMs: 30_000, seed: 77 } as const;
  return checkEquivalence(request, tools, () => undefined, signal);
}

/** The modules that a unit's files declare, by name. */
function modulesOf(unit: CompileUnit, parser: VerilogParser): (name: string) => readonly ModuleInfo[] {
  const all = unit.files.flatMap((source) => {
    const file = parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' });
    const { modules } = summarize(file);
    file.dispose();
    return modules;
  });
  return (name) => all.filter((one) => one.name === name);
}

function print(one: Measured, result: OptimizeResult, why: boolean): void {
  const told = ({ cells, wires, delay }: Cost): string => `${cells} cells ${wires} wires ${delay.toFixed(2)} ns`;
  console.log(
    `${one.wrong ? 'WRONG ' : ''}${one.name}: ${told(one.before)} → ${told(one.after)}${one.people === undefined ? '' : `; people: ${told(one.people)}`}; ${one.strategies}`,
  );
  if (one.opinion !== undefined) console.log(`   ${opinionWords(one.opinion)}`);
  if (!why) return;
  for (const rewrite of result.rewrites) console.log(`   done ${rewrite.title}`);
  for (const item of result.declined) console.log(`   declined ${item.title}: ${item.reason.slice(0, 200)}`);
  for (const note of result.notes) console.log(`   note ${note}`);
  if (result.rewrites.length > 0) console.log(result.text);
}

function summary(all: readonly (Measured | NotMeasured)[]): void {
  const failed = all.flatMap((one) => ('failed' in one ? [one] : []));
  printOpinions(all.flatMap((one) => ('opinion' in one && one.opinion !== undefined ? [one.opinion] : [])));
  const measured = all.flatMap((one) => ('failed' in one ? [] : [one]));
  const better = measured.filter(({ before, after }) => after.cells < before.cells || after.delay < before.delay);
  for (const { name, failed: why } of failed) console.log(`not measured ${name}: ${why}`);
  for (const { name, before, after, people } of measured)
    if (people !== undefined && people.cells < after.cells)
      console.log(`people's is smaller: ${name}, ${before.cells} cells, ours ${after.cells}, people's ${people.cells}`);
  console.log(
    `${all.length} designs, ${measured.length} measured, ${better.length} proven better, ${measured.filter(({ wrong }) => wrong).length} false; ` +
      `${measured.filter(({ isCut }) => isCut).length} ran out of time`,
  );
  for (const [label, some] of [
    ['all', measured],
    ['those proven better', better],
  ] as const) {
    console.log(`${label}, ours: ${ratios(some, ({ after }) => after)}`);
    console.log(`${label}, people's: ${ratios(some, ({ before, people }) => people ?? before)}`);
  }
  if (measured.some(({ wrong }) => wrong)) process.exitCode = 1;
}

/** Geometric means of what designs cost to what they cost as they were; those that cost nothing then are left out. */
function ratios(some: readonly Measured[], pick: (one: Measured) => Cost): string {
  const mean = (of: (cost: Cost) => number): string => {
    const counted = some.filter(({ before }) => of(before) > 0);
    const logs = counted.map((one) => Math.log(Math.max(Math.min(1, of(one.before)), of(pick(one))) / of(one.before)));
    return Math.exp(logs.reduce((sum, one) => sum + one, 0) / Math.max(1, logs.length)).toFixed(3);
  };
  return `cells ${mean(({ cells }) => cells)}, wires ${mean(({ wires }) => wires)}, delay ${mean(({ delay }) => delay)}`;
}

function readMeasured(file: string): (Measured | NotMeasured)[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Measured | NotMeasured);
}
