import { expect, test } from 'vitest';
import { withoutStartChecks } from '../../../../server/src/verify/prove/startChecks';

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
