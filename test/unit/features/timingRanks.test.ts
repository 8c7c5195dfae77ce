import { expect, test, vi } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import type { TimingRequest } from '../../../server/src/engine/engine';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/m.sv';
const ranks = {
  engine: 'signoff-sta 1',
  target: 'ecp5-like',
  ranks: [{ rank: 1, start: 'a', end: 'acc', share: 1, points: [{ name: 'acc', share: 1 }] }],
  notes: [],
};

test('a target that is not calibrated is answered with ranks, and an edit says that they are of an earlier text', async () => {
  const { client, engine } = serveInProcess();
  const settings = { 'timing.target': 'ecp5-like' };
  await client.start({ initializationOptions: { trusted: true, notifications: true, settings } });
  const asked: TimingRequest[] = [];
  engine.timingRanks = (request) => {
    asked.push(request);
    return Promise.resolve(success(ranks));
  };
  client.open(uri, 'module m;\nendmodule\n');
  const told = (): unknown[] => client.notifications.filter((one) => one.method === 'signoff/ranksChanged').map((one) => one.params);
  expect(await client.request('signoff/timing', { uri })).toMatchObject({ target: 'ecp5-like', ranks: [{ end: 'acc' }] });
  await vi.waitFor(() => expect(told()).toEqual([{ uri, ranks }]));
  expect(asked).toMatchObject([{ target: 'ecp5-like' }]);
  client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: 'module m;\n\nendmodule\n' }] });
  await vi.waitFor(() => expect(told()[1]).toMatchObject({ uri, stale: true }));
});
