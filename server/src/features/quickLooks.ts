import { ofWholeCheck } from '../engine/checkText';
import type { Diagnostic } from '../protocol/contract';
import type { StoredDiagnostic } from './diagnosticsStore';
import type { OpenDocument } from './documents';
import { describe, runLimits, type ServerContext } from './serverContext';

/** How long typing has to rest before a look, in ms: more where the last look took long. */
const shortestPause = 30;
const longestPause = 300;
/** A look for an older text goes on this long, in ms, before it is stopped: stopping it costs its worker, which takes longer than most looks. */
const patience = 1000;
/** A look that takes longer, in ms, is no quick one: it is stopped, since the whole check waits for it, and the next ones are left out. */
const longest = 3000;

interface Look {
  timer?: ReturnType<typeof setTimeout>;
  running?: { readonly stop: AbortController; readonly started: number; readonly ended: Promise<void> };
  /** Typing went on while a look was running: another one follows it. */
  again: boolean;
  lastMs: number;
  /** What a look told of which version. */
  told?: { readonly version: number; readonly keys: ReadonlySet<string> };
  /** What the last whole check and the look at the same text had apart: what looks cannot see, and what they should not say. */
  apart?: { readonly unseen: ReadonlySet<string>; readonly wrong: ReadonlySet<string> };
}

/** What a whole check found of a document, by what it says. */
export interface CheckedWhole {
  readonly uri: string;
  readonly version: number;
  readonly found: readonly StoredDiagnostic[];
}

/**
 * Elaboration of the edited text alone, soon after each edit, before the whole check that follows a pause. One look at a document runs at a time, and
 * when it has ended the next one is at the newest text; what it says joins what the last whole check found elsewhere and what looks cannot see, so that nothing
 * goes and comes back. `asStored` turns findings into what is published.
 */
export class QuickLooks {
  private readonly looks = new Map<string, Look>();

  constructor(
    private readonly context: ServerContext,
    private readonly asStored: (found: readonly Diagnostic[]) => StoredDiagnostic[],
  ) {}

  /** A text changed: a look follows, when the file was checked before (which also woke the tools) and looks at it are of use. */
  edited({ uri }: OpenDocument): void {
    const look = this.looks.get(uri);
    if (look === undefined || look.lastMs >= longest) return;
    clearTimeout(look.timer);
    const { running } = look;
    if (running !== undefined && performance.now() - running.started > patience) running.stop.abort();
    const pause = Math.min(longestPause, Math.max(shortestPause, look.lastMs / 3));
    look.timer = setTimeout(() => this.begin(uri, look), pause);
  }

  /** Settles when no look at a document is running. */
  async settled(uri: string): Promise<void> {
    await this.looks.get(uri)?.running?.ended;
  }

  /** A whole check of a document has ended: looks may be made from now on, and are held against it where both saw the same text. */
  checkedWhole({ uri, version, found }: CheckedWhole): void {
    const look = this.looks.get(uri) ?? { again: false, lastMs: 0 };
    this.looks.set(uri, look);
    // After a while it is tried again.
    if (look.lastMs >= longest) look.lastMs *= 0.7;
    const keys = new Set(found.filter((one) => !ofWholeCheck(one.code)).map(keyOf));
    const { told } = look;
    if (told?.version === version)
      look.apart = {
        unseen: new Set([...keys].filter((key) => !told.keys.has(key))),
        wrong: new Set([...told.keys].filter((key) => !keys.has(key))),
      };
    else delete look.apart;
  }

  /** Stops what goes on for a document and forgets it. */
  forget(uri: string): void {
    const look = this.looks.get(uri);
    clearTimeout(look?.timer);
    look?.running?.stop.abort();
    this.looks.delete(uri);
  }

  dispose(): void {
    for (const uri of [...this.looks.keys()]) this.forget(uri);
  }

  private begin(uri: string, look: Look): void {
    if (look.running !== undefined) {
      look.again = true;
      return;
    }
    const stop = new AbortController();
    const started = performance.now();
    const tooLong = setTimeout(() => stop.abort(), longest);
    const ended = this.look(uri, look, stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.context.log.error(`look at ${uri}: ${describe(error)}`);
      })
      .then(() => {
        clearTimeout(tooLong);
        look.lastMs = performance.now() - started;
        delete look.running;
        if (!look.again || this.looks.get(uri) !== look) return;
        look.again = false;
        this.begin(uri, look);
      });
    look.running = { stop, started, ended };
  }

  private async look(uri: string, look: Look, signal: AbortSignal): Promise<void> {
    const { context } = this;
    const document = context.documents.get(uri);
    const settings = await context.settings(uri);
    if (document === undefined || !context.trusted() || !settings['verify.onSave'] || !context.switches.on('diagnostics')) return;
    const engine = await context.engine();
    const found = await engine.checkText(document.path, runLimits(settings, settings['verify.budgetSeconds']), signal);
    if (this.looks.get(uri) !== look) return;
    if (found === undefined) {
      // Not before a whole check has ended again: this text cannot be judged alone.
      if (!signal.aborted) this.looks.delete(uri);
      return;
    }
    if (signal.aborted || context.documents.get(uri)?.version !== document.version) return;
    const stored = this.asStored(found);
    look.told = { version: document.version, keys: new Set(stored.map(keyOf)) };
    const { apart } = look;
    const stays = (one: StoredDiagnostic): boolean => ofWholeCheck(one.code) || apart === undefined || apart.unseen.has(keyOf(one));
    const said = stored.filter((one) => apart?.wrong.has(keyOf(one)) !== true);
    context.diagnostics.renew(`check:${uri}`, uri, said, stays);
  }
}

/** What a finding says, wherever it stands. */
function keyOf(one: StoredDiagnostic): string {
  return `${one.code} ${one.message}`;
}
