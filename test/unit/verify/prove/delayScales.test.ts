import { describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../../../server/src/model/compileUnit';
import { delayScalesDiffer } from '../../../../server/src/verify/prove/delayScales';
import { sourceGuards } from '../../../../server/src/verify/prove/sourceGuards';

function unitOf(text: string, included = ''): CompileUnit {
  const includes = included === '' ? [] : [{ path: '/design/scale.vh', text: included }];
  return { files: [{ path: '/design/m.sv', text }], includes, includeDirs: [], defines: {}, top: 'm' };
}

const ns = '`timescale 1ns/1ps\n';
const us = '`timescale 1us/1ps\n';
const m = 'module m(input a, output y); assign #1 y = a; endmodule\n';
const s = 'module s(input a, output y); assign #1 y = a; endmodule\n';

describe('the unit of time of delays', () => {
  it.each([
    ['another directive', ns + m, us + m],
    ['a directive of one side only', m, us + m],
    ['a directive that is gone', us + m, m],
    ['one that another module had', ns + s + us + m, ns + us + s + m],
    ['one that is taken back', us + m, `${us}\`resetall\n${m}`],
    ['a unit inside', m, m.replace('; assign', '; timeunit 1us; assign')],
    ['a unit before the modules', m, `timeunit 1us;\n${m}`],
    ['a module that is new', ns + m, ns + m + us + s],
  ])('tells %s', (_, golden, candidate) => {
    expect(delayScalesDiffer(unitOf(golden), unitOf(candidate))).toBe(true);
    expect(sourceGuards(unitOf(golden), unitOf(candidate)).join('; ')).toMatch(/unit of time|adds a delay/);
  });

  it('reads included files', () => {
    expect(delayScalesDiffer(unitOf(m, ns), unitOf(m, us))).toBe(true);
    expect(delayScalesDiffer(unitOf(m, ns), unitOf(m, ns))).toBe(false);
  });

  it.each([
    ['other spaces', ns + m, `\`timescale  1ns / 1ps\n\n${m}`],
    ['a comment', ns + m, `${ns}// \`timescale 1us/1ps\n${m}`],
    ['a new module under the same', ns + m, ns + s + m],
    ['no directive', m, s + m],
  ])('leaves %s alone', (_, golden, candidate) => {
    expect(delayScalesDiffer(unitOf(golden), unitOf(candidate))).toBe(false);
  });

  it('is no matter without delays', () => {
    const plain = m.replace('#1 ', '');
    expect(sourceGuards(unitOf(ns + plain), unitOf(us + plain))).toEqual([]);
  });
});
