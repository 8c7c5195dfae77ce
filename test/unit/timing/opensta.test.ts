import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOpenSta } from '../../../server/src/timing/reports/opensta';

const captured = (name: string): string => readFileSync(path.resolve(__dirname, '../../data/opensta', name), 'utf8');
const formats = ['full', 'fullClock', 'fullClockExpandedFields'];

describe('OpenSTA reports, as OpenSTA 2.0.17 wrote them', () => {
  it.each(formats)('%s: ends, slack, edges and points', (format) => {
    const report = parseOpenSta(captured(`${format}.opensta-2.0.17.rpt`));
    expect(report.problems).toEqual([]);
    expect(report.paths.length).toBeGreaterThanOrEqual(3);
    const first = report.paths[0];
    expect(first).toMatchObject({
      start: { name: 'held[11]\\DFFR', kind: 'register', clock: 'clk' },
      end: { name: 'peak[0]\\DFF', kind: 'register', clock: 'clk' },
      group: 'clk',
      launchEdge: 0,
      captureEdge: 2,
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
    const first = parseOpenSta(captured('fullClockExpandedFields.opensta-2.0.17.rpt')).paths[0];
    expect(first?.points[0]?.net).toBe('held[11]');
  });

  it('reads paths that start or end at ports', () => {
    const text = captured('full.opensta-2.0.17.rpt')
      .replace(
        'Startpoint: held[11]\\\\DFFR (rising edge-triggered flip-flop clocked by clk)',
        'Startpoint: rst_n (input port clocked by clk)',
      )
      .split('Startpoint: held')[0];
    expect(parseOpenSta(text ?? '').paths[0]?.start).toEqual({ name: 'rst_n', kind: 'port', clock: 'clk' });
  });

  it('gives the whole paths before a cut, and says what it left out', () => {
    const text = captured('full.opensta-2.0.17.rpt');
    const whole = parseOpenSta(text);
    for (let cut = 0; cut < text.length; cut += 97) {
      const part = parseOpenSta(text.slice(0, cut));
      expect(part.paths).toEqual(whole.paths.slice(0, part.paths.length));
      expect(part.paths.length === whole.paths.length || part.problems.length === 1).toBe(true);
    }
  });

  it('reads CRLF as well, and does not take other listings for paths', () => {
    const text = captured('full.opensta-2.0.17.rpt');
    expect(parseOpenSta(text.replaceAll('\n', '\r\n')).paths).toEqual(parseOpenSta(text).paths);
    expect(parseOpenSta(captured('end.opensta-2.0.17.rpt')).problems[0]).toContain('No path');
    expect(parseOpenSta('').problems).toHaveLength(1);
  });

  it('leaves hold paths out and says so', () => {
    const report = parseOpenSta(captured('full.opensta-2.0.17.rpt').replaceAll('Path Type: max', 'Path Type: min'));
    expect(report.paths).toEqual([]);
    expect(report.problems[0]).toContain('hold');
  });
});
