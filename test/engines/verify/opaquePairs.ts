/** Pairs of modules `m` with instances whose inside no source shows: what each pair has to come to. */
export interface OpaquePair {
  readonly name: string;
  readonly golden: string;
  readonly candidate: string;
  readonly proved: boolean;
  /** What the reason has to say. */
  readonly says: RegExp;
}

const boxes = `(* blackbox *) module RAM #(parameter DEPTH = 4) (input clk, we, input [3:0] a, d, output [3:0] q); endmodule
  (* blackbox *) module PAD (input i, t, output o, inout io); endmodule
  (* blackbox *) module PROBE (input clk, input [3:0] seen); endmodule
  (* blackbox *) module PLL (input refclk, output clk, locked); endmodule `;

const ram = (next: string, { use = 'RAM u_ram', out = 'q + d', start = "rst ? 4'd0 : " } = {}): string => `${boxes}
  module m(input clk, rst, input [3:0] d, output [3:0] y); reg [3:0] a; wire [3:0] q; assign y = ${out};
  ${use}(.clk(clk), .we(d[0]), .a(a), .d(d ^ a), .q(q)); always @(posedge clk) a <= ${start}${next}; endmodule`;

const pad = (i: string, seen = 'o'): string => `${boxes} module m(input clk, rst, input [1:0] d, inout io, output reg q);
  reg t; wire o; PAD u_pad(.i(${i}), .t(t), .o(o), .io(io)); always @(posedge clk) begin t <= rst | d[0]; q <= ~rst & ${seen}; end endmodule`;

const probe = (seen: string): string => `${boxes} module m(input clk, input [3:0] d, output reg [3:0] q);
  PROBE u_probe(.clk(clk), .seen(${seen})); always @(posedge clk) q <= d; endmodule`;

const pll = (next: string): string => `${boxes} module m(input refclk, input [3:0] d, output reg [3:0] q); wire clk, locked;
  PLL u_pll(.refclk(refclk), .clk(clk), .locked(locked)); always @(posedge clk) if (!locked) q <= 0; else q <= ${next}; endmodule`;

const driver = (drive: string): string => `${boxes} module m(input clk, oe, d, inout io, sda, output y);
  PAD u_pad(.i(d), .t(oe), .o(y), .io(io)); assign sda = ${drive}; endmodule`;

const cleared = (
  pin: string,
  rst: string,
  d = 'd[0] & d[1]',
): string => `(* blackbox *) module FF (input clk, ${pin}, d, output q); endmodule
  module m(input clk, rst, input [1:0] d, output q); FF u_ff(.clk(clk), .${pin}(${rst}), .d(${d}), .q(q)); endmodule`;

const taken = /^with u_\w+ of \w+ taken as the same on both sides: .*proved/;

const proved: readonly (readonly [string, string, string])[] = [
  ['logic before and behind a memory', ram('a + d'), ram('d + a', { out: 'd + q' })],
  ['a pad', pad('d[0] & d[1]'), pad('~(~d[0] | ~d[1])')],
  ['an instance that gives the clock', pll('q + d'), pll('d + q')],
  ['a pad beside a port that is driven', driver("oe ? d : 1'bz"), driver("oe ? d & oe : 1'bz")],
  ['the same logic in front of an asynchronous pin', cleared('arst', 'rst | d[0]'), cleared('arst', 'rst | d[0]', 'd[1] & d[0]')],
  ['other logic in front of a pin', cleared('en', 'rst'), cleared('en', '(rst & d[0]) | (rst & ~d[0])')],
  ['state that nothing sets', ram('a + d', { start: '' }), ram('d + a', { start: '' })],
];

const different: readonly (readonly [string, string, string, RegExp])[] = [
  ['what a memory is given', ram('a + d'), ram('a + d', { use: 'RAM u_ram' }).replace('d ^ a', 'd & a'), /u_ram\.d differ/],
  ['what is made of what it gives', ram('a + d'), ram('a + d', { out: 'q - d' }), /y differ/],
  ['the address it is given', ram('a + d'), ram('a - d'), /u_ram\.a|y differ/],
  ['another parameter', ram('a + d'), ram('a + d', { use: 'RAM #(.DEPTH(8)) u_ram' }), /another module, parameter or port/],
  ['another default of a parameter', ram('a + d'), ram('a + d').replace('DEPTH = 4', 'DEPTH = 8'), /RAM is declared otherwise/],
  ['another name', ram('a + d'), ram('a + d', { use: 'RAM u_mem' }), /missing in the candidate/],
  [
    'logic in front of an asynchronous pin',
    cleared('arst', 'rst'),
    cleared('arst', '(rst & d[0]) | (rst & ~d[0])'),
    /u_ff\.arst.*glitches are not modelled/,
  ],
  ['what only a probe sees', probe('d'), probe('~d'), /u_probe\.seen differ/],
  ['what a pad is given', pad('d[1]'), pad('d[0]'), /u_pad\.i differ/],
  ['what a pad gives', pad('d[1]'), pad('d[1]', '~o'), /q differ/],
  ['behind a clock that an instance gives', pll('q + d'), pll('q - d'), /q differ/],
  [
    'what it is given during the reset only',
    ram('a + d'),
    ram('a + d').replace('.we(d[0])', '.we(d[0] ^ z)').replace('always', 'reg z; always @(posedge clk) if (rst) z <= 0; always'),
    /during the reset u_ram\.we/,
  ],
];

export const opaquePairs: readonly OpaquePair[] = [
  ...proved.map(([name, golden, candidate]) => ({ name, golden, candidate, proved: true, says: taken })),
  ...different.map(([name, golden, candidate, says]) => ({ name, golden, candidate, proved: false, says })),
];
