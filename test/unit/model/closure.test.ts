import { describe, expect, it } from 'vitest';
import { finish } from '../../../server/src/base/pauses';
import { buildCompileUnit, type ClosureSources } from '../../../server/src/model/closure';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import { chooseUnit } from '../../../server/src/model/unitChoice';
import { layOutSources } from '../../../server/src/tools/sourceLayout';
import { openProject } from './symbols/reading';

describe('the files below a module', () => {
  it('are read one between two turns for others, what a file needs before it', () => {
    const needs: Record<string, string[]> = { top: ['a', 'b'], a: ['c'], b: ['c', 'top'], c: ['d'], d: [] };
    const events: string[] = [];
    const sources: ClosureSources = {
      parse: (path) => void events.push(`parse ${path}`),
      read: (path) => {
        events.push(`read ${path}`);
        return undefined;
      },
      filesNeededBy: (path) => needs[path] ?? [],
      filesDeclaring: () => [],
      resolve: () => ({ found: undefined, why: '' }),
      included: () => undefined,
      includeDirs: [],
      defines: {},
    };
    const work = buildCompileUnit(['top'], undefined, sources);
    for (let step = work.next(); step.done !== true; step = work.next()) events.push('turn');
    const firsts = events.filter((one, at) => events.indexOf(one) === at && one.startsWith('read'));
    expect(firsts).toEqual(['read d', 'read c', 'read a', 'read b', 'read top']);
    for (const file of ['d', 'c', 'a', 'b', 'top']) {
      expect(events[events.indexOf(`parse ${file}`) - 1]).toBe('turn');
      expect(events[events.indexOf(`read ${file}`) - 1]).toBe('turn');
    }
    expect(finish(buildCompileUnit(['top'], undefined, sources)).unit.files).toEqual([]);
  });
});

describe('include files', () => {
  it('of branches that synthesis tools take belong to the unit too', async () => {
    const { index } = await openProject({
      'rtl/top.sv': '`include "checks.sv"\nmodule top; endmodule',
      'rtl/checks.sv': '`ifdef SYNTHESIS\n`include "none.svh"\n`else\n`include "all.svh"\n`endif\n',
      'rtl/none.svh': '`define CHECK(x)\n',
      'rtl/all.svh': '`define CHECK(x) assert (x);\n',
      'rtl/other.svh': '`define OTHER\n',
    });
    const { unit, missingIncludes } = index.compileUnit('/p/rtl/top.sv');
    expect(unit.includes.map(({ path }) => path)).toEqual(['/p/rtl/checks.sv', '/p/rtl/all.svh', '/p/rtl/none.svh']);
    expect(missingIncludes).toEqual([]);
    expect(layOutSources(unit, { prefix: '', stubs: [] }).unservedInclude).toBe(false);
  });
});

describe('a module that no Verilog file declares', () => {
  it('may be an entity of a VHDL file, whose names have no capitals', async () => {
    const { index } = await openProject({
      'top.v': 'module top; Counter u_a (); missing u_b (); note u_c (); endmodule',
      'counter.vhd': 'library ieee;\n-- entity note is none\nENTITY counter IS\n  port (clk : in bit);\nend entity;\n',
    });
    const { missing, unit } = index.compileUnit('/p/top.v');
    expect(missing.map((one) => [one.name, one.vhdl])).toEqual([
      ['Counter', '/p/counter.vhd'],
      ['missing', undefined],
      ['note', undefined],
    ]);
    expect(unit.blackBoxes?.map((one) => one.name)).toContain('Counter');
    expect(index.files).toEqual(['/p/top.v']);
  });
});

describe('a default that says it is none', () => {
  it('makes its module one that is judged with what instances give', async () => {
    const { index } = await openProject({
      'm.v': 'module m #(parameter width_p = "inv") (input [width_p-1:0] a); endmodule',
      'n.v': 'module n #(parameter FILE = "", W = 4, FLAG = 0, parameter bit ON = 0) (input [W-1:0] a); endmodule',
      'q.sv': "module q #(parameter int unsigned Width = 32'd0) (input [Width-1:0] a); endmodule",
      'o.sv': 'module o #(parameter int unsigned Width = 0) (input [Width-1:0] a); endmodule',
    });
    expect(index.compileUnit(['/p/m.v', '/p/n.v', '/p/o.sv', '/p/q.sv']).unit.placeholders).toEqual(['m', 'o', 'q']);
  });
});

describe('of units with one name', () => {
  it('no more are read than it takes to choose and to say that there are two', async () => {
    const { index } = await openProject({
      'x/m.v': 'module m; endmodule',
      'y/m.v': 'module m; endmodule',
      'z/m.v': 'module m; endmodule',
      'z/pkg.sv': 'package m; endpackage',
    });
    const units = index.find('m');
    const taken: string[] = [];
    const candidates = function* (): Generator<ModuleInfo> {
      for (const unit of units) {
        taken.push(unit.path);
        yield unit;
      }
    };
    const chosen = chooseUnit('m', '/p/top.v', 'unit', candidates());
    expect(chosen?.found.path).toBe(units[0]?.path);
    expect(chosen?.note).toContain('was taken, the nearest to /p/top.v');
    expect(taken).toEqual(units.slice(0, 2).map((unit) => unit.path));
    expect(chooseUnit('m', '/p/x/m.v', 'unit', units)).toEqual({ found: units[0] });
    expect(chooseUnit('m', '/p/top.v', 'package', units)?.found.path).toBe('/p/z/pkg.sv');
    expect(chooseUnit('m', '/p/top.v', 'unit', [])).toBeUndefined();
  });
});
