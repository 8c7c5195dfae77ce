// Try it: put the cursor below the line that says "type here", and type
//     sync_fifo
// What appears connects the ports that have nets of the same name, and was elaborated first.
module uart_bridge (
    input  logic       clk,
    input  logic       rst_n,
    input  logic       push,
    input  logic [7:0] push_data,
    input  logic       pop,
    output logic [7:0] pop_data,
    output logic       empty,
    output logic       full
);
  typedef enum logic [1:0] {
    IDLE,
    LOAD,
    SEND,
    DONE
  } state_e;

  state_e state, state_next;

  // type here:

  // Or press Enter after the LOAD arm: the arms that are missing are offered.
  always_comb begin
    state_next = state;
    case (state)
      IDLE: if (!empty) state_next = LOAD;
      LOAD: state_next = SEND;

    endcase
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) state <= IDLE;
    else state <= state_next;
  end
endmodule
