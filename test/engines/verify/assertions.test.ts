import { describe, expect, it } from 'vitest';
import { checkAssertions, type AssertionReport, type AssertionRequest } from '../../../server/src/verify/checkAssertions';
import { noPrograms, unitOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

async function check(text: string, hints: AssertionRequest['hints'] = {}): Promise<AssertionReport> {
  const unit = unitOf(text, '/design/m.sv');
  return checkAssertions({ unit, hints, budgetMs: 40_000 }, { yosys, runner: noPrograms }, new AbortController().signal);
}

const verdicts = (report: AssertionReport): Record<string, string> =>
  Object.fromEntries(report.results.map(({ label, line, verdict }) => [label ?? `line ${line}`, verdict]));

const counter = (assertions: string, body = 'q <= q == 9 ? 0 : q + 1'): string =>
  `module m(input clk, rst_n, en, output logic [3:0] q);
  always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= 0; else if (en) ${body};
  ${assertions}
endmodule
`;

describe("the author's assertions", () => {
  it('are proved where they hold, and refuted with the cycle, the line and a waveform where they do not', async () => {
    const report = await check(
      counter(`fits: assert property (@(posedge clk) disable iff (!rst_n) q <= 9);
  less: assert property (@(posedge clk) disable iff (!rst_n) q < 9) else $error("nine");`),
    );
    expect(verdicts(report)).toEqual({ fits: 'proved', less: 'refuted' });
    const failed = report.results.find(({ label }) => label === 'less');
    expect(failed).toMatchObject({ file: '/design/m.sv', line: 4, cycles: 9, reason: 'it fails in cycle 9 after the reset' });
    expect(report.counterexample?.cycle).toBe(9);
    expect(report.vcdText).toContain('$var wire 4');
  });

  it('with an implication are read as conditions, one clock later for |=>, and not across a reset', async () => {
    const report = await check(
      counter(`same: assert property (@(posedge clk) disable iff (!rst_n) q == 9 |-> q[0]);
  wrong: assert property (@(posedge clk) disable iff (!rst_n) q == 3 |-> en);
  next: assert property (@(posedge clk) disable iff (!rst_n) en && q == 9 |=> q == 0);
  held: assert property (@(posedge clk) disable iff (!rst_n) !en && q == 4 |-> ##1 q == 4);
  late: assert property (@(posedge clk) disable iff (!rst_n) q == 4 |=> q == 5);`),
    );
    expect(verdicts(report)).toEqual({ same: 'proved', wrong: 'refuted', next: 'proved', held: 'proved', late: 'refuted' });
  });

  it('without disable iff see the reset that comes back', async () => {
    const report = await check(counter('held: assert property (@(posedge clk) !en && q == 4 |=> q == 4);'));
    expect(verdicts(report)).toEqual({ held: 'refuted' });
  });

  it('are immediate ones too, in processes and in instances, each by its place', async () => {
    const report = await check(`module part(input clk, input [1:0] a, output logic [1:0] y);
  always_comb begin y = a; if (a == 3) y = 0; never: assert (y != 3); end
endmodule
module m(input clk, rst, input [1:0] a, b, output logic [1:0] x, y, s);
  part p(.clk, .a(a), .y(x)); part r(.clk, .a(b), .y(y));
  always_ff @(posedge clk) if (rst) s <= 0; else begin s <= x; assert (s != 2); end
endmodule
`);
    expect(report.results.map(({ line, instance, verdict }) => [line, instance, verdict])).toEqual([
      [2, 'p', 'proved'],
      [2, 'r', 'proved'],
      [6, '', 'refuted'],
    ]);
  });

  it('may rest on assumptions, which are kept', async () => {
    const text = (assume: string): string => counter(`${assume} no: assert property (@(posedge clk) disable iff (!rst_n) q == 0);`);
    expect(verdicts(await check(text('assume property (@(posedge clk) !en);')))).toEqual({ no: 'proved' });
    expect(verdicts(await check(text('')))).toEqual({ no: 'refuted' });
  });

  it('that macros make are found where the macro is used', async () => {
    const report = await check(
      `\`define HOLDS(name, what) name: assert property (@(posedge clk) disable iff (!rst_n) (what));
${counter('`HOLDS(fits, q <= 9 |-> !q[3] || !q[2])')}`,
    );
    expect(report.results).toMatchObject([{ label: 'fits', line: 4, verdict: 'proved' }]);
  });

  it('that slang cannot read are unknown with its words, and keep no other from an answer', async () => {
    const report = await check(
      counter(`rose: assert property (@(posedge clk) $rose(en) |-> q <= 9);
  long: assert property (@(posedge clk) en ##2 en |-> q <= 9);
  fits: assert property (@(posedge clk) disable iff (!rst_n) q <= 9);
  seen: cover property (@(posedge clk) q == 9);`),
    );
    expect(verdicts(report)).toEqual({ rose: 'unknown', long: 'unknown', fits: 'proved' });
    expect(report.results[0]?.reason).toMatch(/slang.*\$rose/);
  });

  it('of plain Verilog, which slang refuses where a branch that is never taken makes no sense, are read as processes and mean the same', async () => {
    const report = await check(`module m #(parameter W = 4, HIGH = 2, LOW = 2) (input clk, rst, a, output reg [W-1:0] q);
  integer i;
  initial for (i = 0; i < W; i = i + 1) if (W > 8) begin $display("wide"); $finish; end
  reg [W-1:0] t;
  always @* begin
    t = q == 9 ? 0 : q + 1;
    if (HIGH != LOW) t[q[HIGH-1:LOW]] = 1'b1;
  end
  always @(posedge clk) if (rst) q <= 0; else if (a) q <= t;
  fits: assert property (@(posedge clk) disable iff (rst) q <= 9);
  wraps: assert property (@(posedge clk) disable iff (rst) a && q == 9 |=> q == 0);
  holds: assert property (@(posedge clk) disable iff (rst) !a |=> q == $past(q));
  three: assert property (@(posedge clk) disable iff (rst) a |=> q != 3);
  reset: assert property (@(posedge clk) !a |=> q == $past(q));
endmodule
`);
    expect(verdicts(report)).toEqual({ fits: 'proved', wraps: 'proved', holds: 'proved', three: 'refuted', reset: 'refuted' });
  });

  it('about state that nothing sets are not proved, and hold for every start when they are', async () => {
    const report = await check(`module m(input clk, d, output logic q, r);
  always_ff @(posedge clk) begin q <= q; r <= d; end
  low: assert property (@(posedge clk) !q);
  same: assert property (@(posedge clk) q == q);
endmodule
`);
    expect(verdicts(report)).toEqual({ low: 'refuted', same: 'proved' });
  });

  it('of inputs alone are refuted, where nothing of the registers is left in the question', async () => {
    const report = await check(`module m(input clk, rst, a, output reg q);
  initial q = 0;
  always @(posedge clk) if (rst) q <= 0; else q <= a;
  no: assert property (@(posedge clk) !rst);
  yes: assert property (@(posedge clk) a || !a);
endmodule
`);
    expect(verdicts(report)).toEqual({ no: 'refuted', yes: 'proved' });
  });

  it('say nothing where there are two clocks', async () => {
    const report = await check(`module m(input c, d, a, output logic q, r);
  always_ff @(posedge c) q <= a; always_ff @(posedge d) r <= q;
  x: assert property (@(posedge c) 1'b1);
endmodule
`);
    expect(verdicts(report)).toEqual({ x: 'unknown' });
    expect(report.results[0]?.reason).toMatch(/several clocks/);
  });

  it('prove nothing where two processes race', async () => {
    const report = await check(`module m(input clk, rst, a, output logic q);
  logic t; always @(posedge clk) t = a; always @(posedge clk) q <= t;
  ok: assert property (@(posedge clk) t == t);
endmodule
`);
    expect(verdicts(report)).not.toMatchObject({ ok: 'proved' });
  });
});
