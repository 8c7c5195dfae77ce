/** Designs of the bench: our own, of realistic shape. */

export const adder = `module adder(input [7:0] a, b, input cin, output [7:0] sum, output cout);
  assign {cout, sum} = a + b + cin;
endmodule`;

export const rippleAdder = `module adder(input [7:0] a, b, input cin, output [7:0] sum, output cout);
  wire [8:0] carry;
  assign carry[0] = cin;
  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : stage
      assign sum[i] = a[i] ^ b[i] ^ carry[i];
      assign carry[i + 1] = (a[i] & b[i]) | (carry[i] & (a[i] ^ b[i]));
    end
  endgenerate
  assign cout = carry[8];
endmodule`;

/** A small DMA-like engine: registers, a state machine, counters and an arithmetic unit in about 200 lines. */
export const module200 = `module dma_core #(parameter int ADDR = 16, parameter int DATA = 32) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic             start,
  input  logic [ADDR-1:0]  source_base,
  input  logic [ADDR-1:0]  target_base,
  input  logic [7:0]       length,
  input  logic [3:0]       op,
  input  logic             read_ready,
  input  logic [DATA-1:0]  read_data,
  input  logic             write_ready,
  output logic             read_valid,
  output logic [ADDR-1:0]  read_addr,
  output logic             write_valid,
  output logic [ADDR-1:0]  write_addr,
  output logic [DATA-1:0]  write_data,
  output logic             busy,
  output logic             done,
  output logic [15:0]      checksum,
  output logic [11:0]      reads
);
  typedef enum logic [2:0] {IDLE, READ, WAIT_READ, COMPUTE, WRITE, WAIT_WRITE, FINISH} state_e;
  state_e state, state_next;
  logic [7:0] remaining, remaining_next;
  logic [ADDR-1:0] source, source_next, target, target_next;
  logic [DATA-1:0] operand, operand_next, result;
  logic [15:0] sum, sum_next;

  always_comb begin
    unique case (op)
      4'd0: result = operand;
      4'd1: result = ~operand;
      4'd2: result = operand + 32'd1;
      4'd3: result = operand - 32'd1;
      4'd4: result = {operand[15:0], operand[31:16]};
      4'd5: result = operand << 1;
      4'd6: result = operand >> 1;
      4'd7: result = operand ^ 32'hA5A5_5A5A;
      4'd8: result = operand & 32'h0000_FFFF;
      4'd9: result = operand | 32'hFFFF_0000;
      4'd10: result = {operand[7:0], operand[15:8], operand[23:16], operand[31:24]};
      4'd11: result = operand + {operand[30:0], 1'b0};
      4'd12: result = (operand[31]) ? -operand : operand;
      4'd13: result = {16'b0, sum};
      4'd14: result = operand ^ {operand[0], operand[31:1]};
      4'd15: result = 32'd0;
    endcase
  end

  always_comb begin
    state_next     = state;
    remaining_next = remaining;
    source_next    = source;
    target_next    = target;
    operand_next   = operand;
    sum_next       = sum;
    read_valid     = 1'b0;
    write_valid    = 1'b0;
    done           = 1'b0;
    case (state)
      IDLE: begin
        if (start) begin
          state_next     = (length == 8'd0) ? FINISH : READ;
          remaining_next = length;
          source_next    = source_base;
          target_next    = target_base;
          sum_next       = 16'd0;
        end
      end
      READ: begin
        read_valid = 1'b1;
        if (read_ready) state_next = WAIT_READ;
      end
      WAIT_READ: begin
        operand_next = read_data;
        state_next   = COMPUTE;
      end
      COMPUTE: begin
        sum_next   = sum + result[15:0] + result[31:16];
        state_next = WRITE;
      end
      WRITE: begin
        write_valid = 1'b1;
        if (write_ready) state_next = WAIT_WRITE;
      end
      WAIT_WRITE: begin
        remaining_next = remaining - 8'd1;
        source_next    = source + ADDR'(4);
        target_next    = target + ADDR'(4);
        state_next     = (remaining == 8'd1) ? FINISH : READ;
      end
      FINISH: begin
        done       = 1'b1;
        state_next = IDLE;
      end
      default: state_next = IDLE;
    endcase
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      state     <= IDLE;
      remaining <= 8'd0;
      source    <= '0;
      target    <= '0;
      operand   <= '0;
      sum       <= 16'd0;
    end else begin
      state     <= state_next;
      remaining <= remaining_next;
      source    <= source_next;
      target    <= target_next;
      operand   <= operand_next;
      sum       <= sum_next;
    end
  end

  assign read_addr  = source;
  assign write_addr = target;
  assign write_data = result;
  assign busy       = state != IDLE;
  assign checksum   = sum;

  // Channel statistics, counter 0.
  logic [11:0] count_0;
  logic        hit_0;
  always_comb begin
    hit_0 = 1'b0;
    if (busy && op[1:0] == 2'd0) begin
      hit_0 = read_valid && read_ready;
    end
  end
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) count_0 <= 12'd0;
    else if (start) count_0 <= 12'd0;
    else if (hit_0) count_0 <= count_0 + 12'd1;
  end

  // Channel statistics, counter 1.
  logic [11:0] count_1;
  logic        hit_1;
  always_comb begin
    hit_1 = 1'b0;
    if (busy && op[1:0] == 2'd1) begin
      hit_1 = read_valid && read_ready;
    end
  end
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) count_1 <= 12'd0;
    else if (start) count_1 <= 12'd0;
    else if (hit_1) count_1 <= count_1 + 12'd1;
  end

  // Channel statistics, counter 2.
  logic [11:0] count_2;
  logic        hit_2;
  always_comb begin
    hit_2 = 1'b0;
    if (busy && op[1:0] == 2'd2) begin
      hit_2 = read_valid && read_ready;
    end
  end
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) count_2 <= 12'd0;
    else if (start) count_2 <= 12'd0;
    else if (hit_2) count_2 <= count_2 + 12'd1;
  end

  // Channel statistics, counter 3.
  logic [11:0] count_3;
  logic        hit_3;
  always_comb begin
    hit_3 = 1'b0;
    if (busy && op[1:0] == 2'd3) begin
      hit_3 = read_valid && read_ready;
    end
  end
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) count_3 <= 12'd0;
    else if (start) count_3 <= 12'd0;
    else if (hit_3) count_3 <= count_3 + 12'd1;
  end

  // Watchdog: a transfer that waits too long is counted as stuck.
  logic [9:0] waited;
  logic       stuck;
  assign stuck = &waited;
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      waited <= 10'd0;
    end else if (!busy || read_ready || write_ready) begin
      waited <= 10'd0;
    end else if (!stuck) begin
      waited <= waited + 10'd1;
    end
  end

  assign reads = stuck ? 12'd0 : count_0 + count_1 + count_2 + count_3;
endmodule`;
