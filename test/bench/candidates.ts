/**
 * What ghost text shows of a model that is often wrong: `npm run bench -- --candidates DIR,DIR [--eval DIR] [--wrong N] [--right N] [--seed N] [--only KIND]`.
 * Items of the modules of public repositories, and of the references of VerilogEval (`--eval`, its folder dataset_spec-to-rtl) with their testbenches, are taken
 * out and given back as a model's reply, as they were or wrong in one of many ways. Wrong are only those that a compiler or the module's own testbench refutes,
 * by Verilator's warnings for latches, loops, several drivers and cut bits, and hostile statements. Tells how many of each kind are shown, and which.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeEngine } from '../../server/src/compose';
import type { Engine } from '../../server/src/engine/engine';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { Completion } from '../../server/src/protocol/contract';
import type * as ModelServer from '../harness/modelServer.mjs';
import { kindsOfWrong, maskedItems, wrongs, type Masked, type Wrong } from './candidatesMade';
import { oracleFor, type Bench, type Oracle } from './candidatesOracle';
import { openProject, type BenchProject } from './project';
import { randomFrom, shuffled } from './random';

export interface CandidatesRun {
  readonly folders: readonly string[];
  /** Folder `dataset_spec-to-rtl` of VerilogEval. */
  readonly evalFolder: string | undefined;
  readonly wrong: number;
  readonly right: number;
  readonly seed: number;
  readonly only: RegExp;
}

/** Kinds that compilers warn of only, with what Verilator calls them. */
const warnings: Readonly<Record<string, string>> = {
  'wrong width': 'WIDTH',
  'port swap': 'WIDTH',
  latch: 'LATCH',
  'combinational loop': 'UNOPTFLAT',
  'multiple drivers': 'MULTIDRIVEN',
};
const signal = new AbortController().signal;

interface Source {
  readonly folder: string;
  readonly project: BenchProject;
  readonly engine: Engine;
  readonly benches: ReadonlyMap<string, Bench>;
}

interface Tally {
  given: number;
  shown: number;
}

