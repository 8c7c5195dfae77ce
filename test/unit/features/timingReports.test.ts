import { describe, expect, test, vi } from 'vitest';
import { failure } from '../../../server/src/base/outcome';
import type { Timing, TimingPath } from '../../../server/src/protocol/contract';
import { serveInProcess, type Served } from './serveInProcess';

const uri = 'file:///w/m.sv';
const text = 'module m;\n  assign y = x % 10;\nendmodule\n';
const report = {
  format: 'vivado',
  title: 'Vivado',
  clocks: [],
  corners: [],
  ends: { names: 2, located: 2 },
  crossings: [],
  unconstrained: [],
};
const listed = { setup: 1, hold: 0, recovery: 0, removal: 0, unconstrained: 0 };

const path = (end: string, slack: number, file?: string): TimingPath => ({
  start: 'x',
  end,
  slack,
  arrival: 5,
  points: [{ name: end, ...(file === undefined ? {} : { file, line: 2, column: 3, endLine: 2, endColumn: 20 }), delay: 5, arrival: 5 }],
});

const result = (paths: TimingPath[], hold: TimingPath[] = []): Timing => ({
  engine: 'report:vivado',
  period: 4,
  wns: -1,
  tns: -1,
  fmax: 200,
  paths,
  fixes: [],
  report: { ...report, listed, ...(hold.length === 0 ? {} : { hold: { wns: -0.1, tns: -0.1, paths: hold } }) },
});

/** A server that watches files, with a report set; the requests that the engine got. */
async function served(settings: object, onTiming: Served['engine']['onTiming']): Promise<Served & { watched: string[] }> {
  const one = serveInProcess();
  const watched: string[] = [];
  one.client.answers.set('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => settings));
  one.client.answers.set('client/registerCapability', (params) => {
    watched.push(JSON.stringify(params));
    return null;
  });
  const workspace = { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } };
  await one.client.start({ capabilities: { workspace }, initializationOptions: { notifications: true } });
  one.engine.onTiming = onTiming;
  one.client.open(uri, text);
  return { ...one, watched };
}

test('without a report the module around the cursor is timed, on saving too; outside of all the one that nothing instantiates', async () => {
  const tops: (string | undefined)[] = [];
  const { client } = await served({}, ({ top }) => {
    tops.push(top);
    return Promise.resolve(result([]));
  });
  const file = 'file:///w/two.sv';
  client.open(file, 'module low;\nendmodule // low\nmodule high;\n  low l ();\nendmodule\n');
  await client.request('signoff/timing', { uri: file, line: 2 });
  client.notify('textDocument/didSave', { textDocument: { uri: file } });
  await vi.waitFor(() => expect(tops).toEqual(['low', 'low']));
  await client.request('signoff/timing', { uri: file, line: 4 });
  await client.request('signoff/timing', { uri: file, line: 9, module: 'gone' });
  expect(tops.slice(2)).toEqual(['high', undefined]);
});

test('why there is no fix: that none was looked for, where it is so', async () => {
  const { client } = await served({}, ({ fix }) =>
    Promise.resolve({
      ...result([path('y', -1, '/w/m.sv')]),
      ...(fix === true ? { notes: ['No fixes were looked for: it is not there'] } : {}),
    }),
  );
  await client.request('signoff/timing', { uri });
  const told = (): unknown => client.notifications.filter(({ method }) => method === 'signoff/timingChanged').at(-1)?.params;
  await vi.waitFor(() => expect(told()).toMatchObject({ fixes: 'done', reason: 'no fixes were looked for: it is not there' }));
});

test('a text that was edited while it was timed is timed again when it is saved', async () => {
  let give: (timing: Timing) => void = () => undefined;
  const { client, engine } = await served({}, () => new Promise((done) => (give = done)));
  const answer = client.request<{ documentVersion: number }>('signoff/timing', { uri });
  await vi.waitFor(() => expect(engine.calls).toContain('timing'));
  client.change(uri, 2, [{ text: `${text}\n` }]);
  give(result([path('y', -1, '/w/m.sv')]));
  expect((await answer).documentVersion).toBe(1);
  client.notify('textDocument/didSave', { textDocument: { uri } });
  await vi.waitFor(() => expect(engine.calls.filter((one) => one === 'timing')).toHaveLength(2));
});

