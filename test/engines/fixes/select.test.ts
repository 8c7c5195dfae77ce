import { describe, expect, it, vi } from 'vitest';
import { copyForData } from '../../../server/src/fixes/strategies/copyForData';
import { holdInLogic } from '../../../server/src/fixes/strategies/holdInLogic';
import { overrideBehindRegister } from '../../../server/src/fixes/strategies/overrideBehindRegister';
import { selectBehindRegister } from '../../../server/src/fixes/strategies/selectBehindRegister';
import { selectLoopToOr } from '../../../server/src/fixes/strategies/selectLoopToOr';
import { testBeforeSelect } from '../../../server/src/fixes/strategies/testBeforeSelect';
import { loadInLogic } from '../../../server/src/fixes/strategies/loadInLogic';
import { useInBranches } from '../../../server/src/fixes/strategies/useInBranches';
import type { TimingFix } from '../../../server/src/protocol/contract';
import { applied, openFixBench } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();

describe('a loop that selects by one value', () => {
  const text = (index: string, words: string): string => `module header #(parameter LANES = 2) (
  input wire clk, input wire [3:0] at, input wire [127:0] d, input wire [15:0] base, output reg [15:0] y
);
  reg [3:0] ptr; reg [127:0] r; reg [15:0] b, o;
  integer k;
  always @* begin
    o = b;
    for (k = 0; k < 16; k = k + 1) begin
      if (ptr == k/LANES) begin
        if (k < ${words}) begin
          o[${index} +: 8] = r[k*8 +: 8]; // one byte
        end else begin
          o[${index} +: 8] = 0;
        end
      end
    end
  end
  always @(posedge clk) begin ptr <= at; r <= d; b <= base; y <= o; end
endmodule
`;

  it('is joined by OR, with what is not selected kept; proven and faster', async () => {
    const source = text('(k%LANES)*8', '14');
    const { fixes, declined } = await bench.fixesOf(source, 'header', { file: '/rtl/header.v', strategies: [selectLoopToOr] });
    expect(declined).toEqual([]);
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'select-loop-to-or', contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    expect(fix.after.fmax).toBeGreaterThan(1.1 * fix.before.fmax);
    const after = applied(source, fix);
    expect(after).toContain('o_chosen[(k%LANES)*8 +: 8] = o_chosen[(k%LANES)*8 +: 8] | (r[k*8 +: 8]);');
    expect(after).toContain('// one byte');
    expect(after).toContain('o = (o & ~o_mask) | o_chosen;');
  });

  it('is left alone where two rounds may write the same bits', async () => {
    const { fixes, declined } = await bench.fixesOf(text('(k%4)*4', '14'), 'header', {
      file: '/rtl/header.v',
      strategies: [selectLoopToOr],
    });
    expect(fixes).toEqual([]);
    expect(declined[0]?.reason).toBe('Two rounds of the loop may write the same bits.');
  });
});

