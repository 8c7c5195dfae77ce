import { describe, expect, it } from 'vitest';
import { FileTexts } from '../../../server/src/model/fileTexts';
import type { FileRecord } from '../../../server/src/model/indexTypes';
import { RecordCache } from '../../../server/src/model/recordCache';
import { symbolTable } from '../../../server/src/model/symbols/symbolTable';
import { parseText } from '../syntax/reading';

async function record(text: string, more: Partial<FileRecord> = {}): Promise<FileRecord> {
  const parsed = await parseText(text);
  return {
    source: parsed.source,
    includes: [],
    generation: 1,
    parsed,
    lent: false,
    pins: 0,
    summary: undefined,
    symbols: undefined,
    unknownMacros: [],
    openMacros: [],
    ...more,
  };
}

const ten = 'wire a;   ';

describe('trees', () => {
  it('beyond the size are freed, the oldest first; those in use, lent or open are not', async () => {
    const cache = new RecordCache((path) => path === '/open', { trees: 10, treeCharacters: 35, factCharacters: 1000 });
    const [open, pinned, lent, old, fresh] = [
      await record(ten),
      await record(ten, { pins: 1 }),
      await record(ten, { lent: true }),
      await record(ten),
      await record(ten),
    ];
    const held = lent.parsed;
    cache.set('/open', open);
    cache.set('/pinned', pinned);
    cache.set('/lent', lent);
    cache.set('/old', old);
    cache.set('/fresh', fresh);
    expect([open, pinned, lent, old, fresh].map((one) => one.parsed !== undefined)).toEqual([true, true, false, false, true]);
    expect(held?.root.text).toContain('wire a;');
  });

  it('are counted', async () => {
    const cache = new RecordCache(() => false, { trees: 2, treeCharacters: 1000, factCharacters: 1000 });
    const all = [await record(ten), await record(ten), await record(ten)];
    all.forEach((one, at) => cache.set(`/${at}`, one));
    expect(all.map((one) => one.parsed !== undefined)).toEqual([false, true, true]);
    cache.touch('/1', all[1] as FileRecord);
    cache.set('/3', await record(ten));
    expect(all.map((one) => one.parsed !== undefined)).toEqual([false, true, false]);
  });
});

describe('a record that another has taken the place of', () => {
  it('can be recalled while it holds, of the last few', async () => {
    const cache = new RecordCache(() => true);
    const all = await Promise.all(Array.from({ length: 8 }, async (_, at) => ({ ...(await record(`wire a${at};`)) })));
    for (const one of all) cache.set(one.source.path, one);
    const { path } = (all[0] as FileRecord).source;
    const at = (name: string) => (one: FileRecord) => one.source.text === `wire ${name};`;
    expect(cache.recall(path, at('a5'))).toBe(all[5]);
    expect(all[5]?.parsed?.root.text).toBe('wire a5;');
    expect(cache.recall(path, at('a5'))).toBeUndefined();
    expect(cache.recall(path, at('a0'))).toBeUndefined();
    expect(all[0]?.parsed).toBeUndefined();
    expect(cache.recall('/elsewhere', at('a6'))).toBeUndefined();
  });
});

describe('facts', () => {
  it('count what the names of a file take', async () => {
    const cache = new RecordCache(() => false, { trees: 10, treeCharacters: 1000, factCharacters: 200 });
    const named = await record('module m; wire a; wire b; endmodule');
    cache.set('/named', named);
    cache.set('/other', await record(ten));
    cache.trim();
    expect(cache.get('/named')).toBeDefined();
    named.symbols = symbolTable(await parseText(named.source.text));
    cache.trim();
    expect(cache.get('/named')).toBeUndefined();
    expect(cache.get('/other')).toBeDefined();
  });

  it('beyond the size are dropped when nobody works with them', async () => {
    const cache = new RecordCache((path) => path === '/0', { trees: 10, treeCharacters: 1000, factCharacters: 25 });
    for (let at = 0; at < 4; at++) cache.set(`/${at}`, await record(ten));
    expect(cache.get('/1')).toBeDefined();
    cache.trim();
    expect([0, 1, 2, 3].map((at) => cache.get(`/${at}`) !== undefined)).toEqual([true, false, false, true]);
  });
});

describe('texts', () => {
  it('are kept up to a size', () => {
    const reads: string[] = [];
    const workspace = {
      readText: (path: string) => {
        reads.push(path);
        return ten;
      },
      isFile: () => true,
      listFiles: () => Promise.resolve([]),
      stamp: () => '1',
    };
    const texts = new FileTexts(workspace, 25);
    for (const path of ['/a', '/b', '/a', '/c', '/a', '/b']) expect(texts.get(path)).toBe(ten);
    expect(reads).toEqual(['/a', '/b', '/c', '/b']);
  });
});
