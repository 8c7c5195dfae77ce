module running_max (
  input  logic        clk,
  input  logic        rst_n,
  input  logic [31:0] samples,
  output logic [7:0]  peak,
  output logic        busy
);
  logic [31:0] held;
  logic [7:0]  best;
  always_comb begin
    best = held[7:0];
    for (int i = 1; i < 4; i++)
      if (held[8*i +: 8] > best) best = held[8*i +: 8];
  end
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) held <= '0;
    else held <= samples;
  always_ff @(posedge clk) peak <= best;
  assign busy = |held;
endmodule