describe('conditions that steer wide data and control', () => {
  const text = `module steer (input wire clk, input wire rst, input wire go, input wire [63:0] d, input wire x, output reg [63:0] q, output reg [3:0] n);
  reg busy = 1'b0, busy_next;
  reg [63:0] q_next;
  reg [3:0] n_next;
  always @* begin
    // both by one condition
    q_next = q;
    n_next = n;
    busy_next = busy;
    if (!busy && go) begin
      q_next = d; // data
      n_next = n + {3'b0, ^n};
      busy_next = 1'b1;
    end else if (x ^ (^n)) busy_next = 1'b0;
  end
  always @(posedge clk) begin
    if (rst) busy <= 1'b0; else busy <= busy_next;
    q <= q_next; n <= n_next;
  end
endmodule
`;

  it('are parted: the data reads a copy of a register, and the two are proven the same', async () => {
    const { fixes } = await bench.fixesOf(text, 'steer', { file: '/rtl/steer.v', strategies: [copyForData] });
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'copy-for-data', contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    expect(fix.after.fmax).toBeGreaterThanOrEqual(fix.before.fmax);
    const after = applied(text, fix);
    expect(after).toContain("if (rst) begin busy <= 1'b0; busy_inverse <= 1'b1; end");
    expect(after).toContain('if (!busy_copy && go) begin\n      q_next = d; // data\n    end\n');
    expect(after.match(/\/\/ both by one condition/g)).toHaveLength(1);
  });

  it('keep a narrow register through the logic in place of an enable', async () => {
    const source = `module flag (input wire clk, input wire [7:0] a, input wire [7:0] b, output reg [1:0] f);
  reg [7:0] ra, rb; reg [1:0] f_next;
  always @* begin
    f_next = f;
    if (^(ra & rb)) f_next = ra[1:0];
    else if (&(ra ^ rb)) begin
      f_next = 2'd0;
    end
  end
  always @(posedge clk) begin ra <= a; rb <= b; f <= f_next; end
endmodule
`;
    const { fixes } = await bench.fixesOf(source, 'flag', { file: '/rtl/flag.v', strategies: [holdInLogic] });
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'hold-in-logic', verdict: { verdict: 'proved' } });
    expect(applied(source, fix)).toContain('f_next = f_next | (f_kept ? f : 0);\n  end\n');
  });

  it('keeps registers that one clocked process loads under conditions through the logic, its reset and the other registers where they are', async () => {
    const source = `module load (input wire clk, input wire rst, input wire [7:0] a, input wire [7:0] b, output reg [1:0] f, output reg [19:0] w, output reg g);
  reg [7:0] ra, rb;
  always @(posedge clk) begin ra <= a; rb <= b; end
  always @(posedge clk)
    if (rst) begin
      f <= 2'd0;
      g <= 1'b0;
    end else begin
      g <= ^ra; // each cycle
      if (^(ra & rb)) begin
        f <= ra[1:0];
        w <= {ra, rb, 4'd3};
      end else if (&(ra ^ rb)) f <= f + 2'd1;
    end
endmodule
`;
    const { fixes } = await bench.fixesOf(source, 'load', { file: '/rtl/load.v', strategies: [holdInLogic] });
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'hold-in-logic', verdict: { verdict: 'proved' } });
    expect(fix.after.wns).toBeGreaterThan(fix.before.wns + 0.5);
    const after = applied(source, fix);
    expect(after).toContain('f <= f_load | (f_kept ? f : 0);');
    expect(after).toContain("if (rst) begin\n      f <= 2'd0;\n      g <= 1'b0;\n    end else begin\n      g <= ^ra; // each cycle");
  });

  it('loads registers written in parts, and through macros, through logic', async () => {
    const source = `module parts #(parameter W = 16) (input wire clk, input wire rst, input wire [7:0] a, input wire [7:0] b, output reg [W-1:0] f, output reg [15:0] w, output wire [7:0] o, output reg g);
  reg [7:0] ra, rb;
  reg [15:0] w_next;
\`define STORE(at, part) if (ra[1:0] == at && ^(ra & rb)) part = rb;
  always @* begin
    w_next = w;
    \`STORE(1, w_next[7:0])
    \`STORE(2, w_next[15:8])
  end
  always @(posedge clk) begin
    ra <= a; rb <= b;
    w <= w_next; // both bytes
    if (rst) w <= 16'd0;
  end
  always @(posedge clk)
    if (rst) f <= 0;
    else begin
\`ifdef FORMAL
      assert(W > 8);
\`endif
      g <= ^ra;
      // a byte at a time
      if (^(ra & rb)) f[7:0] <= #1 ra;
      else if (&(ra ^ rb)) f[W-1:8] <= rb;
    end
  reg [7:0] words [0:2];
  always @(posedge clk) if (^(ra & rb)) words[ra[1:0]] <= rb; // the last of four goes nowhere
  assign o = words[b[1:0]];
endmodule
`;
    const [after = ''] = bench.rewritesOf(source, loadInLogic, ['w', 'f', 'words']);
    expect(await bench.compare(source, after, 'parts')).toMatchObject({ verdict: 'proved' });
    expect(after).toContain("w <= w_next | (w_next & w); // both bytes\n    if (rst) w <= 16'd0;");
    expect(after).toContain('f_load[7:0] = ra;');
    expect(after).toContain('// a byte at a time');
    expect(after).toContain('f <= #1 f_load | (f_load & f);');
    expect(after.match(/FORMAL/g)).toHaveLength(1);
    expect(after).toContain(
      'for (words_word = 0; words_word <= 2; words_word = words_word + 1) if (words_word == ra[1:0]) words[words_word] <= words_load | (words_kept ? words[words_word] : 0);',
    );
    expect(await bench.compare(source, after.replace('f_load = f;', 'f_load = 0;'), 'parts')).toMatchObject({ verdict: 'refuted' });
  });
});

