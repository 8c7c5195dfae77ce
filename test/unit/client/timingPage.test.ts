import { expect, it } from 'vitest';
import { fixRow, isMet, pathsOf, ranksPage, shortNumber, sourceOf, timingPage } from '../../../client/src/views/timingPage';
import { inRange, matches, near, nextIndex } from '../../../media/timing/rows';
import type { Timing, TimingFix, TimingPath } from '../../../server/src/protocol/contract';

const path = (end: string, slack: number, more: Partial<TimingPath> = {}): TimingPath => ({
  start: 'a',
  end,
  slack,
  arrival: 5 - slack,
  points: [
    { name: 'a', delay: 0.5, arrival: 0.5 },
    { name: 'sum', op: 'add:16', file: 'rtl/mac.v', line: 31, column: 7, delay: 1.5, arrival: 2 },
  ],
  ...more,
});
const fix = {
  title: 'As a tree (slack of acc −0.82 → +0.12 ns, proven)',
  before: { wns: -0.82, fmax: 1 },
  after: { wns: 0.12, fmax: 1 },
  verdict: { verdict: 'proved' },
} as unknown as TimingFix;
const timing: Timing = {
  ...{ engine: 'report:vivado', period: 5, wns: -0.82, tns: -1, fmax: 171.8, fixes: [fix] },
  paths: [
    path('acc', -0.82, { cause: { code: 'timing/deep', file: 'rtl/mac.v', line: 31, message: 'A deep chain.' } }),
    path('y', 0.3, { group: 'clk_b' }),
  ],
  declined: [
    {
      strategy: 'flag',
      title: 'Keep a flag',
      reason: 'Measured worse.',
      file: 'rtl/mac.v',
      line: 3,
      onlyUnder: 'din arrives 0.40 ns earlier',
    },
  ],
  histogram: [
    { from: -1, to: 0, count: 1 },
    { from: 0, to: 1, count: 1 },
  ],
  report: { hold: { wns: -0.1, tns: -0.1, paths: [path('acc', -0.1, { check: 'hold' })] } } as Timing['report'] & object,
};
const shown = timingPage(
  { uri: 'file:///w/rtl/mac.v', timing, fixes: 'done' },
  (file) => `/w/${file}`,
  (file) => file,
);

it('a path is a walk over source lines with the share of each step', () => {
  expect(shown.rows.map(({ end, check, group }) => `${end} ${check} ${group}`)).toEqual(['acc setup ', 'y setup clk_b', 'acc hold ']);
  expect(shown.rows[0]?.steps[1]).toEqual({
    what: 'add:16  sum',
    place: 'rtl/mac.v:31',
    figures: ['+1.50', '2.00'],
    share: 0.75,
    file: '/w/rtl/mac.v',
    line: 31,
    column: 7,
  });
  expect(shown.headline).toContain('Worst slack −0.82 ns, total −1.00 ns, hold −0.10 ns, at 5 ns, 171.8 MHz (report of vivado)');
  expect(shown.met).toBe(false);
});

it('of a report that is gone nothing is shown but that', () => {
  const gone = 'The report timing.rpt is not there any more';
  const page = timingPage(
    { uri: 'file:///w/rtl/mac.v', timing: { ...timing, notes: ['Report line 3: cut.'] }, fixes: 'done', stale: true, gone },
    (file) => file,
    (file) => file,
  );
  expect(page).toMatchObject({ state: gone, stale: true, rows: [], bins: [], fixes: [], notes: [] });
});

it('paths that are only ranked carry no time', () => {
  const points = [{ name: 'sum', op: 'add:16', file: 'rtl/mac.v', line: 31, column: 7, share: 0.75 }];
  const ranks = { engine: 'e', target: 'ecp5-like', ranks: [{ rank: 1, start: 'a', end: 'acc', share: 1, points }], notes: ['No times.'] };
  const page = ranksPage(
    { uri: 'file:///w/rtl/mac.v', ranks },
    (file) => `/w/${file}`,
    (file) => file,
  );
  expect(page.headline).toBe('1 path by rank for ecp5-like, no times (e)');
  expect(page.rows[0]).toMatchObject({ figures: ['1.', '100 %'], steps: [{ figures: [], share: 0.75, place: 'rtl/mac.v:31' }] });
  expect(page.rows[0]).not.toHaveProperty('slack');
});

