import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import { threadCalls, type Calls, type Handlers } from '../../../server/src/platform/threadCalls';

interface Questions {
  readonly double: { readonly given: number; readonly answer: number; readonly news: string };
  readonly wait: { readonly given: undefined; readonly answer: string };
  readonly bytes: { readonly given: undefined; readonly answer: { readonly files: ReadonlyMap<string, Uint8Array> } };
  readonly note: { readonly given: string; readonly answer: void };
}

describe('calls between two threads', () => {
  const channels: MessageChannel[] = [];
  afterEach(() => {
    for (const { port1, port2 } of channels.splice(0)) {
      port1.close();
      port2.close();
    }
  });
  const between = (handlers: Partial<Handlers<Questions>>): Calls<Questions> => {
    const channel = new MessageChannel();
    channels.push(channel);
    threadCalls(channel.port2, handlers as Handlers<Questions>);
    return threadCalls<Questions, Record<never, never>>(channel.port1, {});
  };

  test('an answer comes after the news told before it, and after what was told before the question', async () => {
    const order: string[] = [];
    const calls = between({
      note: (text) => void order.push(text),
      double(given, { tell }) {
        order.push('asked');
        tell('soon');
        return Promise.resolve(2 * given);
      },
    });
    calls.tell('note', 'told');
    expect(await calls.ask('double', 21, neverAborted, (news) => order.push(news))).toBe(42);
    expect(order).toEqual(['told', 'asked', 'soon']);
  });

  test('who gives up waits for the other side to have ended, and learns why', async () => {
    const stop = new AbortController();
    let ended = false;
    const calls = between({
      wait: (_given, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            ended = true;
            reject(new Error('stopped'));
          });
          calls.tell('note', 'at work');
        }),
      note: () => stop.abort(new Error('typed on')),
    });
    await expect(calls.ask('wait', undefined, stop.signal)).rejects.toThrow('typed on');
    expect(ended).toBe(true);
    await expect(calls.ask('wait', undefined, stop.signal)).rejects.toThrow('typed on');
  });

  test('a failure there is one here, with its words; so is a question that nothing answers', async () => {
    const calls = between({
      double() {
        throw new Error('cannot double');
      },
    });
    await expect(calls.ask('double', 1, neverAborted)).rejects.toThrow('cannot double');
    await expect(calls.ask('wait', undefined, neverAborted)).rejects.toThrow('nothing answers wait');
  });

  test('once the other side has ended nobody waits for it', async () => {
    const calls = between({ wait: () => new Promise(() => undefined) });
    const waiting = calls.ask('wait', undefined, neverAborted);
    calls.end('the thread has ended');
    await expect(waiting).rejects.toThrow('the thread has ended');
  });

  test('large files of an answer change hands, and arrive whole', async () => {
    const large = new Uint8Array(100_000).fill(7);
    const calls = between({ bytes: () => ({ files: new Map([['a', large]]) }) });
    const { files } = await calls.ask('bytes', undefined, neverAborted);
    expect(files.get('a')?.at(-1)).toBe(7);
    expect(large.byteLength).toBe(0);
  });
});
