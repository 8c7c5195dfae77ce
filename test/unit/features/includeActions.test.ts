import { expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/rtl/a.sv';
const missing: Diagnostic = {
  file: '/w/rtl/a.sv',
  line: 1,
  column: 10,
  endLine: 1,
  endColumn: 20,
  severity: 'error',
  code: 'elaborate/include',
  source: 'slang',
  message: 'the include file defs.svh was not found; 2 problems that may follow from it are not listed',
};
const literals = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } };

async function actions(lists: string[], held: string[], initializationOptions: object = {}): Promise<CodeAction[]> {
  const { client, engine } = serveInProcess();
  await client.start({
    capabilities: { textDocument: literals },
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    initializationOptions,
  });
  engine.onCheck = () => Promise.resolve([missing]);
  for (const path of held) engine.openDocument(path, 1, '');
  engine.status = { ...engine.status, descriptions: lists.map((file) => ({ file, format: 'file list', sources: 1, gaps: 0 })) };
  client.open(uri, '`include "defs.svh"\nmodule a; endmodule\n');
  await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
  const position = { line: 0, character: 12 };
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
}

test('each folder that holds the file is a line for the file list in force', async () => {
  const found = await actions(['/w/scripts/all.f'], ['/w/x/defs.svh', '/w/y/defs.svh']);
  expect(found.map((one) => one.title)).toEqual(['Add x to the include directories (all.f)', 'Add y to the include directories (all.f)']);
  expect(found[0]?.edit?.changes).toEqual({
    'file:///w/scripts/all.f': [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: '+incdir+../x\n' }],
  });
});

test('without a list it is the setting, where the client has a command for it; without a folder there is nothing', async () => {
  const found = await actions([], ['/w/x/defs.svh'], { commands: { addIncludeDir: 'c' } });
  expect(found[0]?.command).toMatchObject({ command: 'c', arguments: ['x'] });
  expect(await actions([], ['/w/x/defs.svh'])).toEqual([]);
  expect(await actions(['/w/all.f'], [])).toEqual([]);
});
