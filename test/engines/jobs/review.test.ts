import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { ReviewRequest } from '../../../server/src/engine/engine';
import type { Review, ReviewedModule } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';

const count = `module count (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 0;
    else if (en) q <= q + 1;
endmodule
`;
const add = (body: string): string => `module add #(parameter W = 4) (input [W-1:0] a, b, output [W-1:0] y);\n  ${body}\nendmodule\n`;
const delay = (stages: string): string =>
  `module delay (input clk, input d, output q);\n  reg a = 0, b = 0;\n  always @(posedge clk) begin a <= d; b <= a; end\n  assign q = ${stages};\nendmodule\n`;
const flag = (header: string, body: string): string =>
  `module flag (input clk, input set${header}, output reg f);\n  initial f = 0;\n  ${body}\nendmodule\n`;
/** A net is read before its declaration, as many tools take it. */
const early = (next: string): string =>
  `module early (input clk, input rst, output reg [3:0] q);\n  always @(posedge clk) q <= rst ? 0 : next;\n  wire [3:0] next = ${next};\nendmodule\n`;

/** A net is assigned in a process, which no version may. */
const never = (d: string): string => `module never (input clk, input d, output q);\n  always @(posedge clk) q <= ${d};\nendmodule\n`;

const before: Record<string, string> = {
  'count.v': count,
  'add.v': add('assign y = a + b;'),
  'delay.v': delay('a'),
  'flag.v': flag('', 'always @(posedge clk) f <= set;'),
  'early.v': early('1 + q'),
  'never.v': never('d'),
  'later/never.v': never('!d'),
  'note.v': 'module note (input a, output y);\n  assign y = a;\nendmodule\n',
  'top.v': '`include "width.vh"\nmodule top (input [3:0] x, output [3:0] y);\n  assign y = x + `STEP;\nendmodule\n',
  'width.vh': '`define STEP 1\n',
  'tb_count.v': "module tb_count;\n  count dut (.clk(1'b0), .rst(1'b0), .en(1'b0), .q());\nendmodule\n",
};
const after: Record<string, string> = {
  'count.v': count.replace('q + 1', 'q + 2'),
  'add.v': add('generate if (W == 1) assign y = a | b; else assign y = b + a; endgenerate'),
  'delay.v': delay('b'),
  'flag.v': flag(', input hold', 'always @(posedge clk) if (!hold) f <= set;'),
  'note.v': 'module note (input a, output y);\n  // as it comes\n  assign y = a;\nendmodule\n',
  'early.v': early('q + 1'),
  'width.vh': '`define STEP 2\n',
  'fresh.v': 'module fresh (input a, output reg y);\n  always @* if (a) y = 1;\nendmodule\n',
};
const world = jobWorld({ ...before, '.signoffignore': 'note.v\n' }, []);
const inGit = (words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...words], {
    cwd: world().folder.path,
    encoding: 'utf8',
  });
const review = async (request: Partial<ReviewRequest>): Promise<Review> =>
  valueOf(
    await world().engine.review({ place: world().folder.path, ...request }, { ...embedded, seconds: 600 }, () => undefined, neverAborted),
  );

let whole: Review;
beforeAll(async () => {
  inGit(['init', '-q']);
  inGit(['add', '.']);
  inGit(['commit', '-q', '-m', 'before']);
  for (const [name, text] of Object.entries(after)) writeFileSync(world().at(name), text);
  for (const name of Object.keys(after)) world().engine.fileChanged(world().at(name));
  whole = await review({});
});
const unit = (name: string): ReviewedModule => {
  const found = whole.modules.find(({ module }) => module === name);
  if (found === undefined) throw new Error(`${name} was not reviewed`);
  return found;
};

test('every file and unit that differs is there, and nothing else', () => {
  expect(whole.files.map(({ file, change }) => [file.split('/').pop(), change]).sort()).toEqual(
    Object.keys(after)
      .map((name) => [name, name === 'fresh.v' ? 'added' : 'modified'])
      .sort(),
  );
  expect(whole.modules.map(({ module }) => module).sort()).toEqual(['add', 'count', 'delay', 'early', 'flag', 'fresh', 'note', 'top']);
});

