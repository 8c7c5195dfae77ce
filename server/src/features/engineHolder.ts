import type { Log } from '../base/log';
import type { Outcome } from '../base/outcome';
import type { Engine } from '../engine/engine';
import type { OpenDocuments } from './documents';

/** Keeps the one engine, builds it on first use and anew when what it was built from changed; open documents are laid over each. */
export class EngineHolder {
  private current: Promise<Engine> | undefined;
  private ready: Engine | undefined;
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
    return this.ready;
  }

  async rebuild(): Promise<void> {
    const old = this.ready;
    this.ready = undefined;
    this.current = this.build();
    await Promise.allSettled([this.current]);
    await old?.dispose();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.ready?.dispose();
    this.ready = undefined;
  }

  private async build(): Promise<Engine> {
    const mine = ++this.generation;
    const outcome = await this.compose();
    if (!outcome.ok) throw new Error(outcome.hint === undefined ? outcome.message : `${outcome.message}. ${outcome.hint}`);
    const engine = outcome.value;
    if (this.disposed || mine !== this.generation) {
      await engine.dispose();
      if (this.disposed || this.current === undefined) throw new Error('the server is shutting down');
      return this.current;
    }
    for (const document of this.documents.all()) engine.openDocument(document.path, document.version, document.text);
    this.ready = engine;
    this.log.debug(`engine ${mine} is ready`);
    return engine;
  }
}
