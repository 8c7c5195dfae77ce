import type { DifferentialOptions } from '../../../server/src/sim/differential';

export interface Pair {
  readonly name: string;
  readonly golden: string;
  readonly candidate: string;
  /** A module that says when the assumption holds. */
  readonly assume?: string;
  readonly options?: Partial<DifferentialOptions>;
  readonly expected: 'same' | 'different' | 'unknown' | 'unsupported';
  /** Must appear in the reason of `unknown` and `unsupported`. */
  readonly why?: RegExp;
}

export const fifo = (change: (text: string) => string = (text) => text): string =>
  change(`module m(input clk, input rst, input wr, input rd, input [7:0] din, output [7:0] dout, output full, output empty);
  reg [7:0] mem [0:7];
  reg [3:0] wp, rp;
  assign empty = wp == rp;
  assign full = wp[3] != rp[3] && wp[2:0] == rp[2:0];
  assign dout = mem[rp[2:0]];
  always @(posedge clk)
    if (rst) begin wp <= 0; rp <= 0; end
    else begin
      if (wr && !full) begin mem[wp[2:0]] <= din; wp <= wp + 1; end
      if (rd && !empty) rp <= rp + 1;
    end
endmodule`);

const fifoCounting = `module m(input clk, input rst, input wr, input rd, input [7:0] din, output [7:0] dout, output full, output empty);
  reg [7:0] mem [0:7];
  reg [2:0] w, r;
  reg [3:0] n;
  assign empty = n == 0;
  assign full = n == 8;
  assign dout = mem[r];
  wire push = wr & ~full, pop = rd & ~empty;
  always @(posedge clk)
    if (rst) begin w <= 0; r <= 0; n <= 0; end
    else begin
      if (push) begin mem[w] <= din; w <= w + 1; end
      if (pop) r <= r + 1;
      n <= n + push - pop;
    end
endmodule`;

const decoder = (last: string): string => `module m(input [1:0] s, output reg [3:0] y);
  always @* case (s) 0: y = 1; 1: y = 2; 2: y = 4; default: y = ${last}; endcase
endmodule`;

const freeCounter = (step: number): string => `module m(input clk, output reg [3:0] r);
  always @(posedge clk) r <= r + ${step};
endmodule`;

const twoRegisters = (first: string, second: string): string => `module m(input clk, input rst, input d, output reg a, output reg b);
  always @(${first} clk) if (rst) a <= 0; else a <= d;
  always @(${second} clk) if (rst) b <= 0; else b <= ~d;
endmodule`;

const fsmBinary = (broken = false): string => `module m(input clk, input rst_n, input go, input stop, output busy, output done);
  reg [1:0] s;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) s <= 0;
    else case (s)
      0: if (go) s <= 1;
      1: if (stop) s <= 2; ${broken ? 'else if (go) s <= 2;' : ''}
      2: s <= 0;
      default: s <= 0;
    endcase
  assign busy = s == 1;
  assign done = s == 2;
endmodule`;

const fsmOneHot = `module m(input clk, input rst_n, input go, input stop, output busy, output done);
  reg idle, run, fin;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) {idle, run, fin} <= 3'b100;
    else begin
      idle <= fin | (idle & ~go);
      run <= (idle & go) | (run & ~stop);
      fin <= run & stop;
    end
  assign busy = run;
  assign done = fin;
endmodule`;

const multiplyShort = `module m(input clk, input rst, input [3:0] a, input [3:0] b, output reg [7:0] y);
  always @(posedge clk) if (rst) y <= 0; else y <= a * b;
endmodule`;

const multiplyLong = (product: string): string => `module m(input clk, input rst, input [3:0] a, input [3:0] b, output reg [7:0] y);
  reg [7:0] p;
  always @(posedge clk) if (rst) begin p <= 0; y <= 0; end else begin p <= ${product}; y <= p; end
endmodule`;

const twoClocks = (sync: string): string => `module m(input ca, input cb, input ra, input rb, input d, output reg q, output t);
  reg x, s1;
  assign t = x;
  always @(posedge ca or posedge ra) if (ra) x <= 0; else x <= x ^ d;
  always @(posedge cb or posedge rb) if (rb) begin s1 <= 0; q <= 0; end else begin s1 <= x; q <= ${sync}; end
endmodule`;

const gatedClock = `module m(input clk, input rst, input en, input [3:0] d, output reg [3:0] q);
  reg lat;
  always @* if (!clk) lat = en | rst;
  wire g = clk & lat;
  always @(posedge g) if (rst) q <= 0; else q <= d;
endmodule`;

const enabled = (en: string): string => `module m(input clk, input rst, input en, input [3:0] d, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else if (${en}) q <= d;
endmodule`;

