import { describe, expect, it } from 'vitest';
import { slackHistogram } from '../../../server/src/timing/slackHistogram';

describe('slackHistogram', () => {
  it('puts every slack into one bin of a readable width, with an edge at 0', () => {
    const slacks = [-0.0001, -1.1, 0, 0.02, 0.5, 2.4, 2.5];
    const bins = slackHistogram(slacks);
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(slacks.length);
    expect(bins.length).toBeLessThanOrEqual(26);
    const below = bins.filter((bin) => bin.to <= 0).reduce((sum, bin) => sum + bin.count, 0);
    expect(below).toBe(2);
    expect(bins.some((bin) => bin.from === 0)).toBe(true);
    bins.slice(1).forEach((bin, at) => expect(bin.from).toBeCloseTo(bins[at]?.to ?? NaN, 9));
  });

  it('takes one slack, equal ones and none', () => {
    expect(slackHistogram([])).toEqual([]);
    expect(slackHistogram([1, 1, 1]).map((bin) => bin.count)).toEqual([3]);
    expect(slackHistogram([-0.5]).map((bin) => [bin.count, bin.to <= 0])).toEqual([[1, true]]);
  });
});
