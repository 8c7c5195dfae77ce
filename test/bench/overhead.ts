/**
 * What a suggestion costs besides the model, in a real repository: `npm run bench -- --overhead DIR [--places N] [--seed N] [--tools embedded|native|auto]`. Items of its modules are taken out and
 * given back by a scripted model that thinks for a while; the time is from the last token of the reply to the answer. Each place is met for the first time.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeEngine } from '../../server/src/compose';
import type * as ModelServer from '../harness/modelServer.mjs';
import { maskedItems } from './candidatesMade';
import { openProject } from './project';
import { randomFrom, shuffled } from './random';

export interface OverheadRun {
  readonly folder: string;
  readonly places: number;
  readonly seed: number;
  readonly tools: 'auto' | 'embedded' | 'native';
}

/** How long the scripted model thinks before its reply: as little as quick ones do. What is prepared meanwhile costs nothing. */
const thinkingMs = 1500;

/** Measures and prints. */
export async function measureOverhead({ folder, places, seed, tools }: OverheadRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const { startModelServer } = (await import(harness)) as typeof ModelServer;
  const server = await startModelServer([]);
  const { index } = await openProject([folder]);
  const composed = await composeEngine({
    ...{ roots: [folder], tools, model: 'anthropic:bench' },
    environment: { ...process.env, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'bench' },
  });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  await engine.whenIndexed();
  await engine.warm();
  const random = randomFrom(seed);
  const items = index.files.flatMap((file) => shuffled(maskedItems(index.parse(file)), random).slice(0, 2));
  const times: number[] = [];
  const cpu: number[] = [];
  let silent = 0;
  for (const { file, module, text, start, end } of shuffled(items, random)) {
    if (times.length >= places) break;
    if (index.compileUnit([file], module).missing.length > 0) continue;
    const open = text.slice(0, start) + text.slice(end);
    const lines = open.slice(0, start).split('\n');
    engine.openDocument(file, 1, open);
    server.setScript([{ text: text.slice(start, end), repeat: true, delayMs: thinkingMs, chunkSize: 200 }]);
    const before = server.requests.length;
    const request = { file, line: lines.length - 1, column: lines.at(-1)?.length ?? 0, trigger: 'invoked' as const };
    const pending = engine.complete(request, { seconds: 60, seed: 1, tools }, new AbortController().signal);
    await server.waitForRequests(before + 1);
    while (server.requests[before]?.finished !== true) await new Promise((resolve) => setImmediate(resolve));
    const answered = performance.now();
    const spent = process.cpuUsage();
    const outcome = await pending;
    const used = process.cpuUsage(spent);
    engine.closeDocument(file);
    if (!outcome.ok || outcome.value.items.length === 0) {
      silent++;
      continue;
    }
    times.push(performance.now() - answered);
    cpu.push((used.user + used.system) / 1000);
  }
  report('time', times);
  report('processor time, all threads of this process', cpu);
  console.log(`${silent} places without a suggestion`);
  await engine.dispose();
  await server.close();
}

function report(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  console.log(
    `${what}, from the last token to the answer: median ${at(0.5)} ms, 95 in 100 within ${at(0.95)} ms, of ${sorted.length} places`,
  );
}
