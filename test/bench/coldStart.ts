/**
 * How soon the server is of use in a repository: `npm run bench -- --cold DIR --file FILE --word NAME --expect FILE`. A bare stdio
 * client starts the process, opens FILE and asks for the definition of NAME until the right file comes back; then times warm requests
 * and edits. Runs without a cache and then with the one that the first run left; `--runs N` starts that often each and tells the median.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

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
  const server = spawn(process.execPath, [path.join(__dirname, 'server.js'), '--stdio'], {
    env: { ...process.env, SIGNOFF_CACHE_DIR: cache },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = connect(server);
  const since = (from: number): number => Math.round((performance.now() - from) * 10) / 10;
  await client.request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
  const initialized = since(started);
  client.notify('initialized', {});
  const uri = pathToFileURL(path.join(folder, file)).href;
  const text = readFileSync(path.join(folder, file), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'systemverilog', version: 1, text } });
  const before = text.slice(0, text.search(new RegExp(`\\b${word}\\b`)));
  const position = { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') };
  let asked = 0;
  for (;;) {
    asked++;
    const answer = await client.request('textDocument/definition', { textDocument: { uri }, position });
    if (JSON.stringify(answer).includes(expect)) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (since(started) > 120_000) throw new Error(`no definition of ${word} in two minutes; the last answer: ${JSON.stringify(answer)}`);
  }
  const first = since(started);
  const { ran, queued } = mainThread(server.pid ?? 0);
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

interface Client {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Settles with the next notification of the server with this name. */
  next(method: string): Promise<unknown>;
}

/** LSP over stdio with nothing but framing. */
function connect(server: ChildProcess): Client {
  const pending = new Map<number, (result: unknown) => void>();
  const waiting = new Map<string, (params: unknown) => void>();
  let buffer = Buffer.alloc(0);
  let id = 0;
  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin?.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin?.write(body);
  };
  server.stdout?.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, head))?.[1] ?? 0);
      if (buffer.length < head + 4 + length) return;
      const message = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length)) as {
        id?: number;
        method?: string;
        result?: unknown;
        params?: unknown;
      };
      buffer = buffer.subarray(head + 4 + length);
      if (message.method === undefined) pending.get(message.id ?? -1)?.(message.result);
      else if (message.id === undefined) {
        waiting.get(message.method)?.(message.params);
        waiting.delete(message.method);
      } else send({ id: message.id, result: null });
    }
  });
  return {
    request: (method, params) =>
      new Promise((resolve) => {
        pending.set(++id, resolve);
        send({ id, method, params });
      }),
    notify: (method, params) => send({ method, params }),
    next: (method) => new Promise((resolve) => waiting.set(method, resolve)),
  };
}

/** How long the main thread of a process ran so far, and how long it was ready to and had to wait, in ms (Linux; 0 elsewhere). */
function mainThread(pid: number): { readonly ran: number; readonly queued: number } {
  try {
    const [ran, queued] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
    return { ran: Math.round(Number(ran) / 1e6), queued: Math.round(Number(queued) / 1e6) };
  } catch {
    return { ran: 0, queued: 0 };
  }
}

/** Resident memory of a process and its children, in MB (Linux; 0 elsewhere). */
function residentMemory(pid: number): number {
  return sumOver(pid, /VmRSS:\s+(\d+)/);
}

function peakMemory(pid: number): number {
  return sumOver(pid, /VmHWM:\s+(\d+)/);
}

/** User and system time of a process so far, all threads, in ms (Linux; 0 elsewhere): what a busy machine does not change. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function sumOver(pid: number, field: RegExp): number {
  try {
    const own = Number(field.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((one) => one.trim() !== ''),
    );
    return Math.round(own + children.reduce((sum, child) => sum + sumOver(Number(child), field), 0));
  } catch {
    return 0;
  }
}
