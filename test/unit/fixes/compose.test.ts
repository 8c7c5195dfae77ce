import { describe, expect, it, vi } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { neverAborted } from '../../../server/src/base/cancel';
import { compose, type Composed } from '../../../server/src/fixes/compose';
import type { Proposal } from '../../../server/src/fixes/judge';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';
import type { ExplainedPath } from '../../../server/src/timing/explain';
import type { ParsedFile } from '../../../server/src/syntax/parsedFile';

const period = 10;

/** A result in which only what the search looks at is there: worst slack, sum, and cells. */
function timed([wns, tns, cells]: readonly [number, number, number]): TimingAnalysis {
  const path = { start: 'a', end: 'b', slack: wns, arrival: period - wns, points: [] };
  const explained = { path, steps: [], rtl: { module: { ports: {} } } } as unknown as ExplainedPath;
  const timing = { engine: 'stand-in', period, wns, tns, fmax: 0, paths: [path], fixes: [], notes: [] };
  return { timing, explained: [explained], endpoints: new Map([['b', wns]]), cells };
}

/** Texts are sets of letters, each the trace of a rewrite that was done; every letter that is not there yet is proposed. Capitals are doubtful, `X` is wrong. */
async function composed(
  letters: string,
  results: Readonly<Record<string, readonly [number, number, number]>>,
  rows?: ReadonlyMap<string, number>,
  { deadline, onTimed }: { readonly deadline: number; readonly onTimed: () => void } = { deadline: Infinity, onTimed: () => undefined },
): Promise<Composed & { declined: string[]; timed: string[]; told: string[] }> {
  const declined: string[] = [];
  const timedTexts: string[] = [];
  const told: string[] = [];
  const unit = { files: [{ path: 'd.v', text: '' }], includes: [], includeDirs: [], defines: {}, top: 'm' };
  const of = (text: string): TimingAnalysis => timed(results[[...text].sort().join('')] ?? [-9, -99, 10]);
  const before = of('');
  const proposal = (letter: string, text: string, paths: readonly ExplainedPath[]): Proposal => ({
    file: { path: 'd.v', text },
    candidate: {
      // Digits are rewrites of one strategy.
      strategy: /\d/.test(letter) ? 'digits' : letter,
      title: letter,
      changes: [{ start: 0, end: 0, text: letter }],
      contract: { kind: 'sameCycle' },
      // `z` lies on a path that is faster than most.
      paths: letter === 'z' ? paths.map((one) => ({ ...one, path: { ...one.path, end: 'far', slack: -1 } })) : paths,
      line: 1,
      ...(letter < 'a' ? { doubtful: true } : {}),
    },
  });
  const result = await compose({
    unit,
    before,
    tools: {
      time: ({ files: [file] }) => {
        timedTexts.push(file?.text ?? '');
        onTimed();
        return Promise.resolve(success(of(file?.text ?? '')));
      },
      parse: () => ({ problems: [], dispose: () => undefined }) as unknown as ParsedFile,
      prove: () => Promise.reject(new Error('nothing is proven here')),
    },
    propose: ({ files }, analysis) => {
      const text = files[0]?.text ?? '';
      return [...letters].filter((one) => !text.includes(one)).map((one) => proposal(one, text, analysis.explained));
    },
    doubt: (_, { proposals }) => Promise.resolve(proposals[0]?.candidate.title === 'X' ? 'It differs.' : undefined),
    onDeclined: ({ candidate }) => declined.push(candidate.title),
    onGain: ({ proposals }) => Promise.resolve(void told.push(proposals.map(({ candidate }) => candidate.title).join(''))),
    rounds: 6,
    ...(rows === undefined ? {} : { rows }),
    deadline,
    signal: neverAborted,
  });
  return { ...result, declined, timed: timedTexts, told };
}

const names = (result: Composed): string[] => result.together.map((one) => one.proposals.map((item) => item.candidate.title).join(''));

