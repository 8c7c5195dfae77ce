import { M, pairsOf } from './equivalencePairs';

/** Pairs whose answer hangs on how word-level cells become gates: what gates cannot say must not be proved. */
export const mappingPairs = pairsOf([
  [
    '=== of a constant x is 0',
    'refuted',
    M('input [1:0] a,output y', "assign y=a===2'b1x;"),
    M('input [1:0] a,output y', 'assign y=a[1];'),
  ],
  ['=== of a constant x, folded', 'proved', M('input [1:0] a,output y', "assign y=a===2'b1x;"), M('input [1:0] a,output y', 'assign y=0;')],
  [
    '=== of what may be x is not for a netlist to say',
    'unknown',
    M('input a,e,output y', "wire t=e?a:1'bx; assign y=t===a;"),
    M('input a,e,output y', 'assign y=1;'),
  ],
  [
    'a name that reaches into an instance is no net of its own',
    'refuted',
    `module c(input clk,d); reg r; always @(posedge clk) r<=d; endmodule ${M('input clk,d,output y', 'c u(clk,d); assign y=u.r;')}`,
    `module c(input clk,d); reg r; always @(posedge clk) r<=d; endmodule ${M('input clk,d,output y', 'c u(clk,d); assign y=~u.r;')}`,
  ],
  [
    'a promise that keeps a latch away is not believed of a register beside it',
    'refuted',
    M(
      'input clk,input [1:0] s,input a,b,output logic y,z',
      'always_comb unique case (s) 0: z=a; 1: z=b; 2: z=0; endcase always_ff @(posedge clk) begin y<=a&b; unique case (s) 0: y<=a; 1: y<=b; endcase end',
    ),
    M(
      'input clk,input [1:0] s,input a,b,output logic y,z',
      'always_comb case (s) 0: z=a; 1: z=b; default: z=0; endcase always_ff @(posedge clk) case (s) 0: y<=a; default: y<=b; endcase',
    ),
  ],
  [
    'a variable of two values has 0 where its netlist has x',
    'notProved',
    M('input [1:0] i,input [2:0] a,output y', 'bit t; assign t=a[i]; assign y=t;'),
    M('input [1:0] i,input [2:0] a,output y', 'assign y=i==3?1:a[i];'),
  ],
  [
    'a clock that a nonblocking assignment makes ticks after other registers have changed',
    'notProved',
    M('input clk,d,output reg a,b', 'always @(posedge clk) a<=d; always @(posedge clk) b<=a;'),
    M('input clk,d,output reg a,b', 'reg k; always @* k<=~clk; always @(posedge clk) a<=d; always @(negedge k) b<=a;'),
  ],
  [
    'an if of an index outside is not taken in simulation, and open in a netlist',
    'notProved',
    M('input [1:0] i,input [2:0] a,output reg y', 'always @* if (a[i]) y=1; else y=0;'),
    M('input [1:0] i,input [2:0] a,output reg y', 'always @* if (i==3) y=1; else y=a[i];'),
  ],
  [
    'an if of an index that may be outside, on both sides',
    'proved',
    M('input [1:0] i,input [2:0] a,b,output reg y', 'always @* if (a[i]) y=b[0]&b[1]; else y=b[2];'),
    M('input [1:0] i,input [2:0] a,b,output reg y', 'always @* if (a[i]) y=~(~b[0]|~b[1]); else y=b[2];'),
  ],
  [
    'two processes that write one memory race',
    'notProved',
    M(
      'input clk,e,f,input [1:0] t,u,input [1:0] d,output [1:0] q',
      'reg [1:0] w [0:3]; always @(posedge clk) begin if (e) w[t]<=d; if (f) w[u]<=~d; end assign q=w[t];',
    ),
    M(
      'input clk,e,f,input [1:0] t,u,input [1:0] d,output [1:0] q',
      'reg [1:0] w [0:3]; always @(posedge clk) if (f) w[u]<=~d; always @(posedge clk) if (e) w[t]<=d; assign q=w[t];',
    ),
  ],
  [
    'two processes that write different bits of a memory do not',
    'proved',
    M(
      'input clk,e,f,input [1:0] t,input [1:0] d,output [1:0] q',
      'reg [1:0] w [0:3]; always @(posedge clk) begin if (e) w[t][0]<=d[0]; if (f) w[t][1]<=d[1]; end assign q=w[t];',
    ),
    M(
      'input clk,e,f,input [1:0] t,input [1:0] d,output [1:0] q',
      'reg [1:0] w [0:3]; always @(posedge clk) if (e) w[t][0]<=d[0]; always @(posedge clk) if (f) w[t][1]<=d[1]; assign q=w[t];',
    ),
  ],
  [
    'a negative index of a memory is outside',
    'notProved',
    M(
      'input signed [2:0] t,output [1:0] q',
      'reg [1:0] w [0:7]; integer i; initial for (i=0;i<8;i=i+1) w[i]=i; wire [2:0] u=t; assign q=w[u];',
    ),
    M('input signed [2:0] t,output [1:0] q', 'reg [1:0] w [0:7]; integer i; initial for (i=0;i<8;i=i+1) w[i]=i; assign q=w[t];'),
  ],
  [
    'a memory with negative addresses',
    'unknown',
    M('input clk,e,input signed [2:0] t,input d,output q', 'reg w [-4:3]; always @(posedge clk) if (e) w[t]<=d; assign q=w[t];'),
    M('input clk,e,input signed [2:0] t,input d,output q', 'reg w [-4:3]; always @(posedge clk) if (e) w[t]<=d; assign q=~(~w[t]);'),
  ],
  [
    'what prints and asserts does not count',
    'proved',
    M('input clk,d,output reg q', 'always @(posedge clk) begin q<=d; $display("%b",d); assert (d!=q); end'),
    M('input clk,d,output reg q', 'always @(posedge clk) begin q<=d|d; if (d) $display("one"); end'),
  ],
  [
    'powers',
    'proved',
    M('input [2:0] b,output [7:0] y,z', 'assign y=2**b; assign z=b**3;'),
    M('input [2:0] b,output [7:0] y,z', 'assign y=1<<b; assign z=b*b*b;'),
  ],
  [
    'a power is no product',
    'refuted',
    M('input [2:0] a,b,output [5:0] y', 'assign y=a**b;'),
    M('input [2:0] a,b,output [5:0] y', 'assign y=b==7?a*a*a*a*a*a:a**b;'),
  ],
  [
    'a free constant of a formal tool',
    'unknown',
    M('input d,output q', 'wire k=$anyconst; assign q=d^k;'),
    M('input d,output q', 'wire k=$anyconst; assign q=k^d;'),
  ],
  [
    'an initial value that is lost to a start value while the reset is held',
    'notProved',
    M(
      'input clk,rst,en,input [3:0] d,output [3:0] q,output k',
      "reg [5:0] r; reg [3:0] s=0; always @(posedge clk) if (rst) r<=0; else r<={5'b0,d[0]}; always @(posedge clk) if (en && !rst) s<=d; assign q=s; assign k=r[0]|r[5];",
    ),
    M(
      'input clk,rst,en,input [3:0] d,output [3:0] q,output k',
      "reg [5:0] r; reg [3:0] s=0; always @(posedge clk) if (rst) r<=0; else r<={5'b0,d[0]}; always @(posedge clk) if (en && !rst) s<=d; else if (rst && r==6'd45) s<=1; assign q=s; assign k=r[0]|r[5];",
    ),
  ],
]);
