import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../server/src/platform/lineSplitter';
import { capWasmMemory } from '../../../server/src/platform/wasmMemoryCap';
import type { Diagnostic } from '../../../server/src/protocol/contract';
import { parseIcarus } from '../../../server/src/tools/icarus';
import { matterOf, mergeFindings } from '../../../server/src/tools/mergeFindings';
import { parseVersion } from '../../../server/src/tools/probe';
import { parseYosysMessages } from '../../../server/src/tools/slang';
import { parseStructure } from '../../../server/src/tools/structuralLint';
import { parseVerilator } from '../../../server/src/tools/verilator';

describe('parseIcarus', () => {
  it('reads errors, warnings, syntax errors and continued messages, and nothing else', () => {
    const output = [
      "s0.sv:4: warning: implicit definition of wire 'w'.",
      's0.sv:2: error: Unknown module type: foo',
      's0.sv:3: syntax error',
      's0.sv:9: error: Port 1 (x) expects 5 bits, got 3.',
      's0.sv:9:        : Padding 2 high bits.',
      's0.sv:7: sorry: constant selects in always_* processes are not currently supported.',
      's0.sv:2: Include file no.v not found',
      'error: Unable to find the root module "m" in the Verilog source.',
      "     : Perhaps ``-s m'' is incorrect?",
      '2 error(s) during elaboration.',
      '*** These modules were missing:',
      '        foo referenced 1 times.',
      '***',
      'C:\\x\\s1.sv:3: error: text: with 1:2 colons',
    ].join('\r\n');
    expect(parseIcarus(output)).toEqual([
      { severity: 'warning', message: "implicit definition of wire 'w'.", file: 's0.sv', line: 4 },
      { severity: 'error', message: 'Unknown module type: foo', file: 's0.sv', line: 2 },
      { severity: 'error', message: 'syntax error', file: 's0.sv', line: 3 },
      { severity: 'error', message: 'Port 1 (x) expects 5 bits, got 3. Padding 2 high bits.', file: 's0.sv', line: 9 },
      { severity: 'error', message: 'constant selects in always_* processes are not currently supported.', file: 's0.sv', line: 7 },
      { severity: 'error', message: 'Include file no.v not found', file: 's0.sv', line: 2 },
      { severity: 'error', message: 'Unable to find the root module "m" in the Verilog source. Perhaps ``-s m\'\' is incorrect?' },
      { severity: 'error', message: 'text: with 1:2 colons', file: 'C:\\x\\s1.sv', line: 3 },
    ]);
  });
});

describe('parseVerilator', () => {
  it('reads the first line of each message', () => {
    const output = [
      "%Warning-WIDTH: s0.v:2:30: Operator ASSIGNW expects 2 bits on the Assign RHS, but Assign RHS's VARREF 'a' generates 4 bits.",
      '                         : ... In instance m',
      '    2 |   wire [1:0] z = a; ',
      '      |                ^',
      "%Error: s0.v:2:35: Cannot find file containing module: 'foo'",
      "%Error: s0.v:2:35: This may be because there's no search path specified with -I<dir>.",
      '%Error-PINNOTFOUND: s0.v:9:2: Pin not found: x',
      '        ... Looked in:',
      '%Error: Exiting due to 2 error(s)',
    ].join('\n');
    expect(parseVerilator(output)).toEqual([
      { severity: 'warning', option: 'WIDTH', file: 's0.v', line: 2, column: 30, message: expect.stringContaining('ASSIGNW') as string },
      { severity: 'error', file: 's0.v', line: 2, column: 35, message: "Cannot find file containing module: 'foo'" },
      { severity: 'error', option: 'PINNOTFOUND', file: 's0.v', line: 9, column: 2, message: 'Pin not found: x' },
    ]);
  });
});

describe('parseStructure', () => {
  const log = [
    'Checking module m...',
    'Warning: multiple conflicting drivers for m.\\r:',
    '    port Y[0] of cell $4 ($buf)',
    '    port Y[0] of cell $3 ($buf)',
    'Warning: multiple conflicting drivers for m.\\bus:',
    '    port Y[0] of cell $1 ($tribuf)',
    '    port Y[0] of cell $0 ($tribuf)',
    '    module input bus[0]',
    'Warning: Wire m.\\w [3] is used but has no driver.',
    'Warning: Wire m.\\w [2] is used but has no driver.',
    'Warning: found logic loop in module sub$m.u1:',
    '    cell $7 ($or) source: s0.sv:5.40-5.48',
    '      A[0] --> Y[0]',
    '    wire \\z [1]',
    'Warning: found logic loop in module m:',
    '    cell $procmux$1 ($mux) source: s0.sv:3.9-3.15|s0.sv:3.2-3.15',
    '      A[0] --> Y[0]',
    '    cell $2 ($buf)',
    '      A[0] --> Y[0]',
    '    wire \\q',
    'Found and reported 6 problems.',
  ];
  const dump =
    'module \\m\n  attribute \\src "s0.sv:2.2"\n  cell $dlatch $4\n    connect \\Q \\k [0]\n  end\n  attribute \\src "s0.sv:2.2"\n  cell $dlatch $5\n    connect \\Q \\k [1]\n  end\nend\n';

  it('names each signal once, tells latches from loops, and leaves buses alone', () => {
    expect(parseStructure(log, dump)).toEqual([
      { kind: 'multiple-drivers', module: 'm', signal: 'r' },
      { kind: 'undriven', module: 'm', signal: 'w' },
      { kind: 'comb-loop', module: 'sub', signal: 'z', src: { file: 's0.sv', line: 5, column: 40 } },
      { kind: 'latch', module: 'm', signal: 'q', src: { file: 's0.sv', line: 3, column: 9 } },
      { kind: 'latch', module: 'm', signal: 'k', src: { file: 's0.sv', line: 2, column: 2 } },
    ]);
  });

  it('reads the latches that Yosys itself reports', () => {
    const line = "Warning: Latch inferred for signal `\\m.\\q' from process `\\m.$proc$s0.v:2$1': $auto$proc_dlatch.cc:547:proc_dlatch$15";
    expect(parseStructure([line], '')).toEqual([{ kind: 'latch', module: 'm', signal: 'q', src: { file: 's0.v', line: 2 } }]);
  });
});

