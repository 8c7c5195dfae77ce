import { parentPort } from 'node:worker_threads';
import type { ToolJob, ToolRun } from '../tools/toolRunner';
import type { YosysJob, YosysRun } from '../tools/yosys';
import type { AssertionReport } from '../verify/checkAssertions';
import { checkAssertionsHere } from '../verify/checkAssertions';
import { compareHere } from '../verify/equivalence';
import type { EquivalenceResult } from '../verify/equivalenceRequest';
import type { VerifyTools } from '../verify/verifyTools';
import type { ComparisonNews, ComparisonOrder, ToolFacts } from './comparisonMessages';
import { movable } from './comparisonMessages';

// Compares two designs, or judges the assertions of one. Mapping and building graphs of a big one blocks this thread for seconds, so whoever waits ends the worker; the tools run where it was
// started.

const waiting = new Map<number, (run: YosysRun | ToolRun) => void>();
let count = 0;

parentPort?.on('message', (order: ComparisonOrder) => {
  if (order.kind !== 'ran') return void work(order);
  waiting.get(order.id)?.(order.run);
  waiting.delete(order.id);
});

async function work(order: Exclude<ComparisonOrder, { kind: 'ran' }>): Promise<void> {
  const tools = remoteTools(order.tools);
  const onInterim = (result: EquivalenceResult | AssertionReport): void => post({ kind: 'interim', result });
  const never = new AbortController().signal;
  try {
    const result =
      order.kind === 'compare'
        ? await compareHere(order.request, tools, { onRung: (rung) => post({ kind: 'rung', rung }), onInterim }, never)
        : await checkAssertionsHere(order.request, tools, onInterim, never);
    post({ kind: 'ended', result });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** The tools of the thread that started this one. */
function remoteTools(facts: ToolFacts): VerifyTools {
  return {
    yosys: { ...facts.yosys, run: (job, signal) => ask<YosysRun>((id) => ({ kind: 'yosys', id, job: plainYosys(job) }), signal) },
    runner: { run: (job, signal) => ask<ToolRun>((id) => ({ kind: 'tool', id, job: plainTool(job) }), signal) },
    ...(facts.icarus === undefined ? {} : { icarus: facts.icarus }),
  };
}

function ask<Run extends YosysRun | ToolRun>(news: (id: number) => ComparisonNews, signal: AbortSignal): Promise<Run> {
  const id = count++;
  const drop = (): void => post({ kind: 'drop', id });
  return new Promise<Run>((resolve) => {
    waiting.set(id, (run) => {
      signal.removeEventListener('abort', drop);
      resolve(run as Run);
    });
    post(news(id));
    if (signal.aborted) drop();
    else signal.addEventListener('abort', drop, { once: true });
  });
}

/** Functions cannot change threads; no comparison listens to single lines. */
function plainYosys({ commands, files, outputs, timeoutMs }: YosysJob): YosysJob {
  return { commands, files, outputs, timeoutMs };
}

function plainTool(job: ToolJob): ToolJob {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => typeof value !== 'function')) as unknown as ToolJob;
}

function post(news: ComparisonNews): void {
  parentPort?.postMessage(news, news.kind === 'yosys' || news.kind === 'tool' ? movable(news.job.files) : []);
}
