/** A signal that fires at the deadline or when `parent` does, whichever is first. */
export function withDeadline(milliseconds: number, parent?: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(Math.max(0, Math.min(milliseconds, 2 ** 31 - 1)));
  return parent === undefined ? deadline : AbortSignal.any([parent, deadline]);
}

export const neverAborted: AbortSignal = new AbortController().signal;
