import { describe, expect, test, vi } from 'vitest';
import { asIfTaken, continuing, fit } from '../../../server/src/features/selectedEntry';
import { checked } from './standInEngine';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/m.sv';

describe('ghost text', () => {
  const suggestion = {
    text: 'ount <= 0;',
    range: { startLine: 1, startColumn: 2, endLine: 1, endColumn: 2 },
    origin: 'template' as const,
    verdict: checked,
  };

  test('comes as standard inline completion, once per request, and not for a text that has changed', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'c');
    engine.onComplete = () => Promise.resolve({ items: [suggestion, suggestion], attempts: 0, withheld: [] });
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context: { triggerKind: 2 } };
    const place = { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } };
    expect(await client.request('textDocument/inlineCompletion', params)).toEqual({ items: [{ insertText: 'ount <= 0;', range: place }] });
    engine.onComplete = () => {
      client.change(uri, 2, [{ text: 'd' }]);
      return client.request('signoff/doctor', {}).then(() => ({ items: [suggestion], attempts: 0, withheld: [] }));
    };
    expect(await client.request('textDocument/inlineCompletion', params)).toEqual({ items: [] });
  });

  test('requests for one place share one run, which outlives all but the last that waits', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'c');
    let finish: () => void = () => undefined;
    let signalOfRun: AbortSignal | undefined;
    const nextRun = (): Promise<void> =>
      new Promise((started) => {
        engine.onComplete = (_request, signal) => {
          signalOfRun = signal;
          started();
          return new Promise((resolve) => {
            finish = () => resolve({ items: [suggestion], attempts: 0, withheld: [] });
          });
        };
      });
    const begun = nextRun();
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context: { triggerKind: 2 } };
    const selected = { text: 'count', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
    const first = client.ask('textDocument/inlineCompletion', params);
    await begun;
    const second = client.ask('textDocument/inlineCompletion', {
      ...params,
      context: { triggerKind: 2, selectedCompletionInfo: selected },
    });
    // A cancellation overtakes what waits to be read: answered, this says that the second was.
    await client.request('signoff/doctor', {});
    client.notify('$/cancelRequest', { id: first.id });
    expect((await first.reply).error?.code).toBe(-32800);
    expect(signalOfRun?.aborted).toBe(false);
    finish();
    expect((await second.reply).result).toEqual({ items: [{ insertText: 'count <= 0;', range: selected.range }] });
    expect(engine.calls.filter((call) => call === 'complete')).toHaveLength(1);
    const again = nextRun();
    const third = client.ask('textDocument/inlineCompletion', params);
    await again;
    client.notify('$/cancelRequest', { id: third.id });
    expect((await third.reply).error?.code).toBe(-32800);
    // It lingers for who goes on typing what it predicts.
    await vi.waitFor(() => expect(signalOfRun?.aborted).toBe(true));
  });

  test('what is not at least checked is withheld, whatever the engine says', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'c');
    engine.onComplete = () =>
      Promise.resolve({ items: [{ ...suggestion, verdict: { ...checked, verdict: 'unknown' } }], attempts: 1, withheld: [] });
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context: { triggerKind: 1 } };
    expect(await client.request('textDocument/inlineCompletion', params)).toEqual({ items: [] });
  });

  test('continues the entry selected in the suggest widget, or stays away', () => {
    const caret = { start: { line: 0, character: 2 }, end: { line: 0, character: 2 } };
    const selected = { text: 'count', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } } };
    expect(fit('co', 'unt <= 0;', caret, selected)).toEqual({ insertText: 'count <= 0;', range: selected.range });
    expect(fit('co', 'ntrol <= 0;', caret, selected)).toBeUndefined();
  });

  test('is found for the text with an entry taken, when the plain one does not continue it', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'c)');
    engine.onComplete = () => Promise.resolve({ items: [suggestion], attempts: 0, withheld: [] });
    const asked: unknown[] = [];
    engine.onSupposed = ({ text, line, column }) => {
      asked.push({ text, line, column });
      const range = { startLine: 1, startColumn: 6, endLine: 1, endColumn: 7 };
      return Promise.resolve({ items: [{ ...suggestion, text: ' + 1);', range }], attempts: 0, withheld: [] });
    };
    const selected = { text: 'carry', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
    const context = { triggerKind: 2, selectedCompletionInfo: selected };
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context };
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
    expect(await client.request('textDocument/inlineCompletion', params)).toEqual({ items: [{ insertText: 'carry + 1);', range }] });
    expect(asked).toEqual([{ text: 'carry)', line: 0, column: 5 }]);
  });

  test('a suggestion that does not begin where the entry ends is not shown with it', () => {
    const selected = { text: 'carry', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
    const taken = asIfTaken({ path: '/w/m.sv', text: 'c', offset: 1 }, selected);
    expect(taken).toEqual({ path: '/w/m.sv', text: 'carry', offset: 5 });
    expect(continuing(suggestion, taken, selected)).toBeUndefined();
  });

  test('typing what was suggested needs no new work; what follows it is worked for ahead, and is there when it was accepted', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, 'c');
    const ahead = new Promise<string | undefined>((begun) => {
      engine.onSupposed = ({ text }) => {
        begun(text);
        return Promise.resolve({ items: [], silent: 'nothing', attempts: 0, withheld: [] });
      };
    });
    engine.onComplete = () => Promise.resolve({ items: [suggestion], attempts: 0, withheld: [] });
    const at = (character: number) => ({ textDocument: { uri }, position: { line: 0, character }, context: { triggerKind: 2 } });
    await client.request('textDocument/inlineCompletion', at(1));
    expect(await ahead).toBe('count <= 0;');
    const rest = { ...suggestion, text: 'unt <= 0;', range: { startLine: 1, startColumn: 3, endLine: 1, endColumn: 3 } };
    engine.atOnce = ({ column }) => (column === 2 ? { items: [rest], attempts: 0, withheld: [] } : undefined);
    client.change(uri, 2, [{ text: 'co' }]);
    const place = { start: { line: 0, character: 2 }, end: { line: 0, character: 2 } };
    expect(await client.request('textDocument/inlineCompletion', at(2))).toEqual({ items: [{ insertText: 'unt <= 0;', range: place }] });
    expect(engine.calls.filter((call) => call === 'complete')).toHaveLength(1);
  });

  test('names the command of our client with what was inserted where, and where another reply differs', async () => {
    const { client, engine } = serveInProcess();
    await client.start({ initializationOptions: { commands: { accepted: 'signoff.suggestionAccepted' } } });
    client.open(uri, 'c');
    const differs = { start: 7, end: 8, other: 'ount <= 1;' };
    const agreement = { samples: 3, agreeing: 2, differs };
    engine.onComplete = () => Promise.resolve({ items: [{ ...suggestion, agreement }], attempts: 3, withheld: [] });
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context: { triggerKind: 1 } };
    const { items } = await client.request<{ items: { command: { arguments: unknown[] } }[] }>('textDocument/inlineCompletion', params);
    const taken = { line: 0, character: 1, text: 'ount <= 0;', differs };
    expect(items[0]?.command.arguments).toEqual([uri, 'v1', checked.reason, taken]);
  });

  test('the dearer checks go on for one that was taken, and say what they found', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    const refuted = { ...checked, verdict: 'refuted' as const, reason: 'the testbench failed' };
    engine.onCheckAccepted = (id) => Promise.resolve(id === 'v1' ? refuted : undefined);
    expect(await client.request('signoff/acceptedSuggestion', { uri, id: 'v1' })).toEqual({ verdict: refuted });
    expect(await client.request('signoff/acceptedSuggestion', { uri, id: 'old' })).toEqual({});
  });

  test('the status of our own client says why there is silence; other clients are not told', async () => {
    const ours = serveInProcess();
    await ours.client.start({ initializationOptions: { notifications: true } });
    ours.client.open(uri, 'c');
    const params = { textDocument: { uri }, position: { line: 0, character: 1 }, context: { triggerKind: 1 } };
    await ours.client.request('textDocument/inlineCompletion', params);
    const told = ours.client.notifications
      .filter((one) => one.method === 'signoff/status')
      .map((one) => (one.params as { text: string }).text);
    expect(told).toContain('No suggestion: nothing');
    const bare = serveInProcess();
    await bare.client.start();
    bare.client.open(uri, 'c');
    await bare.client.request('textDocument/inlineCompletion', params);
    expect(bare.client.notifications.filter((one) => one.method.startsWith('signoff/'))).toEqual([]);
  });
});
