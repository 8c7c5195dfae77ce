import { expect, it } from 'vitest';
import { importItem } from '../../../server/src/refactor/importItem';
import { acted } from './acting';

const others = { 'pkg.sv': 'package pkg; localparam int N = 4; typedef logic [N-1:0] t; endpackage\n' };

it('imports the item and takes the prefix from all its uses', async () => {
  const text =
    "module m (input pkg::t d, output logic q);\n  // body\n  pkg::t x;\n  assign x = d + pkg::t@@'(pkg::N);\n  assign q = ^x;\nendmodule\n";
  expect(await acted(importItem, text, { others })).toBe(
    "module m (input pkg::t d, output logic q);\n  import pkg::t;\n  // body\n  t x;\n  assign x = d + t'(pkg::N);\n  assign q = ^x;\nendmodule\n",
  );
});

it('puts the import behind others', async () => {
  const text = 'module m;\n  import other::*;\n  logic [pkg::N@@-1:0] x;\nendmodule\n';
  expect(await acted(importItem, text, { others })).toContain('  import other::*;\n  import pkg::N;\n  logic [N-1:0] x;');
});

it('refuses a name that the module has', async () => {
  expect(await acted(importItem, 'module m;\n  localparam N = 1;\n  wire [pkg::N@@:0] x;\nendmodule\n', { others })).toMatch(
    /refused: N already means/,
  );
  expect(
    await acted(importItem, 'module m;\n  wire [pkg::N@@:0] x;\n  if (1) begin : g\n    localparam N = 1;\n  end\nendmodule\n', { others }),
  ).toMatch(/refused: m declares a N of its own/);
});

it('writes an imported name with its package', async () => {
  expect(await acted(importItem, 'module m;\n  import pkg::*;\n  t@@ x;\nendmodule\n', { others })).toContain('  pkg::t x;');
  expect(await acted(importItem, 'module m;\n  wire x;\n  assign x@@ = 1;\nendmodule\n', { others })).toBe('none');
});

it('finds the package of a name that nothing declares', async () => {
  expect(await acted(importItem, 'module m;\n  wire [N@@:0] x;\nendmodule\n', { others })).toContain('module m;\n  import pkg::N;\n  wire');
  expect(await acted(importItem, 'module m (input t@@ x);\nendmodule\n', { others })).toContain('module m import pkg::t; (input t x);');
});
