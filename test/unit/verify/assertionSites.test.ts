import { describe, expect, it } from 'vitest';
import { clockedCondition, findAssertions, withoutImplication } from '../../../server/src/verify/prove/assertionSites';

describe('assertion statements of a text', () => {
  it('are found whole, with label and action', () => {
    const text = `initial begin a: assert (x) else begin $error("no; end"); end y = 1; end
      assert property (@(posedge c) f(a, b)) $info("ok"); else $error("x");
      z: cover property (@(posedge c) a); assert #0 (b); // assert (c);`;
    expect(findAssertions(text).map((site) => [site.kind, site.label, text.slice(site.start, site.end)])).toEqual([
      ['assert', 'a', 'a: assert (x) else begin $error("no; end"); end'],
      ['assert', undefined, 'assert property (@(posedge c) f(a, b)) $info("ok"); else $error("x");'],
      ['cover', 'z', 'z: cover property (@(posedge c) a);'],
      ['assert', undefined, 'assert #0 (b);'],
    ]);
  });
});

describe('an implication written as a condition', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['@(posedge c) a && b', '@(posedge c) a && b'],
    ['@(posedge c) a |-> b', '@(posedge c) !(a) || (b)'],
    ['@(posedge c) disable iff (r) (a == 1 |-> b)', '@(posedge c) disable iff (r) !(a == 1) || (b)'],
    ['@(posedge c) disable iff (!r) a |=> b', '@(posedge c) disable iff (!r) !$past((a) && !(!r)) || (b)'],
    ['@(posedge c) a |-> ##1 b', '@(posedge c) !$past(a) || (b)'],
    ['@(posedge c) a |-> (b |-> d)', undefined],
    ['@(posedge c) a |-> ##2 b', undefined],
    ['@(posedge c) a ##1 b |-> d', undefined],
    ['@(posedge c) a |-> b[*2]', undefined],
    ['@(posedge c) a |-> b or d', undefined],
    ['@(posedge c) not (a |-> b)', undefined],
    ['@(posedge c) (a |-> b) and d', undefined],
    ['@(posedge c) a |=> ##1 b', undefined],
  ];
  for (const [property, expected] of cases) it(property, () => expect(withoutImplication(property)).toBe(expected));

  it('keeps its lines', () => {
    expect(withoutImplication('@(posedge c)\n (a\n |->\n b)')?.split('\n').length).toBe(4);
  });
});

describe('where an assertion stands', () => {
  it.each([
    ['module m; assert property (@(posedge c) a); endmodule', true],
    ['module m; always_comb begin : b x = 1; end : b\n z: assert property (@(posedge c) a); endmodule', true],
    ['module m; function f; f = 1; endfunction assert property (@(posedge c) a); endmodule', true],
    ['module m; always @(posedge c) assert property (a); endmodule', false],
    ['module m; always @(posedge c) begin x <= 1; assert property (a); end endmodule', false],
    ['module m; if (W) begin assert property (@(posedge c) a); end endmodule', false],
    ['module m; if (W) assert property (@(posedge c) a); endmodule', false],
  ])('%s', (text, isItem) => {
    expect(findAssertions(text).map((site) => site.isItem)).toEqual([isItem]);
  });
});

describe('a property in parts, for a reader of processes', () => {
  it.each([
    ['@(posedge c) a', { event: 'posedge c', disable: undefined, condition: 'a' }],
    ['@(posedge c) disable iff (!r) a |-> b', { event: 'posedge c', disable: '!r', condition: '!(a) || (b)' }],
    ['@(posedge c) disable iff (r) a |=> b', { event: 'posedge c', disable: 'r', condition: '!$past((a) && !(r)) || (b)' }],
    ['a |-> b', undefined],
    ['@(posedge c) a ##1 b', undefined],
    ['@(posedge c) a until b', undefined],
    ['@(posedge c) a // why\n && b', undefined],
    ['@(posedge c) $rose(a) |-> b', undefined],
    ['@(posedge c) $past(a, 2)', undefined],
    ['@(posedge c) $past({a, b}) == $signed(d)', { event: 'posedge c', disable: undefined, condition: '$past({a, b}) == $signed(d)' }],
  ])('%s', (property, parts) => {
    expect(clockedCondition(property)).toEqual(parts);
  });
});
