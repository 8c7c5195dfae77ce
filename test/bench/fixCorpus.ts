/**
 * How many timing violations are repaired by rules alone: `npm run bench -- --fix-corpus DIR [--corpus FILE] [--only PATTERN] [--factors 0.75,0.9] [--budget SECONDS] [--out FILE] [--why]
 * [--judge sta] [--second-opinion] [--by-processor] [--latency N] [--strategies PATTERN]`.
 * The modules are public ones (clones below DIR; `test/data/fixes/corpus.json`, or FILE as `corpusSecond.json`, `corpusUnseen.json`, `corpusThird.json` and `corpusFourth.json` beside it, names repository, commit, files and top,
 * the text comes out of git). Each is timed as it is, ports included; then its clock is set to a share of the period it achieves, and fixes
 * are looked for. With `--judge sta` the search times with a public Liberty library (`library.json` beside the corpus), and native Yosys and OpenSTA
 * say what original and fixed text achieve by one script. Every fix is judged once more by a comparison that starts afresh: one that is refuted is a false fix and the exit code is 1. With `--second-opinion` each rewrite that was
 * proven on the way is judged by Icarus and native Yosys as well, which know nothing of the proof (`secondOpinion.ts`). With `--by-processor` the
 * search counts seconds of the processor, of all its threads, in place of the clock's: what it finds on a busy machine is then what a quiet one would give it time for.
 * With `--latency` fixes may let the outputs come so many cycles later; `--strategies` tries only those whose names match.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from '../../server/src/base/hash';
import { applyEdits } from '../../server/src/base/layout';
import { LineIndex } from '../../server/src/base/lines';
import { readableDesign } from '../../server/src/tools/readableDesign';
import { strategies } from '../../server/src/fixes/registry';
import { findFixes, type FixSearchResult, type FixSearchTools } from '../../server/src/fixes/search';
import type { SourceText } from '../../server/src/base/ranges';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { assetDir } from '../../server/src/platform/assets';
import { createComparisons } from '../../server/src/platform/comparisons';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import type { TimingFix } from '../../server/src/protocol/contract';
import { installedFlow } from '../../server/src/engine/installedFlow';
import { createNativeYosys } from '../../server/src/tools/nativeYosys';
import { createParser, type VerilogParser } from '../../server/src/syntax/parser';
import { analyzeDesign, type TimingInput } from '../../server/src/timing/analyze';
import { readLiberty } from '../../server/src/timing/liberty/readLiberty';
import type { Yosys } from '../../server/src/tools/yosys';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceRequest } from '../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { libraryOf, openStaPeriod, type JudgeRecipe } from './openStaJudge';
import { opinionWords, printOpinions, secondOpinion, type SecondOpinion } from './secondOpinion';

interface CorpusModule {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly string[];
  /** Files that these include, and the folders in which they are looked for. */
  readonly includes?: readonly string[];
  readonly includeDirs?: readonly string[];
  readonly top: string;
}

export interface FixCorpusRequest {
  readonly folder: string;
  /** The list of modules, in place of the project's own. */
  readonly corpus: string | undefined;
  readonly only: RegExp;
  /** The clock's period as shares of the period that the module achieves. */
  readonly factors: readonly number[];
  readonly budgetMs: number;
  /** A line of JSON for each violation is added here; those that it already holds are not run again. */
  readonly out: string | undefined;
  /** Prints what was considered and dropped. */
  readonly why: boolean;
  /** `sta`: the library's cells in the search, and OpenSTA's word on its result. */
  readonly judge: string | undefined;
  /** Whether all that is proven is judged by tools that have no part in it. */
  readonly secondOpinion: boolean;
  /** Whether the budget is time of the processor. */
  readonly byProcessor: boolean;
  /** How many cycles later the outputs may come. */
  readonly latency: number;
  /** Strategies that are tried, by their names. */
  readonly strategies: RegExp;
}

interface Measured {
  readonly name: string;
  readonly factor: number;
  /** ns that the slowest path takes, before and after the best fix. */
  readonly before: number;
  readonly after: number;
  readonly strategies: string;
  readonly fixes: number;
  readonly falseFixes: number;
  readonly cpuSeconds: number;
  /** Until the first fix was proven: by the clock, and of the processor. */
  readonly first?: { readonly seconds: number; readonly cpuSeconds: number };
  readonly lines: number;
  /** ns, the shortest period by OpenSTA, of netlists mapped for speed and by Yosys' plain steps. */
  readonly sta?: Periods;
  readonly staPlain?: Periods;
  /** What other tools say of each rewrite that was proven. */
  readonly opinions?: readonly SecondOpinion[];
}

interface Periods {
  readonly before: number;
  readonly after: number;
}

