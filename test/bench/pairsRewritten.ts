import { M, type Row } from '../engines/verify/equivalencePairs';

const latency = (cycles: number) => ({ contract: { kind: 'latency' as const, cycles } });
const auto = { contract: { kind: 'latency' as const, cycles: 'auto' as const } };
const under = (assumption: string) => ({ contract: { kind: 'onlyUnder' as const, assumption } });

const stream = 'input clk,rst,iv,input [7:0] d,input ordy,output irdy,output ov,output [7:0] q';
const slice = (load: string): string => `reg v; reg [7:0] r; assign irdy=!v||ordy; assign ov=v; assign q=r;
  always @(posedge clk) if (rst) begin v<=0; r<=0; end else if (irdy) begin v<=iv; ${load} end`;
const fifo = 'input clk,rst,w,r,input [3:0] d,output full,empty,output [3:0] q';
const counted = `reg [3:0] m[0:3]; reg [1:0] a,b; reg [2:0] n; assign full=n==4; assign empty=n==0; assign q=m[b]; integer i;
  always @(posedge clk) if (rst) begin a<=0; b<=0; n<=0; for(i=0;i<4;i=i+1) m[i]<=0; end else begin
    if (w&&!full) begin m[a]<=d; a<=a+1; end if (r&&!empty) b<=b+1; n<=n+(w&&!full)-(r&&!empty); end`;
const wrapped = (
  full: string,
): string => `reg [3:0] m[0:3]; reg [2:0] a,b; assign full=${full}; assign empty=a==b; assign q=m[b[1:0]]; integer i;
  always @(posedge clk) if (rst) begin a<=0; b<=0; for(i=0;i<4;i=i+1) m[i]<=0; end else begin
    if (w&&!full) begin m[a[1:0]]<=d; a<=a+1; end if (r&&!empty) b<=b+1; end`;
const crcPorts = 'input clk,rst,e,input [7:0] d,output reg [7:0] c';
const crcLoop = (
  poly: string,
): string => `integer i; reg [7:0] x; always @* begin x=c^d; for(i=0;i<8;i=i+1) x = x[7] ? (x<<1)^${poly} : x<<1; end
  always @(posedge clk) if (rst) c<=0; else if (e) c<=x;`;
const crcFlat = (last: string): string => `wire [7:0] t=c^d; always @(posedge clk) if (rst) c<=8'h00; else if (e) begin
  c[0]<=t[0]^t[6]^t[7]; c[1]<=t[0]^t[1]^t[6]; c[2]<=t[0]^t[1]^t[2]^t[6]; c[3]<=t[1]^t[2]^t[3]^t[7];
  c[4]<=t[2]^t[3]^t[4]; c[5]<=t[3]^t[4]^t[5]; c[6]<=t[4]^t[5]^t[6]; c[7]<=${last}; end`;

