import { describe, expect, it } from 'vitest';
import { sourceSpans, utf16Units } from '../../../server/src/timing/sourceSpan';

describe('places in netlist attributes', () => {
  // é is two bytes of UTF-8 and one unit, 𝛿 four bytes and two units.
  const text = 'module m; // é\n  /* é𝛿 */ assign y = a;\nendmodule\n';
  const design = {
    files: new Map([
      ['f0.sv', text],
      ['f1.sv', 'assign z = b;\n'],
    ]),
    sourceOf: (name: string) => ({ 'f0.sv': '/rtl/a.sv', './f0.sv': '/rtl/a.sv', 'f1.sv': '/rtl/b.sv' })[name],
  };

  it('columns are UTF-16 units, also behind characters that take several bytes', () => {
    const bytes = Buffer.byteLength('  /* é𝛿 */ ') + 1;
    const units = '  /* é𝛿 */ '.length + 1;
    expect(units).toBeLessThan(bytes);
    const span = { file: '/rtl/a.sv', line: 2, column: units };
    expect(sourceSpans(`f0.sv:2.${bytes}`, design)).toEqual([span]);
    expect(sourceSpans(`./f0.sv:2.${bytes}-2.${bytes + 13}`, design)).toEqual([{ ...span, endLine: 2, endColumn: units + 13 }]);
  });

  it('an ASCII file keeps its columns; what is not the author’s is left out', () => {
    expect(sourceSpans('f1.sv:1.8|/share/techmap.v:3.1|f1.sv:1', design)).toEqual([
      { file: '/rtl/b.sv', line: 1, column: 8 },
      { file: '/rtl/b.sv', line: 1, column: 1 },
    ]);
  });

  it('beyond the end of a line every byte is a unit', () => {
    expect(utf16Units('é', 5)).toBe(4);
    expect(utf16Units('', 3)).toBe(3);
  });
});
