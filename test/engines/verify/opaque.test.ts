import { describe, expect, it } from 'vitest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';
import { opaquePairs } from './opaquePairs';

const yosys = warmYosys();

describe('instances whose inside no source shows', () => {
  it.each(opaquePairs.map((pair) => [pair.proved ? 'the same' : 'not the same', pair.name, pair] as const))(
    '%s: %s',
    async (_, __, pair) => {
      const result = await compareEmbedded(yosys, comparisonOf(pair.golden, pair.candidate));
      expect(result.verdict, result.reason).toBe(pair.proved ? 'proved' : 'unknown');
      expect(result.rungs.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(result.reason).toMatch(pair.says);
    },
  );
});
