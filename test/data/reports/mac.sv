// The design that the reports beside it are about.
module adder (
  input  logic        clk,
  input  logic [15:0] x,
  output logic [19:0] acc
);
  always_ff @(posedge clk) acc <= acc + 20'(x);
endmodule

module mac (
  input  logic        clk,
  input  logic        rst,
  input  logic [7:0]  a,
  input  logic [7:0]  b,
  output logic [19:0] y,
  output logic [19:0] acc,
  output logic        neg
);
  logic [7:0] ra, rb, rb_q;
  logic [19:0] sums[2];
  always_ff @(posedge clk) begin
    ra <= a;
    rb <= rst ? 8'd0 : b;
    rb_q <= rb;
    acc <= acc + 20'(ra * rb);
  end
  always_ff @(negedge clk) neg <= acc[7];
  for (genvar i = 0; i < 2; i++) begin : lane
    adder u_sum (.clk, .x(ra * rb_q), .acc(sums[i]));
  end
  assign y = sums[0] ^ sums[1];
endmodule
