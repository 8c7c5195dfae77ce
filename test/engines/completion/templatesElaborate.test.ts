import { afterAll, describe, expect, test } from 'vitest';
import { proposeFromDesign } from '../../../server/src/completion/builtin/templates';
import { applyCandidate } from '../../../server/src/completion/repair';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import { neverAborted, worldOf } from '../../harness/ghostText';

const yosys = createEmbeddedYosys();
afterAll(() => yosys.dispose());

/** Errors and warnings of slang over the fixture with the first proposal in place. */
async function findings(given: string): Promise<string[]> {
  const { place, deps, files } = await worldOf(given);
  const candidate = proposeFromDesign(place, deps)[0];
  if (candidate === undefined) throw new Error('nothing was proposed');
  const edited = new Map([...files].map(([name, text]) => [name.slice(1), name === place.path ? applyCandidate(text, candidate) : text]));
  const read = `read_slang --threads 1 --ast-compilation-only -Wextra -Wconversion --diag-json d.json ${[...edited.keys()].join(' ')}`;
  const run = await yosys.run({ commands: [read], files: edited, outputs: ['d.json'], timeoutMs: 60_000 }, neverAborted);
  if (run.kind !== 'finished') throw new Error(`${run.kind}: ${run.lines.join('\n')}`);
  const report = run.files.get('d.json');
  const found = JSON.parse(new TextDecoder().decode(report)) as { severity: string; message: string; location?: string }[];
  return found.filter((entry) => entry.severity !== 'note').map((entry) => `${entry.severity}: ${entry.message} ${entry.location ?? ''}`);
}

const states = `module fsm (input logic clk, input logic rst_n, input logic go, output logic busy);
  typedef enum logic [1:0] {IDLE, RUN, DONE} state_t;
  state_t state_q, state_d;
`;

describe('what templates propose elaborates without a new finding', () => {
  test.each([
    [
      'an instance with parameters',
      `//- /ram.sv
module ram #(parameter int W = 8) (input logic clk_i, rst_ni, input logic [W-1:0] wdata_i, output logic [W-1:0] rdata_o);
  always_ff @(posedge clk_i or negedge rst_ni) if (!rst_ni) rdata_o <= '0; else rdata_o <= wdata_i;
endmodule
//- /top.sv
module top (input logic clk, input logic rst_n, input logic [3:0] wdata, output logic [3:0] rdata);
  ram #(.W(4)) u_ram (/*|*/)
endmodule
`,
    ],
    [
      'case arms',
      `${states}  always_ff @(posedge clk or negedge rst_n) if (!rst_n) state_q <= IDLE; else state_q <= state_d;
  always_comb begin
    state_d = state_q;
    unique case (state_q)
      IDLE: begin
        busy = 1'b0;
        if (go) state_d = RUN;
      end
      /*|*/
    endcase
  end
endmodule
`,
    ],
    [
      'a clocked process with a counter',
      `//- /m.sv
module m (input logic clk, input logic rst_n, input logic en, output logic [7:0] y);
  logic [7:0] cnt_q;
  assign y = cnt_q;
  always_ff/*|*/
endmodule
`,
    ],
    [
      'a stage between two handshakes',
      `//- /m.sv
module m (input logic clk, input logic rst_n, input logic in_valid, output logic in_ready, input logic [7:0] in_data,
          output logic out_valid, input logic out_ready, output logic [7:0] out_data);
  /*|*/
endmodule
`,
    ],
    [
      'an output from the signal of its name',
      `//- /m.sv
module m (input logic clk, input logic [3:0] d, output logic [3:0] count_o);
  logic [3:0] count_q;
  always_ff @(posedge clk) count_q <= d;
  assign /*|*/
endmodule
`,
    ],
    ['a state machine', `${states}  assign busy = state_q == RUN && go;\n  /*|*/\nendmodule\n`],
    [
      'a reset branch',
      `module m #(parameter int W = 8) (input logic clk, rst_n, input logic [W-1:0] d, output logic [W-1:0] q, output logic v);
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin/*|*/
    end else begin
      q <= d;
      v <= |d;
    end
  end
endmodule
`,
    ],
    [
      'a reset branch in Verilog',
      `//- /m.v
module m #(parameter W = 8) (input clk, input rst, input [W-1:0] d, output reg [W-1:0] q, output reg [3:0] n);
  always @(posedge clk or posedge rst) begin
    if (rst) begin/*|*/
    end else begin
      q <= d;
      n <= n + 4'd1;
    end
  end
endmodule
`,
    ],
    [
      'an empty process',
      `module m (input logic clk, rst_n, output logic [7:0] count_q);
  logic [7:0] count_d;
  assign count_d = count_q + 8'd1;
  always_ff @(posedge clk or negedge rst_n) begin
    /*|*/
  end
endmodule
`,
    ],
    ['an end label', 'module foo (input logic a, output logic y);\n  assign y = a;\nendmodule/*|*/\n'],
    ['a missing end', 'module foo (input logic a, output logic y);\n  assign y = a;\n/*|*/'],
  ])('%s', async (_what, given) => {
    expect(await findings(given)).toEqual([]);
  });

  test('an instance with ports that nothing fits says only that they are open', async () => {
    const found = await findings(`//- /leaf.sv
module leaf (input logic clk, input logic [3:0] odd, output logic q, output logic spare);
  always_ff @(posedge clk) q <= |odd;
  assign spare = 1'b0;
endmodule
//- /top.sv
module top (input logic clk, output logic q);
  leaf/*|*/
endmodule
`);
    expect(found.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
