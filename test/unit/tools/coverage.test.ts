import { describe, expect, it } from 'vitest';
import { readCoverage } from '../../../server/src/tools/coverage';

const point = (fields: Record<string, string | number>, count: number): string =>
  `C '${Object.entries(fields)
    .map(([key, value]) => `\u0001${key}\u0002${value}`)
    .join('')}' ${count}`;

describe('coverage that Verilator counted', () => {
  const origins = new Map([['s0.sv', '/p/cnt.sv']]);

  it('becomes lines, branches and bits of the author’s files, instances of a module added up', () => {
    const rows = [
      '# SystemC::Coverage-3',
      point({ f: 's0.sv', l: 4, n: 5, page: 'v_line/cnt', o: 'elsif', S: '4-5,7', h: 'TOP.a' }, 3),
      point({ f: 's0.sv', l: 4, n: 5, page: 'v_line/cnt', o: 'elsif', S: '4-5,7', h: 'TOP.b' }, 2),
      point({ f: 's0.sv', l: 9, n: 3, page: 'v_branch/cnt', o: 'if', S: '10', h: 'TOP.a' }, 0),
      point({ f: 's0.sv', l: 9, n: 4, page: 'v_branch/cnt', o: 'else', h: 'TOP.a' }, 6),
      point({ f: 's0.sv', l: 1, n: 40, page: 'v_toggle/cnt', o: 'q[0]', h: 'TOP.a' }, 8),
      point({ f: 's0.sv', l: 1, n: 40, page: 'v_toggle/cnt', o: 'q[1]', h: 'TOP.a' }, 0),
      point({ f: 's0.sv', l: 1, n: 40, page: 'v_toggle/cnt', o: 'q[1]', h: 'TOP.b' }, 1),
      point({ f: 's0.sv', l: 1, n: 40, page: 'v_toggle/cnt', o: 'q[2]', h: 'TOP.a' }, 0),
      point({ f: 'signoff_main.cpp', l: 1, page: 'v_line/x' }, 9),
    ];
    expect(readCoverage(rows.join('\n'), origins)).toEqual([
      {
        file: '/p/cnt.sv',
        lines: [
          { line: 4, count: 5 },
          { line: 5, count: 5 },
          { line: 7, count: 5 },
          { line: 9, count: 6 },
          { line: 10, count: 0 },
        ],
        branches: [
          { line: 9, column: 3, label: 'if', count: 0 },
          { line: 9, column: 4, label: 'else', count: 6 },
        ],
        toggles: [{ name: 'q', line: 1, bits: 3, toggled: 2 }],
      },
    ]);
  });

  it('is nothing where the text is none', () => {
    expect(readCoverage("hello\nC 'x' 1\nC '' \n", origins)).toEqual([]);
  });
});
