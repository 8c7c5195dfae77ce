/**
 * Work that several may wait for at once. Who asks for a key that is at work joins that run; a run that nobody waits for any more is
 * aborted and forgotten, so that work in vain really ends.
 */
export class SharedRuns<T> {
  private readonly runs = new Map<string, { readonly result: Promise<T>; readonly stop: AbortController; waiting: number }>();

  /** The result of the run for `key`, begun by `work` when there is none. Rejects as soon as `signal` fires, or when the work failed. */
  join(key: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const run = this.runs.get(key) ?? this.begin(key, work);
    run.waiting++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason as Error);
        if (--run.waiting > 0) return;
        if (this.runs.get(key) === run) this.runs.delete(key);
        run.stop.abort();
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      run.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  private begin(key: string, work: (signal: AbortSignal) => Promise<T>) {
    const stop = new AbortController();
    const run = { result: work(stop.signal), stop, waiting: 0 };
    this.runs.set(key, run);
    const ended = (): void => {
      if (this.runs.get(key) === run) this.runs.delete(key);
    };
    run.result.then(ended, ended);
    return run;
  }
}
