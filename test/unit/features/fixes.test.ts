import { describe, expect, test, vi } from 'vitest';
import { failure } from '../../../server/src/base/outcome';
import type { Timing, Verdict } from '../../../server/src/protocol/contract';
import { checked } from './standInEngine';
import { serveInProcess, type Served } from './serveInProcess';

const uri = 'file:///w/m.sv';
const text = 'module m;\n  assign y = x % 10;\nendmodule\n';
const proved: Verdict = { ...checked, verdict: 'proved', reached: 'prove', contract: { kind: 'sameCycle' } };
const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } };

const violated: Timing = {
  engine: 'signoff-sta 1',
  period: 5,
  wns: -0.82,
  tns: -0.82,
  fmax: 171.8,
  paths: [
    {
      start: 'x',
      end: 'y',
      slack: -0.82,
      arrival: 5.82,
      points: [{ name: 'y', file: '/w/m.sv', line: 2, column: 3, endLine: 2, endColumn: 20, op: 'mod:12', delay: 5.1, arrival: 5.82 }],
      cause: { code: 'timing/division-by-constant', file: '/w/m.sv', line: 2, message: 'A division is long.' },
    },
  ],
  fixes: [],
};
const fixed: Timing = {
  ...violated,
  fixes: [
    {
      strategy: 'divide-by-constant',
      title: 'Multiply and shift instead of dividing',
      edits: [{ file: '/w/m.sv', startLine: 2, startColumn: 14, endLine: 2, endColumn: 20, newText: 'r' }],
      contract: { kind: 'sameCycle' },
      verdict: proved,
      before: { wns: -0.82, fmax: 171.8 },
      after: { wns: 0.12, fmax: 205 },
      origin: 'rule',
    },
  ],
};

async function analyzed(capabilities: object, fixes: () => Promise<Timing> = () => Promise.resolve(fixed)): Promise<Served> {
  const served = serveInProcess();
  await served.client.start({ capabilities });
  served.client.open(uri, text);
  served.engine.onTiming = (request) => (request.fix === true ? fixes() : Promise.resolve(violated));
  await served.client.request('signoff/timing', { uri });
  return served;
}

interface Action {
  title: string;
  edit?: unknown;
  data?: unknown;
  command?: string;
  arguments?: unknown[];
  disabled?: { reason: string };
}
const actions = (served: Served): Promise<Action[]> =>
  served.client.request<Action[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], only: ['quickfix'] },
  });

const literal = { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } };

describe('timing in the text', () => {
  test('a violated endpoint is a warning on the line of its cause, with the path as related information', async () => {
    const { client } = await analyzed({ textDocument: { publishDiagnostics: { relatedInformation: true } } });
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    expect(diagnostics[0]).toMatchObject({
      severity: 2,
      code: 'timing/division-by-constant',
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 20 } },
      message: 'Setup violated at y: slack −0.82 ns (estimate: arrives at 5.82 ns, period 5 ns). A division is long.',
      relatedInformation: [{ location: { uri, range: { start: { line: 1, character: 2 } } }, message: 'mod:12 +5.10 ns → 5.82 ns at y' }],
    });
  });

  test('a client without related information gets the path in the message', async () => {
    const { client } = await analyzed({});
    const { diagnostics } = await client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    expect(diagnostics[0]?.message).toContain('\nmod:12 +5.10 ns → 5.82 ns at y');
  });
});

describe('a latency that is allowed', () => {
  test('reaches the search for fixes, as whole cycles', async () => {
    const latencies: (number | undefined)[] = [];
    const served = serveInProcess();
    await served.client.start({ initializationOptions: { settings: { 'timing.latency': 1.5 } } });
    served.client.open(uri, text);
    served.engine.onTiming = (request) => {
      latencies.push(request.latency);
      return Promise.resolve(violated);
    };
    await served.client.request('signoff/timing', { uri });
    expect(latencies).toContain(1);
  });
});

