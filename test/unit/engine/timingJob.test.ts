import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import { composeEngine } from '../../../server/src/compose';
import type { Engine } from '../../../server/src/engine/engine';
import { resolveSettings } from '../../../server/src/settings/resolve';
import { Folder } from '../../harness/signoffCli';

const read = (name: string): string => readFileSync(path.resolve(__dirname, '../../data/reports', name), 'utf8');
const open: { engine: Engine; folder: Folder }[] = [];
afterEach(async () => {
  for (const { engine, folder } of open.splice(0)) {
    await engine.dispose();
    folder[Symbol.dispose]();
  }
});

describe('timing by a report', () => {
  it.each([
    ['a report that is found', 'vivado.rpt', true, ['held', 'released']],
    ['one that is not there', 'nothing.rpt', true, ['held', 'released']],
    ['one that tools are to explain', 'vivado.rpt', false, ['a run']],
  ])('by names comes before tools that are starting: %s', async (_title, report, byNames, expected) => {
    const folder = new Folder({ 'mac.sv': read('mac.sv'), 'vivado.rpt': read('vivado.rpt') });
    const seen: string[] = [];
    const composed = await composeEngine(
      { cwd: folder.path, tools: 'embedded', settings: resolveSettings({}).settings, environment: {} },
      {
        embeddedYosys: {
          flavor: 'embedded',
          version: 'of a test',
          slang: true,
          run: () => {
            seen.push('a run');
            return Promise.resolve({ kind: 'broken', message: 'there is none', lines: [], ms: 0 });
          },
          warm: () => Promise.resolve(),
          hold: () => {
            seen.push('held');
            return () => void seen.push('released');
          },
          dispose: () => Promise.resolve(),
        },
      },
    );
    if (!composed.ok) throw new Error(composed.message);
    open.push({ engine: composed.value, folder });
    const request = { files: [path.join(folder.path, 'mac.sv')], report: path.join(folder.path, report), byNames };
    const limits = { seconds: 20, seed: 1, tools: 'embedded' } as const;
    const found = await composed.value.timing(request, limits, () => undefined, neverAborted);
    expect(found.ok).toBe(report === 'vivado.rpt');
    expect([...new Set(seen)]).toEqual(expected);
  });
});
