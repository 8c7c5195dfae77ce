/** Composition root of the thread for what nobody who types is to wait for (ghost text, roles of signals): an engine over the same project, with the main thread's Yosys, editor model and lists of what was sent and shown. */
import { parentPort } from 'node:worker_threads';
import { neverAborted } from './base/cancel';
import type { Outcome } from './base/outcome';
import type { Log } from './base/log';
import type { BesideQuestions, BesideWants, BesideData } from './besideMessages';
import { composeEngine } from './compose';
import type { ProjectNews } from './engine/engineBeside';
import type { Engine } from './engine/engine';
import { EvidenceStore } from './engine/evidenceStore';
import { LastFindings } from './engine/lastFindings';
import type { EditorAsk } from './llm/providers/editor';
import type { SentEntry, SentList } from './llm/sentRequests';
import { collectWhenIdle } from './platform/collectGarbage';
import { reportChildren } from './platform/processGroup';
import { goBehind } from './platform/threadPriority';
import { threadCalls, type Calls } from './platform/threadCalls';
import type { Yosys } from './tools/yosys';

type Main = Calls<BesideWants>;

/** Nobody was asked for so long (ms): the heap may be half empty. */
const quietMs = 8000;

/** Answers the thread that started this one. */
export function serveBeside(data: BesideData): void {
  const port = parentPort;
  if (port === null) return;
  goBehind();
  const found = new LastFindings();
  const idle = collectWhenIdle(quietMs);
  const withEngine = async <T>(work: (engine: Engine) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    idle.busy();
    const made = await engine;
    return made.ok ? work(made.value) : made;
  };
  const main: Main = threadCalls<BesideWants, BesideQuestions>(port, {
    complete: ({ request, limits }, { signal, tell }) => withEngine((one) => one.complete({ ...request, predicts: tell }, limits, signal)),
    async checkFurther({ id, limits }, { signal }) {
      idle.busy();
      const made = await engine;
      return made.ok ? made.value.checkAccepted(id, limits, signal) : undefined;
    },
    context: (request, { signal }) => withEngine((one) => one.context(request, signal)),
    contextItems: (request, { signal }) => withEngine((one) => one.contextItems(request, signal)),
    async signalRoles(path, { signal }) {
      idle.busy();
      const made = await engine;
      return made.ok ? made.value.signalRoles(path, signal) : new Map();
    },
    project: async (news) => {
      const made = await engine;
      if (made.ok) hear(news, made.value, found);
    },
    async warm() {
      const made = await engine;
      if (made.ok) await made.value.whenIndexed();
    },
    async end() {
      const made = await engine;
      // Whoever is at work stops: programs are ended by those who started them.
      main.end('the thread was ended');
      if (made.ok) await made.value.dispose();
    },
  });
  reportChildren((pid, lives) => main.tell('child', { pid, lives }));
  const yosys = remoteYosys(data, main);
  const engine: Promise<Outcome<Engine>> = composeEngine(
    {
      ...{ roots: data.roots, settings: data.settings, environment: data.environment, log: remoteLog(main, '') },
      ...(data.apiKey === undefined ? {} : { apiKey: data.apiKey }),
      ...(data.editorModel ? { askEditor: remoteEditor(main) } : {}),
    },
    {
      embeddedYosys: { ...yosys, warm: () => Promise.resolve(), hold: () => () => undefined, dispose: () => Promise.resolve() },
      probe: (program) => main.ask('probe', program, neverAborted),
      evidence: new EvidenceStore(undefined, { origin: 'beside', keep: (one) => main.tell('evidence', one) }),
      sent: remoteSent(main),
      lastFindings: found,
    },
  );
}

function hear(news: ProjectNews, engine: Engine, found: LastFindings): void {
  switch (news.kind) {
    case 'opened':
      return engine.openDocument(news.path, news.version, news.text);
    case 'closed':
      return engine.closeDocument(news.path);
    case 'changed':
      return engine.fileChanged(news.path);
    case 'found':
      return found.tell(news.path, news.text, news.found, news.by);
  }
}

/** Nobody here listens to single lines. */
function remoteYosys({ yosys }: BesideData, main: Main): Yosys {
  return {
    ...yosys,
    run: async ({ commands, files, outputs, timeoutMs }, signal) =>
      signal.aborted ? { kind: 'cancelled', lines: [], ms: 0 } : main.ask('yosys', { commands, files, outputs, timeoutMs }, signal),
  };
}

/** The pieces of a reply as they come. */
function remoteEditor(main: Main): EditorAsk {
  return async function* ask(request, signal) {
    const pieces: string[] = [];
    let wake = (): void => undefined;
    let ended = false;
    const answer = main
      .ask('editorModel', request, signal, (piece) => {
        pieces.push(piece);
        wake();
      })
      .finally(() => {
        ended = true;
        wake();
      });
    answer.catch(() => undefined);
    while (!ended || pieces.length > 0) {
      yield* pieces.splice(0);
      if (!ended) await new Promise<void>((resolve) => (wake = resolve));
    }
    const { failed } = await answer;
    if (failed !== undefined) throw Object.assign(new Error(failed.message), { kind: failed.kind });
  };
}

/** The list is the main thread's; what is sent from here is told it. */
function remoteSent(main: Main): SentList {
  let count = 0;
  return {
    list: () => [],
    begin(model, purpose): SentEntry {
      const id = ++count;
      main.tell('sent', { kind: 'begin', id, model, purpose });
      return {
        sending: (body) => main.tell('sent', { kind: 'sending', id, body }),
        usage: (usage) => main.tell('sent', { kind: 'usage', id, usage }),
        end: (outcome) => main.tell('sent', { kind: 'end', id, outcome }),
      };
    },
  };
}

/** Into the main thread's log; what it says of the project itself it says there too. */
function remoteLog(main: Main, prefix: string): Log {
  const say = (level: 'debug' | 'warn' | 'error') => (message: string) =>
    main.tell('log', { level, message: `[beside] ${prefix}${message}` });
  return {
    // Prompts and source text may be in here: not even to the other thread.
    trace: () => undefined,
    debug: say('debug'),
    info: say('debug'),
    warn: say('debug'),
    error: say('error'),
    child: (name) => remoteLog(main, `${prefix}[${name}] `),
  };
}
