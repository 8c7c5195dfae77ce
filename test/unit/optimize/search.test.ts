import { expect, it } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { findOptimizations, type OptimizeResult } from '../../../server/src/optimize/search';
import type { OptimizeStrategy } from '../../../server/src/optimize/strategy';
import type { OptimizeGoal } from '../../../server/src/protocol/jobs';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { loadParser } from '../syntax/reading';

const text = 'module m (input a, output y);\n  assign y = a;\nendmodule\n';
/** What a module costs that assigns this; a pair of cells and delay. */
const costs: Readonly<Record<string, readonly [number, number]>> = {
  a: [100, 10],
  '~~a': [80, 14],
  'a & a': [99.8, 10],
  'a | a': [130, 8],
};

const writes: OptimizeStrategy = {
  name: 'writes',
  knowledge: '',
  propose: ({ file }) => {
    const start = file.source.text.indexOf('= a;') + 2;
    const others = start < 2 ? [] : Object.keys(costs).slice(1);
    return others.map((own) => ({ strategy: 'writes', title: own, changes: [{ start, end: start + 1, text: own }], line: 2 }));
  },
};

async function optimized(goal: OptimizeGoal, refuted = ''): Promise<OptimizeResult> {
  const parser = await loadParser();
  const valueOf = (own: string): string => /= (.*);/.exec(own)?.[1] ?? '';
  const result = await findOptimizations(
    {
      unit: { files: [{ path: '/m.v', text }], includes: [], includeDirs: [], defines: {}, top: 'm' },
      path: '/m.v',
      budgetMs: 60_000,
      seed: 1,
      goal,
    },
    {
      parse: (source) => parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' }),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      findModules: () => [],
      measure: ({ files }) => {
        const [cells, delay] = costs[valueOf(files[0]?.text ?? '')] ?? [0, 0];
        return Promise.resolve(success({ cells, wires: 1, delay }));
      },
      gates: () => Promise.resolve(undefined),
      paths: () => Promise.resolve([]),
      prove: ({ candidate }) => {
        const verdict = valueOf(candidate.files[0]?.text ?? '') === refuted ? 'refuted' : 'proved';
        return Promise.resolve({ verdict, reason: 'as told', rungs: [], contract: { kind: 'sameCycle' } } as unknown as EquivalenceResult);
      },
      strategies: [writes],
    },
    new AbortController().signal,
  );
  if ('message' in result) throw new Error(result.message);
  return result;
}

it('what is smaller but slower, or faster but larger, is offered as a trade-off where it is proven, and done where it is the goal', async () => {
  const both = await optimized('both');
  expect(both.rewrites).toEqual([]);
  expect(both.tradeOffs.map(({ goal, title }) => `${goal} ${title}`)).toEqual(['cells ~~a', 'delay a | a']);
  expect(both.declined.map(({ title }) => title)).toEqual(['a & a']);
  expect((await optimized('both', '~~a')).tradeOffs.map(({ title }) => title)).toEqual(['a | a']);
  expect((await optimized('cells')).rewrites.map(({ title }) => title)).toEqual(['~~a']);
  expect((await optimized('delay')).rewrites.map(({ title }) => title)).toEqual(['a | a']);
});
