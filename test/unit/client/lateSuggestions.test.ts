import { describe, expect, test } from 'vitest';
import { LateSuggestions, type Place } from '../../../client/src/lateSuggestions';

type Listener = (event: unknown) => unknown;

function cancellation() {
  const listeners: Listener[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: Listener) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  const cancel = (): void => {
    token.isCancellationRequested = true;
    for (const listener of listeners) listener(undefined);
  };
  return { token, cancel, dispose: () => undefined };
}

const place: Place = { uri: 'file:///a.sv', version: 3, line: 1, character: 4 };

/** An editor whose cursor is `at`, and that asks for the place once more when it is made to. */
function editorAt(first: Place) {
  const state = { at: first, asked: 0, closed: 0, offered: 0, now: 0, shown: undefined as string[] | undefined, said: [] as string[] };
  const late: LateSuggestions<string[]> = new LateSuggestions(
    {
      isAt: (given) => JSON.stringify(given) === JSON.stringify(state.at),
      askAgain: async () => {
        state.asked++;
        state.shown = await late.provide(state.at, false, cancellation().token, () => Promise.resolve(['asked anew']));
      },
      closeList: () => {
        state.closed++;
        return Promise.resolve();
      },
      offerInPlaceOfList: () => {
        state.offered++;
        return Promise.resolve();
      },
      cancellation,
      now: () => state.now,
      say: (words) => state.said.push(words),
    },
    (answer) => answer.length > 0,
  );
  let answer: (value: string[] | null) => void = () => undefined;
  let work = cancellation().token;
  const request = (invoked = false) => {
    const given = cancellation();
    const result = late.provide(state.at, invoked, given.token, (token) => {
      work = token;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    return { result, cancel: given.cancel, answer, work };
  };
  return { state, late, request };
}

describe('ghost text later than the editor waits', () => {
  test('an answer in time goes straight back', async () => {
    const { state, request } = editorAt(place);
    const { result, answer } = request();
    answer(['a']);
    expect(await result).toEqual(['a']);
    expect(state.asked).toBe(0);
  });

  test('a cancelled request goes on while nothing moved; its answer is what the editor gets when it is made to ask again', async () => {
    const { state, request } = editorAt(place);
    const { result, answer, cancel, work } = request();
    cancel();
    expect(work.isCancellationRequested).toBe(false);
    answer(['late']);
    expect(await result).toBeUndefined();
    expect(state).toMatchObject({ asked: 1, closed: 1, shown: ['late'] });
    const next = request();
    next.answer(['next']);
    expect(await next.result).toEqual(['next']);
  });

  test.each([
    ['the text', { ...place, version: 4 }],
    ['the cursor', { ...place, character: 5 }],
    ['the editor', { ...place, uri: 'file:///b.sv' }],
  ])('when %s moves on, the work is cancelled and nobody is asked', async (_name, elsewhere) => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel, work } = request();
    cancel();
    state.at = elsewhere;
    late.moved();
    expect(work.isCancellationRequested).toBe(true);
    answer(['late']);
    expect(await result).toBeUndefined();
    expect(state.asked).toBe(0);
  });

  test('typing on cancels at once, also when the change is known before the cancellation', async () => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel, work } = request();
    state.at = { ...place, version: 4, character: 5 };
    late.moved();
    expect(work.isCancellationRequested).toBe(false);
    cancel();
    expect(work.isCancellationRequested).toBe(true);
    answer(null);
    expect(await result).toBeUndefined();
  });

  test('a list that was open before ghost text was ever asked for gives way, some times; afterwards it is left to the rules', async () => {
    const { state, late } = editorAt(place);
    late.listShows(place, 'fifo');
    expect(state.offered).toBe(1);
    for (let i = 0; i < 5; i++) late.listShows(place, 'fifo');
    expect(state.offered).toBe(3);
    const other = editorAt(place);
    const { result, answer } = other.request();
    answer(['a']);
    await result;
    other.late.listShows(place, 'fifo');
    expect(other.state.offered).toBe(0);
  });

  test('an empty answer is no reason to ask again', async () => {
    const { state, request } = editorAt(place);
    const { result, answer, cancel } = request();
    cancel();
    answer([]);
    expect(await result).toBeUndefined();
    expect(state.asked).toBe(0);
  });

  test('asking by hand drops what was still on its way for typing', async () => {
    const { request } = editorAt(place);
    const typed = request();
    typed.cancel();
    const byHand = request(true);
    expect(typed.work.isCancellationRequested).toBe(true);
    expect(byHand.work.isCancellationRequested).toBe(false);
    typed.answer(null);
    byHand.answer(['by hand']);
    expect([await typed.result, await byHand.result]).toEqual([undefined, ['by hand']]);
  });

  test.each([
    ['gives way', 1, ['adder']],
    ['stays when somebody moves in it', 0, ['adder', 'always_ff']],
  ])('a list that opened after the editor gave up %s', async (_name, closed, entries) => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel } = request();
    cancel();
    for (const entry of entries) late.listShows(place, entry);
    answer(['late']);
    await result;
    expect(state).toMatchObject({ asked: 1, closed });
  });

  test('a list that words arrive for selects another entry by itself, and still gives way', async () => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel } = request();
    cancel();
    late.listShows(place, 'sync_fifo');
    late.listIsFilled();
    late.listShows(place, 'sync_fifo u_sync_fifo (');
    answer(['late']);
    await result;
    expect(state).toMatchObject({ asked: 1, closed: 1 });
  });

  test.each([
    ['just after the answer gives way, once', 1, 900, place],
    ['long after it was called for by hand and stays', 0, 2100, place],
    ['at another place stays', 0, 100, { ...place, character: 9 }],
  ])('a list that opens %s', async (_name, closed, afterMs, where) => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel } = request();
    cancel();
    answer(['late']);
    await result;
    state.now += afterMs;
    Object.assign(state, { shown: undefined, closed: 0 });
    late.listShows(where, 'adder');
    late.listShows(where, 'adder');
    await Promise.resolve();
    await Promise.resolve();
    expect(state).toMatchObject({ asked: 1 + closed, closed, shown: closed === 1 ? ['late'] : undefined });
  });

  test('a list that was open before anybody offered ghost text is closed for the first answer that shows something, and only for that', async () => {
    const { state, request } = editorAt(place);
    const closed: number[] = [];
    for (const words of [[], ['first'], ['second']]) {
      const { result, answer } = request();
      answer(words);
      expect(await result).toEqual(words);
      closed.push(state.closed);
    }
    expect(closed).toEqual([0, 1, 1]);
  });

  test('a list in use stays for the first answer too', async () => {
    const { state, late, request } = editorAt(place);
    const { result, answer } = request();
    late.listShows(place, 'adder');
    answer(['first']);
    expect(await result).toEqual(['first']);
    expect(state.closed).toBe(0);
  });

  test.each([
    ['gives way to an answer that was nearly late', 400, 1],
    ['is closed before an answer that the editor waited for although it took long, and again if it opens then', 900, 2],
    ['stays after an answer that came at once: somebody called for it', 100, 0],
  ])('a list that opens after an answer in time, not the first, %s', async (_name, tookMs, closed) => {
    const { state, late, request } = editorAt(place);
    const first = request();
    first.answer(['first']);
    await first.result;
    state.closed = 0;
    const { result, answer } = request();
    state.now += tookMs;
    answer(['in time']);
    expect(await result).toEqual(['in time']);
    late.listShows(place, 'adder');
    await Promise.resolve();
    await Promise.resolve();
    expect(state).toMatchObject({ asked: Math.min(1, closed), closed });
  });

  test('a list that was in use when the answer came stays, however often its entries are looked at', async () => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel } = request();
    late.listShows(place, 'adder');
    cancel();
    answer(['late']);
    await result;
    late.listShows(place, 'always_ff');
    await Promise.resolve();
    expect(state).toMatchObject({ asked: 1, closed: 0 });
  });

  test('a list that was there before, or is at another place, is left alone', async () => {
    const { state, late, request } = editorAt(place);
    const { result, answer, cancel } = request();
    late.listShows(place, 'adder');
    cancel();
    late.listShows({ ...place, character: 9 }, 'other');
    answer(['late']);
    await result;
    expect(state).toMatchObject({ asked: 1, closed: 0 });
  });
});
