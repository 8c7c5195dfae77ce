import { expect, test } from 'vitest';
import { judgedText } from '../../../server/src/verify/judgedText';

test.each([
  ['initial $display("a)b", f(1)); x', 'initial                      ; x'],
  ['if (a) $write("x"); else $monitor;', 'if (a)            ; else         ;'],
  ['`define P $strobe("a", \\\n  b); y \\\n  z\nq', '`define P              \\\n    ; y \\\n  z\nq'],
  ['$display("a \\\n b"); y', '             \n    ; y'],
  ['assert (a) else $error("x");', 'assert (a) else $error("x");'],
  ['x = "$display(1)"; // $display(2)', 'x = "$display(1)"; // $display(2)'],
  ['$display("open', '              '],
  ['$dumpfile("PASS"); $dumpvars; $printtimescale(PASS);', '                 ;          ;                      ;'],
])('%s: what it prints is blanked out', (text, silent) => {
  expect(judgedText(text)).toBe(silent);
});

test('what ends the run becomes an error, line by line', () => {
  const text = 'initial if (W < 2) begin\n  $display("Error: %s",\n    "W"); $fatal(1,\n "x"); end\nalways @(e) if (e) $finish;';
  expect(judgedText(text).split('\n')).toEqual([
    'initial if (W < 2) begin',
    '                       ',
    '        ; $error("the design ends the simulation ($fatal)")         ',
    '     ; end',
    'always @(e) if (e) $error("the design ends the simulation ($finish)")       ;',
  ]);
});
