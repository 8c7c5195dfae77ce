import { expect, it } from 'vitest';
import { withWholeVectors } from '../../../server/src/fixes/wholeVectors';
import { readModules } from '../../../server/src/graph/readModule';

/** Part selects of a module that stay, as written. */
function staying(text: string): string[] {
  const [body] = readModules(text);
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('kind' in node && node.kind === 'slice' && 'start' in node && 'end' in node) {
      found.push(text.slice(node.start as number, node.end as number).replace(/\s/g, ''));
    }
    Object.values(node).forEach(visit);
  };
  visit(body === undefined ? undefined : withWholeVectors(body).items);
  return found;
}

it('a part select of all bits is the name, on both sides of an assignment', () => {
  expect(
    staying(`module m #(parameter W = 4) (input clk, input [W-1:0] d, output reg [W-1:0] q);
  reg [0:7] up; reg [2*4-1:0] word;
  always @(posedge clk) begin q[W-1:0] <= d[W - 1 : 0] + 1; up[0:7] <= word[7:0]; word[0*8 +: 8] <= 0; word[1*4 +: 4] <= d[W-1:1]; end
endmodule`),
  ).toEqual(['word[1*4+:4]', 'd[W-1:1]']);
});

it('other ranges, signs, arrays, and names that mean two things stay part selects', () => {
  expect(
    staying(`module m (input clk, input [7:0] d, input signed [7:0] s);
  reg [7:0] two; reg [7:0] mem [7:0]; reg [1:0][7:0] pairs; integer count;
  function [7:0] f(input [3:0] two); f = two[7:0] + s[7:0]; endfunction
  always @(posedge clk) begin two[7:0] <= f(d[3:0]); mem[7:0] <= 0; pairs[1:0] <= 0; count[31:0] <= d[0 +: 8]; end
endmodule`),
  ).toEqual(['two[7:0]', 's[7:0]', 'two[7:0]', 'd[3:0]', 'mem[7:0]', 'pairs[1:0]', 'count[31:0]']);
});

it('what holds no such select is the same object, and a body is read once', () => {
  const [body] = readModules('module m (input [3:0] a, output [3:0] b, c); assign b = a[3:0]; assign c = a[2:0]; endmodule');
  if (body === undefined) throw new Error('no module');
  const made = withWholeVectors(body);
  expect(made.items[0]).toMatchObject({ value: { kind: 'name', name: 'a' } });
  expect(made.items[1]).toBe(body.items[1]);
  expect(withWholeVectors(body)).toBe(made);
});
