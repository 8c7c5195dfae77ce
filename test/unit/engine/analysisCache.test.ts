import { describe, expect, it } from 'vitest';
import { failure, success } from '../../../server/src/base/outcome';
import { AnalysisCache } from '../../../server/src/engine/analysisCache';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';

const analysis = (wns: number): TimingAnalysis => ({
  timing: { engine: 'e', period: 1, wns, tns: 0, fmax: 0, paths: [], fixes: [] },
  explained: [],
  endpoints: new Map(),
});

describe('analyses kept', () => {
  it('the same text, options and tool are analysed once; another of any is analysed anew; a failure is not kept', async () => {
    const cache = new AnalysisCache();
    let runs = 0;
    const ask = async (parts: readonly unknown[], ok = true): Promise<number | undefined> => {
      const outcome = await cache.get(parts, () => Promise.resolve(ok ? success(analysis(++runs)) : failure('no')));
      return outcome.ok ? outcome.value.timing.wns : undefined;
    };
    expect(await ask(['a', { period: 1 }])).toBe(1);
    expect(await ask(['a', { period: 1 }])).toBe(1);
    expect(await ask(['a', { period: 2 }])).toBe(2);
    expect(await ask(['b', {}], false)).toBeUndefined();
    expect(await ask(['b', {}])).toBe(3);
  });

  it('keeps the four used last', async () => {
    const cache = new AnalysisCache();
    const made: string[] = [];
    const ask = (name: string): Promise<unknown> =>
      cache.get([name], () => {
        made.push(name);
        return Promise.resolve(success(analysis(0)));
      });
    for (const name of ['a', 'b', 'c', 'd', 'a', 'e', 'a', 'b']) await ask(name);
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
  });
});
