import { describe, expect, test } from 'vitest';
import { SharedRuns } from '../../../server/src/base/sharedRuns';

/** Work that ends when told; `begun` holds the signal of each run. */
function controlled() {
  const begun: AbortSignal[] = [];
  let finish: (value: string) => void = () => undefined;
  const work = (signal: AbortSignal): Promise<string> => {
    begun.push(signal);
    return new Promise((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  return { begun, work, finish: (value: string) => finish(value) };
}

const never = new AbortController().signal;

describe('shared runs', () => {
  test('who asks for the same key while it is at work joins that run; afterwards a new one begins', async () => {
    const { begun, work, finish } = controlled();
    const runs = new SharedRuns<string>();
    const both = [runs.join('k', work, never), runs.join('k', work, never)];
    expect(begun).toHaveLength(1);
    finish('done');
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    const third = runs.join('k', work, never);
    expect(begun).toHaveLength(2);
    finish('again');
    expect(await third).toBe('again');
  });

  test('one who leaves is let go at once and the others keep the run; when the last leaves it is aborted', async () => {
    const { begun, work, finish } = controlled();
    const runs = new SharedRuns<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = runs.join('k', work, first.signal);
    const stays = runs.join('k', work, second.signal);
    first.abort();
    await expect(left).rejects.toThrow();
    expect(begun[0]?.aborted).toBe(false);
    second.abort();
    await expect(stays).rejects.toThrow();
    expect(begun[0]?.aborted).toBe(true);
    const fresh = runs.join('k', work, never);
    expect(begun).toHaveLength(2);
    finish('fresh');
    expect(await fresh).toBe('fresh');
  });

  test('a run that fails fails for all who wait, and an abort that came first begins nothing that lasts', async () => {
    const runs = new SharedRuns<string>();
    const failing = () => Promise.reject(new Error('broken'));
    const both = [runs.join('k', failing, never), runs.join('k', failing, never)];
    for (const one of both) await expect(one).rejects.toThrow('broken');
    const { begun, work } = controlled();
    await expect(runs.join('k', work, AbortSignal.abort())).rejects.toThrow();
    expect(begun.every((signal) => signal.aborted)).toBe(true);
  });
});
