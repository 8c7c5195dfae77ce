import path from 'node:path';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { Folder, signoff } from '../../harness/signoffCli';

const files = {
  'pkg.sv': 'package pkg;\n  typedef logic [3:0] nibble_t;\n  `include "one.svh"\n  `include "two.svh"\nendpackage\n',
  'one.svh': 'class one;\n  nibble_t held;\n  function int twice();\n    return held + nope;\n  endfunction\nendclass\n',
  'two.svh': 'class two extends one;\n  `uvm_object_utils(two)\n  one other;\nendclass\n',
  'unit.sv': 'function automatic int f(int a);\n  return a + b;\nendfunction\n',
};

async function check(file: string, texts: Record<string, string>): Promise<string[]> {
  using folder = new Folder(texts);
  const run = await signoff(['check', file, '--json', '--tools', 'embedded'], { cwd: folder.path });
  const { diagnostics } = run.json as { diagnostics: Diagnostic[] };
  return diagnostics.map((one) => `${path.basename(one.file)}:${one.line} ${one.severity} ${one.message}`);
}

it('a class that a package includes is checked as part of it, and told of by itself', async () => {
  expect(await check('one.svh', files)).toEqual(["one.svh:4 error use of undeclared identifier 'nope'"]);
});

it('what the package lacks is told of at the package, and a hint of the class says so', async () => {
  const lacking = { ...files, 'pkg.sv': files['pkg.sv'].replace('typedef', '`include "gone.svh"\n  typedef') };
  const found = await check('two.svh', lacking);
  expect(found).toEqual([expect.stringMatching(/^two\.svh:2 hint 1 place here is not judged, since pkg\.sv, .*gone\.svh was not found$/)]);
  expect(await check('pkg.sv', lacking)).toEqual([
    expect.stringMatching(/^pkg\.sv:2 error the include file gone\.svh was not found; 2 problems/),
  ]);
});

it('a file with nothing but functions and types outside of any module is elaborated too', async () => {
  expect(await check('unit.sv', files)).toEqual(["unit.sv:2 error use of undeclared identifier 'b'"]);
});

it('a module that only shares its file with one that is used is not missed the interface that it needs', async () => {
  const texts = {
    'bus.sv': 'interface bus; logic a; endinterface\n',
    'two.sv': 'module used (output y);\n  assign y = 1;\nendmodule\nmodule other (bus b);\n  assign b.a = 1;\nendmodule\n',
    'top.sv': 'module top (output y);\n  used u (.y(y));\nendmodule\n',
  };
  expect(await check('top.sv', texts)).toEqual([]);
});
