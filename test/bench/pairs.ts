/**
 * The truth table of the equivalence check: `npm run bench -- --pairs DIR [--only PATTERN] [--source made|history|rewriter] [--budget SECONDS] [--out FILE]`.
 * Pairs of two sources: commits of public repositories (clones below DIR, `test/data/pairs/history.json`: facts only, the texts come out of git)
 * and pairs written for it (`pairsMade.ts`, and those of the tests); `--source rewriter` takes those of RTLRewriter-Bench alone. Every pair has a label that was given without this program. A `proved` that should be
 * different, or a `refuted` that should be equal, is a wrong answer; how many there are decides the exit code.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { createComparisons } from '../../server/src/platform/comparisons';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import { probeTools } from '../../server/src/tools/probe';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceRequest } from '../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { madePairs } from './pairsMade';
import { rewriterPairs } from './pairsRewriter';

/** What is true of a pair: of an `open` one only a proof would be wrong; nobody has looked at an `unlabelled` one. */
export type Truth = 'equal' | 'different' | 'open' | 'unlabelled';

/** One pair of the table. */
export interface TruthPair {
  readonly name: string;
  /** `latency`: equal or not at a shift in time; `assumption`: equal or not under one. */
  readonly group: 'history' | 'made' | 'latency' | 'assumption' | 'rewriter';
  readonly truth: Truth;
  readonly labelledBy: string;
  readonly golden: CompileUnit;
  readonly candidate: CompileUnit;
  readonly contract?: EquivalenceRequest['contract'];
}

/** A pair of commits of a public repository. */
interface HistoryFact {
  readonly repository: string;
  readonly before: string;
  readonly after: string;
  readonly top: string;
  readonly filesBefore: readonly string[];
  /** Where they are not those of before. */
  readonly filesAfter?: readonly string[];
  readonly includesBefore?: readonly string[];
  readonly includesAfter?: readonly string[];
  readonly defines?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly truth: Truth;
  readonly labelledBy: string;
}

export interface PairsRequest {
  readonly folder: string;
  readonly only: RegExp;
  readonly source: string;
  readonly budgetMs: number;
  /** A line of JSON for each pair is added here; pairs that it already holds are not run again. */
  readonly out: string | undefined;
}

interface Judged {
  readonly name: string;
  readonly group: TruthPair['group'];
  readonly truth: Truth;
  readonly verdict: string;
  readonly reason: string;
  readonly seconds: number;
  /** Processor time of all threads, without other processes (Icarus). */
  readonly cpuSeconds?: number;
  readonly lines: number;
}

/** Judges every pair, prints what was said of it and the table; the exit code is 1 when an answer was wrong. */
export async function measurePairs(request: PairsRequest): Promise<void> {
  const all = { history: () => historyPairs(request.folder), made: () => madePairs(), rewriter: () => rewriterPairs(request.folder) };
  const pairs = Object.entries(all)
    .flatMap(([source, read]) => ((request.source === '' ? source !== 'rewriter' : source === request.source) ? read() : []))
    .filter(({ name }) => request.only.test(name));
  const judged = request.out === undefined || !existsSync(request.out) ? [] : readJudged(request.out);
  const done = new Set(judged.map(({ name }) => name));
  const tools = await openTools();
  for (const pair of pairs.filter(({ name }) => !done.has(name))) {
    const one = await judge(pair, tools, request.budgetMs);
    judged.push(one);
    if (request.out !== undefined) appendFileSync(request.out, `${JSON.stringify(one)}\n`);
    console.log(
      `${isWrong(one) ? 'WRONG ' : ''}${one.verdict} (${one.truth}) ${one.seconds.toFixed(1)} s (${(one.cpuSeconds ?? 0).toFixed(1)} s cpu) ${one.name}: ${one.reason.slice(0, 240)}`,
    );
  }
  await tools.dispose();
  // A label that was put right since counts for what was judged before.
  const said = new Map(judged.map((one) => [one.name, one]));
  printTable(pairs.flatMap(({ name, truth }) => [said.get(name)].flatMap((one) => (one === undefined ? [] : [{ ...one, truth }]))));
}

async function openTools(): Promise<VerifyTools & { yosys: ReturnType<typeof createEmbeddedYosys>; dispose(): Promise<unknown> }> {
  const runner = new ProcessRunner();
  const found = await probeTools(runner, new AbortController().signal);
  const yosys = createEmbeddedYosys();
  await yosys.warm();
  const icarus =
    found.iverilog === undefined || found.vvp === undefined
      ? {}
      : { icarus: { version: found.iverilog.version, iverilog: found.iverilog.path, vvp: found.vvp.path } };
  const comparisons = createComparisons();
  const dispose = (): Promise<unknown> => Promise.all([yosys.dispose(), comparisons.dispose()]);
  return { yosys, runner, compareApart: comparisons.compare, dispose, ...icarus };
}