describe('a timing report in the editor', () => {
  test('is shown by names first, and again with what took a tool', async () => {
    let give: (timing: Timing) => void = () => undefined;
    const asked: boolean[] = [];
    const { client } = await served({}, (request) => {
      asked.push(request.byNames === true);
      return request.byNames === true
        ? Promise.resolve(result([path('y', -1, '/w/m.sv')], [{ ...path('z', -0.1, '/w/m.sv'), check: 'hold', corner: 'Fast' }]))
        : new Promise((done) => (give = done));
    });
    const answer = client.request('signoff/timing', { uri, report: '/w/timing.rpt' });
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length === 2);
    expect(diagnostics).toMatchObject([
      { message: expect.stringContaining('Setup violated at y: slack −1.00 ns (arrives at 5.00 ns, period 4 ns).') as string },
      { message: expect.stringContaining('Hold violated at z: slack −0.10 ns (arrives at 5.00 ns, period 4 ns, Fast).') as string },
    ]);
    expect(diagnostics[0]?.range.start).toEqual({ line: 1, character: 2 });
    give(result([path('y', 0.5, '/w/m.sv')]));
    await answer;
    await client.diagnostics(uri, (one) => one.diagnostics.length === 0);
    expect(asked).toEqual([true, false]);
  });

  test('end points without a place in the source are one problem together', async () => {
    const all = [path('ip/a', -3), path('y', -1, '/w/m.sv'), path('ip/b', -2)];
    const { client } = await served({}, () => Promise.resolve(result(all)));
    void client.request('signoff/timing', { uri, report: '/w/timing.rpt' });
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length === 2);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/ip\/a[^]*and 1 more has no place/) as string }),
    );
  });

  test('that changes is read again where it was read, and only there', async () => {
    let slack = -1;
    const { client, watched, engine } = await served({}, () => Promise.resolve(result([path('y', slack, '/w/m.sv')])));
    await client.request('signoff/timing', { uri, report: '/w/out/timing.rpt' });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    expect(watched.some((one) => one.includes('**/timing.rpt'))).toBe(true);
    slack = 1;
    const calls = engine.calls.length;
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/other/timing.rpt', type: 2 }] });
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 3 }] });
    await client.request('signoff/doctor', {});
    expect(engine.calls.slice(calls).filter((one) => one.startsWith('timing'))).toEqual([]);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 2 }] });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 0);
  });

  test('that is deleted takes its marks along and says so, and is shown again when it comes back', async () => {
    const { client } = await served({}, () => Promise.resolve(result([path('y', -1, '/w/m.sv')])));
    await client.request('signoff/timing', { uri, report: '/w/out/timing.rpt' });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 3 }] });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 0);
    const told = (): unknown => client.notifications.filter(({ method }) => method === 'signoff/timingChanged').at(-1)?.params;
    const words = expect.stringMatching(/^The report timing.rpt is not there any more/) as string;
    await vi.waitFor(() => expect(told()).toMatchObject({ uri, stale: true, gone: words }));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 1 }] });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    await vi.waitFor(() => expect(told()).not.toHaveProperty('gone'));
  });

  test('that cannot be read when it changed leaves what was shown, which says so', async () => {
    const { client, engine } = await served({}, () => Promise.resolve(result([path('y', -1, '/w/m.sv')])));
    await client.request('signoff/timing', { uri, report: '/w/out/timing.rpt' });
    engine.timing = () => Promise.resolve(failure('no format is known that looks like it'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 2 }] });
    const told = (): unknown => client.notifications.filter(({ method }) => method === 'signoff/timingChanged').at(-1)?.params;
    await vi.waitFor(() => expect(told()).toMatchObject({ uri, timing: { wns: -1 }, failed: 'no format is known that looks like it' }));
    expect(told()).not.toHaveProperty('stale');
  });

  test('that the setting names is shown as soon as it is there', async () => {
    const { client, watched } = await served({ 'timing.report': '/w/out/timing.rpt', timing: { report: '/w/out/timing.rpt' } }, () =>
      Promise.resolve(result([path('y', -1, '/w/m.sv')])),
    );
    await vi.waitFor(() => expect(watched.some((one) => one.includes('**/timing.rpt'))).toBe(true));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/out/timing.rpt', type: 1 }] });
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
  });
});
