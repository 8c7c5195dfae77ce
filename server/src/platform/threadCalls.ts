import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { movable } from './comparisonMessages';

/** What one side of a thread boundary may be asked, by name: what is given and what is answered, both as structured clones carry it. */
export type Askable<M> = { readonly [N in keyof M]: { readonly given: unknown; readonly answer: unknown; readonly news?: unknown } };

/** One function for each name; it may tell news before it answers. `signal` fires when nobody waits any more. */
export type Handlers<M extends Askable<M>> = {
  readonly [N in keyof M]: (given: M[N]['given'], call: Call<M[N]['news']>) => Promise<M[N]['answer']> | M[N]['answer'];
};

interface Call<News> {
  readonly signal: AbortSignal;
  readonly tell: (news: News) => void;
}

/** The other side. */
export interface Calls<M extends Askable<M>> {
  /** Resolves with the answer, also of a call that was given up; rejects when the other side failed or ended, with the signal's reason where that is why. */
  ask<N extends keyof M & string>(
    name: N,
    given: M[N]['given'],
    signal: AbortSignal,
    hear?: (news: M[N]['news']) => void,
  ): Promise<M[N]['answer']>;
  /** Asks without waiting for an answer. What is told and asked arrives in the order in which it was. */
  tell<N extends keyof M & string>(name: N, given: M[N]['given']): void;
  /** Nothing comes from the other side any more: whoever waits is told so. */
  end(why: string): void;
}

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly given: unknown }
  | { readonly kind: 'drop'; readonly id: number }
  | { readonly kind: 'news'; readonly id: number; readonly value: unknown }
  | End;
type End =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

interface Pending {
  settle(end: End): void;
  hear(news: unknown): void;
}

/** Calls in both directions over one port: `handlers` answer what the other side asks. Takes over the port's messages. */
export function threadCalls<Theirs extends Askable<Theirs>, Ours extends Askable<Ours>>(
  port: Pick<MessagePort | Worker, 'postMessage' | 'on'>,
  handlers: Handlers<Ours>,
): Calls<Theirs> {
  const pending = new Map<number, Pending>();
  const running = new Map<number, AbortController>();
  let count = 0;
  const post = (message: Message, move: readonly Transferable[] = []): void => port.postMessage(message, move);

  const answer = async (id: number, name: string, given: unknown): Promise<void> => {
    const stop = new AbortController();
    running.set(id, stop);
    try {
      const handler = (handlers as Record<string, ((given: unknown, call: Call<unknown>) => unknown) | undefined>)[name];
      if (handler === undefined) throw new Error(`nothing answers ${name}`);
      const value = await handler(given, { signal: stop.signal, tell: (news) => post({ kind: 'news', id, value: news }) });
      post({ kind: 'answer', id, value }, movableIn(value));
    } catch (error) {
      post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      running.delete(id);
    }
  };

  port.on('message', (message: Message) => {
    switch (message.kind) {
      case 'ask':
        return void answer(message.id, message.name, message.given);
      case 'drop':
        return running.get(message.id)?.abort();
      case 'news':
        return pending.get(message.id)?.hear(message.value);
      case 'answer':
      case 'failed':
        return pending.get(message.id)?.settle(message);
    }
  });

  return {
    ask: (name, given, signal, hear = () => undefined) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const id = ++count;
        const drop = (): void => post({ kind: 'drop', id });
        const settle: Pending['settle'] = (message) => {
          pending.delete(id);
          signal.removeEventListener('abort', drop);
          if (message.kind === 'answer') resolve(message.value);
          else reject(signal.aborted ? (signal.reason as Error) : new Error(message.message));
        };
        pending.set(id, { settle, hear: hear });
        signal.addEventListener('abort', drop, { once: true });
        post({ kind: 'ask', id, name, given });
      }),
    tell(name, given) {
      post({ kind: 'ask', id: ++count, name, given });
    },
    end(message) {
      for (const [id, one] of pending) one.settle({ kind: 'failed', id, message });
      for (const one of running.values()) one.abort();
    },
  };
}

/** Large buffers among the files of an answer change hands; parts of Node's shared pool may not. */
function movableIn(value: unknown): ArrayBuffer[] {
  const files: unknown = typeof value === 'object' && value !== null && 'files' in value ? value.files : undefined;
  return files instanceof Map ? movable(files as ReadonlyMap<string, string | Uint8Array>) : [];
}