describe('timing after an edit', () => {
  const edit = [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, text: '// new\n' }];
  const told = (served: Served): { uri: string; timing: Timing; stale?: boolean; fixes: string }[] =>
    served.client.notifications.filter((one) => one.method === 'signoff/timingChanged').map((one) => one.params as never);
  const ours = async (onTiming: (fix: boolean, signal: AbortSignal) => Promise<Timing>): Promise<Served> => {
    const served = serveInProcess();
    await served.client.start({ initializationOptions: { notifications: true } });
    served.client.open(uri, text);
    served.engine.onTiming = (request, signal) => onTiming(request.fix === true, signal);
    await served.client.request('signoff/timing', { uri });
    return served;
  };

  test('is said to be stale at once, is made anew on save, and its warnings go with it', async () => {
    let met = false;
    const served = await ours(() => Promise.resolve(met ? { ...violated, wns: 1, paths: [] } : violated));
    await served.client.diagnostics(uri, (one) => one.diagnostics.length === 1);
    served.client.change(uri, 2, edit);
    await served.client.request('signoff/doctor', {});
    expect(told(served).at(-1)).toMatchObject({ uri, stale: true, timing: { wns: -0.82 } });
    const before = told(served).length;
    served.client.change(uri, 3, edit);
    await served.client.request('signoff/doctor', {});
    expect(told(served)).toHaveLength(before);
    met = true;
    served.client.notify('textDocument/didSave', { textDocument: { uri } });
    await vi.waitFor(() => expect(told(served).at(-1)).toMatchObject({ uri, timing: { wns: 1 }, fixes: 'done' }));
    const published = served.client.notifications.filter((one) => one.method === 'textDocument/publishDiagnostics');
    expect(published.at(-1)?.params).toMatchObject({ uri, diagnostics: [] });
    expect(told(served).at(-1)?.stale).toBeUndefined();
  });

  test('says why a text that was saved could not be timed', async () => {
    const served = await ours(() => Promise.resolve(violated));
    served.client.change(uri, 2, edit);
    served.engine.timing = () => Promise.resolve(failure('m does not elaborate'));
    served.client.notify('textDocument/didSave', { textDocument: { uri } });
    await vi.waitFor(() => expect(told(served).at(-1)).toMatchObject({ uri, stale: true, failed: 'm does not elaborate' }));
  });

  test('the search tells what it is at, and can be stopped: what it found stays', async () => {
    let stopped: AbortSignal | undefined;
    const served = serveInProcess();
    await served.client.start({ initializationOptions: { notifications: true } });
    served.client.open(uri, text);
    served.engine.onTiming = (request, signal, progress) => {
      if (request.fix !== true) return Promise.resolve(violated);
      stopped = signal;
      for (const fix of fixed.fixes) progress({ message: fix.title, fix });
      progress({ message: '2 versions timed', passing: true });
      return new Promise((done) => signal.addEventListener('abort', () => done(violated)));
    };
    await served.client.request('signoff/timing', { uri });
    await vi.waitFor(() => expect(served.client.notifications.map(({ method }) => method)).toContain('signoff/timingSearch'));
    const search = served.client.notifications.find(({ method }) => method === 'signoff/timingSearch');
    expect(search?.params).toEqual({ uri, doing: '2 versions timed' });
    await served.client.request('signoff/stopTimingFixes', { uri });
    expect(stopped?.aborted).toBe(true);
    expect(told(served).at(-1)).toMatchObject({ uri, fixes: 'failed', timing: { fixes: [{ title: fixed.fixes[0]?.title }] } });
    expect(told(served).at(-1)).not.toHaveProperty('reason');
  });

  test('an edit stops the search for fixes of the text before it, and what it would have found is not told', async () => {
    let stopped: AbortSignal | undefined;
    const served = await ours((fix, signal) => {
      if (!fix) return Promise.resolve(violated);
      stopped = signal;
      return new Promise((done) => signal.addEventListener('abort', () => done(fixed)));
    });
    served.client.change(uri, 2, edit);
    await served.client.request('signoff/doctor', {});
    expect(stopped?.aborted).toBe(true);
    expect(told(served).at(-1)).toMatchObject({ stale: true, timing: { fixes: [] } });
  });

  test('is stale and made anew with another document that its paths go through; one without a part in it changes nothing', async () => {
    const served = await ours(() => Promise.resolve(violated));
    for (const other of ['file:///w/top.sv', 'file:///w/other.sv']) served.client.open(other, 'module top; endmodule\n');
    const top = { ...violated, paths: violated.paths.map((path) => ({ ...path, end: 'z' })) };
    served.engine.onTiming = () => Promise.resolve(top);
    await served.client.request('signoff/timing', { uri: 'file:///w/top.sv' });
    served.client.change('file:///w/other.sv', 2, edit);
    await served.client.request('signoff/doctor', {});
    expect(told(served).some((one) => one.stale)).toBe(false);
    served.client.change(uri, 2, edit);
    await served.client.request('signoff/doctor', {});
    expect(
      told(served)
        .filter((one) => one.stale)
        .map((one) => one.uri),
    ).toEqual([uri, 'file:///w/top.sv']);
    const runs = vi.fn(() => Promise.resolve({ ...top, wns: 2, paths: [] }));
    served.engine.onTiming = runs;
    served.client.notify('textDocument/didSave', { textDocument: { uri } });
    await vi.waitFor(() => expect(told(served).filter((one) => one.timing.wns === 2)).toHaveLength(2));
    expect(runs).toHaveBeenCalledTimes(2);
  });
});

