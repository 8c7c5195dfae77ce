import { expect, test } from 'vitest';
import { gathered } from '../../../../server/src/engine/findings/gathered';
import { weigh, type WeighFacts } from '../../../../server/src/engine/findings/weigh';
import type { Diagnostic } from '../../../../server/src/protocol/contract';
import { finding } from './findings';

const facts: WeighFacts = { lineOf: () => '', headOf: () => '', netlistChecked: false };
const severities = (found: Diagnostic[], given = facts): string[] => weigh(found, given).map((one) => `${one.line} ${one.severity}`);
const noText = (): string => '';
const error = (code: string, line: number, message: string, file = '/p/a.sv') => finding(code, line, message, { severity: 'error', file });

test('a width is worth a warning where bits are lost, not where zeros are added', () => {
  const found = [
    finding('verilator/WIDTH', 1, "Operator ASSIGN expects 4 bits on the Assign RHS, but Assign RHS's VARREF 'a' generates 8 bits."),
    finding('verilator/WIDTH', 2, "Operator GT expects 24 bits on the RHS, but RHS's VARREF 'a' generates 10 bits."),
    finding('verilator/WIDTH', 3, "Operator SUB expects 32 or 7 bits on the RHS, but RHS's VARREF 'fmt' generates 3 bits."),
    finding('verilator/WIDTH', 4, "Logical operator IF expects 1 bit on the If, but If's SEL generates 2 bits."),
  ];
  expect(severities(found)).toEqual(['1 warning', '2 hint', '3 hint', '4 hint']);
});

test('what the standard allows and tools take is no error', () => {
  const found = [
    error('slang/index-oob', 1, "cannot refer to element 5 of 'logic[4:0]'"),
    error('slang/unknown-sys-name', 2, "unknown system name '$my_own'"),
    error('slang/unknown-sys-name', 5, "unknown system name '$from_myhdl'"),
    error('elaborate/error', 3, "use of undeclared identifier 'x'"),
    error('elaborate/error', 4, "only 'output' variable port declarations may have an initializer expression"),
  ];
  expect(severities(found)).toEqual(['1 warning', '2 warning', '5 hint', '3 error', '4 warning']);
});

test('a vector is a file name in Verilog', () => {
  const lineOf = (_: string, line: number): string => (line === 1 ? 'f = $fopen(name, "w");' : 'text = name;');
  const words = "no implicit conversion from 'reg[1023:0]' to 'string'; explicit conversion exists, are you missing a cast?";
  const found = [
    error('elaborate/error', 1, words, '/p/a.v'),
    error('elaborate/error', 2, words, '/p/a.v'),
    error('elaborate/error', 1, words),
  ];
  expect(severities(found, { ...facts, lineOf })).toEqual(['1 hint', '2 error', '1 error']);
});

test('minus one for all ones, and static variables of Verilog, are no news', () => {
  const found = [
    finding('slang/constant-conversion', 1, "implicit conversion from 'logic signed[31:0]' to 'reg[3:0]' changes value from -1 to 4'b1111"),
    finding('slang/constant-conversion', 2, "implicit conversion from 'logic[4:0]' to 'reg[3:0]' changes value from 5'd17 to 4'd1"),
    finding('slang/explicit-static', 3, 'initializing a static variable', { file: '/p/a.v' }),
    finding('slang/explicit-static', 4, 'initializing a static variable'),
  ];
  expect(severities(found)).toEqual(['1 hint', '2 warning', '3 hint', '4 warning']);
});

test('what Verilator guesses of drivers and loops counts only where no netlist was looked at', () => {
  const found = [finding('verilator/UNDRIVEN', 1), finding('verilator/WIDTHTRUNC', 2)];
  expect(severities(found)).toEqual(['1 warning', '2 warning']);
  expect(severities(found, { ...facts, netlistChecked: true })).toEqual(['2 warning']);
});

test('style is a hint in what a program wrote; errors and conflicts are not', () => {
  const found = [finding('slang/width-trunc', 1), finding('lint/multiple-drivers', 2), error('elaborate/error', 3, 'expected expression')];
  expect(severities(found, { ...facts, headOf: () => '// Generator : SpinalHDL v1.4.0' })).toEqual(['1 hint', '2 warning', '3 error']);
  expect(severities(found, { ...facts, headOf: () => '// A clock generator' })).toEqual(['1 warning', '2 warning', '3 error']);
});

