export type ServerState = 'starting' | 'running' | 'stopped' | 'failed';

/** What it takes to run servers of type `S`: one `S` is one process with the client that speaks to it, and is started once. */
export interface SupervisorPorts<S> {
  /** A server that was not started yet. It calls `gone` when its process or its connection has ended, however often. */
  create(gone: () => void): S;
  /** Resolves when it answers requests; rejects when it ended or refused before that. */
  start(server: S): Promise<void>;
  /** Ends it, whether it runs, starts or is gone; never rejects. */
  end(server: S): Promise<void>;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds. */
  now(): number;
  entered(state: ServerState): void;
  /** One sentence for the log. */
  log(words: string): void;
}

export const howToRestart = 'Use "Signoff: Restart Language Server".';

/** Milliseconds before the next server, for one, two, three and four deaths within the window. The fifth is the last. */
const pauses = [0, 250, 1000, 3000];
const crashWindow = 3 * 60_000;
export const crashBudget = 'five times in three minutes';

/** Codes of JSON-RPC for a connection that broke under a request: its words are about the connection, not about the request. */
const connectionCodes: readonly unknown[] = [-32099, -32097, -32096];

/**
 * Keeps one server up. A server that dies, while it starts or later, is followed by another one after a pause that grows; after five deaths in three
 * minutes it stays down (`failed`) until it is asked for. Restarts asked for while one is under way become one.
 */
export class ServerSupervisor<S> {
  state: ServerState = 'stopped';
  /** Aborted when nobody wants a server any longer; undefined while none is wanted. */
  private life: AbortController | undefined;
  private current: S | undefined;
  private deaths: number[] = [];
  private waiting: (() => void)[] = [];
  private stopping: Promise<void> | undefined;

  constructor(private readonly ports: SupervisorPorts<S>) {}

  /** The server that answers now. */
  get running(): S | undefined {
    return this.state === 'running' ? this.current : undefined;
  }

  /** Resolves when a server runs, or when there will be none; never rejects. */
  start(): Promise<void> {
    if (this.life === undefined) {
      this.life = new AbortController();
      this.enter('starting');
      void this.keepUp(this.life.signal);
    }
    return this.settled();
  }

  /** Ends the server that runs or starts; earlier deaths are forgotten. */
  async restart(): Promise<void> {
    this.deaths = [];
    this.stopping ??= this.stop().finally(() => {
      this.stopping = undefined;
    });
    await this.stopping;
    return this.start();
  }

  async stop(): Promise<void> {
    const { current } = this;
    this.life?.abort();
    this.life = undefined;
    this.current = undefined;
    this.enter('stopped');
    if (current !== undefined) await this.ports.end(current);
  }

  /**
   * Asks the server, waiting for one that is coming up.
   * @throws what the server answered, or in words that there is none or that it ended under the request.
   */
  async ask<R>(request: (server: S) => Promise<R>): Promise<R> {
    await this.settled();
    const server = this.running;
    if (server === undefined) throw new Error(`The language server is not running. ${howToRestart}`);
    try {
      return await request(server);
    } catch (error) {
      if (this.running === server && !connectionCodes.includes((error as { code?: unknown } | undefined)?.code)) throw error;
      throw new Error('The language server ended while it worked on this. Ask again.', { cause: error });
    }
  }

  private async keepUp(signal: AbortSignal): Promise<void> {
    for (;;) {
      const { server, gone } = this.next(signal);
      const failed = await Promise.race([this.ports.start(server).then(() => undefined, wordsOf), gone]);
      if (signal.aborted) return;
      if (failed === undefined) {
        this.enter('running');
        await gone;
      } else {
        this.ports.log(`The language server did not start: ${failed}`);
        // It may have refused and live on.
        void this.ports.end(server);
      }
      const pause = this.pauseAfterDeath(signal);
      if (pause === undefined) return;
      await this.ports.pause(pause, signal);
      if (signal.aborted) return;
    }
  }

  /** A new server, and the promise of its end: by itself, or because it was told to. */
  private next(signal: AbortSignal): { server: S; gone: Promise<string> } {
    const ended = { by: (): void => undefined };
    const gone = new Promise<string>((resolve) => {
      ended.by = () => resolve('its process ended');
    });
    signal.addEventListener('abort', ended.by, { once: true });
    const server = this.ports.create(() => {
      if (this.current === server) {
        // At once, so that whoever waits for an answer of it learns why there is none, and whoever asks now waits for the next.
        this.current = undefined;
        if (this.state === 'running') this.enter('starting');
      }
      signal.removeEventListener('abort', ended.by);
      ended.by();
    });
    this.current = server;
    return { server, gone };
  }

  /** Counts a death. Gives the pause before the next server; undefined when it was the last one, or a server is no longer wanted. */
  private pauseAfterDeath(signal: AbortSignal): number | undefined {
    if (signal.aborted) return undefined;
    const now = this.ports.now();
    this.current = undefined;
    this.deaths = [...this.deaths.filter((time) => now - time < crashWindow), now];
    const pause = pauses[this.deaths.length - 1];
    if (pause === undefined) {
      this.life = undefined;
      this.ports.log(`The language server ended ${crashBudget} and stays down. ${howToRestart}`);
      this.enter('failed');
      return undefined;
    }
    this.ports.log(`The language server ended. The next one starts in ${pause} ms.`);
    return pause;
  }

  private settled(): Promise<void> {
    return this.state === 'starting' ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  private enter(state: ServerState): void {
    this.state = state;
    this.ports.entered(state);
    if (state === 'starting') return;
    for (const go of this.waiting.splice(0)) go();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