describe('the search over several rewrites', () => {
  it('goes on from the best step, and gives back every better place on the way, best first', async () => {
    const result = await composed('abc', {
      '': [-4, -40, 10],
      a: [-3, -30, 10],
      b: [-3.5, -30, 10],
      ab: [-2, -20, 10],
      abc: [-1, -10, 10],
      ac: [-2.5, -9, 10],
    });
    expect(names(result)).toEqual(['abc', 'ab']);
    expect(result.singles.map((one) => one.proposals[0]?.candidate.title)).toEqual(['a', 'b']);
    expect(result.declined).toEqual(['c']);
  });

  it('takes a step that is a little worse where it takes most violations away, and drops it when nothing comes of it', async () => {
    const helps = { '': [-4, -40, 10], a: [-4.3, -20, 10], b: [-6, -10, 10], ab: [-1, -5, 10] } as const;
    expect(names(await composed('ab', helps))).toEqual(['ab']);
    expect(names(await composed('ab', { ...helps, ab: [-4.2, -5, 10] }))).toEqual([]);
    expect(names(await composed('ab', { ...helps, a: [-4.6, -39, 10] }))).toEqual([]);
  });

  it('begins another way with a first step that cost little, where all steps end with violations left', async () => {
    const stuck = { '': [-4, -40, 10], a: [-4.2, -41, 10], b: [-3, -30, 10], ab: [-3.2, -31, 10], abc: [-1, -10, 10] } as const;
    expect(names(await composed('abc', stuck))).toEqual(['abc']);
    expect(names(await composed('abc', { ...stuck, a: [-4.6, -41, 10] }))).toEqual([]);
    const met = await composed('abc', { ...stuck, b: [0, 0, 10] });
    expect(met.timed).not.toContain('ab');
  });

  it('builds nothing on a step that is wrong, however fast, and asks only of those that are doubtful', async () => {
    const fast = { '': [-4, -40, 10], X: [0, 0, 10], A: [-3, -30, 10], a: [-3.5, -30, 10], Aa: [-2, -20, 10] } as const;
    const result = await composed('XAa', fast);
    expect(names(result)).toEqual(['Aa']);
    expect(result.declined).toEqual(['X']);
    // A doubtful one that does not gain is not taken as a detour either: nobody proved it.
    expect(names(await composed('Aa', { '': [-4, -40, 10], A: [-4.3, -20, 10], a: [-6, -10, 10], Aa: [-1, -5, 10] }))).toEqual([]);
  });

  it('holds what several steps make against the text as it was: each may grow the netlist by half, all of them may not', async () => {
    const grows = { '': [-4, -40, 100], a: [-3, -30, 180], ab: [-2, -20, 300] } as const;
    expect(names(await composed('ab', grows))).toEqual([]);
    expect(names(await composed('ab', { ...grows, ab: [-2, -20, 185] }))).toEqual(['ab']);
  });

  it('times the first rewrite of each strategy before the second of any, and tells of each that gains at once', async () => {
    const result = await composed('12ab', { '': [-4, -40, 10], '2': [-3, -30, 10], b: [-3.5, -39, 10] });
    expect(result.timed.slice(0, 4)).toEqual(['1', 'a', 'b', '2']);
    expect(result.told).toEqual(['b', '2']);
  });

  it('times strategies that gain more often sooner, and those that gain less behind others', async () => {
    const rows = new Map([
      ['b', 1],
      ['digits', -1],
    ]);
    expect((await composed('ab12', { '': [-4, -40, 10] }, rows)).timed.slice(0, 4)).toEqual(['1', 'a', '2', 'b']);
  });

  it('leaves out the others of a strategy when those that were tried made the slowest path much longer', async () => {
    const slow = { '': [-4, -40, 10], '1': [-9, -99, 10], '2': [-9, -99, 10] } as const;
    const result = await composed('12345', slow);
    expect(result.timed.slice().sort()).toEqual(['1', '2']);
    expect(result.declined.slice().sort()).toEqual(['1', '2', '3', '4', '5']);
    expect((await composed('12345', { ...slow, '2': [-5, -50, 10] })).timed).toContain('5');
  });

  it('goes on from what gained when a round took a third of the time that was left, and comes back to the others last', async () => {
    const gains = { '': [-4, -40, 10], a: [-3, -30, 10], ab: [-2, -20, 10], d: [-3.9, -39, 10] } as const;
    let seconds = 0;
    const now = vi.spyOn(Date, 'now').mockImplementation(() => 1000 * seconds);
    const { timed: hurried, singles } = await composed('abcd', gains, undefined, {
      deadline: 100_000,
      onTimed: () => (seconds = Math.min(40, seconds + 18)),
    });
    now.mockRestore();
    const isTimed = (texts: readonly string[], letters: string): number => texts.findIndex((text) => [...text].sort().join('') === letters);
    expect(hurried).toContain('d');
    expect(isTimed(hurried, 'ab')).toBeGreaterThan(-1);
    expect(isTimed(hurried, 'ab')).toBeLessThan(hurried.indexOf('d'));
    expect(singles.map((one) => one.proposals[0]?.candidate.title)).toEqual(['a', 'd']);
    const { timed: unhurried } = await composed('abcd', gains);
    expect(unhurried.indexOf('d')).toBeLessThan(isTimed(unhurried, 'ab'));
  });

  it('ends a later round with the first step that meets the clock', async () => {
    const met = { '': [-4, -40, 10], a: [-3, -30, 10], ab: [0.5, 0, 10] } as const;
    const result = await composed('abcdef', met);
    expect(names(result)).toEqual(['ab']);
    expect(result.timed.filter((text) => text.length === 2 && text !== 'ab').length).toBeLessThan(4);
  });

  it('tries what lies on none of the slowest paths last, and only where the clock is not met by then', async () => {
    const slow = { '': [-4, -40, 10], a: [-3, -30, 10], z: [-3.9, -20, 10], az: [-2, -9, 10] } as const;
    const result = await composed('za', slow);
    expect(result.timed.indexOf('z')).toBeGreaterThan(result.timed.indexOf('a'));
    expect(names(result)).toEqual(['az']);
    expect((await composed('za', { ...slow, a: [0.2, 0, 10] })).timed).not.toContain('z');
  });
});
