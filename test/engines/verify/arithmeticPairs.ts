import { M, pairsOf } from './equivalencePairs';

const wide = 'input [15:0] a,b,c,d,output [15:0] y';
const filter = (sum: string): string =>
  M(
    'input clk,rst,input signed [11:0] x,k,m,output reg signed [23:0] q',
    `reg signed [11:0] p; always @(posedge clk) if (rst) begin p<=0; q<=0; end else begin p<=x; q<=${sum}; end`,
  );

/** Products that are multiplied out, factored or put in another order: too wide for sweeping and SAT. */
export const arithmeticPairs = pairsOf([
  ['a factor taken out of a sum', 'proved', M(wide, 'assign y=(b+1)*a+c+d-b;'), M(wide, 'wire [15:0] s=c+d+a*b; assign y=s+(a-b);')],
  ['a factor taken out of a sum, one too many', 'refuted', M(wide, 'assign y=(b+1)*a+c;'), M(wide, 'assign y=a*b+c;')],
  ['a square of a sum', 'proved', M(wide, 'assign y=(a+b)*(a+b)-(a-b)*(a-b);'), M(wide, 'wire [15:0] p=a*b; assign y=p<<2;')],
  [
    'a square of a sum, with a product that is cut where it still counts',
    'refuted',
    M('input [15:0] a,b,output [18:0] y', 'assign y=(a+b)*(a+b)-(a-b)*(a-b);'),
    M('input [15:0] a,b,output [18:0] y', "wire [15:0] p=a*b; assign y={p,2'b00};"),
  ],
  ['a complement in a sum of products', 'proved', M(wide, 'assign y=a*c-b*d;'), M(wide, 'wire [15:0] p=b*d; assign y=c*a+~p+1;')],
  ['signed products of registers, factored', 'proved', filter('p*k+x*k-m'), filter('(p+x)*k-m')],
  ['signed products of registers, factored in fewer bits', 'refuted', filter('p*k+x*k-m'), filter('$signed({p+x})*k-m')],
  [
    'an x that cancels is one all the same',
    'notProved',
    M('input [7:0] a,b,output [7:0] y', 'assign y=a*b;'),
    M('input [7:0] a,b,output [7:0] y', 'wire [7:0] t=a%b; assign y=a*b+t-t;'),
  ],
  [
    'a remainder beside a sum of products',
    'proved',
    M('input [15:0] a,b,c,d,output [15:0] y,z', 'assign z=a%b; assign y=(c+1)*d;'),
    M('input [15:0] a,b,c,d,output [15:0] y,z', 'wire [15:0] p=c*d; assign z=a%b; assign y=p+d;'),
  ],
]);
