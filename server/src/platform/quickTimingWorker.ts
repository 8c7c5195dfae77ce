import { parentPort } from 'node:worker_threads';
import { delayModel } from '../timing/delayModel';
import { topModule } from '../timing/analyze';
import { quickTiming, type QuickEnd } from '../timing/quick/quickTiming';

// Reads a netlist and estimates its timing. One netlist blocks this thread from start to end, so the only way to stop one is to terminate the worker.

export interface QuickTimingJob {
  /** What `write_json` wrote. */
  readonly netlist: Uint8Array;
  readonly target: string | undefined;
}
export type QuickTimingReply = { readonly ok: true; readonly ends: readonly QuickEnd[] } | { readonly ok: false; readonly message: string };

parentPort?.on('message', ({ netlist, target }: QuickTimingJob) => {
  parentPort?.postMessage(answer(netlist, target));
});

function answer(netlist: Uint8Array, target: string | undefined): QuickTimingReply {
  try {
    const module = topModule(netlist);
    const model = delayModel(target);
    if (module === undefined || model === undefined) return { ok: false, message: 'there is nothing to time' };
    return { ok: true, ends: quickTiming(module, model) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
