import { describe, expect, test } from 'vitest';
import { LlmError, readReply } from '../../../server/src/llm/client';
import { createEditorClient } from '../../../server/src/llm/providers/editor';
import { defaultAnthropicModel } from '../../../server/src/llm/providers/anthropic';
import { selectProvider } from '../../../server/src/llm/selectProvider';
import { neverAborted } from '../../../server/src/base/cancel';

describe('selectProvider', () => {
  test.each([undefined, '', 'builtin', ' builtin '])('a key alone chooses nothing (%s)', (setting) => {
    expect(selectProvider(setting, { apiKey: 'k', baseUrl: 'http://localhost:1' })).toEqual({ ok: true, value: { kind: 'builtin' } });
  });

  test('anthropic takes the default model, anthropic:ID the named one', () => {
    const plain = selectProvider('anthropic', { apiKey: 'k' });
    const named = selectProvider('anthropic:claude-sonnet-5-5', { apiKey: 'k' });
    expect(plain.ok && plain.value.kind === 'anthropic' && plain.value.client.id).toBe(`anthropic:${defaultAnthropicModel}`);
    expect(named.ok && named.value.kind === 'anthropic' && named.value.client.id).toBe('anthropic:claude-sonnet-5-5');
  });

  test('anthropic without a key says how to set one, but a local server needs none', () => {
    const without = selectProvider('anthropic', { apiKey: ' ' });
    expect(without.ok ? '' : without.hint).toContain('ANTHROPIC_API_KEY');
    expect(selectProvider('anthropic:local', { baseUrl: 'http://localhost:8080' }).ok).toBe(true);
  });

  test.each(['gpt', 'anthropic:', 'anthropic: x', 'Anthropic'])('refuses %s with the names that exist', (setting) => {
    const outcome = selectProvider(setting, { apiKey: 'k' });
    expect(outcome.ok ? '' : outcome.hint).toContain('builtin');
  });

  test('refuses a base URL that is none', () => {
    expect(selectProvider('anthropic', { apiKey: 'k', baseUrl: 'file:///etc' }).ok).toBe(false);
  });

  test('editor exists only where an editor is', () => {
    expect(selectProvider('editor', {}).ok).toBe(false);
    expect(selectProvider('editor', { askEditor: () => texts('x') }).ok).toBe(true);
  });
});

describe('the editor provider', () => {
  const question = { system: '', prompt: '', maxTokens: 1 };
  test('streams what the editor gives', async () => {
    expect(
      await readReply(
        createEditorClient(() => texts('a', 'b')),
        question,
        neverAborted,
      ),
    ).toMatchObject({ ok: true, text: 'ab' });
  });

  test('keeps a kind that crossed the wire and names any other failure unreachable', async () => {
    const withKind = createEditorClient(() => failing(Object.assign(new Error('no'), { kind: 'refused' })));
    const plain = createEditorClient(() => failing(new Error('no model')));
    const own = createEditorClient(() => failing(new LlmError('cutOff', 'm', 'h')));
    expect(await readReply(withKind, question, neverAborted)).toMatchObject({ failure: { kind: 'refused' } });
    expect(await readReply(plain, question, neverAborted)).toMatchObject({ failure: { kind: 'unreachable' } });
    expect(await readReply(own, question, neverAborted)).toMatchObject({ failure: { kind: 'cutOff' } });
  });
});

// eslint-disable-next-line @typescript-eslint/require-await
async function* texts(...pieces: string[]): AsyncIterable<string> {
  yield* pieces;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* failing(error: Error): AsyncIterable<string> {
  yield 'half';
  throw error;
}
