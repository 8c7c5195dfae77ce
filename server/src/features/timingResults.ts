import type { Timing } from '../protocol/contract';

/** The timing last computed for a document, with the fixes found for it so far. */
export interface TimingState {
  readonly version: number;
  readonly timing: Timing;
  readonly fixes: 'searching' | 'done' | 'failed';
  /** A text it was made from was edited since. */
  readonly stale?: boolean;
  /** Ends when the search for fixes does, or as soon as it has proven one. */
  readonly settled: Promise<void>;
  /** Why there are no fixes, in words, once known. */
  readonly reason?: string;
  /** Why the edited text could not be timed when it was saved. */
  readonly failed?: string;
  /** What it was made from is not there any more, in words: what it marked is gone with it. */
  readonly gone?: string;
  readonly stop: AbortController;
}

export class TimingResults {
  private readonly byUri = new Map<string, TimingState>();

  get(uri: string): TimingState | undefined {
    return this.byUri.get(uri);
  }

  entries(): [string, TimingState][] {
    return [...this.byUri];
  }

  /** Puts a newer state; a search that an older state still runs is stopped. */
  set(uri: string, state: TimingState): void {
    const old = this.byUri.get(uri);
    if (old !== undefined && old.stop !== state.stop) old.stop.abort();
    this.byUri.set(uri, state);
  }

  remove(uri: string): void {
    this.byUri.get(uri)?.stop.abort();
    this.byUri.delete(uri);
  }

  clear(): void {
    for (const uri of [...this.byUri.keys()]) this.remove(uri);
  }
}
