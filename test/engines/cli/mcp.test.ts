import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createMessageConnection,
  generateRandomPipeName,
  ProgressType,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { agentTools, jobTools } from '../../../server/src/agent/agentTools';
import type { AgentToolParams } from '../../../server/src/protocol/assistants';
import { Folder } from '../../harness/signoffCli';

const good = `module counter (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 4'd0;
    else if (en) q <= q + 4'd1;
endmodule
`;
const other = good.replace("else if (en) q <= q + 4'd1", "else q <= en ? q + 4'd1 : q");
const wrong = good.replace('else if (en)', 'else if (!en)');

describe('Signoff as a server of the Model Context Protocol, asked by the official client', () => {
  let folder: Folder;
  let client: Client;

  beforeAll(async () => {
    folder = new Folder({
      'counter.v': good,
      'other.v': other,
      'wrong.v': wrong,
      'broken.v': 'module broken (input a, output b);\n  assign b = a & missing_net + ;\nendmodule\n',
    });
    client = new Client({ name: 'test', version: '1' });
    const cli = path.resolve(__dirname, '../../../dist/cli.js');
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [cli, 'mcp', '--tools', 'embedded'],
        cwd: folder.path,
        stderr: 'ignore',
      }),
    );
  });

  afterAll(async () => {
    await client.close();
    folder[Symbol.dispose]();
  });

  async function call(name: string, input: Record<string, unknown>): Promise<{ failed: boolean; answer: Record<string, unknown> }> {
    const { content, isError } = await client.callTool({ name, arguments: input });
    const [first] = content as { type: string; text: string }[];
    return { failed: isError === true, answer: JSON.parse(first?.text ?? '') as Record<string, unknown> };
  }

  test('offers every tool with a schema that describes each of its fields', async () => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(agentTools.map((tool) => tool.name));
    for (const tool of tools) {
      expect(tool.description).toMatch(/\w{3,}.*\./);
      expect(tool.inputSchema).toMatchObject({ type: 'object' });
      expect(tool.annotations).toMatchObject({ readOnlyHint: true });
    }
    const [, , equiv] = tools;
    expect(equiv?.inputSchema['required']).toEqual(['golden', 'candidate']);
  });

  test('check: a clean file, and the problems of another as lines of text', async () => {
    expect(await call('signoff_check', { files: ['counter.v'] })).toEqual({ failed: false, answer: { clean: true, problems: [] } });
    const { answer } = await call('signoff_check', { files: ['broken.v'] });
    expect(answer['clean']).toBe(false);
    expect((answer['problems'] as string[])[0]).toMatch(/^broken\.v:2:\d+: error: /);
  });

  test('equiv: proves a rewrite, and refutes a wrong one with the first difference', async () => {
    const proved = await call('signoff_equiv', { golden: 'counter.v', candidate: 'other.v' });
    expect(proved).toMatchObject({ failed: false, answer: { verdict: 'proved', module: 'counter', rungs: { prove: 'passed' } } });
    const refuted = await call('signoff_equiv', { golden: 'counter.v', candidate: 'wrong.v' });
    expect(refuted.answer).toMatchObject({ verdict: 'refuted', difference: { signals: { q: {} } } });
    expect(JSON.stringify(refuted.answer).length).toBeLessThan(2000);
  });

  test('verify, graph, timing and context answer about the same module', async () => {
    expect((await call('signoff_verify', { files: ['counter.v'] })).answer).toMatchObject({ verdict: 'checked', module: 'counter' });
    const graph = await call('signoff_graph', { file: 'counter.v', kind: 'dfg' });
    expect(graph.answer['text']).toContain('q');
    const timing = await call('signoff_timing', { files: ['counter.v'], period: 20 });
    expect(timing.answer).toMatchObject({ period: 20, fixes: [] });
    expect(timing.answer['wns']).toBeGreaterThan(0);
    const context = await call('signoff_context', { file: 'counter.v', line: 3, column: 5 });
    expect(context.answer['context']).toContain('module counter');
  });

  test.each([
    ['a file outside of the folder', 'signoff_check', { files: ['../../etc/passwd'] }, /lies outside of/],
    [
      'an absolute path outside of the folder, in a commit',
      'signoff_equiv',
      { golden: 'git:HEAD:/etc/passwd', candidate: 'counter.v' },
      /lies outside of/,
    ],
    ['a file that is not there', 'signoff_verify', { files: ['gone.v'] }, /gone\.v/],
    ['an unknown module', 'signoff_graph', { file: 'counter.v', kind: 'dfg', module: 'nothing' }, /nothing/],
  ])('%s is an error in words, and the next call works', async (_name, tool, input, words) => {
    const { failed, answer } = await call(tool, input);
    expect(failed).toBe(true);
    expect(answer).toMatchObject({ error: { message: expect.stringMatching(words) as unknown } });
    expect((await call('signoff_check', { files: ['counter.v'] })).answer).toMatchObject({ clean: true });
  });

  test('input that does not fit the schema is refused before anything runs', async () => {
    const refused = await client.callTool({ name: 'signoff_graph', arguments: { file: 'counter.v', kind: 'nonsense' } }).then(
      (result) => ({ failed: result.isError === true, words: JSON.stringify(result.content) }),
      (error: unknown) => ({ failed: true, words: String(error) }),
    );
    expect(refused.failed).toBe(true);
    expect(refused.words).toMatch(/kind/);
  });

  test('tells its steps while it works, to a client that wants them', async () => {
    const steps: string[] = [];
    await client.callTool(
      { name: 'signoff_equiv', arguments: { golden: 'other.v', candidate: 'counter.v' } },
      { onprogress: ({ message }) => steps.push(message ?? '') },
    );
    expect(steps.length).toBeGreaterThan(0);
  });
});

