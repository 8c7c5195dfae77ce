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
