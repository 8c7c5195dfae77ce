/** Two designs with instances, and whether they are equal. `open`: equal, but not where they are cut. */
export interface CutCase {
  readonly name: string;
  readonly truth: 'equal' | 'different' | 'open';
  readonly golden: string;
  readonly candidate: string;
}

const accumulate = `module acc #(parameter K=1)(input clk, rst, en, input [3:0] a, output reg [3:0] q, output nz);
  assign nz = |a; always @(posedge clk) if (rst) q <= 0; else if (en) q <= a * q + K; endmodule\n`;
const ports = 'input clk, rst, input [3:0] a, b, output [3:0] y, output o';
const top = (body: string): string => `module m(${ports}); ${body} endmodule\n`;
const capture = `module cap(input clk, c, input [3:0] a, output reg [3:0] q); always @(posedge clk) if (c) q <= a; endmodule\n`;
/** A counter beside two instances, kept upwards or downwards. */
const counted = (up: boolean, start = up ? 0 : 15): string =>
  accumulate +
  top(`wire [3:0] w; wire n; acc u0(clk, rst, 1'b1, ${up ? 'a & b' : '~(~a | ~b)'}, w, n); reg [3:0] k;
    always @(posedge clk) if (rst) k <= ${start}; else if (n) k <= k ${up ? '+' : '-'} 1; acc u1(clk, rst, n, ${up ? 'k' : '~k'} ^ w, y, o);`);
const two = (more = '', first = 'a', second = 'w', parameters = ''): string =>
  accumulate + top(`wire [3:0] w; acc ${parameters} u0(clk, rst, 1'b1, ${first}, w, ); acc u1(clk, rst, b[0], ${second}, y, o); ${more}`);
/** Only the step right after power-up tells what is captured, long before anything is compared. */
const early = (first: number): string =>
  capture +
  top(`reg f; initial f = 1; reg [3:0] k; always @(posedge clk) begin f <= 0; k <= rst ? 0 : k + a; end
    cap u0(clk, f, f ? 4'd${first} : k, y); assign o = ^k;`);
const pass = `module pas(input [3:0] a, b, output [3:0] x, z); assign x = a + 1; assign z = b ^ {4{a[0]}}; endmodule\n`;
const through = (wire: string, more = ''): string =>
  pass + top(`wire [3:0] x; reg [3:0] r; always @(posedge clk) r <= rst ? 0 : b; pas u0(a ^ r, ${wire}, x, y); assign o = ^x; ${more}`);
const rom = `module rom #(parameter I=0)(input [1:0] a, output [3:0] q); reg [3:0] w [0:3]; integer i;
  initial for (i = 0; i < 4; i = i + 1) w[i] = i * 5 + I; assign q = w[a]; endmodule\n`;
const lookUp = (address: string, parameter = ''): string =>
  rom + top(`rom ${parameter} u0(${address}, y); reg r; always @(posedge clk) r <= rst ? 0 : a[0]; assign o = r;`);
const ram = `module ram(input clk, we, input [9:0] wa, ra, input [15:0] d, output [15:0] q); reg [15:0] w [0:1023];
  always @(posedge clk) if (we) w[wa] <= d; assign q = w[ra]; endmodule\n`;
/** A small FIFO over a memory that is no register. */
const queue = (down: boolean, wrong = ''): string =>
  `${ram}module m(input clk, rst, push, pop, input [15:0] d, output [15:0] q, output full);
  reg [9:0] wp, rp; wire [9:0] at = ${down ? `~wp${wrong}` : 'wp'}; assign full = at + 10'd1 == rp; ram u0(clk, push & ~full, at, rp, d, q);
  always @(posedge clk) if (rst) begin wp <= ${down ? "~10'd0" : '0'}; rp <= 0; end
    else begin if (push & ~full) wp <= wp ${down ? '-' : '+'} 1; if (pop & rp != at) rp <= rp + 1; end endmodule\n`;
const array = (order: string): string =>
  `${accumulate}module m(input clk, rst, input [7:0] a, output [7:0] y, output [1:0] o);
  genvar i; generate for (i = 0; i < 2; i = i + 1) begin : g acc #(.K(i + 1)) u(clk, rst, 1'b1, a[4*${order} +: 4], y[4*i +: 4], o[i]); end endgenerate endmodule\n`;
const nested = (inner: string, outer: string): string =>
  `${accumulate}module mid(input clk, rst, input [3:0] a, output [3:0] q); wire [3:0] v; acc u(clk, rst, 1'b1, ${inner}, v, ); assign q = v ^ 4'd3; endmodule\n` +
  top(`wire [3:0] w; mid c(clk, rst, ${outer}, w); assign y = w; assign o = a[0];`);
