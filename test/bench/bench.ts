/**
 * The budgets that users feel, measured in one process on this machine: medians of repeated warm runs. picorv32 is not ours to ship:
 * give its path with --picorv32 to measure the proof of a refactored copy.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeEngine } from '../../server/src/compose';
import type { Engine } from '../../server/src/engine/engine';
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

async function main(): Promise<void> {
  const composed = await composeEngine({ tools: 'embedded', environment: {} });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  let over = 0;
  for (const measure of measures) {
    // Three runs that do not count: V8 reaches its best code for WASM after a few.
    for (let warmup = 0; warmup < Math.min(3, measure.runs); warmup++) await measure.run(engine, -1 - warmup);
    const times: number[] = [];
    for (let round = 0; round < measure.runs; round++) {
      const start = performance.now();
      await measure.run(engine, round);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? 0;
    if (median > measure.budgetMs) over++;
    const spread = `min ${Math.round(times[0] ?? 0)}, max ${Math.round(times.at(-1) ?? 0)}`;
    console.log(
      `${median <= measure.budgetMs ? 'within' : 'OVER  '} ${Math.round(median)} ms of ${measure.budgetMs} ms  ${measure.name} (median of ${measure.runs}; ${spread})`,
    );
  }
  if (picorv32 === undefined) console.log('not measured: picorv32 (give its path: npm run bench -- --picorv32 picorv32.v)');
  await engine.dispose();
  rmSync(scratch, { recursive: true, force: true });
  process.exitCode = over === 0 ? 0 : 1;
}

void main();
