import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../../server/src/base/outcome';
import type { SourceText } from '../../../server/src/base/ranges';
import { findFixes, type FixSearchResult } from '../../../server/src/fixes/search';
import { constantDivision } from '../../../server/src/fixes/strategies/constantDivision';
import { serialChainToTree } from '../../../server/src/fixes/strategies/serialChainToTree';
import type { FixStrategy } from '../../../server/src/fixes/strategy';
import type { TimingFix } from '../../../server/src/protocol/contract';
import { analyzeDesign } from '../../../server/src/timing/analyze';
import { readDesign } from '../../../server/src/tools/readDesign';
import { applied, openFixBench, unitOf } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();
const { yosys } = bench;
const never = new AbortController().signal;

const fixesOf = (
  text: string,
  top: string,
  file?: string,
  strategies?: readonly FixStrategy[],
  budgetMs?: number,
): Promise<FixSearchResult> =>
  bench.fixesOf(text, top, {
    rounds: 1,
    ...(file === undefined ? {} : { file }),
    ...(strategies === undefined ? {} : { strategies }),
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });

it('what its author marked to be left alone gets no logic in front of it, and the reason is told', async () => {
  const text = `module twoStages (input clk, input [7:0] a, b, output reg [7:0] y);
  (* async_reg = "true" *) reg [7:0] s;
  always @(posedge clk) begin s <= a + b; y <= s * 3; end
endmodule
`;
  const at = text.indexOf('a + b;') + 'a + b'.length;
  const addLogic: FixStrategy = {
    name: 'add-logic',
    causes: [],
    knowledge: 'for this test',
    propose: ({ violated }) => ({
      candidates: [
        {
          strategy: 'add-logic',
          title: 'Add logic',
          changes: [{ start: at, end: at, text: ' | (s & 0)' }],
          contract: { kind: 'sameCycle' },
          paths: violated,
          line: 3,
        },
      ],
      declined: [],
    }),
  };
  const { fixes, declined } = await fixesOf(text, 'twoStages', 'twoStages.v', [addLogic]);
  expect(fixes).toEqual([]);
  expect(declined.map(({ reason }) => reason)).toEqual(['s is marked `async_reg` in the source.']);
});

