import { describe, expect, it } from 'vitest';
import { holdInLogic } from '../../../../server/src/fixes/strategies/holdInLogic';
import { loadInLogic } from '../../../../server/src/fixes/strategies/loadInLogic';
import type { FixStrategy } from '../../../../server/src/fixes/strategy';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

async function rewritten(text: string, strategy: FixStrategy): Promise<readonly string[]> {
  const file = await parseText(text);
  const { texts } = rewritesIn(file, strategy, { ends: ['kept'] });
  file.dispose();
  return texts;
}

const arms = (parameter: string): string => `module m #(${parameter}) (input logic clk, a, b, input logic [3:0] d, output logic [3:0] y);
  if (FAST) begin : fast
    logic [3:0] kept;
    always_ff @(posedge clk)
      if (a) kept <= d;
    assign y = kept;
  end else begin : slow
    logic [3:0] kept;
    always_ff @(posedge clk)
      if (b) kept <= ~d;
    assign y = ~kept;
  end
endmodule
`;

describe('a register that several arms of a generate condition declare is loaded without an enable', () => {
  it('in the arm that the parameters choose', async () => {
    const [fast = ''] = await rewritten(arms('parameter FAST = 1'), loadInLogic);
    expect(fast).toContain('kept <= kept_load | (kept_load & kept);');
    expect(fast).toContain('if (b) kept <= ~d;');
    const [slow = ''] = await rewritten(arms('parameter FAST = 0'), loadInLogic);
    expect(slow).toContain('kept_load = ~d;');
    expect(slow).toContain('if (a) kept <= d;');
    const [held = ''] = await rewritten(arms('parameter FAST = 1'), holdInLogic);
    expect(held).toContain('kept_load | (kept_kept ? kept : 0)');
    expect(held).toContain('if (b) kept <= ~d;');
  });

  it('in none where that is not known', async () => {
    expect(await rewritten(arms('parameter FAST = other::fast'), loadInLogic)).toEqual([]);
  });
});

const process = (
  body: string,
  declared = 'logic [3:0] kept;',
): string => `module m (input logic clk, a, b, input logic [3:0] d, output logic [3:0] y);
  ${declared}
  logic other;
  always_ff @(posedge clk) begin
${body}
  end
  assign y = kept;
endmodule
`;

describe('a register is loaded without an enable', () => {
  it('together with what an assignment to a concatenation loads beside it', async () => {
    const [text = ''] = await rewritten(process('    if (y == 3) { other, kept } <= 0;\n    else if (b) kept <= d;'), loadInLogic);
    expect(text).toContain('{ other_load, kept_load } = 0;');
    expect(text).toContain('kept <= kept_load | (kept_load & kept);');
    expect(text).toContain('other <= other_load | (other_load & other);');
    const [held = ''] = await rewritten(process('    if (y == 3) { other, kept } <= 0;\n    else if (b) kept <= d;'), holdInLogic);
    expect(held).toContain('kept_load | (kept_kept ? kept : 0)');
    expect(held).toContain('other_load | (other_kept & other)');
  });

  it('with its sign', async () => {
    const [text = ''] = await rewritten(process('    if (a) kept <= d;', 'logic signed [3:0] kept;'), loadInLogic);
    expect(text).toContain('logic signed [3:0] kept_load;');
  });

  it('together with one that several statements load, one of which loads both', async () => {
    const source = process(
      '    if (a) kept <= d;\n    other <= a;\n    if (y == 3) begin kept[0] <= 1; last <= d; end',
      'logic [3:0] kept, last;',
    );
    const file = await parseText(source);
    const { texts } = rewritesIn(file, loadInLogic, { ends: ['kept', 'last', 'other'] });
    file.dispose();
    const flat = (texts[0] ?? '').replace(/\s+/g, ' ');
    expect(flat).toContain('if (a) kept_load = d; other_load = a; if (y == 3) begin kept_load[0] = 1; last_load = d; end');
    expect(flat).toMatch(/always_ff @\(posedge clk\) begin kept <= kept_load \| \(kept_load & kept\); other <= .*; last <= .*; end assign/);
  });

  it('where several statements load it, one after the other', async () => {
    const [text = ''] = await rewritten(
      process('    if (a) kept <= d;\n    other <= a;\n    if (b) kept[0] <= 1;\n    if (y == 3) kept <= 0;'),
      loadInLogic,
    );
    expect(text).toMatch(
      /kept_load = kept;\n {4}if \(a\) kept_load = d;\n {4}if \(b\) kept_load\[0\] = 1;\n {4}if \(y == 3\) kept_load = 0;\n {2}end/,
    );
    expect(text).toMatch(/begin\s+other <= a;\s+kept <= kept_load \| \(kept_load & kept\);\s+end/);
  });

  it('in a process that declares names of its own, unless these decide', async () => {
    const own = '    logic was;\n    was <= a;\n    if (a) kept <= d;';
    const [text = ''] = await rewritten(process(own), loadInLogic);
    expect(text).toMatch(/begin\s+logic was;\s+was <= a;\s+kept <= kept_load \| \(kept_load & kept\);/);
    expect(await rewritten(process(own.replace('if (a)', 'if (was)')), loadInLogic)).toEqual([]);
  });
});

