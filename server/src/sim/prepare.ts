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
  return new Map([[divisionFile, [...divisions.map(divisionByZero), selectOutOfRange].join('\n')]]);
}

const divisionFile = 'signoff_division.v';
const divisions = ['$div', '$mod', '$divfloor', '$modfloor'];

/**
 * Division by zero is unknown in Verilog (IEEE 1364-2005, 5.1.5); the divider that Yosys maps to would give some number. An unsigned division
 * by a constant gets a divider of its own, one subtraction as wide as the constant for each bit: Yosys' is as wide as the operands, and
 * `x % 10` on an unsized 10 is a division of 32 bits, some 30,000 gates that take most of a minute to map.
 */
function divisionByZero(cell: string): string {
  const result = cell.startsWith('$div') ? 'quotient' : 'remainder[0 +: K]';
  return `(* techmap_celltype = "${cell}" *)
module signoff_${cell.slice(1)} (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  parameter _TECHMAP_CONSTMSK_B_ = 0;
  parameter _TECHMAP_CONSTVAL_B_ = 0;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;
  localparam [B_WIDTH-1:0] known = _TECHMAP_CONSTMSK_B_;
  localparam [B_WIDTH-1:0] divisor = _TECHMAP_CONSTVAL_B_;
  localparam constant = (&known) && (|divisor) && !(A_SIGNED && B_SIGNED) && B_WIDTH <= 32;
  localparam K = $clog2({1'b0, divisor} + 1);
  genvar i;
  generate
    if (constant) begin : by_constant
      wire [A_WIDTH-1:0] quotient;
      wire [(A_WIDTH+1)*K-1:0] remainder;
      assign remainder[A_WIDTH*K +: K] = {K{1'b0}};
      for (i = 0; i < A_WIDTH; i = i + 1) begin : stage
        wire [K:0] shifted = {remainder[(i+1)*K +: K], A[i]};
        wire [K:0] less = shifted - divisor[K-1:0];
        assign quotient[i] = shifted >= divisor[K-1:0];
        assign remainder[i*K +: K] = quotient[i] ? less[K-1:0] : shifted[K-1:0];
      end
      assign Y = ${result};
    end else begin : by_any
      wire [Y_WIDTH-1:0] quotient;
      \\${cell} #(.A_SIGNED(A_SIGNED), .B_SIGNED(B_SIGNED), .A_WIDTH(A_WIDTH), .B_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH))
        divide (.A(A), .B(B), .Y(quotient));
      assign Y = |B ? quotient : {Y_WIDTH{1'bx}};
    end
  endgenerate
endmodule
`;
}

/**
 * A bit selected outside its vector is unknown (IEEE 1364-2005, 5.2.1); the shifter that Yosys maps to ignores the upper bits of the
 * index and gives some bit of the vector.
 */
const selectOutOfRange = `(* techmap_celltype = "$shiftx" *)
module signoff_shiftx (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;
  wire [Y_WIDTH-1:0] data, there;
  \\$shift #(.A_SIGNED(0), .B_SIGNED(B_SIGNED), .A_WIDTH(A_WIDTH), .B_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH))
    select (.A(A), .B(B), .Y(data)),
    reach (.A({A_WIDTH{1'b1}}), .B(B), .Y(there));
  genvar i;
  generate
    for (i = 0; i < Y_WIDTH; i = i + 1) begin : each
      assign Y[i] = there[i] ? data[i] : 1'bx;
    end
  endgenerate
endmodule
`;
