import { describe, expect, it } from 'vitest';
import { featureNames, peers } from '../../../server/src/protocol/peers';
import { switchesFrom } from '../../../server/src/features/switches';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const place = { textDocument: { uri }, position: { line: 0, character: 8 } };

/** What each feature is advertised as, where it can be told at `initialize`. */
const providers: Readonly<Record<string, string>> = {
  completion: 'completionProvider',
  hover: 'hoverProvider',
  signatureHelp: 'signatureHelpProvider',
  definition: 'definitionProvider',
  references: 'referencesProvider',
  rename: 'renameProvider',
  highlights: 'documentHighlightProvider',
  documentSymbols: 'documentSymbolProvider',
  workspaceSymbols: 'workspaceSymbolProvider',
  callHierarchy: 'callHierarchyProvider',
  folding: 'foldingRangeProvider',
  selectionRanges: 'selectionRangeProvider',
  links: 'documentLinkProvider',
  codeLens: 'codeLensProvider',
  codeActions: 'codeActionProvider',
  inlayHints: 'inlayHintProvider',
};

async function capabilities(initializationOptions: object): Promise<Record<string, unknown>> {
  return serveInProcess().client.start({ initializationOptions });
}

describe('a feature', () => {
  it.each(Object.entries(providers))('%s is advertised, and not when it is off', async (name, provider) => {
    expect(await capabilities({})).toHaveProperty(provider);
    expect(await capabilities({ settings: { [`features.${name}`]: 'off' } })).not.toHaveProperty(provider);
    expect(await capabilities({ settings: { features: { [name]: 'off' } } })).not.toHaveProperty(provider);
  });

  it('that is off answers MethodNotFound, and the others work', async () => {
    const { client } = serveInProcess();
    await client.start({ initializationOptions: { settings: { 'features.hover': 'off' } } });
    client.open(uri, 'module a; endmodule\n');
    expect((await client.ask('textDocument/hover', place).reply).error?.code).toBe(-32601);
    expect(await client.request('textDocument/definition', place)).toHaveLength(1);
  });

  it('with a value that is none stays on', async () => {
    expect(await capabilities({ settings: { 'features.hover': 'maybe' } })).toHaveProperty('hoverProvider');
  });
});

describe('beside another extension', () => {
  it('what it offers is not advertised, what it lacks is', async () => {
    const found = await capabilities({ peers: ['Hudson-River-Trading.vscode-slang'] });
    expect(found).not.toHaveProperty('hoverProvider');
    expect(found).not.toHaveProperty('completionProvider');
    expect(found).not.toHaveProperty('declarationProvider');
    expect(found).toMatchObject({ foldingRangeProvider: true, inlineCompletionProvider: true });
  });

  it('`on` has the feature all the same', async () => {
    const found = await capabilities({ peers: ['mshr-h.veriloghdl'], settings: { 'features.hover': 'on' } });
    expect(found).toHaveProperty('hoverProvider');
    expect(found).not.toHaveProperty('completionProvider');
  });

  it('one that is not known changes nothing, and neither do peers that are no list', async () => {
    const all = await capabilities({});
    expect(await capabilities({ peers: ['acme.whatever'] })).toEqual(all);
    expect(await capabilities({ peers: 'mshr-h.veriloghdl' })).toEqual(all);
  });

  it('its problems are not doubled', async () => {
    const { client, engine } = serveInProcess();
    await client.start({ initializationOptions: { peers: ['dalance.svls-vscode'], settings: { 'features.lint': 'off' } } });
    client.open(uri, 'module @ a; endmodule');
    client.open('file:///w/b.sv', 'module b; endmodule');
    await client.request('textDocument/hover', { ...place, textDocument: { uri: 'file:///w/b.sv' } });
    await client.request('signoff/modules', { uri });
    expect(client.notifications.filter((one) => one.method === 'textDocument/publishDiagnostics')).toEqual([]);
    expect(engine.calls).not.toContain('check');
  });

  it('what one that only elaborates does not look for is kept', async () => {
    const { client, engine } = serveInProcess();
    const found = (code: string): Diagnostic => ({
      ...{ file: '/w/a.sv', line: 1, column: 1, endLine: 1, endColumn: 7 },
      ...{ severity: 'warning', code, source: 'yosys', message: code },
    });
    engine.onCheck = () => Promise.resolve(['slang/width-trunc', 'lint/latch', 'elaborate/error', 'verilator/WIDTHCONCAT'].map(found));
    await client.start({ initializationOptions: { peers: ['mshr-h.veriloghdl'] } });
    client.open(uri, 'module @ a; endmodule');
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length > 0);
    expect(diagnostics.map((one) => one.code)).toEqual(['lint/latch', 'verilator/WIDTHCONCAT']);
  });

  it('Doctor says what is off and why', async () => {
    const { client } = serveInProcess();
    await client.start({ initializationOptions: { peers: ['chipsalliance.verible'], settings: { 'features.hover': 'off' } } });
    const { features } = await client.request<{ features: string[] }>('signoff/doctor', {});
    expect(features).toContain('hover is off in the settings');
    expect(features.join('\n')).toMatch(/definition, references, rename, documentSymbols, formatting, diagnostics are left to Verible/);
  });
});

it('every known extension offers something that has a switch', () => {
  for (const { id, offers } of peers) {
    expect(id).toBe(id.toLowerCase());
    const switches = switchesFrom({ peers: [id] });
    expect(featureNames.filter((name) => !switches.on(name)).sort()).toEqual([...offers].sort());
  }
});
