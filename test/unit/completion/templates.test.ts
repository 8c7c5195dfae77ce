import { describe, expect, test } from 'vitest';
import { proposeFromDesign } from '../../../server/src/completion/builtin/templates';
import { applyCandidate } from '../../../server/src/completion/repair';
import { worldOf } from '../../harness/ghostText';

/** The insertions proposed at the cursor, and the document with the first one in place. */
async function propose(given: string) {
  const { place, deps } = await worldOf(given);
  const found = proposeFromDesign(place, deps);
  const first = found[0];
  return { texts: found.map((candidate) => candidate.text), edited: first === undefined ? undefined : applyCandidate(place.text, first) };
}

const ram = `//- /ram.sv
module ram #(parameter W = 8) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         we,
  input  logic [W-1:0] wdata_i,
  output logic [W-1:0] rdata_o
);
endmodule
`;
const top = `//- /top.sv
module top (
  input  logic       clk,
  input  logic       rst_n,
  input  logic       we,
  input  logic [7:0] wdata,
  output logic [7:0] rdata
);
`;

describe('an instance', () => {
  test('from the name of a module alone', async () => {
    const { texts } = await propose(`${ram}${top}  ram/*|*/\nendmodule\n`);
    expect(texts).toEqual([
      [' u_ram (', '    .clk_i(clk),', '    .rst_ni(rst_n),', '    .we(we),', '    .wdata_i(wdata),', '    .rdata_o(rdata)', '  );'].join(
        '\n',
      ),
    ]);
  });

  test('after its name and bracket, with a bracket that the editor closed', async () => {
    const { edited } = await propose(`${ram}${top}  ram u_ram (/*|*/);\nendmodule\n`);
    expect(edited).toContain('ram u_ram (\n    .clk_i(clk),');
    expect(edited).toContain('.rdata_o(rdata)\n  );\nendmodule');
    expect(edited).not.toContain(';;');
  });

  test('with parameters given, and with a comma missing', async () => {
    const { texts } = await propose(`${ram}${top}  ram #(.W(8)) u_ram (\n    .clk_i(clk),\n    .we(we)/*|*/\nendmodule\n`);
    expect(texts).toEqual([',\n    .rst_ni(rst_n),\n    .wdata_i(wdata),\n    .rdata_o(rdata)\n  );']);
  });

  test('its remaining ports on one line', async () => {
    const { texts } = await propose(`${ram}${top}  ram u_ram (.clk_i(clk), .rst_ni(rst_n), .we(we), /*|*/\nendmodule\n`);
    expect(texts).toEqual(['.wdata_i(wdata), .rdata_o(rdata));']);
  });

  test('between ports that are there, the list closed further down', async () => {
    const { texts, edited } = await propose(
      `${ram}${top}  ram u_ram (\n    .clk_i(clk),\n    /*|*/\n    .rdata_o(rdata)\n  );\nendmodule\n`,
    );
    expect(texts).toEqual(['.rst_ni(rst_n),\n    .we(we),\n    .wdata_i(wdata),']);
    expect(edited).toContain('.wdata_i(wdata),\n    .rdata_o(rdata)\n  );');
  });

  test('a half-typed port name goes on', async () => {
    const { texts } = await propose(`${ram}${top}  ram u_ram (\n    .clk_i(clk),\n    .wd/*|*/\n  );\nendmodule\n`);
    expect(texts[0]).toMatch(/^ata_i\(wdata\),\n {4}\.rst_ni\(rst_n\)/);
  });

  test('the brackets of one port get its signal', async () => {
    const { texts } = await propose(`${ram}${top}  ram u_ram (\n    .wdata_i(/*|*/)\n  );\nendmodule\n`);
    expect(texts).toEqual(['wdata']);
  });

  test.each([
    ['on the next line, the list closed below', '  ram u_ram (\n    /*|*/\n  );'],
    ['on the next line, nothing closed', '  ram u_ram (\n    /*|*/'],
    ['inside a generate block', '  if (1) begin : g_one\n    ram u_ram (/*|*/);\n  end'],
    ['with the name on one line and the bracket on the next', '  ram u_ram\n  (/*|*/'],
  ])('in other layouts: %s', async (_how, line) => {
    const { edited } = await propose(`${ram}${top}${line}\nendmodule\n`);
    const tight = edited?.replace(/\s+/g, '') ?? '';
    expect(tight).toContain('(.clk_i(clk),.rst_ni(rst_n),.we(we),.wdata_i(wdata),.rdata_o(rdata));');
    expect(edited).not.toMatch(/\n\S.*\.clk_i/);
  });

  test('of a Verilog-1995 module into a Verilog module', async () => {
    const { texts } = await propose(`//- /old.v
module old (clk, d, q);
  input clk;
  input [3:0] d;
  output [3:0] q;
  reg [3:0] q;
  always @(posedge clk) q <= d;
endmodule
//- /top.v
module top (clk, d, q);
  input clk;
  input [3:0] d;
  output [3:0] q;
  old/*|*/
endmodule
`);
    expect(texts).toEqual([' u_old (\n    .clk(clk),\n    .d(d),\n    .q(q)\n  );']);
  });

  test('never connects an output to an input, to a driven net or to another width', async () => {
    const { texts } = await propose(`//- /src.sv
module src (output logic a, output logic b, output logic [3:0] c, output logic d);
endmodule
//- /top.sv
module top (input logic a, output logic d);
  logic b, c;
  assign b = a;
  src u_src (/*|*/
endmodule
`);
    expect(texts).toEqual(['\n    .a(),\n    .b(),\n    .c(),\n    .d(d)\n  );']);
  });

  test('a reset of the other polarity stays open', async () => {
    const { texts } = await propose(`//- /leaf.sv
module leaf (input logic clk, input logic rst);
endmodule
//- /top.sv
module top (input logic clk, input logic rst_n);
  leaf/*|*/
endmodule
`);
    expect(texts[0]).toContain('.rst()');
  });

  test("a name that is taken gets a number; the file's own naming is kept", async () => {
    const { texts } = await propose(`${ram}${top}  ram ram_i (.clk_i(clk));\n  ram/*|*/\nendmodule\n`);
    expect(texts[0]).toMatch(/^ ram_i_1 \(/);
  });

  test.each([
    ['of an unknown module', 'nothing/*|*/'],
    ['of the module itself', 'top/*|*/'],
    ['with ordered connections', 'ram u_ram (clk, /*|*/'],
    ['with .*', 'ram u_ram (.*, /*|*/'],
    ['inside a process', 'always_comb begin ram/*|*/ end'],
    ['that is complete', 'ram u_ram (.clk_i(clk));\n  /*|*/'],
  ])('is not proposed: %s', async (_why, line) => {
    expect((await propose(`${ram}${top}  ${line}\nendmodule\n`)).texts).toEqual([]);
  });
});

const states = `//- /fsm.sv
module fsm (input logic clk, input logic rst_n, input logic go, output logic busy);
  typedef enum logic [1:0] {IDLE, RUN, DONE} state_t;
  state_t state_q, state_d;
`;

describe('case arms of an enum', () => {
  test('are those that are missing, each assigning what the others assign', async () => {
    const { texts } = await propose(`${states}
  always_comb begin
    state_d = state_q;
    case (state_q)
      IDLE: begin
        busy = 1'b0;
        if (go) state_d = RUN;
      end
      /*|*/
    endcase
  end
endmodule
`);
    expect(texts).toEqual(["RUN: busy = 1'b0;\n      DONE: busy = 1'b0;"]);
  });

  test('hold the next state and set several outputs in a block', async () => {
    const { texts } = await propose(
      `${states}
  always_comb begin
    unique case (state_q)
      IDLE: begin busy = 0; state_d = RUN; end
      RUN: begin busy = 1; state_d = IDLE; end
      /*|*/
    endcase
  end
endmodule
`,
    );
    expect(texts).toEqual(["DONE: begin\n        busy = 1'b0;\n        state_d = state_q;\n      end"]);
  });

  test('are empty in a clocked process and come right after the header too', async () => {
    const { texts } = await propose(`${states}
  always_ff @(posedge clk) begin
    case (state_q)/*|*/
    endcase
  end
endmodule
`);
    expect(texts).toEqual(['\n      IDLE: ;\n      RUN: ;\n      DONE: ;']);
  });

  test('come from a package with its name', async () => {
    const { texts } = await propose(`//- /pk.sv
package pk;
  typedef enum logic {A, B} ab_e;
endpackage
//- /top.sv
module top (input pk::ab_e sel, output logic y);
  always_comb begin
    y = 1'b0;
    case (sel)
      pk::A: y = 1'b1;
      /*|*/
    endcase
  end
endmodule
`);
    expect(texts).toEqual(['pk::B: ;']);
  });

  test('end a case that is not closed yet, and go on from a label that was begun', async () => {
    const { texts } = await propose(`${states}
  always_comb begin
    state_d = state_q;
    case (state_q)
      R/*|*/
  end
endmodule
`);
    expect(texts).toEqual(['UN: ;\n      IDLE: ;\n      DONE: ;\n    endcase']);
  });

  test.each([
    ['when all are there', 'case (state_q) IDLE, RUN: ; DONE: ; /*|*/ endcase'],
    ['when the selector is no enum', 'case (go) /*|*/ endcase'],
    ['inside an arm', 'case (state_q) IDLE: begin /*|*/ end endcase'],
    ['when an arm is half typed', 'case (state_q) IDLE: x = /*|*/ endcase'],
  ])('are not proposed %s', async (_why, text) => {
    expect((await propose(`${states}  always_ff @(posedge clk) ${text}\nendmodule\n`)).texts).toEqual([]);
  });
});

describe('a reset branch', () => {
  test('resets what the rest of the process assigns', async () => {
    const { edited } = await propose(`
module m (input logic clk, rst_n, input logic [3:0] d, output logic [3:0] q, output logic v);
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin/*|*/
    end else begin
      q <= d;
      v <= |d;
    end
  end
endmodule
`);
    expect(edited).toContain("if (!rst_n) begin\n      q <= '0;\n      v <= 1'b0;\n    end else begin");
  });

  test('starts on its own line as well', async () => {
    const { texts } = await propose(`
module m (input logic clk, rst_n, d, output logic q);
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      /*|*/
    end else begin
      q <= d;
    end
  end
endmodule
`);
    expect(texts).toEqual(["q <= 1'b0;"]);
  });

  test('uses the first value of an enum and Verilog literals in a .v file', async () => {
    const enumerated = await propose(`${states}
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n)/*|*/
    else state_q <= state_d;
endmodule
`);
    expect(enumerated.texts).toEqual([' begin\n      state_q <= IDLE;\n    end']);
    const verilog = await propose(`//- /m.v
module m #(parameter W = 8) (input clk, input rst, input [W-1:0] d, output reg [W-1:0] q, output reg [3:0] n);
  always @(posedge clk or posedge rst) begin
    if (rst) begin/*|*/
    end else begin
      q <= d;
      n <= n + 4'd1;
    end
  end
endmodule
`);
    expect(verilog.texts).toEqual(["\n      q <= {W{1'b0}};\n      n <= 4'd0;"]);
  });

  test('fills an empty process with asynchronous reset, and its else branch where a next value is declared', async () => {
    const { texts } = await propose(`
module m (input logic clk, rst_n, output logic [7:0] count_q);
  logic [7:0] count_d;
  assign count_d = count_q + 8'd1;
  always_ff @(posedge clk or negedge rst_n) begin
    /*|*/
  end
endmodule
`);
    expect(texts).toEqual(["if (!rst_n) begin\n      count_q <= '0;\n    end else begin\n      count_q <= count_d;\n    end"]);
  });

  test('goes before the only statement of the process', async () => {
    const { edited } = await propose(`
module m (input logic clk, rst_n, d, output logic q);
  always_ff @(posedge clk or negedge rst_n) begin/*|*/
    q <= d;
  end
endmodule
`);
    expect(edited).toContain("begin\n    if (!rst_n) q <= 1'b0;\n    else\n    q <= d;\n  end");
  });

  test.each([
    ['before several statements', 'always_ff @(posedge clk or negedge rst_n) begin\n/*|*/\n q <= go; go2 <= go; end'],
    ['of a signal that is no reset', 'always_ff @(posedge clk) begin if (go) begin/*|*/ end end'],
    ['in a combinational process', 'always_comb begin if (!rst_n) begin/*|*/ end end'],
    ['for a reset whose edge and name disagree', 'always_ff @(posedge clk or posedge rst_n) begin /*|*/ end'],
  ])('is not proposed: %s', async (_why, text) => {
    expect((await propose(`module m (input logic clk, rst_n, go, output logic q);\n  ${text}\nendmodule\n`)).texts).toEqual([]);
  });
});

describe('a state machine', () => {
  test('of two processes for an enum with a current and a next variable', async () => {
    const { texts } = await propose(`${states}  assign busy = state_q == RUN;\n\n  /*|*/\nendmodule\n`);
    expect(texts[0]).toBe(
      [
        'always_ff @(posedge clk or negedge rst_n) begin',
        '    if (!rst_n) state_q <= IDLE;',
        '    else state_q <= state_d;',
        '  end',
        '',
        '  always_comb begin',
        '    state_d = state_q;',
        '    case (state_q)',
        '      IDLE: ;',
        '      RUN: ;',
        '      DONE: ;',
        '      default: state_d = IDLE;',
        '    endcase',
        '  end',
      ].join('\n'),
    );
  });

  test('only the part that is missing', async () => {
    const register = '  always_ff @(posedge clk) state_q <= state_d;\n';
    const { texts } = await propose(`${states}${register}  always_comb/*|*/\nendmodule\n`);
    expect(texts[0]).toMatch(/^ begin\n {4}state_d = state_q;/);
    const inside = await propose(`${states}${register}  always_comb begin\n    /*|*/\n  end\nendmodule\n`);
    expect(inside.texts[0]).toMatch(/^state_d = state_q;\n {4}case \(state_q\)\n {6}IDLE: ;/);
  });

  test('is not proposed once both processes stand', async () => {
    const both = '  always_ff @(posedge clk) state_q <= state_d;\n  always_comb state_d = go ? RUN : IDLE;\n';
    expect((await propose(`${states}${both}  /*|*/\nendmodule\n`)).texts).toEqual([]);
  });
});

describe('an end label', () => {
  test.each([
    ['module foo;\nendmodule/*|*/\n', ' : foo'],
    ['module foo;\nendmodule :/*|*/\n', ' foo'],
    ['module foo;\nendmodule : /*|*/\n', 'foo'],
    ['package pk;\nendpackage/*|*/\n', ' : pk'],
    ['module m;\nfunction automatic logic [3:0] inc(input logic [3:0] x);\n  return x;\nendfunction/*|*/\nendmodule\n', ' : inc'],
    ['module m;\nif (1) begin : g_one\nend :/*|*/\nendmodule\n', ' g_one'],
  ])('%j', async (given, label) => {
    expect((await propose(given)).texts).toEqual([label]);
  });

  test('a module that nothing ends gets its end; Verilog has no label', async () => {
    expect((await propose('module foo;\n  wire x;\n/*|*/')).texts).toEqual(['endmodule : foo']);
    expect((await propose('//- /a.v\nmodule foo;\n  wire x;\n/*|*/')).texts).toEqual(['endmodule']);
    expect((await propose('//- /a.v\nmodule foo;\nendmodule/*|*/\n')).texts).toEqual([]);
  });
});

test('line ends are those of the document', async () => {
  const { edited } = await propose(
    `${ram}${top.replaceAll('\n', '\r\n').replace('//- /top.sv\r\n', '//- /top.sv\n')}  ram/*|*/\r\nendmodule\r\n`,
  );
  expect(edited).toContain('ram u_ram (\r\n    .clk_i(clk),\r\n');
  expect(edited?.replaceAll('\r\n', '')).not.toContain('\n');
});

describe('a clocked process', () => {
  const unit = (body: string, ports = 'input logic clk, input logic rst_n, input logic en, output logic [7:0] y') =>
    `//- /m.sv\nmodule m (${ports});\n${body}\nendmodule\n`;

  test("has the module's clock and reset, and what the names of its registers say", async () => {
    const { texts } = await propose(unit('  logic [7:0] cnt_q, acc_q, acc_d;\n  assign y = acc_q;\n  always_ff/*|*/'));
    expect(texts[0]).toBe(
      [
        ' @(posedge clk or negedge rst_n) begin',
        '    if (!rst_n) begin',
        "      cnt_q <= '0;",
        "      acc_q <= '0;",
        '    end else begin',
        "      if (en) cnt_q <= cnt_q + 1'b1;",
        '      acc_q <= acc_d;',
        '    end',
        '  end',
      ].join('\n'),
    );
  });

  test('resets as the others of the module do, in a bracket that the editor closed', async () => {
    const other = '  logic a_q, b_q, b_d;\n  always_ff @(posedge clk) if (!rst_n) a_q <= 0; else a_q <= en;\n';
    const { edited } = await propose(unit(`${other}  always_ff @(/*|*/)`));
    expect(edited).toContain(
      "  always_ff @(posedge clk) begin\n    if (!rst_n) begin\n      b_q <= 1'b0;\n    end else begin\n      b_q <= b_d;",
    );
    expect(edited).not.toContain('))');
  });

  test('without registers of such names is its list alone; inside a process and without one clock it is not proposed', async () => {
    expect((await propose(unit('  always @/*|*/'))).texts).toEqual(['(posedge clk or negedge rst_n) begin\n  end']);
    expect((await propose(unit('  always_ff/*|*/', 'input logic a_clk, input logic b_clk'))).texts).toEqual([]);
  });
});

describe('an output that nothing drives', () => {
  const unit = (body: string) =>
    `//- /m.sv\nmodule m (input logic clk, output logic [3:0] count_o, output logic [7:0] other_o, output logic ok);\n  logic [3:0] count_q;\n  logic other_q;\n  logic ok_q;\n${body}\nendmodule\n`;

  test.each([
    ['  assign/*|*/', ' count_o = count_q;'],
    ['  assign count/*|*/', '_o = count_q;'],
    ['  assign ok /*|*/', '= ok_q;'],
    ['  assign ok =/*|*/', ' ok_q;'],
    ['  assign count_o = count_q;\n  assign /*|*/', 'ok = ok_q;'],
  ])('%j', async (body, text) => {
    expect((await propose(unit(body))).texts).toEqual([text]);
  });

  test.each(['  assign other_o = /*|*/', '  assign count_o = count_q;\n  assign ok = ok_q;\n  assign /*|*/', '  assign clk/*|*/'])(
    'not %j: of another width, driven, or no output',
    async (body) => {
      expect((await propose(unit(body))).texts).toEqual([]);
    },
  );
});

describe('a stage between two handshakes', () => {
  const ports =
    'input logic clk, input logic rst_n, input logic in_valid, output logic in_ready, input logic [7:0] in_data, output logic out_valid, input logic out_ready, output logic [7:0] out_data';

  test('takes a value when it is empty or its value leaves', async () => {
    const { texts } = await propose(`//- /m.sv\nmodule m (${ports});\n  /*|*/\nendmodule\n`);
    expect(texts[0]).toBe(
      [
        'assign in_ready = !out_valid || out_ready;',
        '',
        '  always_ff @(posedge clk or negedge rst_n) begin',
        "    if (!rst_n) out_valid <= 1'b0;",
        '    else if (in_ready) out_valid <= in_valid;',
        '  end',
        '',
        '  always_ff @(posedge clk) if (in_valid && in_ready) out_data <= in_data;',
      ].join('\n'),
    );
  });

  test('is not proposed when something drives one of its signals, or data differ in width', async () => {
    const driven = await propose(`//- /m.sv\nmodule m (${ports});\n  assign in_ready = 1;\n  /*|*/\nendmodule\n`);
    expect(driven.texts.filter((text) => text.includes('in_ready'))).toEqual([]);
    const wide = await propose(`//- /m.sv\nmodule m (${ports.replace('[7:0] out_data', '[9:0] out_data')});\n  /*|*/\nendmodule\n`);
    expect(wide.texts[0]).not.toContain('out_data');
  });
});