test('the same bits as an array and as a vector are a matter of taste', () => {
  const converts = (line: number, from: string, to: string): Diagnostic =>
    finding('slang/packed-array-conv', line, `implicit conversion from '${from}' to '${to}'`);
  const found = [
    converts(1, 'logic[3:0][7:0]', 'logic[31:0]'),
    converts(2, 'logic[3:0][7:0]', 'logic[15:0]'),
    converts(3, 'word_t[3:0]', 'byte_t'),
  ];
  expect(severities(found)).toEqual(['1 hint', '2 warning', '3 warning']);
});

test('open inputs are one problem for each instance', () => {
  const open = (line: number, name: string): Diagnostic =>
    finding('slang/unconnected-input-port', line, `input port '${name}' has no connection`);
  expect(gathered([open(3, 'a'), open(3, 'b'), open(3, 'c'), open(9, 'a')], noText).map((one) => `${one.line} ${one.message}`)).toEqual([
    "3 input ports 'a', 'b' and 'c' have no connection",
    "9 input port 'a' has no connection",
  ]);
  expect(
    gathered(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => open(3, name)),
      noText,
    ).map((one) => one.message),
  ).toEqual(["input ports 'a', 'b', 'c', 'd' and 2 more have no connection"]);
});

test('ports and parameters that a module lacks are one problem for each module, tasks that nobody knows one for each file', () => {
  const lacks = (line: number, name: string, unit = 'cell'): Diagnostic =>
    error('elaborate/error', line, `port '${name}' does not exist in '${unit}'`);
  const task = (line: number, name: string): Diagnostic => finding('slang/unknown-sys-name', line, `unknown system name '${name}'`);
  const inout = (line: number, name: string): Diagnostic =>
    finding('slang/unconnected-inout-port', line, `inout port '${name}' has no connection`);
  const found = [lacks(2, 'VPWR'), lacks(3, 'VGND'), lacks(7, 'VPWR'), lacks(8, 'x', 'other'), task(4, '$a'), task(5, '$b'), task(6, '$a')];
  expect(gathered([...found, inout(9, 'p'), inout(9, 'q')], noText).map((one) => `${one.line} ${one.message}`)).toEqual([
    "2 ports 'VPWR' and 'VGND' do not exist in 'cell' (3 connections)",
    "8 port 'x' does not exist in 'other'",
    "4 unknown system names '$a' and '$b' (3 calls)",
    "9 inout ports 'p' and 'q' have no connection",
  ]);
});

test('names used before their declarations are one warning for each file', () => {
  const early = (line: number, name: string, file?: string): Diagnostic =>
    error('elaborate/error', line, `identifier '${name}' used before its declaration`, file);
  const found = gathered([early(1, 'x'), early(2, 'x'), early(4, 'y'), early(5, 'x', '/p/b.sv')], noText);
  expect(found.map((one) => `${one.file} ${one.line} ${one.severity} ${one.message}`)).toEqual([
    "/p/a.sv 1 warning 'x' and 'y' are used before their declaration, which some tools refuse",
    "/p/b.sv 5 warning 'x' is used before its declaration, which some tools refuse",
  ]);
});

test('a net that a process assigns is one problem, by its name', () => {
  const words = 'cannot assign to a net within a procedural context';
  const assigned = (line: number): Diagnostic => finding('elaborate/error', line, words, { column: 3 });
  const found = gathered([assigned(1), assigned(2), assigned(3)], (_, line) => (line === 2 ? '  b = 0;' : '  q <= d;'));
  expect(found.map((one) => `${one.line} ${one.message}`)).toEqual([
    "1 'q' is a net, which a process cannot assign; declare it as a variable (logic, reg) (assigned 2 times)",
    "2 'b' is a net, which a process cannot assign; declare it as a variable (logic, reg)",
  ]);
});

test('one expression that truncates otherwise in each round of a generate loop is one problem', () => {
  const truncated = (line: number, bits: number): Diagnostic =>
    finding('slang/width-trunc', line, `implicit conversion truncates from 64 to ${bits} bits`);
  const found = gathered([truncated(3, 16), truncated(3, 8), truncated(5, 8)], noText);
  expect(found.map((one) => `${one.line} ${one.message}`)).toEqual([
    '3 implicit conversion truncates from 64 to 16 bits; other sizes in other rounds of a loop or instances',
    '5 implicit conversion truncates from 64 to 8 bits',
  ]);
});
