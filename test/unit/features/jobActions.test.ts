import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CodeAction, Command } from 'vscode-languageserver';
import { success } from '../../../server/src/base/outcome';
import { agentTools } from '../../../server/src/agent/agentTools';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import type { JobName } from '../../../server/src/protocol/requests';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const text = 'module full (input a, output y);\n  assign y = a;\nendmodule\n// adds one\nmodule empty (input a, output y);\nendmodule\n';
const literals = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } };
const problem: Diagnostic = {
  file: '/w/a.sv',
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 9,
  severity: 'warning',
  code: 'slang/width-trunc',
  source: 'slang',
  message: 'cut off',
};

async function offered(
  line: number,
  options: { found?: Diagnostic[]; commands?: object; textDocument?: object; trusted?: boolean; kind?: number } = {},
): Promise<(CodeAction | Command)[]> {
  const { found = [], commands, textDocument = literals, trusted = true, kind = 1 } = options;
  const { client, engine } = serveInProcess();
  await client.start({
    capabilities: { textDocument },
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    initializationOptions: { trusted, ...(commands === undefined ? {} : { commands }) },
  });
  engine.modulesOf = (path) => engine.names?.modulesOf(path) ?? [];
  engine.onCheck = () => Promise.resolve(found);
  client.open(uri, text);
  if (trusted) await client.diagnostics(uri, (one) => one.diagnostics.length === found.length);
  const position = { line, character: 2 };
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], triggerKind: kind },
  });
}
const jobs = (all: (CodeAction | Command)[]): string[] =>
  all.map(({ title }) => title).filter((title) => !/^(?:Ignore|Extract|Name|Inline)/.test(title));

test('at a header every job on the module, inside it the explanation, above an empty one its generation', async () => {
  expect(jobs(await offered(0))).toEqual([
    'Explain this',
    'Make a testbench of full',
    'Propose assertions of full',
    'Document full',
    'Review the change of full',
    'Optimize full',
    'Make a C model of full',
  ]);
  expect(jobs(await offered(1))).toContain('Explain this');
  expect(jobs(await offered(4))).toEqual(['Generate empty from the comment above it']);
});

test('a problem can be mended without being asked by hand; the jobs wait for that', async () => {
  const found = jobs(await offered(1, { found: [problem], kind: 2 }));
  expect(found).toEqual(['Fix with Signoff: cut off']);
});

test('an action is a command of the client that has its own, else one of the server', async () => {
  const [own] = await offered(1, { found: [problem], kind: 2, commands: { jobs: { fix: 'their.fix' } } }).then((all) =>
    all.filter(({ title }) => title.startsWith('Fix')),
  );
  expect(own).toMatchObject({
    kind: 'quickfix',
    command: { command: 'their.fix', arguments: [{ uri, line: 2, code: 'slang/width-trunc' }] },
  });
  const [plain] = await offered(1, { found: [problem], kind: 2, textDocument: {} }).then((all) =>
    all.filter(({ title }) => title.startsWith('Fix')),
  );
  expect(plain).toMatchObject({ command: 'signoff.server.fix', arguments: [{ uri, line: 2, code: 'slang/width-trunc' }] });
});

test('in a workspace that is not trusted there are none', async () => {
  expect(jobs(await offered(0, { trusted: false }))).toEqual([]);
});

test('a client without own commands runs a job by name and is told what came of it', async () => {
  const { client, engine } = serveInProcess();
  const capabilities = await client.start({ capabilities: {}, workspaceFolders: [{ uri: 'file:///w', name: 'w' }] });
  expect((capabilities['executeCommandProvider'] as { commands: string[] }).commands).toEqual(
    expect.arrayContaining(['review', 'fix', 'document', 'explain', 'optimize', 'cModel'].map((job) => `signoff.server.${job}`)),
  );
  client.open(uri, text);
  const answer = await client
    .request<{ claims: unknown[] }>('workspace/executeCommand', { command: 'signoff.server.explain', arguments: [{ uri, line: 2 }] })
    .catch((error: unknown) => ({ claims: [String(error)] }));
  expect(answer.claims[0]).toContain('none');
  expect(engine.disposed).toBe(false);
});

test('what was typed while a job ran is not overwritten by what it proposes', async () => {
  for (const typed of [false, true]) {
    const { client, engine } = serveInProcess();
    await client.start({ capabilities: { workspace: { applyEdit: true } }, workspaceFolders: [{ uri: 'file:///w', name: 'w' }] });
    client.answers.set('workspace/applyEdit', () => ({ applied: true }));
    client.open(uri, text);
    engine.document = () => {
      if (typed) client.change(uri, 2, [{ text: `${text}// typed\n` }]);
      const files = [{ file: '/w/a.sv', text: `// documented\n${text}`, created: false }];
      return new Promise((done) => setTimeout(() => done(success({ module: 'full', files, claims: [], withheld: [], notes: [] })), 20));
    };
    const asked = client.request('signoff/document', { uri, line: 1, apply: true });
    if (typed) await expect(asked).rejects.toThrow(/edited while the job ran/);
    else await asked;
    expect(client.requests.some(({ method }) => method === 'workspace/applyEdit')).toBe(!typed);
  }
});

/** How each job is called in the palette, on the command line and by agents. */
const ways: Record<JobName, readonly [palette: string, commandLine: string, agents: string]> = {
  generate: ['signoff.generateModule', 'generate', 'signoff_generate'],
  testbench: ['signoff.makeTestbench', 'testbench', 'signoff_testbench'],
  assertions: ['signoff.proposeAssertions', 'assert', 'signoff_assert'],
  explain: ['signoff.explain', 'explain', 'signoff_explain'],
  document: ['signoff.documentModule', 'document', 'signoff_document'],
  review: ['signoff.reviewChange', 'review', 'signoff_review'],
  fix: ['signoff.fixProblem', 'fix', 'signoff_fix'],
  optimize: ['signoff.optimizeModule', 'optimize', 'signoff_optimize'],
  cModel: ['signoff.makeCModel', 'cmodel', 'signoff_cmodel'],
};

test('every job is reached from palette, code action, command line and agents', async () => {
  const root = path.resolve(__dirname, '../../..');
  const source = (name: string): string => readFileSync(path.join(root, name), 'utf8');
  const { contributes } = JSON.parse(source('package.json')) as {
    contributes: { commands: { command: string }[]; menus: { commandPalette: { command: string; when: string }[] } };
  };
  const [told, run, program] = ['client/src/languageClient.ts', 'client/src/commands.ts', 'server/src/cli.ts'].map(source);
  const jobNames = Object.keys(ways) as JobName[];
  const own = Object.fromEntries(jobNames.map((job) => [job, ways[job][0]]));
  const actions = (await Promise.all([0, 4].map((line) => offered(line, { commands: { jobs: own } }))).then((all) => all.flat())).concat(
    await offered(1, { found: [problem], commands: { jobs: own } }),
  );
  const byAction = new Set(actions.map(({ command }) => (typeof command === 'string' ? command : command?.command)));
  for (const job of jobNames) {
    const [palette, commandLine, agents] = ways[job];
    expect(contributes.commands.map(({ command }) => command)).toContain(palette);
    expect(contributes.menus.commandPalette).not.toContainEqual({ command: palette, when: 'false' });
    expect(run).toContain(`'${palette}': (`);
    expect(told).toContain(`${job}: '${palette}'`);
    expect(byAction).toContain(palette);
    expect(program).toMatch(new RegExp(`\\(\\s*program,\\s*'${commandLine} [<[]`));
    expect(agentTools.map(({ name }) => name)).toContain(agents);
  }
});
