/** A signal that fires at the deadline or when `parent` does, whichever is first. */
export function withDeadline(milliseconds: number, parent?: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(Math.ceil(Math.max(0, Math.min(milliseconds, 2 ** 31 - 1))));
  return parent === undefined ? deadline : AbortSignal.any([parent, deadline]);
}

/** Resolves when the signal fires, to be raced with work that knows no signal. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export const neverAborted: AbortSignal = new AbortController().signal;
