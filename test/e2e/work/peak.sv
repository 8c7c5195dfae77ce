// The largest of four samples, kept in a register: three comparisons in a row.
module peak (
    input  logic              clk,
    input  logic [3:0][5:0]  samples,
    output logic [5:0]       peak_value
);
  logic [5:0] largest;

  always_comb begin
    largest = samples[0];
    for (int i = 1; i < 4; i++) begin
      if (samples[i] > largest) largest = samples[i];
    end
  end

  always_ff @(posedge clk) peak_value <= largest;
endmodule
