import { expect, test } from 'vitest';
import { serveInProcess } from './serveInProcess';

const watch = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

test('problems of project files are diagnostics of those files, and lists under odd names are watched', async () => {
  const { client, engine } = serveInProcess();
  client.answers.set('client/registerCapability', () => null);
  const place = { file: '/w/core/Flist.chip', line: 3, column: 1, endLine: 3, endColumn: 5 };
  engine.problems = [{ ...place, severity: 'warning', code: 'project/entry', source: 'signoff', message: '/w/a.sv does not exist' }];
  engine.status = { ...engine.status, complete: false, reads: ['/w/core/Flist.chip', '/w/a.f'] };
  await client.start({ capabilities: watch });
  const shown = await client.diagnostics('file:///w/core/Flist.chip', (one) => one.diagnostics.length === 1);
  expect(shown.diagnostics[0]).toMatchObject({ code: 'project/entry', range: { start: { line: 2, character: 0 } } });
  const registered = (glob: string) => () => client.requests.find((one) => JSON.stringify(one.params).includes(glob));
  await client.until(registered('**/Flist.chip'));
  await client.until(registered('{Bender,bender}'));
  engine.problems = [];
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/core/Flist.chip', type: 2 }] });
  await client.diagnostics('file:///w/core/Flist.chip', (one) => one.diagnostics.length === 0);
  expect(engine.calls).toContain('fileChanged /w/core/Flist.chip');
});

test('why a file is in the project is an own request, and a command for clients without it', async () => {
  const { client } = serveInProcess();
  await client.start();
  expect(await client.request('signoff/whyFile', { uri: 'file:///w/a.sv' })).toMatchObject({ belongs: true, why: ['it was opened'] });
  expect(
    await client.request('workspace/executeCommand', { command: 'signoff.server.whyFile', arguments: [{ uri: 'file:///w/a.sv' }] }),
  ).toMatchObject({
    file: '/w/a.sv',
  });
});

test('until the project was read, an include that is not found is not reported', async () => {
  const { client, engine } = serveInProcess();
  const place = { file: '/w/a.sv', line: 1, column: 1, endLine: 1, endColumn: 5 };
  const syntax = { ...place, severity: 'error' as const, source: 'signoff' as const, message: 'm' };
  engine.syntaxDiagnostics = () => [
    { ...syntax, code: 'preprocess/include' },
    { ...syntax, code: 'syntax/error' },
  ];
  let read: (() => void) | undefined;
  engine.projectProblems = () => new Promise((resolve) => (read = () => resolve([])));
  await client.start();
  client.open('file:///w/a.sv', 'module a; endmodule');
  const early = await client.diagnostics('file:///w/a.sv', (one) => one.diagnostics.length > 0);
  expect(early.diagnostics.map((one) => one.code)).toEqual(['syntax/error']);
  read?.();
  const late = await client.diagnostics('file:///w/a.sv', (one) => one.diagnostics.length === 2);
  expect(late.diagnostics.map((one) => one.code)).toEqual(['preprocess/include', 'syntax/error']);
});
