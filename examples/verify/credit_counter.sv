// Someone tidied the counter up: one adder instead of two branches. `credit_counter_ref` beside it is the version that works.
// Try it: run "Signoff: Verify Module" here. The verdict is `refuted`, with the first cycle at which the two differ.
module credit_counter #(
    parameter int MAX = 5
) (
    input  logic       clk,
    input  logic       rst_n,
    input  logic       take,
    input  logic       give,
    output logic [2:0] credits,
    output logic       may_send
);
  logic spend, earn;

  assign may_send = credits != 0;
  assign spend    = take && may_send;
  assign earn     = give && credits != 3'(MAX);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) credits <= 3'(MAX);
    else credits <= credits + 3'(earn) - 3'(spend);
  end
endmodule