const dontCare = (masked: string): string => accumulate + top(`wire v = b[0]; acc u0(clk, rst, v, ${masked}, y, ); assign o = v;`);

/** Pairs for the proof with cuts; those that differ must not be proved in any of its ways. */
export const cutCases: readonly CutCase[] = [
  { name: 'a counter that counts down beside instances', truth: 'equal', golden: counted(true), candidate: counted(false) },
  { name: 'a counter that starts otherwise', truth: 'different', golden: counted(true), candidate: counted(false, 14) },
  { name: 'an input of an instance rewritten', truth: 'equal', golden: two(), candidate: two('', '(a | b) & a') },
  { name: 'an input of an instance changed', truth: 'different', golden: two(), candidate: two('', 'a | b') },
  { name: 'the inputs of two instances exchanged', truth: 'different', golden: two(), candidate: two('', 'w', 'a') },
  { name: 'a parameter of an instance', truth: 'different', golden: two(), candidate: two('', 'a', 'w', '#(.K(3))') },
  { name: 'a defparam into an instance', truth: 'different', golden: two(), candidate: two('defparam u0.K = 3;') },
  {
    name: 'the reset of an instance taken away',
    truth: 'different',
    golden: two(),
    candidate: two().replace('u0(clk, rst', "u0(clk, 1'b0"),
  },
  { name: 'an instance that is enabled otherwise', truth: 'different', golden: two(), candidate: two().replace('b[0], w', 'b[1], w') },
  { name: 'an x on an input of an instance', truth: 'different', golden: two(), candidate: two('', "b[1] ? a : 4'bx") },
  {
    name: 'a state without reset on an input of an instance',
    truth: 'different',
    golden: two(),
    candidate: two('reg [3:0] h; always @(posedge clk) h <= h;', 'a ^ h'),
  },
  { name: 'captured right after power-up, as before', truth: 'equal', golden: early(5), candidate: early(5).replace('^k', '^(k | k)') },
  { name: 'captured right after power-up, another value', truth: 'different', golden: early(5), candidate: early(6) },
  {
    name: 'paths through an instance and back into it',
    truth: 'equal',
    golden: through('x ^ b'),
    candidate: through('(x | b) & ~(x & b)'),
  },
  {
    name: 'paths through an instance and back into it, changed',
    truth: 'different',
    golden: through('x ^ b'),
    candidate: through('x ^ a'),
  },
  { name: 'a table in an instance', truth: 'equal', golden: lookUp('a[1:0]'), candidate: lookUp('{a[1], a[0] & (b[0] | a[0])}') },
  {
    name: 'a table in an instance with other words',
    truth: 'different',
    golden: lookUp('a[1:0]'),
    candidate: lookUp('a[1:0]', '#(.I(1))'),
  },
  { name: 'a table in an instance at another address', truth: 'different', golden: lookUp('a[1:0]'), candidate: lookUp('a[2:1]') },
  { name: 'a large memory behind a pointer that counts down', truth: 'equal', golden: queue(false), candidate: queue(true) },
  { name: 'a large memory behind a pointer that is one off', truth: 'different', golden: queue(false), candidate: queue(true, "+10'd1") },
  { name: 'instances in an array', truth: 'equal', golden: array('i'), candidate: array('(1 - (1 - i))') },
  { name: 'instances in an array, connected crosswise', truth: 'different', golden: array('i'), candidate: array('(1 - i)') },
  {
    name: 'an instance in an instance, each input rewritten',
    truth: 'equal',
    golden: nested('a + 1', 'a & b'),
    candidate: nested("a - 4'hf", '~(~a | ~b)'),
  },
  {
    name: 'an instance in an instance, the inner input changed',
    truth: 'different',
    golden: nested('a + 1', 'a & b'),
    candidate: nested('a + 2', 'a & b'),
  },
  {
    name: 'two changes that take each other back',
    truth: 'open',
    golden: nested('a', 'a ^ b'),
    candidate: nested("a ^ 4'd5", "a ^ b ^ 4'd5"),
  },
  { name: 'an input that differs where nobody looks', truth: 'open', golden: dontCare('a'), candidate: dontCare('v ? a : b') },
  {
    name: 'instances exchanged by name',
    truth: 'open',
    golden: two(),
    candidate: two().replace('u0(', 'u9(').replace('u1(', 'u0(').replace('u9(', 'u1('),
  },
];
