import { parentPort } from 'node:worker_threads';

// Lays graphs out. One layout blocks this thread from start to end, so the only way to stop one is to terminate the worker.

export interface DrawingJob {
  readonly dot: string;
}
export type DrawingReply = { readonly ok: true; readonly svg: string } | { readonly ok: false; readonly message: string };

parentPort?.on('message', ({ dot }: DrawingJob) => {
  void draw(dot).then((reply) => parentPort?.postMessage(reply));
});

async function draw(dot: string): Promise<DrawingReply> {
  try {
    const { instance } = await import('@viz-js/viz');
    const viz = await instance();
    return { ok: true, svg: viz.renderString(dot, { format: 'svg', engine: 'dot' }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
