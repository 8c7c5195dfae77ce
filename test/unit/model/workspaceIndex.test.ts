import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { readFilelist } from '../../../server/src/model/filelist';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import type { Workspace } from '../../../server/src/model/workspacePort';
import { loadParser } from '../syntax/reading';

type Files = Record<string, string | undefined>;

function workspaceOf(files: Files): Workspace {
  return {
    readText: (path) => files[path],
    isFile: (path) => files[path] !== undefined,
    listFiles: (folder) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`))),
  };
}

async function indexOf(files: Files): Promise<WorkspaceIndex> {
  const index = new WorkspaceIndex(workspaceOf(files), await loadParser(), silentLog);
  await index.addFolder('/p');
  return index;
}

const paths = (all: readonly { path: string }[]) => all.map((one) => one.path);

describe('compile units', () => {
  it('hold packages first, then what a module needs before it', async () => {
    const index = await indexOf({
      '/p/top.sv': 'module top import pk::*; (input word_t a); mid u_mid (.a(a)); endmodule',
      '/p/mid.sv': 'module mid(input pk::word_t a); leaf u_leaf (.a(a)); bus_if u_bus (); endmodule',
      '/p/leaf.v': 'module leaf(input [7:0] a); endmodule',
      '/p/bus_if.sv': 'interface bus_if; logic v; endinterface',
      '/p/pk.sv': 'package pk; typedef logic [base::W-1:0] word_t; endpackage',
      '/p/base.sv': 'package base; parameter W = 8; endpackage',
      '/p/other.sv': 'module other; endmodule',
      '/p/tb.sv': 'module tb; top u_top (.a(0)); initial $finish; endmodule',
    });
    const { unit, missing, missingIncludes, notes } = index.compileUnit('/p/top.sv', 'top');
    expect(paths(unit.files)).toEqual(['/p/base.sv', '/p/pk.sv', '/p/leaf.v', '/p/bus_if.sv', '/p/mid.sv', '/p/top.sv']);
    expect(unit.top).toBe('top');
    expect([missing, missingIncludes, notes]).toEqual([[], [], []]);
    expect(index.find('top')[0]?.ports[0]?.width).toBe(8);
  });

  it('hold include files apart, with the folders to find them', async () => {
    const index = await indexOf({
      '/p/rtl/a.v': '`include "defs.vh"\n`include "sub/more.vh"\nmodule a(input [`W-1:0] x); endmodule',
      '/p/rtl/defs.vh': '`define W 5',
      '/p/inc/sub/more.vh': '`include "deep.vh"',
      '/p/inc/sub/deep.vh': '',
    });
    const { unit } = index.compileUnit('/p/rtl/a.v');
    expect(paths(unit.files)).toEqual(['/p/rtl/a.v']);
    expect(paths(unit.includes)).toEqual(['/p/rtl/defs.vh', '/p/inc/sub/more.vh', '/p/inc/sub/deep.vh']);
    expect(unit.includeDirs).toEqual(['/p/rtl', '/p/inc', '/p/inc/sub']);
    expect(index.find('a')[0]?.ports[0]?.width).toBe(5);
  });

  it('name the units whose parameters hold the place of what instances give', async () => {
    const index = await indexOf({
      '/p/a.sv': 'module a #(parameter type t = logic) (input t x); b u_b(.x); c u_c(.x); endmodule',
      '/p/b.sv': 'module b #(parameter cfg::cfg_t Cfg = cfg::none) (input x); endmodule',
      '/p/c.sv':
        "module c #(parameter int W = 1, parameter N = 2, parameter logic [3:0] M = '0, localparam cfg::cfg_t L = 0) (input x); endmodule",
    });
    expect(index.compileUnit('/p/a.sv').unit.placeholders).toEqual(['a', 'b']);
    expect(index.compileUnit('/p/c.sv').unit.placeholders).toBeUndefined();
  });

  it('say what is missing, where and why', async () => {
    const index = await indexOf({
      '/p/a.v': '`include "gone.vh"\nmodule a;\n  nowhere u_n ();\n  off u_o ();\nendmodule\nmodule unused; alien u (); endmodule',
      '/p/off.v': '`ifdef NEVER\nmodule off; endmodule\n`endif',
    });
    const { unit, missing, missingIncludes } = index.compileUnit('/p/a.v', 'a');
    expect(missing.map((one) => [one.name, one.instance, one.range.line])).toEqual([
      ['nowhere', 'u_n', 2],
      ['off', 'u_o', 3],
    ]);
    expect(missing[0]?.why).toContain('no file of the project declares it');
    expect(missing[1]?.why).toContain('conditionals switch off');
    expect(unit.unresolved).toEqual(['nowhere', 'off']);
    expect(missingIncludes).toMatchObject([{ name: 'gone.vh', range: { line: 0 } }]);
    expect(index.compileUnit('/p/a.v').missing.map((one) => one.name)).toContain('alien');
  });

  it('take the nearest of two modules of one name, everywhere the same, and say so', async () => {
    const index = await indexOf({
      '/p/x/top.v': 'module top; leaf u (); other u_o (); endmodule',
      '/p/x/leaf.v': 'module leaf; endmodule',
      '/p/y/leaf.v': 'module leaf; endmodule',
      '/p/y/other.v': 'module other; leaf u (); endmodule',
    });
    const { unit, notes } = index.compileUnit('/p/x/top.v');
    expect(paths(unit.files)).toEqual(['/p/x/leaf.v', '/p/y/other.v', '/p/x/top.v']);
    expect(notes.join()).toContain('/p/x/leaf.v was taken');
  });

  it('are the same when other work has its turn between slices, and can be stopped', async () => {
    const leaves = Array.from({ length: 60 }, (_, at) => at);
    const body = 'assign y = (a & b) | (a ^ b);\n'.repeat(100);
    const files = Object.fromEntries(leaves.map((at) => [`/p/l${at}.v`, `module l${at}(input a, b, output y);\n${body}endmodule`]));
    const top = { '/p/top.v': `module top; ${leaves.map((at) => `l${at} u${at} ();`).join(' ')} endmodule` };
    const index = await indexOf({ ...files, ...top });
    let turns = 0;
    const other = setInterval(() => turns++, 0);
    const later = await index.compileUnitLater('/p/top.v', 'top', new AbortController().signal);
    clearInterval(other);
    expect(turns).toBeGreaterThan(0);
    expect(later).toEqual(index.compileUnit('/p/top.v', 'top'));
    expect(later.unit.files).toHaveLength(61);
    const stopped = new AbortController();
    const fresh = await indexOf({ ...files, ...top });
    const going = fresh.compileUnitLater('/p/top.v', 'top', stopped.signal);
    stopped.abort();
    await expect(going).rejects.toThrow();
  });

  it('of mutual instances and packages come to an end', async () => {
    const index = await indexOf({
      '/p/a.sv': 'module a; b u (); endmodule',
      '/p/b.sv': 'module b; a u (); endmodule',
      '/p/p.sv': 'package p; parameter X = q::Y; endpackage',
      '/p/q.sv': 'package q; parameter Y = p::X; endpackage',
      '/p/u.sv': 'module u import p::*; (); endmodule',
    });
    expect(paths(index.compileUnit('/p/a.sv').unit.files).sort()).toEqual(['/p/a.sv', '/p/b.sv']);
    expect(paths(index.compileUnit('/p/u.sv').unit.files).sort()).toEqual(['/p/p.sv', '/p/q.sv', '/p/u.sv']);
  });

  it('of several roots leave out what another root includes', async () => {
    const index = await indexOf({ '/p/a.v': '`include "b.v"\nmodule a; b u (); endmodule', '/p/b.v': 'module b; endmodule' });
    const { unit, missing } = index.compileUnit(['/p/a.v', '/p/b.v']);
    expect(paths(unit.files)).toEqual(['/p/a.v']);
    expect(paths(unit.includes)).toEqual(['/p/b.v']);
    expect(missing).toEqual([]);
  });

  it('bring in the file that defines a macro nobody includes', async () => {
    const index = await indexOf({ '/p/a.v': 'module a(input [`BUS-1:0] x); endmodule', '/p/defs.v': '`define BUS 12' });
    expect(paths(index.compileUnit('/p/a.v').unit.files)).toEqual(['/p/defs.v', '/p/a.v']);
    expect(index.find('a')[0]?.ports[0]?.width).toBe(12);
  });
});

