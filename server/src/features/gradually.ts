import type { Engine } from '../engine/engine';
import { describe, type ServerContext } from './serverContext';

/** After this long an answer is given with what is known. */
const patience = 250;
/** Other requests are served after each slice of this length. */
const slice = 50;

/**
 * Works through the names of a document. Names may lead to files that are read for the first time: when that takes long, it settles early, goes on
 * by itself and calls `complete` at the end, so that the client can be asked to fetch again. True when all was worked through at once.
 */
export async function gradually<T>(
  context: ServerContext,
  engine: Engine,
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => void,
  complete: () => void,
): Promise<boolean> {
  const whole = inSlices(items, engine, signal, work);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const early = new Promise<'early'>((resolve) => {
    timer = setTimeout(() => resolve('early'), patience);
  });
  const first = await Promise.race([whole, early]);
  clearTimeout(timer);
  if (first !== 'early') return first;
  whole.then(
    (finished) => (finished ? complete() : undefined),
    (error: unknown) => context.log.debug(`names: ${describe(error)}`),
  );
  return false;
}

/** Each slice sees files as they are; false when nobody wants the rest. */
async function inSlices<T>(items: readonly T[], engine: Engine, signal: AbortSignal, work: (item: T) => void): Promise<boolean> {
  let at = 0;
  while (at < items.length) {
    if (signal.aborted) return false;
    engine.symbols.still(() => {
      const until = performance.now() + slice;
      do {
        const item = items[at++];
        if (item !== undefined) work(item);
      } while (at < items.length && performance.now() < until);
    });
    if (at < items.length) await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}
