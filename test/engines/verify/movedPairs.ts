import type { DesignPairCase } from './equivalencePairs';
import { M } from './equivalencePairs';

/** A golden, a candidate whose registers are others and that is the same, and one that nearly is. */
interface Family {
  readonly name: string;
  readonly ports: string;
  readonly golden: string;
  readonly equal: string;
  readonly wrong: string;
}

/** Registers with their resets, and what they load otherwise. */
const clocked = (resets: string, loads: string): string => `always @(posedge clk) if (rst) begin ${resets} end else begin ${loads} end`;

const hotDetector = (repeats: string): string =>
  `reg [4:0] h; assign y = h[4]; ${clocked('h <= 1;', `h <= {in & h[3], in & h[2], ~in & (h[1] | h[3] | h[4]), in & (h[0] | h[1] | ${repeats}), ~in & (h[0] | h[2])};`)}`;
const downTimer = (cycles: number): string =>
  `reg [15:0] left; reg on; assign busy = on; assign done = on & left == 0;
   ${clocked('left <= 0; on <= 0;', `if (!on) begin left <= ${cycles}; on <= start; end else if (left == 0) on <= 0; else left <= left - 1;`)}`;
const upTimer = `reg [15:0] n; reg on; assign busy = on; assign done = on & n == 90;
  ${clocked('n <= 0; on <= 0;', 'if (!on) begin n <= 0; on <= start; end else if (n == 90) on <= 0; else n <= n + 1;')}`;
const handshake = 'wire w = wr & ~full, r = rd & ~empty;';
const count = (depth: number): string =>
  `reg [6:0] n; assign full = n == ${depth}; assign empty = n == 0; ${handshake} ${clocked('n <= 0;', 'n <= n + w - r;')}`;
const pointers = (full: string): string =>
  `reg [6:0] wp, rp; assign full = ${full}; assign empty = wp == rp; ${handshake}
   ${clocked('wp <= 0; rp <= 0;', 'if (w) wp <= wp + 1; if (r) rp <= rp + 1;')}`;
const wrapped = (top: number): string =>
  `reg [3:0] wp, rp; reg last; assign full = wp == rp & last; assign empty = wp == rp & ~last; ${handshake}
   ${clocked('wp <= 0; rp <= 0; last <= 0;', `if (w) wp <= wp == ${top} ? 0 : wp + 1; if (r) rp <= rp == 9 ? 0 : rp + 1; if (w ^ r) last <= w;`)}`;
const gray = (top: string): string =>
  `reg [7:0] c; wire [7:0] b, n = b + 1; assign b[7] = ${top}; assign g = c; genvar i;
   generate for (i = 0; i < 7; i = i + 1) assign b[i] = b[i + 1] ^ c[i]; endgenerate ${clocked('c <= 0;', 'if (step) c <= n ^ (n >> 1);')}`;
const flagPorts = 'input clk, input rst, input wr, input rd, output full, output empty';
const sumPorts = 'input clk, input rst, input [31:0] a, input [31:0] b, output [31:0] y';