describe('the index', () => {
  it('follows edits of a file, an include and a package', async () => {
    const files: Files = {
      '/p/a.sv': '`include "w.vh"\nmodule a(input [`W-1:0] x, input pk::t y); endmodule',
      '/p/w.vh': '`define W 2',
      '/p/pk.sv': 'package pk; typedef logic [2:0] t; endpackage',
    };
    const index = await indexOf(files);
    const widths = () => index.modulesOf('/p/a.sv')[0]?.ports.map((port) => port.width);
    const before = index.parse('/p/a.sv');
    expect(index.parse('/p/a.sv')).toBe(before);
    expect(widths()).toEqual([2, 3]);
    files['/p/w.vh'] = '`define W 4';
    expect(widths()).toEqual([4, 3]);
    expect(index.parse('/p/a.sv')).not.toBe(before);
    files['/p/pk.sv'] = 'package pk; typedef logic [8:0] t; endpackage';
    expect(widths()).toEqual([4, 9]);
    files['/p/a.sv'] = 'module renamed; endmodule';
    index.update('/p/a.sv');
    expect(index.find('a')).toEqual([]);
    expect(index.find('renamed').map((unit) => unit.path)).toEqual(['/p/a.sv']);
    files['/p/a.sv'] = undefined;
    index.update('/p/a.sv');
    expect(index.find('renamed')).toEqual([]);
    expect(index.modulesOf('/p/a.sv')).toEqual([]);
    expect(before.root.childCount).toBeGreaterThan(0);
  });

  it('finds an include that appears later', async () => {
    const files: Files = { '/p/a.v': '`include "late.vh"\nmodule a; endmodule' };
    const index = await indexOf(files);
    expect(index.compileUnit('/p/a.v').missingIncludes).toHaveLength(1);
    files['/p/late.vh'] = '';
    index.update('/p/late.vh');
    expect(index.compileUnit('/p/a.v').missingIncludes).toEqual([]);
  });

  it('keeps trees in use while it reads many files', async () => {
    const files: Files = {};
    for (let i = 0; i < 120; i++) files[`/p/m${i}.v`] = `module m${i}; wire w${i}; endmodule`;
    const index = await indexOf(files);
    const held = index.parse('/p/m0.v');
    for (let i = 0; i < 120; i++) expect(index.modulesOf(`/p/m${i}.v`)[0]?.nets[0]?.name).toBe(`w${i}`);
    expect(held.root.text).toContain('w0');
    expect(index.parse('/p/m0.v').root.text).toContain('w0');
  });

  it('answers what is in, what is out and what is open', async () => {
    const index = await indexOf({
      '/p/a.v': '`include "i.vh"\nmodule a; gone u_g (); endmodule',
      '/p/i.vh': '`define X 1',
      '/p/empty.v': '// nothing',
      '/p/off.v': '`ifdef NO\nmodule z; endmodule\n`endif',
      '/p/notes.txt': 'module no; endmodule',
    });
    const result = index.indexResult();
    expect(result.files).toEqual([
      { file: '/p/a.v', modules: ['a'], why: 'found below /p' },
      { file: '/p/i.vh', modules: [], why: 'a.v includes it' },
    ]);
    expect(result.modules).toEqual([{ name: 'a', kind: 'module', file: '/p/a.v', line: 2 }]);
    expect(result.unresolved).toMatchObject([{ name: 'gone', file: '/p/a.v', line: 2, instance: 'u_g' }]);
    expect(result.excluded).toEqual([
      { file: '/p/empty.v', why: 'it declares nothing and no file includes it' },
      { file: '/p/off.v', why: 'the conditionals switch off all it declares' },
    ]);
  });
});

