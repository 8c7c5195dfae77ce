/**
 * The budgets that users feel, measured in one process on this machine: medians of repeated warm runs. picorv32 is not ours to ship:
 * give its path with --picorv32 to measure the proof of a refactored copy.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeEngine } from '../../server/src/compose';
import type { Engine } from '../../server/src/engine/engine';
import type * as ModelServer from '../harness/modelServer.mjs';
import { adder, module200, rippleAdder } from './designs';

interface Measure {
  readonly name: string;
  readonly budgetMs: number;
  readonly runs: number;
  run(engine: Engine, round: number): Promise<void>;
}

const scratch = mkdtempSync(path.join(tmpdir(), 'signoff-bench-'));
const signal = new AbortController().signal;
const limits = (seconds: number) => ({ seconds, seed: 1, tools: 'embedded' as const });

/** Writes a file of the bench; a changing comment keeps the result cache out of the figures. */
function source(name: string, text: string, round: number): string {
  const file = path.join(scratch, name);
  writeFileSync(file, `${text}\n// run ${round}\n`);
  return file;
}

const measures: Measure[] = [
  {
    name: 'parse + elaborate + lint, 200-line module, embedded, warm',
    budgetMs: 100,
    runs: 15,
    async run(engine, round) {
      const outcome = await engine.check({ files: [source('module200.sv', module200, round)] }, limits(10), signal);
      if (!outcome.ok) throw new Error(outcome.message);
      const errors = outcome.value.filter((diagnostic) => diagnostic.severity === 'error');
      if (errors.length > 0) throw new Error(`the bench module does not elaborate: ${errors[0]?.message ?? ''}`);
    },
  },
  {
    name: '8-bit adder against its ripple-carry rewrite, proved, embedded, warm',
    budgetMs: 300,
    runs: 9,
    run: (engine, round) => prove(engine, source('adder.v', adder, round), source('ripple.v', rippleAdder, round), 'adder', 30),
  },
];

/** What one suggestion costs besides the model: from the last token of the reply to the answer, in a 200-line module. */
async function measureCompletion(): Promise<void> {
  const line = '  assign checksum   = sum;\n';
  const at = module200.indexOf(line);
  const text = module200.slice(0, at) + module200.slice(at + line.length);
  const typed = `  assign checksum`;
  const runs = 18;
  // The model thinks for a while, as models do: what is prepared meanwhile costs the user nothing.
  // A program of its own too, so it is not bundled; the bench runs from dist/.
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const { startModelServer } = (await import(harness)) as typeof ModelServer;
  const server = await startModelServer([{ text: ' = sum;', repeat: true, delayMs: 400 }]);
  const composed = await composeEngine({
    tools: 'embedded',
    model: 'anthropic:bench',
    environment: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'bench' },
  });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  const times: number[] = [];
  const lineNumber = text.slice(0, at).split('\n').length - 1;
  for (let round = 0; round < runs; round++) {
    const open = `${text.slice(0, at)}${typed}\n${text.slice(at)}\n// run ${round}\n`;
    const file = source('module200.sv', open, round);
    const request = { file, line: lineNumber, column: typed.length, trigger: 'invoked' as const };
    const pending = engine.complete(request, limits(10), signal);
    await server.waitForRequests(round + 1);
    const record = server.requests.at(-1);
    while (record?.finished !== true) await new Promise((resolve) => setImmediate(resolve));
    const answered = performance.now();
    const outcome = await pending;
    if (!outcome.ok) throw new Error(outcome.message);
    if (outcome.value.items.length === 0) throw new Error(`the bench suggestion is not shown: ${outcome.value.detail ?? ''}`);
    if (round >= 3) times.push(performance.now() - answered);
  }
  report('suggestion in a 200-line module, from the end of the reply to the answer, embedded, warm', 100, times);
  await engine.dispose();
  await server.close();
}

let over = 0;

/** `cpu` is the processor time of each run, all threads together: what says something on a machine that others use too. */
function report(name: string, budgetMs: number, times: readonly number[], cpu: readonly number[] = []): void {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  if (median > budgetMs) over++;
  const spent = cpu.length === 0 ? '' : `; processor ${Math.round([...cpu].sort((a, b) => a - b)[cpu.length >> 1] ?? 0)} ms`;
  const spread = `min ${Math.round(sorted[0] ?? 0)}, max ${Math.round(sorted.at(-1) ?? 0)}${spent}`;
  console.log(
    `${median <= budgetMs ? 'within' : 'OVER  '} ${Math.round(median)} ms of ${budgetMs} ms  ${name} (median of ${sorted.length}; ${spread})`,
  );
}

const picorv32 = argument('--picorv32');
if (picorv32 !== undefined) {
  measures.push({
    name: 'picorv32 against a refactored copy, proved, embedded, warm',
    budgetMs: 15_000,
    runs: 3,
    run(engine, round) {
      const golden = readFileSync(picorv32, 'utf8');
      return prove(engine, source('picorv32.v', golden, round), source('picorv32_refactored.v', refactored(golden), round), 'picorv32', 60);
    },
  });
}

async function prove(engine: Engine, golden: string, candidate: string, top: string, seconds: number): Promise<void> {
  const request = { files: [candidate], top, golden: { files: [golden], top } };
  const outcome = await engine.verify(request, limits(seconds), () => undefined, signal);
  if (!outcome.ok) throw new Error(outcome.message);
  if (outcome.value.verdict !== 'proved') throw new Error(`${outcome.value.verdict}: ${outcome.value.reason}`);
}

/** The adder and the signed comparator of picorv32's ALU written another way. */
function refactored(text: string): string {
  const edits: [string, string][] = [
    [
      'alu_add_sub <= instr_sub ? reg_op1 - reg_op2 : reg_op1 + reg_op2;',
      'alu_add_sub <= reg_op1 + (instr_sub ? ~reg_op2 : reg_op2) + instr_sub;',
    ],
    [
      'alu_add_sub = instr_sub ? reg_op1 - reg_op2 : reg_op1 + reg_op2;',
      'alu_add_sub = reg_op1 + (instr_sub ? ~reg_op2 : reg_op2) + instr_sub;',
    ],
    ['alu_ltu = reg_op1 < reg_op2;', 'alu_ltu = !(reg_op1 >= reg_op2);'],
  ];
  const changed = edits.reduce((now, [from, to]) => now.replace(from, to), text);
  if (changed === text) throw new Error('this picorv32 has none of the lines that the bench rewrites');
  return changed;
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? undefined : process.argv[at + 1];
  if (value !== undefined && !existsSync(value)) throw new Error(`${name}: there is no file ${value}`);
  return value;
}

/** Prints each budget with its median; exit code 1 when one is not kept. */
export async function measureBudgets(): Promise<void> {
  const composed = await composeEngine({ tools: 'embedded', environment: {} });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  for (const measure of measures) {
    // Three runs that do not count: V8 reaches its best code for WASM after a few.
    for (let warmup = 0; warmup < Math.min(3, measure.runs); warmup++) await measure.run(engine, -1 - warmup);
    const times: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < measure.runs; round++) {
      const start = performance.now();
      const before = process.cpuUsage();
      await measure.run(engine, round);
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
    report(measure.name, measure.budgetMs, times, cpu);
  }
  await measureCompletion();
  if (picorv32 === undefined) console.log('not measured: picorv32 (give its path: npm run bench -- --picorv32 picorv32.v)');
  await engine.dispose();
  rmSync(scratch, { recursive: true, force: true });
  process.exitCode = over === 0 ? 0 : 1;
}
