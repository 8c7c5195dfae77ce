import type { Diagnostic, Position, PublishDiagnosticsParams, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { contentHash } from '../base/hash';
import { comparePositions } from './positions';

export interface StoredDiagnostic extends Diagnostic {
  readonly code: string;
  readonly message: string;
}

interface Publisher {
  /** `owner` is who said something new. */
  send(params: PublishDiagnosticsParams, owner: string): void;
  /** Version of the open document, when it is open. */
  versionOf(uri: string): number | undefined;
}

/**
 * Diagnostics of every document, kept apart by owner (`syntax:URI`, `project:URI`, `check:URI`, `timing:URI`), so that one run replaces exactly what it said
 * before and never clears another's. After an edit what a slower owner said moves with its text; what the edit touched is dropped.
 */
export class DiagnosticsStore {
  private readonly byUri = new Map<string, Map<string, readonly StoredDiagnostic[]>>();

  /** Documents that something was ever said of. */
  private readonly spokenOf = new Set<string>();
  private waiting: (() => void)[] = [];

  constructor(private readonly publisher: Publisher) {}

  /** Replaces all that `owner` said, in every document. */
  replace(owner: string, found: ReadonlyMap<string, readonly StoredDiagnostic[]>): void {
    const touched = new Set(found.keys());
    for (const [uri, owners] of this.byUri) if (owners.delete(owner)) touched.add(uri);
    for (const [uri, diagnostics] of found) {
      const owners = this.byUri.get(uri) ?? new Map<string, readonly StoredDiagnostic[]>();
      if (diagnostics.length > 0) owners.set(owner, diagnostics);
      this.byUri.set(uri, owners);
    }
    for (const uri of touched) this.publish(uri, owner);
  }

  /** Replaces what `owner` said of one document, but for what `stays`. */
  renew(owner: string, uri: string, found: readonly StoredDiagnostic[], stays: (one: StoredDiagnostic) => boolean): void {
    const owners = this.byUri.get(uri) ?? new Map<string, readonly StoredDiagnostic[]>();
    owners.set(owner, [...found, ...(owners.get(owner) ?? []).filter(stays)]);
    this.byUri.set(uri, owners);
    this.publish(uri, owner);
  }

  of(uri: string, owner?: string): readonly StoredDiagnostic[] {
    const owners = this.byUri.get(uri);
    if (owners === undefined) return [];
    return owner === undefined ? merged(owners) : (owners.get(owner) ?? []);
  }

  /** Moves what is stored for a document along with an edit of it. Nothing is published: the syntax of the new text will be, at once. */
  moveWith(uri: string, change: TextDocumentContentChangeEvent): void {
    const owners = this.byUri.get(uri);
    if (owners === undefined) return;
    for (const [owner, diagnostics] of owners) {
      owners.set(owner, 'range' in change ? diagnostics.flatMap((one) => moved(one, change.range, change.text)) : []);
    }
  }

  /** Documents that something was ever said of. */
  uris(): string[] {
    return [...this.spokenOf];
  }

  /** Names what is stored for a document now: the same for the same diagnostics. */
  resultId(uri: string): string {
    return contentHash(
      ...this.of(uri)
        .map((one) => JSON.stringify(one))
        .sort(),
    );
  }

  /** Settles at the next change, or when `signal` is aborted. */
  nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Has those who wait for a change look again. */
  wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private publish(uri: string, owner: string): void {
    const owners = this.byUri.get(uri);
    const version = this.publisher.versionOf(uri);
    const diagnostics = owners === undefined ? [] : merged(owners);
    this.tell(uri);
    this.publisher.send(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics }, owner);
    if (owners !== undefined && owners.size === 0) this.byUri.delete(uri);
  }

  private tell(uri: string): void {
    this.spokenOf.add(uri);
    this.wake();
  }
}

/** Two tools that say the same of the same place are one diagnostic, and so are the tree's syntax error and what a front end says there. */
function merged(owners: ReadonlyMap<string, readonly StoredDiagnostic[]>): StoredDiagnostic[] {
  const seen = new Set<string>();
  const all = [...owners.values()].flat();
  const placeOf = ({ range: { start }, severity }: StoredDiagnostic): string => `${start.line}:${start.character}:${severity}`;
  const bySlang = new Set(all.filter(({ code }) => code === 'elaborate/error').map(placeOf));
  return all.filter((one) => {
    const place = placeOf(one);
    if (`${one.code}`.startsWith('syntax/') && bySlang.has(place)) return false;
    const key = `${place}:${one.code}:${one.message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function moved(diagnostic: StoredDiagnostic, edited: Range, text: string): StoredDiagnostic[] {
  const { start, end } = diagnostic.range;
  if (comparePositions(end, edited.start) < 0) return [diagnostic];
  if (comparePositions(start, edited.end) < 0) return [];
  const range = { start: shift(start, edited, text), end: shift(end, edited, text) };
  return [{ ...diagnostic, range }];
}

function shift(position: Position, edited: Range, text: string): Position {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1] ?? '';
  const line = position.line + lines.length - 1 - (edited.end.line - edited.start.line);
  if (position.line !== edited.end.line) return { line, character: position.character };
  const before = lines.length === 1 ? edited.start.character : 0;
  return { line, character: before + last.length + position.character - edited.end.character };
}
