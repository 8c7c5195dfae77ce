import { describe, expect, test } from 'vitest';
import { nearEdit, reachOfEdit, type EditGround } from '../../../server/src/engine/editGround';
import { parseText } from '../syntax/reading';

const before = 'module top (input a, output y);\n`REG(q, d)\n  child u_child (.a(a));\n\nendmodule\n';
const ground: EditGround = {
  ...{ path: '/top.sv', text: before, top: undefined, syntax: [], expanded: before, testbenches: [], unitsOf: () => [] },
  ...{ moduleNamed: () => undefined, items: undefined, pureFunctions: new Set() },
  result: {
    unit: { files: [], includes: [], includeDirs: [], defines: {} },
    missing: [],
    missingIncludes: [],
    openMacros: [],
    openScopes: [],
    notes: [],
  },
  declared: new Set(['top', 'child', 'p']),
};
const index = { filesDeclaring: (name: string) => (['elsewhere', 'child'].includes(name) ? [`/${name}.sv`] : []) };

/** What an insertion into the empty line brings into play. */
function reach(insertion: string) {
  const found = reachOfEdit(ground, before.replace('\n\nend', `\n${insertion}\nend`), index);
  return found?.bodies === 'all' ? 'all' : found && [...found.bodies];
}

describe('what an edit brings into play', () => {
  test.each([
    ['assign y = a;', []],
    ['`REG(y, a)', []],
    ['wire [7:0] x = elsewhere_t;', []],
    ['child u_other (.a(a));', ['child']],
    ['child #(.W(2)) u_other (.a(a));', ['child']],
    ['always_comb x = p::F;', ['p']],
    ['localparam int W = 3;', 'all'],
  ])('%s', (insertion, bodies) => expect(reach(insertion)).toEqual(bodies));

  test.each([
    'elsewhere u (.a(a));',
    'elsewhere::t x;',
    '`OTHER(y)',
    '`include "x.svh"',
    'endmodule\nmodule more;',
    'bind child c u_c (.*);',
  ])('other files may matter: %s', (insertion) => expect(reach(insertion)).toBeUndefined());

  test('an edit within a statement counts with the statement', () => {
    const found = reachOfEdit(ground, before.replace('.a(a)', '.a(~a)'), index);
    expect(found?.bodies).toEqual(new Set(['child']));
  });
});

test.each([
  ['  // synthesis translate_off', '  // synthesis translate_on', true],
  ['`ifndef SYNTHESIS', '`endif', true],
  ['`ifdef SYNTHESIS', '`endif', false],
])('%s: whether the netlist is built of what simulators read', async (from, to, told) => {
  const open = `module top (input a, output y);\n${from}\n\n${to}\nendmodule\n`;
  const file = await parseText(open.replace('\n\n', '\n  assign y = a;\n'));
  const { path } = file.source;
  const result = { ...ground.result, unit: { ...ground.result.unit, files: [{ path, text: open }], top: 'top' } };
  const { after, before } = nearEdit({ ...ground, path, text: open, result }, file, { bodies: new Set() });
  for (const near of [after, before]) {
    expect(near.forSimulation).toBe(told);
    // No comment may hide from a tool what is looked at.
    expect(near.netlist.files.map(({ text }) => text).join('')).not.toContain('translate_off');
    expect(near.text.files.map(({ text }) => text).join('')).not.toContain('translate_off');
  }
  expect(after.netlist.files[0]?.text).toContain('assign y = a;');
  file.dispose();
});