describe('quick fixes', () => {
  test('the title says slack before and after and that it is proven; the edit comes with resolve', async () => {
    const served = await analyzed({ textDocument: { codeAction: { ...literal, resolveSupport: { properties: ['edit'] } } } });
    const [action] = await actions(served);
    expect(action).toMatchObject({ title: 'Multiply and shift instead of dividing (−0.82 → +0.12 ns, proven)', isPreferred: true });
    expect(action?.edit).toBeUndefined();
    const resolved = await served.client.request<Action>('codeAction/resolve', action);
    expect(resolved.edit).toEqual({
      changes: { [uri]: [{ range: { start: { line: 1, character: 13 }, end: { line: 1, character: 19 } }, newText: 'r' }] },
    });
  });

  test('the first proven fix is offered while the search goes on, and stays what it was when better ones come', async () => {
    const capabilities = { textDocument: { codeAction: { ...literal, resolveSupport: { properties: ['edit'] } } } };
    const served = serveInProcess();
    await served.client.start({ capabilities });
    served.client.open(uri, text);
    const [first] = fixed.fixes;
    if (first === undefined) throw new Error('no fix');
    const better = {
      ...first,
      title: 'Do both',
      edits: first.edits.map((edit) => ({ ...edit, newText: 'b' })),
      after: { wns: 0.5, fmax: 222 },
    };
    let end = (): void => undefined;
    served.engine.onTiming = (request, _, progress) => {
      if (request.fix !== true) return Promise.resolve(violated);
      progress({ message: 'proven', fix: first });
      return new Promise((done) => (end = () => done({ ...fixed, fixes: [better, first] })));
    };
    await served.client.request('signoff/timing', { uri });
    const [early] = await actions(served);
    expect(early?.title).toContain(first.title);
    end();
    await vi.waitFor(async () => expect((await actions(served))[0]?.title).toContain('Do both'));
    const edit = JSON.stringify((await served.client.request<Action>('codeAction/resolve', early)).edit);
    expect(edit).toContain('"newText":"r"');
  });

  test('a client that does not resolve gets the edit at once, versioned where it can be', async () => {
    const served = await analyzed({ textDocument: { codeAction: literal }, workspace: { workspaceEdit: { documentChanges: true } } });
    const [action] = await actions(served);
    expect(action?.edit).toMatchObject({ documentChanges: [{ textDocument: { uri, version: 1 } }] });
  });

  test('a client without literals gets a command whose edit the server applies', async () => {
    const served = await analyzed({ workspace: { applyEdit: true } });
    served.client.answers.set('workspace/applyEdit', () => ({ applied: true }));
    const [command] = await actions(served);
    expect(command?.command).toBe('signoff.server.applyFix');
    await served.client.request('workspace/executeCommand', { command: command?.command, arguments: command?.arguments });
    expect(served.client.requests.at(-1)).toMatchObject({ method: 'workspace/applyEdit' });
  });

  test('a client that can show a fix before it is applied is offered that', async () => {
    const served = serveInProcess();
    const previewFixes = 'their.preview';
    await served.client.start({
      capabilities: { textDocument: { codeAction: literal } },
      initializationOptions: { commands: { previewFixes } },
    });
    served.client.open(uri, text);
    served.engine.onTiming = () => Promise.resolve(fixed);
    await served.client.request('signoff/timing', { uri });
    expect((await actions(served)).map(({ command }) => command)).toContainEqual(
      expect.objectContaining({ command: previewFixes, arguments: [uri] }),
    );
    expect((await actions(await analyzed({ textDocument: { codeAction: literal } }))).map(({ title }) => title).join()).not.toContain(
      'Preview',
    );
  });

  test('what is not offered is one action away for a client that can show it, and so is a model where no rule helps', async () => {
    const titles = async (found: Timing, provider = 'builtin'): Promise<string[]> => {
      const served = serveInProcess();
      const commands = { showDeclined: 'their.declined', repairTiming: 'their.repair' };
      await served.client.start({ capabilities: { textDocument: { codeAction: literal } }, initializationOptions: { commands } });
      Object.assign(served.engine, { model: { provider, detail: '' } });
      served.client.open(uri, text);
      served.engine.onTiming = () => Promise.resolve(found);
      await served.client.request('signoff/timing', { uri, fix: true });
      return (await actions(served)).map(({ title }) => title);
    };
    const declined = [{ strategy: 'tree', line: 2, file: '/w/m.sv', reason: 'It could not be proven.' }];
    expect(await titles(violated)).toEqual(expect.arrayContaining(['No timing fix is proven: show why']));
    expect(await titles(violated, 'anthropic')).toContain('Have the model repair this path');
    expect(await titles({ ...fixed, declined }, 'anthropic')).toEqual(
      expect.arrayContaining(['1 rewrite was tried and not offered: show why']),
    );
    expect((await titles(fixed)).join()).not.toMatch(/show why|model/);
  });

  test('after an edit a fix is neither offered nor resolved; where it can be said, the reason is', async () => {
    const capabilities = { textDocument: { codeAction: { ...literal, disabledSupport: true, resolveSupport: { properties: ['edit'] } } } };
    const served = await analyzed(capabilities);
    const [action] = await actions(served);
    served.client.change(uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, text: '// new\n' }]);
    expect((await actions(served))[0]).toMatchObject({
      title: 'Fix timing',
      disabled: { reason: expect.stringMatching(/changed/) as unknown },
    });
    expect((await served.client.request<Action>('codeAction/resolve', action)).edit).toBeUndefined();
  });

  test('without a fix the disabled action says why; a fix below checked is never offered', async () => {
    const capabilities = { textDocument: { codeAction: { ...literal, disabledSupport: true } } };
    const none = await analyzed(capabilities, () => Promise.resolve(violated));
    expect((await actions(none))[0]?.disabled?.reason).toMatch(/proven equal and measured faster/);
    const only = {
      strategy: 'flag',
      title: 'Keep a flag',
      line: 2,
      file: '/w/m.sv',
      reason: 'Measured worse.',
      onlyUnder: 'din arrives 0.40 ns earlier',
    };
    const conditional = await analyzed(capabilities, () => Promise.resolve({ ...violated, declined: [only] }));
    expect((await actions(conditional)).map(({ title, disabled }) => [title, disabled?.reason])).toContainEqual([
      'Keep a flag (only if din arrives 0.40 ns earlier)',
      'Measured worse.',
    ]);
    const late = { ...violated, declined: [{ strategy: 'tree', line: 2, file: '/w/m.sv', reason: 'It could not be proven.' }] };
    const notes = ['An estimate.', 'The search for fixes ran out of its 9 s: 1 of 1 rewrites could not be timed and proven to the end.'];
    const stopped = await analyzed(capabilities, () => Promise.resolve({ ...late, notes }));
    expect((await actions(stopped))[0]?.disabled?.reason).toMatch(/ran out of its 9 s.*tree at line 2: It could not be proven/);
    const doubtful = { ...fixed, fixes: fixed.fixes.map((fix) => ({ ...fix, verdict: { ...proved, verdict: 'unknown' as const } })) };
    const held = await analyzed(capabilities, () => Promise.resolve(doubtful));
    // Jobs that are asked for by hand are offered here too; no rewrite is.
    expect((await actions(held)).filter(({ title, disabled }) => title.includes('→') && disabled === undefined)).toEqual([]);
    expect((await actions(held))[0]).toMatchObject({ title: 'Fix timing', disabled: {} });
  });
});

