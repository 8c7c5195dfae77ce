import { expect, it } from 'vitest';
import type { Measured } from '../../../server/src/fixes/judge';
import { moreThanLuck } from '../../../server/src/fixes/luck';
import { authorTimes } from '../../../server/src/fixes/orders';
import type { FixSearchTools } from '../../../server/src/fixes/search';
import { SecondOpinion, type SlackOfFlow } from '../../../server/src/fixes/secondFlow';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';

const never = new AbortController().signal;
const unit = (text: string): CompileUnit => ({ files: [{ path: 'a.v', text }], includes: [], includeDirs: [], defines: {} });
const analysis = (wns: number): TimingAnalysis =>
  ({ timing: { wns, tns: wns, period: 9 }, explained: [], endpoints: new Map([['acc', wns]]) }) as unknown as TimingAnalysis;

/** What is said of a rewrite that gains half a ns in the search, which timed it `runs` times under other orders, where the user's flow tells these slacks of it (the old text: -1). */
async function judged(flow: readonly (SlackOfFlow | undefined)[] | 'none', underOrders = -0.5) {
  let runs = 0;
  const time: FixSearchTools['time'] = ({ files: [file] }) => {
    runs++;
    return Promise.resolve({ ok: true, value: analysis(file?.text === 'old' ? -1 : underOrders) });
  };
  const deadline = Date.now() + 60_000;
  const slack = ({ files: [file] }: CompileUnit, _budget: number, _signal: AbortSignal, order = 0) => {
    const value = file?.text === 'old' ? { wns: -1, tns: -1 } : flow[order];
    return Promise.resolve(typeof value === 'object' ? ({ ok: true, value } as const) : ({ ok: false, message: 'no time' } as const));
  };
  const second = flow === 'none' ? undefined : new SecondOpinion({ name: 'by OpenSTA', slack }, unit('old'), deadline, never);
  const author = authorTimes({ time }, unit('old'), deadline, never);
  const rewritten: Measured = {
    proposals: [],
    unit: unit('new'),
    after: analysis(-0.5),
    gain: { endpoint: 'acc', before: -1, after: -0.5 },
  };
  return { ...(await moreThanLuck({ tools: { time }, before: analysis(-1), author, second, deadline, signal: never }, rewritten)), runs };
}

const faster = { wns: -0.7, tns: -0.7 };

it("what the user's tools see faster under every order needs no other order of the search's own mapping", async () => {
  const found = await judged([faster, faster, faster]);
  expect(found).toMatchObject({ runs: 0 });
  expect(found.refused).toBeUndefined();
  expect(found.evidence).toContain('Timed by OpenSTA it gains too: worst slack from -1.00 to -0.70 ns');
});

it('what they see slower under one is refused, at no other cost', async () => {
  const found = await judged([faster, { wns: -1.2, tns: -2 }, faster]);
  expect(found.runs).toBe(0);
  expect(found.refused).toContain('timed by OpenSTA, with the cells in another order, the worst slack would go from -1.00 to -1.20 ns');
});

it('where they are not there, or see it under one order only, the orders of the search decide', async () => {
  for (const flow of ['none', [faster, undefined, undefined]] as const) {
    const gains = await judged(flow);
    expect(gains.runs).toBe(4);
    expect(gains.evidence).toContain('With the cells in another order it gains too');
    expect((await judged(flow, -1.1)).refused).toContain('by the luck of one mapping only');
  }
});
