import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neverAborted } from '../../server/src/base/cancel';
import { silentLog } from '../../server/src/base/log';
import { createBesideThread } from '../../server/src/besideThread';
import { EvidenceStore } from '../../server/src/engine/evidenceStore';
import { SentRequests } from '../../server/src/llm/sentRequests';
import { defaultSettings } from '../../server/src/settings/resolve';
import type { Yosys } from '../../server/src/tools/yosys';

/** Answers `contextItems` with what it was told of the project, fails at `signalRoles` and asks for Yosys at `context`. */
const script = `
const { parentPort } = require('node:worker_threads');
const told = [];
let asking;
parentPort.on('message', ({ kind, id, name, given, value }) => {
  if (kind === 'answer') parentPort.postMessage({ kind: 'answer', id: asking, value });
  else if (name === 'project') told.push({ path: given.kind, text: given.path });
  else if (name === 'contextItems') parentPort.postMessage({ kind: 'answer', id, value: { ok: true, value: told } });
  else if (name === 'context') parentPort.postMessage({ kind: 'ask', id: (asking = id), name: 'yosys', given: {} });
  else if (name === 'end') parentPort.postMessage({ kind: 'answer', id });
  else throw new Error('a defect');
});
`;

describe('the thread beside', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signoff-'));
    writeFileSync(path.join(folder, 'thread.js'), script);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const facts = { flavor: 'embedded', version: '1', slang: true } as const;
  const yosys: Yosys = { ...facts, run: () => Promise.resolve({ kind: 'broken', message: 'ran here', lines: [], ms: 1 }) };
  const thread = () =>
    createBesideThread({
      file: path.join(folder, 'thread.js'),
      data: { thread: 'beside', roots: [], settings: defaultSettings, environment: {}, editorModel: false, yosys: facts },
      ...{ yosys, probe: () => Promise.resolve(undefined), evidence: new EvidenceStore(), sent: new SentRequests(() => 0), log: silentLog },
    });
  const place = { file: '/a.sv', line: 0, column: 0 };
  const told = async (beside: ReturnType<typeof thread>): Promise<string[]> => {
    const answer = await beside.contextItems(place, neverAborted);
    return answer.ok ? answer.value.map((one) => `${one.path} ${one.text}`) : [];
  };

  test('knows what was open before it was started, and what happens since', async () => {
    const beside = thread();
    beside.tell({ kind: 'opened', path: '/a.sv', version: 1, text: 'a' });
    beside.tell({ kind: 'opened', path: '/b.sv', version: 1, text: 'b' });
    beside.tell({ kind: 'closed', path: '/b.sv' });
    expect(await told(beside)).toEqual(['opened /a.sv']);
    beside.tell({ kind: 'changed', path: '/c.sv' });
    expect(await told(beside)).toEqual(['opened /a.sv', 'changed /c.sv']);
    await beside.dispose();
  });

  test('one that fails says so to who waits, and the next request starts another', async () => {
    const beside = thread();
    beside.tell({ kind: 'opened', path: '/a.sv', version: 1, text: 'a' });
    await expect(beside.signalRoles('/a.sv', neverAborted)).rejects.toThrow('the thread for what runs beside failed');
    expect(await told(beside)).toEqual(['opened /a.sv']);
    await beside.dispose();
  });

  test('has Yosys run in this thread', async () => {
    const beside = thread();
    expect(await beside.context(place, neverAborted)).toMatchObject({ kind: 'broken', message: 'ran here' });
    await beside.dispose();
  });
});