/** Looks for fixes of every violation and prints the table. */
export async function measureFixCorpus(request: FixCorpusRequest): Promise<void> {
  const manifest = JSON.parse(readFileSync(request.corpus ?? path.resolve('test/data/fixes/corpus.json'), 'utf8')) as CorpusModule[];
  const done = request.out !== undefined && existsSync(request.out) ? readMeasured(request.out) : [];
  const yosys = remembering(createEmbeddedYosys());
  const comparisons = createComparisons();
  const tools: VerifyTools = { yosys, runner: new ProcessRunner(), compareApart: comparisons.compare };
  const grammar = readFileSync(path.join(assetDir(), 'tree-sitter-systemverilog.wasm'));
  const parser = await createParser({ core: path.join(assetDir(), 'web-tree-sitter.wasm'), grammar });
  const library = request.judge === 'sta' ? await readLibrary(request.folder) : undefined;
  for (const module of manifest.filter(({ top }) => request.only.test(top))) {
    for (const factor of request.factors) {
      const name = `${module.repository} ${module.top}`;
      if (done.some((one) => one.name === name && one.factor === factor)) continue;
      const measured = await measure(name, unitOf(module, request.folder), factor, request, { tools, parser, library });
      if (typeof measured === 'string') {
        console.log(`${name}: ${measured}`);
        continue;
      }
      done.push(measured);
      if (request.out !== undefined) appendFileSync(request.out, `${JSON.stringify(measured)}\n`);
    }
  }
  await Promise.all([yosys.dispose(), comparisons.dispose()]);
  printTable(done);
}

async function measure(
  name: string,
  unit: CompileUnit,
  factor: number,
  request: FixCorpusRequest,
  { tools, parser, library }: { tools: VerifyTools; parser: VerilogParser; library: Library | undefined },
): Promise<Measured | string> {
  const signal = new AbortController().signal;
  const yosys = tools.yosys;
  const liberty = library === undefined ? {} : { liberty: library.liberty };
  const time = (period: number) => (timed: CompileUnit, budgetMs: number, _: AbortSignal, order?: number) =>
    analyzeDesign({ ...input(timed), ...liberty, period, budgetMs, ...(order === undefined ? {} : { order }) }, yosys, signal);
  const achieved = await time(1000)(unit, 60_000, signal);
  if (!achieved.ok) return achieved.message;
  const before = 1000 / achieved.value.timing.fmax;
  const violated = await time(before * factor)(unit, 60_000, signal);
  if (!violated.ok) return violated.message;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const used = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  let first: Measured['first'];
  const proven: EquivalenceRequest[] = [];
  // What runs in other threads looks at their clock.
  const patience = request.byProcessor ? 3 : 1;
  const installed = { yosys: createNativeYosys(tools.runner, 'yosys', 'yosys'), sta: { path: 'sta', runner: tools.runner } };
  const second = library === undefined ? undefined : installedFlow(liberty, before * factor, installed);
  const search: FixSearchTools = {
    time: (timed, budgetMs, inner, order) => time(before * factor)(timed, patience * budgetMs, inner, order),
    parse: (source) => parser.parse(source, { defines: unit.defines, include: (name) => included(unit, name), mode: 'full' }),
    prove: async (equivalence, inner) => {
      const limit = request.byProcessor ? limitOfProcessor(used, equivalence.budgetMs, inner) : { signal: inner, end: () => undefined };
      const result = await checkEquivalence(
        { ...equivalence, budgetMs: patience * equivalence.budgetMs },
        tools,
        () => undefined,
        limit.signal,
      ).catch((error: unknown) => {
        if (!limit.signal.aborted || inner.aborted) throw error;
        const reason = 'the comparison did not end within its time of the processor';
        return { verdict: 'unknown', contract: { kind: 'sameCycle' }, rungs: [], reason } as const;
      });
      limit.end();
      if (result.verdict === 'proved' && equivalence.contract.kind === 'sameCycle') proven.push(equivalence);
      return result;
    },
    strategies: strategies.filter((one) => request.strategies.test(one.name)),
    onFix: () => (first ??= { seconds: (performance.now() - begun) / 1000, cpuSeconds: used() }),
    ...(second === undefined
      ? {}
      : { second: { ...second, slack: (timed, budgetMs, inner, order) => second.slack(timed, patience * budgetMs, inner, order) } }),
  };
  const clock = Date.now.bind(Date);
  const started = clock();
  if (request.byProcessor) Date.now = () => started + 1000 * used();
  const found = await findFixes(
    { unit, analysis: violated.value, budgetMs: request.budgetMs, seed: 1, latency: request.latency },
    search,
    signal,
  );
  Date.now = clock;
  const cpuSeconds = used();
  const [best] = found.fixes;
  const after = best === undefined ? before : Math.min(before, 1000 / best.after.fmax);
  const falseFixes = await countFalse(unit, found.fixes.slice(0, 1), tools, signal);
  const sta = library === undefined || best === undefined ? undefined : staOf(unit, best, library, 'speed');
  const staPlain = library === undefined || best === undefined ? undefined : staOf(unit, best, library, 'plain');
  const opinions: SecondOpinion[] = [];
  if (request.secondOpinion) for (const { golden, candidate } of proven) opinions.push(await secondOpinion(golden, candidate, yosys));
  const measured: Measured = {
    name,
    factor,
    before,
    after,
    strategies: best?.strategy ?? '',
    fixes: found.fixes.length,
    falseFixes,
    cpuSeconds,
    ...(first === undefined ? {} : { first }),
    lines: unit.files.reduce((sum, file) => sum + file.text.split('\n').length, 0),
    ...(sta === undefined ? {} : { sta }),
    ...(staPlain === undefined ? {} : { staPlain }),
    ...(request.secondOpinion ? { opinions } : {}),
  };
  print(measured, found, request.why);
  return measured;
}

