import { expect, test } from 'vitest';
import { isForSimulation, withoutSwitches } from '../../../server/src/model/synthesisConditions';

test.each([
  ['`ifndef SYNTHESIS\n  |\n`endif', true],
  ['`ifdef SYNTHESIS\n  |\n`endif', false],
  ['`ifdef SYNTHESIS\n`else\n  |\n`endif', true],
  ['`ifndef SYNTHESIS\n`else\n  |\n`endif', false],
  ['`ifndef SYNTHESIS\n  `ifdef FAST\n  |\n`endif\n`endif', true],
  ['`ifndef SYNTHESIS\n  `ifdef FAST\n`endif\n`endif\n|', false],
  ['`ifndef SYNTHESIS\n`elsif FAST\n|\n`endif', false],
  ['`ifndef GUARD\n`define GUARD\n|\n`endif', false],
  ['// `ifndef SYNTHESIS\n|', false],
  ['// synthesis translate_off\n|', true],
  ['/* synopsys translate_off */\n// synopsys translate_on\n|', false],
])('%s', (marked, told) => {
  expect(isForSimulation(marked.replace('|', ''), marked.indexOf('|'))).toBe(told);
});

test('switches in comments can be made to hide nothing', () => {
  expect(withoutSwitches('// synthesis translate_off\n// synthesis translate_on\n')).toBe(
    '// synthesis translate-off\n// synthesis translate-on\n',
  );
});
