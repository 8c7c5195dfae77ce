import { spawnSync } from 'node:child_process';
import { beforeEach, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { FixRequest } from '../../../server/src/engine/engine';
import type { Fixed } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';

const narrow = (body: string): string => `module narrow (input logic [7:0] a, output logic [3:0] y);\n  ${body}\nendmodule\n`;
const latch = `module latch (input s, input a, output reg y, output [3:0] z);
  always @* begin
    if (s) y = a;
  end
  assign z = {3'b0, y};
endmodule
`;
const broken = `module broken (input clk, input data, output q);
  always @(posedge clk) q <= dtaa
endmodule
module last (input a, output y);
  assign y = a;
`;
const loop = `module loop (input a, output y);\n  wire x;\n  assign x = a;\n  assign x = ~a;\n  assign y = x;\nendmodule\n`;
const foreign = 'module foreign (input a, output y);\n  assign y = elsewhere;\nendmodule\n';
const step = `module step (input clk, input rst, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0;
  else q <= q + 4'd1;
endmodule
`;
const world = jobWorld(
  {
    'narrow.sv': narrow('assign y = a;'),
    'latch.v': latch,
    'broken.v': broken,
    'loop.v': loop,
    'step.v': step,
    'foreign.v': foreign,
    'private/loop.v': loop,
    'clean.v': 'module clean (input a, output y);\n  assign y = a;\nendmodule\n',
  },
  [],
  { 'privacy.neverSend': ['**/private/**'] },
);
const fix = async (name: string, more: Partial<FixRequest> = {}): Promise<Fixed> =>
  valueOf(await world().engine.fix({ file: world().at(name), ...more }, { ...embedded, seconds: 300 }, () => undefined, neverAborted));
beforeEach(() => world().model.setScript([]));

test('a value that is cut off says so, and behaviour is proved the same', async () => {
  const { fixes, files, left } = await fix('narrow.sv');
  expect(files.map(({ text }) => text)).toEqual([narrow("assign y = 4'(a);")]);
  expect(fixes[0]).toMatchObject({
    origin: 'rule',
    verdict: { verdict: 'proved' },
    behaviour: 'Proved to behave the same in every cycle.',
  });
  expect(left).toEqual([]);
});

test('a latch goes, and what that changes is told', async () => {
  const { fixes, files } = await fix('latch.v', { line: 2 });
  expect(files[0]?.text).toContain('begin\n    y = 0;\n    if (s) y = a;');
  expect(fixes[0]?.behaviour).toMatch(/^(?:It behaves differently|Not known): /);
});

test('errors of one text are mended one after the other: a missing token, a net, a misspelt name', async () => {
  const { fixes, files, left } = await fix('broken.v');
  expect(files[0]?.text).toBe(`${broken.replace('output q', 'output reg q').replace('dtaa', 'data;')}endmodule\n`);
  expect(new Set(fixes.map(({ behaviour }) => behaviour))).toEqual(
    new Set([
      'What it did before could not be elaborated, and errors are left, so there is nothing to compare yet.',
      'What it did before could not be elaborated, so there is nothing to compare.',
    ]),
  );
  expect(left).toEqual([]);
});

test('a name that is only read is not declared: nothing would drive it', async () => {
  const { fixes, withheld, left } = await fix('foreign.v');
  expect(fixes).toEqual([]);
  expect(withheld.map(({ title, reason }) => [title, reason])).toEqual([
    ['Declare elsewhere', expect.stringContaining('`elsewhere` is read but nothing drives it')],
  ]);
  expect(left.map(({ message }) => message)).toEqual([expect.stringContaining('elsewhere')]);
});

test('an edit of the model that only hides the problem, or does something else, is withheld with the reason; the next one counts', async () => {
  const edit = (before: string, after: string): { text: string } => ({ text: `<<<<\n${before}\n====\n${after}\n>>>>\n` });
  world().model.setScript([
    edit('  assign y = x;', '  assign y = x; // mended'),
    edit('  assign x = a;\n  assign x = ~a;', '  assign x = a;'),
  ]);
  const { fixes, withheld, files, spending } = await fix('loop.v', { code: 'lint/multiple-drivers' });
  expect(withheld.map(({ origin, reason }) => [origin, reason])).toEqual([['model', 'the problem is still there']]);
  expect(fixes).toMatchObject([{ origin: 'model' }]);
  expect(files[0]?.text).toBe(loop.replace('  assign x = ~a;\n', ''));
  expect(spending?.rounds).toBe(2);
  const [first, second] = world().model.requests.slice(-2);
  expect(first?.prompt).toContain('[lint/multiple-drivers]');
  expect(second?.prompt).toContain('the problem is still there');
});

test('what a model puts in the place of damaged text is held against the committed lines', async () => {
  const { folder, at, engine, model } = world();
  const git = (...args: string[]): void => {
    const run = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder.path, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
  };
  git('init', '-q');
  git('add', 'step.v');
  git('commit', '-qm', 'step');
  const edit = (after: string): { text: string } => ({ text: `<<<<\n  else q <= q + ;\n====\n${after}\n>>>>\n` });
  model.setScript([edit("  else q <= q + 4'd2;"), edit("  else q <= 4'd1 + q;")]);
  engine.openDocument(at('step.v'), 1, step.replace("q + 4'd1", 'q + '));
  const { fixes, withheld } = await fix('step.v');
  engine.closeDocument(at('step.v'));
  expect(withheld.at(-1)?.reason).toMatch(/^it is not what the committed lines in that place did: .*first in cycle \d+, where `q` was/);
  expect(fixes).toMatchObject([
    {
      origin: 'model',
      verdict: { verdict: 'proved' },
      behaviour:
        'What it did before could not be elaborated; held against the committed lines in that place: Proved to behave the same in every cycle.',
    },
  ]);
});

test('without a problem, or in a file that is never sent, no model is asked', async () => {
  const before = world().model.requests.length;
  expect((await fix('clean.v')).notes).toEqual(['There is no problem.']);
  const { left, notes } = await fix('private/loop.v');
  expect(left).not.toEqual([]);
  expect(notes.join()).toMatch(/no model was asked: .*private\/loop\.v is never sent to a model/);
  expect(world().model.requests.length).toBe(before);
});
