import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

const folder = path.resolve(__dirname, '../data/golden');

/**
 * Compares a text with test/data/golden/NAME. `UPDATE_GOLDEN=1` rewrites it, except where CI is set: there a missing or different
 * text is always a failure.
 */
export function expectGolden(name: string, text: string): void {
  const file = path.join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] === undefined) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${name} is missing: run with UPDATE_GOLDEN=1 and look at it`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
