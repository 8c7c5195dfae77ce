// Splits a binary reading into decimal digits for a display, one digit per cycle.
//
// Try: `signoff timing examples/timing/decimal_digits.sv --top decimal_digits --period 20 --fix`
// Synthesis builds `% 10` and `/ 10` as dividers that subtract once per bit; at 50 MHz they are too slow.
module decimal_digits (
    input  logic        clk,
    input  logic        rst_n,
    input  logic        load,             // start with a new reading
    input  logic [9:0]  reading,
    output logic [3:0]  digit,            // lowest digit first
    output logic        busy
);

  logic [9:0] rest;

  assign busy = rest != '0;

  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) begin
      rest  <= '0;
      digit <= '0;
    end else if (load) begin
      rest  <= reading;
      digit <= '0;
    end else begin
      digit <= 4'(rest % 10);             // what is shown now
      rest  <= 10'(rest / 10);            // what is left for later
    end

endmodule