describe('file lists', () => {
  const files: Files = {
    '/l/top.f':
      '// sources\na.v "b c.v" # and more\n-f nested/n.f\n-F nested/m.f\n+incdir+inc+../inc2 -I $HOME/i\n+define+A=1+B -D C=x\n-y lib +libext+.v+.sv -v cells.v /* end */\n',
    '/l/a.v': 'module a; libcell u (); endmodule',
    '/l/b c.v': '',
    '/l/nested/n.f': 'from_top.v',
    '/l/nested/m.f': 'from_nested.v',
    '/l/from_top.v': '',
    '/l/nested/from_nested.v': '',
    '/l/cells.v': '',
    '/l/lib/libcell.sv': 'module libcell; endmodule',
    '/l/bad.f': 'gone.v\n-f bad.f\n-f none.f\n+what\n$NOPE/x.v\n-y',
  };

  it('read all that simulators agree on', () => {
    expect(readFilelist('/l/top.f', workspaceOf(files), { HOME: '/home/me' })).toEqual({
      path: '/l/top.f',
      files: ['/l/a.v', '/l/b c.v', '/l/from_top.v', '/l/nested/from_nested.v'],
      includeDirs: ['/l/inc', '/inc2', '/home/me/i'],
      libraryDirs: ['/l/lib'],
      libraryFiles: ['/l/cells.v'],
      libExts: ['.v', '.sv'],
      defines: { A: '1', B: '', C: 'x' },
      problems: [],
      reads: ['/l/top.f', '/l/nested/n.f', '/l/nested/m.f'],
      tops: [],
      excludeDirs: [],
    });
  });

  it('say what they cannot follow, and where', () => {
    const { problems } = readFilelist('/l/bad.f', workspaceOf(files), {});
    expect(problems.map((problem) => `${problem.range.line + 1}:${problem.range.column + 1} ${problem.message}`)).toEqual([
      '1:1 /l/gone.v does not exist',
      '2:4 /l/bad.f reads itself again',
      '3:4 file list /l/none.f cannot be read',
      '4:1 "+what" is not understood and was passed over',
      '5:1 environment variable NOPE is not set',
      '6:1 -y needs a value after it',
    ]);
    expect(readFilelist('/l/none.f', workspaceOf(files), {}).problems[0]?.message).toContain('cannot be read');
  });

  it('give the index its library folders and say which files they leave out', async () => {
    const workspace = workspaceOf(files);
    const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
    index.addSources(readFilelist('/l/top.f', workspace, { HOME: '/h' }));
    const { unit, missing } = index.compileUnit('/l/a.v');
    expect(paths(unit.files)).toEqual(['/l/lib/libcell.sv', '/l/a.v']);
    expect(missing).toEqual([]);
    expect(unit.defines).toEqual({ A: '1', B: '', C: 'x' });
  });
});
