import { expect, test } from 'vitest';
import { parse } from 'smol-toml';
import type { CodeAction } from 'vscode-languageserver';
import { readLintPragmas } from '../../../server/src/engine/findings/lintPragmas';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/rtl/a.sv';
const finding = (code: string, severity: Diagnostic['severity']): Diagnostic => ({
  file: '/w/rtl/a.sv',
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 7,
  severity,
  code,
  source: 'yosys',
  message: 'a latch for "q"',
});
const literals = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } };

async function actionsOn(found: Diagnostic[], workspaceEdit: object, commands: object = {}): Promise<CodeAction[]> {
  const { client, engine } = serveInProcess();
  await client.start({
    capabilities: { textDocument: literals, workspace: { workspaceEdit } },
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    initializationOptions: { commands },
  });
  engine.onCheck = () => Promise.resolve(found);
  client.open(uri, 'module a;\n  always_latch if (e) q = d;\nendmodule\n');
  await client.diagnostics(uri, (one) => one.diagnostics.length === found.length);
  const position = { line: 1, character: 4 };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
  return actions.filter(({ title }) => title.startsWith('Ignore'));
}

test('a finding can be waived here, by a comment that is read as such, and in the project, by an entry of the waiver file', async () => {
  const [here, project, ...more] = await actionsOn([finding('lint/latch', 'warning')], {
    documentChanges: true,
    resourceOperations: ['create'],
  });
  expect([here?.title, project?.title, more]).toEqual(['Ignore lint/latch here', 'Ignore lint/latch in the project', []]);
  const comment = here?.edit?.changes?.[uri]?.[0]?.newText ?? '';
  expect(readLintPragmas(`module a;\n${comment}  q`)).toMatchObject([{ rules: ['lint/latch'], from: 3, ours: true }]);
  expect(comment).toMatch(/^ {2}\/\//);
  const [create, edit] = project?.edit?.documentChanges ?? [];
  expect(create).toMatchObject({ kind: 'create', uri: 'file:///w/.signoff/waivers.toml', options: { ignoreIfExists: true } });
  const text = edit !== undefined && 'edits' in edit ? (edit.edits[0] as { newText: string }).newText : '';
  expect(parse(text)).toMatchObject({ waiver: [{ rule: 'lint/latch', file: 'rtl/a.sv', message: 'a latch for "q"', reason: 'say why' }] });
});

test('a client that can shows the entry, saved, so that it counts and its reason is asked for', async () => {
  const able = { documentChanges: true, resourceOperations: ['create'] };
  const [, plain] = await actionsOn([finding('lint/latch', 'warning')], able);
  expect(plain?.command).toBeUndefined();
  const [, shown] = await actionsOn([finding('lint/latch', 'warning')], able, { reviewWaiver: 'c' });
  expect(shown?.command).toMatchObject({ command: 'c', arguments: ['file:///w/.signoff/waivers.toml'] });
});

test('an error cannot be waived, and a client that makes no files is offered the comment alone', async () => {
  expect(await actionsOn([finding('elaborate/error', 'error')], {})).toEqual([]);
  expect((await actionsOn([finding('lint/latch', 'warning')], {})).map((one) => one.title)).toEqual(['Ignore lint/latch here']);
});
