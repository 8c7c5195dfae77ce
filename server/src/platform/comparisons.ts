import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Contract, Rung } from '../protocol/contract';
import type { AssertionReport, AssertionRequest } from '../verify/checkAssertions';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { AssertApart, CompareApart, VerifyTools } from '../verify/verifyTools';
import { assetDir } from './assets';
import type { ComparisonNews, ComparisonOrder, ToolFacts } from './comparisonMessages';
import { movable } from './comparisonMessages';

export interface Comparisons {
  readonly compare: CompareApart;
  readonly checkAssertions: AssertApart;
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
 * Compares designs, or judges their assertions, in worker threads, one each. At the end of the budget the worker has a twentieth of it more to answer; then it is ended, and the
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
  const run = async <Result extends EquivalenceResult | AssertionReport>(
    work: Work<Result>,
    tools: VerifyTools,
    signal: AbortSignal,
  ): Promise<Result> => {
    const worker = take();
    const { result, usable } = await new WorkerRun(worker, work, tools, signal).run();
    if (usable) keep(worker);
    else void worker.terminate();
    return result;
  };
  return {
    compare: (request, tools, onRung, signal) => run(comparisonOf(request, onRung), tools, signal),
    checkAssertions: (request, tools, signal) => run(assertionsOf(request), tools, signal),
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

/** What a worker is asked, and what is made of it when it does not come to an end. */
interface Work<Result> {
  /** What it is, in a sentence. */
  readonly name: string;
  readonly order: (tools: ToolFacts) => ComparisonOrder;
  readonly budgetMs: number;
  readonly onRung: (rung: Rung) => void;
  /** The answer when it was stopped, from the last that it had said. */
  readonly unfinished: (reason: string, kind: 'unknown' | 'broken', interim: Result | undefined) => Result;
}

function comparisonOf(request: EquivalenceRequest, onRung: (rung: Rung) => void): Work<EquivalenceResult> {
  const { contract, budgetMs } = request;
  const rungs: Rung[] = [];
  const add = (rung: Rung): void => {
    rungs.push(rung);
    onRung(rung);
  };
  return {
    name: 'the comparison',
    order: (tools) => ({ kind: 'compare', request, tools }),
    budgetMs,
    onRung: add,
    unfinished(reason, kind, interim) {
      add({ name: 'prove', outcome: kind, tool: 'signoff', ms: budgetMs, detail: reason, diagnostics: [] });
      if (interim !== undefined && kind === 'unknown') return { ...interim, rungs, reason: `${interim.reason}; ${reason}` };
      const said: Contract = contract.kind === 'latency' && contract.cycles === 'auto' ? { kind: 'latency', cycles: 0 } : contract;
      return { verdict: kind, contract: said, rungs, reason };
    },
  };
}

function assertionsOf(request: AssertionRequest): Work<AssertionReport> {
  return {
    name: 'the check of the assertions',
    order: (tools) => ({ kind: 'assert', request, tools }),
    budgetMs: request.budgetMs,
    onRung: () => undefined,
    unfinished: (reason, kind, interim) =>
      kind === 'broken' ? { results: [], broken: reason } : { ...(interim ?? { results: [] }), stopped: reason },
  };
}

/** One piece of work in one worker: its tools are run here. */
class WorkerRun<Result extends EquivalenceResult | AssertionReport> {
  private readonly runs = new Map<number, AbortController>();
  private interim: Result | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly work: Work<Result>,
    private readonly tools: VerifyTools,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<{ readonly result: Result; readonly usable: boolean }> {
    const { worker, tools, signal } = this;
    const { name, budgetMs, order, unfinished } = this.work;
    let timer: NodeJS.Timeout | undefined;
    let stop = (): void => undefined;
    try {
      return await new Promise((resolve) => {
        const stopped = (reason: string, kind: 'unknown' | 'broken' = 'unknown'): void =>
          resolve({ result: unfinished(reason, kind, this.interim), usable: false });
        stop = () => stopped(`${name} was cancelled`);
        if (signal.aborted) return stop();
        const longest = budgetMs + Math.max(leastGraceMs, budgetMs * grace);
        timer = setTimeout(() => stopped(`${name} did not end within its ${(budgetMs / 1000).toFixed(1)} s`), longest);
        signal.addEventListener('abort', stop, { once: true });
        worker.on('message', (news: ComparisonNews<Result>) => {
          if (news.kind === 'ended') resolve({ result: news.result, usable: true });
          else if (news.kind === 'failed') stopped(`${name} failed: ${news.message}`, 'broken');
          else this.hear(news, (message) => stopped(`${name} failed: ${message}`, 'broken'));
        });
        worker.on('error', (error: unknown) => {
          const isMemory = (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
          if (isMemory) stopped(`${name} needs more memory than it may have`);
          else stopped(`${name} failed: ${error instanceof Error ? error.message : String(error)}`, 'broken');
        });
        worker.on('exit', () => stopped(`${name} failed: its thread ended`, 'broken'));
        const { flavor, version, slang } = tools.yosys;
        const facts = { yosys: { flavor, version, slang }, ...(tools.icarus === undefined ? {} : { icarus: tools.icarus }) };
        this.post(order(facts));
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error');
      worker.on('error', () => undefined);
      for (const run of this.runs.values()) run.abort();
    }
  }

  /** `onFailure` is told of a tool's run that could not be handed over: the thread would wait for it until the time is up. */
  private hear(news: Exclude<ComparisonNews<Result>, { kind: 'ended' | 'failed' }>, onFailure: (message: string) => void): void {
    switch (news.kind) {
      case 'rung':
        this.work.onRung(news.rung);
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
          .catch((error: unknown) => {
            if (!stop.signal.aborted) onFailure(error instanceof Error ? error.message : String(error));
          })
          .finally(() => this.runs.delete(news.id));
      }
    }
  }

  private post(order: ComparisonOrder): void {
    const files = order.kind === 'ran' && 'files' in order.run ? order.run.files : undefined;
    this.worker.postMessage(order, movable(files));
  }
}
