import { describe, expect, test } from 'vitest';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';

describe('a bare client', () => {
  test('initializes without clientInfo, folders or capabilities, and gets everything that is advertised', async () => {
    const { client } = serveInProcess();
    const capabilities = await client.start();
    expect(capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      documentSymbolProvider: true,
      hoverProvider: true,
      inlineCompletionProvider: true,
      codeActionProvider: true,
      executeCommandProvider: { commands: expect.arrayContaining(['signoff.server.verify']) as unknown },
    });
    client.open(uri, 'module a; endmodule\n');
    expect(await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 8 } })).toMatchObject({
      contents: { kind: 'plaintext' },
    });
    expect(await client.request('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject([
      { name: 'a', location: { uri } },
    ]);
    const [location] = await client.request<object[]>('textDocument/definition', {
      textDocument: { uri },
      position: { line: 0, character: 7 },
    });
    expect(location).toEqual({ uri, range: { start: { line: 0, character: 7 }, end: { line: 0, character: 8 } } });
    const [lens] = await client.request<{ command: object }[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lens?.command).toMatchObject({ command: 'signoff.server.verify', arguments: [{ uri, module: 'a' }] });
  });

  test.each([null, {}, undefined, { commands: {} }])('takes initializationOptions %j', async (initializationOptions) => {
    const { client } = serveInProcess();
    expect(await client.start({ initializationOptions })).toHaveProperty('hoverProvider', true);
  });

  test('answers requests before initialize and after shutdown with the errors LSP names', async () => {
    const { client } = serveInProcess();
    const place = { textDocument: { uri }, position: { line: 0, character: 0 } };
    expect((await client.ask('textDocument/hover', place).reply).error?.code).toBe(-32002);
    await client.start();
    await client.request('shutdown');
    expect((await client.ask('textDocument/hover', place).reply).error?.code).toBe(-32600);
  });

  test('answers MethodNotFound to what is not offered', async () => {
    const { client } = serveInProcess();
    await client.start();
    for (const method of ['textDocument/linkedEditingRange', 'signoff/nonsense', 'textDocument/documentColor']) {
      expect((await client.ask(method, { textDocument: { uri } }).reply).error?.code).toBe(-32601);
    }
  });

  test('a request about a document that was never opened is empty, not an error', async () => {
    const { client } = serveInProcess();
    await client.start();
    const textDocument = { uri: 'file:///w/never.sv' };
    const position = { line: 9, character: 9 };
    expect(await client.request('textDocument/hover', { textDocument, position })).toBeNull();
    expect(await client.request('textDocument/documentSymbol', { textDocument })).toEqual([]);
    expect(
      await client.request('textDocument/codeAction', {
        textDocument,
        range: { start: position, end: position },
        context: { diagnostics: [] },
      }),
    ).toEqual([]);
    expect(await client.request('textDocument/inlineCompletion', { textDocument, position, context: { triggerKind: 1 } })).toEqual({
      items: [],
    });
    const range = { start: position, end: position };
    for (const method of ['foldingRange', 'documentLink', 'inlayHint'])
      expect(await client.request(`textDocument/${method}`, { textDocument, range }), method).toEqual([]);
    expect(await client.request('textDocument/selectionRange', { textDocument, positions: [position] })).toEqual([]);
    expect(await client.request('textDocument/semanticTokens/full', { textDocument })).toEqual({ data: [] });
    for (const method of ['signatureHelp', 'prepareCallHierarchy'])
      expect(await client.request(`textDocument/${method}`, { textDocument, position }), method).toBeNull();
  });
});

describe('text synchronization', () => {
  test('takes changes with ranges and a whole text without one', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'module a;\r\n  // é🙂x\r\nendmodule\r\n');
    // After é (one unit) and 🙂 (two units) the x is at UTF-16 column 8.
    client.change(uri, 2, [{ range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } }, text: 'y' }]);
    await client.request('signoff/modules', { uri });
    expect(engine.documentText('/w/a.sv')).toBe('module a;\r\n  // é🙂y\r\nendmodule\r\n');
    client.change(uri, 3, [{ text: 'module b; endmodule' }]);
    expect(await client.request('signoff/modules', { uri })).toMatchObject({ version: 3, modules: [{ name: 'b', line: 1, column: 8 }] });
  });

  test('keeps paths with spaces, percent signs and letters beyond ASCII apart from their spelling in the URI', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    const spelled = 'file:///w/my%20d%C3%ADr/100%25.sv';
    client.open(spelled, 'module @ a; endmodule');
    const { diagnostics } = await client.diagnostics(spelled);
    expect(diagnostics[0]?.range.start).toEqual({ line: 0, character: 7 });
    expect([...engine.texts.keys()]).toEqual(['/w/my dír/100%.sv']);
  });

  test('an edit of a document that is not open, and a change after close, are ignored', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.change(uri, 4, [{ text: 'module z; endmodule' }]);
    client.open(uri, 'module a; endmodule');
    client.notify('textDocument/didClose', { textDocument: { uri } });
    client.change(uri, 5, [{ text: 'module z; endmodule' }]);
    expect(await client.request('signoff/modules', { uri })).toEqual({ modules: [] });
    expect(engine.texts.size).toBe(0);
  });

  test('leaves documents that are not Verilog alone', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open('file:///w/readme.md', '# module a', 'markdown');
    await client.request('signoff/doctor', {});
    expect(engine.texts.size).toBe(0);
  });
});

describe('one guard per feature', () => {
  test('a crash costs one reply', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'module a; endmodule');
    engine.onComplete = () => Promise.reject(new Error('boom'));
    engine.onVerify = () => Promise.reject(new Error('boom'));
    const position = { line: 0, character: 9 };
    const place = { textDocument: { uri }, position, context: { triggerKind: 1 } };
    expect(await client.request('textDocument/inlineCompletion', place)).toEqual({ items: [] });
    expect((await client.ask('signoff/verify', { uri }).reply).error).toMatchObject({ code: -32603 });
    expect(await client.request('textDocument/documentSymbol', { textDocument: { uri } })).toHaveLength(1);
  });

  test('own requests without parameters get InvalidParams', async () => {
    const { client } = serveInProcess();
    await client.start();
    for (const method of ['signoff/verify', 'signoff/graph', 'signoff/timing', 'signoff/evidence']) {
      expect((await client.ask(method).reply).error?.code).toBe(-32602);
    }
  });

  test('cancelling a request aborts the work and answers RequestCancelled', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'module a; endmodule');
    let aborted = false;
    const begun = new Promise<void>((started) => {
      engine.onVerify = (_request, signal) =>
        new Promise((_resolve, reject) => {
          started();
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        });
    });
    const { id, reply } = client.ask('signoff/verify', { uri });
    await begun;
    client.notify('$/cancelRequest', { id });
    expect((await reply).error?.code).toBe(-32800);
    expect(aborted).toBe(true);
  });
});
