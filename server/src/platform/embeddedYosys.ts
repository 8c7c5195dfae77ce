import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Yosys, YosysJob, YosysRun } from '../tools/yosys';
import { assetDir } from './assets';
import { longestHoldMs, type YosysWorkerData, type YosysWorkerJob, type YosysWorkerReply } from './yosysMessages';

export interface EmbeddedYosysOptions {
  /** How many runs may go on at once. Default 2. */
  readonly workers?: number;
  /** An idle worker is ended after this long, for its memory. Default five minutes. */
  readonly idleMs?: number;
  /** Most memory one run may take, in MB. Default 2048. */
  readonly maxMemoryMb?: number;
}

export type EmbeddedYosys = Yosys & {
  /** Starts a worker and lets it run a small design, so that the first real job is fast. Never throws. */
  warm(): Promise<void>;
  /** Has no worker start until what is returned is called, for a second at most, and one that starts wait before it compiles; those that are there work on. */
  hold(): () => void;
  /** Ends every worker; jobs under way are answered `cancelled`. */
  dispose(): Promise<void>;
};

/**
 * Yosys compiled to WebAssembly, in a pool of warm worker threads. A run is stopped only by terminating its worker, which is
 * replaced at once; a worker that dies answers `broken` for its job and the next job gets a new one. The compiled code is shared
 * between workers, so that a replacement starts as fast as the optimised original. Workers never keep the process alive while idle.
 */
export function createEmbeddedYosys(options: EmbeddedYosysOptions = {}): EmbeddedYosys {
  const pool = new Pool(options);
  return {
    flavor: 'embedded',
    version: embeddedVersion(pool.dir),
    slang: true,
    run: (job, signal) => pool.run(job, signal),
    warm: async () => {
      await pool.run(warmUpJob, new AbortController().signal);
    },
    hold: () => pool.hold(),
    dispose: () => pool.dispose(),
  };
}

const pageBytes = 65536;
/** Beyond this many characters of log, further lines are dropped (they still reach `onLine`). */
const maxLogCharacters = 64 * 1024 * 1024;

const warmUpJob: YosysJob = {
  commands: ['read_slang --threads 1 --top m w.sv', 'proc', 'opt', 'check', 'write_json w.json'],
  files: new Map([
    [
      'w.sv',
      'module m(input logic c, r, input logic [3:0] a, output logic [3:0] q); always_ff @(posedge c) if (r) q<=0; else q<=q+a; endmodule\n',
    ],
  ]),
  outputs: [],
  timeoutMs: 60_000,
};

interface Pending {
  readonly job: YosysJob;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly settle: (run: YosysRun) => void;
}

interface Slot {
  readonly worker: Worker;
  ready: boolean;
  current?: Pending;
  lines: string[];
  characters: number;
  started: number;
  timer?: NodeJS.Timeout;
}

/** Compiled code by memory cap, shared by all workers of this process; let go when the last of a pool has idled away. */
const compiled = new Map<number, ReadonlyMap<number, WebAssembly.Module>>();

class Pool {
  readonly dir = path.join(assetDir(), 'vendor/yosys');
  private readonly slots = new Set<Slot>();
  private readonly queue: Pending[] = [];
  private disposed = false;
  private readonly size: number;
  private readonly maxMemoryPages: number;
  private readonly held = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private holders = 0;

  constructor(private readonly options: EmbeddedYosysOptions) {
    this.maxMemoryPages = Math.floor(((options.maxMemoryMb ?? 2048) * 1024 * 1024) / pageBytes);
    this.size = Math.max(1, options.workers ?? 2);
  }

  run(job: YosysJob, signal: AbortSignal): Promise<YosysRun> {
    if (this.disposed) return Promise.resolve({ kind: 'broken', message: 'the embedded Yosys was shut down', lines: [], ms: 0 });
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled', lines: [], ms: 0 });
    return new Promise((resolve) => {
      const pending: Pending = {
        job,
        signal,
        onAbort: () => this.abort(pending),
        settle: (run) => {
          signal.removeEventListener('abort', pending.onAbort);
          resolve(run);
        },
      };
      signal.addEventListener('abort', pending.onAbort, { once: true });
      this.queue.push(pending);
      this.dispatch();
    });
  }