/** Measures and prints. */
export async function measureCandidates({ folders, evalFolder, wrong, right, seed, only }: CandidatesRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const { startModelServer } = (await import(harness)) as typeof ModelServer;
  const server = await startModelServer([]);
  const scratch = mkdtempSync(path.join(tmpdir(), 'signoff-candidates-'));
  const evalCopy = evalFolder === undefined ? undefined : copyOfEval(evalFolder, scratch);
  const sources: Source[] = [];
  for (const folder of [...(evalCopy === undefined ? [] : [scratch]), ...folders])
    sources.push(await openSource(folder, server.url, folder === scratch ? (evalCopy ?? new Map()) : new Map()));
  const ask = async (source: Source, masked: Masked, reply: string): Promise<Completion> => {
    server.setScript([{ text: reply, repeat: true, chunkSize: 40 }]);
    return complete(source.engine, masked);
  };
  const random = randomFrom(seed);
  const places = shuffled(
    sources.flatMap((source) => itemsOf(source, random).map((masked) => ({ source, masked }))),
    random,
  );
  try {
    if (right > 0) await measureRight(places, right, ask);
    if (wrong > 0) await measureWrong(places, { wrong, only, random }, ask);
  } finally {
    await Promise.all(sources.map((source) => source.engine.dispose()));
    await server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Where {
  readonly source: Source;
  readonly masked: Masked;
}
type Ask = (source: Source, masked: Masked, reply: string) => Promise<Completion>;

/** The code as it was: how much of it is shown. Items of files that the project cannot elaborate as they stand are passed over. */
async function measureRight(places: readonly Where[], wanted: number, ask: Ask): Promise<void> {
  const tally: Tally = { given: 0, shown: 0 };
  for (const { source, masked } of places) {
    if (tally.given >= wanted) break;
    if (unreadable(source, masked)) continue;
    const completion = await ask(source, masked, masked.text.slice(masked.start, masked.end));
    tally.given++;
    if (completion.items.length > 0) tally.shown++;
    else
      console.log(
        `  not shown: ${name(source, masked)}: ${completion.silent ?? ''}: ${completion.withheld[0]?.verdict.reason ?? completion.detail ?? ''}`,
      );
  }
  console.log(`right: ${tally.shown} of ${tally.given} shown`);
}

async function measureWrong(places: readonly Where[], run: { wrong: number; only: RegExp; random: () => number }, ask: Ask): Promise<void> {
  const kinds = new Map<string, Tally>();
  const wanted = kindsOfWrong.filter((kind) => run.only.test(kind)).length;
  const each = Math.ceil(run.wrong / wanted);
  let open = 0;
  for (const { source, masked } of places) {
    if (kinds.size === wanted && [...kinds.values()].every(({ given }) => given >= each)) break;
    if (unreadable(source, masked)) continue;
    const oracle = oracleOf(source, masked);
    const file = source.project.index.parse(masked.file);
    const unit = source.project.index.modulesOf(masked.file).find((one) => one.name === masked.module);
    if (oracle === undefined || unit === undefined) continue;
    // One or two of each place, of the kinds that lack most.
    const made = shuffled(wrongs(masked, file, unit), run.random).filter(({ kind }) => run.only.test(kind));
    const rarest = made.sort((a, b) => (kinds.get(a.kind)?.given ?? 0) - (kinds.get(b.kind)?.given ?? 0));
    for (const one of firstOfKinds(rarest).slice(0, 2)) {
      const tally = kinds.get(one.kind) ?? { given: 0, shown: 0 };
      if (tally.given >= each) continue;
      const why = one.kind === 'hostile' ? 'hostile' : oracle.refutes(unitWith(source, masked, one.code), warnings[one.kind]);
      if (why === undefined) {
        open++;
        continue;
      }
      kinds.set(one.kind, tally);
      tally.given++;
      if (sum([...kinds.values()].map((so) => so.given)) % 20 === 0)
        console.log(`  … ${sum([...kinds.values()].map((so) => so.given))} given`);
      const completion = await ask(source, masked, one.code);
      const shown = completion.items[0];
      if (shown === undefined) continue;
      // What is shown may be less than was replied.
      const whole = masked.text.slice(0, masked.start) + shown.text + masked.text.slice(masked.end);
      const stillWrong = shown.text.includes('harm') ? why : oracle.refutes(unitOf(source, masked, whole), warnings[one.kind]);
      if (stillWrong === undefined) continue;
      tally.shown++;
      console.log(`  shown: ${one.kind}: ${name(source, masked)}: ${stillWrong}\n    ${one.code.replaceAll('\n', '\n    ')}`);
    }
  }
  for (const [kind, { given, shown }] of kinds) console.log(`wrong (${kind}): ${shown} of ${given} shown`);
  const all = [...kinds.values()];
  console.log(
    `wrong: ${sum(all.map((one) => one.shown))} of ${sum(all.map((one) => one.given))} shown; ${open} more are refuted by nobody, and were not asked for`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function firstOfKinds(made: readonly Wrong[]): Wrong[] {
  return made.filter((one, i) => made.findIndex((other) => other.kind === one.kind) === i);
}

function name({ folder }: Source, { file, text, start }: Masked): string {
  return `${path.relative(folder, file)}:${text.slice(0, start).split('\n').length}`;
}

/** At most a few of each file, so that many modules take part. */
function itemsOf({ project, benches }: Source, random: () => number): Masked[] {
  const files = project.index.files.filter((file) => benches.size === 0 || !/_(?:tb|ref)\.sv$/.test(file));
  return files
    .filter((file) => !/\/(?:tb|test|tests|dv|bench|sim|formal|vendor|examples?)\/|\/tb_|[/_](?:tb|test|testbench)\.s?v$/.test(file))
    .flatMap((file) => shuffled(maskedItems(project.index.parse(file)), random).slice(0, 3));
}

/** Missing modules, or syntax that is not read: what the tools say there says nothing of the candidate. */
function unreadable({ project }: Source, { file, module }: Masked): boolean {
  const unit = project.index.modulesOf(file).find((one) => one.name === module);
  if (unit === undefined || unit.damaged || project.index.parse(file).problems.length > 0) return true;
  return project.index.compileUnit([file], module).missing.length > 0;
}

function unitOf({ project, benches }: Source, { file, module, text }: Masked, edited: string): CompileUnit {
  project.edit(file, edited);
  const { unit } = project.index.compileUnit([file], module);
  project.edit(file, text);
  return benches.size === 0 ? unit : { ...unit, files: unit.files.filter((one) => one.path === file) };
}

function unitWith(source: Source, masked: Masked, code: string): CompileUnit {
  return unitOf(source, masked, masked.text.slice(0, masked.start) + code + masked.text.slice(masked.end));
}

function oracleOf(source: Source, masked: Masked): Oracle | undefined {
  return oracleFor(unitOf(source, masked, masked.text), source.benches.get(masked.module));
}

async function complete(engine: Engine, { file, text, start, end }: Masked): Promise<Completion> {
  const open = text.slice(0, start) + text.slice(end);
  engine.openDocument(file, 1, open);
  const lines = open.slice(0, start).split('\n');
  const request = { file, line: lines.length - 1, column: lines.at(-1)?.length ?? 0, trigger: 'invoked' as const };
  const outcome = await engine.complete(request, { seconds: 60, seed: 1, tools: 'auto' }, signal);
  engine.closeDocument(file);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

async function openSource(folder: string, url: string, benches: ReadonlyMap<string, Bench>): Promise<Source> {
  const project = await openProject([folder]);
  const composed = await composeEngine({
    roots: [folder],
    model: 'anthropic:bench',
    environment: { ...process.env, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'bench' },
  });
  if (!composed.ok) throw new Error(composed.message);
  await composed.value.whenIndexed();
  return { folder, project, engine: composed.value, benches };
}

/** The references with their testbenches, under names of their own so that all are one project: `Prob001_zero` with `Prob001_zero_tb`. */
function copyOfEval(folder: string, to: string): Map<string, Bench> {
  const benches = new Map<string, Bench>();
  for (const file of readdirSync(folder).filter((one) => one.endsWith('_ref.sv'))) {
    const id = file.slice(0, -'_ref.sv'.length);
    const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const reference = read(file);
    const own = (text: string): string =>
      text
        .replace(/\bTopModule\b/g, id)
        .replace(/\bRefModule\b/g, `${id}_ref`)
        .replace(/\bstimulus_gen\b/g, `${id}_stimulus`)
        .replace(/\bmodule tb\b/, `module ${id}_tb`);
    const golden = own(reference);
    const bench = own(read(`${id}_test.sv`));
    writeFileSync(path.join(to, `${id}.sv`), own(reference.replace(/\bRefModule\b/g, 'TopModule')));
    writeFileSync(path.join(to, `${id}_ref.sv`), golden);
    writeFileSync(path.join(to, `${id}_tb.sv`), bench);
    benches.set(id, { module: `${id}_tb`, text: `${golden}\n${bench}` });
  }
  return benches;
}