const typed = (declared: string, loads: string): string => `module m import p::*; (input logic clk, rst, a, b, output logic [3:0] y);
  typedef enum logic [1:0] {IDLE, RUN, DONE} state_t;
  typedef struct packed { logic valid; logic [2:0] data; } item_t;
  typedef struct { logic valid; } open_t;
  ${declared}
  always_ff @(posedge clk)
    if (rst) y <= 0;
    else begin
      ${loads}
    end
endmodule
`;

describe('a register of another type than a vector is loaded without an enable', () => {
  it.each([
    ['state_t kept;', 'if (a) kept <= RUN;', 'state_t kept_load;', "kept <= state_t'(kept_load | (kept_load & kept));"],
    ['p::kind_t kept;', 'if (a) kept <= p::ONE;', 'p::kind_t kept_load;', "kept <= p::kind_t'(kept_load | (kept_load & kept));"],
    ['kind_t kept;', 'if (a) kept <= ONE;', 'kind_t kept_load;', "kept <= kind_t'(kept_load | (kept_load & kept));"],
    [
      'enum {X, Y} kept;',
      'if (a) kept <= Y;',
      'logic [$bits(kept)-1:0] kept_load;',
      "kept <= type(kept)'(kept_load | (kept_load & kept));",
    ],
    ['item_t kept;', 'if (a) kept.data[1] <= b;', 'item_t kept_load;', 'kept <= kept_load | (kept_load & kept);'],
    ['logic [1:0][3:0] kept;', 'if (a) kept[1] <= 2;', 'logic [1:0][3:0] kept_load;', 'kept <= kept_load | (kept_load & kept);'],
  ])('%s', async (declared, load, next, loaded) => {
    const [text = ''] = await rewritten(typed(declared, load), loadInLogic);
    expect(text).toContain(`  ${next}\n`);
    expect(text).toContain(loaded);
    expect(text).toContain(load.replace('kept', 'kept_load').replace('<=', '='));
  });

  it('in place where it takes over a next value, the cast around both', async () => {
    const [text = ''] = await rewritten(typed('state_t kept, following;', 'kept <= following;'), loadInLogic);
    expect(text).toContain("kept <= state_t'(following | (following & kept));");
  });

  it('from a net of its own where what it takes over is no net yet, so that it is not written twice', async () => {
    const [text = ''] = await rewritten(typed('item_t kept;', "kept <= a ? '{valid: b, data: 3} : kept;"), loadInLogic);
    expect(text).toContain("kept_load = a ? '{valid: b, data: 3} : kept;");
    expect(text).toContain('kept <= kept_load | (kept_load & kept);');
  });

  it('through an OR with what is kept, in as many bits', async () => {
    const [text = ''] = await rewritten(typed('state_t kept;', 'if (a) kept <= RUN;'), holdInLogic);
    expect(text).toContain('logic [$bits(kept)-1:0] kept_load;');
    expect(text).toContain("kept <= state_t'(kept_load | (kept_kept ? kept : 0));");
  });

  it('in the process that makes its next value, of a type without a name by the register', async () => {
    const next = `enum logic [1:0] {IDLE, RUN} kept, following;
  always_comb begin
    following = kept;
    if (a) following = RUN;
  end`;
    const [text = ''] = await rewritten(typed(next, 'kept <= following;'), holdInLogic);
    expect(text).toContain("following = type(kept)'(0);");
    expect(text).toContain("following = type(kept)'(following | (following_kept ? kept : 0));");
  });

  it('but not where its type is not one of bits, or has two values only', async () => {
    expect(await rewritten(typed('open_t kept;', 'if (a) kept <= other;'), loadInLogic)).toEqual([]);
    expect(await rewritten(typed('int kept;', 'if (a) kept <= 1;'), loadInLogic)).toEqual([]);
  });
});

describe('a register that is loaded by a blocking assignment', () => {
  it('is loaded so without an enable, where its process does not read it; what decides on it is of no such kind', async () => {
    const [text = ''] = await rewritten(process('    if (a) kept = d;\n    other = b;'), loadInLogic);
    expect(text).toMatch(/kept = kept_load \| \(kept_load & kept\);\s+other = b;/);
    expect(text).toContain('if (a) kept_load = d;');
    expect(await rewritten(process('    if (a) kept = kept + 1;'), loadInLogic)).toEqual([]);
    expect(await rewritten(process('    other = b;\n    if (other) kept = d;'), loadInLogic)).toEqual([]);
    expect(await rewritten(process('    if (a) kept = d;\n    else if (b) kept <= 0;'), loadInLogic)).toEqual([]);
  });

  it('does not keep others of its process from it, unless they decide', async () => {
    const [text = ''] = await rewritten(process('    other = b;\n    if (a) kept <= d;'), loadInLogic);
    expect(text).toContain('kept <= kept_load | (kept_load & kept);');
    expect(await rewritten(process('    other = b;\n    if (a) kept <= {3{other}};'), loadInLogic)).toEqual([]);
  });
});

it('a register whose parts are all of it everywhere is loaded as a whole', async () => {
  const text = `module m #(parameter W = 4) (input clk, a, input [W-1:0] d, output [W-1:0] y);
  reg [W-1:0] kept;
  always @(posedge clk)
    if (a) kept[W-1:0] <= d[W-1:0];
  assign y = kept;
endmodule
`;
  const [whole = ''] = await rewritten(text, loadInLogic);
  expect(whole).toContain('kept_load = d[W-1:0];');
  const [held = ''] = await rewritten(text, holdInLogic);
  expect(held).toContain('kept_load = d[W-1:0];');
});