describe('a late condition in front of registers', () => {
  it('is kept in a register beside what both outcomes load, and chooses behind them', async () => {
    const text = `module alarm (input wire clk, input wire rst, input wire arm, input wire [23:0] seen, input wire [23:0] d, output reg fired, kept);
  reg [23:0] mask, state; reg on;
  initial fired = 1'b0;
  always @(posedge clk) begin mask <= d; state <= seen; on <= arm; end
  wire any = (state & mask) != 0;
  // raised by what is enabled
  always @(posedge clk)
    if (rst) fired <= 1'b0;
    else fired <= on && any; // masked
  always @(posedge clk) kept <= on;
endmodule
`;
    const { fixes } = await bench.fixesOf(text, 'alarm', { file: '/rtl/alarm.v', strategies: [selectBehindRegister], rounds: 1 });
    const fix = fixes[0] as TimingFix;
    expect(fix).toMatchObject({ strategy: 'select-behind-register', contract: { kind: 'sameCycle' }, verdict: { verdict: 'proved' } });
    expect(fix.after.wns).toBeGreaterThan(fix.before.wns);
    const after = applied(text, fix);
    for (const part of [
      'output wire fired, output reg kept);',
      "reg fired_if = 1'b0, fired_else = 1'b0;",
      "fired_if <= on && 1'b1; // masked",
      'always @(posedge clk) fired_decided <= any;',
      'assign fired = fired_decided ? fired_if : fired_else;',
    ])
      expect(after).toContain(part);
    const late = after.replace('assign fired = fired_decided ?', 'assign fired = any ?');
    expect((await bench.compare(text, late, 'alarm')).verdict).toBe('refuted');
  });

  it('loads what is kept where neither outcome loads, below an asynchronous reset', async () => {
    const text = `module sample (input wire clk, input wire rst, input wire go, input wire [7:0] d, output reg [7:0] q, output reg [7:0] n = 8'd1);
  always @(posedge clk or posedge rst)
    if (rst) begin q <= 8'd3; end
    else if (n[0] ^ go) q <= d;
  always @(posedge clk) n <= {n[6:0], go};
endmodule
`;
    const [after = ''] = bench.rewritesOf(text, selectBehindRegister, ['q'], 'n[0] ^ go');
    for (const part of [
      'output wire [7:0] q, ',
      'else begin q_if <= q; q_if <= d; end',
      'else begin q_else <= q; end',
      'always @(posedge clk) q_decided <= (n[0] ^ go) != 0;',
    ])
      expect(after).toContain(part);
    expect((await bench.compare(text, after, 'sample')).verdict).toBe('proved');
    const lost = after.replace('q_else <= q;', "q_else <= 8'd3;");
    expect((await bench.compare(text, lost, 'sample')).verdict).toBe('refuted');
  });

  it('is followed into the process that makes the next values, which stay where something else reads them', () => {
    const text = `module step (input wire clk, input wire go, input wire [15:0] d, output wire [15:0] q, output reg seen);
  reg [15:0] q_reg = 16'd7, q_next, other; reg busy, busy_next;
  assign q = q_reg;
  always @* begin
    q_next = q_reg;
    busy_next = busy;
    if (busy) begin
      if (go && d[0]) begin
        q_next = d;
        q_next[3:0] = q_reg[7:4];
      end else busy_next = 1'b0;
    end
  end
  always @(posedge clk) begin
    q_reg <= q_next;
    busy <= busy_next;
    seen <= busy_next;
  end
endmodule
`;
    const [after = ''] = bench.rewritesOf(text, selectBehindRegister, ['q_reg', 'busy'], 'go && d[0]');
    for (const part of [
      'wire [15:0] q_reg;',
      'reg [15:0] q_next, other; ',
      "reg [15:0] q_if = 16'd7, q_else = 16'd7;",
      'q_next_if[3:0] = q_reg[7:4];',
      "busy_next_else = 1'b0;",
      'q_if <= q_next_if;',
      'busy_else <= busy_next_else;',
      'seen <= busy_next;',
      'always @(posedge clk) q_decided <= go && d[0];',
      'assign q_reg = q_decided ? q_if : q_else;',
      'assign busy = q_decided ? busy_if : busy_else;',
      "busy_next = 1'b0;",
    ])
      expect(after).toContain(part);
    expect(after).not.toContain('q_next = d;');
    // A condition that the process changes later is not the one at its end.
    const changing = text.replace('if (go && d[0])', 'if (busy_next)');
    expect(bench.rewritesOf(changing, selectBehindRegister, ['q_reg'], 'busy_next) begin')).toEqual([]);
  });
});

