import type { Log } from '../base/log';
import type { Outcome } from '../base/outcome';
import type { Engine } from '../engine/engine';
import type { OpenDocuments } from './documents';

interface Counted {
  readonly engine: Engine;
  /** Settles when no call is in flight any more. */
  idle(): Promise<void>;
}

/**
 * Keeps the one engine, builds it on first use and anew when what it was built from changed; open documents are laid over each. An engine that
 * was replaced is disposed when the last call it had begun has ended, so that no request in flight loses its tools.
 */
export class EngineHolder {
  private current: Promise<Engine> | undefined;
  private ready: Counted | undefined;
  private generation = 0;
  private disposed = false;

  constructor(
    private readonly log: Log,
    private readonly documents: OpenDocuments,
    private readonly compose: () => Promise<Outcome<Engine>>,
  ) {}

  get(): Promise<Engine> {
    this.current ??= this.build();
    return this.current;
  }

  /** The engine if it is there already: for document changes, which must reach it in order and without a wait. */
  now(): Engine | undefined {
    return this.ready?.engine;
  }

  async rebuild(): Promise<void> {
    const old = this.ready;
    this.ready = undefined;
    this.current = this.build();
    await Promise.allSettled([this.current]);
    await old?.idle();
    await old?.engine.dispose();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.ready?.engine.dispose();
    this.ready = undefined;
  }

  private async build(): Promise<Engine> {
    const mine = ++this.generation;
    const outcome = await this.compose();
    if (!outcome.ok) throw new Error(outcome.hint === undefined ? outcome.message : `${outcome.message}. ${outcome.hint}`);
    const counted = countCalls(outcome.value);
    const { engine } = counted;
    if (this.disposed || mine !== this.generation) {
      await engine.dispose();
      if (this.disposed || this.current === undefined) throw new Error('the server is shutting down');
      return this.current;
    }
    for (const document of this.documents.all()) engine.openDocument(document.path, document.version, document.text);
    this.ready = counted;
    this.log.debug(`engine ${mine} is ready`);
    return engine;
  }
}

/** The engine with its slow calls counted. */
function countCalls(engine: Engine): Counted {
  const running = new Set<Promise<unknown>>();
  const counted = new Proxy(engine, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        if (result instanceof Promise) {
          running.add(result);
          const ended = (): void => void running.delete(result);
          result.then(ended, ended);
        }
        return result;
      };
    },
  });
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled([...running]);
  };
  return { engine: counted, idle };
}
