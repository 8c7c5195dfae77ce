import { expect, test } from 'vitest';
import { heldBack } from '../../../../server/src/engine/findings/heldBack';
import { rootCauses } from '../../../../server/src/engine/findings/rootCauses';
import { vendorOf } from '../../../../server/src/engine/findings/vendorCells';
import { outsideProtected } from '../../../../server/src/engine/findings/protectedRegions';
import type { Diagnostic, ProjectStatus } from '../../../../server/src/protocol/contract';
import { finding } from './findings';

const none = { missing: [] };
const texts = (all: readonly { line: number; message: string }[]): string[] => all.map((one) => `${one.line} ${one.message}`);

test('a package that is missing is one problem, and what follows from it is counted there', () => {
  const found = rootCauses(
    [
      finding('elaborate/unresolved', 2, "unknown package 'pk'"),
      finding('elaborate/unresolved', 4, "unknown class or package 'pk'"),
      finding('elaborate/unresolved', 9, "unknown class or package 'pk'"),
      finding('elaborate/error', 5, "use of undeclared identifier 'IDLE'"),
      finding('elaborate/error', 6, 'expected expression'),
      finding('elaborate/error', 5, "use of undeclared identifier 'x'", { file: '/p/other.sv' }),
    ],
    none,
  );
  expect(texts(found)).toEqual([
    "2 unknown package 'pk' (and 2 more uses); 1 problem that may follow from it is not listed",
    '6 expected expression',
    "5 use of undeclared identifier 'x'",
  ]);
});

test('an include that is missing takes its macros and names with it; a macro nobody defines is said once', () => {
  const macro = "unknown macro or compiler directive '`W'";
  const behind = finding('elaborate/error', 3, 'expected expression', { column: 9 });
  const all = [finding('elaborate/error', 3, macro), behind, finding('elaborate/error', 7, macro)];
  const include = finding('elaborate/include', 1, 'the include file x.svh was not found');
  expect(texts(rootCauses([include, ...all], none))).toEqual([
    '1 the include file x.svh was not found; 2 problems that may follow from it are not listed',
  ]);
  expect(texts(rootCauses(all, none))).toEqual([`3 ${macro} (and 1 more use); 1 problem that may follow from it is not listed`]);
});

test('what an unknown macro is handed may be what it declares; a label is no module where the reader is out of step', () => {
  const lines = [
    '',
    'module m #(',
    '  `OPEN_PARAM(width)',
    '  , parameter int size = 3) ();',
    '  wire [width-1:0] a = other;',
    '    begin : plain',
  ];
  const lineOf = (_: string, line: number): string => lines[line - 1] ?? '';
  const macro = finding('elaborate/error', 3, "unknown macro or compiler directive '`OPEN_PARAM'");
  const names = ['width', 'other'].map((name) => finding('elaborate/error', 5, `use of undeclared identifier '${name}'`));
  expect(texts(rootCauses([macro, ...names], none, lineOf))).toEqual([
    `3 ${macro.message}; 1 problem that may follow from it is not listed`,
    "5 use of undeclared identifier 'other'",
  ]);
  const label = finding('elaborate/unresolved', 6, "unknown module 'plain'");
  const include = finding('elaborate/include', 1, 'the include file x.svh was not found');
  expect(texts(rootCauses([include, macro, label], none, lineOf))).toEqual([
    '1 the include file x.svh was not found; 2 problems that may follow from it are not listed',
  ]);
  expect(texts(rootCauses([include, label], none, lineOf))).toHaveLength(2);
  // A package is missing whatever the header holds.
  const package_ = finding('elaborate/unresolved', 2, "unknown package 'plain_pkg'");
  expect(texts(rootCauses([include, macro, package_], none, lineOf))).toContain("2 unknown package 'plain_pkg'");
});