describe('parseYosysMessages', () => {
  it('takes errors anywhere and warnings with a place', () => {
    expect(parseYosysMessages(['s0.v:3: ERROR: a: b', 'ERROR: no place', 's0.v:1: Warning: w', 'Warning: noise', 'text'])).toEqual([
      { severity: 'error', message: 'a: b', file: 's0.v', line: 3 },
      { severity: 'error', message: 'no place' },
      { severity: 'warning', message: 'w', file: 's0.v', line: 1 },
    ]);
  });
});

describe('parseVersion', () => {
  it('knows the words of each program', () => {
    expect(parseVersion('iverilog', 'Icarus Verilog version 11.0 (stable) ()\n')).toBe('11.0');
    expect(parseVersion('vvp', 'Icarus Verilog runtime version 12.0 (stable) ()')).toBe('12.0');
    expect(parseVersion('verilator', 'Verilator 5.006 2023-01-22 rev (Debian 5.006-3)')).toBe('5.006');
    expect(parseVersion('yosys', 'Yosys 0.23 (git sha1 7ce5011c24b)')).toBe('0.23');
    expect(parseVersion('nextpnr-ice40', '"nextpnr-ice40" -- Next Generation Place and Route (Version 0.4-1+b1)')).toBe('0.4-1+b1');
    expect(parseVersion('sta', '2.0.17\n')).toBe('2.0.17');
    expect(parseVersion('yosys', 'command not found')).toBeUndefined();
  });
});

describe('mergeFindings', () => {
  const one = (code: string, line: number, severity: Diagnostic['severity'] = 'warning', message = 'm'): Diagnostic => ({
    file: '/a.v',
    line,
    column: 1,
    endLine: line,
    endColumn: 2,
    severity,
    code,
    source: 'slang',
    message,
  });

  it('keeps one problem per line and matter, the most trusted', () => {
    const merged = mergeFindings(
      [one('slang/width-trunc', 3), one('lint/latch', 5), one('elaborate/error', 7, 'error')],
      [one('verilator/WIDTHTRUNC', 3), one('verilator/LATCH', 5), one('verilator/WIDTH', 4), one('verilator/CASEX', 7)],
    );
    expect(merged.map((d) => `${d.code}@${d.line}`)).toEqual([
      'slang/width-trunc@3',
      'verilator/WIDTH@4',
      'lint/latch@5',
      'elaborate/error@7',
    ]);
  });

  it('keeps what one tool says twice about a line', () => {
    expect(mergeFindings([one('x/a', 1, 'warning', 'p'), one('x/a', 1, 'warning', 'q')])).toHaveLength(2);
    expect(matterOf(one('x/a', 1, 'warning', 'p'))).toBe('x/a p');
  });
});

describe('LineSplitter', () => {
  const text = 'first\r\n\u001b[1;31msecond ä😀\u001b[0m\n\nlast';

  it.each([1, 2, 3, 5, 7, 100])('gives the same lines for pieces of %i bytes', (size) => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    const bytes = new TextEncoder().encode(text);
    for (let i = 0; i < bytes.length; i += size) splitter.push(bytes.subarray(i, i + size));
    splitter.end();
    expect(lines).toEqual(['first', 'second ä😀', '', 'last']);
  });
});

describe('capWasmMemory', () => {
  // (module (memory 1) (func (export "g") (param i32) (result i32) (memory.grow (local.get 0))))
  const grower = Uint8Array.of(
    0,
    97,
    115,
    109,
    1,
    0,
    0,
    0,
    1,
    6,
    1,
    96,
    1,
    127,
    1,
    127,
    3,
    2,
    1,
    0,
    5,
    3,
    1,
    0,
    1,
    7,
    5,
    1,
    1,
    103,
    0,
    0,
    10,
    8,
    1,
    6,
    0,
    32,
    0,
    64,
    0,
    11,
  );

  it('stops a module from growing beyond the cap', () => {
    const grow = (bytes: Uint8Array): ((pages: number) => number) =>
      new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['g'] as (pages: number) => number;
    expect(grow(grower)(300)).toBe(1);
    const capped = grow(capWasmMemory(grower, 200));
    expect(capped(300)).toBe(-1);
    expect(capped(199)).toBe(1);
    expect(capped(1)).toBe(-1);
  });

  it('leaves other modules as they are', () => {
    const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    expect(capWasmMemory(empty, 10)).toBe(empty);
  });
});
