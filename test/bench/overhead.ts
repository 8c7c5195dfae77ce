/**
 * What a suggestion costs besides the model, in a real repository: `npm run bench -- --overhead DIR [--places N] [--seed N] [--tools embedded|native|auto] [--list] [--here] [--profile FOLDER]`. Items of
 * its modules are taken out and given back by a scripted model that thinks for a while, then speaks; the time is from the last piece of its reply to the answer. Each place is met for
 * the first time. On a busy machine the critical path in processor time tells more than the clock: the main thread's and the busiest other thread's, one after the other.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeEngine } from '../../server/src/compose';
import type { Completion } from '../../server/src/protocol/contract';
import type * as ModelServer from '../harness/modelServer.mjs';
import { maskedItems } from './candidatesMade';
import { openProject } from './project';
import { randomFrom, shuffled } from './random';
import { quantile } from './statistics';
import { watchTurns } from './longestTurn';
import { spentSince, threadTimes, type TimeSpent } from './threadTimes';

export interface OverheadRun {
  readonly folder: string;
  readonly places: number;
  readonly seed: number;
  readonly tools: 'auto' | 'embedded' | 'native';
  /** Each place on a line. */
  readonly list: boolean;
  /** Without the thread that ghost text has in the server: what is waited for is then the main thread's time. */
  readonly here: boolean;
  /** Where a processor profile of the main thread is written for each place; profiling itself takes time. */
  readonly profile: string | undefined;
}

/** How long the scripted model thinks before its reply, and how fast it speaks: as quick ones do. What is prepared meanwhile costs nothing. */
const manner = { delayMs: 1000, chunkSize: 24, chunkDelayMs: 10 };

interface Measured extends TimeSpent {
  readonly time: number;
  /** Until the reply is a candidate, and until it is judged. */
  readonly trim: number;
  readonly check: number;
  /** The longest turn of the main thread, in its processor time, before the last token and after it. */
  readonly turnBefore: number;
  readonly turnAfter: number;
}

/** Measures and prints. */
export async function measureOverhead({ folder, places, seed, tools, list, here, profile }: OverheadRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const { startModelServer } = (await import(harness)) as typeof ModelServer;
  const profiler = profile === undefined ? undefined : await openProfiler(profile);
  let told: { readonly at: number; readonly turn: number; readonly threads: ReadonlyMap<number, number> } | undefined;
  const turns = watchTurns();
  const lastToken = (): void => {
    profiler?.start();
    told = { turn: turns.take(), at: performance.now(), threads: threadTimes() };
  };
  // Undefined where the reply was enough before its end.
  const lastTold = (): typeof told => told;
  const server = await startModelServer([], { lastToken });
  const { index } = await openProject([folder]);
  const composed = await composeEngine({
    ...{ roots: [folder], tools, model: 'anthropic:bench' },
    ...(here || profile !== undefined ? {} : { besideThread: path.join(__dirname, 'lsp.js') }),
    environment: { ...process.env, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'bench' },
  });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  await engine.whenIndexed();
  await engine.warm();
  const random = randomFrom(seed);
  const items = index.files.flatMap((file) => shuffled(maskedItems(index.parse(file)), random).slice(0, 2));
  const measured: Measured[] = [];
  let silent = 0;
  for (const { file, module, text, start, end, kind } of shuffled(items, random)) {
    if (measured.length >= places) break;
    if (index.compileUnit([file], module).missing.length > 0) continue;
    // In a text that was not met before, either: what was found out about a whole file would hold for its other places.
    const open = `${text.slice(0, start)}${text.slice(end)}\n// place ${measured.length + silent}\n`;
    const lines = open.slice(0, start).split('\n');
    engine.openDocument(file, 1, open);
    server.setScript([{ text: text.slice(start, end), repeat: true, ...manner }]);
    const request = { file, line: lines.length - 1, column: lines.at(-1)?.length ?? 0, trigger: 'invoked' as const };
    told = undefined;
    turns.take();
    const outcome = await engine.complete(request, { seconds: 60, seed: 1, tools }, new AbortController().signal);
    const ended = performance.now();
    const turnAfter = turns.take();
    const spent = spentSince(lastTold()?.threads ?? new Map());
    await profiler?.stop();
    engine.closeDocument(file);
    const last = lastTold();
    if (!outcome.ok || outcome.value.items.length === 0 || last === undefined) {
      silent++;
      continue;
    }
    const one = { ...spent, turnBefore: last.turn, turnAfter, time: ended - last.at, ...phasesOf(outcome.value, ended - last.at) };
    measured.push(one);
    if (list) console.log(`  ${path.relative(folder, file)}:${lines.length} ${kind} of ${module}: ${inWords(one)}`);
  }
  const columns: [string, (one: Measured) => number][] = [
    ['by the clock', (one) => one.time],
    ['  until the reply is a candidate', (one) => one.trim],
    ['  until it is judged', (one) => one.check],
    ['critical path in processor time', (one) => one.main + one.busiest],
    ['  main thread', (one) => one.main],
    ['  busiest other thread', (one) => one.busiest],
    ['all threads', (one) => one.main + one.others],
    ['longest turn of the main thread while the model is asked', (one) => one.turnBefore],
    ['longest turn of the main thread afterwards', (one) => one.turnAfter],
  ];
  console.log(`from the last token to the answer, ms, ${measured.length} places:`);
  for (const [name, pick] of columns) console.log(`${name.padEnd(58)} ${quantiles(measured.map(pick))}`);
  turns.stop();
  console.log(`${silent} places without a suggestion`);
  await engine.dispose();
  await server.close();
}

/** The last request of an answer: when its reply had become a candidate, and when that was judged, from the last token on. */
function phasesOf({ stages = {} }: Completion, time: number): Pick<Measured, 'trim' | 'check'> {
  const began = (stages['done'] ?? 0) - time;
  const last = 'reply2' in stages ? '2' : '1';
  const [reply, check] = [`reply${last}`, `check${last}`].map((stage) => (stages[stage] ?? 0) - began);
  return { trim: reply ?? 0, check: (check ?? 0) - (reply ?? 0) };
}

function inWords({ time, trim, check, main, busiest, others, turnBefore, turnAfter }: Measured): string {
  const all = [time, trim, check, main, busiest, main + others, turnBefore, turnAfter].map((ms) => Math.round(ms));
  return `${all[0]} ms (${all[1]} + ${all[2]}), processor ${all[3]} + ${all[4]} of ${all[5]} ms, longest turns ${all[6]} and ${all[7]} ms`;
}

function quantiles(values: readonly number[]): string {
  const at = (part: number): number => Math.round(quantile(values, part));
  return `median ${at(0.5)}, nine in ten within ${at(0.9)}, 95 in 100 within ${at(0.95)}`;
}

interface Profiler {
  start(): void;
  stop(): Promise<void>;
}

/** Profiles of the main thread, one a place. */
async function openProfiler(folder: string): Promise<Profiler> {
  mkdirSync(folder, { recursive: true });
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  let count = 0;
  let running = false;
  return {
    start() {
      if (!running) void session.post('Profiler.start');
      running = true;
    },
    async stop() {
      if (!running) return;
      running = false;
      const { profile } = await session.post('Profiler.stop');
      writeFileSync(path.join(folder, `${++count}.cpuprofile`), JSON.stringify(profile));
    },
  };
}
