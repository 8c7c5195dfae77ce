import { expect, it, vi } from 'vitest';
import { weighWords } from '../../../server/src/tools/weighWords';
import { openFixBench, unitOf } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const bench = openFixBench();

function weighed(assigned: string): Promise<number | undefined> {
  const text = `module m (input s, input [15:0] a, b, c, output [15:0] y);\n  assign y = ${assigned};\nendmodule\n`;
  return weighWords(unitOf(text, 'm', '/rtl/m.v'), bench.yosys, 60_000, new AbortController().signal);
}

it('operators weigh by their widths, so that fewer or narrower ones weigh less', async () => {
  expect(await weighed('(s ? a + b : a + c)')).toBe(6 * 32 + 16);
  expect(await weighed('a + (s ? b : c)')).toBe(6 * 16 + 16);
  expect(await weighed('(s ? a * b : a * c)')).toBeGreaterThan((await weighed('a * (s ? b : c)')) ?? Infinity);
  expect(await weighed('a + missing')).toBeUndefined();
});
