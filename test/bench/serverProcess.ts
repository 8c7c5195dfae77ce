/** The built language server as a process of its own, for benches: how it is started and spoken to, and what the system knows of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Starts the server on stdio, with its caches in a folder and what else its environment is to hold. */
export function startServer(cache: string, environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [path.join(__dirname, 'server.js'), '--stdio'], {
    env: { ...process.env, ...environment, SIGNOFF_CACHE_DIR: cache },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** The same, with a watch on its main thread: `takeTurns` gives how long it was busy at one go, each time since the last call, in ms; short turns are left out. */
export function startWatchedServer(
  cache: string,
  environment: Readonly<Record<string, string>>,
): { readonly server: ChildProcess; readonly takeTurns: () => Promise<readonly number[]> } {
  const preload = path.resolve(__dirname, '../test/bench/turnsPreload.cjs');
  const server = spawn(process.execPath, ['--require', preload, path.join(__dirname, 'server.js'), '--stdio'], {
    env: { ...process.env, ...environment, SIGNOFF_CACHE_DIR: cache },
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  const takeTurns = (): Promise<readonly number[]> =>
    new Promise((resolve) => {
      server.once('message', (turns) => resolve(turns as unknown as readonly number[]));
      server.send('turns');
    });
  return { server, takeTurns };
}

/** Where a name is first used in a text, as LSP has it: on its second character. */
export function placeOf(text: string, word: string): { line: number; character: number } {
  const before = text.slice(0, text.search(new RegExp(`\\b${word}\\b`)));
  return { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') };
}

export interface Client {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Settles with the next notification of the server with this name. */
  next(method: string): Promise<unknown>;
}

/** LSP over stdio with nothing but framing. */
export function connect(server: ChildProcess): Client {
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
export function mainThread(pid: number): { readonly ran: number; readonly queued: number } {
  try {
    const [ran, queued] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
    return { ran: Math.round(Number(ran) / 1e5) / 10, queued: Math.round(Number(queued) / 1e5) / 10 };
  } catch {
    return { ran: 0, queued: 0 };
  }
}

/** Resident memory of a process and its children, in MB (Linux; 0 elsewhere). */
export function residentMemory(pid: number): number {
  return sumOver(pid, /VmRSS:\s+(\d+)/);
}

/** The most that was resident so far, in MB (Linux; 0 elsewhere). */
export function peakMemory(pid: number): number {
  return sumOver(pid, /VmHWM:\s+(\d+)/);
}

/** User and system time of a process so far, all threads, in ms (Linux; 0 elsewhere): what a busy machine does not change. */
export function processorTime(pid: number): number {
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
