import { failure, success } from '../base/outcome';
import type { QuickTimer } from '../timing/ports';
import type { QuickTimingJob, QuickTimingReply } from './quickTimingWorker';
import { createResidentWorker } from './residentWorker';

/** A netlist that takes longer (ms) is none that one waits for while typing. */
const longest = 3000;
/** An idle worker is ended after this long (ms). */
const idle = 120_000;

/** Estimates timing in a worker thread: reading a netlist alone would hold up whoever types. */
export function createQuickTimer(): QuickTimer & { dispose(): Promise<void> } {
  const worker = createResidentWorker<QuickTimingJob, QuickTimingReply>('quickTimingWorker.js', idle);
  return {
    async time(netlist, target, signal) {
      const answer = await worker.ask({ netlist, target }, longest, signal);
      if (answer.kind === 'answered') return answer.reply.ok ? success(answer.reply.ends) : failure(answer.reply.message);
      return failure(answer.kind === 'broken' ? answer.message : `the estimate was ${answer.kind}`);
    },
    dispose: () => worker.dispose(),
  };
}
