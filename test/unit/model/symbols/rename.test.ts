import { describe, expect, it } from 'vitest';
import { rename, renameTarget } from '../../../../server/src/model/symbols/rename';
import { symbolProject } from '../../../../server/src/model/symbols/symbolProject';
import { openProject } from './reading';

/** What a rename at the first place of a word in a file says, or the places it changes. */
async function renamed(
  files: Record<string, string>,
  file: string,
  word: string,
  whyFixed?: (path: string) => string | undefined,
): Promise<string> {
  const opened = await openProject(files);
  const project = symbolProject(opened.index, whyFixed);
  const target = renameTarget(project, `/p/${file}`, (files[file] ?? '').indexOf(word));
  if (!target.ok) return target.message;
  const edits = rename(project, target.value.target, 'fresh');
  return edits.ok ? edits.value.map((one) => `${one.range.path.slice(3)}:${one.range.line + 1}`).join(' ') : edits.message;
}

const sub = 'module sub(input held, output q);\nassign q = held;\nendmodule\n';
const top = 'module top(input a, output b);\nsub u (.held(a), .q(b));\nendmodule\n';

describe('rename', () => {
  it('leaves alone what a file outside of the workspace declares or uses', async () => {
    const files = { 'sub.sv': sub, 'top.sv': top };
    const outside = (name: string) => (path: string) => (path === `/p/${name}` ? 'outside of the workspace' : undefined);
    expect(await renamed(files, 'sub.sv', 'held')).toBe('sub.sv:1 sub.sv:2 top.sv:2');
    expect(await renamed(files, 'top.sv', 'held', outside('sub.sv'))).toBe(
      'held is declared in sub.sv:1, and that file is outside of the workspace',
    );
    expect(await renamed(files, 'sub.sv', 'held', outside('top.sv'))).toBe(
      'top.sv:2 would have to change, and the file is outside of the workspace',
    );
  });

  it('refuses when switched-off code of another file may mean the name', async () => {
    const off = (text: string): Record<string, string> => ({
      'sub.sv': sub,
      'top.sv': `module top(input a, output b);\n\`ifdef FPGA\n${text}\n\`endif\nendmodule\n`,
    });
    const reason = 'may also be meant at top.sv:3, in code that is switched off';
    expect(await renamed(off('sub u (.held(a), .q(b));'), 'sub.sv', 'held')).toBe(`held ${reason}`);
    expect(await renamed(off('sub u (.q(b));'), 'sub.sv', 'sub')).toBe(`sub ${reason}`);
    expect(await renamed(off('// sub u (.held(a));'), 'sub.sv', 'held')).toBe('sub.sv:1 sub.sv:2');
    expect(await renamed(off('other u (.held(a));'), 'sub.sv', 'held')).toBe('sub.sv:1 sub.sv:2');
  });

  it('refuses when switched-off code may use the item of a package or a macro', async () => {
    const files = {
      'pk.sv': 'package pk;\nlocalparam W = 8;\nendpackage\n',
      'defs.svh': '`define SIZE 4\n',
      'm.sv': '`include "defs.svh"\nmodule m; import pk::*;\n`ifdef FPGA\nwire [W-1:0] x = `SIZE;\n`endif\nendmodule\n',
    };
    expect(await renamed(files, 'pk.sv', 'W')).toBe('W may also be meant at m.sv:4, in code that is switched off');
    expect(await renamed(files, 'defs.svh', 'SIZE')).toBe('SIZE may also be meant at m.sv:4, in code that is switched off');
  });

  it('changes what is switched off in the scope of the name itself, marked as found by name', async () => {
    const files = { 'm.sv': 'module m;\nwire held;\n`ifdef FPGA\nassign held = 1;\n`endif\nendmodule\n' };
    expect(await renamed(files, 'm.sv', 'held')).toBe('m.sv:2 m.sv:4');
  });
});
