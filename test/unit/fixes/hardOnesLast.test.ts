import { expect, it, vi } from 'vitest';
import { hardOnesLast } from '../../../server/src/fixes/compose';

/** What is worked on, with the ms that each may take, when `needs` says how many each needs. */
async function worked(needs: readonly number[], budgetMs: number): Promise<string[]> {
  vi.useFakeTimers();
  try {
    const log: string[] = [];
    const running = hardOnesLast(needs, Date.now() + budgetMs, async (ms, until) => {
      const may = until - Date.now();
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, may)));
      log.push(`${ms} of ${Math.round(may)}`);
      return ms <= may ? 'ended' : 'late';
    });
    await vi.runAllTimersAsync();
    await running;
    return log;
  } finally {
    vi.useRealTimers();
  }
}

it('those that take long leave time for the others, and have what is left', async () => {
  expect(await worked([5000, 100, 200, 300], 9000)).toEqual(['100 of 3000', '200 of 2967', '300 of 2900', '5000 of 3000', '5000 of 6000']);
});

it('two or fewer have all the time at once', async () => {
  expect(await worked([5000, 100], 9000)).toEqual(['100 of 9000', '5000 of 9000']);
});

it('none is tried a third time', async () => {
  expect(await worked([9000, 9000, 9000], 6000)).toHaveLength(6);
});