describe('serial chains become trees, each proven and measured', () => {
  it('a running maximum in a loop, with its comments and formatting elsewhere kept', async () => {
    const text = `module peak (input logic clk, input logic [47:0] s, output logic [7:0] y);
\tlogic [47:0] r;   // held samples
\tlogic [7:0] best;
\talways_comb begin
\t\tbest = r[7:0];  // start
\t\tfor (int i = 1; i < 6; i++)
\t\t\tif (r[8*i +: 8] > best) best = r[8*i +: 8];
\tend
\talways_ff @(posedge clk) begin r <= s; y <= best; end  /* odd   spacing */
endmodule
`;
    const { fixes, declined } = await fixesOf(text, 'peak', undefined, [serialChainToTree]);
    expect(declined).toEqual([]);
    const [fix] = fixes;
    expect(fix).toMatchObject({
      strategy: 'serial-chain-to-tree',
      contract: { kind: 'sameCycle' },
      verdict: { verdict: 'proved' },
      origin: 'rule',
    });
    expect(fix?.after.wns).toBeGreaterThan(fix?.before.wns ?? 0);
    expect(fix?.title).toMatch(/−\d+\.\d\d → [−+]\d+\.\d\d ns, proven/);
    const after = applied(text, fix);
    for (const kept of ['// held samples', '// start', '/* odd   spacing */', '\t\tbegin : best_tree', 'best_leaf[i] = r[8*i +: 8];'])
      expect(after).toContain(kept);
  });

  it('a first-set search in Verilog-2001, with a parameter as its bound', async () => {
    const text = `module first #(parameter N = 16) (input clk, input [N-1:0] req, output reg [3:0] at, output reg any);
  reg [N-1:0] r; reg [3:0] idx; reg found; integer i;
  always @* begin
    idx = 4'd0; found = 1'b0;
    for (i = 0; i < N; i = i + 1)
      if (r[i] && !found) begin
        idx = i[3:0]; // the index
        found = 1'b1;
      end
  end
  always @(posedge clk) begin r <= req; at <= idx; any <= found; end
endmodule
`;
    const { fixes, declined } = await fixesOf(text, 'first', '/rtl/first.v', [serialChainToTree]);
    // Whether 16 are enough to gain is for the measurement; the proof must stand, and no other reason be given.
    if (fixes.length === 0) expect(declined[0]?.reason).toMatch(/^Measured/);
    else {
      const after = applied(text, fixes[0]);
      expect(after).toContain('reg [3:0] idx_leaf [0:N];');
      expect(after).toContain('// the index');
      expect(after).not.toContain('logic');
    }
  });

  it('an arg-min under a condition, signed', async () => {
    const text = `module low (input logic clk, input logic [5:0] v, input logic [59:0] x, output logic signed [9:0] y, output logic [2:0] k);
  logic [5:0] ok; logic [59:0] r; logic signed [9:0] m; logic [2:0] at; logic signed [9:0] e;
  always_comb begin
    m = 10'sd511; at = '0; e = '0;
    for (int i = 0; i < 6; i++) begin
      e = r[10*i +: 10];
      if (ok[i] && e <= m) begin m = e; at = 3'(i); end
    end
  end
  always_ff @(posedge clk) begin ok <= v; r <= x; y <= m; k <= at; end
endmodule
`;
    const { fixes, declined } = await fixesOf(text, 'low', undefined, [serialChainToTree]);
    expect(declined).toEqual([]);
    expect(fixes[0]?.verdict.verdict).toBe('proved');
    expect(applied(text, fixes[0] as TimingFix)).toContain('logic signed [9:0] m_leaf [0:6];');
  });

  it('a chain unrolled by hand, CRLF kept', async () => {
    const text = [
      'module hand (input clk, input [39:0] s, output reg [7:0] y);',
      '  reg [39:0] r; reg [7:0] b;',
      '  always @(*) begin',
      '    b = r[7:0];',
      '    if (b < r[15:8]) b = r[15:8];',
      '    if (b < r[23:16]) b = r[23:16];',
      '    if (b < r[31:24]) b = r[31:24];',
      '    if (b < r[39:32]) b = r[39:32];',
      '  end',
      '  always @(posedge clk) begin r <= s; y <= b; end',
      'endmodule',
      '',
    ].join('\r\n');
    const { fixes } = await fixesOf(text, 'hand', '/rtl/hand.v', [serialChainToTree]);
    expect(fixes[0]?.verdict.verdict).toBe('proved');
    expect(applied(text, fixes[0] as TimingFix)).not.toMatch(/[^\r]\n/);
  });

  it('leaves alone what is no choice among values', async () => {
    const text = `module sum (input logic clk, input logic [63:0] s, output logic [7:0] y);
  logic [63:0] r; logic [7:0] a;
  always_comb begin
    a = '0;
    for (int i = 0; i < 8; i++) if (r[8*i +: 8] > a) a = a + r[8*i +: 8];
  end
  always_ff @(posedge clk) begin r <= s; y <= a; end
endmodule
`;
    const { fixes, declined } = await fixesOf(text, 'sum', undefined, [serialChainToTree]);
    expect(fixes).toEqual([]);
    expect(declined.some((item) => item.line === 5 && /depends on a|neither/.test(item.reason))).toBe(true);
  });
});

describe('division by constants', () => {
  it('digits of a number: nested divisions, a local parameter, one function for each', async () => {
    const text = `module digits (input logic clk, input logic [7:0] v, output logic [3:0] ones, tens);
  localparam BASE = 10;
  logic [7:0] r;
  always_ff @(posedge clk) begin
    r <= v;
    ones <= 4'(r % BASE);          // lowest
    tens <= 4'((r / 10) % BASE);
  end
endmodule
`;
    const { fixes } = await fixesOf(text, 'digits', undefined, [constantDivision]);
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'constant-division', verdict: { verdict: 'proved' } });
    expect(fix.after.fmax).toBeGreaterThan(1.3 * fix.before.fmax);
    const after = applied(text, fix);
    expect(after).toContain("ones <= 4'(mod10(r));          // lowest");
    expect(after).toContain("tens <= 4'(mod10(div10(r)));");
    expect(after.match(/function automatic/g)).toHaveLength(2);
  });

  it('says why it leaves a signed or overridable division alone', async () => {
    const text = `module other #(parameter int D = 7) (input logic clk, input logic signed [7:0] a, input logic [7:0] b, output logic signed [7:0] p, output logic [7:0] q);
  logic signed [7:0] ra; logic [7:0] rb;
  always_ff @(posedge clk) begin
    ra <= a; rb <= b;
    p <= ra / 8'sd5;
    q <= rb / unsigned'(D);
  end
endmodule
`;
    const { fixes, declined } = await fixesOf(text, 'other', undefined, [constantDivision]);
    expect(fixes).toEqual([]);
    expect(declined.find((item) => item.line === 5)?.reason).toContain('signed');
    expect(declined.find((item) => item.line === 6)?.reason).toContain('parameter');
  });
});

