import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { signoffVersion } from '../../../server/src/version';

test('the program names the version of the manifest', () => {
  const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(signoffVersion).toBe(manifest.version);
});
