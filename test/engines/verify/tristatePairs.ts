/** Pairs of modules `m` whose ports may be left at high impedance: what each pair has to come to. */
export interface TristatePair {
  readonly name: string;
  readonly golden: string;
  readonly candidate: string;
  readonly verdict: 'proved' | 'refuted' | 'unknown';
  /** What the reason has to say. */
  readonly says?: RegExp;
}

const buffer = (drive: string, read = 'io'): string => `module m(input clk, oe, input [1:0] d, inout [1:0] io, output reg [1:0] q);
  ${drive} always @(posedge clk) q <= ${read}; endmodule`;
const plain = buffer("assign io = oe ? d : 2'bzz;");
const wire = "wire [1:0] t = oe ? d : 2'bzz; assign io = t;";

const openDrain = (value: string, next: string): string => `module m(input clk, rst, inout sda, output reg [3:0] got);
  reg low; assign sda = low ? ${value} : 1'bz; always @(posedge clk) if (rst) begin low <= 0; got <= 0; end
  else begin low <= ${next}; got <= {got[2:0], sda}; end endmodule`;

const inside = (drive: string, read: string): string => `module m(input clk, oe, input [1:0] d, inout [1:0] io, output reg [1:0] q);
  pad p0(.pad(io[0]), .e(oe), .d(d[0]), .y(y0)); pad p1(.pad(io[1]), .e(oe), .d(d[1]), .y(y1)); always @(posedge clk) q <= {y1, y0}; endmodule
  module pad(inout pad, input e, d, output y); ${drive} assign y = ${read}; endmodule`;

const output = (value: string): string => `module m(input e, d, output q); assign q = ${value}; endmodule`;
const readInside = (value: string): string => `module m(input e, d, output q, y); assign q = ${value}; assign y = q; endmodule`;

const decoded = (value: string): string => `module m(input [1:0] e, input d, output reg q);
  always @* case (e) 0: q = ${value}; 1: q = ~d; 3: q = d; default: q = 1'bz; endcase endmodule`;

const proved: readonly (readonly [string, string, string])[] = [
  ['data that differ only while nothing is driven', plain, buffer("assign io = oe ? d & {2{oe}} : 2'bzz;")],
  ['the enable the other way round', plain, buffer("assign io = !oe ? 2'bzz : d;")],
  ['bit by bit', plain, buffer("assign io[0] = oe ? d[0] : 1'bz; assign io[1] = oe ? d[1] : 1'bz;")],
  ['what is read while driving is what is driven', plain, buffer("assign io = oe ? d : 2'bzz;", 'oe ? d : io')],
  ['two drivers of which at most one is on', plain, buffer("assign io = oe & d[0] ? d : 2'bzz; assign io = oe & ~d[0] ? d : 2'bzz;")],
  ['two drivers that agree', plain, buffer("assign io = oe ? d : 2'bzz; assign io = oe & d[1] ? d : 2'bzz;")],
  ['through a net of its own', plain, buffer(wire)],
  ['what is read under another name', plain, buffer("assign io = oe ? d : 2'bzz; wire [1:0] back = io;", 'back')],
  ['an open drain', openDrain("1'b0", 'sda ^ got[0]'), openDrain('~low', 'got[0] ^ sda')],
  ['in an instance', plain, inside("assign pad = e ? d : 1'bz;", 'pad')],
  ['a gate with an enable', inside('bufif1 b(pad, d, e);', 'pad'), inside('bufif1 b(pad, d & e, e);', 'pad')],
  ['an output that floats', output("e ? d : 1'bz"), output("e ? d & e : 1'bz")],
  ['an output that a case leaves floating', decoded('d'), decoded('d & d')],
  ['never driven', buffer("assign io = 2'bzz;"), buffer('')],
];

const refuted: readonly (readonly [string, string, string])[] = [
  ['the enable inverted', plain, buffer("assign io = oe ? 2'bzz : d;")],
  ['other data while driven', plain, buffer("assign io = oe ? ~d : 2'bzz;")],
  ['the bits in another order', plain, buffer("assign io = oe ? {d[0], d[1]} : 2'bzz;")],
  ['one bit driven for longer', plain, buffer("assign io = oe ? d : {1'bz, 1'b0};")],
  ['what is driven read in place of the port', plain, buffer(wire, 't')],
  ['the same expression read in place of the port', plain, buffer("assign io = oe ? d : 2'bzz;", "oe ? d : 2'bzz")],
  ['the port read in another order', plain, buffer("assign io = oe ? d : 2'bzz;", '{io[0], io[1]}')],
  ['only what others drive is read', plain, buffer("assign io = oe ? d : 2'bzz;", "oe ? 2'b00 : io")],
  ['a drain that drives high', openDrain("1'b0", 'sda'), openDrain('got[2]', 'sda')],
  ['in an instance, what is driven is read', plain, inside("wire t = e ? d : 1'bz; assign pad = t;", 't')],
  ['an output that floats, driven for longer', output("e ? d : 1'bz"), output('e & d')],
  ['an output that is driven, left floating', output('e & d'), output("e ? d : 1'bz")],
  ['an output that a case leaves floating, other data', decoded('d'), decoded('~d')],
  ['driven where the other never does', buffer(''), buffer("assign io = oe ? d : 2'bzz;")],
  ['no port for others any more', plain, plain.replace('inout', 'output')],
];

const held = (drive: string): string =>
  `module m(input clk, oe, d, inout io); reg r; assign io = r; always @(posedge clk) r <= ${drive}; endmodule`;
const child = (
  drive: string,
): string => `module m(input oe, d, inout io, output y); driver u(.o(io), .e(oe), .d(${drive}), .y(y)); endmodule
  module driver(output o, input e, d, output y); assign o = e ? d : 1'bz; assign y = o; endmodule`;

const notTold: readonly (readonly [string, string, string, RegExp])[] = [
  ['a register that holds a z', held("oe ? d : 1'bz"), held("oe ? d & d : 1'bz"), /may hold a z/],
  ['an output port of an instance on the net', child('d'), child('d & d'), /u\.o, an output port of an instance/],
  ['an output that is read inside', readInside("e ? d : 1'bz"), readInside("e ? d & d : 1'bz"), /output q .* is read inside/],
  ['a second driver that disagrees', plain, buffer("assign io = oe ? d : 2'bzz; assign io = oe & d[1] ? 2'b00 : 2'bzz;"), /difference/],
  ['a driver of another strength', buffer("assign (weak1, strong0) io = oe ? d : 2'bzz;"), plain, /./],
];

export const tristatePairs: readonly TristatePair[] = [
  ...proved.map(([name, golden, candidate]) => ({ name, golden, candidate, verdict: 'proved' as const })),
  ...refuted.map(([name, golden, candidate]) => ({ name, golden, candidate, verdict: 'refuted' as const })),
  ...notTold.map(([name, golden, candidate, says]) => ({ name, golden, candidate, verdict: 'unknown' as const, says })),
];
