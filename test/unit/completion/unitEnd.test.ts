import { describe, expect, test } from 'vitest';
import { describePlace } from '../../../server/src/completion/place';
import { pipeline, stopAfterUnit } from '../../../server/src/completion/stream';
import { trimReply } from '../../../server/src/completion/trim';
import { unitEndOf } from '../../../server/src/completion/unitEnd';

const placeAt = (before: string, after = '\nendmodule\n') => {
  const text = `module m (input logic clk, a, b, output logic y, z);\n${before}${after}`;
  return describePlace({ path: '/m.sv', text, offset: text.length - after.length }, () => []);
};

describe('the end of the grammar unit at the cursor', () => {
  test.each([
    ['a statement', '  assign y = ', 'a & b;', '\n  assign z = a | b;'],
    ['a statement of a half-typed word', '  ass', 'ign y = a;', '\n  assign z = b;'],
    ['a process', '  always_ff @(posedge clk) ', 'begin\n    y <= a;\n    z <= b;\n  end', '\n  assign q = 1;'],
    ['a process and its label', '  always_comb ', 'begin : p\n    y = a;\n  end : p', '\n  wire w;'],
    ['a conditional with all its branches', '  always_comb\n    if (a) ', 'y = 1;\n    else if (b) y = 0;\n    else y = a;', '\n  wire w;'],
    ['an instance', '  fifo u_fifo ', '(\n    .clk(clk),\n    .q(y)\n  );', '\n  fifo u_other (.clk(clk));'],
    ['a case', '  always_comb case (a) ', "1'b0: y = 1;\n    default: y = 0;\n  endcase", '\n  wire w;'],
    ['a function', '  function automatic logic f', '(input logic x);\n    return !x;\n  endfunction', '\n  wire w;'],
    ['a block that the insertion closes', '  always_comb begin\n', '    y = a;\n    z = b;\n  end', '\n  wire w;'],
    [
      'a condition of the preprocessor',
      '',
      '`ifdef FAST\n  assign y = a;\n\n  assign z = b;\n`else\n  assign y = b;\n`endif\n  wire c;',
      '\n\n  wire d;',
    ],
    ['a paragraph where nothing was begun', '', '  wire c;\n  assign c = a;', '\n\n  assign y = c;'],
  ])('%s', (_what, before, unit, more) => {
    expect(unitEndOf(unit + more, placeAt(before))).toBe(unit.length);
  });

  test.each([
    ['an unfinished one', '  assign y = ', 'a & b'],
    ['one that just ended: an else may follow', '  always_comb if (a) ', 'y = 1;'],
    ['a condition of the preprocessor that is open', '', '`ifdef FAST\n  assign y = a;\n\n  assign z = b;'],
    ['statements without a blank line', '', '  wire c;\n  wire d;\n'],
    ['ports whose list ends behind the cursor', '  fifo u_fifo (', '\n    .clk(clk),\n    .q(y)'],
  ])('is open in %s', (_what, before, insertion) => {
    expect(unitEndOf(insertion, placeAt(before))).toBeUndefined();
  });

  test('is where a suggestion ends, and where a reply is no longer waited for', async () => {
    const place = placeAt('  assign y = ');
    expect(trimReply('a & b;\n  assign z = a;', place, { maxLines: 48 })?.text).toBe('a & b;');
    let asked = 0;
    const reply = async function* () {
      for (const piece of ['a &', ' b;\n', '  assign', ' z = a;\n', '  assign q', ' = b;\n', 'wire w;\n']) {
        asked++;
        yield await Promise.resolve(piece);
      }
    };
    for await (const piece of pipeline(stopAfterUnit(place))(reply())) expect(piece).not.toContain('wire');
    expect(asked).toBeLessThan(7);
  });
});