/** A comparison has two engines at work, beside a simulation. */
const processors = 2;

/** A signal that is set when both processors would have been used for `budgetMs` from now on, whoever used them, or when `outer` is. */
function limitOfProcessor(used: () => number, budgetMs: number, outer: AbortSignal): { signal: AbortSignal; end: () => void } {
  const stop = new AbortController();
  const until = used() + (processors * budgetMs) / 1000;
  const timer = setInterval(() => {
    if (used() > until) stop.abort();
  }, 100);
  return { signal: AbortSignal.any([outer, stop.signal]), end: () => clearInterval(timer) };
}

interface Library {
  readonly fact: ReturnType<typeof libraryOf>;
  readonly liberty: NonNullable<TimingInput['liberty']>;
}

async function readLibrary(folder: string): Promise<Library> {
  const fact = libraryOf(folder);
  const read = await readLiberty([fact.text], new AbortController().signal);
  if (!read.ok) throw new Error(read.message);
  return { fact, liberty: { library: read.value, text: fact.text, toJSON: () => fact.file } };
}

function staOf(unit: CompileUnit, fix: TimingFix, { fact }: Library, recipe: JudgeRecipe): Periods | undefined {
  const fixed = { ...unit, files: unit.files.map((file) => ({ path: file.path, text: applied(file.path, file.text, fix) })) };
  const [before, after] = [openStaPeriod(unit, fact, recipe), openStaPeriod(fixed, fact, recipe)];
  return before === undefined || after === undefined ? undefined : { before, after };
}

function input(unit: CompileUnit): Omit<TimingInput, 'budgetMs'> {
  return { design: readableDesign(unit, true), maxPaths: 50 };
}

/** The file that an `include names, in the first folder of the unit that has one. */
function included(unit: CompileUnit, name: string): SourceText | undefined {
  const places = unit.includeDirs.map((folder) => path.posix.join(folder, name));
  return unit.includes.find((file) => places.includes(file.path));
}

/** How many fixes another run of the comparison, with other stimuli, refutes. */
async function countFalse(unit: CompileUnit, fixes: readonly TimingFix[], tools: VerifyTools, signal: AbortSignal): Promise<number> {
  let wrong = 0;
  for (const fix of fixes) {
    const candidate = { ...unit, files: unit.files.map((file) => ({ path: file.path, text: applied(file.path, file.text, fix) })) };
    const request = { golden: unit, candidate, contract: fix.contract, budgetMs: 20_000, seed: 77 } as const;
    if ((await checkEquivalence(request, tools, () => undefined, signal)).verdict === 'refuted') wrong++;
  }
  return wrong;
}