describe('verify', () => {
  test('tells each rung as it ends and the caller by its work-done token', async () => {
    const { client } = serveInProcess();
    await client.start();
    client.open(uri, text);
    const verdict = await client.request('signoff/verify', { uri, module: 'm', runId: 'r1', workDoneToken: 't' });
    expect(verdict).toMatchObject({ verdict: 'checked', documentVersion: 1 });
    const rungs = client.notifications.filter((one) => one.method === 'signoff/verifyProgress');
    expect(rungs.map((one) => one.params)).toMatchObject([{ runId: 'r1', rung: { name: 'parse', outcome: 'passed' } }]);
    const progress = client.notifications.filter((one) => one.method === '$/progress').map((one) => one.params);
    expect(progress).toMatchObject([{ token: 't', value: { kind: 'begin' } }, { value: { kind: 'report' } }, { value: { kind: 'end' } }]);
    expect(await client.request('signoff/evidence', { id: 'v1' })).toHaveProperty('verdict');
    expect((await client.ask('signoff/evidence', { id: 'other' }).reply).error?.code).toBe(-32803);
  });

  test('a changed model setting builds the engine anew with the open documents; the key is asked only then', async () => {
    const { client, engine, composed } = serveInProcess();
    let model = 'builtin';
    client.answers.set('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => ({ model })));
    client.answers.set('signoff/secret', () => ({ value: 'sk-1' }));
    await client.start({ capabilities: { workspace: { configuration: true } }, initializationOptions: { secrets: true } });
    client.open(uri, text);
    await client.request('signoff/modules', { uri });
    expect(client.requests.some((one) => one.method === 'signoff/secret')).toBe(false);
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => (client.requests.length > 1 ? true : undefined));
    await client.request('signoff/modules', { uri });
    expect([composed.length, engine.disposed]).toEqual([1, false]);
    model = 'anthropic';
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => (client.requests.some((one) => one.method === 'signoff/secret') ? true : undefined));
    await client.request('signoff/modules', { uri });
    expect(composed.map((one) => one.apiKey)).toEqual([undefined, 'sk-1']);
    expect(engine.documentText('/w/m.sv')).toBe(text);
  });

  test('a request in flight while the engine is replaced keeps its tools until it is answered', async () => {
    const { client, engine, composed } = serveInProcess();
    let model = 'builtin';
    client.answers.set('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => ({ model })));
    await client.start({ capabilities: { workspace: { configuration: true } } });
    client.open(uri, text);
    let finish: (verdict: Verdict) => void = () => undefined;
    engine.onVerify = () => new Promise((done) => (finish = done));
    const { reply } = client.ask('signoff/verify', { uri, module: 'm' });
    await client.until(() => (engine.calls.some((call) => call.startsWith('verify')) ? true : undefined));
    model = 'editor';
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => (composed.length === 2 ? true : undefined));
    await client.request('signoff/modules', { uri });
    expect(engine.disposed).toBe(false);
    finish(checked);
    expect((await reply).result).toMatchObject({ verdict: 'checked' });
    await client.request('signoff/modules', { uri });
    expect(engine.disposed).toBe(true);
  });

  test('a file that changed on disk is told to the engine', async () => {
    const { client, engine } = serveInProcess();
    await client.start();
    client.open(uri, text);
    await client.request('signoff/modules', { uri });
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/other.sv', type: 2 }] });
    await client.until(() => (engine.calls.includes('fileChanged /w/other.sv') ? true : undefined));
  });
});
