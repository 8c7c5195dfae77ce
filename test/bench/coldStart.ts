/**
 * How soon the server is of use in a repository: `npm run bench -- --cold DIR --file FILE --word NAME --expect FILE`. A bare stdio
 * client starts the process, opens FILE and asks for the definition of NAME until the right file comes back; then times warm requests
 * and edits. Runs twice: without a cache and with the one that the first run left.
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
}

/** Measures and prints both runs. */
export async function measureColdStart(what: ColdStart): Promise<void> {
  const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
  try {
    await oneStart('no cache', what, cache);
    await oneStart('cache', what, cache);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function oneStart(label: string, { folder, file, word, expect }: ColdStart, cache: string): Promise<void> {
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
    `${label}: initialize ${initialized} ms, first correct definition ${first} ms (${asked} asked, ${cpu} ms of processor time), then definition ${definition} ms, hover ${hover} ms (p50 of 15), ` +
      `edit to diagnostics ${edits.join(', ')} ms, memory ${resident} MB at first answer, ${residentMemory(server.pid ?? 0)} MB later, peak ${peakMemory(server.pid ?? 0)} MB`,
  );
  await client.request('shutdown', null);
  client.notify('exit', null);
  await new Promise((resolve) => server.once('exit', resolve));
}

async function median(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return Math.round((times.sort((a, b) => a - b)[runs >> 1] ?? 0) * 100) / 100;
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
