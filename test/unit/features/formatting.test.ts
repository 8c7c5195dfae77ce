import { expect, test } from 'vitest';
import { changedLines } from '../../../server/src/features/formatting';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const capabilities = { textDocument: { formatting: { dynamicRegistration: true }, rangeFormatting: { dynamicRegistration: true } } };
const registered = (client: ReturnType<typeof serveInProcess>['client']): string => JSON.stringify(client.requests);

test('with a formatter it is offered, and what changes is one edit', async () => {
  const { client, engine } = serveInProcess();
  client.answers.set('client/registerCapability', () => null);
  engine.formats = true;
  await client.start({ capabilities });
  await client.until(() => (registered(client).includes('textDocument/rangeFormatting') ? true : undefined));
  client.open(uri, 'module a;\nwire   x;\nendmodule\n');
  expect(await client.request('textDocument/formatting', { textDocument: { uri }, options: {} })).toEqual([
    { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: 'wire x;\n' },
  ]);
});

test('without one it is not', async () => {
  const { client } = serveInProcess();
  client.answers.set('client/registerCapability', () => null);
  expect(await client.start({ capabilities })).not.toHaveProperty('documentFormattingProvider');
  await client.request('signoff/whyFile', { uri });
  expect(registered(client)).not.toContain('ormatting');
});

test('a client that takes nothing later is offered it from the start, and told once what is missing', async () => {
  const { client, engine } = serveInProcess();
  const { formatting, rangeFormatting } = { formatting: {}, rangeFormatting: {} };
  expect(await client.start({ capabilities: { textDocument: { formatting, rangeFormatting } } })).toMatchObject({
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
  });
  client.open(uri, 'module a;\nwire   x;\nendmodule\n');
  const format = (): Promise<unknown> => client.request('textDocument/formatting', { textDocument: { uri }, options: {} });
  expect(await format()).toEqual([]);
  expect(await format()).toEqual([]);
  const messages = client.notifications.filter((one) => one.method === 'window/showMessage');
  expect(messages.map((one) => (one.params as { message: string }).message)).toEqual([expect.stringMatching(/verible-verilog-format/)]);
  engine.formats = true;
  expect(await format()).toHaveLength(1);
});

test('it is not offered where its switch is off or another extension formats', async () => {
  for (const options of [{ settings: { features: { formatting: 'off' } } }, { peers: ['chipsalliance.verible'] }])
    expect(await serveInProcess().client.start({ capabilities: {}, initializationOptions: options })).not.toHaveProperty(
      'documentFormattingProvider',
    );
});

test('the edit covers the lines that differ, also at an end without a line break', () => {
  const apply = (before: string, after: string): string => {
    const [edit] = changedLines(before, after);
    if (edit === undefined) return before;
    const starts = [0, ...[...before.matchAll(/\n/g)].map((found) => found.index + 1)];
    const at = (position: { line: number; character: number }): number => (starts[position.line] ?? before.length) + position.character;
    return before.slice(0, at(edit.range.start)) + edit.newText + before.slice(at(edit.range.end));
  };
  const texts = ['', 'a', 'a\n', 'a\nb', 'a\nb\n', 'x\nb\n', 'a\nb\nc', 'a\n\nc\n', 'b\nb\nb\n'];
  for (const before of texts) for (const after of texts) expect([before, after, apply(before, after)]).toEqual([before, after, after]);
});
