import type { Engine } from '../engine/engine';
import { toLsp } from './checking';
import { pathOfUri, uriOfPath } from './positions';
import type { StoredDiagnostic } from './diagnosticsStore';
import { describe, type ServerContext } from './serverContext';

/** Of the time that it takes, at least as much is left to others; a moment in any case. */
const leastPause = 2;
/** How long nothing may have changed before files are read again, in ms. */
const quiet = 200;
/** Files longer than this (generated netlists, mostly) are left out, in characters. */
const longest = 400_000;
/** A look over the project ends after so many ms of work. */
const mostWork = 60_000;

type Context = Pick<ServerContext, 'documents' | 'diagnostics' | 'log' | 'state' | 'switches' | 'engine'>;

/**
 * Syntax of the project's files that are not open, for a client that asks for the whole workspace: read one at a time in what is left of the
 * server's time, and stopped by a limit. An open document speaks for itself.
 */
export class ProjectSyntax {
  private readonly queue = new Set<string>();
  private wanted = false;
  private running = false;
  private gathering = 0;
  private worked = 0;

  constructor(private readonly context: Context) {}

  /** Begins with the first request; more of them change nothing. */
  start(): void {
    if (this.wanted || !this.context.switches.on('diagnostics')) return;
    this.wanted = true;
    void this.all();
  }

  /** Whether more may be found without anything changing. */
  get busy(): boolean {
    return this.running || this.gathering > 0;
  }

  /** The project is another one: its settings or folders changed. */
  again(): void {
    this.worked = 0;
    if (this.wanted) void this.all();
  }

  /** A file changed on disk, or its document was closed. */
  look(paths: readonly string[]): void {
    if (!this.wanted) return;
    if (!this.busy) this.worked = 0;
    for (const path of paths) this.queue.add(path);
    void this.run();
  }

  /** A document was opened: what was said of its file is told by others now. */
  opened(uri: string): void {
    this.queue.delete(pathOfUri(uri));
    if (this.wanted) this.context.diagnostics.replace(ownerOf(uri), new Map());
  }

  private async all(): Promise<void> {
    this.gathering++;
    try {
      const engine = await this.context.engine();
      await engine.whenIndexed();
      for (const path of engine.symbols.files()) this.queue.add(path);
    } catch (error) {
      this.context.log.debug(`syntax of the project: ${describe(error)}`);
    }
    this.gathering--;
    await this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      const engine = await this.context.engine();
      await this.empty(engine);
    } catch (error) {
      this.context.log.error(`syntax of the project: ${describe(error)}`);
    } finally {
      this.running = false;
      // Requests that wait for the end learn of it.
      this.context.diagnostics.wake();
    }
  }

  private async empty(engine: Engine): Promise<void> {
    let seen = engine.revision();
    for (const path of this.queue) {
      while (seen !== engine.revision()) {
        seen = engine.revision();
        await after(quiet);
      }
      if (this.context.state() !== 'running') return;
      this.queue.delete(path);
      const uri = uriOfPath(path, this.context.documents);
      if (this.context.documents.get(uri) !== undefined) continue;
      if (this.worked > mostWork) {
        this.context.log.info(`syntax of the project: ${this.queue.size + 1} files were not read, since the time for it is up`);
        this.queue.clear();
        return;
      }
      const started = performance.now();
      this.read(path, uri, engine);
      const took = performance.now() - started;
      this.worked += took;
      await after(Math.max(leastPause, took));
    }
  }

  /** Tells of a file and of what it includes; a fragment alone says nothing. */
  private read(path: string, uri: string, engine: Engine): void {
    const { diagnostics, documents } = this.context;
    const left = (engine.symbols.text(path)?.length ?? 0) > longest || engine.symbols.isIncluded(path);
    const byFile = new Map<string, StoredDiagnostic[]>();
    for (const one of left ? [] : engine.syntaxDiagnostics(path)) {
      const at = uriOfPath(one.file, documents);
      if (documents.get(at) === undefined) byFile.set(at, [...(byFile.get(at) ?? []), toLsp(one)]);
    }
    // A clean file is nothing to tell of, unless something was said of it.
    if (byFile.size > 0 || diagnostics.of(uri, ownerOf(uri)).length > 0) diagnostics.replace(ownerOf(uri), byFile);
  }
}

function ownerOf(uri: string): string {
  return `project:${uri}`;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
