import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mostKept } from '../../../../server/src/timing/reports/reportStore';
import { parseReport, readReport } from '../../../../server/src/timing/reports/readReport';

const text = (name: string): string => readFileSync(path.resolve(__dirname, '../../../data/reports', name), 'utf8');

describe('reading a report', () => {
  it('gives the same however the text is cut into pieces', async () => {
    for (const name of ['vivado.rpt', 'quartus.rpt', 'nextpnrReport.json']) {
      const whole = text(name);
      const pieces = [...whole.matchAll(/[^]{1,17}/g)].map((one) => one[0]);
      expect(await readReport(pieces)).toEqual(parseReport(whole));
    }
  });

  it('keeps the worst of very many paths, and counts all', async () => {
    const block = /^ {2}Startpoint: ra[^]*?slack .*$/m.exec(text('synopsys.rpt'))?.[0] ?? '';
    const number = 2 * mostKept + 500;
    function* pieces(): Generator<string> {
      for (let at = 0; at < number; at++) {
        const slack = ((at * 7919) % number) / 1000 - 2;
        yield `${block.replace(/slack \(VIOLATED\) +\S+/, `slack (VIOLATED) ${slack.toFixed(3)}`)}\n`;
      }
    }
    const report = await readReport(pieces());
    if (!report.ok) throw new Error(report.message);
    expect(report.value.met.setup).toBe(number);
    expect(report.value.paths).toHaveLength(mostKept);
    const slacks = report.value.paths.map((one) => one.slack ?? NaN);
    expect(Math.min(...slacks)).toBeCloseTo(-2, 6);
    expect(Math.max(...slacks)).toBeCloseTo(-2 + (mostKept - 1) / 1000, 6);
  });

  it('gives up a file without a report, and stops when told to', async () => {
    let asked = 0;
    function* endless(): Generator<string> {
      for (;;) {
        asked++;
        yield 'nothing of a report\n'.repeat(1000);
      }
    }
    const failed = await readReport(endless());
    expect(failed).toMatchObject({ ok: false, hint: expect.stringContaining('Vivado') as string });
    expect(asked).toBeLessThan(200);
    const stop = AbortSignal.abort();
    await expect(readReport(['x\n'], stop)).rejects.toThrow();
  });

  it('says of a report that ends in the middle that it is cut, and of a whole one nothing', () => {
    const cut = { value: { problems: expect.arrayContaining([expect.stringContaining('ends in the middle')]) as unknown } };
    for (const name of ['vivado.rpt', 'synopsys.rpt', 'quartus.rpt', 'nextpnr.log', 'genus.rpt', 'innovus.log', 'icetime.rpt']) {
      const whole = text(name);
      expect(parseReport(whole), name).not.toMatchObject(cut);
      const end = whole.slice(0, Math.floor(whole.length * 0.8)).trimEnd().length;
      expect(parseReport(whole.slice(0, end - 1)), name).toMatchObject(cut);
    }
    const inPath = text('vivado.rpt').indexOf('(clock clk rise edge)');
    expect(parseReport(text('vivado.rpt').slice(0, text('vivado.rpt').lastIndexOf('\n', inPath) + 1))).toMatchObject(cut);
  });

  it('leaves lines out that no report has', () => {
    const long = text('genus.rpt').replace('  ra_reg[3]/Q', `${'x'.repeat(200_000)}\n  ra_reg[3]/Q`);
    const report = parseReport(long);
    expect(report).toMatchObject({ value: { problems: [expect.stringContaining('200000 characters')] } });
  });
});
