import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const warning = (line: number): Diagnostic => ({
  file: '/w/a.sv',
  line,
  column: 1,
  endLine: line,
  endColumn: 5,
  severity: 'warning',
  code: 'lint/latch',
  source: 'verilator',
  message: 'latch',
});

describe('diagnostics', () => {
  test('syntax errors come at once, with the version, and go with the edit that mends them', async () => {
    const { client } = serveInProcess();
    await client.start();
    client.open(uri, 'module @ a; endmodule');
    expect(await client.diagnostics(uri, (one) => one.diagnostics.length === 1)).toMatchObject({ version: 1 });
    client.change(uri, 2, [{ text: 'module a; endmodule' }]);
    expect(await client.diagnostics(uri, (one) => one.diagnostics.length === 0)).toMatchObject({ version: 2 });
  });

  test('what the tools found joins the syntax errors; a run for an older text is aborted and says nothing', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    const aborted: boolean[] = [];
    let release: (() => void) | undefined;
    engine.onCheck = (_request, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => aborted.push(true));
        release = () => resolve([warning(1)]);
      });
    client.open(uri, 'module a; endmodule');
    const first = await waitForCall(engine.calls, 1);
    expect(first).toBe('check');
    const stale = release;
    client.change(uri, 2, [{ text: 'module a @; endmodule' }]);
    await client.diagnostics(uri, (one) => one.version === 2);
    expect(aborted).toEqual([true]);
    stale?.();
    await waitForCall(engine.calls, 2);
    release?.();
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length === 2);
    expect(diagnostics.map((one) => one.code).sort()).toEqual(['lint/latch', 'syntax/error']);
    const versions = client.notifications
      .filter((one) => one.method === 'textDocument/publishDiagnostics')
      .map((one) => (one.params as { version: number }).version);
    expect(versions).toEqual([...versions].sort());
  });

  test('a syntax error is one problem where a front end tells of it too', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    const byFrontEnd = {
      ...warning(1),
      column: 10,
      endColumn: 11,
      severity: 'error',
      code: 'elaborate/error',
      message: 'unexpected character',
    } as const;
    engine.onCheck = () => Promise.resolve([byFrontEnd, warning(1)]);
    client.open(uri, 'module a @; @ endmodule');
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.some(({ code }) => code === 'lint/latch'));
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(['elaborate/error', 'lint/latch']);
  });

  test('findings move with an edit above them and go when the edit touches them', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    engine.onCheck = (_request, signal) =>
      engine.calls.length > 1
        ? new Promise((_r, reject) => signal.addEventListener('abort', () => reject(new Error())))
        : Promise.resolve([warning(2), warning(3)]);
    client.open(uri, 'module a;\nwire x;\nwire y;\nendmodule\n');
    await client.diagnostics(uri, (one) => one.diagnostics.length === 2);
    client.change(uri, 2, [{ range: { start: { line: 0, character: 9 }, end: { line: 0, character: 9 } }, text: '\n// more' }]);
    const moved = await client.diagnostics(uri, (one) => one.version === 2);
    expect(moved.diagnostics.map((one) => one.range.start.line)).toEqual([2, 3]);
    client.change(uri, 3, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } }, text: 'logic' }]);
    const left = await client.diagnostics(uri, (one) => one.version === 3);
    expect(left.diagnostics.map((one) => one.range.start.line)).toEqual([3]);
  });

  test('closing a document takes its diagnostics away, also those it caused elsewhere', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    engine.onCheck = () => Promise.resolve([warning(1), { ...warning(1), file: '/w/b.sv' }]);
    client.open(uri, 'module a; endmodule');
    await client.diagnostics('file:///w/b.sv', (one) => one.diagnostics.length === 1);
    client.notify('textDocument/didClose', { textDocument: { uri } });
    expect((await client.diagnostics('file:///w/b.sv', (one) => one.diagnostics.length === 0)).diagnostics).toEqual([]);
    expect((await client.diagnostics(uri, (one) => one.diagnostics.length === 0)).diagnostics).toEqual([]);
  });
});

describe('workspace trust', () => {
  test('without trust no tool runs, and each answer says why; trust starts the checks', async () => {
    const { client, engine } = serveInProcess();
    await client.start({ initializationOptions: { trusted: false } });
    client.open(uri, 'module @ a; endmodule');
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    for (const method of ['signoff/verify', 'signoff/timing', 'signoff/doctor']) {
      const { error } = await client.ask(method, { uri }).reply;
      expect(error).toMatchObject({ code: -32803, message: expect.stringMatching(/not trusted/) as unknown });
    }
    expect(await client.request('signoff/graph', { uri, kind: 'dfg' })).toHaveProperty('nodes');
    expect(engine.calls).toEqual([]);
    expect(engine.warmed).toBe(false);
    client.notify('signoff/trustChanged', { trusted: true });
    expect(await waitForCall(engine.calls, 1)).toBe('check');
    expect(engine.warmed).toBe(true);
  });
});

test('the tools of a trusted workspace are woken before the first check asks for them', async () => {
  const { client, engine } = serveInProcess();
  await client.start();
  await client.request('signoff/graph', { uri, kind: 'dfg' }).catch(() => undefined);
  expect(engine.warmed).toBe(true);
  expect(engine.calls).toEqual([]);
});

/** The n-th call the engine got, once it came: the debounce of a check is the server's own clock. */
async function waitForCall(calls: readonly string[], count: number): Promise<string | undefined> {
  while (calls.length < count) await new Promise((resolve) => setImmediate(resolve));
  return calls[count - 1];
}
