import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzz } from '../../bench/fuzz';
import { loadParser } from './reading';

const examples = path.resolve(__dirname, '../../../examples');

describe('cuts, pastes and swaps in the examples', () => {
  it('crash nothing and give the answers of a fresh parse', async () => {
    const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) => /\.s?v$/.test(name));
    const texts = files
      .sort()
      .map((name) => ({ path: `/p/${path.basename(name)}`, text: readFileSync(path.join(examples, name), 'utf8') }));
    expect(texts.length).toBeGreaterThan(3);
    const { edits, compared, crashes, differ } = fuzz(await loadParser(), texts, 120, 5);
    expect({ edits, compared, crashes, differ }).toEqual({ edits: 120, compared: 12, crashes: [], differ: [] });
  });
});
