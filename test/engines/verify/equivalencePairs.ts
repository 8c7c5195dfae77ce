import type { Contract } from '../../../server/src/protocol/contract';

/** What the check must say of a pair. `notProved`: the proof must be withheld, and `refuted`, `checked` and `unknown` are all honest. */
export type Expected = 'proved' | 'refuted' | 'unknown' | 'notProved';

export interface DesignPairCase {
  readonly name: string;
  readonly expected: Expected;
  readonly golden: string;
  readonly candidate: string;
  readonly contract?: Contract | { readonly kind: 'latency'; readonly cycles: 'auto' };
}

/** A module `m` of ports and a body. */
export function M(ports: string, body: string): string {
  return `module m(${ports}); ${body} endmodule`;
}

const SR = 'input clk, input rst, input [3:0] a, input en, output reg [3:0] q';

export type Row = readonly [
  name: string,
  expected: Expected,
  golden: string,
  candidate: string,
  options?: { contract: NonNullable<DesignPairCase['contract']> },
];

const rows: readonly Row[] = [
  [
    'trap1 golden x default, wrong defined value',
    'refuted',
    M('input [1:0] s,input a,output reg y', "always @* case(s) 0:y=a; 1:y=~a; default:y=1'bx; endcase"),
    M('input [1:0] s,input a,output reg y', 'always @* case(s) 0:y=a; 1:y=a; default:y=0; endcase'),
  ],
  [
    'an asynchronous reset to x is none to 0',
    'refuted',
    M('input clk,input rst,input d,output reg q', 'always @(posedge clk or posedge rst) if (rst) q<=0; else q<=d;'),
    M('input clk,input rst,input d,output reg q', "always @(posedge clk or posedge rst) if (rst) q<=1'bx; else q<=d;"),
  ],
  [
    'a division by a variable in a context of 32 bits, its operand written otherwise',
    'proved',
    M('input [15:0] a,input [15:0] b,input [15:0] c,output [31:0] y', "assign y = (a + b) / (c | 32'd1);"),
    M('input [15:0] a,input [15:0] b,input [15:0] c,output [31:0] y', "assign y = (b + a) / (c | 32'd1);"),
  ],
  [
    'a product with its operands exchanged',
    'proved',
    M('input [15:0] a,input [11:0] b,output [27:0] y', 'assign y = a * b;'),
    M('input [15:0] a,input [11:0] b,output [27:0] y', 'assign y = b * a;'),
  ],
  [
    'unique promises what does not hold: simulation takes the first branch, netlists leave it out',
    'refuted',
    M('input clk,input [1:0] r,output reg y', 'always_ff @(posedge clk) y <= r[1];'),
    M(
      'input clk,input [1:0] r,output reg y',
      "always_ff @(posedge clk) begin y <= 0; unique0 case (1'b1) r[0]: y <= 0; r[1]: y <= 1; endcase end",
    ),
  ],
  [
    'unique promises what holds by the constants',
    'proved',
    M('input [1:0] s,input a,b,output logic y', 'always_comb case (s) 2, 1: y = a; 3: y = b; default: y = a ^ b; endcase'),
    M('input [1:0] s,input a,b,output logic y', 'always_comb unique case (s) 2, 1: y = a; 3: y = b; default: y = b ^ a; endcase'),
  ],
  [
    'unique promises a match where a value is there without one',
    'refuted',
    M(
      'input clk,input [1:0] s,input a,b,output reg y',
      'always_ff @(posedge clk) begin y <= a & b; unique case (s) 0: y <= a; 1: y <= b; endcase end',
    ),
    M('input clk,input [1:0] s,input a,b,output reg y', 'always_ff @(posedge clk) case (s) 0: y <= a; default: y <= b; endcase'),
  ],
  [
    'unique promises a match in place of a latch',
    'proved',
    M('input [1:0] s,input a,b,output logic y', 'always_comb unique case (s) 0: y = a; 1: y = b; endcase'),
    M('input [1:0] s,input a,b,output logic y', 'always_comb case (s) 0: y = a; default: y = b; endcase'),
  ],
  [
    'trap1 legal x refinement',
    'proved',
    M('input [1:0] s,input a,output reg y', "always @* case(s) 0:y=a; 1:y=~a; default:y=1'bx; endcase"),
    M('input [1:0] s,input a,output reg y', 'always @* case(s) 0:y=a; 1:y=~a; default:y=0; endcase'),
  ],
  [
    'candidate x where golden defined',
    'refuted',
    M('input [1:0] s,input a,output reg y', 'always @* case(s) 0:y=a; 1:y=~a; default:y=0; endcase'),
    M('input [1:0] s,input a,output reg y', "always @* case(s) 0:y=a; 1:y=~a; default:y=1'bx; endcase"),
  ],
  [
    'trap2 initial values differ',
    'refuted',
    M('input clk,input [3:0] a,output [3:0] y', 'reg [3:0] q=0; always @(posedge clk) q<=a; assign y=q;'),
    M('input clk,input [3:0] a,output [3:0] y', 'reg [3:0] q=5; always @(posedge clk) q<=a; assign y=q;'),
  ],
  [
    'trap3 posedge vs negedge',
    'refuted',
    M(SR, 'always @(posedge clk) if(rst) q<=0; else q<=q+a;'),
    M(SR, 'always @(negedge clk) if(rst) q<=0; else q<=q+a;'),
  ],
  [
    'trap7 never reset counters +1 +2',
    'refuted',
    M('input clk,output [3:0] y', 'reg [3:0] r; always @(posedge clk) r<=r+1; assign y=r;'),
    M('input clk,output [3:0] y', 'reg [3:0] r; always @(posedge clk) r<=r+2; assign y=r;'),
  ],
  [
    'trap7 never reset renamed',
    'refuted',
    M('input clk,output [3:0] y', 'reg [3:0] r; always @(posedge clk) r<=r+1; assign y=r;'),
    M('input clk,output [3:0] y', 'reg [3:0] s; always @(posedge clk) s<=s+2; assign y=s;'),
  ],
  [
    'never reset equal',
    'proved',
    M('input clk,output [3:0] y', 'reg [3:0] r; always @(posedge clk) r<=r+1; assign y=r;'),
    M('input clk,output [3:0] y', "reg [3:0] r; always @(posedge clk) r<=r+4'd3-4'd2; assign y=r;"),
  ],
  [
    'trap8 edges swapped between registers',
    'refuted',
    M(
      'input clk,input rst,input a,output reg x,output reg y',
      'always @(posedge clk) if(rst) x<=0; else x<=a; always @(negedge clk) if(rst) y<=0; else y<=a;',
    ),
    M(
      'input clk,input rst,input a,output reg x,output reg y',
      'always @(negedge clk) if(rst) x<=0; else x<=a; always @(posedge clk) if(rst) y<=0; else y<=a;',
    ),
  ],
  [
    'two edges equal',
    'proved',
    M(
      'input clk,input rst,input a,output reg x,output reg y',
      'always @(posedge clk) if(rst) x<=0; else x<=a; always @(negedge clk) if(rst) y<=0; else y<=~a;',
    ),
    M('input clk,input rst,input a,output reg x,output reg y', 'always @(posedge clk) x<=a & ~rst; always @(negedge clk) y<= ~(a|rst);'),
  ],
  [
    'wrong polarity reset',
    'refuted',
    M('input clk,input rst_n,input a,output reg [3:0] q', 'always @(posedge clk or negedge rst_n) if(!rst_n) q<=0; else q<=q+a;'),
    M('input clk,input rst_n,input a,output reg [3:0] q', 'always @(posedge clk or posedge rst_n) if(rst_n) q<=0; else q<=q+a;'),
  ],
  [
    'async vs sync reset',
    'refuted',
    M('input clk,input rst_n,input a,output reg [3:0] q', 'always @(posedge clk or negedge rst_n) if(!rst_n) q<=0; else q<=q+a;'),
    M('input clk,input rst_n,input a,output reg [3:0] q', 'always @(posedge clk) if(!rst_n) q<=0; else q<=q+a;'),
  ],
  [
    'async equal',
    'proved',
    M('input clk,input rst_n,input a,output reg [3:0] q', 'always @(posedge clk or negedge rst_n) if(!rst_n) q<=0; else q<=q+a;'),
    M(
      'input clk,input rst_n,input a,output reg [3:0] q',
      "wire [3:0] n = a ? q+1 : q; always @(posedge clk or negedge rst_n) if(~rst_n) q<=4'b0; else q<=n;",
    ),
  ],
  [
    'latency 1 pipeline',
    'proved',
    M('input clk,input [3:0] a,b,output reg [7:0] y', 'always @(posedge clk) y<=a*b;'),
    M('input clk,input [3:0] a,b,output reg [7:0] y', 'reg [3:0] a1,b1; always @(posedge clk) begin a1<=a;b1<=b; y<=a1*b1; end'),
    { contract: { kind: 'latency', cycles: 1 } },
  ],
  [
    'latency auto',
    'proved',
    M('input clk,input [3:0] a,b,output reg [7:0] y', 'always @(posedge clk) y<=a*b;'),
    M(
      'input clk,input [3:0] a,b,output reg [7:0] y',
      'reg [3:0] a1,b1; reg [7:0] p; always @(posedge clk) begin a1<=a;b1<=b; p<=a1*b1; y<=p; end',
    ),
    { contract: { kind: 'latency', cycles: 'auto' } },
  ],
  [
    'latency wrong rare',
    'refuted',
    M('input clk,input [7:0] a,output reg [7:0] y', 'always @(posedge clk) y<=a+1;'),
    M('input clk,input [7:0] a,output reg [7:0] y', "reg [7:0] t; always @(posedge clk) begin t<=a; y<=t+1+(t==8'ha5); end"),
    { contract: { kind: 'latency', cycles: 1 } },
  ],
  [
    'latency claimed sameCycle',
    'refuted',
    M('input clk,input [3:0] a,b,output reg [7:0] y', 'always @(posedge clk) y<=a*b;'),
    M('input clk,input [3:0] a,b,output reg [7:0] y', 'reg [3:0] a1,b1; always @(posedge clk) begin a1<=a;b1<=b; y<=a1*b1; end'),
  ],
  [
    'fsm onehot',
    'proved',
    M(
      'input clk,input rst,input g,output o',
      'reg [1:0] s; always @(posedge clk) if(rst) s<=0; else case(s) 0: if(g) s<=1; 1: s<= g?2:0; 2: s<= g?2:0; default:s<=0; endcase assign o=s==2;',
    ),
    M(
      'input clk,input rst,input g,output o',
      'reg [2:0] t; always @(posedge clk) if(rst) t<=1; else begin t[0]<= (t[0]&~g)|(t[1]&~g)|(t[2]&~g); t[1]<= t[0]&g; t[2]<=(t[1]|t[2])&g; end assign o=t[2];',
    ),
  ],
  [
    'fsm onehot mutated',
    'refuted',
    M(
      'input clk,input rst,input g,output o',
      'reg [1:0] s; always @(posedge clk) if(rst) s<=0; else case(s) 0: if(g) s<=1; 1: s<= g?2:0; 2: s<= g?2:0; default:s<=0; endcase assign o=s==2;',
    ),
    M(
      'input clk,input rst,input g,output o',
      'reg [2:0] t; always @(posedge clk) if(rst) t<=1; else begin t[0]<= (t[0]&~g)|(t[1]&~g)|(t[2]&~g); t[1]<= t[0]&g; t[2]<=(t[1])&g; end assign o=t[2];',
    ),
  ],
  [
    'blocking race',
    'notProved',
    M(
      'input clk,input rst,input a,output reg q',
      'reg t; always @(posedge clk) if(rst) t<=0; else t<=a; always @(posedge clk) if(rst) q<=0; else q<=t;',
    ),
    M(
      'input clk,input rst,input a,output reg q',
      'reg t; always @(posedge clk) if(rst) t=0; else t=a; always @(posedge clk) if(rst) q<=0; else q<=t;',
    ),
  ],
  [
    'two always drive',
    'notProved',
    M('input clk,input rst,input a,output reg q', 'always @(posedge clk) if(rst) q<=0; else q<=a;'),
    M('input clk,input rst,input a,output reg q', 'always @(posedge clk) if(rst) q<=0; else q<=a; always @(posedge clk) if (a) q<=a;'),
  ],
  [
    'dropped reset of a register',
    'refuted',
    M(SR, 'always @(posedge clk) if(rst) q<=0; else if(en) q<=q+a;'),
    M(SR, 'always @(posedge clk) if(en) q<=q+a;'),
  ],
  [
    'added reset of a register',
    'refuted',
    M(SR, 'always @(posedge clk) if(en) q<=q+a;'),
    M(SR, 'always @(posedge clk) if(rst) q<=0; else if(en) q<=q+a;'),
  ],
  [
    'signed vs unsigned compare',
    'refuted',
    M('input signed [3:0] a,b,output y', 'assign y=a<b;'),
    M('input [3:0] a,b,output y', 'assign y=a<b;'),
  ],
  [
    'signedness of port no interface',
    'proved',
    M('input signed [3:0] a,b,output [3:0] y', 'assign y=a+b;'),
    M('input [3:0] a,b,output [3:0] y', 'assign y=a-(-b);'),
  ],
  ['width differs', 'refuted', M('input [3:0] a,output [3:0] y', 'assign y=a;'), M('input [3:0] a,output [4:0] y', 'assign y=a;')],
  [
    'memory paired fifo-ish',
    'proved',
    M(
      'input clk,input we,input [1:0] wa,ra,input [3:0] d,output [3:0] q',
      'reg [3:0] mem[0:3]; always @(posedge clk) if(we) mem[wa]<=d; assign q=mem[ra];',
    ),
    M(
      'input clk,input we,input [1:0] wa,ra,input [3:0] d,output [3:0] q',
      'reg [3:0] mem[0:3]; integer i; always @(posedge clk) for(i=0;i<4;i=i+1) if(we && wa==i) mem[i]<=d; assign q=mem[ra];',
    ),
  ],
  [
    'memory bug',
    'refuted',
    M(
      'input clk,input we,input [1:0] wa,ra,input [3:0] d,output [3:0] q',
      'reg [3:0] mem[0:3]; always @(posedge clk) if(we) mem[wa]<=d; assign q=mem[ra];',
    ),
    M(
      'input clk,input we,input [1:0] wa,ra,input [3:0] d,output [3:0] q',
      'reg [3:0] mem[0:3]; always @(posedge clk) if(we && !(wa==3 && d==9)) mem[wa]<=d; assign q=mem[ra];',
    ),
  ],
  [
    'two clocks equal',
    'proved',
    M(
      'input c1,c2,input rst,input a,output reg x,output reg y',
      'always @(posedge c1 or posedge rst) if(rst) x<=0; else x<=a^x; always @(posedge c2 or posedge rst) if(rst) y<=0; else y<=x;',
    ),
    M(
      'input c1,c2,input rst,input a,output reg x,output reg y',
      'always @(posedge c1 or posedge rst) if(rst) x<=0; else if (a) x<=~x; always @(posedge c2 or posedge rst) if(rst) y<=0; else y<=x;',
    ),
  ],
  [
    'two clocks swapped',
    'refuted',
    M(
      'input c1,c2,input rst,input a,output reg x,output reg y',
      'always @(posedge c1 or posedge rst) if(rst) x<=0; else x<=a^x; always @(posedge c2 or posedge rst) if(rst) y<=0; else y<=x;',
    ),
    M(
      'input c1,c2,input rst,input a,output reg x,output reg y',
      'always @(posedge c1 or posedge rst) if(rst) x<=0; else x<=a^x; always @(posedge c1 or posedge rst) if(rst) y<=0; else y<=x;',
    ),
  ],
  [
    'incomplete sensitivity',
    'notProved',
    M('input a,b,output reg y', 'always @* y=a&b;'),
    M('input a,b,output reg y', 'always @(a) y=a&b;'),
  ],
  [
    'onlyUnder',
    'proved',
    M('input [2:0] s,input [2:0] d,output y', 'assign y=s[0]?d[0]:s[1]?d[1]:s[2]?d[2]:0;'),
    M('input [2:0] s,input [2:0] d,output y', 'assign y=|(s&d);'),
    { contract: { kind: 'onlyUnder', assumption: 's==1||s==2||s==4' } },
  ],
  [
    'onlyUnder false',
    'refuted',
    M('input [2:0] s,input [2:0] d,output y', 'assign y=s[0]?d[0]:s[1]?d[1]:s[2]?d[2]:0;'),
    M('input [2:0] s,input [2:0] d,output y', 'assign y=|(s&d);'),
    { contract: { kind: 'onlyUnder', assumption: 's!=0' } },
  ],
  [
    'onlyUnder of a register that settles without its reset',
    'proved',
    M('input clk,r,input [1:0] a,b,output reg [1:0] y', 'always @(posedge clk) if(r) y<=0; else y<=a+b;'),
    M('input clk,r,input [1:0] a,b,output reg [1:0] y', 'always @(posedge clk) if(r) y<=0; else y<=a-b;'),
    { contract: { kind: 'onlyUnder', assumption: '!b[0]' } },
  ],
  [
    'onlyUnder no reset, of another value after the reset',
    'refuted',
    M('input clk,r,input a,output reg y', 'always @(posedge clk) if(r) y<=0; else y<=a;'),
    M('input clk,r,input a,output reg y', 'always @(posedge clk) if(r) y<=1; else y<=a;'),
    { contract: { kind: 'onlyUnder', assumption: '!r' } },
  ],
  [
    'onlyUnder of registers without a reset',
    'proved',
    M('input clk,input [1:0] a,b,output reg [1:0] y', 'always @(posedge clk) y<=a+b;'),
    M('input clk,input [1:0] a,b,output reg [1:0] y', 'always @(posedge clk) y<=a-b;'),
    { contract: { kind: 'onlyUnder', assumption: '!b[0]' } },
  ],
  [
    'onlyUnder vacuous',
    'unknown',
    M('input [2:0] s,input [2:0] d,output y', 'assign y=s[0];'),
    M('input [2:0] s,input [2:0] d,output y', 'assign y=s[1];'),
    { contract: { kind: 'onlyUnder', assumption: 's!=s' } },
  ],
  [
    'initial values count beside a register that only settles',
    'refuted',
    M(
      'input clk,input [3:0] a,input b,output [3:0] y,output z',
      'reg [3:0] q=0; reg p; always @(posedge clk) begin q<=a; p<=b; end assign y=q; assign z=p;',
    ),
    M(
      'input clk,input [3:0] a,input b,output [3:0] y,output z',
      'reg [3:0] q=5; reg p; always @(posedge clk) begin q<=a; p<=b; end assign y=q; assign z=p;',
    ),
  ],
  [
    'a flag that is up only after power-up',
    'refuted',
    M('input clk,input a,output y,output z', 'reg f=1; reg p; always @(posedge clk) begin f<=0; p<=a; end assign y=f; assign z=p;'),
    M('input clk,input a,output y,output z', 'reg f=0; reg p; always @(posedge clk) begin f<=0; p<=a; end assign y=f; assign z=p;'),
  ],
  [
    'initial values kept, a pipeline beside them rewritten',
    'proved',
    M(
      'input clk,input [3:0] a,input b,output [3:0] y,output z',
      'reg [3:0] q=2; reg p; always @(posedge clk) begin q<=q+a; p<=~b; end assign y=q; assign z=~p;',
    ),
    M(
      'input clk,input [3:0] a,input b,output [3:0] y,output z',
      'reg [3:0] q=2; reg r; always @(posedge clk) begin q<=a+q; r<=b; end assign y=q; assign z=r;',
    ),
  ],
  [
    'an output that is x on purpose compares nothing',
    'unknown',
    M('input a,b,output y,output z', "assign y=1'bx; assign z=b;"),
    M('input a,b,output y,output z', 'assign y=a; assign z=b;'),
  ],
  ['only outputs of x', 'unknown', M('input a,output y', "assign y=1'bx;"), M('input a,output y', "assign y=1'bx;")],
  [
    'an output that both leave x, beside one that is known',
    'proved',
    M('input a,b,output y,output z', "assign y=1'bx; assign z=a&b;"),
    M('input a,b,output y,output z', "assign y=1'bx; assign z=~(~a|~b);"),
  ],
  [
    'no outputs',
    'unknown',
    M('input clk,a', 'reg q; always @(posedge clk) q<=a;'),
    M('input clk,a', 'reg q; always @(posedge clk) q<=~a;'),
  ],
  ['a delay', 'notProved', M('input a,output y', 'assign y=a;'), M('input a,output y', 'assign #20 y=a;')],
  [
    'division by zero is a wild card',
    'proved',
    M('input [1:0] a,b,output [1:0] y', 'assign y=a/b;'),
    M('input [1:0] a,b,output [1:0] y', "assign y= b==2'd0 ? 2'd0 : a/b;"),
  ],
  [
    'division by zero of the candidate is not',
    'refuted',
    M('input [1:0] a,b,output [1:0] y', "assign y= b==2'd0 ? 2'd0 : a/b;"),
    M('input [1:0] a,b,output [1:0] y', 'assign y=a/b;'),
  ],
  [
    'index out of range is a wild card',
    'proved',
    M('input [1:0] i,input [2:0] d,output y', 'assign y=d[i];'),
    M('input [1:0] i,input [2:0] d,output y', "assign y= i==3 ? 1'b1 : d[i];"),
  ],
  [
    'an index with more bits than it needs is a wild card out of range',
    'proved',
    M('input [1:0] a,i,input signed [2:0] k,output y,z', 'assign y=a[i]; assign z=a[k];'),
    M('input [1:0] a,i,input signed [2:0] k,output y,z', "assign y=i<2?a[i[0]]:1'b1; assign z=k==0?a[0]:k==1?a[1]:1'b0;"),
  ],
  [
    'an index out of range of the candidate is no wild card',
    'refuted',
    M('input [1:0] a,i,output y', 'assign y=a[i[0]];'),
    M('input [1:0] a,i,output y', 'assign y=a[i];'),
  ],
];

/** Small pairs with known answers: every soundness trap, and the equal rewrites that a timid checker would miss. */
export const equivalencePairs: readonly DesignPairCase[] = pairsOf(rows);

export function pairsOf(list: readonly Row[]): DesignPairCase[] {
  return list.map(([name, expected, golden, candidate, options]) => ({
    name,
    expected,
    golden,
    candidate,
    ...(options === undefined ? {} : { contract: options.contract }),
  }));
}