function applied(file: string, text: string, fix: TimingFix): string {
  const lines = new LineIndex(text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  const edits = fix.edits.filter((edit) => edit.file === file);
  return applyEdits(
    text,
    edits.map((edit) => ({
      start: offset(edit.startLine, edit.startColumn),
      end: offset(edit.endLine, edit.endColumn),
      text: edit.newText,
    })),
  );
}

function print(one: Measured, found: FixSearchResult, why: boolean): void {
  const gain = `${one.before.toFixed(3)} → ${one.after.toFixed(3)} ns (${((100 * (one.before - one.after)) / one.before).toFixed(0)} %)`;
  const repaired = isRepaired(one) ? ', repaired' : '';
  console.log(
    `${one.falseFixes > 0 ? 'WRONG ' : ''}${one.name} at ${one.factor}: ${gain}${repaired}, ${one.fixes} fixes${
      one.first === undefined ? '' : ` (the first after ${one.first.seconds.toFixed(1)} s, ${one.first.cpuSeconds.toFixed(1)} s cpu)`
    }, ${one.cpuSeconds.toFixed(1)} s cpu, ${one.lines} lines; ${one.strategies}${
      one.sta === undefined ? '' : `; OpenSTA ${one.sta.before.toFixed(3)} → ${one.sta.after.toFixed(3)} ns`
    }${one.staPlain === undefined ? '' : ` (plain ${one.staPlain.before.toFixed(3)} → ${one.staPlain.after.toFixed(3)})`}`,
  );
  for (const opinion of one.opinions ?? []) console.log(`   ${opinionWords(opinion)}`);
  if (!why) return;
  for (const fix of found.fixes) console.log(`   fix ${fix.title}`);
  for (const item of found.declined) console.log(`   declined line ${item.line} ${item.strategy}: ${item.reason.slice(0, 300)}`);
}

function isRepaired(one: Measured): boolean {
  return one.after <= one.before * one.factor + 0.001;
}

/** The same script over the same files is run once: a module is synthesised once for all its periods. Who asks gets copies: a comparison hands what it was given on to its thread, and nothing is left of it here. */
function remembering(yosys: ReturnType<typeof createEmbeddedYosys>): typeof yosys {
  const known = new Map<string, Awaited<ReturnType<Yosys['run']>>>();
  return {
    ...yosys,
    run: async (job, signal) => {
      const key = contentHash(...job.commands, ...[...job.files].flatMap(([file, text]) => [file, String(text)]));
      const result = known.get(key) ?? (await yosys.run(job, signal));
      if (result.kind !== 'finished' || job.onLine !== undefined) return result;
      known.set(key, result);
      return { ...result, files: new Map([...result.files].map(([name, bytes]) => [name, bytes.slice()])) };
    },
  };
}

function unitOf(module: CorpusModule, folder: string): CompileUnit {
  const clone = path.join(folder, path.basename(module.repository));
  const read = (file: string): SourceText => ({
    path: `/design/${file}`,
    text: execFileSync('git', ['-C', clone, 'show', `${module.commit}:${file}`], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  });
  const includes = (module.includes ?? []).map(read);
  const includeDirs = (module.includeDirs ?? []).map((dir) => path.posix.join('/design', dir));
  return { files: module.files.map(read), includes, includeDirs, defines: {}, top: module.top };
}

function readMeasured(file: string): Measured[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Measured);
}

function printTable(all: readonly Measured[]): void {
  const row = (title: string, list: readonly Measured[]): void => {
    if (list.length === 0) return;
    const share = (count: number): string => `${count} (${Math.round((100 * count) / list.length)} %)`;
    const improved = list.filter((one) => one.after <= 0.9 * one.before + 0.001);
    const ratio = Math.exp(list.reduce((sum, one) => sum + Math.log(one.after / one.before), 0) / list.length);
    console.log(
      `${title}: ${list.length} violations, repaired ${share(list.filter(isRepaired).length)}, improved by 10 % or more ${share(improved.length)}, ` +
        `with any fix ${share(list.filter((one) => one.fixes > 0).length)}, slowest path × ${ratio.toFixed(3)} (geometric mean)`,
    );
  };
  printOpinions(all.flatMap(({ opinions }) => opinions ?? []));
  printJudged('mapped for speed', all, ({ sta }) => sta);
  printJudged("by Yosys' plain steps", all, ({ staPlain }) => staPlain);
  for (const factor of [...new Set(all.map((one) => one.factor))]) {
    row(
      `clock at ${factor}`,
      all.filter((one) => one.factor === factor),
    );
  }
  row('all', all);
  const wrong = all.reduce((sum, one) => sum + one.falseFixes, 0);
  console.log(`${wrong} false fixes`);
  if (wrong > 0) process.exitCode = 1;
}

function printJudged(how: string, all: readonly Measured[], periods: (one: Measured) => Periods | undefined): void {
  const judged = all.flatMap((one) => {
    const told = periods(one);
    return told === undefined ? [] : [{ ...told, factor: one.factor }];
  });
  if (judged.length === 0) return;
  const count = (holds: (one: (typeof judged)[number]) => boolean): string => `${judged.filter(holds).length} of ${judged.length}`;
  const ratio = Math.exp(judged.reduce((sum, { before, after }) => sum + Math.log(after / before), 0) / judged.length);
  console.log(
    `OpenSTA on the best fixes, ${how}: faster ${count(({ before, after }) => after < before - 0.0005)}, slower ${count(({ before, after }) => after > before + 0.0005)}, ` +
      `meets the clock's share of its own period ${count(({ before, after, factor }) => after <= before * factor + 0.0005)}, ` +
      `by 10 % or more ${count(({ before, after }) => after <= 0.9 * before)}, period × ${ratio.toFixed(3)} (geometric mean)`,
  );
}
