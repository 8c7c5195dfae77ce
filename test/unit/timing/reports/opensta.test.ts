import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedReport } from '../../../../server/src/timing/reports/report';
import { parseReport } from '../../../../server/src/timing/reports/readReport';

const captured = (name: string): string => readFileSync(path.resolve(__dirname, '../../../data/opensta', name), 'utf8');
const formats = ['full', 'fullClock', 'fullClockExpandedFields'];

/** The report without the note that its unit is not said. */
function read(text: string): ParsedReport {
  const report = parseReport(text);
  if (!report.ok) throw new Error(report.message);
  return { ...report.value, problems: report.value.problems.filter((one) => !one.includes('time unit')) };
}

describe('OpenSTA reports, as OpenSTA 2.0.17 wrote them', () => {
  it.each(formats)('%s: ends, slack, edges and points', (format) => {
    const report = read(captured(`${format}.opensta-2.0.17.rpt`));
    expect(report).toMatchObject({ format: 'opensta', problems: [] });
    expect(report.paths.length).toBeGreaterThanOrEqual(3);
    const first = report.paths[0];
    expect(first).toMatchObject({
      check: 'setup',
      start: { name: 'held[11]\\DFFR', kind: 'register', clock: 'clk' },
      end: { name: 'peak[0]\\DFF', kind: 'register', clock: 'clk' },
      group: 'clk',
      requirement: 2,
      line: 1,
    });
    expect(first?.slack).toBeCloseTo(-1.24, 2);
    expect(first?.arrival).toBeCloseTo(3.15, 2);
    expect(first?.points[0]).toMatchObject({ pin: 'held[11]\\DFFR/Q', cell: 'DFFR' });
    expect(first?.points.at(-1)).toMatchObject({ pin: 'peak[0]\\DFF/D', cell: 'DFF' });
    const sum = (first?.points ?? []).reduce((total, point) => total + point.delay, 0);
    expect(Math.abs(sum - (first?.arrival ?? 0))).toBeLessThan(0.11); // every printed delay is rounded
  });

  it('takes net names where they are listed', () => {
    expect(read(captured('fullClockExpandedFields.opensta-2.0.17.rpt')).paths[0]?.points[0]?.net).toBe('held[11]');
  });

  it('reads paths that start or end at ports', () => {
    const text = captured('full.opensta-2.0.17.rpt')
      .replace(
        'Startpoint: held[11]\\\\DFFR (rising edge-triggered flip-flop clocked by clk)',
        'Startpoint: rst_n (input port clocked by clk)',
      )
      .split('Startpoint: held')[0];
    expect(read(text ?? '').paths[0]?.start).toEqual({ name: 'rst_n', kind: 'port', clock: 'clk' });
  });

  it('gives the whole paths before a cut, and says what it left out', () => {
    const text = captured('full.opensta-2.0.17.rpt');
    const whole = read(text);
    const heading = text.indexOf('Description') + 'Description'.length;
    for (let cut = heading; cut < text.length; cut += 97) {
      const part = read(text.slice(0, cut));
      expect(part.paths).toEqual(whole.paths.slice(0, part.paths.length));
      expect(part.paths.length === whole.paths.length || part.problems.length > 0).toBe(true);
      const inLine = text.slice(text.lastIndexOf('\n', cut - 1) + 1, cut).trim() !== '';
      if (inLine) expect(part.problems[0]).toMatch(/^Report line \d+: the report ends in the middle/);
    }
  });

  it('reads CRLF as well, and does not take other listings for paths', () => {
    const text = captured('full.opensta-2.0.17.rpt');
    expect(read(text.replaceAll('\n', '\r\n')).paths).toEqual(read(text).paths);
    for (const other of [captured('end.opensta-2.0.17.rpt'), '']) expect(parseReport(other)).toMatchObject({ ok: false });
  });

  it('tells hold paths, corners and unconstrained paths apart', () => {
    const text = captured('full.opensta-2.0.17.rpt');
    const [first = '', second = ''] = text.split(/(?=^Startpoint)/m);
    const hold = first.replace('Path Type: max', 'Path Type: min').replace('library setup time', 'library hold time');
    const loose = second.slice(0, second.indexOf('data arrival time') + 18) + '-----\n(Path is unconstrained)\n';
    const report = read(`=== Typical Corner ===\n\n${hold}\n=== Slow Corner ===\n\n${first}\n${loose}`);
    expect(report.paths.map((one) => [one.check, one.corner, one.slack === undefined])).toEqual([
      ['hold', 'Typical', false],
      ['setup', 'Slow', false],
      ['setup', 'Slow', true],
    ]);
    expect(report.met).toMatchObject({ hold: 1, setup: 1, unconstrained: 1 });
  });
});