  hold(): () => void {
    this.holders++;
    Atomics.store(this.held, 0, 1);
    const release = (): void => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      if (--this.holders > 0) return;
      Atomics.store(this.held, 0, 0);
      Atomics.notify(this.held, 0);
      if (!this.disposed) this.dispatch();
    };
    let timer: NodeJS.Timeout | undefined = setTimeout(release, longestHoldMs);
    return release;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    for (const pending of this.queue.splice(0)) pending.settle({ kind: 'cancelled', lines: [], ms: 0 });
    await Promise.all([...this.slots].map((slot) => this.end(slot, { kind: 'cancelled' })));
  }

  private dispatch(): void {
    for (const slot of this.slots) {
      if (this.queue.length === 0) return;
      if (slot.ready && slot.current === undefined) this.start(slot, this.queue.shift() as Pending);
    }
    const starting = [...this.slots].filter((slot) => !slot.ready).length;
    // A second worker that starts beside the first compiles all of Yosys again, beside the job that the first one is for; a moment later it is given the code.
    const compiles = starting > 0 && !compiled.has(this.maxMemoryPages);
    if (this.queue.length > starting && this.slots.size < this.size && !compiles && this.holders === 0) this.spawn();
    // A worker that is still starting must keep the process alive for the job that waits for it.
    for (const slot of this.slots) if (!slot.ready && this.queue.length > 0) slot.worker.ref();
  }

  private spawn(): void {
    const { maxMemoryPages } = this;
    const data: YosysWorkerData = { dir: this.dir, maxMemoryPages, modules: compiled.get(maxMemoryPages) ?? new Map(), held: this.held };
    const worker = new Worker(path.join(assetDir(), 'yosysWorker.js'), { workerData: data, stdout: true, stderr: true, execArgv: [] });
    const slot: Slot = { worker, ready: false, lines: [], characters: 0, started: 0 };
    worker.unref();
    worker.on('message', (reply: YosysWorkerReply) => this.receive(slot, reply));
    worker.on(
      'error',
      (error: unknown) => void this.end(slot, { kind: 'broken', message: `the embedded Yosys crashed: ${String(error)}` }),
    );
    worker.on('exit', () => void this.end(slot, { kind: 'broken', message: 'the embedded Yosys worker ended unexpectedly' }));
    this.slots.add(slot);
  }

  private start(slot: Slot, pending: Pending): void {
    clearTimeout(slot.timer);
    slot.current = pending;
    slot.lines = [];
    slot.characters = 0;
    slot.started = performance.now();
    slot.timer = setTimeout(() => void this.replace(slot, { kind: 'timeout' }), Math.min(pending.job.timeoutMs, 2 ** 31 - 1));
    slot.worker.ref();
    const script = pending.job.commands.map((command) => `${command}\n`).join('');
    const job: YosysWorkerJob = { script, files: pending.job.files, outputs: pending.job.outputs };
    slot.worker.postMessage(job);
  }

  private receive(slot: Slot, reply: YosysWorkerReply): void {
    if (!this.slots.has(slot)) return;
    switch (reply.kind) {
      case 'ready':
        compiled.set(this.maxMemoryPages, reply.modules);
        slot.ready = true;
        this.rest(slot);
        this.dispatch();
        break;
      case 'lines':
        this.keep(slot, reply.lines);
        break;
      case 'done':
        this.settle(slot, { kind: 'finished', code: reply.code, files: reply.files });
        this.rest(slot);
        this.dispatch();
        break;
      case 'failed':
        void this.end(slot, { kind: 'broken', message: reply.message });
        break;
    }
  }

  private keep(slot: Slot, lines: readonly string[]): void {
    for (const line of lines) {
      slot.current?.job.onLine?.(line);
      slot.characters += line.length;
      if (slot.characters <= maxLogCharacters) slot.lines.push(line);
    }
  }

  private settle(slot: Slot, end: End): void {
    const pending = slot.current;
    if (pending === undefined) return;
    delete slot.current;
    const run: YosysRun = { ...end, lines: slot.lines, ms: performance.now() - slot.started };
    slot.lines = [];
    pending.settle(run);
  }

  /** Idle: the process may end now, and the worker ends itself after a while. */
  private rest(slot: Slot): void {
    clearTimeout(slot.timer);
    slot.worker.unref();
    slot.timer = setTimeout(() => void this.end(slot, { kind: 'cancelled' }), this.options.idleMs ?? 300_000).unref();
  }

  /** Takes a worker out of service. What it was doing, or what waited for it to start, is answered with `outcome`. */
  private async end(slot: Slot, outcome: Exclude<End, { kind: 'finished' }>): Promise<void> {
    if (!this.slots.delete(slot)) return;
    clearTimeout(slot.timer);
    if (slot.current !== undefined) this.settle(slot, outcome);
    // A worker that cannot even start would be replaced for ever: the job that waited for it bears the reason.
    else if (!slot.ready) this.queue.shift()?.settle({ kind: 'broken', message: messageOf(outcome), lines: [], ms: 0 });
    if (this.slots.size === 0 && !this.disposed) compiled.delete(this.maxMemoryPages);
    await slot.worker.terminate();
    if (!this.disposed) this.dispatch();
  }

  /** Stops the run by ending its thread, and starts a fresh worker at once so that the next job finds it warm. */
  private replace(slot: Slot, outcome: { kind: 'timeout' | 'cancelled' }): Promise<void> {
    if (!this.disposed && this.slots.has(slot)) {
      this.slots.delete(slot);
      this.spawn();
      this.slots.add(slot);
    }
    return this.end(slot, outcome);
  }

  private abort(pending: Pending): void {
    const waiting = this.queue.indexOf(pending);
    if (waiting >= 0) {
      this.queue.splice(waiting, 1);
      pending.settle({ kind: 'cancelled', lines: [], ms: 0 });
      return;
    }
    for (const slot of this.slots) if (slot.current === pending) void this.replace(slot, { kind: 'cancelled' });
  }
}

type End =
  | { readonly kind: 'finished'; readonly code: number; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly message: string };

function messageOf(end: End): string {
  return end.kind === 'broken' ? end.message : 'the embedded Yosys was stopped before it had started';
}

/** The vendored bundle names its version at its very end. */
function embeddedVersion(dir: string): string {
  try {
    const file = openSync(path.join(dir, 'bundle.js'), 'r');
    try {
      const tail = Buffer.alloc(2048);
      const length = readSync(file, tail, 0, tail.length, Math.max(0, fstatSync(file).size - tail.length));
      const version = /version\s*=\s*["']([^"']+)["']/.exec(tail.toString('utf8', 0, length))?.[1];
      return `yosys ${version ?? 'unknown'} (embedded)`;
    } finally {
      closeSync(file);
    }
  } catch {
    return 'yosys (embedded, files missing)';
  }
}
