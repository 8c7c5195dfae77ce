import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { ResultCache, unitKey, type Keeping } from '../../../server/src/verify/cache';

describe('ResultCache', () => {
  async function asked(cache: ResultCache, key: string, budget: number, value: string, keeping: Keeping): Promise<string> {
    return (
      await cache.remember(
        key,
        budget,
        () => Promise.resolve(value),
        () => keeping,
      )
    ).value;
  }

  it('keeps answers, and time-outs only for budgets that are no larger', async () => {
    const cache = new ResultCache();
    expect(await asked(cache, 'a', 10, 'first', 'always')).toBe('first');
    expect(await asked(cache, 'a', 1000, 'second', 'always')).toBe('first');
    expect(await asked(cache, 'b', 10, 'late', 'budget')).toBe('late');
    expect(await asked(cache, 'b', 5, 'x', 'budget')).toBe('late');
    expect(await asked(cache, 'b', 10, 'x', 'budget')).toBe('late');
    expect(await asked(cache, 'b', 11, 'longer', 'always')).toBe('longer');
    expect(await asked(cache, 'b', 99, 'x', 'always')).toBe('longer');
  });

  it('keeps nothing broken or cancelled, nor a rejection', async () => {
    const cache = new ResultCache();
    expect(await asked(cache, 'a', 10, 'broken', 'never')).toBe('broken');
    await expect(
      cache.remember(
        'a',
        10,
        () => Promise.reject(new Error('bug')),
        () => 'always',
      ),
    ).rejects.toThrow('bug');
    expect(await asked(cache, 'a', 10, 'fine', 'always')).toBe('fine');
  });

  it('forgets the least recently used', async () => {
    const cache = new ResultCache(2);
    for (const key of ['a', 'b', 'a', 'c']) await asked(cache, key, 1, `${key}1`, 'always');
    expect(await asked(cache, 'a', 1, 'a2', 'always')).toBe('a1');
    expect(await asked(cache, 'b', 1, 'b2', 'always')).toBe('b2');
  });
});

describe('unitKey', () => {
  const unit: CompileUnit = {
    files: [{ path: '/a.v', text: 'A' }],
    includes: [{ path: '/i.vh', text: 'I' }],
    includeDirs: ['/inc'],
    defines: { X: '1', Y: '2' },
    parameters: { W: '4' },
    top: 'a',
  };
  const changes: [string, Partial<CompileUnit>][] = [
    ['a text', { files: [{ path: '/a.v', text: 'B' }] }],
    ['a path', { files: [{ path: '/b.v', text: 'A' }] }],
    ['an include', { includes: [{ path: '/i.vh', text: 'J' }] }],
    ['an include made a source', { files: [...unit.files, ...unit.includes], includes: [] }],
    ['a folder', { includeDirs: [] }],
    ['a define', { defines: { X: '1', Y: '3' } }],
    ['a parameter', { parameters: { W: '5' } }],
    ['the top', { top: 'b' }],
  ];

  it.each(changes)('changes with %s', (_name, change) => {
    expect(unitKey({ ...unit, ...change })).not.toBe(unitKey(unit));
  });

  it('does not change with the order of defines, and does with the recipe', () => {
    expect(unitKey({ ...unit, defines: { Y: '2', X: '1' } })).toBe(unitKey(unit));
    expect(unitKey(unit, 'recipe 2')).not.toBe(unitKey(unit, 'recipe 1'));
  });
});
