import { describe, expect, it } from 'vitest';
import { alwaysKind } from '../../../server/src/refactor/alwaysKind';
import { assignmentKind } from '../../../server/src/refactor/assignmentKind';
import { caseArms } from '../../../server/src/refactor/caseArms';
import { expandMacro } from '../../../server/src/refactor/expandMacro';
import { extractNet } from '../../../server/src/refactor/extractNet';
import { fillConnections } from '../../../server/src/refactor/fillConnections';
import { importItem } from '../../../server/src/refactor/importItem';
import { inlineNet } from '../../../server/src/refactor/inlineNet';
import { namedConnections } from '../../../server/src/refactor/namedConnections';
import type { Refactoring } from '../../../server/src/refactor/refactoring';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { acted } from '../../unit/refactor/acting';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

function compare(golden: string, candidate: string): Promise<EquivalenceResult> {
  return compareEmbedded(yosys, comparisonOf(golden, candidate, '/design/a.sv'));
}

const clocked = (body: string): string =>
  `module m (input clk, rst, a, b, input [7:0] d, e, output reg [7:0] q, output reg y);\n${body}\nendmodule\n`;
const wide = (body: string): string =>
  `module m (input [7:0] a, b, input signed [7:0] s, t, output [8:0] y, output [7:0] z, output one);\n${body}\nendmodule\n`;
const sub = 'module sub #(parameter W = 8, parameter K = 3) (input [W-1:0] x, y, output [W-1:0] r);\n  assign r = x - y + K;\nendmodule\n';
const enums = (arms: string): string => `module m (input clk, rst, a, output reg [1:0] q);
  typedef enum logic [1:0] {IDLE, RUN, WAIT, DONE} state_t;
  state_t state, next;
  always_ff @(posedge clk) if (rst) state <= IDLE; else state <= next;
  always_comb begin
    next = state;
    q = 0;
    case@@ (state)
${arms}
    endcase
  end
endmodule
`;

interface Case {
  readonly what: string;
  readonly refactoring: Refactoring;
  readonly text: string;
  readonly title?: RegExp;
  /** Turns the rewritten text into one that behaves differently: it must be refuted. */
  readonly broken?: readonly [string, string];
}

