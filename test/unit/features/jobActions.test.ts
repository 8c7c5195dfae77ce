import { expect, test } from 'vitest';
import type { CodeAction, Command } from 'vscode-languageserver';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const text = 'module full (input a, output y);\n  assign y = a;\nendmodule\n// adds one\nmodule empty (input a, output y);\nendmodule\n';
const literals = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } };
const problem: Diagnostic = {
  file: '/w/a.sv',
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 9,
  severity: 'warning',
  code: 'slang/width-trunc',
  source: 'slang',
  message: 'cut off',
};

async function offered(
  line: number,
  options: { found?: Diagnostic[]; commands?: object; textDocument?: object; trusted?: boolean; kind?: number } = {},
): Promise<(CodeAction | Command)[]> {
  const { found = [], commands, textDocument = literals, trusted = true, kind = 1 } = options;
  const { client, engine } = serveInProcess();
  await client.start({
    capabilities: { textDocument },
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    initializationOptions: { trusted, ...(commands === undefined ? {} : { commands }) },
  });
  engine.modulesOf = (path) => engine.names?.modulesOf(path) ?? [];
  engine.onCheck = () => Promise.resolve(found);
  client.open(uri, text);
  if (trusted) await client.diagnostics(uri, (one) => one.diagnostics.length === found.length);
  const position = { line, character: 2 };
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], triggerKind: kind },
  });
}
const jobs = (all: (CodeAction | Command)[]): string[] =>
  all.map(({ title }) => title).filter((title) => !/^(?:Ignore|Extract|Name|Inline)/.test(title));

test('at a header every job on the module, inside it the explanation, above an empty one its generation', async () => {
  expect(jobs(await offered(0))).toEqual([
    'Explain this',
    'Make a testbench of full',
    'Propose assertions of full',
    'Document full',
    'Review the change of full',
    'Optimize full',
    'Make a C model of full',
  ]);
  expect(jobs(await offered(1))).toContain('Explain this');
  expect(jobs(await offered(4))).toEqual(['Generate empty from the comment above it']);
});

test('a problem can be mended without being asked by hand; the jobs wait for that', async () => {
  const found = jobs(await offered(1, { found: [problem], kind: 2 }));
  expect(found).toEqual(['Fix with Signoff: cut off']);
});

test('an action is a command of the client that has its own, else one of the server', async () => {
  const [own] = await offered(1, { found: [problem], kind: 2, commands: { jobs: { fix: 'their.fix' } } }).then((all) =>
    all.filter(({ title }) => title.startsWith('Fix')),
  );
  expect(own).toMatchObject({
    kind: 'quickfix',
    command: { command: 'their.fix', arguments: [{ uri, line: 2, code: 'slang/width-trunc' }] },
  });
  const [plain] = await offered(1, { found: [problem], kind: 2, textDocument: {} }).then((all) =>
    all.filter(({ title }) => title.startsWith('Fix')),
  );
  expect(plain).toMatchObject({ command: 'signoff.server.fix', arguments: [{ uri, line: 2, code: 'slang/width-trunc' }] });
});

test('in a workspace that is not trusted there are none', async () => {
  expect(jobs(await offered(0, { trusted: false }))).toEqual([]);
});

test('a client without own commands runs a job by name and is told what came of it', async () => {
  const { client, engine } = serveInProcess();
  const capabilities = await client.start({ capabilities: {}, workspaceFolders: [{ uri: 'file:///w', name: 'w' }] });
  expect((capabilities['executeCommandProvider'] as { commands: string[] }).commands).toEqual(
    expect.arrayContaining(['review', 'fix', 'document', 'explain', 'optimize', 'cModel'].map((job) => `signoff.server.${job}`)),
  );
  client.open(uri, text);
  const answer = await client
    .request<{ claims: unknown[] }>('workspace/executeCommand', { command: 'signoff.server.explain', arguments: [{ uri, line: 2 }] })
    .catch((error: unknown) => ({ claims: [String(error)] }));
  expect(answer.claims[0]).toContain('none');
  expect(engine.disposed).toBe(false);
});
