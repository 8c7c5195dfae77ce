// Credits of a link: `take` uses one, `give` returns one; both at once change nothing. Never above MAX, never below zero.
module credit_counter_ref #(
    parameter int MAX = 5
) (
    input  logic       clk,
    input  logic       rst_n,
    input  logic       take,
    input  logic       give,
    output logic [2:0] credits,
    output logic       may_send
);
  assign may_send = credits != 0;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) credits <= 3'(MAX);
    else if (take && !give && may_send) credits <= credits - 3'd1;
    else if (give && !take && credits != 3'(MAX)) credits <= credits + 3'd1;
  end
endmodule
