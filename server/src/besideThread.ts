/** The main thread's side of the engine beside: starts its thread, tells it what happens to the project and lends it what there is one of. */
import { Worker } from 'node:worker_threads';
import { neverAborted } from './base/cancel';
import type { Log } from './base/log';
import type { BesideQuestions, BesideWants, BesideData, SentNews } from './besideMessages';
import type { EngineBeside, ProjectNews } from './engine/engineBeside';
import type { EvidenceStore } from './engine/evidenceStore';
import type { EngineParts } from './engine/parts';
import { llmFailureKinds } from './llm/client';
import type { EditorAsk } from './llm/providers/editor';
import type { SentEntry, SentList } from './llm/sentRequests';
import { adopt } from './platform/processGroup';
import { threadCalls, type Calls } from './platform/threadCalls';
import type { Yosys } from './tools/yosys';

export interface BesideThreadParts {
  /** The file that the thread runs; it is handed `data`. */
  readonly file: string;
  readonly data: BesideData;
  readonly yosys: Yosys;
  readonly probe: EngineParts['probe'];
  readonly askEditor?: EditorAsk;
  readonly evidence: EvidenceStore;
  readonly sent: SentList;
  readonly log: Log;
}

/** Nobody asked for so long (ms): the thread is ended, for its memory. The next request starts another. */
const idleMs = 300_000;
/** What is at work may take so long (ms) to end by itself. */
const patienceMs = 1000;

interface Started {
  readonly worker: Worker;
  readonly calls: Calls<BesideQuestions>;
}

/** An engine in a thread of its own, started when it is first asked. One that fails is not asked again: the next request starts another. */
export function createBesideThread(parts: BesideThreadParts): EngineBeside {
  const { log } = parts;
  const open = new Map<string, ProjectNews>();
  let started: Started | undefined;
  let asked = 0;
  let resting: NodeJS.Timeout | undefined;

  const start = (): Started => {
    const worker = new Worker(parts.file, { workerData: parts.data, execArgv: [], stdout: true, stderr: true });
    const calls = threadCalls<BesideQuestions, BesideWants>(worker, wantsOf(parts));
    const mine: Started = { worker, calls };
    const gone = (why: string): void => {
      if (started === mine) started = undefined;
      calls.end(why);
    };
    worker.on('error', (error: unknown) => {
      log.error(`the thread beside: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      gone('the thread for what runs beside failed');
    });
    worker.on('exit', () => gone('the thread for what runs beside has ended'));
    worker.unref();
    for (const news of open.values()) calls.tell('project', news);
    log.debug('the thread for what runs beside is started');
    return mine;
  };
  const end = async (): Promise<void> => {
    clearTimeout(resting);
    const ended = started;
    started = undefined;
    if (ended === undefined) return;
    const late = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([ended.calls.ask('end', undefined, neverAborted).catch(() => undefined), late]);
    await ended.worker.terminate();
  };
  const asking = async <T>(ask: (calls: Calls<BesideQuestions>) => Promise<T>): Promise<T> => {
    clearTimeout(resting);
    started ??= start();
    asked++;
    try {
      return await ask(started.calls);
    } finally {
      if (--asked === 0) resting = setTimeout(() => void end(), idleMs).unref();
    }
  };

  return {
    complete: ({ predicts, ...request }, limits, signal) =>
      asking((calls) => calls.ask('complete', { request, limits }, signal, (beginning) => predicts?.(beginning))),
    checkFurther: (id, limits, signal) => asking((calls) => calls.ask('checkFurther', { id, limits }, signal)),
    context: (request, signal) => asking((calls) => calls.ask('context', request, signal)),
    contextItems: (request, signal) => asking((calls) => calls.ask('contextItems', request, signal)),
    signalRoles: (path, signal) => asking((calls) => calls.ask('signalRoles', path, signal)),
    tell(news) {
      if (news.kind === 'opened') open.set(news.path, news);
      else if (news.kind === 'closed') open.delete(news.path);
      started?.calls.tell('project', news);
    },
    warm: () => asking((calls) => calls.ask('warm', undefined, neverAborted)).catch(() => undefined),
    dispose: end,
  };
}

/** What the thread is given of what there is one of in the process. */
function wantsOf({ yosys, probe, askEditor, evidence, sent, log }: BesideThreadParts) {
  const entries = new Map<number, SentEntry>();
  return {
    yosys: (job: BesideWants['yosys']['given'], { signal }: { readonly signal: AbortSignal }) => yosys.run(job, signal),
    probe,
    editorModel: async (
      request: BesideWants['editorModel']['given'],
      { signal, tell }: { readonly signal: AbortSignal; readonly tell: (piece: string) => void },
    ): Promise<BesideWants['editorModel']['answer']> => {
      try {
        for await (const piece of askEditor?.(request, signal) ?? []) tell(piece);
        return {};
      } catch (error) {
        const kind = llmFailureKinds.find((one) => one === (error as { readonly kind?: unknown }).kind);
        return { failed: { kind, message: error instanceof Error ? error.message : String(error) } };
      }
    },
    evidence: (one: BesideWants['evidence']['given']) => evidence.keep(one),
    sent: (news: SentNews) => hearSent(news, entries, sent),
    child: ({ pid, lives }: BesideWants['child']['given']) => adopt(pid, lives),
    log: ({ level, message }: BesideWants['log']['given']) => log[level](message),
  };
}

function hearSent(news: SentNews, entries: Map<number, SentEntry>, sent: SentList): void {
  if (news.kind === 'begin') return void entries.set(news.id, sent.begin(news.model, news.purpose));
  const entry = entries.get(news.id);
  if (news.kind === 'sending') entry?.sending(news.body);
  else if (news.kind === 'usage') entry?.usage(news.usage);
  else {
    entry?.end(news.outcome);
    entries.delete(news.id);
  }
}
