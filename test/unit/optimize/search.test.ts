import { expect, it, vi } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { findOptimizations, type OptimizeResult, type OptimizeTools } from '../../../server/src/optimize/search';
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

async function optimized(
  goal: OptimizeGoal,
  refuted = '',
  strategy = writes,
  own = costs.a,
  others: Partial<OptimizeTools> = {},
): Promise<OptimizeResult> {
  const parser = await loadParser();
  const valueOf = (written: string): string => /= (.*);/.exec(written)?.[1] ?? '';
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
        const value = valueOf(files[0]?.text ?? '');
        const [cells, delay] = (value === 'a' ? own : costs[value]) ?? [0, 0];
        return Promise.resolve(success({ cells, wires: 1, delay }));
      },
      gates: () => Promise.resolve(undefined),
      paths: () => Promise.resolve([]),
      prove: ({ candidate }) => {
        const verdict = valueOf(candidate.files[0]?.text ?? '') === refuted ? 'refuted' : 'proved';
        return Promise.resolve({ verdict, reason: 'as told', rungs: [], contract: { kind: 'sameCycle' } } as unknown as EquivalenceResult);
      },
      strategies: [strategy],
      ...others,
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

it('a module without cells is left alone, and said to be so', async () => {
  const idle = await optimized('both', '', writes, [0, 0]);
  expect(idle.declined).toEqual([]);
  expect(idle.notes).toEqual(['m has no cells with the parameters it is measured with: there is nothing to gain.']);
});

it('where measuring takes long, what looks smallest is measured first', async () => {
  let time = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => time);
  const weights: Readonly<Record<string, number>> = { '~~a': 3, 'a & a': 2, 'a | a': 1 };
  const slow = (seconds: number): Partial<OptimizeTools> => ({
    measure: () => {
      time += seconds * 1000;
      return Promise.resolve(success({ cells: 100, wires: 1, delay: 10 }));
    },
    weigh: ({ files }) => Promise.resolve(weights[/= (.*);/.exec(files[0]?.text ?? '')?.[1] ?? '']),
  });
  try {
    expect((await optimized('both', '', writes, [0, 0], slow(10))).declined.map(({ title }) => title)).toEqual(['a | a', 'a & a', '~~a']);
    expect((await optimized('both', '', writes, [0, 0], slow(1))).declined.map(({ title }) => title)).toEqual(['~~a', 'a & a', 'a | a']);
  } finally {
    clock.mockRestore();
  }
});

it('parts of what was measured as no gain are not measured', async () => {
  const parts = (whole: string): OptimizeStrategy => ({
    ...writes,
    propose: async (context) => {
      const all = await writes.propose(context);
      const isWhole = ({ title }: { readonly title: string }): boolean => title === whole;
      return [...all.filter(isWhole), ...all.filter((one) => !isWhole(one)).map((one) => ({ ...one, partOf: whole }))];
    },
  });
  const larger = await optimized('cells', '', parts('a | a'));
  expect(larger.rewrites).toEqual([]);
  expect(larger.declined.map(({ title }) => title)).toEqual(['a | a']);
  expect((await optimized('cells', '', parts('a & a'))).rewrites.map(({ title }) => title)).toEqual(['~~a']);
});

/** Three words, each of which may be halved; what the prover refutes is told by the text's assigned values. */
async function halved(refuted: readonly string[] = []): Promise<{ result: OptimizeResult; asked: string[] }> {
  const parser = await loadParser();
  const valuesOf = (own: string): string => [...own.matchAll(/= (\w+);/g)].map(([, value]) => value).join(' ');
  const asked: string[] = [];
  const halves: OptimizeStrategy = {
    name: 'halves',
    knowledge: '',
    propose: ({ file }) =>
      ['p', 'q', 'r'].flatMap((own) => {
        const start = file.source.text.indexOf(`= ${own};`) + 2;
        return start < 2 ? [] : [{ strategy: 'halves', title: own, changes: [{ start, end: start + 1, text: `half_${own}` }], line: 2 }];
      }),
  };
  const words = 'module m (input p, q, r, output x, y, z);\n  assign x = p;\n  assign y = q;\n  assign z = r;\nendmodule\n';
  const result = await findOptimizations(
    {
      unit: { files: [{ path: '/m.v', text: words }], includes: [], includeDirs: [], defines: {}, top: 'm' },
      path: '/m.v',
      budgetMs: 60_000,
      seed: 1,
    },
    {
      parse: (source) => parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' }),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      findModules: () => [],
      // r gains alone, but nothing beside q.
      measure: ({ files: [file] }) => {
        const own = valuesOf(file?.text ?? '');
        const gains = ['half_p', 'half_q', 'half_r'].filter((half) => own.includes(half) && !(half === 'half_r' && own.includes('half_q')));
        return Promise.resolve(success({ cells: 100 - 10 * gains.length - (own.includes('half_p') ? 5 : 0), wires: 1, delay: 10 }));
      },
      gates: () => Promise.resolve(undefined),
      paths: () => Promise.resolve([]),
      prove: ({ candidate }) => {
        const own = valuesOf(candidate.files[0]?.text ?? '');
        asked.push(own);
        const verdict = refuted.includes(own) ? 'refuted' : 'proved';
        return Promise.resolve({ verdict, reason: own, rungs: [], contract: { kind: 'sameCycle' } } as unknown as EquivalenceResult);
      },
      strategies: [halves],
    },
    new AbortController().signal,
  );
  if ('message' in result) throw new Error(result.message);
  return { result, asked };
}

it('rewrites that do not touch each other and gain on top of each other are done in one round by one proof', async () => {
  const { result, asked } = await halved();
  expect(result.rewrites.map(({ title, before, after }) => `${title} ${before.cells} ${after.cells}`)).toEqual(['p 100 85', 'q 85 75']);
  expect(asked).toEqual(['half_p half_q r']);
  expect(result.declined.map(({ title }) => title)).toEqual(['r']);
});

it('where they are not proven together the best is done alone, and the whole is proven once more', async () => {
  const { result, asked } = await halved(['half_p half_q r']);
  expect(result.rewrites.map(({ title }) => title)).toEqual(['p', 'r']);
  expect(asked).toEqual(['half_p half_q r', 'half_p q r', 'half_p half_q r', 'half_p q half_r', 'half_p q half_r']);
});

it('what was proven first is kept where the whole is not', async () => {
  const { result } = await halved(['half_p half_q r', 'half_p q half_r']);
  expect(result.text).toContain('assign x = half_p;\n  assign y = q;\n  assign z = r;');
  expect(result.verdict?.reason).toBe('half_p q r');
});
