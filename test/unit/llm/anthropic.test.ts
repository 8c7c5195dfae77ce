import { afterEach, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer, type ModelStep } from '../../harness/modelServer.mjs';
import { readReply, type LlmRequest } from '../../../server/src/llm/client';
import { createAnthropicClient, defaultAnthropicModel } from '../../../server/src/llm/providers/anthropic';
import { neverAborted } from '../../../server/src/base/cancel';

const question: LlmRequest = { system: 'be brief', prompt: 'complete this', maxTokens: 64, stop: ['\nendmodule'] };
const secret = 'sk-test-very-secret';
let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(steps: ModelStep[], options: { keys?: string[]; model?: string } = {}) {
  server = await startModelServer(steps, options.keys === undefined ? {} : { keys: options.keys });
  const client = createAnthropicClient({
    apiKey: secret,
    baseUrl: server.url,
    ...(options.model === undefined ? {} : { model: options.model }),
  });
  return readReply(client, question, neverAborted);
}

async function failureOf(steps: ModelStep[], options: { keys?: string[] } = {}) {
  const reply = await ask(steps, options);
  if (reply.ok) throw new Error(`answered: ${reply.text}`);
  expect(reply.failure.message).not.toContain(secret);
  expect(reply.failure.hint).not.toBe('');
  return reply.failure;
}

describe('a whole reply', () => {
  test('arrives in pieces and is joined', async () => {
    expect(await ask([{ text: 'assign y = a & b;', chunkSize: 3 }])).toMatchObject({ ok: true, text: 'assign y = a & b;' });
    expect(server?.requests).toHaveLength(1);
  });

  test('is asked for as the Messages API wants it', async () => {
    await ask([{ text: 'x' }]);
    const request = server?.requests[0];
    expect(request?.key).toBe(secret);
    expect(request?.headers['anthropic-version']).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(request?.system).toBe('be brief');
    expect(request?.body).toMatchObject({
      model: defaultAnthropicModel,
      max_tokens: 64,
      stream: true,
      stop_sequences: ['\nendmodule'],
      thinking: { type: 'disabled' },
    });
    expect(request?.body).not.toHaveProperty('temperature');
  });

  test('comes from the model that was named, with room for thoughts where it always thinks', async () => {
    await ask([{ text: 'x' }], { model: 'claude-opus-5-5' });
    expect(server?.requests[0]?.body).toMatchObject({ model: 'claude-opus-5-5', max_tokens: 64 + 4096, output_config: { effort: 'low' } });
    expect(server?.requests[0]?.body).not.toHaveProperty('thinking');
  });

  test('is one text after one retry of an overloaded server', async () => {
    const overloaded: ModelStep = { error: 529, headers: { 'retry-after-ms': '1' } };
    expect(await ask([overloaded, { text: 'second' }])).toMatchObject({ ok: true, text: 'second' });
    expect(server?.requests).toHaveLength(2);
  });
});

describe('a typed failure', () => {
  const soon = { 'retry-after-ms': '1' };
  test.each<[string, ModelStep[], string]>([
    ['a refused key', [{ error: 401, message: `invalid key ${secret}` }], 'unauthorized'],
    ['a key without permission', [{ error: 403 }], 'unauthorized'],
    ['a rate limit', [1, 2].map(() => ({ error: 429, headers: soon })), 'rateLimited'],
    ['a server error', [1, 2].map(() => ({ error: 500, headers: soon })), 'overloaded'],
    ['overload', [1, 2].map(() => ({ error: 529, headers: soon })), 'overloaded'],
    ['an unknown model', [{ error: 404 }], 'unknownModel'],
    ['a request that is too large', [{ error: 413 }], 'tooLong'],
    ['a request that is refused as malformed', [{ error: 400 }], 'badReply'],
    ['a socket that dies mid-stream', [{ text: 'assign y = a & b;', cutAfter: 8 }], 'cutOff'],
    ['a stream that ends early in good order', [{ text: 'assign y = a & b;', cutAfter: 8, cutBy: 'end' }], 'cutOff'],
    ['an error event mid-stream', [{ text: 'assign y = a & b;', cutAfter: 8, cutBy: 'event' }], 'overloaded'],
    ['a reply at its token limit', [{ text: 'assign y =', stopReason: 'max_tokens' }], 'cutOff'],
    ['a refusal', [{ text: 'I', stopReason: 'refusal' }], 'refused'],
    ['a web page instead of a stream', [{ html: '<html>sign in</html>' }], 'badReply'],
    ['a connection closed at once', [{ closeAtOnce: true }, { closeAtOnce: true }], 'unreachable'],
  ])('names %s', async (_name, steps, kind) => {
    expect((await failureOf(steps)).kind).toBe(kind);
  });

  test.each(['invalid x-api-key', 'invalid x-api-key.'])(
    'is told in whole sentences, whether the service ends its words (%s) or not',
    async (message) => {
      const { message: told, hint } = await failureOf([{ error: 401, message }]);
      expect(`${told} ${hint}`).toMatch(/refused the key: invalid x-api-key\. Set the key again\.$/);
    },
  );

  test('names a key that the server does not know', async () => {
    expect((await failureOf([{ text: 'x' }], { keys: ['another'] })).kind).toBe('unauthorized');
  });

  test('names a server that is not there', async () => {
    const gone = await startModelServer([]);
    await gone.close();
    const client = createAnthropicClient({ apiKey: secret, baseUrl: gone.url });
    const reply = await readReply(client, question, neverAborted);
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
    expect(JSON.stringify(reply)).toContain(gone.url);
  });
});

describe('an abort', () => {
  test('before the request asks nothing', async () => {
    server = await startModelServer([{ text: 'x' }]);
    const client = createAnthropicClient({ apiKey: secret, baseUrl: server.url });
    await expect(readReply(client, question, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests).toHaveLength(0);
  });

  test('while nothing has come closes the connection', async () => {
    server = await startModelServer([{ hang: true }]);
    const client = createAnthropicClient({ apiKey: secret, baseUrl: server.url });
    const controller = new AbortController();
    const reply = readReply(client, question, controller.signal);
    await server.waitForRequests(1);
    controller.abort();
    await expect(reply).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('mid-stream gives no text, though some had come', async () => {
    server = await startModelServer([{ text: 'assign y = a;', hangAfter: 7 }]);
    const client = createAnthropicClient({ apiKey: secret, baseUrl: server.url });
    const controller = new AbortController();
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of client.complete(question, controller.signal)) {
        pieces.push(piece);
        controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(pieces).toEqual(['assign ']);
  });

  test('leaving the loop early stops the request', async () => {
    server = await startModelServer([{ text: 'one two three four', hangAfter: 7 }]);
    const client = createAnthropicClient({ apiKey: secret, baseUrl: server.url });
    for await (const piece of client.complete(question, neverAborted)) {
      expect(piece).toBe('one two');
      break;
    }
    expect(server.requests[0]?.finished).toBe(false);
  });
});
