import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { failure, success, type Outcome } from '../base/outcome';
import { assetDir } from './assets';
import type { DrawingJob, DrawingReply } from './drawingWorker';

export interface GraphLayout {
  /** SVG of a Graphviz text. Layouts are made one after another; one that takes too long is given up, and says so. */
  layout(dot: string, signal: AbortSignal): Promise<Outcome<string>>;
  /** Ends the worker. */
  dispose(): Promise<void>;
}

/** A layout beyond this (ms) is stopped; a picture within the drawing limits takes a fraction of it. */
const longest = 20_000;
/** An idle worker is ended after this long (ms), for its memory. */
const idle = 120_000;

/** Lays graphs out in a worker thread, so that nothing else waits. It never keeps the process alive while idle. */
export function createGraphLayout(): GraphLayout {
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
      const started = new Worker(path.join(assetDir(), 'drawingWorker.js'), { execArgv: [] });
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
    resting = setTimeout(() => void end(), idle);
    resting.unref();
  };
  const run = async (dot: string, signal: AbortSignal): Promise<Outcome<string>> => {
    if (signal.aborted) return stopped;
    const outcome = await answerOf(start(), dot, signal);
    if (outcome.usable) rest();
    else await end();
    return outcome.answer;
  };
  return {
    layout(dot, signal) {
      const mine = last.then(() => run(dot, signal));
      last = mine.catch(() => undefined);
      return mine;
    },
    dispose: end,
  };
}

const stopped = failure('the drawing was cancelled');

/** What a worker answers to one job; `usable`: whether it may be given another. */
function answerOf(worker: Worker, dot: string, signal: AbortSignal): Promise<{ answer: Outcome<string>; usable: boolean }> {
  return new Promise((resolve) => {
    const settle = (answer: Outcome<string>, usable: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve({ answer, usable });
    };
    const onMessage = (reply: DrawingReply): void =>
      settle(reply.ok ? success(reply.svg) : failure(`the picture could not be laid out: ${reply.message}`), true);
    const onError = (error: unknown): void => settle(failure(`the picture could not be laid out: ${String(error)}`), false);
    const onExit = (): void => settle(failure('the picture could not be laid out: the worker ended'), false);
    const onAbort = (): void => settle(stopped, false);
    const timer = setTimeout(
      () => settle(failure(`the picture could not be laid out in ${longest / 1000} s`, 'Narrow the graph: a signal, fewer steps.'), false),
      longest,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage({ dot } satisfies DrawingJob);
  });
}
