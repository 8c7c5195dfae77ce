/** What latches become before logic is mapped: as logic with feedback they are loops, which ends synthesis. */
export const latchCell = 'SIGNOFF_LATCH';
export const latchFile = 'latch.v';
export const latchText = `(* blackbox *) module ${latchCell} (input E, D, output Q); endmodule\n`;

/** Commands that take the latches out of a design whose cells are Yosys' own gates. They read `latchFile`. */
export const latchCommands: readonly string[] = [
  // Sets and resets become logic around a plain latch.
  'dfflegalize -cell $_DLATCH_?_ 01 t:$_DLATCH*',
  `read_verilog ${latchFile}`,
  `chtype -set ${latchCell} t:$_DLATCH_?_`,
];
