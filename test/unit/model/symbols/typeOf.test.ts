import { describe, expect, it } from 'vitest';
import { constantOf, typeOf } from '../../../../server/src/model/symbols/typeOf';
import { openProject, type TestProject } from './reading';

const text = `package p;
  parameter int W = 8;
  typedef enum logic [2:0] {A = 1, B, C = W - 4} op_e;
  typedef struct packed { op_e op; logic [W-1:0] data; logic [1:0][3:0] lanes; } beat_t;
  typedef union packed { logic [15:0] raw; logic [7:0] low; } word_u;
endpackage
module m import p::*; #(parameter N = $clog2(W) + 1, parameter type T = beat_t) (input T t, output [N-1:0] y);
  localparam logic [3:0] Mask = -1;
  localparam int Bits = $bits(beat_t);
  localparam int Sum = $bits(logic [7:0]) + $bits(t);
  beat_t [1:0] pair [4];
  word_u u;
  enum {X, Y} plain;
  wire signed [p::C:0] s;
endmodule
`;

function facts(
  { project, at }: TestProject,
  needle: string,
): { width: number | undefined; elements: number | undefined; value: bigint | undefined } {
  const [found] = at('a.sv', needle)?.meanings ?? [];
  if (found === undefined) throw new Error(`${needle} means nothing`);
  const { width, elements } = typeOf(project, found);
  return { width, elements, value: constantOf(project, found) };
}

describe('types, widths and values with default parameters', () => {
  it.each([
    ['|op_e;', 3, undefined, undefined],
    ['|beat_t;', 19, undefined, undefined],
    ['|word_u;', 16, undefined, undefined],
    ['B, C', 3, undefined, 2n],
    ['|C = W', 3, undefined, 4n],
    ['|N = ', undefined, undefined, 4n],
    ['T |t,', 19, undefined, undefined],
    ['] |y)', 4, undefined, undefined],
    ['|Mask', 4, undefined, 15n],
    ['|Bits', 32, undefined, 19n],
    ['|Sum', 32, undefined, 27n],
    ['|pair', 38, 4, undefined],
    ['|plain', 32, undefined, undefined],
    ['] |s;', 5, undefined, undefined],
  ] as const)('%s', async (needle, width, elements, value) => {
    expect(facts(await openProject({ 'a.sv': text }), needle)).toEqual({ width, elements, value });
  });
});
