/** Milliseconds of work after which others get a turn. */
const slice = 15;

/** Lets other work have its turn: the function it gives returns a promise to wait for once 15 ms of work have gone by, else nothing. */
export function pauses(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < slice) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        since = performance.now();
        resolve();
      }, 0);
    });
  };
}

/** Runs work that offers pauses without any. */
export function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Runs work that offers pauses, with other work between slices of 15 ms, each of which goes through `slice`. Rejects when it is told to stop. */
export async function finishInSlices<T>(
  work: Generator<void, T>,
  slice: (run: () => IteratorResult<void, T>) => IteratorResult<void, T>,
  signal: AbortSignal,
): Promise<T> {
  const pause = pauses();
  for (;;) {
    signal.throwIfAborted();
    let waiting: Promise<void> | undefined;
    const step = slice(() => {
      let last = work.next();
      while (last.done !== true && (waiting = pause()) === undefined) last = work.next();
      return last;
    });
    if (step.done === true) return step.value;
    await waiting;
  }
}
