import type { Cursor } from './place';
import { typedSince } from './typedSince';

/** A run that nobody waits for goes on this long (ms): who types on asks again within it, and may be typing what it predicts. */
const lingers = 250;

/** How a result came: found at once, from a run begun for this very place, from one for an earlier or an expected text, or from one of its own. */
export type Source = 'cache' | 'joined' | 'inFlight' | 'ahead' | 'fresh';

export interface RunRequest<T> {
  readonly cursor: Cursor;
  /** Asked by hand: at once, by a run of its own. */
  readonly invoked: boolean;
  /** What is known already for this cursor, without work. */
  known(): T | undefined;
  /** The work itself. It tells what its answer begins with as soon as it can (`predicts`, longer each time), and ends soon after an abort. */
  work(predicts: (beginning: string) => void, signal: AbortSignal): Promise<T>;
  /** ms to wait for another keystroke first. */
  pause(): number;
}

export interface RunResult<T> {
  readonly value: T;
  readonly source: Source;
}

/** Resolves with true after `ms`, with false as soon as `signal` fires. */
export type After = (ms: number, signal: AbortSignal) => Promise<boolean>;

interface Run<T> {
  readonly cursor: Cursor;
  readonly kind: 'typed' | 'invoked' | 'ahead';
  readonly stop: AbortController;
  readonly result: Promise<RunResult<T>>;
  waiting: number;
  /** It has left its pause: giving it up loses something. */
  working: boolean;
  settled: boolean;
  predicted: string;
  /** Called when `predicted` grows or the run ends. */
  readonly watchers: Set<() => void>;
}

/**
 * The work for suggestions, one run for a place. Who asks for a place that is at work joins that run. Who types on while a run for the text before
 * is at work waits for it as long as it predicts what was typed, and has work of his own begun when it does not; a run that nobody waits for any
 * more is aborted. A run may also be begun ahead, for a text that is expected.
 */
export class SuggestionRuns<T> {
  private readonly runs = new Set<Run<T>>();

  constructor(private readonly after: After) {}

  /** The result for a place. Rejects as soon as `signal` fires, or when the work failed. */
  ask(request: RunRequest<T>, signal: AbortSignal): Promise<RunResult<T>> {
    const { cursor } = request;
    const kind = request.invoked ? 'invoked' : 'typed';
    const known = request.known();
    if (known !== undefined) return Promise.resolve({ value: known, source: 'cache' });
    const same = [...this.runs].find((run) => isSame(run.cursor, cursor) && (run.kind === kind || run.kind === 'ahead'));
    const isInVain = (run: Run<T>): boolean => run.waiting === 0 && run !== same && typedSince(run.cursor, cursor) === undefined;
    for (const run of [...this.runs].filter(isInVain)) this.giveUp(run);
    if (same === undefined) return this.wait(this.begin(request, kind), signal);
    return this.wait(same, signal).then(({ value }) => ({ value, source: same.kind === 'ahead' ? 'ahead' : 'joined' }));
  }

  /** Begins work for a text that is expected. It is given up when anything else is asked for; failures stay silent. */
  ahead(request: RunRequest<T>): void {
    if (request.known() !== undefined || [...this.runs].some((run) => isSame(run.cursor, request.cursor))) return;
    this.begin(request, 'ahead').result.catch(() => undefined);
  }

  private begin(request: RunRequest<T>, kind: Run<T>['kind']): Run<T> {
    const stop = new AbortController();
    const run: Run<T> = {
      ...{ cursor: request.cursor, kind, stop, waiting: 0, working: kind !== 'typed', settled: false, predicted: '', watchers: new Set() },
      // The run is known to `perform` by the time that it is used there: work begins after this turn.
      result: Promise.resolve().then(() => this.perform(run, request)),
    };
    this.runs.add(run);
    const ended = (): void => {
      run.settled = true;
      this.runs.delete(run);
      for (const told of run.watchers) told();
    };
    run.result.then(ended, ended);
    return run;
  }

  private async perform(run: Run<T>, request: RunRequest<T>): Promise<RunResult<T>> {
    const { signal } = run.stop;
    if (run.kind === 'typed') {
      const leading = this.leadingTo(run);
      if (leading !== undefined) leading.waiting++;
      try {
        if (!(await this.after(request.pause(), signal))) signal.throwIfAborted();
        if (leading !== undefined && (await this.comesTrue(leading, run, signal))) {
          const known = request.known();
          if (known !== undefined) return { value: known, source: 'inFlight' };
        }
      } finally {
        // Who was typed over may be followed by somebody who waits for the same run.
        if (leading !== undefined) this.leave(leading, !signal.aborted);
      }
    }
    run.working = true;
    const predicts = (beginning: string): void => {
      run.predicted = beginning;
      for (const told of run.watchers) told();
    };
    return { value: await request.work(predicts, signal), source: 'fresh' };
  }

  /** The youngest run at work whose text leads to that of `run`. */
  private leadingTo(run: Run<T>): Run<T> | undefined {
    const leads = (other: Run<T>): boolean => other !== run && other.working && typedSince(other.cursor, run.cursor) !== undefined;
    return [...this.runs].reverse().find(leads);
  }

  /**
   * Waits for a run as long as it predicts what was typed since. A run that has predicted nothing by now is not waited for: it may be anything.
   * @returns whether it came to its end
   */
  private async comesTrue(leading: Run<T>, run: Run<T>, signal: AbortSignal): Promise<boolean> {
    const typed = typedSince(leading.cursor, run.cursor) ?? '';
    const agrees = (): boolean => leading.predicted !== '' && (leading.predicted.startsWith(typed) || typed.startsWith(leading.predicted));
    while (!leading.settled) {
      if (!agrees()) return false;
      await changeOf(leading.watchers, signal);
    }
    return true;
  }

  private wait(run: Run<T>, signal: AbortSignal): Promise<RunResult<T>> {
    run.waiting++;
    return new Promise((resolve, reject) => {
      const left = (): void => {
        reject(signal.reason as Error);
        this.leave(run, false);
      };
      if (signal.aborted) return left();
      signal.addEventListener('abort', left, { once: true });
      run.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', left));
    });
  }

  /** One less waits for a run. `atOnce`: what it was waited for has been decided, so that it need not linger. */
  private leave(run: Run<T>, atOnce: boolean): void {
    if (--run.waiting > 0 || run.settled) return;
    if (!run.working || atOnce) return this.giveUp(run);
    void this.after(lingers, run.stop.signal).then(() => {
      if (run.waiting === 0 && !run.settled) this.giveUp(run);
    });
  }

  private giveUp(run: Run<T>): void {
    this.runs.delete(run);
    run.stop.abort();
  }
}

function isSame(one: Cursor, other: Cursor): boolean {
  return one.offset === other.offset && one.path === other.path && one.text === other.text;
}

/** Resolves at the next call of a watcher; rejects when `signal` fires. */
function changeOf(watchers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (then: () => void) => () => {
      watchers.delete(told);
      signal.removeEventListener('abort', left);
      then();
    };
    const told = end(resolve);
    const left = end(() => reject(signal.reason as Error));
    watchers.add(told);
    signal.addEventListener('abort', left, { once: true });
  });
}
