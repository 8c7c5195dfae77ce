import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { readDesign } from '../../../server/src/tools/readDesign';
import { findInclude } from '../../../server/src/tools/sourceLayout';

const unit: CompileUnit = {
  files: [{ path: '/p q/rtl/a;exec.sv', text: '`include "../inc/x.svh"\nmodule m; endmodule\n' }],
  includes: [
    { path: '/p q/inc/x.svh', text: '`include "y.svh"\n' },
    { path: '/p q/inc/y.svh', text: '`define W 8\n' },
  ],
  includeDirs: [],
  defines: { A: '1', B: "8'hff", C: 'a b; exec', 'D;E': '1', F: 'x\nexec' },
  parameters: { W: '8', X: '"s"; exec', Y: "4'hf" },
  top: 'm',
};

describe('readDesign', () => {
  it("puts no text of the user's into a command", () => {
    for (const reader of ['slang', 'verilog'] as const) {
      const design = readDesign({ ...unit, top: '\\m; exec -- ls ' }, { reader });
      const commands = design.commands.join('\n');
      expect(commands).not.toMatch(/exec|p q|rtl|;/);
      expect(design.top).toMatch(/^[a-z_]+$/);
      expect([...design.aliases]).toEqual([[design.top, '\\m; exec -- ls ']]);
      expect(design.problems).toHaveLength(3);
    }
  });

  it('passes safe defines and parameters on, the others in a file of their own', () => {
    const design = readDesign(unit, { reader: 'slang' });
    expect(design.commands[0]).toContain("-D A=1 -D B=8'hff");
    expect(design.commands[0]).toContain("-G W=8 -G Y=4'hf");
    expect(design.files.get('defines.svh')).toBe('`define C a b; exec\n');
    expect(design.commands[0]).toMatch(/--single-unit.* defines\.svh s0\.sv$/);
  });

  it('points includes at generated names and knows the way back, under a prefix too', () => {
    const design = readDesign(unit, { reader: 'slang', prefix: 'gold/../' });
    const [source] = [...design.files].filter(([name]) => name.endsWith('s0.sv'));
    expect(source?.[0]).toBe('gold/__/s0.sv');
    expect(source?.[1]).toBe('`include "i0.svh"\nmodule m; endmodule\n');
    expect(design.sourceOf(source?.[0] ?? '')).toBe('/p q/rtl/a;exec.sv');
    expect(design.sourceOf('gold/__/i1.svh')).toBe('/p q/inc/y.svh');
    expect(design.sourceOf('elsewhere.sv')).toBeUndefined();
  });

  it('defines SYNTHESIS only when every include that it could switch on is there', () => {
    expect(readDesign(unit, { reader: 'slang' }).commands[0]).not.toContain('--no-synthesis-define');
    const open = { ...unit, files: [{ path: '/a.sv', text: '`ifdef SYNTHESIS\n`include "s.svh"\n`endif\nmodule m; endmodule\n' }] };
    expect(readDesign(open, { reader: 'slang' }).commands[0]).toContain('--no-synthesis-define');
    expect(readDesign(open, { reader: 'verilog' }).commands[0]).not.toContain('SYNTHESIS');
  });

  it("reads files as one unit only when a later one uses an earlier one's macro", () => {
    const pair = (first: string, second: string): string =>
      readDesign(
        {
          ...unit,
          defines: {},
          includes: [],
          files: [
            { path: '/1.v', text: first },
            { path: '/2.v', text: second },
          ],
        },
        { reader: 'slang' },
      ).commands[0] ?? '';
    expect(pair('`define W 8\n', 'wire [`W:0] x;')).toContain('--single-unit');
    expect(pair('`define W 8\n', '`define W 4\nwire [`W:0] x;')).not.toContain('--single-unit');
    expect(pair('wire [`W:0] x;', '`define W 8\n')).not.toContain('--single-unit');
  });

  it('reads files as one unit when several include a guarded file that declares units', () => {
    const guarded = '`ifndef BUS\n`define BUS\ninterface bus; endinterface\n`endif\n';
    const commands = (header: string, second: string): string => {
      const files = [
        { path: '/1.sv', text: '`include "bus.sv"\nmodule a(bus b); endmodule' },
        { path: '/2.sv', text: `${second}\nmodule c(bus b); endmodule` },
      ];
      const includes = [{ path: '/bus.sv', text: header }];
      return readDesign({ ...unit, defines: {}, includeDirs: [], includes, files }, { reader: 'slang' }).commands[0] ?? '';
    };
    expect(commands(guarded, '`include "bus.sv"')).toContain('--single-unit');
    expect(commands(guarded, '')).not.toContain('--single-unit');
    expect(commands('`ifndef W\n`define W 8\n`endif\n', '`include "bus.sv"')).not.toContain('--single-unit');
  });

  it('reads files as one unit when a file leaves out the include that others have', () => {
    const includes = [{ path: '/defs.vh', text: '`define W 8\n' }];
    const commands = (second: string): string => {
      const files = [
        { path: '/1.v', text: '`include "defs.vh"\nwire [`W:0] x;' },
        { path: '/2.v', text: second },
      ];
      return readDesign({ ...unit, defines: {}, includeDirs: [], includes, files }, { reader: 'slang' }).commands[0] ?? '';
    };
    expect(commands('wire [`W:0] y;')).toContain('--single-unit');
    expect(commands('`include "defs.vh"\nwire [`W:0] y;')).not.toContain('--single-unit');
  });
});

describe('findInclude', () => {
  it('looks beside the including file first, then in the directories in order', () => {
    const files = new Set(['/a/x.vh', '/inc1/x.vh', '/inc2/sub/y.vh', '/z.vh']);
    const find = (name: string, from: string): string | undefined =>
      findInclude(name, from, ['/inc1', '/inc2/'], (path) => files.has(path));
    expect(find('x.vh', '/a/m.v')).toBe('/a/x.vh');
    expect(find('x.vh', '/b/m.v')).toBe('/inc1/x.vh');
    expect(find('sub/./y.vh', '/b/m.v')).toBe('/inc2/sub/y.vh');
    expect(find('../a/x.vh', '/b/m.v')).toBe('/a/x.vh');
    expect(find('/z.vh', '/b/m.v')).toBe('/z.vh');
    expect(find('none.vh', '/b/m.v')).toBeUndefined();
  });
});
