import { expect, test } from 'vitest';
import { otherUnits } from '../../../../server/src/engine/findings/otherUnits';
import { declaredInOtherUnits } from '../../../../server/src/engine/findings/declaredInOtherUnits';
import { openProject } from '../../model/symbols/reading';
import { finding } from './findings';

test('names that a file outside of every module declares are one hint per file that uses them', () => {
  const undeclared = (line: number, name: string, file = '/p/a.sv') =>
    finding('elaborate/error', line, `use of undeclared identifier '${name}'`, { file });
  const holder = (name: string) => ({ SLOT: 'slots.sv', BASE: 'slots.sv', word_t: 'types.sv' })[name];
  const found = otherUnits(
    [undeclared(3, 'SLOT'), undeclared(4, 'nope'), undeclared(5, 'SLOT'), undeclared(6, 'word_t'), undeclared(2, 'BASE', '/p/b.sv')],
    holder,
  );
  expect(found.map((one) => `${one.file}:${one.line} ${one.severity} ${one.message.split(':')[0] ?? ''}`)).toEqual([
    "/p/a.sv:4 error use of undeclared identifier 'nope'",
    "/p/a.sv:3 hint 'SLOT' and 'word_t' are declared outside of every module, in slots.sv, types.sv, and not included here",
    "/p/b.sv:2 hint 'BASE' is declared outside of every module, in slots.sv, and not included here",
  ]);
});

test('a name is looked for in other files outside of modules, and in the packages that they import there', async () => {
  const { index } = await openProject({
    'slots.sv': 'parameter SLOT = 3;\nmodule other; parameter INNER = 1; endmodule\n',
    'slot_pkg.sv': 'package slot_pkg; parameter DEEP = 3; function int f(int x); return x; endfunction endpackage\n',
    'first.sv': 'import slot_pkg::*;\nmodule first; endmodule\n',
    'second.sv': 'module second import far_pkg::*; ; endmodule\n',
    'far_pkg.sv': 'package far_pkg; parameter FAR = 3; endpackage\n',
  });
  const places = ['SLOT', 'DEEP', 'f', 'x', 'INNER', 'FAR', 'nowhere'].map((name) => declaredInOtherUnits(index)(name, '/p/top.sv'));
  const imported = 'first.sv (import slot_pkg::*)';
  expect(places).toEqual(['slots.sv', imported, imported, undefined, undefined, undefined, undefined]);
  expect(declaredInOtherUnits(index)('SLOT', '/p/slots.sv')).toBeUndefined();
});
