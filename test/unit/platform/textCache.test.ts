import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder, createTextCache } from '../../../server/src/platform/textCache';

const folder = mkdtempSync(path.join(tmpdir(), 'signoff-cache-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the cache', () => {
  it('gives back what was kept, and nothing of its own making beside it', async () => {
    const cache = createTextCache(path.join(folder, 'deep'));
    expect(cache.read('a.json')).toBeUndefined();
    cache.write('a.json', 'text');
    await vi.waitFor(() => expect(cache.read('a.json')).toBe('text'));
    expect(readdirSync(path.join(folder, 'deep'))).toEqual(['a.json']);
  });

  it('is empty where no folder can be', () => {
    // A write that comes late, when the file is away, makes a folder of its name: it is nobody else's.
    const apart = mkdtempSync(path.join(tmpdir(), 'signoff-cache-file-'));
    const file = path.join(apart, 'file');
    writeFileSync(file, '');
    const cache = createTextCache(file);
    cache.write('a.json', 'text');
    expect(cache.read('a.json')).toBeUndefined();
    expect(existsSync(path.join(file, 'a.json'))).toBe(false);
    rmSync(apart, { recursive: true });
  });
});

describe('its folder', () => {
  it('is the one that is named, else that of the system', () => {
    expect(cacheFolder({ SIGNOFF_CACHE_DIR: '/editor/storage', XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/editor/storage');
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(path.join('/x', 'signoff'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toContain('.cache');
    expect(cacheFolder({ SIGNOFF_CACHE_DIR: 'relative' }, 'linux')).toBeUndefined();
    expect(cacheFolder({}, 'win32')).toBeUndefined();
  });
});