const registered = (ports: string, body: string): string => `module m(input clk, ${ports});\n${body}\nendmodule`;
const q4 = 'input rst, input [3:0] d, output reg [3:0] q';

export const pairs: readonly Pair[] = [
  { name: 'a FIFO and its copy', golden: fifo(), candidate: fifo(), expected: 'same' },
  { name: 'a FIFO by pointers and by count', golden: fifo(), candidate: fifoCounting, expected: 'same' },
  {
    name: 'a FIFO that reads when empty',
    golden: fifo(),
    candidate: fifo((t) => t.replace('rd && !empty', 'rd')),
    expected: 'different',
  },
  {
    name: 'a FIFO that writes when full',
    golden: fifo(),
    candidate: fifo((t) => t.replace('wr && !full', 'wr')),
    expected: 'different',
  },
  { name: 'a don’t-care replaced by a value', golden: decoder("4'bx"), candidate: decoder('8'), expected: 'same' },
  { name: 'a value replaced by a don’t-care', golden: decoder('8'), candidate: decoder("4'bx"), expected: 'different' },
  {
    name: 'a don’t-care must not hide a wrong value elsewhere',
    golden: decoder("4'bx"),
    candidate: decoder('8').replace('y = 4', 'y = 5'),
    expected: 'different',
  },
  { name: 'free counters of different steps', golden: freeCounter(1), candidate: freeCounter(2), expected: 'different' },
  { name: 'free counters of one step', golden: freeCounter(1), candidate: freeCounter(1), expected: 'same' },
  {
    name: 'initial values that differ',
    golden: registered('output reg [3:0] q = 0', 'always @(posedge clk) q <= q + 1;'),
    candidate: registered('output reg [3:0] q = 5', 'always @(posedge clk) q <= q + 1;'),
    expected: 'different',
  },
  {
    name: 'an initial value where reset comes first',
    golden: registered(q4, 'always @(posedge clk) if (rst) q <= 3; else q <= q + d;'),
    candidate: registered(q4, 'initial q = 9; always @(posedge clk) if (rst) q <= 3; else q <= q + d;'),
    expected: 'same',
  },
  {
    name: 'the other clock edge',
    golden: twoRegisters('posedge', 'posedge'),
    candidate: twoRegisters('negedge', 'negedge'),
    expected: 'different',
  },
  {
    name: 'edges swapped between registers',
    golden: twoRegisters('posedge', 'negedge'),
    candidate: twoRegisters('negedge', 'posedge'),
    expected: 'different',
  },
  {
    name: 'both edges, a copy',
    golden: twoRegisters('posedge', 'negedge'),
    candidate: twoRegisters('posedge', 'negedge'),
    expected: 'same',
  },
  {
    name: 'falling edge only, a copy',
    golden: twoRegisters('negedge', 'negedge'),
    candidate: twoRegisters('negedge', 'negedge'),
    expected: 'same',
  },
  {
    name: 'asynchronous and synchronous reset',
    golden: registered(q4, 'always @(posedge clk or posedge rst) if (rst) q <= 0; else q <= q + d;'),
    candidate: registered(q4, 'always @(posedge clk) if (rst) q <= 0; else q <= q + d;'),
    expected: 'different',
  },
  { name: 'a state machine encoded anew', golden: fsmBinary(), candidate: fsmOneHot, expected: 'same' },
  { name: 'a state machine with another arc', golden: fsmBinary(), candidate: fsmBinary(true), expected: 'different' },
  {
    name: 'a pipeline one stage longer',
    golden: multiplyShort,
    candidate: multiplyLong('a * b'),
    options: { latency: 1 },
    expected: 'same',
  },
  { name: 'a longer pipeline seen without latency', golden: multiplyShort, candidate: multiplyLong('a * b'), expected: 'different' },
  {
    name: 'a longer pipeline with the wrong latency',
    golden: multiplyShort,
    candidate: multiplyLong('a * b'),
    options: { latency: 2 },
    expected: 'different',
  },
  {
    name: 'a longer pipeline with a rare mistake',
    golden: multiplyShort,
    candidate: multiplyLong("a * b + (a == 4'hf && b == 4'h7)"),
    options: { latency: 1 },
    expected: 'different',
  },
  { name: 'two clocks, a copy', golden: twoClocks('s1'), candidate: twoClocks('s1'), expected: 'same' },
  { name: 'two clocks, a synchroniser cut short', golden: twoClocks('s1'), candidate: twoClocks('x'), expected: 'different' },
  {
    name: 'a latency over two clocks',
    golden: twoClocks('s1'),
    candidate: twoClocks('s1'),
    options: { latency: 1 },
    expected: 'unsupported',
    why: /several clocks/,
  },
  { name: 'a gated clock and an enable', golden: enabled('en'), candidate: gatedClock, expected: 'same' },
  { name: 'a gated clock and another enable', golden: enabled('en & d[0]'), candidate: gatedClock, expected: 'different' },
  {
    name: 'a register that lost its reset',
    golden: registered(q4, 'always @(posedge clk) if (rst) q <= 0; else if (d[0]) q <= d;'),
    candidate: registered(q4, 'always @(posedge clk) if (d[0]) q <= d;'),
    expected: 'different',
  },
  {
    name: 'a register that gained a reset',
    golden: registered(q4, 'reg v; always @(posedge clk) begin if (rst) v <= 0; else v <= 1; if (v) q <= d; end'),
    candidate: registered(q4, 'reg v; always @(posedge clk) begin if (rst) v <= 0; else v <= 1; if (rst) q <= 0; else if (v) q <= d; end'),
    // With reset free, q is also cleared in mid-run, where the golden holds: that is another machine.
    expected: 'different',
  },
  {
    name: 'unknown by reconvergence only',
    golden: registered(q4, 'always @(posedge clk) if (rst) q <= 0; else q <= d;'),
    candidate: registered(
      'input rst, input [3:0] d, output [3:0] q',
      'reg [3:0] r, u; always @(posedge clk) begin u <= ~u; if (rst) r <= 0; else r <= d; end assign q = (u & r) | (~u & r);',
    ),
    expected: 'unknown',
    why: /no choice tried was wrong/,
  },
  {
    name: 'an inverted pipeline, different only before it is filled',
    golden: registered('input d, output reg q', 'reg p; always @(posedge clk) begin p <= d; q <= p; end'),
    candidate: registered('input d, output reg q', 'reg p; always @(posedge clk) begin p <= ~d; q <= ~p; end'),
    expected: 'unknown',
    why: /registers of one name hold different things/,
  },
  {
    name: 'registers without reset, combined differently',
    golden: registered(
      'input w, input [3:0] d, output [3:0] y',
      'reg [3:0] a, b; always @(posedge clk) if (w) a <= d; else b <= a; assign y = w ? 0 : a & b;',
    ),
    candidate: registered(
      'input w, input [3:0] d, output [3:0] y',
      'reg [3:0] a, b; always @(posedge clk) if (w) a <= d; else b <= a; assign y = w ? 0 : a | b;',
    ),
    expected: 'different',
  },
  {
    name: 'latches',
    golden: 'module m(input e, input d, output reg q); always @* if (e) q = d; endmodule',
    candidate: 'module m(input e, input d, output reg q); always @* if (!(~e)) q = ~(~d); endmodule',
    expected: 'same',
  },
  {
    name: 'latches of opposite gate',
    golden: 'module m(input e, input d, output reg q); always @* if (e) q = d; endmodule',
    candidate: 'module m(input e, input d, output reg q); always @* if (!e) q = d; endmodule',
    expected: 'different',
  },
  {
    name: 'a combinational loop',
    golden: 'module m(input a, output y); wire loopy; assign loopy = ~(a & loopy); assign y = loopy; endmodule',
    candidate: 'module m(input a, output y); assign y = ~a; endmodule',
    expected: 'unsupported',
    why: /golden: combinational loop through .*(loopy|y)/,
  },
  {
    name: 'another interface',
    golden: 'module m(input [3:0] a, output y); assign y = ^a; endmodule',
    candidate: 'module m(input [4:0] a, output z); assign z = ^a; endmodule',
    expected: 'unsupported',
    why: /input a has 4 bits .* 5 .*output y is missing.*port z exists only/,
  },
  {
    name: 'a renamed port',
    golden: 'module m(input [3:0] a, output y); assign y = ^a; endmodule',
    candidate: 'module m(input [3:0] a, output z); assign z = a[0] ^ a[1] ^ a[2] ^ a[3]; endmodule',
    options: { portMap: { y: 'z' } },
    expected: 'same',
  },
  {
    name: 'equal under an assumption',
    golden: 'module m(input [2:0] s, output y); assign y = s[0] | s[1] | s[2]; endmodule',
    candidate: 'module m(input [2:0] s, output y); assign y = 1; endmodule',
    assume: 'module m(input [2:0] s, output holds); assign holds = s == 1 || s == 2 || s == 4; endmodule',
    expected: 'same',
  },
  {
    name: 'different even under an assumption',
    golden: 'module m(input [2:0] s, output y); assign y = s[0]; endmodule',
    candidate: 'module m(input [2:0] s, output y); assign y = s[0] | s[2]; endmodule',
    assume: 'module m(input [2:0] s, output holds); assign holds = s == 1 || s == 2 || s == 4; endmodule',
    expected: 'different',
  },
];
