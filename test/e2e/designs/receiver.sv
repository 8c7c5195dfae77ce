// Takes bytes from a serial line: a start bit, eight data bits, a stop bit.
module receiver (
    input  logic       clk,
    input  logic       rst_n,
    input  logic       line,
    input  logic       tick,
    output logic [7:0] data,
    output logic       valid
);
  typedef enum logic [1:0] {
    Idle,
    Start,
    Data,
    Stop
  } state_e;
  state_e state, next;
  logic [2:0] count;

  always_comb begin
    next = state;
    case (state)
      Idle:  if (!line) next = Start;
      Start: if (tick) next = line ? Idle : Data;
      Data:  if (tick && count == 7) next = Stop;
      Stop:  if (tick) next = Idle;
    endcase
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      state <= Idle;
      count <= 0;
      data  <= 0;
      valid <= 0;
    end else begin
      state <= next;
      valid <= state == Stop && tick && line;
      if (state == Start) count <= 0;
      if (state == Data && tick) begin
        count <= count + 1;
        data  <= {line, data[7:1]};
      end
    end
  end
endmodule
