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
});