test('an entity of a VHDL file is no unknown module', () => {
  const range = { path: '/p/a.sv', start: 0, end: 1, line: 2, column: 0, endLine: 2, endColumn: 1 };
  const missing = [{ name: 'counter', range, why: 'it is an entity', instance: 'u', vhdl: '/p/counter.vhd' }];
  const hint = finding('elaborate/black-box', 3, "'counter' is a VHDL entity", { severity: 'hint' });
  const found = [
    finding('elaborate/unresolved', 3, "unknown module 'counter'"),
    hint,
    finding('elaborate/unresolved', 4, "unknown module 'gone'"),
  ];
  expect(texts(rootCauses(found, { missing }))).toEqual(["3 'counter' is a VHDL entity", "4 unknown module 'gone'"]);
});

test('a module that is missing says why, a cell of a vendor says nothing', () => {
  const range = { path: '/p/a.sv', start: 0, end: 1, line: 2, column: 0, endLine: 2, endColumn: 1 };
  const missing = [{ name: 'nowhere', range, why: 'no file of the project declares it (3 files searched)', instance: 'u' }];
  const found = [
    finding('elaborate/unresolved', 3, "unknown module 'nowhere'"),
    finding('elaborate/unresolved', 4, "unknown module 'SB_PLL40_CORE'"),
    finding('elaborate/unresolved', 5, "unknown module 'RAMB36E1'"),
  ];
  expect(texts(rootCauses(found, { missing }))).toEqual([
    "3 unknown module 'nowhere': no file of the project declares it (3 files searched)",
  ]);
});

test('cells of vendors, and names that only look like one', () => {
  const cells = [
    'LUT6',
    'FDRE',
    'CARRY4',
    'RAMB18E2',
    'DSP48E1',
    'BUFG',
    'BUFGCE',
    'IBUFDS',
    'OBUF',
    'ODDR',
    'IDELAYE2',
    'MMCME2_ADV',
    'PLLE2_BASE',
    'STARTUPE2',
    'BSCANE2',
    'XADC',
    'SRL16E',
    'RAM64X1D',
    'xpm_memory_sdpram',
    'SB_IO',
    'SB_RAM40_4K',
    'TRELLIS_FF',
    'EHXPLLL',
    'DP16KD',
    'CCU2C',
    'altsyncram',
    'altera_pll',
    'lpm_mult',
    'dcfifo',
    'cyclonev_lcell_comb',
    'rPLL',
    'EFX_FF',
    'sky130_fd_sc_hd__inv_1',
    'GTXE2_CHANNEL',
    'IDELAYCTRL',
    'OSERDESE2',
    'ila_0',
    'clk_wiz_0',
    '$_NAND_',
    '\\$_DFF_P_',
    '$add',
  ];
  expect(cells.filter((name) => vendorOf(name) === undefined)).toEqual([]);
  const own = [
    'fifo',
    'alu',
    'carry_select',
    'LUT',
    'my_pll',
    'ram64',
    'DSP',
    'buffer',
    'axi_xbar',
    'lpm',
    'top',
    'OSCILLATOR_MODEL',
    'IBEX',
    'dcache',
    'start',
    'PCS',
  ];
  expect(own.filter((name) => vendorOf(name) !== undefined)).toEqual([]);
});

test('while the project is incomplete, names that nothing declares are one piece of information', () => {
  const found = [
    finding('elaborate/unresolved', 3, "unknown module 'a'"),
    finding('elaborate/unresolved', 4, "unknown package 'b'"),
    finding('lint/latch', 5),
  ];
  const descriptions = [{ file: '/p/Bender.yml', format: 'Bender manifest', sources: 3, gaps: 1 }];
  const left = heldBack(found, { complete: false, descriptions });
  expect(left.map((one) => [one.code, one.severity])).toEqual([
    ['lint/latch', 'warning'],
    ['project/incomplete', 'info'],
  ]);
  expect(left[1]?.message).toBe('a, b: not found, but Bender.yml names sources that are not there, so what depends on them is not judged');
  expect(heldBack(found, { complete: true, descriptions: [] })).toEqual(found);
});

