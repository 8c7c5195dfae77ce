import { afterEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import { readReply } from '../../../server/src/llm/client';
import { SentRequests } from '../../../server/src/llm/sentRequests';
import { startModelServer, type ModelServer, type ModelStep } from '../../harness/modelServer.mjs';
import { scriptedModel } from '../../harness/modelAccess';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(steps: ModelStep[], apiKey = 'key-of-mine') {
  server = await startModelServer(steps);
  const { model, sent } = scriptedModel(server.url, { apiKey, neverSent: (path) => path === '/secret.sv' });
  const { request } = model.compose({
    purpose: 'test',
    system: 'Do it.',
    stable: [{ title: 'package', text: 'package p; endpackage', from: ['/p.sv'] }],
    changing: [{ title: 'secret', text: 'wire hidden;', from: ['/secret.sv'] }],
    task: 'Now.',
    maxTokens: 10,
    effort: 'low',
  });
  const reply = await readReply(model, request, neverAborted);
  return { reply, request, model, sent, server };
}

describe('what was sent', () => {
  test('is kept as the server received it, with what it cost', async () => {
    const { reply, request, model, sent, server } = await ask([{ text: 'ok' }]);
    const [entry] = sent.list();
    expect(sent.list()).toHaveLength(1);
    expect(entry).toMatchObject({ model: model.id, purpose: 'test', outcome: 'answered', usage: { output: 2 } });
    expect(JSON.parse(entry?.body ?? '')).toEqual(server.requests[0]?.body);
    expect(entry?.body).toBe(model.bodyOf(request));
    expect(reply).toMatchObject({ ok: true, text: 'ok', sent: [entry?.body], usage: { fromCache: 0 } });
  });

  test('holds neither key nor what is never sent', async () => {
    const { sent } = await ask([{ text: 'ok' }]);
    expect(JSON.stringify(sent.list())).not.toMatch(/key-of-mine|hidden/);
  });

  test('tells each try of a request that was sent twice', async () => {
    const { sent } = await ask([{ error: 529, headers: { 'retry-after-ms': '1' } }, { text: 'ok' }]);
    expect(sent.list().map((one) => one.outcome)).toEqual(['answered', 'sent again']);
  });

  test('tells what kept it from being answered', async () => {
    const { sent } = await ask([{ error: 401 }]);
    expect(sent.list()).toMatchObject([{ outcome: 'unauthorized' }]);
  });

  test('is bounded by number and by size, the oldest dropped first', () => {
    const sent = new SentRequests(() => 0, { requests: 3, characters: 100 });
    const send = (body: string) => sent.begin('m', 'test').sending(body);
    for (const body of ['a', 'b', 'c', 'd']) send(body);
    expect(sent.list().map((one) => one.body)).toEqual(['d', 'c', 'b']);
    send('x'.repeat(99));
    expect(sent.list().map((one) => one.body.length)).toEqual([99, 1]);
    send('y'.repeat(500));
    expect(sent.list()).toHaveLength(1);
  });
});

test('the stable part is a block of its own that the server is asked to keep', async () => {
  const { request, server } = await ask([{ text: 'ok' }]);
  const [message] = (server.requests[0]?.body as { messages: { content: { text: string; cache_control?: object }[] }[] }).messages;
  expect(message?.content.map((block) => block.cache_control)).toEqual([{ type: 'ephemeral' }, undefined]);
  expect(message?.content.map((block) => block.text).join('')).toBe(request.prompt);
});

test('a request that was not composed never leaves', async () => {
  const { model, server } = await ask([{ text: 'ok' }]);
  const forged = { system: 's', prompt: 'the text of /secret.sv', maxTokens: 5 };
  await expect(readReply(model, forged, neverAborted)).rejects.toThrow(/composeRequest/);
  expect(server.requests).toHaveLength(1);
});
