import { describe, expect, it } from 'vitest';
import { precomputeInRegister } from '../../../../server/src/fixes/strategies/precomputeInRegister';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText, said } from '../../syntax/reading';

async function rewritten(text: string, through: string) {
  const file = await parseText(text);
  const made = rewritesIn(file, precomputeInRegister, { ends: ['y'], through, cell: '$eq' });
  file.dispose();
  return made;
}

/** What the reader says of a text. */
async function problemsOf(text: string): Promise<string[]> {
  const file = await parseText(text);
  const found = said(file);
  file.dispose();
  return found;
}

const counter = `module m #(parameter W = 1) (input logic clk, rst, go, output logic y, done);
  logic [2:0] count;
  logic [3:0] ring;
  assign done = (count == 3'd7) & ring[3];
  always_ff @(posedge clk) y <= done & go;
  if (W == 1) begin : serial
    logic [3:0] turn;
    always_ff @(posedge clk) begin
      count <= count + {2'd0, ring[3]};
      turn <= {turn[2:0], go};
      if (rst) begin
        count <= 3'd0;
        turn <= 4'd0;
      end
    end
    assign ring = turn;
  end else if (W == 4) begin : wide
    always_ff @(posedge clk) count <= rst ? 3'd0 : count + 3'd1;
    assign ring = 4'b1111;
  end
endmodule
`;

