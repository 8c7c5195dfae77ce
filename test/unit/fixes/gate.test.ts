import { expect, it } from 'vitest';
import { compare, measure, type Proposal } from '../../../server/src/fixes/judge';
import type { FixSearchTools } from '../../../server/src/fixes/search';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';
import type { ExplainedPath } from '../../../server/src/timing/explain';

/** An analysis by what counts here: end points with their slacks and where their paths start; `din` is an input. */
function analysis(paths: readonly (readonly [start: string, end: string, slack: number])[], cells = 100): TimingAnalysis {
  const module = { ports: { din: { direction: 'input' } } };
  const explained = paths.map(([start, end, slack]) => ({
    path: { start, end, slack, arrival: 2 - slack, points: [] },
    rtl: { module },
    steps: [],
  }));
  explained.sort((a, b) => a.path.slack - b.path.slack);
  const wns = Math.min(...paths.map(([, , slack]) => slack));
  const tns = paths.reduce((sum, [, , slack]) => sum + Math.min(0, slack), 0);
  return {
    timing: { wns, tns, fmax: 100, period: 2, engine: '', paths: [], fixes: [] },
    explained: explained as unknown as ExplainedPath[],
    endpoints: new Map(paths.map(([, end, slack]) => [end, slack])),
    cells,
  };
}

const before = analysis([
  ['a', 'acc', -0.8],
  ['a', 'sum', 0.2],
]);

/** What is said of a rewrite of the path to `acc` after which timing is `after`. */
async function judged(after: TimingAnalysis): Promise<unknown> {
  const tools = { time: () => Promise.resolve({ ok: true, value: after }) } as unknown as FixSearchTools;
  const candidate = {
    strategy: 's',
    title: 't',
    changes: [],
    contract: { kind: 'sameCycle' },
    paths: before.explained.slice(0, 1),
    line: 1,
  };
  const proposal = { file: { path: 'a.v', text: '' }, candidate } as unknown as Proposal;
  const unit = { files: [], includes: [], includeDirs: [], defines: {} };
  return measure(tools, unit, before, [proposal], Date.now() + 10_000, new AbortController().signal);
}

it('what gains and breaks nothing passes', async () => {
  expect(
    await judged(
      analysis([
        ['a', 'acc', 0.1],
        ['a', 'sum', 0.2],
      ]),
    ),
  ).toMatchObject({ gain: { before: -0.8, after: 0.1 } });
  // A met end point may become violated where all slacks together are better.
  expect(
    await judged(
      analysis([
        ['a', 'acc', -0.1],
        ['a', 'sum', -0.1],
      ]),
    ),
  ).toMatchObject({ gain: { after: -0.1 } });
});

it('a gain is told of the end point that has it, not of one that the rewrite made slower', () => {
  const [then, now] = [-0.8, -0.6].map((slowest) =>
    analysis([
      ['a', 'acc', slowest],
      ['a', 'sum', slowest === -0.8 ? -0.2 : -0.4],
    ]),
  );
  if (then === undefined || now === undefined) throw new Error('two analyses');
  const own = then.explained.filter(({ path }) => path.end === 'sum');
  expect(compare(then, now, own)).toEqual({ endpoint: 'acc', before: -0.8, after: -0.6 });
  expect(compare(then, now, then.explained)).toEqual({ endpoint: 'acc', before: -0.8, after: -0.6 });
});

it('a met end point is not sacrificed', async () => {
  expect(
    await judged(
      analysis([
        ['a', 'acc', -0.3],
        ['a', 'sum', -0.7],
      ]),
    ),
  ).toMatchObject({ refused: expect.stringMatching(/^Measured worse elsewhere: sum/) as unknown });
});

it('one that is worse from inputs only is said to hold under their arrival, one between registers is not', async () => {
  const worse = analysis([
    ['a', 'acc', 0.1],
    ['din', 'sum', -1.2],
  ]);
  expect(await judged(worse)).toMatchObject({
    onlyUnder: 'din arrives 0.40 ns earlier',
    refused: expect.stringMatching(/from -0.80 to -1.20/) as unknown,
  });
  const between = await judged(
    analysis([
      ['a', 'acc', 0.1],
      ['din', 'sum', -1.2],
      ['b', 'c', -0.9],
    ]),
  );
  expect(between).toMatchObject({ refused: expect.stringMatching(/^Measured worse/) as unknown });
  expect(between).not.toHaveProperty('onlyUnder');
});

it('room is bounded', async () => {
  expect(await judged(analysis([['a', 'acc', 0.1]], 300))).toMatchObject({ refused: expect.stringMatching(/too much room/) as unknown });
});

it('of paths shorter than a ns, as on standard cells, a share counts, and thousandths are told', () => {
  const on = (end: number): TimingAnalysis => {
    const made = analysis([['a', 'acc', end]]);
    return { ...made, timing: { ...made.timing, period: 0.3 } };
  };
  const was = on(-0.04);
  expect(compare(was, on(-0.035), was.explained)).toMatchObject({ before: -0.04, after: -0.035 });
  expect(compare(was, on(-0.037), was.explained)).toEqual({ refused: 'Measured no faster: acc would go from -0.040 to -0.037 ns.' });
  // The same step is none of a path of ten ns.
  const long = analysis([['a', 'acc', -8]]);
  expect(compare(long, analysis([['a', 'acc', -7.995]]), long.explained)).toEqual({
    refused: 'Measured no faster: acc would go from -8.00 to -8.00 ns.',
  });
});