const cases: readonly Case[] = [
  {
    what: 'always_ff with an asynchronous reset',
    refactoring: alwaysKind,
    text: clocked('@@always @(posedge clk or posedge rst) if (rst) q <= 0; else if (a) q <= d;'),
    broken: ['if (a)', 'if (b)'],
  },
  {
    what: 'always_comb',
    refactoring: alwaysKind,
    text: clocked('@@always @(a or b or d or e) begin y = a; q = d; if (b) q = e; end'),
    broken: ['if (b)', 'if (a)'],
  },
  {
    what: 'non-blocking in a clocked process',
    refactoring: assignmentKind,
    text: clocked('@@always @(posedge clk) if (rst) begin q = 0; y = 0; end else begin y = a ^ q[0]; q = q + d; end'),
    broken: ['^ q[0]', '^ d[0]'],
  },
  {
    what: 'blocking in a combinational process',
    refactoring: assignmentKind,
    text: clocked('@@always @* begin y <= a; q <= d; if (b) q <= e; end'),
  },
  {
    what: 'missing arms that do what the default does',
    refactoring: caseArms,
    text: enums('      IDLE: next = a ? RUN : IDLE;\n      default: begin next = DONE; q = 2; end'),
    title: /missing/,
    broken: ['RUN: begin next = DONE', 'RUN: begin next = IDLE'],
  },
  { what: 'empty arms', refactoring: caseArms, text: enums('      IDLE: next = RUN;\n      RUN: if (a) next = DONE;'), title: /missing/ },
  { what: 'a default', refactoring: caseArms, text: enums('      IDLE: next = RUN;\n      RUN: if (a) next = DONE;'), title: /default/ },
  {
    what: 'a net for a sum with carry',
    refactoring: extractNet,
    text: wide('  assign y = «(a + b)» + 1; assign z = 0; assign one = 0;'),
    broken: ['[8:0] extracted', '[7:0] extracted'],
  },
  {
    what: 'a net for a shifted sum',
    refactoring: extractNet,
    text: wide("  assign z = «((a + b) >> 1)» + 16'd0; assign y = 0; assign one = 0;"),
    broken: ['[15:0]', '[7:0]'],
  },
  {
    what: 'a signed net',
    refactoring: extractNet,
    text: wide('  assign one = «s + t» < s; assign y = 0; assign z = 0;'),
    broken: ['signed [7:0] extracted', '[7:0] extracted'],
  },
  {
    what: 'a net of a condition',
    refactoring: extractNet,
    text: clocked('  always @(posedge clk) begin\n    y <= a;\n    if («d > e» && b) q <= d;\n  end'),
  },
  {
    what: 'an inlined sum held to its width',
    refactoring: inlineNet,
    text: wide('  wire [7:0] n@@ = a + b;\n  assign y = n + 1; assign z = 0; assign one = 0;'),
    broken: ['{a + b}', '(a + b)'],
  },
  {
    what: 'an inlined signed sum',
    refactoring: inlineNet,
    text: wide('  wire signed [7:0] n@@ = s + t;\n  assign one = n < s; assign y = 0; assign z = 0;'),
    broken: ['$signed({s + t})', '{s + t}'],
  },
  {
    what: 'named ports',
    refactoring: namedConnections,
    text: sub + wide('  sub u@@ (a, b, z); assign y = 0; assign one = 0;'),
    broken: ['.x(a), .y(b)', '.x(b), .y(a)'],
  },
  {
    what: 'named parameters',
    refactoring: namedConnections,
    text: sub + wide('  sub #(8, 5) u@@ (.x(a), .y(b), .r(z)); assign y = 0; assign one = 0;'),
    title: /param/,
  },
  {
    what: 'parameters written out',
    refactoring: fillConnections,
    text: sub + wide('  sub u@@ (.x(a), .y(b), .r(z)); assign y = 0; assign one = 0;'),
    title: /param/,
    broken: ['.K(3)', '.K(4)'],
  },
  {
    what: 'an imported item',
    refactoring: importItem,
    text: `package p; localparam int N = 3; endpackage\n${wide('  assign z = a + p::N@@; assign y = p::N; assign one = 0;')}`,
  },
  {
    what: 'the package of an imported item, which a module around it declares otherwise',
    refactoring: importItem,
    text: `package p; localparam int N = 3; endpackage\npackage o; localparam int N = 4; endpackage\n${wide('  import p::*;\n  assign z = a + N@@; assign y = N; assign one = 0;')}`,
    broken: ['p::N', 'o::N'],
  },
  {
    what: 'a macro replaced by its expansion',
    refactoring: expandMacro,
    text: `\`define TWICE(x) ((x) + (x))\n${wide('  assign z = `TWI@@CE(a ^ b); assign y = 0; assign one = 0;')}`,
  },
];

describe('rewrites keep what the design does', () => {
  for (const { what, refactoring, text, title, broken } of cases) {
    it(what, { timeout: 60_000 }, async () => {
      const before = text.replace(/@@|[«»]/g, '');
      const after = await acted(refactoring, text, title === undefined ? {} : { title });
      expect(after, after).toMatch(/endmodule/);
      expect(after).not.toBe(before);
      const kept = await compare(before, after);
      expect(kept.verdict, `${kept.reason}\n${after}`).toBe('proved');
      if (broken === undefined) return;
      const wrong = after.replace(broken[0], broken[1]);
      expect(wrong, after).not.toBe(after);
      expect((await compare(before, wrong)).verdict, wrong).toBe('refuted');
    });
  }
});
