import { beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { GenerateRequest } from '../../../server/src/engine/engine';
import type { Generated } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';
import type { ModelStep } from '../../harness/modelServer.mjs';

const counter = `A module named ticks counts the cycles in which it is enabled.

- input clk
- input rst
- input en
- output [3:0] count

The reset rst is synchronous and active high; while en is high the count goes up by one, and wraps.
`;
const good = `module ticks (input logic clk, input logic rst, input logic en, output logic [3:0] count);
  always_ff @(posedge clk)
    if (rst) count <= 4'd0;
    else if (en) count <= count + 4'd1;
endmodule
`;
/** f is in the table, g only in words: the table holds what the model writes for f. */
const partly = `A module named pair.

- input a
- input b
- output f
- output g

g is the exclusive or of a and b.

a b f
0 0 0
0 1 1
1 0 1
1 1 1
`;
const pair = (f: string): string =>
  `module pair (input logic a, input logic b, output logic f, output logic g);\n  assign f = ${f};\n  assign g = a ^ b;\nendmodule\n`;
const edit = (old: string, text: string): string => `<<<<\n${old}\n====\n${text}\n>>>>`;
const bridge = `A module named bridge consists of a FIFO and a CRC encoder.

- input clk
- input rst_n
- input [7:0] d
- output [7:0] q

rst_n is an asynchronous reset, active low. The memory of one word holds d; the encoder inverts it. The latency is 1 cycle.
`;

const world = jobWorld({ 'ticks.md': counter, 'pair.md': partly, 'bridge.md': bridge, 'secret/ticks.md': counter }, [], {
  'privacy.neverSend': ['**/secret/**'],
  'jobs.maxRounds': 6,
  'jobs.inputPrice': 1,
  'jobs.outputPrice': 5,
});
const script = (...steps: ModelStep[]): void => world().model.setScript(steps);
const generate = async (name: string, more: Partial<GenerateRequest> = {}): Promise<Generated> =>
  valueOf(await world().engine.generate({ file: world().at(name), ...more }, embedded, () => undefined, neverAborted));

let before = 0;
beforeEach(() => {
  before = world().model.requests.length;
});
const prompts = (): string[] =>
  world()
    .model.requests.slice(before)
    .map(({ prompt }) => prompt);

test('what compiles at once costs one round, and everything sent is evidence', async () => {
  script({ text: `Here it is:\n\`\`\`systemverilog\n${good}\`\`\`\n` });
  const result = await generate('ticks.md');
  expect(result).toMatchObject({
    origin: 'model',
    files: [{ file: world().at('ticks.sv'), text: good }],
    verdict: { verdict: 'checked' },
    spending: { rounds: 1, limits: { rounds: 6 } },
  });
  expect(result.spending?.cost).toBeGreaterThan(0);
  const evidence = world().engine.evidence(result.verdict?.id ?? '');
  expect(evidence?.sent).toEqual(
    world()
      .engine.sentRequests()
      .slice(0, 1)
      .map(({ body }) => body),
  );
  expect(prompts()[0]).toContain('the count goes up by one');
});

test('what the tools refuse goes back with their words, and an edit mends it', async () => {
  script(
    { text: good.replace('count + 4', 'cuont + 4') },
    { when: 'cuont', text: edit("    else if (en) count <= cuont + 4'd1;", "    else if (en) count <= count + 4'd1;") },
  );
  const result = await generate('ticks.md');
  expect([result.files[0]?.text, result.attempts.map(({ outcome }) => outcome)]).toEqual([good, ['rolledBack', 'accepted']]);
  expect(prompts()[1]).toMatch(/undeclared identifier 'cuont'[^]*> 4\|/);
});

test('an edit after which more expectations are unmet is rolled back, and told as tried', async () => {
  script(
    { text: pair('a & b') },
    { text: edit('  assign f = a & b;', '  assign f = ~(a | b);') },
    { when: 'did not help', text: edit('  assign f = a & b;', '  assign f = a | b;') },
  );
  const result = await generate('pair.md');
  expect(result.attempts.map(({ outcome }) => outcome)).toEqual(['rolledBack', 'rolledBack', 'accepted']);
  expect(result.attempts.map(({ detail }) => /(\d) of 4 expectations/.exec(detail)?.[1])).toEqual(['2', '4', undefined]);
  expect(result.files[0]?.text).toContain('assign f = a | b;');
  expect(prompts()[1]).toMatch(/line \d+ of the specification, a=0, b=1: f is 0, not 1/);
});

test('what never passes is not given', async () => {
  script({ text: pair('a & b'), repeat: true });
  const result = await generate('pair.md');
  expect([result.files, result.verdict?.verdict]).toEqual([[], 'refuted']);
  expect(result.detail).toMatch(/same failure came twice/);
});

test('the limit of rounds ends the job, and is told', async () => {
  let wrong = 0;
  script(...Array.from({ length: 12 }, (): ModelStep => ({ text: good.replace('count + 4', `wrong${wrong++} + 4`) })));
  const result = await generate('ticks.md');
  expect([result.files, result.spending?.rounds, result.spending?.stopped]).toEqual([[], 6, 'rounds']);
});

test('another interface than the one that was asked for is no answer', async () => {
  script({ text: good.replace('[3:0] count', '[4:0] count') }, { when: 'count of 4 bits', text: good });
  expect((await generate('ticks.md')).files[0]?.text).toBe(good);
});

test('system tasks that reach out of the simulation are refused before anything runs', async () => {
  script({ text: good.replace('endmodule', '  initial $system("id");\nendmodule'), repeat: true });
  const result = await generate('ticks.md');
  expect([result.files, result.verdict?.verdict]).toEqual([[], 'refuted']);
  expect(result.verdict?.reason).toMatch(/\$system/);
});

test('a specification that is never sent is not sent', async () => {
  const result = await generate('secret/ticks.md');
  expect([result.files, prompts()]).toEqual([[], []]);
  expect(result.detail).toMatch(/never sent/);
});

test('while something is open the model is not asked', async () => {
  const result = await generate('ticks.md', {});
  expect(result.questions).toEqual([]);
  world().folder.write('open.md', counter.replace('synchronous and ', ''));
  const open = await generate('open.md');
  expect(open.questions.map(({ id }) => id)).toEqual(['reset']);
});

describe('a larger specification', () => {
  const plan = (encWidth: number): string =>
    JSON.stringify({
      top: 'bridge',
      modules: [
        {
          name: 'bridge',
          purpose: 'Joins both.',
          ports: [
            { name: 'clk', direction: 'input', width: 1 },
            { name: 'rst_n', direction: 'input', width: 1 },
            { name: 'd', direction: 'input', width: 8 },
            { name: 'q', direction: 'output', width: 8 },
          ],
          nets: [{ name: 'held', width: 8 }],
          instances: [
            { module: 'hold', name: 'u_hold', connections: { clk: 'clk', rst_n: 'rst_n', d: 'd', q: 'held' } },
            { module: 'enc', name: 'u_enc', connections: { x: 'held', y: 'q' } },
          ],
        },
        {
          name: 'hold',
          purpose: 'A register.',
          ports: [
            { name: 'clk', direction: 'input', width: 1 },
            { name: 'rst_n', direction: 'input', width: 1 },
            { name: 'd', direction: 'input', width: 8 },
            { name: 'q', direction: 'output', width: 8 },
          ],
        },
        {
          name: 'enc',
          purpose: 'Inverts.',
          ports: [
            { name: 'x', direction: 'input', width: encWidth },
            { name: 'y', direction: 'output', width: 8 },
          ],
        },
      ],
    });
  const enc = 'module enc (input logic [7:0] x, output logic [7:0] y);\n  assign y = ~x;\nendmodule\n';
  const hold =
    "module hold (input logic clk, input logic rst_n, input logic [7:0] d, output logic [7:0] q);\n  always_ff @(posedge clk or negedge rst_n)\n    if (!rst_n) q <= 8'd0;\n    else q <= d;\nendmodule\n";

  test('is planned as modules first, by rules, and comes as several files', async () => {
    script(
      { when: 'Plan the modules', text: plan(4) },
      { when: 'x has 4 bits and held 8', text: plan(8) },
      { when: 'what hold has to do', text: hold },
      { when: 'what enc has to do', text: enc },
      {
        when: 'what bridge has to do',
        text: 'module bridge (input logic clk, input logic rst_n, input logic [7:0] d, output logic [7:0] q);\n  logic [7:0] held;\n  hold u_hold (.clk(clk), .rst_n(rst_n), .d(d), .q(held));\n  enc u_enc (.x(held), .y(q));\nendmodule\n',
      },
    );
    const result = await generate('bridge.md');
    expect(result.files.map(({ file }) => file.slice(file.lastIndexOf('/') + 1))).toEqual(['hold.sv', 'enc.sv', 'bridge.sv']);
    expect(result.verdict).toMatchObject({ verdict: 'checked', module: 'bridge' });
    expect(result.attempts[0]).toMatchObject({ what: 'module plan 1', outcome: 'unusable' });
    expect(prompts().at(-1)).toMatch(/hold u_hold \(\s+\.clk\(clk\)/);
  });
});