async function judge(pair: TruthPair, tools: VerifyTools, budgetMs: number): Promise<Judged> {
  const begun = Date.now();
  const cpu = process.cpuUsage();
  const { golden, candidate, contract = { kind: 'sameCycle' } } = pair;
  const result = await checkEquivalence(
    { golden, candidate, contract, budgetMs, seed: 1 },
    tools,
    () => undefined,
    new AbortController().signal,
  );
  const { user, system } = process.cpuUsage(cpu);
  return {
    name: pair.name,
    group: pair.group,
    truth: pair.truth,
    verdict: result.verdict,
    reason: result.reason,
    seconds: (Date.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    lines: golden.files.reduce((sum, file) => sum + file.text.split('\n').length, 0),
  };
}

function isWrong({ truth, verdict }: Judged): boolean {
  return (verdict === 'proved' && truth !== 'equal' && truth !== 'unlabelled') || (verdict === 'refuted' && truth === 'equal');
}

function historyPairs(folder: string): TruthPair[] {
  const facts = JSON.parse(readFileSync(path.resolve('test/data/pairs/history.json'), 'utf8')) as HistoryFact[];
  return facts.map((fact) => {
    const clone = path.join(folder, path.basename(fact.repository));
    return {
      name: `${fact.repository} ${fact.top} ${fact.after.slice(0, 8)}`,
      group: 'history',
      truth: fact.truth,
      labelledBy: fact.labelledBy,
      golden: unitAt(clone, fact, fact.before, fact.filesBefore, fact.includesBefore),
      candidate: unitAt(clone, fact, fact.after, fact.filesAfter ?? fact.filesBefore, fact.includesAfter ?? fact.includesBefore),
    };
  });
}

function unitAt(clone: string, fact: HistoryFact, commit: string, files: readonly string[], headers: readonly string[] = []): CompileUnit {
  const read = (file: string): { path: string; text: string } => ({
    path: `/design/${file}`,
    text: execFileSync('git', ['-C', clone, 'show', `${commit}:${file}`], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  });
  const includes = headers.map(read);
  return {
    files: files.map(read),
    includes,
    includeDirs: [...new Set(includes.flatMap((file) => [path.dirname(file.path), path.dirname(path.dirname(file.path))]))],
    defines: fact.defines ?? {},
    top: fact.top,
    ...(fact.parameters === undefined ? {} : { parameters: fact.parameters }),
  };
}

function readJudged(file: string): Judged[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Judged);
}

const sizes: readonly (readonly [string, (lines: number) => boolean])[] = [
  ['up to 30 lines', (lines) => lines <= 30],
  ['31 to 300', (lines) => lines > 30 && lines <= 300],
  ['301 to 1000', (lines) => lines > 300 && lines <= 1000],
  ['more than 1000', (lines) => lines > 1000],
];

function printTable(judged: readonly Judged[]): void {
  const row = (title: string, list: readonly Judged[]): void => {
    if (list.length === 0) return;
    const counts = ['proved', 'checked', 'refuted', 'unknown', 'broken'].map(
      (kind) => `${list.filter((one) => one.verdict === kind).length} ${kind}`,
    );
    const seconds = list.map((one) => one.seconds).sort((a, b) => a - b);
    const at = (share: number): string => (seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))] ?? 0).toFixed(1);
    console.log(`${title}: ${list.length} pairs, ${counts.join(', ')}; seconds: median ${at(0.5)}, nine in ten below ${at(0.9)}`);
  };
  for (const truth of ['equal', 'different', 'open', 'unlabelled'] as const)
    row(
      truth,
      judged.filter((one) => one.truth === truth),
    );
  for (const group of ['history', 'made', 'latency', 'assumption', 'rewriter'] as const)
    row(
      group,
      judged.filter((one) => one.group === group),
    );
  for (const [title, fits] of sizes)
    row(
      title,
      judged.filter((one) => fits(one.lines)),
    );
  const wrong = judged.filter(isWrong);
  row('all', judged);
  console.log(`${wrong.length} wrong: ${wrong.map(({ name }) => name).join('; ')}`);
  if (wrong.length > 0) process.exitCode = 1;
}
