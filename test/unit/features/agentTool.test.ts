import { expect, test } from 'vitest';
import type { AgentToolResult } from '../../../server/src/protocol/assistants';
import { serveInProcess } from './serveInProcess';

const call = (name: string, input: unknown) => ({ name, input });

test('a tool of agents is answered about files of the workspace folder, as JSON in a text', async () => {
  const { client, engine } = serveInProcess();
  await client.start({ rootUri: 'file:///p', workspaceFolders: [{ uri: 'file:///p', name: 'p' }] });
  engine.onCheck = ({ files }) =>
    Promise.resolve([
      {
        file: files[0] ?? '',
        line: 3,
        column: 1,
        endLine: 3,
        endColumn: 2,
        severity: 'error',
        code: 'slang/x',
        source: 'slang',
        message: 'wrong',
      },
    ]);
  const { text } = await client.request<AgentToolResult>('signoff/agentTool', call('signoff_check', { files: ['rtl/a.sv'] }));
  expect(JSON.parse(text)).toEqual({ clean: false, problems: ['rtl/a.sv:3:1: error: wrong [slang/x]'] });
});

test.each([
  ['a tool that there is not', call('signoff_nothing', {}), /no tool signoff_nothing/],
  ['a file outside of the folder', call('signoff_check', { files: ['/etc/passwd'] }), /lies outside of/],
  ['input of another shape', call('signoff_check', { files: 'a.sv' }), /signoff_check cannot use its input: files: /],
])('%s is refused in words', async (_name, params, words) => {
  const { client } = serveInProcess();
  await client.start({ rootUri: 'file:///p', workspaceFolders: [{ uri: 'file:///p', name: 'p' }] });
  const { error } = await client.ask('signoff/agentTool', params).reply;
  expect(error?.message).toMatch(words);
});

test('no tool runs in a workspace that is not trusted', async () => {
  const { client } = serveInProcess();
  await client.start({
    rootUri: 'file:///p',
    workspaceFolders: [{ uri: 'file:///p', name: 'p' }],
    initializationOptions: { trusted: false },
  });
  const { error } = await client.ask('signoff/agentTool', call('signoff_check', { files: ['a.sv'] })).reply;
  expect(error?.message).toMatch(/not trusted/);
});
