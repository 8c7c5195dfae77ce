import { EventEmitter } from 'node:events';
import type { WorkerOptions } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import type { YosysWorkerData, YosysWorkerJob, YosysWorkerReply } from '../../../server/src/platform/yosysMessages';
import type { YosysJob } from '../../../server/src/tools/yosys';

/** A worker that says what it is told to, when it is told to. */
class Fake extends EventEmitter {
  readonly jobs: YosysWorkerJob[] = [];

  constructor(readonly data: YosysWorkerData) {
    super();
  }

  postMessage(job: YosysWorkerJob): void {
    this.jobs.push(job);
  }

  says(reply: YosysWorkerReply): void {
    this.emit('message', reply);
  }

  ref(): void {
    return;
  }

  unref(): void {
    return;
  }

  terminate(): Promise<number> {
    return Promise.resolve(0);
  }
}

const started = vi.hoisted(() => [] as unknown[]);
vi.mock('node:worker_threads', () => ({
  Worker: function (_file: string, { workerData }: WorkerOptions) {
    const worker = new Fake(workerData as YosysWorkerData);
    started.push(worker);
    return worker;
  },
}));

const workers = started as Fake[];
const never = new AbortController().signal;
const job: YosysJob = { commands: ['help'], files: new Map(), outputs: [], timeoutMs: 60_000 };
const code = new Map([[1, {} as WebAssembly.Module]]);
const done: YosysWorkerReply = { kind: 'done', code: 0, files: new Map() };

let yosys: EmbeddedYosys;
beforeEach(async () => {
  workers.length = 0;
  // Files of a group share a process: what another one loaded has the real workers, and what is loaded here must not reach the next.
  vi.resetModules();
  const { createEmbeddedYosys } = await import('../../../server/src/platform/embeddedYosys');
  yosys = createEmbeddedYosys({ workers: 2 });
});
afterEach(() => yosys.dispose());
afterAll(() => vi.resetModules());

describe('workers of the embedded Yosys', () => {
  it('are not started beside one that compiles: the second is given the code of the first', async () => {
    const runs = [yosys.run(job, never), yosys.run(job, never)];
    expect(workers).toHaveLength(1);
    workers[0]?.says({ kind: 'ready', modules: code });
    expect(workers).toHaveLength(2);
    expect(workers[1]?.data.modules).toBe(code);
    expect(workers[0]?.jobs).toHaveLength(1);
    workers[1]?.says({ kind: 'ready', modules: code });
    expect(workers[1]?.jobs).toHaveLength(1);
    for (const worker of workers) worker.says(done);
    expect((await Promise.all(runs)).map(({ kind }) => kind)).toEqual(['finished', 'finished']);
  });

  it('are started for the next job when the first cannot start', async () => {
    const runs = [yosys.run(job, never), yosys.run(job, never)];
    workers[0]?.says({ kind: 'failed', message: 'no memory' });
    expect((await runs[0])?.kind).toBe('broken');
    await vi.waitFor(() => expect(workers).toHaveLength(2));
    workers[1]?.says({ kind: 'ready', modules: code });
    workers[1]?.says(done);
    expect((await runs[1])?.kind).toBe('finished');
  });

  it('wait while held: none is started, one that starts is told to wait before it compiles', async () => {
    const release = yosys.hold();
    const other = yosys.hold();
    const run = yosys.run(job, never);
    expect(workers).toHaveLength(0);
    release();
    release();
    expect(workers).toHaveLength(0);
    other();
    expect(workers).toHaveLength(1);
    const held = workers[0]?.data.held;
    expect(held?.[0]).toBe(0);
    const again = yosys.hold();
    expect(held?.[0]).toBe(1);
    again();
    expect(held?.[0]).toBe(0);
    workers[0]?.says({ kind: 'ready', modules: code });
    workers[0]?.says(done);
    expect((await run).kind).toBe('finished');
  });

  it('are not held for longer than a second, and one that is there works on', () => {
    vi.useFakeTimers();
    try {
      void yosys.run(job, never);
      workers[0]?.says({ kind: 'ready', modules: code });
      yosys.hold();
      workers[0]?.says(done);
      void yosys.run(job, never);
      expect(workers[0]?.jobs).toHaveLength(2);
      void yosys.run(job, never);
      expect(workers).toHaveLength(1);
      vi.advanceTimersByTime(1000);
      expect(workers).toHaveLength(2);
      expect(workers[0]?.data.held[0]).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
