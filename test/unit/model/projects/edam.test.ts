import { expect, test } from 'vitest';
import { edam } from '../../../../server/src/model/projects/edam';
import { placeOf } from './memoryWorkspace';

test('sources, include folders, macros and tops; other languages are left out', async () => {
  const files = {
    '/p/build/chip.eda.yml': [
      'name: chip',
      'toplevel: chip tb',
      'files:',
      '- {name: ../rtl/chip.sv, file_type: systemVerilogSource}',
      '- {name: ../inc/defs.svh, file_type: systemVerilogSource, is_include_file: true}',
      '- {name: ../inc/x/y.svh, is_include_file: true, include_path: ../inc}',
      '- {name: pins.pcf, file_type: PCF}',
      '- ../rtl/old.v',
      'parameters:',
      '  WIDTH: {datatype: int, default: 8, paramtype: vlogdefine}',
      '  DEBUG: {datatype: bool, default: false, paramtype: vlogdefine}',
      '  depth: {datatype: int, default: 3, paramtype: vlogparam}',
    ].join('\n'),
    '/p/rtl/chip.sv': '',
    '/p/rtl/old.v': '',
  };
  expect(await edam.read('/p/build/chip.eda.yml', placeOf(files))).toMatchObject({
    files: ['/p/rtl/chip.sv', '/p/rtl/old.v'],
    includeDirs: ['/p/inc'],
    defines: { WIDTH: '8' },
    tops: ['chip', 'tb'],
    problems: [],
  });
});
