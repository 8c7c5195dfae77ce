// A synchronous FIFO. `DEPTH` must be a power of two: the pointers carry one wrap bit.
module sync_fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 8
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             push,
    input  logic [WIDTH-1:0] push_data,
    input  logic             pop,
    output logic [WIDTH-1:0] pop_data,
    output logic             empty,
    output logic             full
);
  localparam int AW = $clog2(DEPTH);

  logic [WIDTH-1:0] store [DEPTH];
  logic [AW:0] write_pointer, read_pointer;

  assign empty    = write_pointer == read_pointer;
  assign full     = (write_pointer ^ read_pointer) == {1'b1, {AW{1'b0}}};
  assign pop_data = store[read_pointer[AW-1:0]];

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      write_pointer <= '0;
      read_pointer  <= '0;
    end else begin
      if (push && !full) write_pointer <= write_pointer + 1'b1;
      if (pop && !empty) read_pointer <= read_pointer + 1'b1;
    end
  end

  always_ff @(posedge clk) begin
    if (push && !full) store[write_pointer[AW-1:0]] <= push_data;
  end
endmodule