describe('the search', () => {
  const text = `module gate (input logic clk, input logic [7:0] a, output logic [3:0] y);
  logic [7:0] r;
  always_ff @(posedge clk) begin r <= a; y <= 4'(r % 10); end
endmodule
`;

  it('offers what improves though a violation remains, as in the example of a division, and says the slack before and after', async () => {
    const example = readFileSync(path.resolve(__dirname, '../../../examples/timing/decimal_digits.sv'), 'utf8');
    const { fixes, notes } = await fixesOf(example, 'decimal_digits', undefined, [constantDivision]);
    expect(fixes[0]?.after.wns).toBeLessThan(0);
    expect(fixes[0]?.after.wns).toBeGreaterThan(fixes[0]?.before.wns ?? 0);
    expect(fixes[0]?.title).toMatch(/−\d+\.\d\d → −\d+\.\d\d ns, proven/);
    expect(notes).toEqual([]);
  });

  it('says that it ran out of time, before the first analysis and after', async () => {
    const design = unitOf(text, 'gate', '/rtl/d.sv');
    const analysis = await analyzeDesign({ period: 1, budgetMs: 200_000, design: readDesign(design, { reader: 'slang' }) }, yosys, never);
    if (!analysis.ok) throw new Error(analysis.message);
    const tools = {
      time: () => Promise.resolve(failure('Synthesis did not end within 1 s.')),
      parse: (source: SourceText) => bench.parse(source),
      prove: () => Promise.reject(new Error('nothing is proven here')),
    };
    const none = await findFixes({ unit: design, budgetMs: 1000, seed: 1 }, tools, never);
    expect(none).toEqual({ fixes: [], declined: [], notes: ['No fixes were looked for: Synthesis did not end within 1 s.'] });
    const late = await findFixes({ unit: design, analysis: analysis.value, budgetMs: 0, seed: 1 }, tools, never);
    expect(late.notes[0]).toMatch(/^The search for fixes ran out of its 0 s: 1 of 1 rewrites/);
    expect(late.declined[0]?.reason).toContain('time ran out');
  });
});

describe('the gate', () => {
  const text = `module gate (input logic clk, input logic [7:0] a, output logic [3:0] y);
  logic [7:0] r;
  always_ff @(posedge clk) begin r <= a; y <= 4'(r % 10); end
endmodule
`;
  const replacing = (newText: string): FixStrategy => ({
    name: 'wrong-on-purpose',
    causes: [],
    knowledge: '',
    propose: (context) => {
      const at = text.indexOf("4'(r % 10)");
      const paths = [...new Set(context.steps.map((item) => item.path))];
      return {
        candidates: [
          {
            strategy: 'wrong-on-purpose',
            title: 't',
            changes: [{ start: at, end: at + 10, text: newText }],
            contract: { kind: 'sameCycle' },
            paths,
            line: 3,
          },
        ],
        declined: [],
      };
    },
  });

  it('refuses a faster text that is wrong for few values', async () => {
    // 103 / 1024 is a tenth only up to 178.
    const { fixes, declined } = await fixesOf(text, 'gate', '/rtl/d.sv', [replacing("4'(r - 8'(((18'(r) * 18'd103) >> 10) * 18'd10))")]);
    expect(fixes).toEqual([]);
    expect(declined[0]?.reason).toContain('refuted');
  });

  it('refuses a right text that is no faster, and one that does not parse', async () => {
    expect((await fixesOf(text, 'gate', '/rtl/d.sv', [replacing("4'((r + 8'd0) % 10)")])).declined[0]?.reason).toMatch(/^Measured/);
    expect((await fixesOf(text, 'gate', '/rtl/d.sv', [replacing('4 (((')])).declined[0]?.reason).toMatch(
      /does not parse|could not be timed/,
    );
  });
});
