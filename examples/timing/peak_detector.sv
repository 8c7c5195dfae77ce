// Largest of eight samples, with the channel it came from.
//
// Try: `signoff timing examples/timing/peak_detector.sv --top peak_detector --period 20 --fix`
// The loop below compares the samples one after another; at 50 MHz that chain is too slow.
module peak_detector (
    input  logic        clk,
    input  logic        rst_n,
    input  logic        capture,          // take a new set of samples
    input  logic [63:0] samples,          // eight channels of 8 bits
    output logic [7:0]  peak,
    output logic [2:0]  channel
);

  logic [63:0] held;
  logic [7:0]  best;
  logic [2:0]  best_channel;

  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) held <= '0;
    else if (capture) held <= samples;

  // The first of equal samples wins.
  always_comb begin
    best = held[7:0];
    best_channel = 3'd0;
    for (int i = 1; i < 8; i++)
      if (held[8*i +: 8] > best) begin
        best = held[8*i +: 8];
        best_channel = 3'(i);
      end
  end

  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) begin
      peak    <= '0;
      channel <= '0;
    end else begin
      peak    <= best;
      channel <= best_channel;
    end

endmodule
