import type { CompileUnit } from '../../server/src/model/compileUnit';
import { arithmeticPairs } from '../engines/verify/arithmeticPairs';
import { cutCases } from '../engines/verify/cutPairs';
import { equivalencePairs, pairsOf, type DesignPairCase } from '../engines/verify/equivalencePairs';
import { mappingPairs } from '../engines/verify/mappingPairs';
import { interfacePairs } from '../engines/verify/interfacePairs';
import { statePairs } from '../engines/verify/statePairs';
import { rewrittenPairs } from './pairsRewritten';
import type { Truth, TruthPair } from './pairs';

/** The pairs that were written for the truth table, and those of the tests. What they are is known from how they were made. */
export function madePairs(): TruthPair[] {
  const instances = cutCases.map(({ truth, ...pair }): DesignPairCase => ({
    ...pair,
    expected: truth === 'different' ? 'refuted' : 'proved',
  }));
  return [
    ...equivalencePairs,
    ...mappingPairs,
    ...statePairs,
    ...arithmeticPairs,
    ...interfacePairs,
    ...instances,
    ...pairsOf(rewrittenPairs),
  ].map((pair) => ({
    name: pair.name,
    group: groupOf(pair),
    truth: truths[pair.expected],
    labelledBy: 'how it was made',
    golden: unitOf(pair.golden),
    candidate: unitOf(pair.candidate),
    ...(pair.contract === undefined ? {} : { contract: pair.contract }),
  }));
}

const truths: Record<DesignPairCase['expected'], Truth> = { proved: 'equal', refuted: 'different', unknown: 'open', notProved: 'open' };

function groupOf({ contract }: DesignPairCase): TruthPair['group'] {
  if (contract?.kind === 'latency') return 'latency';
  return contract?.kind === 'onlyUnder' ? 'assumption' : 'made';
}

function unitOf(text: string): CompileUnit {
  return { files: [{ path: '/design/m.v', text }], includes: [], includeDirs: [], defines: {}, top: 'm' };
}