/** Rewrites of the kinds that tools and people make, and the same with one fault: rare, deep, or only seen in a corner. */
export const rewrittenPairs: readonly Row[] = [
  [
    'priority by a loop and by casez',
    'proved',
    M('input [7:0] r,output reg [2:0] y,output v', 'integer i; always @* begin y=0; for(i=7;i>=0;i=i-1) if(r[i]) y=i; end assign v=|r;'),
    M(
      'input [7:0] r,output reg [2:0] y,output v',
      "always @* casez(r) 8'b???????1:y=0; 8'b??????10:y=1; 8'b?????100:y=2; 8'b????1000:y=3; 8'b???10000:y=4; 8'b??100000:y=5; 8'b?1000000:y=6; 8'b10000000:y=7; default:y=0; endcase assign v=r!=0;",
    ),
  ],
  [
    'priority of another direction',
    'refuted',
    M('input [7:0] r,output reg [2:0] y', 'integer i; always @* begin y=0; for(i=7;i>=0;i=i-1) if(r[i]) y=i; end'),
    M('input [7:0] r,output reg [2:0] y', 'integer i; always @* begin y=0; for(i=0;i<8;i=i+1) if(r[i]) y=i; end'),
  ],
  [
    'ones counted by a loop and by a tree',
    'proved',
    M('input [15:0] a,output reg [4:0] y', 'integer i; always @* begin y=0; for(i=0;i<16;i=i+1) y=y+a[i]; end'),
    M(
      'input [15:0] a,output [4:0] y',
      "wire [15:0] s=(a&16'h5555)+((a>>1)&16'h5555); wire [15:0] t=(s&16'h3333)+((s>>2)&16'h3333); wire [15:0] u=(t&16'h0f0f)+((t>>4)&16'h0f0f); assign y=u[4:0]+u[12:8];",
    ),
  ],
  [
    'a shifter of stages',
    'proved',
    M('input [15:0] a,input [3:0] n,output [15:0] y', 'assign y=a<<n;'),
    M(
      'input [15:0] a,input [3:0] n,output [15:0] y',
      "wire [15:0] p=n[0]?{a[14:0],1'b0}:a; wire [15:0] q=n[1]?{p[13:0],2'b0}:p; wire [15:0] r=n[2]?{q[11:0],4'b0}:q; assign y=n[3]?{r[7:0],8'b0}:r;",
    ),
  ],
  [
    'an arithmetic shift of an unsigned value',
    'refuted',
    M('input signed [7:0] a,input [2:0] n,output [7:0] y', 'assign y=a>>>n;'),
    M('input signed [7:0] a,input [2:0] n,output [7:0] y', 'assign y=$unsigned(a)>>>n;'),
  ],
  [
    'a carry lost to a narrow sum',
    'refuted',
    M('input [7:0] a,b,output [7:0] y', "assign y=({1'b0,a}+b)>>1;"),
    M('input [7:0] a,b,output [7:0] y', 'wire [7:0] s=a+b; assign y=s>>1;'),
  ],
  ['a FIFO by count and by wrap bits', 'proved', M(fifo, counted), M(fifo, wrapped('a[1:0]==b[1:0]&&a[2]!=b[2]'))],
  ['a FIFO that is full one early', 'refuted', M(fifo, counted), M(fifo, wrapped("(a-b)>=3'd3"))],
  ['a CRC by a loop and flat', 'proved', M(crcPorts, crcLoop("8'h07")), M(crcPorts, crcFlat('t[5]^t[6]^t[7]'))],
  ['a CRC with one term missing', 'refuted', M(crcPorts, crcLoop("8'h07")), M(crcPorts, crcFlat('t[5]^t[6]'))],
  [
    'a register moved over an adder',
    'proved',
    M(
      'input clk,rst,input [7:0] a,b,output [7:0] y',
      'reg [7:0] p,q; always @(posedge clk) if(rst) begin p<=0; q<=0; end else begin p<=a; q<=b; end assign y=p+q;',
    ),
    M('input clk,rst,input [7:0] a,b,output reg [7:0] y', 'always @(posedge clk) if(rst) y<=0; else y<=a+b;'),
  ],
  [
    'a counter that keeps its value plus one',
    'proved',
    M('input clk,rst,e,output [7:0] y', 'reg [7:0] n; always @(posedge clk) if(rst) n<=0; else if(e) n<=n+1; assign y=n;'),
    M('input clk,rst,e,output [7:0] y', 'reg [7:0] n1; always @(posedge clk) if(rst) n1<=1; else if(e) n1<=n1+1; assign y=n1-1;'),
  ],
  [
    'a counter that keeps its value plus one and is reset wrong',
    'refuted',
    M('input clk,rst,e,output [7:0] y', 'reg [7:0] n; always @(posedge clk) if(rst) n<=0; else if(e) n<=n+1; assign y=n;'),
    M('input clk,rst,e,output [7:0] y', 'reg [7:0] n1; always @(posedge clk) if(rst) n1<=0; else if(e) n1<=n1+1; assign y=n1-1;'),
  ],
  [
    'a ring counter and a binary one',
    'proved',
    M('input clk,rst,e,output [3:0] y', "reg [1:0] n; always @(posedge clk) if(rst) n<=0; else if(e) n<=n+1; assign y=4'b1<<n;"),
    M('input clk,rst,e,output [3:0] y', 'reg [3:0] h; always @(posedge clk) if(rst) h<=1; else if(e) h<={h[2:0],h[3]}; assign y=h;'),
  ],
  [
    'a Gray counter and a binary one',
    'proved',
    M('input clk,rst,e,output [3:0] y', 'reg [3:0] n; always @(posedge clk) if(rst) n<=0; else if(e) n<=n+1; assign y=n^(n>>1);'),
    M(
      'input clk,rst,e,output [3:0] y',
      'reg [3:0] g; wire [3:0] b={g[3],^g[3:2],^g[3:1],^g}; wire [3:0] i=b+1; always @(posedge clk) if(rst) g<=0; else if(e) g<=i^(i>>1); assign y=g;',
    ),
  ],
  [
    'a fault after 200 cycles',
    'refuted',
    M('input clk,rst,output [7:0] y', 'reg [7:0] n; always @(posedge clk) if(rst) n<=0; else n<=n+1; assign y=n;'),
    M('input clk,rst,output [7:0] y', 'reg [7:0] n; always @(posedge clk) if(rst) n<=0; else n<=n+1+(n==200); assign y=n;'),
  ],
  [
    'a fault behind a 16-bit key',
    'refuted',
    M('input clk,rst,input [15:0] k,output reg q', 'always @(posedge clk) if(rst) q<=0; else q<=^k;'),
    M('input clk,rst,input [15:0] k,output reg q', "always @(posedge clk) if(rst) q<=0; else q<=^k^(k==16'hbeef);"),
  ],
  [
    'a fault behind a lock of three steps',
    'refuted',
    M('input clk,rst,input [3:0] k,output o', 'reg [1:0] s; always @(posedge clk) if(rst) s<=0; else s<=0; assign o=s==3;'),
    M(
      'input clk,rst,input [3:0] k,output o',
      'reg [1:0] s; always @(posedge clk) if(rst) s<=0; else case(s) 0:s<=k==9; 1:s<=k==4?2:0; 2:s<=k==13?3:0; default:s<=0; endcase assign o=s==3;',
    ),
  ],
  ['a slice of a stream with its enable written out', 'proved', M(stream, slice('r<=d;')), M(stream, slice("r<=(d&8'hff)|8'h00;"))],
  ['a slice that loads only what is valid', 'refuted', M(stream, slice('r<=d;')), M(stream, slice('if (iv) r<=d;'))],
  [
    'a multiplier in two stages',
    'proved',
    M('input clk,input [5:0] a,b,output [11:0] y', 'assign y=a*b;'),
    M('input clk,input [5:0] a,b,output reg [11:0] y', 'reg [5:0] p,q; always @(posedge clk) begin p<=a; q<=b; y<=p*q; end'),
    latency(2),
  ],
  [
    'a pipeline whose length is looked for',
    'proved',
    M('input clk,rst,input [7:0] a,output reg [7:0] y', 'always @(posedge clk) if(rst) y<=0; else y<=a+3;'),
    M(
      'input clk,rst,input [7:0] a,output reg [7:0] y',
      'reg [7:0] p,q,r; always @(posedge clk) if(rst) begin p<=0;q<=0;r<=0;y<=0; end else begin p<=a+3; q<=p; r<=q; y<=r; end',
    ),
    auto,
  ],
  [
    'a pipeline that loses one value',
    'refuted',
    M('input clk,rst,input [7:0] a,output reg [7:0] y', 'always @(posedge clk) if(rst) y<=0; else y<=a+3;'),
    M(
      'input clk,rst,input [7:0] a,output reg [7:0] y',
      "reg [7:0] p; always @(posedge clk) if(rst) begin p<=0;y<=0; end else begin p<=a+3; y<=p-(p==8'd77); end",
    ),
    auto,
  ],
  [
    'a pipeline with its stages claimed one short',
    'refuted',
    M('input clk,input [7:0] a,output [7:0] y', 'assign y=~a;'),
    M('input clk,input [7:0] a,output reg [7:0] y', 'reg [7:0] p; always @(posedge clk) begin p<=a; y<=~p; end'),
    latency(1),
  ],
  [
    'a division under the assumption that it is one by a power of two',
    'proved',
    M('input [7:0] a,input [3:0] b,output [7:0] y', 'assign y=a/b;'),
    M('input [7:0] a,input [3:0] b,output [7:0] y', 'assign y=b[3]?a>>3:b[2]?a>>2:b[1]?a>>1:a;'),
    under('b==1||b==2||b==4||b==8'),
  ],
  [
    'the same under an assumption that is too weak',
    'refuted',
    M('input [7:0] a,input [3:0] b,output [7:0] y', 'assign y=a/b;'),
    M('input [7:0] a,input [3:0] b,output [7:0] y', 'assign y=b[3]?a>>3:b[2]?a>>2:b[1]?a>>1:a;'),
    under('b!=0&&b!=3'),
  ],
  [
    'a saturating counter under the assumption that it is never asked both ways',
    'proved',
    M('input clk,rst,u,d,output reg [2:0] n', 'always @(posedge clk) if(rst) n<=0; else if(u&&n!=7) n<=n+1; else if(d&&n!=0) n<=n-1;'),
    M('input clk,rst,u,d,output reg [2:0] n', 'always @(posedge clk) if(rst) n<=0; else if(d&&n!=0) n<=n-1; else if(u&&n!=7) n<=n+1;'),
    under('!(u&&d)'),
  ],
  [
    'the same without it',
    'refuted',
    M('input clk,rst,u,d,output reg [2:0] n', 'always @(posedge clk) if(rst) n<=0; else if(u&&n!=7) n<=n+1; else if(d&&n!=0) n<=n-1;'),
    M('input clk,rst,u,d,output reg [2:0] n', 'always @(posedge clk) if(rst) n<=0; else if(d&&n!=0) n<=n-1; else if(u&&n!=7) n<=n+1;'),
  ],
];
