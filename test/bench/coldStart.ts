/**
 * How soon the server is of use in a repository: `npm run bench -- --cold DIR --file FILE --word NAME --expect FILE`. A bare stdio
 * client starts the process, opens FILE and asks for the definition of NAME until the right file comes back; then times warm requests
 * and edits. Runs without a cache and then with the one that the first run left; `--runs N` starts that often each and tells the median.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect, mainThread, peakMemory, placeOf, processorTime, residentMemory, startServer } from './serverProcess';

export interface ColdStart {
  readonly folder: string;
  /** File to open, relative to the folder. */
  readonly file: string;
  /** A name in it, asked for at its first use. */
  readonly word: string;
  /** End of the path of the file that declares it. */
  readonly expect: string;
  /** Starts without a cache, and as many with one. */
  readonly runs: number;
}

/** Times of one start up to the first correct definition, in ms. */
interface First {
  readonly wall: number;
  /** Without what the server's main thread stood in line for a processor (Linux): what a quiet machine would show. */
  readonly unqueued: number;
  /** Processor time of that thread alone. */
  readonly thread: number;
}

/** Measures and prints both runs. */
export async function measureColdStart(what: ColdStart): Promise<void> {
  const cold: First[] = [];
  const warm: First[] = [];
  for (let run = 0; run < what.runs; run++) {
    const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
    try {
      cold.push(await oneStart('no cache', what, cache));
      warm.push(await oneStart('cache', what, cache));
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  }
  for (const [label, times] of [['no cache', cold] as const, ['cache', warm] as const]) {
    const of = (pick: (one: First) => number): number => middle(times.map(pick));
    console.log(
      `${label}, median of ${times.length}: first correct definition ${of((one) => one.wall)} ms, ` +
        `${of((one) => one.unqueued)} ms without waiting for a processor, ${of((one) => one.thread)} ms of the main thread's processor time`,
    );
  }
}

async function oneStart(label: string, { folder, file, word, expect }: ColdStart, cache: string): Promise<First> {
  const started = performance.now();
  const server = startServer(cache);
  const client = connect(server);
  const since = (from: number): number => Math.round((performance.now() - from) * 10) / 10;
  await client.request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
  const initialized = since(started);
  client.notify('initialized', {});
  const uri = pathToFileURL(path.join(folder, file)).href;
  const text = readFileSync(path.join(folder, file), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'systemverilog', version: 1, text } });
  const position = placeOf(text, word);
  let asked = 0;
  for (;;) {
    asked++;
    const answer = await client.request('textDocument/definition', { textDocument: { uri }, position });
    if (JSON.stringify(answer).includes(expect)) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (since(started) > 120_000) throw new Error(`no definition of ${word} in two minutes; the last answer: ${JSON.stringify(answer)}`);
  }
  const first = since(started);
  const thread = mainThread(server.pid ?? 0);
  const [ran, queued] = [Math.round(thread.ran), Math.round(thread.queued)];
  const cpu = processorTime(server.pid ?? 0);
  const resident = residentMemory(server.pid ?? 0);
  const definition = await median(15, () => client.request('textDocument/definition', { textDocument: { uri }, position }));
  const hover = await median(15, () => client.request('textDocument/hover', { textDocument: { uri }, position }));
  const edits: number[] = [];
  for (let edit = 0; edit < 4; edit++) {
    const told = client.next('textDocument/publishDiagnostics');
    const range = { start: { line: position.line, character: 0 }, end: { line: position.line, character: edit % 2 === 0 ? 0 : 12 } };
    const from = performance.now();
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: edit + 2 },
      contentChanges: [{ range, text: edit % 2 === 0 ? 'assign x = ;' : '' }],
    });
    await told;
    edits.push(since(from));
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  console.log(
    `${label}: initialize ${initialized} ms, first correct definition ${first} ms (${asked} asked, ${queued} ms of it waiting for a processor; ${ran} ms of processor time in the main thread, ${cpu} in all), then definition ${definition} ms, hover ${hover} ms (p50 of 15), ` +
      `edit to diagnostics ${edits.join(', ')} ms, memory ${resident} MB at first answer, ${residentMemory(server.pid ?? 0)} MB later, peak ${peakMemory(server.pid ?? 0)} MB`,
  );
  await client.request('shutdown', null);
  client.notify('exit', null);
  await new Promise((resolve) => server.once('exit', resolve));
  return { wall: first, unqueued: first - queued, thread: ran };
}

async function median(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return Math.round(middle(times) * 100) / 100;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
