import { beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { RunLimits } from '../../../server/src/engine/engine';
import type { Generated } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';
import type { ModelStep } from '../../harness/modelServer.mjs';

const inverter = 'A module named inverter.\n\n- input a\n- output y\n\ny is the inverse of a.\n';
const module = (body: string): string => `module inverter (input logic a, output logic y);\n  assign y = ${body};\nendmodule\n`;

// A model that thinks only when it is told to, so that the effort shows in the request.
const world = jobWorld({ 'inverter.md': inverter, 'given.sv': module('~a') }, [], {}, 'anthropic:claude-haiku-5-5');
const generate = async (limits: Partial<RunLimits> = {}, ...steps: ModelStep[]): Promise<Generated> => {
  world().model.setScript(steps);
  const request = { file: world().at('inverter.md') };
  return valueOf(await world().engine.generate(request, { ...embedded, ...limits }, () => undefined, neverAborted));
};

let before = 0;
beforeEach(() => {
  before = world().model.requests.length;
});
const bodies = (): Record<string, unknown>[] =>
  world()
    .model.requests.slice(before)
    .map(({ body }) => body);

test('the cheap way first, more thought with each failure', async () => {
  let wrong = 0;
  const steps = Array.from({ length: 4 }, (): ModelStep => ({ text: module(`missing${wrong++}`) }));
  await generate({}, ...steps);
  expect(bodies().map((body) => (body['output_config'] as { effort?: string } | undefined)?.effort)).toEqual([
    undefined,
    'low',
    'medium',
    'high',
    'high',
  ]);
});

describe('a limit', () => {
  const wrong = { text: module('missing'), repeat: true };

  test.each([
    ['rounds', { rounds: 1 }],
    ['tokens', { tokens: 9000 }],
    ['cost', { cost: 0.045, inputPrice: 1, outputPrice: 5 }],
  ] as const)('of %s ends the job in plain words, and what came is kept', async (name, model) => {
    const result = await generate({ model }, wrong);
    expect(result).toMatchObject({ files: [], verdict: { verdict: 'refuted' }, spending: { rounds: 1, stopped: name } });
    expect(result.withheld?.map(({ text }) => text)).toEqual([module('missing')]);
    expect(result.detail).toMatch(new RegExp(`^the job's limit of ${name} is reached\\. Raise it with signoff\\.jobs\\.\\w+ or --`));
    expect(result.attempts.map(({ outcome }) => outcome)).toEqual(['rolledBack']);
  });

  test('of cost is not taken lightly where no prices are known', async () => {
    const result = await generate({ model: { cost: 1 } }, wrong);
    expect([result.spending?.rounds, bodies().length]).toEqual([0, 0]);
    expect(result.detail).toMatch(/no prices/);
  });

  test('of time ends a question that is never answered', async () => {
    const result = await generate({ seconds: 0.5 }, { hang: true, repeat: true });
    expect(result).toMatchObject({ files: [], spending: { rounds: 1, stopped: 'time' } });
    expect(result.detail).toMatch(/limit of time is reached/);
  });
});

describe('an endpoint that', () => {
  const echoed = 'test-key is no key of ours';
  test.each([
    ['refuses the key', { error: 401, message: echoed }, /refused the key: … is no key of ours\. Set the key again/],
    ['limits the rate', { error: 429, headers: { 'retry-after': '0' } }, /limits the rate.*Wait/],
    ['is overloaded', { error: 529, headers: { 'retry-after': '0' } }, /failed \(529\).*Try again later/],
    ['breaks off', { text: module('~a'), cutAfter: 20 }, /was cut off/],
    ['closes at once', { closeAtOnce: true }, /No answer from http/],
    ['is a web page', { html: '<html>' }, /Check that the base URL speaks the Messages API/],
  ] as const)('%s is named, and what to do, without the key', async (_, step, words) => {
    const result = await generate({}, { ...step, repeat: true });
    expect(result).toMatchObject({ files: [], spending: { stopped: 'failure' } });
    expect(result.detail).toMatch(words);
    const said = JSON.stringify([result, world().engine.sentRequests(), bodies()]);
    expect(said).not.toContain('test-key');
  });

  test('fails leaves a job that can do without its answer', async () => {
    world().model.setScript([{ error: 401, repeat: true }]);
    const explained = valueOf(await world().engine.explain({ file: world().at('given.sv') }, embedded, neverAborted));
    expect(explained.claims.length).toBeGreaterThan(0);
    expect(explained.notes.join()).toMatch(/The model explained nothing: .* refused the key/);
  });
});