describe('the server that an editor starts for its agents', () => {
  let listening: Server;
  let editor: MessageConnection | undefined;
  let client: Client;
  const asked: AgentToolParams[] = [];
  let cancelled = 0;
  /** A client forgets steps that come in one piece with the answer: the editor answers when its step was heard. */
  let heard: Promise<void> = Promise.resolve();

  async function answer(call: AgentToolParams, token: CancellationToken): Promise<{ text: string }> {
    asked.push(call);
    const { module } = call.input as { readonly module?: string };
    if (module === 'gone')
      throw new ResponseError(-32803, 'there is no module gone. Name another.', {
        message: 'there is no module gone',
        hint: 'Name another.',
      });
    if (module === 'slow') await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve(void cancelled++)));
    await editor?.sendProgress(new ProgressType<string>(), call.workDoneToken ?? '', 'nearly there');
    await heard;
    return { text: JSON.stringify({ tool: call.name }) };
  }

  beforeAll(async () => {
    const pipe = generateRandomPipeName();
    listening = createServer((socket) => {
      editor = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      editor.onRequest('signoff/agentTool', answer);
      editor.listen();
    });
    await new Promise<void>((resolve) => listening.listen(pipe, resolve));
    client = new Client({ name: 'test', version: '1' });
    const args = [path.resolve(__dirname, '../../../dist/cli.js'), 'mcp', '--editor', pipe];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
  });

  afterAll(async () => {
    await client.close();
    listening.close();
  });

  test('lists the jobs, which the extension does not offer itself', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(jobTools.map(({ name }) => name));
  });

  test('a call is worked on by the editor, and its steps are told', async () => {
    const steps: string[] = [];
    let hear = (): void => undefined;
    heard = new Promise((resolve) => (hear = resolve));
    const { content, isError } = await client.callTool(
      { name: 'signoff_document', arguments: { file: 'a.v' } },
      {
        onprogress({ message }) {
          steps.push(message ?? '');
          hear();
        },
      },
    );
    expect([isError, content]).toEqual([false, [{ type: 'text', text: '{"tool":"signoff_document"}' }]]);
    expect(asked).toMatchObject([{ name: 'signoff_document', input: { file: 'a.v' } }]);
    expect(steps).toEqual(['nearly there']);
  });

  test('what the editor refuses comes back with its hint', async () => {
    const { content, isError } = await client.callTool({ name: 'signoff_assert', arguments: { file: 'a.v', module: 'gone' } });
    expect(isError).toBe(true);
    expect(content).toEqual([{ type: 'text', text: '{"error":{"message":"there is no module gone","hint":"Name another."}}' }]);
  });

  test('a call that the agent gives up is given up in the editor', async () => {
    const stop = new AbortController();
    const call = client.callTool({ name: 'signoff_assert', arguments: { file: 'a.v', module: 'slow' } }, { signal: stop.signal });
    await expect.poll(() => asked.at(-1)?.input).toMatchObject({ module: 'slow' });
    stop.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(() => cancelled).toBe(1);
  });

  test('ends with the editor', async () => {
    const ended = new Promise<void>((resolve) => (client.onclose = resolve));
    editor?.end();
    await ended;
  });
});
