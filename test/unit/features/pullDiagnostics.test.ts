import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const capabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };
const latch: Diagnostic = {
  file: '/w/a.sv',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 3,
  severity: 'warning',
  code: 'lint/latch',
  source: 'yosys',
  message: 'm',
};

interface Report {
  kind: string;
  resultId: string;
  items: { code: string }[];
}
const ask = { textDocument: { uri } };

test('a client that pulls is sent nothing: it is told to ask again when the tools have found something', async () => {
  const { client, engine } = serveInProcess();
  client.answers.set('workspace/diagnostic/refresh', () => null);
  const { diagnosticProvider } = await client.start({ capabilities });
  expect(diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
  let release: ((found: Diagnostic[]) => void) | undefined;
  engine.onCheck = () => new Promise((resolve) => (release = resolve));
  client.open(uri, 'module @ a; endmodule');
  const first = await client.request<Report>('textDocument/diagnostic', ask);
  expect([first.kind, first.items.map((one) => one.code)]).toEqual(['full', ['syntax/error']]);
  expect(await client.request('textDocument/diagnostic', { ...ask, previousResultId: first.resultId })).toEqual({
    kind: 'unchanged',
    resultId: first.resultId,
  });
  const known = await client.request<{ items: { uri: string; resultId: string }[] }>('workspace/diagnostic', { previousResultIds: [] });
  const held = client.ask('workspace/diagnostic', {
    previousResultIds: known.items.map((one) => ({ uri: one.uri, value: one.resultId })),
  }).reply;
  while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
  release([latch]);
  expect((await held).result).toMatchObject({ items: [{ uri, version: 1, items: [{ code: 'syntax/error' }, { code: 'lint/latch' }] }] });
  await client.until(() => client.requests.find((one) => one.method === 'workspace/diagnostic/refresh'));
  expect(client.notifications.filter((one) => one.method === 'textDocument/publishDiagnostics')).toEqual([]);
});

test('a client that cannot be told to ask again, and one that pulls nothing, are sent them; pulling is not offered then', async () => {
  for (const given of [{ textDocument: { diagnostic: {} } }, {}]) {
    const { client } = serveInProcess();
    expect(await client.start({ capabilities: given })).not.toHaveProperty('diagnosticProvider');
    client.open(uri, 'module @ a; endmodule');
    await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    expect((await client.ask('textDocument/diagnostic', ask).reply).error).toMatchObject({ code: -32601 });
  }
});

test('what a client knows from a server before this one is taken back, and not told again', async () => {
  const { client } = serveInProcess();
  await client.start({ capabilities });
  const gone = 'file:///w/gone.sv';
  type Known = { items: { uri: string; kind: string; resultId: string; items: unknown[] }[] };
  const first = await client.request<Known>('workspace/diagnostic', { previousResultIds: [{ uri: gone, value: 'of before' }] });
  expect(first.items).toMatchObject([{ uri: gone, kind: 'full', items: [] }]);
  const { id, reply } = client.ask('workspace/diagnostic', { previousResultIds: [{ uri: gone, value: first.items[0]?.resultId ?? '' }] });
  client.notify('$/cancelRequest', { id });
  expect((await reply).error).toMatchObject({ code: -32800 });
});

test('a workspace request that waits ends when it is cancelled', async () => {
  const { client } = serveInProcess();
  await client.start({ capabilities });
  const { id, reply } = client.ask('workspace/diagnostic', { previousResultIds: [] });
  client.notify('$/cancelRequest', { id });
  expect((await reply).error).toMatchObject({ code: -32800 });
});
