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

test('a project without a problem is answered when it was read, once', async () => {
  for (const more of [{}, { partialResultToken: 1 }]) {
    const { client, engine } = serveInProcess();
    engine.onDisk('/w/clean.sv', 'module clean; endmodule');
    await client.start({ capabilities });
    expect(await client.request('workspace/diagnostic', { previousResultIds: [], ...more })).toEqual({ items: [] });
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
  await client.request('workspace/diagnostic', { previousResultIds: [] });
  const { id, reply } = client.ask('workspace/diagnostic', { previousResultIds: [] });
  client.notify('$/cancelRequest', { id });
  expect((await reply).error).toMatchObject({ code: -32800 });
});

type Files = { uri: string; kind: string; resultId: string; items: { code: string }[] }[];

/** A server over a project of three files, of which two are wrong; everything that a client learns by `known`. */
async function overProject(): Promise<ReturnType<typeof serveInProcess>> {
  const served = serveInProcess();
  served.engine.onDisk('/w/clean.sv', 'module clean; endmodule');
  served.engine.onDisk('/w/b.sv', 'module @ b; endmodule');
  served.engine.onDisk('/w/c.sv', 'module @ c;\n@ endmodule');
  await served.client.start({ capabilities });
  return served;
}

test('files that were never opened are told of too, those with problems; one by one to a client that takes partial results', async () => {
  const { client } = await overProject();
  const partialResultToken = 'parts';
  expect(await client.request('workspace/diagnostic', { previousResultIds: [], partialResultToken })).toEqual({ items: [] });
  const parts = client.notifications
    .filter((one) => one.method === '$/progress')
    .map((one) => one.params as { token: string; value: { items: Files } });
  expect(parts.every((one) => one.token === partialResultToken)).toBe(true);
  expect(
    parts
      .flatMap((one) => one.value.items)
      .map((one) => `${one.uri} ${one.items.length}`)
      .sort(),
  ).toEqual(['file:///w/b.sv 1', 'file:///w/c.sv 2']);
});

test('without partial results each request is answered with what is new, until all was told', async () => {
  const { client } = await overProject();
  const known = new Map<string, string>();
  while (known.size < 2) {
    const previousResultIds = [...known].map(([uri, value]) => ({ uri, value }));
    const { items } = await client.request<{ items: Files }>('workspace/diagnostic', { previousResultIds });
    for (const one of items) known.set(one.uri, one.resultId);
  }
  expect([...known.keys()].sort()).toEqual(['file:///w/b.sv', 'file:///w/c.sv']);
});

test('a document that is opened speaks for itself, and its file is looked at again when it was closed', async () => {
  const { client, engine } = await overProject();
  const b = 'file:///w/b.sv';
  const next = async (previousResultIds: object[]): Promise<Files> => (
    await client.request<{ items: Files }>('workspace/diagnostic', { previousResultIds, partialResultToken: 1 }),
    told()
  );
  const told = (): Files =>
    client.notifications
      .filter((one) => one.method === '$/progress')
      .flatMap((one) => (one.params as { value: { items: Files } }).value.items);
  const first = await next([]);
  client.open(b, 'module b; endmodule');
  const ids = first.map((one) => ({ uri: one.uri, value: one.resultId }));
  const opened = (await next(ids)).at(-1);
  expect(opened).toMatchObject({ uri: b, items: [] });
  // On disk it is wrong all the same.
  client.notify('textDocument/didClose', { textDocument: { uri: b } });
  await client.request('signoff/doctor', {});
  engine.onDisk('/w/b.sv', 'module @ b; endmodule');
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: b, type: 2 }] });
  const again = await next([...ids.filter((one) => one.uri !== b), { uri: b, value: opened?.resultId ?? '' }]);
  expect(again.at(-1)).toMatchObject({ uri: b, items: [{ code: 'syntax/error' }] });
});
