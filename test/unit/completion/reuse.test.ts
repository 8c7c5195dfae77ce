import { describe, expect, test } from 'vitest';
import { ReuseCache } from '../../../server/src/completion/reuse';
import { verdictOf } from '../../harness/ghostText';

const before = 'module m;\n  assign y = ';
const after = '\nendmodule\n';
const item = {
  text: 'a & (b | c);',
  range: { startLine: 2, startColumn: 14, endLine: 2, endColumn: 14 },
  origin: 'model' as const,
  verdict: verdictOf('checked'),
};

function cached(): ReuseCache {
  const cache = new ReuseCache();
  cache.add('/a.v', 'w', before + after, before.length, before.length, item);
  return cache;
}

/** Looks up with `typed` before the cursor and `closed` (put there by the editor) after it. */
function find(typed: string, closed = '', world = 'w', path = '/a.v') {
  return cached().find(path, world, before + typed + closed + after, before.length + typed.length);
}

describe('typing as suggested', () => {
  test('gives the rest at once', () => {
    expect(find('')?.text).toBe('a & (b | c);');
    expect(find('a & ')?.text).toBe('(b | c);');
  });

  test('replaces a bracket that the editor closed', () => {
    const found = find('a & (', ')');
    expect(found).toMatchObject({ text: 'b | c);' });
    expect((found?.end ?? 0) - (found?.start ?? 0)).toBe(1);
  });

  test.each([
    ['another text', 'a | '],
    ['everything typed', 'a & (b | c);'],
  ])('does not hold for %s', (_what, typed) => {
    expect(find(typed)).toBeUndefined();
  });

  test('does not hold for another file, another world or another suffix', () => {
    expect(find('a', '', 'w', '/b.v')).toBeUndefined();
    expect(find('a', '', 'other')).toBeUndefined();
    expect(find('a', ' + 1')).toBeUndefined();
    expect(cached().find('/a.v', 'w', `${before}a\nwire z;${after}`, before.length + 1)).toBeUndefined();
  });

  test('keeps only so many and forgets on request', () => {
    const cache = new ReuseCache(2);
    for (const path of ['/1.v', '/2.v', '/3.v']) cache.add(path, 'w', 'xy', 1, 1, item);
    expect(cache.find('/1.v', 'w', 'xy', 1)).toBeUndefined();
    expect(cache.find('/3.v', 'w', 'xy', 1)).toBeDefined();
    cache.clear();
    expect(cache.find('/3.v', 'w', 'xy', 1)).toBeUndefined();
  });
});
