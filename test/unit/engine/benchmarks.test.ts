import { expect, test } from 'vitest';
import { editSimilarity } from '../../../server/src/base/editSimilarity';
import { openRecords } from '../../../server/src/commands/benchRecords';
import type { CommandContext } from '../../../server/src/commands/command';
import { passAt } from '../../../server/src/engine/benchmarks/passAt';
import type { BenchSample } from '../../../server/src/protocol/tests';

test('pass@k is the chance that one of k drawn answers passes', () => {
  expect(passAt(1, 10, 3)).toBeCloseTo(0.3);
  // Two of three drawn, one of the three right: the only pair without it is one of three.
  expect(passAt(2, 3, 1)).toBeCloseTo(2 / 3);
  expect([passAt(5, 5, 0), passAt(5, 5, 1), passAt(3, 5, 3)]).toEqual([0, 1, 1]);
  expect(() => passAt(2, 1, 1)).toThrow(/needs 2 answers/);
});

test('edit similarity is 1 less the edits over the longer text', () => {
  expect(editSimilarity('', '')).toBe(1);
  expect(editSimilarity('abc', 'abc')).toBe(1);
  expect(editSimilarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7);
  expect(editSimilarity('abcd', '')).toBe(0);
});

test('kept answers survive a run that was killed while it wrote, and are not mixed with those of another run', () => {
  const files = new Map<string, string>();
  const context = {
    readText: (path: string) => files.get(path),
    writeText: (path: string, text: string) => void files.set(path, text),
    appendText: (path: string, text: string) => void files.set(path, (files.get(path) ?? '') + text),
  } as unknown as CommandContext;
  const sample = (id: string): BenchSample => ({
    ...{ id, sample: 1, verdict: 'checked', class: '.', reason: '' },
    ...{ rounds: 1, inputTokens: 1, outputTokens: 1 },
  });
  const run = { suite: 'verilogeval', model: 'a' };
  const open = () => {
    const opened = openRecords('answers', run, context);
    return opened.ok ? opened.value : undefined;
  };
  const first = open();
  first?.keep(sample('one'));
  first?.keep(sample('two'));
  files.set('answers', (files.get('answers') ?? '').slice(0, -9));
  const second = open();
  expect([...(second?.kept.keys() ?? [])]).toEqual(['one#1']);
  second?.keep(sample('two'));
  expect([...(open()?.kept.keys() ?? [])]).toEqual(['one#1', 'two#1']);
  expect(openRecords('answers', { ...run, model: 'b' }, context)).toMatchObject({
    ok: false,
    message: expect.stringContaining('another run') as string,
  });
});