const families: readonly Family[] = [
  {
    name: 'a state encoded one-hot',
    ports: 'input clk, input rst, input in, output y',
    golden: `reg [2:0] s; assign y = s == 4; ${clocked(
      's <= 0;',
      'case (s) 0: s <= in ? 1 : 0; 1: s <= in ? 1 : 2; 2: s <= in ? 3 : 0; 3: s <= in ? 4 : 2; 4: s <= in ? 1 : 2; default: s <= 0; endcase',
    )}`,
    equal: hotDetector('h[4]'),
    wrong: hotDetector("1'b0"),
  },
  {
    name: 'a timer that counts down',
    ports: 'input clk, input rst, input start, output busy, output done',
    golden: upTimer,
    equal: downTimer(90),
    wrong: downTimer(91),
  },
  {
    name: 'a register moved across an increment',
    ports: 'input clk, input rst, input [31:0] a, output [31:0] y',
    golden: `reg [31:0] n; assign y = n + 1; ${clocked('n <= 0;', 'n <= n + a;')}`,
    equal: `reg [31:0] n; assign y = n; ${clocked('n <= 1;', 'n <= n + a;')}`,
    wrong: `reg [31:0] n; assign y = n; ${clocked('n <= 0;', 'n <= n + a;')}`,
  },
  {
    name: 'the next value kept beside the value',
    ports: 'input clk, input rst, input en, output [3:0] y, output [3:0] z',
    golden: `reg [3:0] n; assign y = n; assign z = n + 1; ${clocked('n <= 0;', 'if (en) n <= n + 1;')}`,
    equal: `reg [3:0] n, n1; assign y = n; assign z = n1; ${clocked('n <= 0; n1 <= 1;', 'if (en) begin n <= n1; n1 <= n1 + 1; end')}`,
    wrong: `reg [3:0] n, n1; assign y = n; assign z = n1; ${clocked('n <= 0; n1 <= 1;', 'if (en) n <= n1; if (en | &n) n1 <= n1 + 1;')}`,
  },
  {
    name: 'a comparison moved before its register',
    ports: 'input clk, input rst, input en, input [15:0] a, output y',
    golden: `reg [15:0] r; assign y = r == 14940; ${clocked('r <= 0;', 'if (en) r <= a;')}`,
    equal: `reg f; assign y = f; ${clocked('f <= 0;', 'if (en) f <= a == 14940;')}`,
    wrong: `reg f; assign y = f; ${clocked('f <= 0;', 'if (en) f <= a == 14941;')}`,
  },
  {
    name: 'a sum moved before its registers',
    ports: sumPorts,
    golden: `reg [31:0] p, q; assign y = p + q; ${clocked('p <= 0; q <= 0;', 'p <= a; q <= b;')}`,
    equal: `reg [31:0] s; assign y = s; ${clocked('s <= 0;', 's <= b + a;')}`,
    wrong: `reg [31:0] s; assign y = s; ${clocked('s <= 0;', 's <= b + a + (a[31:24] == 255 & b == 0);')}`,
  },
  {
    name: 'an accumulator split in two',
    ports: sumPorts,
    golden: `reg [31:0] s; assign y = s; ${clocked('s <= 0;', 's <= s + a + b;')}`,
    equal: `reg [31:0] p, q; assign y = p + q; ${clocked('p <= 0; q <= 0;', 'p <= p + a; q <= q + b;')}`,
    wrong: `reg [15:0] h, l; assign y = {h, l}; ${clocked('h <= 0; l <= 0;', 'h <= h + a[31:16] + b[31:16]; l <= l + a + b;')}`,
  },
  {
    name: 'a pointer kept in Gray code',
    ports: 'input clk, input rst, input step, output [7:0] g',
    golden: `reg [7:0] p; assign g = p ^ (p >> 1); ${clocked('p <= 0;', 'if (step) p <= p + 1;')}`,
    equal: gray('c[7]'),
    wrong: gray('0'),
  },
  {
    name: 'pointers in place of a count',
    ports: flagPorts,
    golden: count(64),
    equal: pointers('wp == (rp ^ 64)'),
    wrong: pointers("(wp ^ 7'd64) - rp == 127"),
  },
  { name: 'pointers that wrap at ten in place of a count', ports: flagPorts, golden: count(10), equal: wrapped(9), wrong: wrapped(10) },
  {
    name: 'a ring in place of a counter',
    ports: 'input clk, input rst, input go, output [15:0] y',
    golden: `reg [3:0] n; assign y = 1 << n; ${clocked('n <= 0;', 'if (go) n <= n + 1;')}`,
    equal: `reg [15:0] ring; assign y = ring; ${clocked('ring <= 1;', 'if (go) ring <= {ring[14:0], ring[15]};')}`,
    wrong: `reg [15:0] ring; assign y = ring; ${clocked('ring <= 1;', 'if (go) ring <= {ring[14:0], ring[15]}; else if (ring[9]) ring <= ring << 1;')}`,
  },
];

/** Re-encoded state and registers that were moved across logic: no register of one side is one of the other. */
export const movedPairs: readonly DesignPairCase[] = families.flatMap(({ name, ports, golden, equal, wrong }) => [
  { name, expected: 'proved', golden: M(ports, golden), candidate: M(ports, equal) } as const,
  { name: `${name}, wrongly`, expected: 'refuted', golden: M(ports, golden), candidate: M(ports, wrong) } as const,
]);
