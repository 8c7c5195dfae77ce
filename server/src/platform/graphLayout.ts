import { failure, success, type Outcome } from '../base/outcome';
import type { DrawingJob, DrawingReply } from './drawingWorker';
import { createResidentWorker, type WorkerAnswer } from './residentWorker';

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
  const worker = createResidentWorker<DrawingJob, DrawingReply>('drawingWorker.js', idle);
  return {
    layout: async (dot, signal) => outcomeOf(await worker.ask({ dot }, longest, signal)),
    dispose: () => worker.dispose(),
  };
}

function outcomeOf(answer: WorkerAnswer<DrawingReply>): Outcome<string> {
  switch (answer.kind) {
    case 'cancelled':
      return failure('the drawing was cancelled');
    case 'late':
      return failure(`the picture could not be laid out in ${longest / 1000} s`, 'Narrow the graph: a signal, fewer steps.');
    case 'broken':
      return failure(`the picture could not be laid out: ${answer.message}`);
    case 'answered':
      return answer.reply.ok ? success(answer.reply.svg) : failure(`the picture could not be laid out: ${answer.reply.message}`);
  }
}
