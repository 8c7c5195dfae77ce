import { expect, it } from 'vitest';
import { authorTimes, underOrders } from '../../../server/src/fixes/orders';
import type { Measured } from '../../../server/src/fixes/judge';
import type { FixSearchTools } from '../../../server/src/fixes/search';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';

const never = new AbortController().signal;
const unit = (text: string): CompileUnit => ({ files: [{ path: 'a.v', text }], includes: [], includeDirs: [], defines: {} });
const analysis = (wns: number, acc = wns): TimingAnalysis =>
  ({ timing: { wns, tns: wns, period: 9 }, explained: [], endpoints: new Map([['acc', acc]]) }) as unknown as TimingAnalysis;

/** What is said of a rewrite from `before` to `after`, where the two have these slacks under other orders; undefined: no timing. */
async function judged(before: number, after: TimingAnalysis, old: readonly number[], now: readonly (TimingAnalysis | undefined)[]) {
  let runs = 0;
  const time: FixSearchTools['time'] = (timed, _budget, _signal, order = 0) => {
    runs++;
    const value = timed.files[0]?.text === 'old' ? analysis(old[order - 1] ?? 0) : now[order - 1];
    return Promise.resolve(value === undefined ? { ok: false, message: 'no time' } : { ok: true, value });
  };
  const tools = { time } as unknown as FixSearchTools;
  const rewritten: Measured = { proposals: [], unit: unit('new'), after, gain: { endpoint: 'acc', before, after: 0 } };
  const deadline = Date.now() + 60_000;
  const author = authorTimes(tools, unit('old'), deadline, never);
  return { ...(await underOrders(tools, analysis(before), rewritten, author, deadline, never)), runs };
}

it('a small gain counts where it is one under every order, and says so', async () => {
  expect(await judged(-1, analysis(-0.5), [-1.2, -0.9], [analysis(-0.6), analysis(-0.7)])).toEqual({
    evidence: 'With the cells in another order it gains too: -1.20 to -0.60 ns, -0.90 to -0.70 ns.',
    runs: 4,
  });
});

it('one that another order takes away does not', async () => {
  const found = await judged(-1, analysis(-0.5), [-1.2, -0.4], [analysis(-0.6), analysis(-0.5)]);
  expect(found.refused).toContain('from -0.40 to -0.50 ns');
});

it('where the slowest path stays, the end point that gains is looked at', async () => {
  const stays = (acc: number): TimingAnalysis => analysis(-1, acc);
  expect((await judged(-1, stays(0), [-1, -1], [stays(-0.5), stays(-0.2)])).evidence).toContain('-1.00 to -0.20 ns');
  expect((await judged(-1, stays(0), [-1, -1], [stays(-0.5), stays(-1.1)])).refused).toBeDefined();
});

it('a gain beyond such luck needs no other run, and a order without timing says nothing', async () => {
  expect(await judged(-1, analysis(0.6), [], [])).toEqual({ runs: 0 });
  const half = await judged(-1, analysis(-0.5), [-1, -1], [undefined, analysis(-0.4)]);
  expect(half.evidence).toBe('With the cells in another order it gains too: -1.00 to -0.40 ns.');
});