test('a difference has its cycle, where it starts, and the changed lines it is made from', () => {
  const { verdict, suspects, behaviour, testbenches } = unit('count');
  expect(verdict?.verdict).toBe('refuted');
  expect(suspects.map(({ text, gone }) => [text, gone])).toEqual([
    ['else if (en) q <= q + 2;', undefined],
    ['else if (en) q <= q + 1;', true],
  ]);
  expect(behaviour).toMatch(/^It behaves differently: first in cycle \d+, where `q` was/);
  expect(testbenches.map(({ module }) => module)).toEqual(['tb_count']);
  expect(world().engine.evidence(verdict?.id ?? '')?.verdict.counterexample).toBeDefined();
});

test('proved is of the default parameters; a value for which it is not true is told', () => {
  expect(unit('add').verdict).toMatchObject({ verdict: 'proved' });
  expect(unit('add').behaviour).toContain('Proved to behave the same in every cycle, with its default parameters. Different with W=1:');
});

test('a delay is told as one', () => {
  expect(unit('delay').verdict).toMatchObject({ verdict: 'proved', contract: { kind: 'latency', cycles: 1 } });
  expect(unit('delay').behaviour).toBe('Proved to behave the same 1 cycle later.');
});

test('with a new input the common ports are compared while it is held', () => {
  const { behaviour, structure, others } = unit('flag');
  expect(structure.map(({ text }) => text)).toContain('new port hold (input)');
  expect(others.map(({ words, verdict }) => [words, verdict.verdict])).toEqual([
    ['over the common ports, with hold held at 0', 'proved'],
    ['over the common ports, with hold held at 1', 'refuted'],
  ]);
  expect(behaviour).toContain('Proved the same over the common ports, with hold held at 0.');
});

test('names before their declarations are no reason not to compare', () => {
  expect(unit('early')).toMatchObject({ verdict: { verdict: 'proved' }, behaviour: 'Proved to behave the same in every cycle.' });
});

test('what could not be elaborated before either is no difference', async () => {
  const { modules } = await review({ place: world().at('later/never.v'), earlier: world().at('never.v') });
  expect(modules[0]?.behaviour).toMatch(/^Not known: neither version can be elaborated: .*net/);
});

test('comments are no change of behaviour, macros of an include are', () => {
  expect(unit('note')).toMatchObject({ change: 'layout', behaviour: 'Only comments and layout differ.' });
  expect(unit('top')).toMatchObject({ change: 'modified', verdict: { verdict: 'refuted' } });
});

test('a latch of a new module is a new finding', () => {
  expect(unit('fresh').behaviour).toBe('The module is new.');
  expect(whole.newFindings.some(({ code, file }) => code === 'lint/latch' && file.endsWith('/fresh.v'))).toBe(true);
});

test('a model only sums up: what does not follow from the review is withheld, and what is never sent is not told of', async () => {
  const sentences = [
    { text: 'note only has other comments.', facts: [1] },
    { text: 'delay behaves the same 1 cycle later.', facts: [1] },
  ];
  world().model.setScript([{ text: JSON.stringify(sentences) }]);
  const { summary, withheld } = await review({ place: world().at('delay.v'), only: true });
  expect(summary).toEqual([{ text: 'delay behaves the same 1 cycle later.', modules: ['delay'] }]);
  expect(withheld.map(({ text }) => text)).toEqual(['note only has other comments.']);
  const asked = world().model.requests.length;
  expect((await review({ place: world().at('note.v'), only: true })).summary).toEqual([]);
  expect(world().model.requests.length).toBe(asked);
});

test('one file alone, between two revisions, and against another file', async () => {
  inGit(['add', '.']);
  inGit(['commit', '-q', '-m', 'after']);
  expect((await review({})).notes).toEqual(['No source file differs.']);
  expect((await review({ revision: 'HEAD~1..HEAD', place: world().at('note.v'), only: true })).modules.map(({ module }) => module)).toEqual(
    ['note'],
  );
  const files = await review({ earlier: world().at('count.v'), place: world().at('delay.v') });
  expect(files.modules.map(({ module, was }) => [was, module])).toEqual([['count', 'delay']]);
  const unknown = await world().engine.review(
    { place: world().folder.path, revision: '--output=x' },
    embedded,
    () => undefined,
    neverAborted,
  );
  expect(unknown.ok).toBe(false);
});
