import { describe, expect, test } from 'vitest';
import { SuggestionRuns, type RunRequest } from '../../../server/src/completion/suggestionRuns';

interface Work {
  readonly typed: string;
  predicts(beginning: string): void;
  end(value: string): void;
  readonly signal: AbortSignal;
}

/** Runs whose clock and work the test drives. A cursor is `text|`; what ended is known for texts that go on as it did. */
function bench() {
  const pauses: { ms: number; end(): void }[] = [];
  const works: Work[] = [];
  const known = new Map<string, string>();
  const runs = new SuggestionRuns<string>(
    (ms, signal) =>
      new Promise((resolve) => {
        pauses.push({ ms, end: () => resolve(true) });
        signal.addEventListener('abort', () => resolve(false));
      }),
  );
  const request = (typed: string, invoked = false): RunRequest<string> => ({
    cursor: { path: '/a.v', text: `${typed}\nrest`, offset: typed.length },
    invoked,
    known: () =>
      [...known].flatMap(([at, value]) =>
        (at + value).startsWith(typed) && typed.startsWith(at) ? [(at + value).slice(typed.length)] : [],
      )[0],
    pause: () => 100,
    work: (predicts, signal) =>
      new Promise((resolve, reject) => {
        const end = (value: string): void => {
          known.set(typed, value);
          resolve(value);
        };
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        works.push({ typed, predicts, end, signal });
      }),
  });
  const ask = (typed: string, invoked = false) => {
    const stop = new AbortController();
    const result = runs.ask(request(typed, invoked), stop.signal);
    result.catch(() => undefined);
    return { result, cancel: () => stop.abort() };
  };
  /** Ends the oldest pause that is still waited for, and lets what follows happen. */
  const elapse = async (): Promise<void> => {
    pauses.shift()?.end();
    await settle();
  };
  return { runs, request, ask, elapse, pauses, works };
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 12; i++) await Promise.resolve();
};

/** A run for `a` that is at work, and `ab` typed on: the editor gives up the first and asks again. */
async function typedOn(predicted: string) {
  const all = bench();
  const first = all.ask('a');
  await settle();
  await all.elapse();
  if (predicted !== '') all.works[0]?.predicts(predicted);
  first.cancel();
  const second = all.ask('ab');
  await settle();
  // The first pause left is that of the run that lingers.
  const lingering = all.pauses.shift();
  return { ...all, second, lingering };
}

describe('runs for suggestions', () => {
  test('work begins after the pause; who types on within it costs nothing', async () => {
    const { ask, elapse, works } = bench();
    const first = ask('a');
    await settle();
    first.cancel();
    const second = ask('ab');
    await settle();
    await elapse();
    await elapse();
    expect(works.map((work) => work.typed)).toEqual(['ab']);
    works[0]?.end('c');
    expect(await second.result).toEqual({ value: 'c', source: 'fresh' });
    await expect(first.result).rejects.toThrow();
  });

  test('asked by hand: at once', async () => {
    const { ask, works } = bench();
    const byHand = ask('a', true);
    await settle();
    works[0]?.end('b');
    expect(await byHand.result).toEqual({ value: 'b', source: 'fresh' });
  });

  test('one place is one run, which outlives all but the last that waits', async () => {
    const { ask, elapse, works } = bench();
    const first = ask('a');
    const second = ask('a');
    await settle();
    await elapse();
    first.cancel();
    await settle();
    expect(works).toHaveLength(1);
    expect(works[0]?.signal.aborted).toBe(false);
    works[0]?.end('b');
    expect(await second.result).toEqual({ value: 'b', source: 'joined' });
  });

  test('who types what a run predicts gets the rest of its answer', async () => {
    const { second, elapse, works } = await typedOn('b');
    await elapse();
    works[0]?.predicts('bcd');
    works[0]?.end('bcde');
    expect(await second.result).toEqual({ value: 'cde', source: 'inFlight' });
    expect(works).toHaveLength(1);
  });

  test.each([
    ['something else', 'x'],
    ['nothing yet', ''],
  ])('a run that predicts %s is given up when the pause is over', async (_name, predicted) => {
    const { second, elapse, works } = await typedOn(predicted);
    expect(works[0]?.signal.aborted).toBe(false);
    await elapse();
    expect(works.map((work) => [work.typed, work.signal.aborted])).toEqual([
      ['a', true],
      ['ab', false],
    ]);
    works[1]?.end('!');
    expect(await second.result).toEqual({ value: '!', source: 'fresh' });
  });

  test('a run that goes astray later is given up then', async () => {
    const { second, elapse, works } = await typedOn('b');
    second.result.catch(() => undefined);
    await elapse();
    expect(works).toHaveLength(1);
    works[0]?.predicts('b');
    works[0]?.predicts('x');
    await settle();
    expect(works.map((work) => work.signal.aborted)).toEqual([true, false]);
  });

  test('an answer that does not hold for what was typed is followed by a run of its own', async () => {
    const { second, elapse, works } = await typedOn('b');
    await elapse();
    works[0]?.end('x');
    await settle();
    works[1]?.end('c');
    expect(await second.result).toEqual({ value: 'c', source: 'fresh' });
  });

  test('a run that nobody waits for lingers, then is given up', async () => {
    const { ask, elapse, works, pauses } = bench();
    const only = ask('a');
    await settle();
    await elapse();
    only.cancel();
    await settle();
    expect(works[0]?.signal.aborted).toBe(false);
    expect(pauses.map((pause) => pause.ms)).toEqual([250]);
    await elapse();
    expect(works[0]?.signal.aborted).toBe(true);
  });

  test('several keystrokes over one run still get its answer', async () => {
    const { second, ask, elapse, works } = await typedOn('bcd');
    second.cancel();
    const third = ask('abc');
    await settle();
    await elapse();
    await elapse();
    await elapse();
    expect(works).toHaveLength(1);
    works[0]?.end('bcde');
    expect(await third.result).toEqual({ value: 'de', source: 'inFlight' });
  });

  test('going elsewhere gives up at once what nobody waits for', async () => {
    const { ask, elapse, works } = bench();
    const first = ask('a');
    await settle();
    await elapse();
    first.cancel();
    ask('elsewhere');
    await settle();
    expect(works[0]?.signal.aborted).toBe(true);
  });

  test('work begun ahead is there for who comes, and given up for who comes elsewhere', async () => {
    const one = bench();
    one.runs.ahead(one.request('ab'));
    await settle();
    const coming = one.ask('ab');
    await settle();
    one.works[0]?.end('c');
    expect(await coming.result).toEqual({ value: 'c', source: 'ahead' });
    expect(await one.ask('ab').result).toEqual({ value: 'c', source: 'cache' });
    one.runs.ahead(one.request('ab'));
    expect(one.works).toHaveLength(1);
    one.runs.ahead(one.request('abx'));
    await settle();
    one.ask('zz');
    await settle();
    expect(one.works[1]?.signal.aborted).toBe(true);
  });

  test('a failure of the work reaches who waits, and is forgotten', async () => {
    const runs = new SuggestionRuns<string>(() => Promise.resolve(true));
    const request = (work: () => Promise<string>): RunRequest<string> => ({
      ...{ cursor: { path: '/a.v', text: 'a', offset: 1 }, invoked: true, known: () => undefined, pause: () => 0, work },
    });
    const { signal } = new AbortController();
    await expect(
      runs.ask(
        request(() => Promise.reject(new Error('no'))),
        signal,
      ),
    ).rejects.toThrow('no');
    expect(
      (
        await runs.ask(
          request(() => Promise.resolve('yes')),
          signal,
        )
      ).value,
    ).toBe('yes');
  });
});
