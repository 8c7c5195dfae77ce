/** Small designs of many styles, for tests of the graphs. */
export const queue = `module queue #(parameter DEPTH = 8) (
  input clk, input rst_n, input wr, input rd, input [7:0] din,
  output full, output empty, output reg [7:0] dout
);
  localparam AW = $clog2(DEPTH);
  reg [AW:0] wptr, rptr;
  reg [7:0] mem [0:DEPTH-1];
  assign empty = wptr == rptr;
  assign full = (wptr ^ rptr) == {1'b1, {AW{1'b0}}};
  always @(posedge clk or negedge rst_n)
    if (!rst_n) begin
      wptr <= 0;
      rptr <= 0;
    end else begin
      if (wr && !full) wptr <= wptr + 1;
      if (rd && !empty) rptr <= rptr + 1;
    end
  always @(posedge clk) begin
    if (wr && !full) mem[wptr[AW-1:0]] <= din;
    dout <= mem[rptr[AW-1:0]];
  end
endmodule
`;

export const serial = `module serial(input clk, rst, start, input [7:0] data, output reg tx, output busy);
  localparam [1:0] IDLE = 0, SEND = 1, STOP = 2;
  reg [1:0] state, next;
  reg [2:0] bitno;
  reg [7:0] hold;
  assign busy = state != IDLE;
  always @* begin
    next = state;
    case (state)
      IDLE: if (start) next = SEND;
      SEND: if (bitno == 7) next = STOP;
      STOP: next = IDLE;
      default: next = IDLE;
    endcase
  end
  always @(posedge clk) begin
    if (rst) begin
      state <= IDLE;
      bitno <= 0;
      tx <= 1;
    end else begin
      state <= next;
      tx <= 1;
      if (state == IDLE && start) hold <= data;
      if (state == SEND) begin
        bitno <= bitno + 1;
        tx <= hold[bitno];
      end
    end
  end
endmodule
`;

/** Register shapes whose fan-in is easily got wrong: bit ranges, temporaries, loops, functions, defaults, priorities, latches, generate. */
export const shapes = `module shapes #(parameter N = 4) (
  input clk, rst_n, en, sel, input [7:0] a, b, input [N-1:0] req, input [3:0] k,
  output reg [7:0] swap, sum, masked, picked, latched_q, trail, count,
  output reg [N-1:0] grant, output [N-1:0] chain, output reg [1:0] coded, output reg signed [11:0] wide
);
  reg [7:0] tmp, low, unused_default;
  integer i;
  wire [15:0] both = {a, b};
  always @(posedge clk) swap <= {both[3:0], both[15:12]};
  always @(posedge clk) begin
    tmp = a & 8'h0f;
    tmp = tmp + b;
    sum <= tmp;
    tmp = b;
    if (sel) tmp[3:0] = a[7:4];
    masked <= tmp;
  end
  function [7:0] choose(input [7:0] x, y, input s);
    reg [7:0] t;
    begin
      t = y;
      if (s) t = x;
      choose = t;
    end
  endfunction
  always @(posedge clk or negedge rst_n)
    if (!rst_n) picked <= 8'h5a;
    else if (en) picked <= choose(a, picked, sel);
  reg lat;
  always @* if (en) lat = sel;
  always @(posedge clk) latched_q <= {8{lat}};
  always @* begin
    grant = 0;
    for (i = N - 1; i >= 0; i = i - 1) if (req[i]) grant = 1 << i;
  end
  genvar g;
  generate
    for (g = 0; g < N; g = g + 1) begin : stage
      reg q;
      if (g == 0) begin : first
        always @(posedge clk) q <= req[0];
      end else begin : later
        always @(posedge clk) q <= stage[g-1].q ^ req[g];
      end
      assign chain[g] = q;
    end
  endgenerate
  always @* begin
    unused_default = a;
    casez (k)
      4'b1???: coded = 2'd3;
      4'b01??: coded = a[1:0];
      4'b001?: coded = {sel, 1'b0};
      default: coded = b[7:6];
    endcase
  end
  always @(posedge clk) begin
    low[0] <= a[0];
    low[7:1] <= low[6:0];
    trail <= unused_default + 1;
    count <= count + {7'd0, en};
    if (sel) trail <= low;
    wide <= $signed(a) + $signed(b[3:0]);
    if (!rst_n) begin
      count <= 0;
      trail <= 0;
    end
  end
endmodule
`;

export const records = `typedef struct packed { logic valid; logic [3:0] id; logic [7:0] data; } item_t;
module records(input logic clk, rst_ni, input item_t in_i, input logic pop_i, output item_t out_o, output logic [1:0] level_o);
  typedef enum logic [1:0] { Empty, One, Two } level_e;
  item_t first_q, second_q;
  level_e level_q, level_d;
  always_comb begin
    level_d = level_q;
    unique case (level_q)
      Empty: if (in_i.valid) level_d = One;
      One: if (in_i.valid && !pop_i) level_d = Two; else if (!in_i.valid && pop_i) level_d = Empty;
      Two: if (pop_i) level_d = One;
      default: level_d = Empty;
    endcase
  end
  always_ff @(posedge clk or negedge rst_ni) begin
    if (!rst_ni) level_q <= Empty;
    else level_q <= level_d;
  end
  always_ff @(posedge clk) begin
    if (in_i.valid) first_q <= in_i;
    if (pop_i) second_q.data <= first_q.data;
    second_q.valid <= first_q.valid & ~pop_i;
    second_q.id <= {first_q.id[2:0], first_q.id[3]};
  end
  assign out_o = second_q;
  assign level_o = level_q;
endmodule
`;
