module subtractor (
    input  logic       clk,
    input  logic [7:0] a,
    input  logic [7:0] b,
    output logic [7:0] difference
);
  // The words that an editor offers for "a" are many: adder, analog, arithmetic.
  always_ff @(posedge clk) begin

  end
endmodule
