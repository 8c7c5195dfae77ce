import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../server/src/base/unifiedDiff';

const lines = (...all: (string | number)[]): string => all.map((one) => `${one}\n`).join('');

describe('unifiedDiff', () => {
  it('tells a changed line with three lines around it', () => {
    const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(unifiedDiff('rtl/a.v', before, before.replace('5', 'five'))).toBe(
      ['--- rtl/a.v', '+++ rtl/a.v', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'].join('\n'),
    );
  });

  it('counts the lines that came before in the places of later changes', () => {
    const before = lines(...Array.from({ length: 20 }, (_, at) => at + 1));
    const after = before.replace('2\n', '2\nnew\n').replace('18\n', '');
    expect(
      unifiedDiff('a.v', before, after)
        .split('\n')
        .filter((line) => line.startsWith('@@')),
    ).toEqual(['@@ -1,5 +1,6 @@', '@@ -15,6 +16,5 @@']);
  });

  it('joins changes whose surroundings touch', () => {
    const before = lines(1, 2, 3, 4, 5, 6, 7, 8);
    expect(
      unifiedDiff('a.v', before, lines('one', 2, 3, 4, 5, 6, 7, 'eight'))
        .split('\n')
        .filter((line) => line.startsWith('@@')),
    ).toEqual(['@@ -1,8 +1,8 @@']);
  });

  it('is empty for equal texts', () => {
    expect(unifiedDiff('a.v', lines(1), lines(1))).toBe('');
  });

  it('is a patch for git, also of texts without a last line break or without lines', () => {
    const texts = [lines(1, 2, 3), '1\n2\n3', lines(0, 1, 2, 3), '', lines(1, 3), lines(9, 8, 7, 6, 5, 4, 3, 2, 1), '3\n4'];
    const folder = mkdtempSync(path.join(tmpdir(), 'diff-'));
    try {
      for (const before of texts) {
        for (const after of texts) {
          if (before === after) continue;
          const file = path.join(folder, 'a.v');
          writeFileSync(file, before);
          const input = `${unifiedDiff('a.v', before, after)}\n`;
          const applied = spawnSync('git', ['apply', '-p0', '--unidiff-zero', '-'], { cwd: folder, input, encoding: 'utf8' });
          expect(applied.stderr, input).toBe('');
          expect(readFileSync(file, 'utf8'), input).toBe(after);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
