import { describe, expect, test } from 'vitest';
import { baselineText } from '../../../server/src/completion/baseline';
import { worldOf } from '../../harness/ghostText';

async function baselineOf(given: string) {
  const { place, deps } = await worldOf(given);
  const count = (text: string): number => deps.countSyntaxProblems?.(place.path, text) ?? 0;
  const text = baselineText(place, count);
  return { text, problems: count(text), unchanged: text === place.text };
}

describe('the state before a suggestion', () => {
  test('is the document itself when that can be read', async () => {
    expect(await baselineOf('module m;\n  wire a;\n  /*|*/\nendmodule\n')).toMatchObject({ unchanged: true, problems: 0 });
  });

  test.each([
    ['after else', 'module m(input c, d, output reg q);\n  always @(posedge c) if (d) q <= 0;\n  else /*|*/\nendmodule\n'],
    ['in an expression', 'module m(input a, output y);\n  assign y = a & /*|*/\nendmodule\n'],
    ['in an expression with its semicolon', 'module m(input a, output y);\n  assign y = a & /*|*/;\nendmodule\n'],
    ['in a half-typed instance', 'module m(input a, output y);\n  sub u (.a(a), /*|*/\nendmodule\n'],
    ['in a half-typed instance with a closed bracket', 'module m(input a, output y);\n  sub u (.a(a), /*|*/);\nendmodule\n'],
    ['in an instance that goes on', 'module m(input a, output y);\n  sub u (.a(a),\n    /*|*/\n    .y(y)\n  );\nendmodule\n'],
    ['after a module name', 'module m(input a, output y);\n  sub/*|*/\n  assign y = a;\nendmodule\n'],
    [
      'in a case without arms',
      'module m(input a, output reg y);\n  always @* begin\n    y = 0;\n    case (a)\n      /*|*/\n    endcase\n  end\nendmodule\n',
    ],
    ['in a begun arm', 'module m(input a, output reg y);\n  always @*\n    case (a)\n      0: y = /*|*/\n    endcase\nendmodule\n'],
    ['where the module is not ended', 'module m(input a, output y);\n  assign y = a;\n  /*|*/\n'],
    ['in a condition', 'module m(input c, a, output reg y);\n  always @(posedge c) begin\n    if (a/*|*/)\n  end\nendmodule\n'],
  ])('can be read by tools: %s', async (_where, given) => {
    expect((await baselineOf(given)).problems).toBe(0);
  });

  test('is the best there is when the file is broken elsewhere', async () => {
    const { problems } = await baselineOf(
      'module m;\n  assign = ;;\n  wire x\nendmodule\nmodule n(input a, output y);\n  assign y = /*|*/\nendmodule\n',
    );
    expect(problems).toBeGreaterThan(0);
  });
});
