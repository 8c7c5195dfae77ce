import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../server/src/protocol/contract';
import { spawnServer, type BareClient } from '../harness/lspClient';

const root = path.resolve(__dirname, '../..');
const program = path.join(root, 'dist/server.js');
const good = 'module inverter (input wire a, output wire y);\r\n  assign y = ~a; // é🙂\r\nendmodule\r\n';

describe('dist/server.js --stdio with a bare client', () => {
  let folder: string;
  let client: BareClient | undefined;

  beforeAll(() => {
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'ignore' });
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'signoff lsp ')), 'dír with % and spaces');
    mkdirSync(folder);
  });
  afterEach(() => client?.child?.kill());
  afterAll(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  const start = async (params: Record<string, unknown> = {}): Promise<BareClient> => {
    client = spawnServer(process.execPath, [program, '--stdio']);
    await client.start({ rootUri: pathToFileURL(folder).toString(), ...params });
    return client;
  };
  const file = (name: string, text: string): string => {
    const target = path.join(folder, name);
    writeFileSync(target, text);
    return pathToFileURL(target).toString();
  };

  test('verifies a module in a CRLF file on a path beyond ASCII and writes nothing into the workspace', async () => {
    const server = await start();
    const uri = file('inverter.v', good);
    server.open(uri, good, 'verilog');
    const verdict = await server.request<Verdict>('signoff/verify', { uri, module: 'inverter' });
    expect(verdict.rungs.map((rung) => rung.name).slice(0, 3)).toEqual(['parse', 'elaborate', 'lint']);
    expect(verdict.verdict).toBe('checked');
    expect(readdirSync(folder)).toEqual(['inverter.v']);
  });

  test('a golden under another name is compared with, by a path relative to the workspace or as it stood in git', async () => {
    const server = await start();
    const golden = 'module inverter_ref (input wire a, output wire y);\n  assign y = a;\nendmodule\n';
    file('golden.v', golden);
    const uri = file('inverter.v', good);
    server.open(uri, good, 'verilog');
    const against = (path: string): Promise<Verdict> =>
      server.request<Verdict>('signoff/verify', { uri, module: 'inverter', golden: path });
    expect((await against('golden.v')).verdict).toBe('refuted');
    expect((await against(path.join(folder, 'golden.v'))).verdict).toBe('refuted');
    const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
    git('init', '-q');
    file('inverter.v', good.replace('~a', 'a'));
    git('add', 'inverter.v');
    git('commit', '-q', '-m', 'first');
    file('inverter.v', good);
    expect((await against('git:HEAD:inverter.v')).verdict).toBe('refuted');
    rmSync(path.join(folder, '.git'), { recursive: true });
    rmSync(path.join(folder, 'golden.v'));
  });

  test('columns are UTF-16 units, before and after letters of one and two units', async () => {
    const server = await start();
    const text = 'module m;\r\n  /* é🙂 */ wire w = nowhere;\r\nendmodule\r\n';
    const uri = file('columns.sv', text);
    server.open(uri, text);
    const { diagnostics } = await server.diagnostics(uri, (one) =>
      one.diagnostics.some((found) => JSON.stringify(found.message).includes('nowhere')),
    );
    const found = diagnostics.find((one) => JSON.stringify(one.message).includes('nowhere'));
    expect(found?.range.start).toEqual({ line: 1, character: text.split('\r\n')[1]?.indexOf('nowhere') });
  });

  test('survives documents that are empty, broken, binary or half typed, and answers the next request', async () => {
    const server = await start();
    const broken = [
      '',
      '\u0000\u0001\uffff',
      'module',
      'module m(input',
      '`define X(a',
      'endmodule }}}} @@@',
      '\ud800 module x;',
      'module m; sub u (.a(',
    ];
    for (const [at, text] of broken.entries()) {
      const uri = file(`broken${at}.sv`, '');
      server.open(uri, text);
      await server.request('textDocument/documentSymbol', { textDocument: { uri } });
      await server.request('textDocument/inlineCompletion', {
        textDocument: { uri },
        position: { line: 0, character: 99 },
        context: { triggerKind: 1 },
      });
      await server.ask('signoff/graph', { uri, kind: 'cfg' }).reply;
    }
    const uri = file('after.v', good);
    server.open(uri, good, 'verilog');
    expect(await server.request('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject([{ name: 'inverter' }, {}, {}]);
  });

  test('ghost text comes from a thread of its own, whose evidence and requests are those of the server', async () => {
    const server = await start({
      initializationOptions: { trusted: true, languageModel: true, notifications: true, settings: { model: 'editor' } },
    });
    const asked: string[] = [];
    server.answers.set('signoff/lm', (params) => {
      asked.push((params as { prompt: string }).prompt);
      return { text: '~a;' };
    });
    const text = 'module late (input wire a, output wire y);\n  assign y = \nendmodule\n';
    const uri = file('late.v', '');
    server.open(uri, text, 'verilog');
    const complete = async (character: number) => {
      const given = { textDocument: { uri }, position: { line: 1, character }, context: { triggerKind: 1 } };
      const { items } = await server.request<{ items: { insertText: string }[] }>('textDocument/inlineCompletion', given);
      return items.map((item) => item.insertText);
    };
    expect(await complete(13)).toEqual(['~a;']);
    // The thread was told of the text, which is not on the disk; what it answered is known while it is typed.
    expect(asked.join()).toContain('module late');
    const at = { line: 1, character: 13 };
    server.change(uri, 2, [{ range: { start: at, end: at }, text: '~' }]);
    expect(await complete(14)).toEqual(['a;']);
    const { requests } = await server.request<{ requests: { outcome: string }[] }>('signoff/sentRequests', {});
    expect(requests.map(({ outcome }) => outcome)).toEqual(['answered']);
    const statuses = server.notifications.map(({ params }) => params as { item?: string; evidence?: string });
    const id = statuses.findLast(({ item, evidence }) => item === 'suggestions' && evidence !== undefined)?.evidence;
    expect(await server.request('signoff/evidence', { id })).toMatchObject({ sent: [expect.stringContaining('module late')] });
  });

  test('ends with 0 after shutdown and exit, with 1 after exit alone', async () => {
    const server = await start();
    await server.request('shutdown');
    const ended = new Promise((resolve) => server.child?.once('exit', resolve));
    server.notify('exit');
    expect(await ended).toBe(0);
    const abrupt = await start();
    const died = new Promise((resolve) => abrupt.child?.once('exit', resolve));
    abrupt.notify('exit');
    expect(await died).toBe(1);
  });

  test('the command line serves the same: signoff lsp --stdio', async () => {
    client = spawnServer(process.execPath, [path.join(root, 'dist/cli.js'), 'lsp', '--stdio']);
    expect(await client.start()).toHaveProperty('inlineCompletionProvider', true);
    expect((await client.ask('textDocument/documentColor', {}).reply).error?.code).toBe(-32601);
  });
});
