import { describe, expect, test } from 'vitest';
import { moduleBodies } from '../../../server/src/graph/units';
import { mutated, mutationsOf } from '../../../server/src/mutate/mutations';
import { operators } from '../../../server/src/mutate/operators';
import { loadParser, noIncludes } from '../syntax/reading';

const parser = await loadParser();

function read(text: string) {
  const file = parser.parse({ path: '/a.sv', text }, noIncludes);
  const problems = file.problems.length;
  const bodies = moduleBodies(file);
  const found = bodies.flatMap((body) => mutationsOf(body, file.pre.text)).map((one) => ({ ...one, text: mutated(file.pre.text, one) }));
  return { problems, found };
}

/** What the mutants of a statement say in its place. */
function mutants(head: string, statement: string, tail: string): string[] {
  return read(head + statement + tail).found.flatMap(({ text, operator }) =>
    text.startsWith(head) && text.endsWith(tail) ? [`${operator}: ${text.slice(head.length, text.length - tail.length)}`] : [],
  );
}

const ports = 'module m(input clk, rst, input [3:0] a, b, output logic [3:0] y);\n';

describe('mutations of', () => {
  test.each([
    ['an assignment', 'a & ~b', ['operator: a | ~b', 'operator: a ^ ~b', 'unary: a & b']],
    [
      'a conditional',
      "a < b ? 4'd3 : y",
      [
        "condition: a < b ? y : 4'd3",
        "operator: a <= b ? 4'd3 : y",
        "operator: a > b ? 4'd3 : y",
        "constant: a < b ? 4'd4 : y",
        "constant: a < b ? 4'd2 : y",
      ],
    ],
    ['a sum with a constant in brackets', '(a + 1)', ['operator: (a - 1)', 'constant: (a + 2)', 'constant: (a + 0)']],
    ['a reduction', '|a', ['unary: &a']],
    ['the widest constant', "4'hf", ["constant: 4'd0", "constant: 4'd14"]],
    ['a slice, a repetition and a type', '{4{a[2:1]}} << $bits(b)', ['operator: {4{a[2:1]}} >> $bits(b)']],
    ['nothing with an x', "4'b1x", []],
  ])('%s', (_name, value, expected) => {
    const found = mutants(`${ports}assign y = `, value, ';\nendmodule\n');
    for (const one of expected) expect(found).toContain(one);
    expect(found).toHaveLength(expected.length);
  });

  test('a clocked process: its edge, its reset value, its condition, its else', () => {
    const head = `${ports}always `;
    const text = "@(posedge clk) if (rst) y <= 4'd0; else y <= a;";
    const found = mutants(head, text, '\nendmodule\n');
    expect(found).toEqual(
      expect.arrayContaining([
        "edge: @(negedge clk) if (rst) y <= 4'd0; else y <= a;",
        "condition: @(posedge clk) if (!(rst)) y <= 4'd0; else y <= a;",
        'missing assignment: @(posedge clk) if (rst) ; else y <= a;',
        "missing else: @(posedge clk) if (rst) y <= 4'd0;",
        "assignment kind: @(posedge clk) if (rst) y <= 4'd0; else y = a;",
      ]),
    );
  });

  test('a case: two arms change places; a loop keeps its bounds', () => {
    const head = `${ports}always_comb begin y = a; for (int i = 0; i < 4; i++) y[i] = b[i];\ncase (a) 0: `;
    expect(mutants(head, 'y = b; 1: y = 2', ';\ndefault: ; endcase end endmodule\n')).toEqual(
      expect.arrayContaining(['missing assignment: ; 1: y = 2', 'constant: y = b; 1: y = 3']),
    );
    const { found } = read(`${head}y = b; 1: y = 2;\ndefault: ; endcase end endmodule\n`);
    expect(found.some(({ text }) => text.includes('0: y = 2; 1: y = b;'))).toBe(true);
    expect(found.every(({ text }) => text.includes('i = 0; i < 4; i++'))).toBe(true);
  });

  test('the value of a net, not that of a variable', () => {
    const { found } = read('module m(input a, b); wire w = a & b; logic v = 1; endmodule');
    expect(found.map(({ text }) => /w = (.*?);/.exec(text)?.[1])).toEqual(['a | b', 'a ^ b']);
  });

  test('what elaborates once and what begins a simulation stays', () => {
    expect(read('module m #(parameter W = 3 + 1)(output [W-1:0] y); initial $display(1 + 1); if (W > 2) wire z; endmodule').found).toEqual(
      [],
    );
  });
});

test('every mutant of a larger module still reads, and each operator makes some', () => {
  const text = `${ports}
  logic [3:0] s; logic v;
  assign v = !(|a) && (a != b) || ^b;
  function automatic [3:0] f(input [3:0] x); if (x[0]) return x >> 1; return x * 3; endfunction
  always_ff @(posedge clk or negedge rst) begin
    if (!rst) begin s <= '0; end
    else case (s) 4'd0: s <= f(a); 4'd1, 4'd2: begin s <= s + 1; y <= b; end default: s <= v ? a : -b; endcase
  end
endmodule
`;
  const { problems, found } = read(text);
  expect(problems).toBe(0);
  expect(new Set(found.map((one) => one.operator))).toEqual(new Set(operators.map((one) => one.name)));
  for (const one of found) expect(parser.parse({ path: '/b.sv', text: one.text }, noIncludes).problems, one.text).toEqual([]);
});
