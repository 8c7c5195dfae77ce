import { expect, test } from 'vitest';
import { judgedText } from '../../../server/src/verify/judgedText';

test.each([
  ['initial $display("a)b", f(1)); x', 'initial $write; x'],
  ['if (a) $write("x"); else $monitor;', 'if (a) $write; else $write;'],
  ['`define P $strobe("a", \\\n  b); y \\\n  z\nq', '`define P $write \\\n ; y \\\n  z\nq'],
  ['$display("a \\\n b"); y', '$write \n ; y'],
  ['assert (a) else $error("x");', 'assert (a) else $error("x");'],
  ['if (W < 2) $warning("PASS"); $info;', 'if (W < 2) $warning; $info;'],
  ['x = "$display(1)"; // $display(2)', 'x = "$display(1)"; // $display(2)'],
  ['$display("open', '$write'],
  ['$dumpfile("PASS"); $dumpvars; $printtimescale(PASS);', '$write; $write; $write;'],
])('%s: what it prints is taken out, in the lines where it stood', (text, silent) => {
  expect(spaced(judgedText(text))).toBe(spaced(silent));
});

/** Runs of spaces as one, none before a semicolon. */
function spaced(text: string): string {
  return text.replace(/ +/g, ' ').replace(/ (?=;|$)/gm, '');
}

test('what ends the run becomes an error, line by line', () => {
  const text = 'initial if (W < 2) begin\n  $display("Error: %s",\n    "W"); $fatal(1,\n "x"); end\nalways @(e) if (e) $finish;';
  expect(judgedText(text).split('\n')).toEqual([
    'initial if (W < 2) begin',
    '  $write                     ',
    '        ; $error("the design ends the simulation ($fatal)")         ',
    '     ; end',
    'always @(e) if (e) $error("the design ends the simulation ($finish)")       ;',
  ]);
});
