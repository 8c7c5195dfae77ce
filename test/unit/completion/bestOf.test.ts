import { describe, expect, test } from 'vitest';
import { chooseSample, differingPart, type Sample } from '../../../server/src/completion/bestOf';
import { verdictOf } from '../../harness/ghostText';

const sample = (text: string, rung: 'lint' | 'testbench' = 'lint'): Sample => ({
  candidate: { text, start: 0, end: 0 },
  verdict: verdictOf('checked', [], rung),
});

/** Texts behave alike when they begin with the same letter; `?` cannot be decided. A text costs what its digits say. */
const judges = {
  compare: (one: { text: string }, other: { text: string }) => {
    if (one.text.includes('?') || other.text.includes('?')) return Promise.resolve('unknown' as const);
    return Promise.resolve(one.text[0] === other.text[0] ? ('same' as const) : ('different' as const));
  },
  cost: ({ text }: { text: string }) => Promise.resolve(/\d/.test(text) ? Number(/\d+/.exec(text)?.[0]) : null),
};

describe('the best of several that passed', () => {
  test('is of the behaviour that most replies have, then the one with the fewest cells', async () => {
    const samples = [sample('x1'), sample('a9'), sample('a3'), sample('a5')];
    const choice = await chooseSample(samples, [1, 1, 1, 1], judges);
    expect(choice).toMatchObject({ best: samples[2], agreeing: 3, disagreeing: samples[0] });
  });

  test('a reply that came several times counts as often', async () => {
    const samples = [sample('a1'), sample('b1')];
    expect(await chooseSample(samples, [1, 3], judges)).toMatchObject({ best: samples[1], agreeing: 3 });
  });

  test('what a testbench passed comes before what had none', async () => {
    const samples = [sample('a1'), sample('a2'), sample('b1', 'testbench')];
    expect((await chooseSample(samples, [1, 1, 1], judges))?.best).toBe(samples[2]);
  });

  test('what is not decided is neither the same nor a disagreement', async () => {
    const samples = [sample('a1'), sample('a?')];
    const choice = await chooseSample(samples, [1, 1], judges);
    expect(choice).toEqual({ best: samples[0], agreeing: 1 });
  });

  test('without a cost the shorter one; of none there is no best', async () => {
    expect((await chooseSample([sample('along'), sample('ab')], [1, 1], judges))?.best.candidate.text).toBe('ab');
    expect(await chooseSample([], [], judges)).toBeUndefined();
  });
});

describe('where two suggestions differ', () => {
  test.each([
    ['q <= a + b;', 'q <= a - b;', '+'],
    ['q <= count;', 'q <= counter;', 'count'],
    ['q <= a;', 'q <= a;\n  z <= b;', ''],
    ['abc', 'abc', undefined],
  ])('%j and %j: %j', (text, other, part) => {
    const found = differingPart(text, other);
    expect(found === undefined ? undefined : text.slice(found.start, found.end)).toBe(part);
  });
});
