import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../../server/src/model/compileUnit';
import { opaqueSourcesDiffer } from '../../../../server/src/verify/prove/opaqueSources';

function unitOf(text: string): CompileUnit {
  return { files: [{ path: '/design/m.sv', text }], includes: [], includeDirs: [], defines: {}, top: 'm' };
}

const top = (more: string): string => `module m(input a, output y); assign y = ${more}; endmodule`;
const box = (body: string, more = '#(parameter W = 4)'): string =>
  `(* blackbox *) module box ${more} (input a, output y); ${body} endmodule\n`;

const different: readonly (readonly [name: string, golden: string, candidate: string, says: RegExp])[] = [
  ['another body', box('assign y = a;'), box('assign y = ~a;'), /^box is declared otherwise/],
  ['a body of one side only', box(''), box('assign y = a;'), /^box/],
  ['another default of a parameter', box(''), box('', '#(parameter W = 8)'), /^box/],
  ['another module inside', `${box('sub s(a, y);')} module sub; endmodule`, `${box('sub s(a, y);')} module sub; wire w; endmodule`, /^sub/],
  ['another package', `${box('assign y = p::k;')} package p; endpackage`, `${box('assign y = p::k;')} package p; int k; endpackage`, /^p /],
  [
    'another function outside',
    `function f; f = 0; endfunction ${box('assign y = f(a);')}`,
    `function f; f = 1; endfunction ${box('assign y = f(a);')}`,
    /^what stands outside/,
  ],
  ['a second declaration', box(''), box('') + box('assign y = a;'), /^box/],
  ['a macro that its body uses', '`define K 1\n' + box('assign y = `K;'), '`define K 0\n' + box('assign y = `K;'), /^box/],
];

describe('what sources say of modules without an inside', () => {
  it.each(different)('finds %s', (_, golden, candidate, says) => {
    expect(opaqueSourcesDiffer(unitOf(golden + top('a')), unitOf(candidate + top('a')), ['box'])).toMatch(says);
  });

  it('looks at nothing else', () => {
    const golden = unitOf(`${box('assign y = a;')} module other; endmodule ${top('a')}`);
    const candidate = unitOf(`${top('a | a')}\n// changed\n${box('assign  y = a;')} module other; wire w; endmodule`);
    expect(opaqueSourcesDiffer(golden, candidate, ['box'])).toBeUndefined();
  });
});
