import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { manifestProperties } from '../../../server/src/settings/manifest';
import { machineKeys, resolveSettings } from '../../../server/src/settings/resolve';

const manifestPath = path.resolve(__dirname, '../../../package.json');
interface Manifest {
  contributes?: { configuration?: { title: string; properties: Record<string, unknown> } };
  capabilities?: { untrustedWorkspaces?: { restrictedConfigurations?: string[] } };
}

test('the manifest lists exactly the settings of the schema', () => {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const contributes = { ...manifest.contributes, configuration: { title: 'Signoff', properties: manifestProperties() } };
    writeFileSync(manifestPath, `${JSON.stringify({ ...manifest, contributes }, null, 2)}\n`);
    return;
  }
  expect(manifest.contributes?.configuration?.properties).toEqual(manifestProperties());
});

test('every machine-scoped setting is restricted in an untrusted workspace', () => {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  expect(manifest.capabilities?.untrustedWorkspaces?.restrictedConfigurations).toEqual(
    expect.arrayContaining(machineKeys().map((key) => `signoff.${key}`)),
  );
});

test('a bad key falls back alone, with one warning', () => {
  const { settings, warnings } = resolveSettings({ 'timing.period': 'fast', completion: { enabled: false }, model: 'gpt' });
  expect(settings['timing.period']).toBe(10);
  expect(settings['completion.enabled']).toBe(false);
  expect(settings.model).toBe('builtin');
  expect(warnings).toHaveLength(2);
  expect(warnings.join()).toContain('signoff.timing.period');
});

test('nested and flat keys mean the same', () => {
  expect(resolveSettings({ timing: { period: 4 } }).settings).toEqual(resolveSettings({ 'timing.period': 4 }).settings);
});