describe('a test of what macros give a value', () => {
  const text = `module header (input wire clk, input wire [1:0] at, input wire [7:0] d, output reg bad, output wire [7:0] size, kind);
  reg [7:0] size_reg, size_next, kind_reg, kind_next;
  assign size = size_reg;
  assign kind = kind_reg;
  always @* begin
    size_next = size_reg;
    kind_next = kind_reg;
    \`define FIELD(offset, field) \\
      if (at == offset) begin \\
        field = d; \\
      end
    \`FIELD(1, size_next[0*8 +: 8])
    \`FIELD(2, kind_next)
    \`undef FIELD
  end
  always @(posedge clk) begin
    size_reg <= size_next;
    kind_reg <= kind_next;
    bad <= size_next != 8'd6 || kind_next == 8'd4;
  end
endmodule
`;

  it('is made beside each use', async () => {
    const [made = ''] = bench.rewritesOf(text, testBeforeSelect, ['bad'], 'size_next != 8');
    for (const part of [
      'size_next_differs_test = size_next_differs_test_of(size_reg);',
      'if (at == 1) begin size_next_differs_test = size_next_differs_test_of(d); end',
      'bad <= size_next_differs_test || kind_next == 8',
    ])
      expect(made).toContain(part);
    expect((await bench.compare(text, made, 'header')).verdict).toBe('proved');
    expect((await bench.compare(text, made.replace('if (at == 1) begin size', 'if (at == 3) begin size'), 'header')).verdict).toBe(
      'refuted',
    );
    // A slice that is not the whole register, and a macro that writes something else too, are left.
    for (const [was, is] of [
      ['size_next[0*8 +: 8]', 'size_next[0*8 +: 7]'],
      ['field = d;', 'field = d; kind_next = 0;'],
    ] as const)
      expect(bench.rewritesOf(text.replace(was, is), testBeforeSelect, ['bad'], 'size_next != 8')).toEqual([]);
  });
});

