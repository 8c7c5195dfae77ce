import { expect, it } from 'vitest';
import { rankTops, readModuleUses } from '../../../server/src/model/topCandidates';

/** Candidates of a project at /home/test/w, testbenches marked. */
function tops(texts: Record<string, string>, named: string[] = []): string[] {
  const files = Object.entries(texts).map(([name, text]) => ({
    path: `/home/test/w/${name}`,
    looksLikeTestbench: text.includes('$finish'),
    found: readModuleUses(text),
  }));
  return rankTops(files, new Set(named)).map((one) => `${one.name}:${one.line}${one.testbench ? ' bench' : ''}`);
}

const chip = {
  'rtl/chip.v': 'module core; regs r (); endmodule\nmodule regs; endmodule\nmodule chip; core c (); endmodule\n',
  'rtl/spare.v': 'module spare; endmodule\n',
};

it('an instance counts for the module it stands in, not for its file', () => {
  expect(tops(chip)).toEqual(['chip:3', 'spare:1']);
  expect(readModuleUses(chip['rtl/chip.v']).modules.map((one) => [...one.uses])).toEqual([['regs'], [], ['core']]);
});

it('what only testbenches instantiate is a top; what testbenches are made of is none', () => {
  const bench = { 'tb/bench.v': 'module model; endmodule\nmodule bench; chip dut (); spare s (); model m (); endmodule\n' };
  expect(tops({ ...chip, ...bench })).toEqual(['chip:3', 'spare:1', 'bench:2 bench']);
  // By its folder, by its name, by what it calls; the folders around the project say nothing.
  expect(tops({ 'dv/a.v': 'module a; endmodule', 'b.v': 'module tb_b; endmodule', 'c.v': 'module c; initial $finish; endmodule' })).toEqual(
    ['a:1 bench', 'c:1 bench', 'tb_b:1 bench'],
  );
  expect(tops({ 'x.v': 'module x; endmodule' })).toEqual(['x:1']);
});

it('a module that a macro stands for, or that is bound from outside of every module, is used', () => {
  const macro = { 'regs.v': '`define REGS my_regs // the default\nmodule my_regs; endmodule\nmodule core; `REGS r (); endmodule\n' };
  expect(tops(macro)).toEqual(['core:3']);
  expect(
    tops({ 'b.sv': 'module m; endmodule\nmodule check; endmodule\nbind m check c ();\n', 'tb/t.sv': 'module t; check c (); endmodule' }),
  ).toEqual(['m:1', 't:1 bench']);
});

it('what a project file names comes first, instantiated or not', () => {
  expect(tops(chip, ['core'])).toEqual(['core:1', 'chip:3', 'spare:1']);
});
