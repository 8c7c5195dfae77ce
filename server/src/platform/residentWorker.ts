import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { assetDir } from './assets';

export type WorkerAnswer<Reply> =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | { readonly kind: 'cancelled' | 'late' }
  | { readonly kind: 'broken'; readonly message: string };

export interface ResidentWorker<Job, Reply> {
  /** What the worker answers to a job. Jobs are done one after another; one that takes longer than `longestMs`, or whose asker gives up, is stopped by ending the worker. */
  ask(job: Job, longestMs: number, signal: AbortSignal): Promise<WorkerAnswer<Reply>>;
  /** Ends the worker. */
  dispose(): Promise<void>;
}

/** A worker thread of one of our files, started when it is first asked and ended when it was not asked for `idleMs`, for its memory. It never keeps the process alive while idle. */
export function createResidentWorker<Job, Reply>(file: string, idleMs: number): ResidentWorker<Job, Reply> {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let resting: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    clearTimeout(resting);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  const start = (): Worker => {
    clearTimeout(resting);
    if (worker === undefined) {
      const started = new Worker(path.join(assetDir(), file), { execArgv: [] });
      // One that dies while it rests is not asked again; without a listener its error would end the process.
      started.on('error', () => undefined);
      started.on('exit', () => {
        if (worker === started) worker = undefined;
      });
      worker = started;
    }
    worker.ref();
    return worker;
  };
  const rest = (): void => {
    worker?.unref();
    resting = setTimeout(() => void end(), idleMs);
    resting.unref();
  };
  const run = async (job: Job, longestMs: number, signal: AbortSignal): Promise<WorkerAnswer<Reply>> => {
    if (signal.aborted) return { kind: 'cancelled' };
    const answer = await answerOf<Job, Reply>(start(), job, longestMs, signal);
    if (answer.kind === 'answered') rest();
    else await end();
    return answer;
  };
  return {
    ask(job, longestMs, signal) {
      const mine = last.then(() => run(job, longestMs, signal));
      last = mine.catch(() => undefined);
      return mine;
    },
    dispose: end,
  };
}

function answerOf<Job, Reply>(worker: Worker, job: Job, longestMs: number, signal: AbortSignal): Promise<WorkerAnswer<Reply>> {
  return new Promise((resolve) => {
    const settle = (answer: WorkerAnswer<Reply>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (reply: Reply): void => settle({ kind: 'answered', reply });
    const onError = (error: unknown): void => settle({ kind: 'broken', message: String(error) });
    const onExit = (): void => settle({ kind: 'broken', message: 'the worker ended' });
    const onAbort = (): void => settle({ kind: 'cancelled' });
    const timer = setTimeout(() => settle({ kind: 'late' }), longestMs);
    signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}
