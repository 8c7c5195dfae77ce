import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivingCell } from '../../../../server/src/timing/liberty/drivingCell';
import { readLiberty } from '../../../../server/src/timing/liberty/readLiberty';
import { genericLibrary } from '../../../../server/src/timing/ranks/genericAsic';

const small = readFileSync(path.join(import.meta.dirname, '../../../data/liberty/small.lib'), 'utf8');

async function chosen(text: string): Promise<string | undefined> {
  const read = await readLiberty([text], new AbortController().signal);
  if (!read.ok) throw new Error(read.message);
  return drivingCell(read.value);
}

describe('the cell that stands for registers', () => {
  it('is the buffer of several sizes that drives as the flip-flop does', async () => {
    expect(await chosen(genericLibrary())).toBe('BUF_X2');
    // The flip-flop four times as strong.
    const stronger = genericLibrary().replaceAll(
      /(cell \(DFF\w*\)[\s\S]*?pin \(Q\))([\s\S]*?)(?=\n {4}\}\n {2}\})/g,
      (_, head: string, rest: string) => {
        const rows = rest.replaceAll(
          /"([\d.]+), ([\d.]+)"/g,
          (__, low: string, high: string) => `"${low}, ${Number(low) + (Number(high) - Number(low)) / 4}"`,
        );
        return head + rows;
      },
    );
    expect(stronger).not.toBe(genericLibrary());
    expect(await chosen(stronger)).toBe('BUF_X8');
  });

  it('is no delay cell, however well its drive fits', async () => {
    const slow = /  cell \(BUF_X2\) [\s\S]*?\n  \}\n/.exec(genericLibrary())?.[0] ?? '';
    const slower = slow
      .replace('BUF_X2', 'DELAY')
      .replaceAll(/"([\d.]+), ([\d.]+)"/g, (_, low: string, high: string) => `"${Number(low) + 500}, ${Number(high) + 500}"`);
    expect(slower).not.toBe(slow);
    expect(await chosen(genericLibrary().replace(slow, slower))).toMatch(/^BUF_/);
  });

  it('is no inverter, gate or register', async () => {
    expect(await chosen(small)).toBe('BUF');
    expect(await chosen(small.replaceAll('cell (BUF)', 'cell (BUF) { dont_touch : true; } cell (KEPT)'))).toBe('KEPT');
  });

  it('is none where a library has no buffer', async () => {
    expect(await chosen(small.replace(/timing_sense : positive_unate/, 'timing_sense : negative_unate'))).toBeUndefined();
  });
});