describe('constants that have the last word', () => {
  const text = `module decode #(parameter [7:0] BAD = 8'hfe) (input wire clk, rst, en, input wire [3:0] code, input wire [7:0] d, output reg [7:0] q, output wire bad);
  reg [7:0] q_next;
  reg bad_reg = 1'b0, bad_next;
  assign bad = bad_reg;
  always @* begin
    q_next = q ^ d;
    bad_next = d[0];
    if (code[0]) q_next = d + q;
    case (code[3:1])
      3'd0, 3'd3: begin end
      3'd5: if (d[7]) begin
        q_next = BAD;
        bad_next = 1'b1;
      end
      default: begin
        q_next = BAD;
        bad_next = 1'b1; // always
      end
    endcase
  end
  always @(posedge clk) begin
    if (en) begin
      q <= q_next;
      bad_reg <= bad_next;
    end
    if (rst) begin
      q <= 8'd3;
      bad_reg <= 1'b0;
    end
  end
endmodule
`;

  it('come behind the registers, by one flip-flop that is loaded and reset with them', async () => {
    const [after = ''] = bench.rewritesOf(text, overrideBehindRegister, ['q']);
    for (const part of [
      'output wire [7:0] q, ',
      'wire bad_reg;',
      "3'd5: if (d[7]) begin",
      'q_overridden <= q_overridden_next;',
      "q_overridden <= 1'b0;",
      'assign q = q_overridden ? BAD : q_kept;',
      "assign bad_reg = q_overridden ? 1'b1 : bad_kept;",
    ])
      expect(after).toContain(part);
    expect((await bench.compare(text, after, 'decode')).verdict).toBe('proved');
    expect((await bench.compare(text, after.replace("q_overridden <= 1'b0;", ''), 'decode')).verdict).toBe('refuted');
  });

  it('are left where branches set different ones, ask what they set, or the registers are not loaded together', () => {
    for (const [was, is] of [
      ['q_next = BAD;', "q_next = 8'd0;"],
      ['if (d[7])', 'if (q_next[7])'],
      ["q <= 8'd3;\n      bad_reg", "q <= 8'd3;\n      if (en) bad_reg"],
      ['assign bad = bad_reg', 'assign bad = bad_reg ^ q_next[0]'],
      ['q_next = BAD;', 'q_next = d;'],
    ] as const) {
      const other = text.replace(was, is);
      expect(other).not.toBe(text);
      expect(bench.rewritesOf(other, overrideBehindRegister, ['q'])).toEqual([]);
    }
  });
});

describe('what is made of values that a late condition chooses', () => {
  const text = `module grant (input wire clk, go, early, input wire [1:0] select, output reg [3:0] ready, output reg busy);
  reg [1:0] at, at_next;
  reg busy_next;
  reg [3:0] ready_next;
  always @* begin
    at_next = at;
    busy_next = busy;
    ready_next = 4'd0;
    if (go && !busy) begin
      at_next = select;
      busy_next = 1'b1;
    end
    // the port that is open
    ready_next = (early && busy_next) << at_next;
  end
  always @(posedge clk) begin
    at <= at_next;
    busy <= busy_next && !early;
    ready <= ready_next;
  end
endmodule
`;
  const through = '(early && busy_next)';

  it('is made in both branches, as it is written', async () => {
    const [after = ''] = bench.rewritesOf(text, useInBranches, ['ready'], through, '$shl', 4);
    expect(after).toContain(`    ready_next = (early && busy_next) << at_next;
    if (go && !busy) begin
      at_next = select;
      busy_next = 1'b1;
      ready_next = (early && busy_next) << at_next;
    end
    // the port that is open
    // ready_next: in both branches above, before the choice.
`);
    expect((await bench.compare(text, after, 'grant')).verdict).toBe('proved');
    expect(
      (await bench.compare(text, after.replace('    ready_next = (early && busy_next) << at_next;\n    if', '    if'), 'grant')).verdict,
    ).toBe('refuted');
    const other = text.replace('    end\n    // the', '    end else busy_next = busy && !select[0];\n    // the');
    const [both = ''] = bench.rewritesOf(other, useInBranches, ['ready'], through, '$shl', 4);
    expect(both).toContain('end else begin busy_next = busy && !select[0]; ready_next = (early && busy_next) << at_next; end');
    expect((await bench.compare(other, both, 'grant')).verdict).toBe('proved');
  });

  it('is left where something else writes or reads it on the way, or it adds to what it was', () => {
    for (const [was, is] of [
      ["busy_next = 1'b1;\n", 'busy_next = ready_next[0];\n'],
      ['    // the port', "    if (early) ready_next = 4'd1;\n    // the port"],
      ['    // the port', '    at_next = at_next ^ ready_next[1:0];\n    // the port'],
      ['<< at_next', '<< (at_next ^ ready_next[0])'],
      ['end\n    // the', 'end else if (early) busy_next = 1;\n    // the'],
    ] as const) {
      const other = text.replace(was, is);
      expect(other).not.toBe(text);
      expect(bench.rewritesOf(other, useInBranches, ['ready'], through, '$shl', 4)).toEqual([]);
    }
  });
});
