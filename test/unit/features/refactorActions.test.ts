import type { CodeAction, Command, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { BareClient } from '../../harness/lspClient';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///p/a.sv';
const text = `module m (input logic clk, d, output logic q);
  always @(posedge clk) q <= d;
  always @(d) begin end
  logic x;
  always @(x) x = d;

endmodule
`;
const literals = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };

async function served(codeAction: object, workspace: object = {}): Promise<BareClient> {
  const { client } = serveInProcess();
  await client.start({ capabilities: { textDocument: { codeAction }, workspace } });
  client.open(uri, text);
  return client;
}

function ask<T>(client: BareClient, line: number, context: object = {}): Promise<T[]> {
  const at = { line, character: 4 };
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [], ...context },
  });
}

function applied(edits: readonly TextEdit[] | undefined): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'systemverilog', 1, text), [...(edits ?? [])]);
}

describe('code actions that rewrite', () => {
  it('come with their edit', async () => {
    const found = await ask<CodeAction>(await served(literals), 1);
    const action = found.find((one) => one.title === 'Make it always_ff');
    expect(action?.kind).toBe('refactor.rewrite');
    expect(applied(action?.edit?.changes?.[uri])).toContain('  always_ff @(posedge clk) q <= d;');
  });

  it('get it with resolve where the client can, and not when the text changed since', async () => {
    const client = await served({ ...literals, resolveSupport: { properties: ['edit'] } });
    const [action] = await ask<CodeAction>(client, 1, { only: ['refactor'] });
    expect(action?.edit).toBeUndefined();
    const resolved = await client.request<CodeAction>('codeAction/resolve', action ?? {});
    expect(applied(resolved.edit?.changes?.[uri])).toContain('always_ff');
    client.notify('textDocument/didChange', { textDocument: { uri, version: 9 }, contentChanges: [{ text: `\n${text}` }] });
    expect((await client.request<CodeAction>('codeAction/resolve', action ?? {})).edit).toBeUndefined();
  });

  it('tell why one is refused, to a client that shows it and a user who asks', async () => {
    const why = async (support: object, context: object): Promise<string[]> =>
      (await ask<CodeAction>(await served({ ...literals, ...support }), 4, context)).flatMap((one) => one.disabled?.reason ?? []);
    expect(await why({ disabledSupport: true }, { triggerKind: 1 })).toEqual([expect.stringMatching(/sensitivity list lacks d/)]);
    expect(await why({ disabledSupport: true }, { triggerKind: 2 })).toEqual([]);
    expect(await why({}, { triggerKind: 1 })).toEqual([]);
  });

  it('are commands for a client without literals', async () => {
    const client = await served({}, { applyEdit: true });
    const edits: WorkspaceEdit[] = [];
    client.answers.set('workspace/applyEdit', (params) => {
      edits.push((params as { edit: WorkspaceEdit }).edit);
      return { applied: true };
    });
    const command = (await ask<Command>(client, 1)).find((one) => one.title === 'Make it always_ff');
    await client.request('workspace/executeCommand', { command: command?.command, arguments: command?.arguments });
    expect(applied(edits[0]?.changes?.[uri])).toContain('always_ff');
  });
});

it('a chosen module is put behind the line of the cursor', async () => {
  const client = await served(literals, { applyEdit: true });
  const edits: WorkspaceEdit[] = [];
  client.answers.set('workspace/applyEdit', (params) => {
    edits.push((params as { edit: WorkspaceEdit }).edit);
    return { applied: true };
  });
  client.open('file:///p/sub.sv', 'module sub; endmodule\n');
  expect(await client.request('signoff/instantiable', {})).toMatchObject({ modules: [{ name: 'm' }, { name: 'sub' }] });
  await client.request('signoff/instantiate', { uri, module: 'sub', position: { line: 5, character: 0 } });
  expect(applied(edits[0]?.changes?.[uri])).toContain('  always @(x) x = d;\n  sub u_sub ();\nendmodule');
  await expect(client.request('signoff/instantiate', { uri, module: 'none', position: { line: 5, character: 0 } })).rejects.toThrow(
    /declares a module none/,
  );
});
