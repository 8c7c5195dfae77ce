import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Contract, Rung } from '../protocol/contract';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { CompareApart, VerifyTools } from '../verify/verifyTools';
import { assetDir } from './assets';
import type { ComparisonNews, ComparisonOrder } from './comparisonMessages';
import { movable } from './comparisonMessages';

export interface Comparisons {
  readonly compare: CompareApart;
  /** Ends the workers. */
  dispose(): Promise<void>;
}

/** Share of the budget, and ms at least, after which a comparison that has not ended is ended. */
const grace = 0.05;
const leastGraceMs = 150;
/** Workers that are kept for the next comparison, and for how long (ms). */
const mostIdle = 2;
const idleMs = 60_000;
/** What a comparison may hold besides its tools. */
const mostMemoryMb = 3072;

/**
 * Compares designs in worker threads, one comparison each. At the end of the budget the worker has a twentieth of it more to answer; then it is ended, and the
 * answer is what it had said for this case, or `unknown`. One that runs out of memory answers `unknown` as well, one that fails `broken`: that says nothing of the designs.
 */
export function createComparisons(): Comparisons {
  const idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout }[] = [];
  const take = (): Worker => {
    const kept = idle.pop();
    if (kept === undefined) return startWorker();
    clearTimeout(kept.timer);
    kept.worker.ref();
    return kept.worker;
  };
  const keep = (worker: Worker): void => {
    if (idle.length >= mostIdle) return void worker.terminate();
    worker.unref();
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.worker === worker),
        1,
      );
      void worker.terminate();
    }, idleMs);
    timer.unref();
    idle.push({ worker, timer });
  };
  return {
    async compare(request, tools, onRung, signal) {
      const worker = take();
      const { result, usable } = await new Comparison(worker, request, tools, onRung, signal).run();
      if (usable) keep(worker);
      else void worker.terminate();
      return result;
    },
    async dispose() {
      await Promise.all(
        idle.splice(0).map(({ worker, timer }) => {
          clearTimeout(timer);
          return worker.terminate();
        }),
      );
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(path.join(assetDir(), 'comparisonWorker.js'), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  });
  // One that dies while it rests is not asked again; without a listener its error would end the process.
  worker.on('error', () => undefined);
  return worker;
}

/** One comparison in one worker: its tools are run here. */
class Comparison {
  private readonly rungs: Rung[] = [];
  private readonly runs = new Map<number, AbortController>();
  private interim: EquivalenceResult | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly request: EquivalenceRequest,
    private readonly tools: VerifyTools,
    private readonly onRung: (rung: Rung) => void,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<{ readonly result: EquivalenceResult; readonly usable: boolean }> {
    const { worker, request, tools, signal } = this;
    let timer: NodeJS.Timeout | undefined;
    let stop = (): void => undefined;
    try {
      return await new Promise((resolve) => {
        const stopped = (reason: string, kind: 'unknown' | 'broken' = 'unknown'): void =>
          resolve({ result: this.unfinished(reason, kind), usable: false });
        stop = () => stopped('the comparison was cancelled');
        if (signal.aborted) return stop();
        const longest = request.budgetMs + Math.max(leastGraceMs, request.budgetMs * grace);
        timer = setTimeout(() => stopped(`the comparison did not end within its ${(request.budgetMs / 1000).toFixed(1)} s`), longest);
        signal.addEventListener('abort', stop, { once: true });
        worker.on('message', (news: ComparisonNews) => {
          if (news.kind === 'ended') resolve({ result: news.result, usable: true });
          else if (news.kind === 'failed') stopped(`the comparison failed: ${news.message}`, 'broken');
          else this.hear(news);
        });
        worker.on('error', (error: unknown) => {
          const isMemory = (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
          if (isMemory) stopped('the comparison needs more memory than it may have');
          else stopped(`the comparison failed: ${error instanceof Error ? error.message : String(error)}`, 'broken');
        });
        worker.on('exit', () => stopped('the comparison failed: its thread ended', 'broken'));
        const { flavor, version, slang } = tools.yosys;
        const facts = { yosys: { flavor, version, slang }, ...(tools.icarus === undefined ? {} : { icarus: tools.icarus }) };
        this.post({ kind: 'compare', request, tools: facts });
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error');
      worker.on('error', () => undefined);
      for (const run of this.runs.values()) run.abort();
    }
  }

  private hear(news: Exclude<ComparisonNews, { kind: 'ended' | 'failed' }>): void {
    switch (news.kind) {
      case 'rung':
        this.rungs.push(news.rung);
        this.onRung(news.rung);
        return;
      case 'interim':
        this.interim = news.result;
        return;
      case 'drop':
        this.runs.get(news.id)?.abort();
        return;
      default: {
        const stop = new AbortController();
        this.runs.set(news.id, stop);
        const running = news.kind === 'yosys' ? this.tools.yosys.run(news.job, stop.signal) : this.tools.runner.run(news.job, stop.signal);
        running
          .then((run) => this.post({ kind: 'ran', id: news.id, run }))
          .catch(() => undefined)
          .finally(() => this.runs.delete(news.id));
      }
    }
  }

  private post(order: ComparisonOrder): void {
    const files = order.kind === 'ran' && 'files' in order.run ? order.run.files : undefined;
    this.worker.postMessage(order, movable(files));
  }

  /** What had been found out when it was stopped. */
  private unfinished(reason: string, kind: 'unknown' | 'broken'): EquivalenceResult {
    const { contract } = this.request;
    const rung: Rung = { name: 'prove', outcome: kind, tool: 'signoff', ms: this.request.budgetMs, detail: reason, diagnostics: [] };
    this.onRung(rung);
    const rungs = [...this.rungs, rung];
    if (this.interim !== undefined && kind === 'unknown') return { ...this.interim, rungs, reason: `${this.interim.reason}; ${reason}` };
    const said: Contract = contract.kind === 'latency' && contract.cycles === 'auto' ? { kind: 'latency', cycles: 0 } : contract;
    return { verdict: kind, contract: said, rungs, reason };
  }
}
