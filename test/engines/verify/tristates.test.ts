import { describe, expect, it } from 'vitest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';
import { tristatePairs } from './tristatePairs';

const yosys = warmYosys();

describe('ports that may be left at high impedance', () => {
  it.each(tristatePairs.map((pair) => [pair.verdict, pair.name, pair] as const))('%s: %s', async (verdict, _, pair) => {
    const result = await compareEmbedded(yosys, comparisonOf(pair.golden, pair.candidate));
    expect(result.verdict, result.reason).toBe(verdict);
    if (pair.says !== undefined) expect(result.reason).toMatch(pair.says);
  });
});
