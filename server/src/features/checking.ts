import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic, Severity } from '../protocol/contract';
import type { StoredDiagnostic } from './diagnosticsStore';
import type { OpenDocument } from './documents';
import { QuickLooks } from './quickLooks';
import { forgetInactiveRegions, tellInactiveRegions } from './inactiveRegions';
import { rangeOfContract, uriOfPath } from './positions';
import { describe, runLimits, tellStatus, type ServerContext } from './serverContext';

const typingPause = 300;
/** Above this many characters the syntax of each keystroke waits for the same pause as the tools. */
const largeText = 400_000;

/**
 * Diagnostics of a document: syntax at once, elaboration of the text itself soon after (`QuickLooks`), all that lies below it and lint after a pause in typing. A
 * whole check of a text that has changed is aborted, and what it found is published only if the document still has the version it read.
 */
export class Checking {
  private readonly running = new Map<string, { stop: AbortController; timer: ReturnType<typeof setTimeout> }>();
  private readonly syntaxTimers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Until the project was read, an include that is not found may only not have been met. */
  private knowsProject = false;

  private readonly looks: QuickLooks;

  constructor(private readonly context: ServerContext) {
    this.looks = new QuickLooks(context, (found) => found.map(toLsp));
  }

  changed(document: OpenDocument): void {
    this.cancel(document.uri);
    const delay = document.text.length > largeText ? typingPause : 0;
    this.syntaxTimers.set(
      document.uri,
      setTimeout(() => void this.syntax(document.uri), delay),
    );
    this.looks.edited(document);
    this.schedule(document.uri, typingPause);
  }

  saved(uri: string): void {
    this.cancelCheck(uri);
    this.schedule(uri, 0);
  }

  /** Forgets a closed document: its runs stop and what they said of any file goes. */
  closed(uri: string): void {
    this.cancel(uri);
    this.looks.forget(uri);
    forgetInactiveRegions(this.context, uri);
    for (const owner of [`syntax:${uri}`, `check:${uri}`, `timing:${uri}`]) this.context.diagnostics.replace(owner, new Map());
  }

  /** Checks every open document again: after trust was given, settings changed or files changed on disk. */
  again(): void {
    for (const document of this.context.documents.all()) this.changed(document);
  }

  /** The project was read (again): what is not found in it now is really not there. */
  projectRead(): void {
    this.knowsProject = true;
    for (const document of this.context.documents.all()) void this.syntax(document.uri);
  }

  dispose(): void {
    this.looks.dispose();
    for (const uri of [...this.running.keys(), ...this.syntaxTimers.keys()]) this.cancel(uri);
  }

  private cancel(uri: string): void {
    clearTimeout(this.syntaxTimers.get(uri));
    this.syntaxTimers.delete(uri);
    this.cancelCheck(uri);
  }

  private cancelCheck(uri: string): void {
    const run = this.running.get(uri);
    if (run === undefined) return;
    clearTimeout(run.timer);
    run.stop.abort();
    this.running.delete(uri);
  }

  private async syntax(uri: string): Promise<void> {
    const { context } = this;
    this.syntaxTimers.delete(uri);
    try {
      const engine = await context.engine();
      const document = context.documents.get(uri);
      if (document === undefined) return;
      const found = engine.syntaxDiagnostics(document.path).filter((one) => this.knowsProject || one.code !== 'preprocess/include');
      if (context.switches.on('diagnostics')) context.diagnostics.replace(`syntax:${uri}`, new Map([[uri, found.map(toLsp)]]));
      tellInactiveRegions(context, engine, document);
    } catch (error) {
      context.log.error(`syntax of ${uri}: ${describe(error)}`);
    }
  }

  private schedule(uri: string, delay: number): void {
    if (!this.context.switches.on('diagnostics') && !this.context.switches.on('lint')) return;
    const stop = new AbortController();
    const timer = setTimeout(() => void this.check(uri, stop), delay);
    this.running.set(uri, { stop, timer });
  }

  private async check(uri: string, stop: AbortController): Promise<void> {
    const { context } = this;
    try {
      const document = context.documents.get(uri);
      const settings = await context.settings(uri);
      if (document === undefined || !context.trusted() || !settings['verify.onSave'] || stop.signal.aborted) return;
      const engine = await context.engine();
      await this.looks.settled(uri);
      if (stop.signal.aborted) return;
      const outcome = await engine.check({ files: [document.path] }, runLimits(settings, settings['verify.budgetSeconds']), stop.signal);
      if (stop.signal.aborted || context.documents.get(uri)?.version !== document.version) return;
      if (outcome.ok) {
        const found = this.byDocument(outcome.value);
        context.diagnostics.replace(`check:${uri}`, found);
        this.looks.checkedWhole({ uri, version: document.version, found: found.get(uri) ?? [] });
      } else tellStatus(context, { item: 'verification', severity: 'warning', text: outcome.message, detail: outcome.hint ?? '' });
    } catch (error) {
      if (!stop.signal.aborted) context.log.error(`check of ${uri}: ${describe(error)}`);
    } finally {
      if (this.running.get(uri)?.stop === stop) this.running.delete(uri);
    }
  }

  private byDocument(found: readonly Diagnostic[]): Map<string, StoredDiagnostic[]> {
    const groups = new Map<string, StoredDiagnostic[]>();
    for (const one of found) {
      if (!this.context.switches.on(isLint(one) ? 'lint' : 'diagnostics')) continue;
      const uri = uriOfPath(one.file, this.context.documents);
      const group = groups.get(uri) ?? [];
      group.push(toLsp(one));
      groups.set(uri, group);
    }
    return groups;
  }
}

/** Found by looking at the netlist, by Verilator, or about the waivers of such: not by reading and elaborating the text. */
function isLint({ code }: Diagnostic): boolean {
  return /^(?:lint|verilator|waiver)\//.test(code);
}

export function toLsp(one: Diagnostic): StoredDiagnostic {
  const range = rangeOfContract(one);
  // A place without extent would be an invisible squiggle: the editor widens an empty range to the word, other clients show one column.
  if (range.start.line === range.end.line && range.start.character === range.end.character) range.end.character++;
  return { range, severity: severities[one.severity], code: one.code, source: `signoff (${one.source})`, message: one.message };
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
