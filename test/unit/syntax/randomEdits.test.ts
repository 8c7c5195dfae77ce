import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Parser } from 'web-tree-sitter';
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

it('a broken text that macros make long is parsed a few times for an edit, not once for each way to narrow its errors down', async () => {
  const parser = await loadParser();
  // Long by a string: many tokens would take the test long.
  const body = `initial x = "${'s'.repeat(12_000)}";`;
  const uses = '`BODY\n'.repeat(50);
  const text = `\`define BODY ${body}\nmodule m;\n  assign a = (b;\n${uses}  assign c = d e;\n  assign f = [g;\nendmodule\n`;
  const options = { defines: {}, include: () => undefined, mode: 'full' as const };
  const first = parser.parse({ path: '/p/m.sv', text }, options);
  expect(first.pre.text.length).toBeGreaterThan(500_000);
  const edited = { path: '/p/m.sv', text: text.replace('d e', 'd ee') };
  const calls = vi.spyOn(Parser.prototype, 'parse');
  const next = parser.parse(edited, options, first);
  expect(calls.mock.calls.length).toBeLessThan(4);
  calls.mockRestore();
  const fresh = parser.parse(edited, options);
  expect(fresh.problems.length).toBeGreaterThan(0);
  expect(next.problems).toEqual(fresh.problems);
  for (const file of [first, next, fresh]) file.dispose();
});
