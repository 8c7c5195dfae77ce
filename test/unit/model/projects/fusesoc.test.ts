import { expect, test } from 'vitest';
import { discoverProject } from '../../../../server/src/model/projects/discoverProject';
import { fusesoc } from '../../../../server/src/model/projects/fusesoc';
import { expandExpression } from '../../../../server/src/model/projects/fusesocExpression';
import { messages, placeOf } from './memoryWorkspace';

const core = (...lines: string[]): string => ['CAPI=2:', ...lines].join('\n');
const files = {
  '/p/chip.core': core(
    'name: "acme:soc:chip:1.0"',
    'filesets:',
    '  rtl:',
    '    depend: ["acme:soc:bus", ">=acme:prim:cell:0.1"]',
    '    files:',
    '      - rtl/chip.sv',
    '      - rtl/defs.svh: {is_include_file: true}',
    '      - tool_verilator ? (rtl/only_verilator.sv)',
    '    file_type: systemVerilogSource',
    '  cpp: {files: [sim.cc: {file_type: cppSource}]}',
    '  waiver: {files: [lint/x.vlt], file_type: vlt}',
    'parameters:',
    '  FAST: {datatype: bool, paramtype: vlogdefine, default: true}',
    '  MODE: {datatype: str, paramtype: vlogdefine}',
    '  depth: {datatype: int, paramtype: vlogparam, default: 2}',
    'targets:',
    '  default: &d',
    '    filesets: [rtl, cpp, "tool_verilator ? (waiver)"]',
    '    toplevel: chip',
    '    parameters: [FAST, MODE=quick, depth]',
    '  lint:',
    '    <<: *d',
    '    toplevel: lint_top',
  ),
  '/p/bus.core': core(
    'name: acme:soc:bus:0.1',
    'filesets:',
    '  rtl: {files: [rtl/bus.sv], file_type: systemVerilogSource}',
    'targets:',
    '  default: {filesets: [rtl]}',
  ),
  '/p/ip/generic/cell.core': core(
    'name: acme:generic:cell:0.1',
    'virtual:',
    '  - acme:prim:cell',
    'filesets:',
    '  rtl: {files: [cell.sv], file_type: systemVerilogSource}',
    'targets: {default: {filesets: [rtl]}}',
  ),
  '/p/fpga/cell.core': core('name: acme:fpga:cell:0.1', 'virtual:', '  - acme:prim:cell', 'targets: {default: {filesets: []}}'),
  '/p/rtl/chip.sv': '',
  '/p/rtl/bus.sv': '',
  '/p/rtl/only_verilator.sv': '',
  '/p/ip/generic/cell.sv': '',
};

test('the outermost core with what it depends on before it; a virtual core is provided by the generic one', async () => {
  const { lists, why } = await discoverProject(placeOf(files));
  expect(lists).toHaveLength(1);
  expect(lists[0]).toMatchObject({
    path: '/p/chip.core',
    files: ['/p/rtl/bus.sv', '/p/rtl/chip.sv', '/p/ip/generic/cell.sv'],
    includeDirs: ['/p/rtl'],
    defines: { FAST: '1', MODE: 'quick' },
    tops: ['chip'],
    problems: [],
  });
  expect(why).toContain('chip.core (FuseSoC core)');
});

test('targets of the user choose the target and are flags of the expressions', async () => {
  const list = await fusesoc.read('/p/chip.core', placeOf(files, ['lint', 'tool_verilator']));
  expect(list.tops).toEqual(['lint_top']);
  expect(list.files).toContain('/p/rtl/only_verilator.sv');
});

test('a dependency that no core answers to and a source that is not there are gaps, at their place', async () => {
  const broken = {
    '/p/a.core': core(
      'name: ::a:0',
      'filesets:',
      '  rtl:',
      '    depend: [x:y:gone]',
      '    files: [gone.sv]',
      '    file_type: verilogSource',
    ),
  };
  const list = await fusesoc.read('/p/a.core', placeOf(broken));
  expect(messages(list)).toEqual(['no .core file of the workspace is named x:y:gone', '/p/gone.sv does not exist']);
  expect(list.problems.map((problem) => problem.range.line)).toEqual([4, 5]);
  expect(messages(await fusesoc.read('/p/b.core', placeOf({ '/p/b.core': 'a: [' })))[0]).toContain('could not be read');
});

test('expressions', () => {
  const flags = new Set(['tool_a', 'x']);
  expect(expandExpression('plain', flags)).toEqual(['plain']);
  expect(expandExpression('tool_a ? (one two) tool_b? (three) !tool_b ? (four)', flags)).toEqual(['one', 'two', 'four']);
  expect(expandExpression('tool_a ? (x ? (deep) !x ? (not))', flags)).toEqual(['deep']);
  expect(expandExpression('((((', flags)).toEqual([]);
});
