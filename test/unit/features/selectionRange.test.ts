import { expect, it } from 'vitest';
import { positionOf } from '../model/symbols/reading';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///p/a.sv';

interface Selection {
  readonly range: { readonly start: Point; readonly end: Point };
  readonly parent?: Selection;
}
interface Point {
  readonly line: number;
  readonly character: number;
}

/** The selected texts at `|`, the smallest first. */
async function grown(marked: string): Promise<string[]> {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { client } = serveInProcess();
  await client.start();
  client.open(uri, text);
  const [selection] = await client.request<Selection[]>('textDocument/selectionRange', {
    textDocument: { uri },
    positions: [positionOf(text, at)],
  });
  const lines = text.split('\n');
  const offset = ({ line, character }: Point): number => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  const texts: string[] = [];
  for (let one = selection; one !== undefined; one = one.parent) texts.push(text.slice(offset(one.range.start), offset(one.range.end)));
  return texts;
}

it('grows from a name over expressions and statements to the module', async () => {
  const found = await grown('module m;\n  always_comb begin\n    y = a + b * c|;\n  end\nendmodule\n');
  expect(found.slice(0, 4)).toEqual(['c', 'b * c', 'a + b * c', 'y = a + b * c']);
  expect(found).toContain('begin\n    y = a + b * c;\n  end');
  expect(found.at(-1)).toMatch(/^module m;[^]*endmodule\n?$/);
  for (const [index, text] of found.entries()) if (index > 0) expect(text).toContain(found[index - 1]);
});

it('goes by blocks where a conditional switched the text off', async () => {
  const found = await grown('module m;\n`ifdef NEVER\n  always_comb begin\n    y = |a;\n  end\n`endif\nendmodule\n');
  expect(found[0]).toBe('\n    y = a;\n  ');
  expect(found[1]).toBe('begin\n    y = a;\n  end');
  expect(found.at(-1)).toMatch(/^module m;/);
});

it('gives one answer for each position, also outside of everything', async () => {
  const { client } = serveInProcess();
  await client.start();
  client.open(uri, '\n');
  const positions = [
    { line: 0, character: 0 },
    { line: 1, character: 0 },
  ];
  expect(await client.request('textDocument/selectionRange', { textDocument: { uri }, positions })).toHaveLength(2);
});
