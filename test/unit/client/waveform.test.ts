import { describe, expect, test } from 'vitest';
import { lastCycles, waveformSvg } from '../../../client/src/views/waveform';

describe('waveforms in the evidence page', () => {
  test('cutting to the last cycles keeps held values, their labels and the cycle numbers', () => {
    const wave = {
      signal: [
        { name: 'clk', wave: 'p.....' },
        ['inputs', { name: 'a', wave: '0.1...' }],
        { name: 'v', wave: '=.=..3', data: ['7', '8', '9'] },
      ],
      head: { tick: 10 },
    };
    expect(lastCycles(wave, 3)).toEqual({
      signal: [{ name: 'clk', wave: 'p..' }, ['inputs', { name: 'a', wave: '1..' }], { name: 'v', wave: '=.3', data: ['8', '9'] }],
      head: { tick: 13 },
    });
    expect(lastCycles(wave, 6)).toBe(wave);
  });

  test('colours are the theme’s, and names from the design are no markup', () => {
    const svg = waveformSvg({
      signal: [
        { name: '<script>x', wave: '01' },
        { name: 'v', wave: '=3', data: ['"><img>', '1'] },
      ],
    });
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('var(--wave-line)');
    expect(svg).not.toMatch(/<script|<img|#000(?![0-9a-z"])|white/);
  });

  test('golden and candidate look alike: where one name is too long for its lanes, both are headings', () => {
    const lanes = [0, 1].map((at) => ({ name: `y${at}`, wave: '01' }));
    const drawn = (golden: number, candidate: number): string =>
      waveformSvg({
        signal: [
          ['golden', ...lanes.slice(0, golden)],
          ['candidate', ...lanes.slice(0, candidate)],
        ],
      });
    const both = drawn(2, 2);
    for (const name of ['golden:', 'candidate:']) expect(both).toContain(`<tspan>${name}</tspan>`);
    const tall = Array.from({ length: 3 }, (_, at) => ({ name: `y${at}`, wave: '01' }));
    const beside = waveformSvg({
      signal: [
        ['golden', ...tall],
        ['candidate', ...tall],
      ],
    });
    expect(beside).not.toMatch(/golden:|candidate:/);
  });
});
