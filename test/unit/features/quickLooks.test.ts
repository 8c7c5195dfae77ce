import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import type { StandInEngine } from './standInEngine';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/a.sv';
const path = '/w/a.sv';

function finding(message: string, code = 'elaborate/error'): Diagnostic {
  return { file: path, line: 1, column: 1, endLine: 1, endColumn: 5, severity: 'error', code, source: 'slang', message };
}

/** A server whose whole checks and quick looks are answered by hand, with a document that was checked once. */
async function checkedOnce(first: readonly Diagnostic[]) {
  const { client, engine } = serveInProcess();
  await client.start();
  engine.onCheck = () => Promise.resolve([...first]);
  client.open(uri, 'module a; endmodule\n');
  await client.diagnostics(uri, (one) => one.diagnostics.length === first.length);
  let version = 1;
  const edit = () => {
    // Below the findings, so that these only stay where they are.
    client.change(uri, ++version, [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '// x\n' }]);
    return version;
  };
  const told = async (of: number, messages: readonly string[]) => {
    const wanted = [...messages].sort().join();
    await client.diagnostics(uri, (one) => one.version === of && wanted === messagesOf(one.diagnostics));
  };
  return { client, engine, edit, told };
}

function messagesOf(diagnostics: readonly { readonly message: unknown }[]): string {
  return diagnostics
    .map(({ message }) => String(message))
    .sort()
    .join();
}

/** Every set of messages that was published for a version, without repetitions. */
function published(client: { readonly notifications: readonly { method: string; params?: unknown }[] }, version: number): string[] {
  const sets = client.notifications
    .filter((one) => one.method === 'textDocument/publishDiagnostics')
    .map((one) => one.params as { version?: number; diagnostics: { message: unknown }[] })
    .filter((one) => one.version === version)
    .map((one) => messagesOf(one.diagnostics));
  return sets.filter((one, at) => one !== sets[at - 1]);
}

function wholeChecks(engine: StandInEngine): number {
  return engine.calls.filter((one) => one === 'check').length;
}

describe('quick looks at an edited text', () => {
  test('tell before the whole check does, and leave what only that can find', async () => {
    const { engine, edit, told } = await checkedOnce([finding('latch', 'lint/latch')]);
    engine.onCheckText = () => Promise.resolve([finding('wrong')]);
    engine.onCheck = () => Promise.resolve([finding('wrong'), finding('loop', 'lint/loop')]);
    const version = edit();
    await told(version, ['wrong', 'latch']);
    expect(wholeChecks(engine)).toBe(1);
    await told(version, ['wrong', 'loop']);
  });

  test('nothing goes and comes back: what looks cannot see stays, what they should not say is not said again', async () => {
    const { client, engine, edit, told } = await checkedOnce([finding('below')]);
    engine.onCheckText = () => Promise.resolve([finding('wrong'), finding('not so')]);
    engine.onCheck = () => Promise.resolve([finding('wrong'), finding('below')]);
    await told(edit(), ['wrong', 'below']);
    const version = edit();
    await told(version, ['wrong', 'below']);
    while (wholeChecks(engine) < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(published(client, version)).toEqual(['below,wrong']);
    // What a look no longer finds was mended, since looks see it.
    engine.onCheckText = () => Promise.resolve([]);
    await told(edit(), ['below']);
  });

  test('a look at an older text says nothing, and one at the newest follows when it has ended', async () => {
    const { engine, edit, told, client } = await checkedOnce([finding('first')]);
    const asked: ((found: readonly Diagnostic[]) => void)[] = [];
    engine.onCheckText = () => new Promise((resolve) => asked.push(resolve));
    const old = edit();
    while (asked.length < 1) await new Promise((resolve) => setImmediate(resolve));
    const version = edit();
    await told(version, ['first']);
    asked[0]?.([finding('of the older text')]);
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    // The whole check waits for the look.
    expect(wholeChecks(engine)).toBe(1);
    asked[1]?.([finding('new')]);
    await told(version, ['first', 'new']);
    expect([...published(client, old), ...published(client, version)].join()).not.toContain('older');
  });

  test('where a text cannot be judged alone, only the whole check speaks', async () => {
    const { client, engine, edit, told } = await checkedOnce([finding('before')]);
    let looks = 0;
    engine.onCheckText = () => Promise.resolve((looks++, undefined));
    engine.onCheck = () => Promise.resolve([finding('after')]);
    const version = edit();
    await told(version, ['after']);
    expect(published(client, version)).toEqual(['before', 'after']);
    expect(looks).toBe(1);
  });
});
