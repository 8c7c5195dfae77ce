import { expect, test } from 'vitest';
import { silencePrints } from '../../../server/src/verify/silencePrints';

test.each([
  ['initial $display("a)b", f(1)); x', 'initial                      ; x'],
  ['if (a) $write("x"); else $monitor;', 'if (a)            ; else         ;'],
  ['`define P $strobe("a", \\\n  b)\nq', '`define P               \n    \nq'],
  ['assert (a) else $error("x");', 'assert (a) else $error("x");'],
  ['x = "$display(1)"; // $display(2)', 'x = "$display(1)"; // $display(2)'],
  ['$display("open', '              '],
])('%s', (text, silent) => {
  expect(silencePrints(text)).toBe(silent);
});