it('fixes have both slacks, and what was dropped its reason', () => {
  expect(shown.fixes).toEqual([{ title: 'As a tree', before: -0.82, after: 0.12, strength: 'proven', partial: false, more: '' }]);
  const elsewhere = fixRow({ ...fix, after: { wns: -0.82, fmax: 1 }, endpoint: { endpoint: 'acc', before: -0.4, after: 0.12 } });
  expect(elsewhere).toMatchObject({ before: -0.4, after: 0.12, more: 'at acc, worst of all stays −0.82 ns', partial: true });
  expect(fixRow(fix).partial).toBe(false);
  expect(shown.declined).toEqual([{ text: 'Keep a flag (only if din arrives 0.40 ns earlier), line 3', reason: 'Measured worse.' }]);
});

it('filters leave what they say', () => {
  const all = { check: '', group: '', corner: '', violated: false, words: '' };
  const ends = (filter: Partial<typeof all>): string[] =>
    shown.rows.filter((row) => matches(row, { ...all, ...filter })).map(({ key }) => String(key));
  expect(ends({})).toEqual(['0', '1', '2']);
  expect(ends({ check: 'hold' })).toEqual(['2']);
  expect(ends({ group: 'clk_b' })).toEqual(['1']);
  expect(ends({ violated: true })).toEqual(['0', '2']);
  expect(ends({ words: 'MAC.v deep' })).toEqual(['0']);
  expect(shown.rows.filter((row) => inRange(row, shown.bins[1])).map(({ key }) => key)).toEqual([1]);
});

it('the caret finds the paths through its line, and keys stay inside the list', () => {
  const step = shown.rows[0]?.steps[1];
  expect(near(step, { file: '/w/rtl/mac.v', line: 31 })).toBe(true);
  expect(near(step, { file: '/w/rtl/mac.v', line: 30 })).toBe(false);
  expect(near(shown.rows[0]?.steps[0], { file: '/w/rtl/mac.v', line: 31 })).toBe(false);
  expect([nextIndex(-1, 1, 3), nextIndex(2, 1, 3), nextIndex(1, -Infinity, 3), nextIndex(0, 1, 0)]).toEqual([0, 2, 0, -1]);
});

it('says why a violated path has no fix, and no more once the text was edited', () => {
  const body = (more: object): string => {
    const params = { uri: 'file:///w/rtl/mac.v', timing, fixes: 'done' as const, ...more };
    return timingPage(
      params,
      (file) => file,
      (file) => file,
    ).unfixed;
  };
  expect(body({ reason: 'it could not be proven' })).toBe('No fix is offered: it could not be proven');
  expect(body({})).toBe('');
  expect(body({ reason: 'x', stale: true })).toBe('');
  const state = timingPage(
    { uri: 'file:///w/rtl/mac.v', timing, fixes: 'failed', failed: 'it is cut off' },
    (file) => file,
    (file) => file,
  ).state;
  expect(state).toBe('What it was made from changed, and it could not be made anew: it is cut off');
});

it('our own figures are called an estimate, and a period of a frequency is short', () => {
  const own: Timing = { ...timing, engine: 'signoff-sta 1' };
  delete own.report;
  expect([sourceOf(own), sourceOf({ ...timing, engine: 'opensta 2.6' })]).toEqual(['estimate by signoff-sta 1', 'report of opensta 2.6']);
  expect([shortNumber(1000 / 12), shortNumber(10), shortNumber(0.8)]).toEqual(['83.333', '10', '0.8']);
});

it('a hold violation is a violation', () => {
  const met = { ...timing, wns: 0.1, paths: [path('y', 0.1)] };
  expect([isMet(met), pathsOf(met).filter(({ slack }) => slack < 0).length]).toEqual([false, 1]);
  const setupOnly: Timing = { ...met };
  delete setupOnly.report;
  expect(isMet(setupOnly)).toBe(true);
});

it('says that rewrites are looked for as long as they can be stopped', () => {
  const searching = (more: object): boolean =>
    timingPage(
      { uri: 'file:///w/rtl/mac.v', timing, fixes: 'searching', ...more },
      (file) => file,
      (file) => file,
    ).searching;
  expect([searching({}), searching({ stale: true }), searching({ fixes: 'done' })]).toEqual([true, false, false]);
});
