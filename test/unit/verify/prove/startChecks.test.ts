import { expect, test } from 'vitest';
import { withoutChecksAtStart, withoutStartChecks } from '../../../../server/src/verify/prove/startChecks';
import { screenTokens } from '../../../../server/src/verify/screenTokens';

test.each([
  'initial $error("x");',
  'initial if (W != 8) $fatal(1, "%m: W is %0d", W);',
  'initial begin : check\n  if (2**$clog2(W) != W) begin\n    $error("Error: W (instance %m)");\n    $finish;\n  end\nend',
  'initial begin if (A <= B) $display("a"); else if (A === B) ; else $stop; end : named',
])('a check that drives nothing is an empty item: %s', (item) => {
  const text = `module m;\n${item}\n  assign y = a;\nendmodule\n`;
  const kept = withoutStartChecks(text);
  expect(kept.replace(/\s+/g, ' ')).toBe('module m; ; assign y = a; endmodule ');
  expect(kept.split('\n').length).toBe(text.split('\n').length);
});

test.each([
  'initial q = 0;',
  'initial begin $display("q"); q <= 0; end',
  'initial if (next(q)) $display("q");',
  'initial if ((q = 1)) $display("q");',
  'initial if (q++ > 1) $display("q");',
  'initial begin q = 0; if (W != 8) $finish; end',
  'initial begin int i; $display("q"); end',
  'initial $readmemh("rom.hex", mem);',
  'initial begin a: assert (W == 8); end',
  'initial if ($random(seed) > 1) $display("q");',
  'initial fill;',
])('what may set something stays: %s', (item) => {
  const text = `module m;\n${item}\nendmodule\n`;
  expect(withoutStartChecks(text)).toBe(text);
});

const leftOf = (text: string): string =>
  withoutChecksAtStart(screenTokens(text))
    .map((token) => token.text)
    .join(' ');

test.each([
  'initial begin if (W == 8 && W !== 9 || A[i*8 +: 8] <= B || W >= 3) begin $error("no"); $finish; end end',
  'initial begin : widths for (i = 0; i < N; i = i + 1) begin if (A[i*8+:8]) begin $error("%m %0d", i); $finish; end else $display("ok"); end end',
])('a check at the start asks nothing that counts: %s', (item) => {
  expect(leftOf(`${item} assign y = a;`)).toBe('assign y = a ;');
});

test.each([
  'initial begin if (W) q = 1; end',
  'initial begin if (W) q <= 1; end',
  'initial for (i = 0; i < N; i = i + 1) m[i] = 0;',
  'initial begin if (f(W)) $finish; end',
  'initial begin if (W) prepare; end',
  'initial begin if (W) $readmemh("f", m); end',
  'initial begin if ((q = W)) $finish; end',
  'initial begin if (W) q++; end',
  'initial begin wait (a) $display("a"); end',
  'initial begin @(posedge clk) $display("a"); end',
  'initial begin #1 $display("a"); end',
])('what may do more stays: %s', (item) => {
  expect(leftOf(item)).toContain('initial');
});