test('headers and macros that an incomplete project lacks are held back with the rest', () => {
  const found = [
    finding('elaborate/include', 1, 'the include file lib/regs.svh was not found; 15 problems that may follow from it are not listed'),
    finding('preprocess/include', 2, 'include file "lib/regs.svh" was not found: add its folder to the include directories'),
    finding('elaborate/error', 3, "unknown macro or compiler directive '`FF'"),
    finding('elaborate/error', 4, "use of undeclared identifier 'x'"),
    finding('preprocess/include', 5, 'a file name in quotes must follow `include'),
  ];
  const descriptions = [{ file: '/p/Bender.yml', format: 'Bender', gaps: 2, sources: 1 }] as unknown as ProjectStatus['descriptions'];
  expect(texts(heldBack(found, { complete: false, descriptions }))).toEqual([
    "4 use of undeclared identifier 'x'",
    '5 a file name in quotes must follow `include',
    '1 lib/regs.svh, FF: not found, but Bender.yml names sources that are not there, so what depends on them is not judged',
  ]);
});

test('what reads as a mistake around a macro without a body follows from it, and from the include that should hold it', () => {
  const macro = (line: number): Diagnostic => finding('elaborate/error', line, "unknown macro or compiler directive '`P'", { column: 14 });
  const expected = (line: number): Diagnostic => finding('elaborate/error', line, 'expected identifier', { column: 14 });
  const found = [macro(3), expected(3), macro(4), expected(4), expected(5), expected(9)];
  expect(texts(rootCauses(found, none))).toEqual([
    "3 unknown macro or compiler directive '`P' (and 1 more use); 3 problems that may follow from it are not listed",
    '9 expected identifier',
  ]);
  const include = finding('elaborate/include', 1, 'the include file defs.svh was not found');
  expect(texts(rootCauses([include, ...found], none))).toEqual([
    '1 the include file defs.svh was not found; 5 problems that may follow from it are not listed',
  ]);
});

test('nothing is said inside encrypted text', () => {
  const text = 'module a;\n`protected\nxyz\n`endprotected\nendmodule\n`pragma protect begin_protected\nq\n';
  const found = [1, 3, 5, 7].map((line) => finding('syntax/error', line));
  expect(outsideProtected(found, () => text).map((one) => one.line)).toEqual([1, 5]);
});

test('what stands behind the arguments of an unknown macro, lines below, follows from it; what stands further on does not', () => {
  const text = ['else', '  `REPORT("a (b",', '    f(x, y)) // said', '', '  label: assert (c);', 'endmodule'];
  const lineOf = (_: string, line: number): string => text[line - 1] ?? '';
  const macro = finding('elaborate/error', 2, "unknown macro or compiler directive '`REPORT'", { column: 3 });
  const behind = finding('elaborate/error', 5, "cannot have 'assert' statement in the action block of another concurrent assertion", {
    column: 3,
  });
  const further = finding('elaborate/error', 6, 'expected statement', { column: 1 });
  expect(rootCauses([macro, behind, further], none, lineOf).map((one) => one.line)).toEqual([2, 6]);
});

test('in files read as one text, what one lacks is the cause of what is wrong in another', () => {
  const include = finding('elaborate/include', 1, 'the include file x.svh was not found', { file: '/p/pkg.sv' });
  const undeclared = finding('elaborate/error', 5, "use of undeclared identifier 'x'", { file: '/p/class.svh' });
  const other = { ...undeclared, file: '/p/other.sv' };
  const together = (file: string): string => (file === '/p/other.sv' ? file : '');
  expect(rootCauses([include, undeclared, other], none, undefined, together).map((one) => one.file)).toEqual(['/p/pkg.sv', '/p/other.sv']);
  expect(rootCauses([include, undeclared], none)).toHaveLength(2);
});