describe('what an arm of a generate condition counts is kept in a register of that arm', () => {
  it('a net leads outside, which every other arm drives with what was written', async () => {
    const [after = ''] = (await rewritten(counter, "(count == 3'd7) & ring[3]")).texts;
    const flag = 'count_all';
    const flat = after.replace(/\s+/g, ' ');
    for (const kept of [
      `logic [3:0] ring; logic ${flag};`,
      `assign done = ${flag};`,
      `logic ${flag}_held; assign ${flag} = ${flag}_held; always_ff`,
      `function automatic ${flag}_of(input logic [2:0] count, input logic [3:0] ring);`,
      `${flag}_held <= ${flag}_of(count + {2'd0, ring[3]}, {turn[2:0], go});`,
      `${flag}_held <= ${flag}_of(3'd0, 4'd0);`,
      `assign ring = 4'b1111; assign ${flag} = (count == 3'd7) & ring[3]; end else begin assign ${flag} = (count == 3'd7) & ring[3]; end`,
    ])
      expect(flat).toContain(kept);
    expect(await problemsOf(after)).toEqual([]);
  });

  it('of the arm that the parameters choose, the other processes left as they are', async () => {
    const other = counter.replace('W = 1', 'W = 4');
    const [wide = ''] = (await rewritten(other, "(count == 3'd7) & ring[3]")).texts;
    expect(wide).toContain("count_equal_held <= ((rst) ? count_equal_of(3'd0) : (count == 3'd6));");
    expect(wide).toMatch(/assign ring = turn;\s+assign count_equal = \(count == 3'd7\);\s+end else if/);
    expect(await problemsOf(wide)).toEqual([]);
    const unknown = counter.replace('W = 1', 'W = other::width');
    expect((await rewritten(unknown, "(count == 3'd7) & ring[3]")).texts).toEqual([]);
  });

  it('in every arm of a case, which gets a default', async () => {
    const cases = counter
      .replace('if (W == 1) begin', 'case (W) 1: begin')
      .replace('end else if (W == 4) begin', 'end 4: begin')
      .replace("4'b1111;\n  end", "4'b1111;\n  end\n  endcase");
    const [after = ''] = (await rewritten(cases, "(count == 3'd7) & ring[3]")).texts;
    expect(after.match(/assign count_\w+ = \(count == 3'd7\) & ring\[3\];/g)).toHaveLength(2);
    expect(after).toMatch(/default: begin assign count_\w+ = .*; end endcase/);
    expect(await problemsOf(after)).toEqual([]);
  });

  it('not where another arm means something else by a name, or starts the register with a value', async () => {
    const shadowed = counter.replace('begin : wide', 'begin : wide\n    logic [2:0] count;');
    expect((await rewritten(shadowed, "(count == 3'd7) & ring[3]")).texts).toEqual([]);
    const started = counter.replace('endmodule', "  if (W == 9) begin : started\n    initial count = 3'd7;\n  end\nendmodule");
    expect((await rewritten(started, "(count == 3'd7) & ring[3]")).texts).toEqual([]);
  });
});

const pointers = (
  loads: string,
  declared = 'logic [2:0] wr, rd;',
): string => `module m import p::*; (input logic clk, other, rst_n, push, pop, output logic y);
  ${declared}
${loads}
  assign y = (wr == rd);
endmodule
`;
const resetLoad = (name: string, test: string, { clock = 'clk', reset = 'rst_n' } = {}): string =>
  `  always_ff @(posedge ${clock} or negedge ${reset})\n    if (!${reset}) ${name} <= 0;\n    else if (${test}) ${name} <= ${name} + 1;`;

describe('registers that get their values apart', () => {
  const flat = async (text: string): Promise<string> => ((await rewritten(text, '(wr == rd)')).texts[0] ?? '').replace(/\s+/g, ' ');

  it('in several processes of one clock and reset: the expression is made of the values side by side, in a process of its own', async () => {
    const after = await flat(pointers(`${resetLoad('wr', 'push')}\n${resetLoad('rd', 'pop')}`));
    expect(after).toContain(
      'always_ff @(posedge clk or negedge rst_n) if (!rst_n) wr_equal <= wr_equal_of(0, 0); ' +
        'else wr_equal <= ((push) ? ((pop) ? wr_equal_of(wr + 1, rd + 1) : wr_equal_of(wr + 1, rd)) : ((pop) ? wr_equal_of(wr, rd + 1) : wr_equal_of(wr, rd)));',
    );
    expect(after).toContain('assign y = wr_equal;');
  });

  it('under conditions of their own in one process, of which the last one counts', async () => {
    const after = await flat(
      pointers(
        '  always_ff @(posedge clk) begin if (push) wr <= wr + 1; rd <= pop ? rd + 1 : rd; if (!rst_n) begin wr <= 0; rd <= 0; end end',
      ),
    );
    expect(after).toContain('wr_equal <= ((!rst_n) ? wr_equal_of(0, 0) : ((push) ? ((pop) ? wr_equal_of(wr + 1, rd + 1) :');
  });

  it('out of a combinational process: what it chooses from is taken over, its conditions come last', async () => {
    const made = `  logic [2:0] wr_d;
  always_comb begin
    wr_d = wr;
    case (mode)
      FILL: wr_d = wr + 1;
      BACK, CLEAR: wr_d = 0;
      default: ;
    endcase
  end
  always_ff @(posedge clk) begin wr <= wr_d; rd <= pop ? rd + 1 : rd; end`;
    const after = await flat(pointers(made, 'logic [2:0] wr, rd; mode_t mode;'));
    expect(after).toContain(
      'wr_equal <= ((mode == FILL) ? ((pop) ? wr_equal_of(wr + 1, rd + 1) : wr_equal_of(wr + 1, rd)) : ((mode == BACK || mode == CLEAR) ?',
    );
    // What the process makes of its own values can be asked nowhere else: then it is taken over as it is.
    const own = await flat(pointers(made.replace('BACK, CLEAR: wr_d = 0', 'BACK: wr_d = wr_d + 2'), 'logic [2:0] wr, rd; mode_t mode;'));
    expect(own).toContain('wr_equal <= ((pop) ? wr_equal_of(wr_d, rd + 1) : wr_equal_of(wr_d, rd));');
  });

  it.each([
    ['another clock', resetLoad('rd', 'pop', { clock: 'other' })],
    ['another reset', resetLoad('rd', 'pop', { reset: 'other' })],
    ['no reset', '  always_ff @(posedge clk) if (pop) rd <= rd + 1;'],
    [
      'a choice that takes x for anything',
      '  always_ff @(posedge clk or negedge rst_n) if (!rst_n) rd <= 0; else casez (mode) 2: rd <= 1; endcase',
    ],
  ])('but not with %s', async (_, other) => {
    expect(await rewritten(pointers(`${resetLoad('wr', 'push')}\n${other}`), '(wr == rd)')).toEqual({ texts: [], declined: [] });
  });

  it('many values are not written out: what each register is about to hold is taken', async () => {
    const many = (name: string, from: string): string =>
      `  always_ff @(posedge clk) if (${from}[0]) ${name} <= 1; else if (${from}[1]) ${name} <= 2; else if (${from}[2]) ${name} <= 3;`;
    const after = await flat(pointers(`${many('wr', 'push')}\n${many('rd', 'pop')}`));
    expect(after).toContain('wr_equal <= wr_equal_of(((push[0]) ? 1 : ((push[1]) ? 2 : ((push[2]) ? 3 : wr))), ((pop[0]) ?');
  });
});

describe('an expression of a register', () => {
  it('that is written as all of its bits, against a constant that only a package can have', async () => {
    const text = `module m import p::*; (input logic clk, go, output logic y);
  logic [3:0] count;
  always_ff @(posedge clk) if (go) count[3:0] <= count + 1;
  assign y = (count == LAST);
endmodule
`;
    const [after = ''] = (await rewritten(text, '(count == LAST)')).texts;
    expect(after).toContain('count_equal <= (count == LAST - 1);');
    expect((await rewritten(text.replace('import p::*;', ''), '(count == LAST)')).texts).toEqual([]);
    expect((await rewritten(text.replace('count[3:0]', 'count[2:0]'), '(count == LAST)')).texts).toEqual([]);
  });
});

describe('a register that is loaded by a blocking assignment', () => {
  const counted = (loads: string): string => `module m (input logic clk, go, input logic [3:0] from, output logic y, z);
  logic [3:0] count;
  always @(posedge clk) begin
    ${loads}
  end
  assign y = (count == 7);
endmodule
`;

  it('is followed where its process does not read it', async () => {
    const [after = ''] = (await rewritten(counted('if (go) count = from + 1;'), '(count == 7)')).texts;
    expect(after).toContain('if (go) begin count = from + 1; count_equal <= (from == 6); end');
    expect((await rewritten(counted('if (go) count = count + 1;'), '(count == 7)')).texts).toEqual([]);
    expect((await rewritten(counted('if (go) count = from; z <= count[0];'), '(count == 7)')).texts).toEqual([]);
  });

  it('is not read in a process of another one’s, nor is anything that hangs on it', async () => {
    const apart = pointers('  always @(posedge clk) begin if (push) wr = 1; if (pop) rd = 2; end');
    expect((await rewritten(apart, '(wr == rd)')).texts).toEqual([]);
    const hanging = pointers('  logic now;\n  always @(posedge clk) begin now = push; if (now) wr <= 1; if (pop) rd <= 2; end');
    expect((await rewritten(hanging, '(wr == rd)')).texts).toEqual([]);
  });
});
