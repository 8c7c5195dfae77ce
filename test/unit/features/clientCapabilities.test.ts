import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveInProcess } from './serveInProcess';
import type { BareClient } from '../../harness/lspClient';

const uri = 'file:///w/top.sv';
const text = `module sub (input logic clk); endmodule
module top (input logic clk);
  logic [1:0] held;
  sub u_sub (.clk(clk));
endmodule
`;

/** All that a client may say it can do, as far as an answer of ours depends on it. */
const everything = {
  workspace: { workspaceFolders: true, configuration: false, symbol: {} },
  textDocument: {
    definition: { linkSupport: true },
    declaration: { linkSupport: true },
    typeDefinition: { linkSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor'] } },
      resolveSupport: { properties: ['edit'] },
    },
    completion: {
      completionItem: { snippetSupport: true, insertReplaceSupport: true, labelDetailsSupport: true, documentationFormat: ['markdown'] },
      completionList: { itemDefaults: ['editRange'] },
    },
    foldingRange: { lineFoldingOnly: true },
    rename: { prepareSupport: true },
    documentLink: { tooltipSupport: true },
    signatureHelp: { signatureInformation: { documentationFormat: ['markdown'], activeParameterSupport: true } },
    inlayHint: { resolveSupport: { properties: ['tooltip'] } },
    semanticTokens: { requests: { full: true, range: true }, tokenTypes: ['variable'], tokenModifiers: [], formats: ['relative'] },
  },
};

const inSub = { textDocument: { uri }, position: { line: 3, character: 3 } };
const requests: Readonly<Record<string, object>> = {
  'textDocument/hover': inSub,
  'textDocument/definition': inSub,
  'textDocument/declaration': inSub,
  'textDocument/typeDefinition': inSub,
  'textDocument/references': { ...inSub, context: { includeDeclaration: true } },
  'textDocument/documentHighlight': inSub,
  'textDocument/documentSymbol': { textDocument: { uri } },
  'textDocument/completion': inSub,
  'textDocument/signatureHelp': { textDocument: { uri }, position: { line: 3, character: 13 } },
  'textDocument/foldingRange': { textDocument: { uri } },
  'textDocument/selectionRange': { textDocument: { uri }, positions: [inSub.position] },
  'textDocument/documentLink': { textDocument: { uri } },
  'textDocument/codeLens': { textDocument: { uri } },
  'textDocument/codeAction': {
    textDocument: { uri },
    range: { start: inSub.position, end: inSub.position },
    context: { diagnostics: [] },
  },
  'textDocument/inlineCompletion': { ...inSub, context: { triggerKind: 1 } },
  'workspace/symbol': { query: 'sub' },
};

/** Every path through an object of capabilities down to its leaves. */
function pathsOf(value: unknown, before: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[...before]];
  return [[...before], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...before, key]))].filter(
    (one) => one.length > 0,
  );
}

/** The capabilities without one of them. */
function without(keys: readonly string[]): object {
  const copy = structuredClone(everything) as Record<string, unknown>;
  let at = copy;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  delete at[keys.at(-1) ?? ''];
  return copy;
}

async function askAll(client: BareClient): Promise<string[]> {
  client.open(uri, text);
  const failed: string[] = [];
  for (const [method, params] of Object.entries(requests)) {
    const { error } = await client.ask(method, params).reply;
    if (error !== undefined) failed.push(`${method}: ${error.message}`);
  }
  return failed;
}

describe('every request is answered', () => {
  it('to a client that can do everything, and to one that names nothing', async () => {
    for (const capabilities of [everything, {}, { textDocument: {} }, { workspace: {}, general: {} }]) {
      const { client } = serveInProcess();
      await client.start({ capabilities });
      expect(await askAll(client)).toEqual([]);
    }
  });

  it.each(pathsOf(everything).map((keys) => [keys.join('.'), keys] as const))('without %s', async (_name, keys) => {
    const { client } = serveInProcess();
    await client.start({ capabilities: without(keys) });
    expect(await askAll(client)).toEqual([]);
  });
});

it.each(['definition', 'declaration', 'typeDefinition'])('links of %s go to clients that know them only', async (request) => {
  const ask = async (capabilities: object): Promise<object[]> => {
    const { client } = serveInProcess();
    await client.start({ capabilities });
    client.open(uri, text);
    const position = { line: 3, character: request === 'typeDefinition' ? 7 : 3 };
    return client.request(`textDocument/${request}`, { textDocument: { uri }, position });
  };
  expect((await ask({}))[0]).toHaveProperty('uri');
  expect((await ask({ textDocument: { [request]: { linkSupport: false } } }))[0]).not.toHaveProperty('targetUri');
  expect((await ask({ textDocument: { [request]: { linkSupport: true } } }))[0]).toHaveProperty('targetUri');
});

it('no request leads to a request that the client did not say it answers', async () => {
  const { client } = serveInProcess();
  await client.start();
  await askAll(client);
  client.change(uri, 2, [{ text: `${text}\n` }]);
  await client.request('textDocument/documentSymbol', { textDocument: { uri } });
  expect(client.requests).toEqual([]);
  const own = client.notifications.map((one) => one.method).filter((method) => method.startsWith('signoff/'));
  expect(own).toEqual([]);
});

it('nothing is written into the workspace, with a folder or without', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-'));
  try {
    const { client } = serveInProcess();
    await client.start({ rootUri: `file://${folder}`, rootPath: folder });
    await askAll(client);
    client.notify('textDocument/didSave', { textDocument: { uri } });
    await client.request('shutdown');
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync('undefined')).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
