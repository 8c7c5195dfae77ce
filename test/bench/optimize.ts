/**
 * How much smaller public designs become: `npm run bench -- --optimize DIR [--suite rewriter|rtl-opt] [--only PATTERN] [--budget SECONDS] [--goal cells|delay] [--out FILE]
 * [--why]`. The designs are the originals of RTLRewriter-Bench or of RTL-OPT (clones below DIR), each measured as it is, as Signoff rewrites it and as the
 * best of the benchmark's own rewrites that people wrote; cells and named nets after generic synthesis, delay by the estimate. A rewrite is judged once more by a comparison that starts
 * afresh: one that is refuted is a false one and the exit code is 1.
 */
import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { summarize } from '../../server/src/model/summarize';
import { findOptimizations, type OptimizeResult } from '../../server/src/optimize/search';
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

export interface OptimizeBenchRequest {
  readonly folder: string;
  readonly suite: string;
  readonly only: RegExp;
  readonly budgetMs: number;
  readonly out: string | undefined;
  readonly why: boolean;
  readonly goal: OptimizeGoal;
}

interface Measured {
  readonly name: string;
  readonly before: Cost;
  readonly after: Cost;
  /** The best of the benchmark's rewrites by people, by cells. */
  readonly people: Cost | undefined;
  readonly strategies: string;
  readonly wrong: boolean;
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
  const done = request.out !== undefined && existsSync(request.out) ? readMeasured(request.out) : [];
  for (const design of request.suite === 'rtl-opt' ? rtlOptDesigns(request.folder) : rewriterDesigns(request.folder)) {
    if (!request.only.test(design.name) || done.some(({ name }) => name === design.name)) continue;
    const measured = await measure(design, request, tools, parser);
    if (measured === undefined) continue;
    done.push(measured);
    if (request.out !== undefined) appendFileSync(request.out, `${JSON.stringify(measured)}\n`);
  }
  await Promise.all([yosys.dispose(), comparisons.dispose()]);
  summary(done);
}

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
): Promise<Measured | undefined> {
  const signal = new AbortController().signal;
  const parts = optimizeTools(tools, 240_000);
  const text = unit.files.find((file) => new RegExp(`\\bmodule\\s+${unit.top ?? ''}\\b`).test(file.text));
  if (text === undefined) return undefined;
  const find = modulesOf(unit, parser);
  const result = await findOptimizations(
    { unit, path: text.path, budgetMs: request.budgetMs, seed: 1, goal: request.goal },
    {
      ...parts,
      parse: (source) => parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' }),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      findModules: find,
    },
    signal,
  );
  if ('message' in result) {
    console.log(`${name}: ${result.message}`);
    return undefined;
  }
  const costs: Cost[] = [];
  for (const one of people) {
    const cost = await parts.measure(one, 240_000, signal);
    if (cost.ok) costs.push(cost.value);
  }
  const candidate = { ...unit, files: unit.files.map((file) => (file.path === text.path ? { path: file.path, text: result.text } : file)) };
  const again =
    result.rewrites.length === 0
      ? undefined
      : await checkEquivalence(
          { golden: unit, candidate, contract: { kind: 'sameCycle' }, budgetMs: 30_000, seed: 77 },
          tools,
          () => undefined,
          signal,
        );
  const measured: Measured = {
    name,
    before: result.before,
    after: result.after,
    people: costs.sort((a, b) => a.cells - b.cells)[0],
    strategies: result.rewrites.map(({ strategy }) => strategy).join('+'),
    wrong: again?.verdict === 'refuted',
  };
  print(measured, result, request.why);
  return measured;
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
  if (!why) return;
  for (const rewrite of result.rewrites) console.log(`   done ${rewrite.title}`);
  for (const item of result.declined) console.log(`   declined ${item.title}: ${item.reason.slice(0, 200)}`);
  for (const note of result.notes) console.log(`   note ${note}`);
  if (result.rewrites.length > 0) console.log(result.text);
}

function summary(all: readonly Measured[]): void {
  const mean = (ratios: readonly number[]): string =>
    Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / Math.max(1, ratios.length)).toFixed(3);
  const ratio = (of: (cost: Cost) => number, pick: (one: Measured) => Cost): number[] =>
    all.filter(({ before }) => of(before) > 0).map((one) => Math.max(Math.min(1, of(one.before)), of(pick(one))) / of(one.before));
  const better = all.filter(({ before, after }) => after.cells < before.cells || after.delay < before.delay).length;
  console.log(`${all.length} designs, ${better} proven better, ${all.filter(({ wrong }) => wrong).length} false`);
  console.log(
    `wires ${mean(
      ratio(
        ({ wires }) => wires,
        ({ after }) => after,
      ),
    )}, cells ${mean(
      ratio(
        ({ cells }) => cells,
        ({ after }) => after,
      ),
    )}, delay ${mean(
      ratio(
        ({ delay }) => delay,
        ({ after }) => after,
      ),
    )}`,
  );
  console.log(
    `people's: wires ${mean(
      ratio(
        ({ wires }) => wires,
        (one) => one.people ?? one.before,
      ),
    )}, cells ${mean(
      ratio(
        ({ cells }) => cells,
        (one) => one.people ?? one.before,
      ),
    )}`,
  );
  if (all.some(({ wrong }) => wrong)) process.exitCode = 1;
}

function readMeasured(file: string): Measured[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Measured);
}
