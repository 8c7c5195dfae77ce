/**
 * Yosys commands that turn a design which `readDesign` has read into the gates that the simulator reads: one flat module of `$_…_`
 * cells, written by a following `write_json`. The job must also hold the files of `simPrepareFiles`.
 *
 * What is deliberately absent: `setundef` and `opt` without `-keepdc` (unknown values must survive), `async2sync` (asynchronous resets
 * keep their cells), `clean -purge` (register names pair the two sides), and anything after the registers are mapped that could change
 * their kind. Initial values stay as `init` attributes.
 */
export function simPrepareCommands(): string[] {
  return [
    'proc -noopt',
    'flatten',
    'opt_expr -keepdc',
    'opt_merge',
    'opt_clean',
    'memory_collect',
    'memory_map',
    'opt_expr -keepdc',
    'opt_merge',
    'opt_clean',
    // First what needs no replacement text, which is most: techmap is slow.
    'simplemap',
    // Once over: the divider inside the replacement must not be replaced again.
    `techmap -max_iter 1 -map ${divisionFile}`,
    'techmap',
    // Equal gates and constants are merged again when the simulator reads them, faster than here.
    'opt_clean',
  ];
}

/** Files that `simPrepareCommands` reads. */
export function simPrepareFiles(): Map<string, string> {
  return new Map([[divisionFile, divisions.map(divisionByZero).join('\n')]]);
}

const divisionFile = 'signoff_division.v';
const divisions = ['$div', '$mod', '$divfloor', '$modfloor'];

/** Division by zero is unknown in Verilog (IEEE 1364-2005, 5.1.5); the divider that Yosys maps to would give some number. */
function divisionByZero(cell: string): string {
  return `(* techmap_celltype = "${cell}" *)
module signoff_${cell.slice(1)} (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;
  wire [Y_WIDTH-1:0] quotient;
  \\${cell} #(.A_SIGNED(A_SIGNED), .B_SIGNED(B_SIGNED), .A_WIDTH(A_WIDTH), .B_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH))
    divide (.A(A), .B(B), .Y(quotient));
  assign Y = |B ? quotient : {Y_WIDTH{1'bx}};
endmodule
`;
}
