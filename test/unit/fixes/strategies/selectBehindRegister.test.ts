import { describe, expect, it } from 'vitest';
import { selectBehindRegister } from '../../../../server/src/fixes/strategies/selectBehindRegister';
import { loadInLogic } from '../../../../server/src/fixes/strategies/loadInLogic';
import type { FixStrategy } from '../../../../server/src/fixes/strategy';
import { rewritesIn } from '../../../harness/rewrites';
import { loadParser, noIncludes, parseText } from '../../syntax/reading';

const text = `module m (input wire clk, input wire go, input wire [3:0] a, b, output reg [3:0] q, output reg [7:0] tail);
  integer i;
  reg [3:0] words [0:3];
  always @(posedge clk) begin
    for (i = 0; i < 3; i = i + 1) words[i] <= words[i + 1]; // moves
    words[3] <= a;
    if (go) q <= #1 (a > b)? a : words[0];
    tail <= {tail[3:0], q};
  end
endmodule
`;

async function rewritten(strategy: FixStrategy, ends: readonly string[], source = text): Promise<readonly string[]> {
  const file = await parseText(source);
  const { texts } = rewritesIn(file, strategy, { ends, through: '(a > b)' });
  file.dispose();
  return texts;
}

describe('a register beside loops', () => {
  it('is chosen behind, the loops left where they are', async () => {
    const [after = ''] = await rewritten(selectBehindRegister, ['q']);
    expect(after).toContain("q_if <= #1 1'b1 ? a : words[0];");
    expect(after.match(/for \(/g)).toHaveLength(1);
    expect(after).toContain('for (i = 0; i < 3; i = i + 1) words[i] <= words[i + 1]; // moves');
  });

  it('is loaded through logic; what a loop writes is left alone, since its counter is the module’s', async () => {
    const [after = ''] = await rewritten(loadInLogic, ['q', 'words']);
    expect(after).toContain('q <= #1 q_load | (q_load & q);');
    expect(after.match(/for \(/g)).toHaveLength(1);
    expect(await rewritten(loadInLogic, ['words'])).toEqual([]);
  });

  it('is moved without what its author promised of a case', async () => {
    const promised = text.replace(
      'if (go) q <= #1 (a > b)? a : words[0];',
      `case (a) // synopsys full_case parallel_case
      4'd1: q <= b; // one
      4'd2: /* pragma parallel_case */ if (go) q <= a;
      4'd3: (* full_case, parallel_case *) case (b) 4'd0: q <= 0; endcase
    endcase`,
    );
    const [after = ''] = await rewritten(loadInLogic, ['q'], promised);
    expect(after).toContain(
      "case (a)\n      4'd1: q_load = b; // one\n      4'd2: if (go) q_load = a;\n      4'd3: case (b) 4'd0: q_load = 0; endcase",
    );
    expect(after).not.toMatch(/full_case|parallel_case/);
  });
});

describe('what the author wrote around a register', () => {
  const source = (declared: string): string => `module m (input wire clk, input wire go, input wire [3:0] a, b);
  reg [3:0] ${declared}
  reg held;
  always @(posedge clk)
    if (go && a > b)
      q <= a;
  always @(posedge clk) held <= q[0];
endmodule
`;
  const after = async (declared: string): Promise<string> => {
    const file = (await loadParser()).parse({ path: '/rtl/m.v', text: source(declared) }, noIncludes);
    const { texts } = rewritesIn(file, selectBehindRegister, { ends: ['q'], through: 'a > b' });
    file.dispose();
    return texts[0] ?? '';
  };

  it('keeps its comments, each with its own name', async () => {
    expect(await after('other, // the other one\n    q; // what is asked for')).toContain(
      '  wire [3:0] q; // what is asked for\n  reg [3:0] other; // the other one\n',
    );
    expect(await after('q, // what is asked for\n    other; // the other one')).toContain(
      '  wire [3:0] q; // what is asked for\n  reg [3:0] other; // the other one\n',
    );
    expect(await after('other, q; // both')).toContain('  wire [3:0] q;\n  reg [3:0] other; // both\n');
  });

  it('has a value that is kept on a line of its own', async () => {
    expect(await after('q;')).toContain('  always @(posedge clk) begin\n    q_else <= q;\n  end\n');
  });
});

describe('a register whose own process decides', () => {
  it('takes over what a combinational process makes as one of the values, whoever makes it', async () => {
    const source = `module m (input wire clk, input wire rst, input wire [3:0] a, input wire [3:0] b, output reg [3:0] q);
  integer i;
  reg [3:0] sel, n;
  always @(posedge clk) n <= a;
  always @(*)
    for (i = 0; i < 4; i = i + 1) sel[i] = a[i] & b[3 - i];
  always @(posedge clk)
    if (rst) q <= 0;
    else if (n > b) q <= sel;
    else q <= 0;
endmodule
`;
    const file = await parseText(source);
    const { texts } = rewritesIn(file, selectBehindRegister, { ends: ['q'], through: 'n > b' });
    file.dispose();
    const [after = ''] = texts;
    expect(after).toContain('q_if <= sel;');
    expect(after).toContain('q_else <= 0;');
    expect(after).not.toContain('sel_if');
  });
});

describe('registers that become nets together', () => {
  it('keep a declaration that can be read, where one holds them all or some', async () => {
    const several = (declared: string): string => `module m (input wire clk, input wire [3:0] a, b, output reg y, z, output wire w);
  ${declared}
  assign w = p ^ q;
  always @(posedge clk) if ((a > b) && w) begin p <= a[0]; q <= b[0]; y <= p; z <= q; end
endmodule
`;
    const verilog = async (source: string): Promise<string> => {
      const file = (await loadParser()).parse({ path: '/p/a.v', text: source }, noIncludes);
      const { texts } = rewritesIn(file, selectBehindRegister, { ends: ['p', 'q', 'y', 'z'], through: '(a > b)' });
      file.dispose();
      return texts[0] ?? '';
    };
    const all = await verilog(several("reg p = 1'b1, q = 1'b0;"));
    expect(all).toContain('  wire p, q;\n');
    expect(all).toContain('output wire y, output wire z,');
    expect(all).toContain("reg p_if = 1'b1, p_else = 1'b1;");
    const signed = await verilog(several('reg signed [3:0] p, q;'));
    expect(signed).toContain('  wire signed [3:0] p, q;\n');
    expect(signed).toContain('reg signed [3:0] p_if, p_else;');
    const zero = await verilog(several('reg p, q, r;\n  initial {p, r, q} = 0;'));
    expect(zero).toContain('  wire p, q;\n  reg r;\n  initial r = 0;\n');
    expect(zero).toContain('reg p_if = 0, p_else = 0;');
    expect(await verilog(several('reg p, q;\n  initial {p, q} = 0;'))).not.toContain('initial');
    expect(await verilog(several("reg p, q;\n  initial {p, q} = 2'b01;"))).toBe('');
    const some = await verilog(several('reg r, p, s, q;'));
    expect(some).toContain('  wire p, q;\n  reg r, s;\n');
  });
});

describe('a state machine', () => {
  const machine = (declared: string): string => `module m (input logic clk, rst, go, input logic [3:0] a, b, output logic y);
  ${declared} state, following;
  always_comb begin
    following = state;
    if ((a > b)) following = RUN;
  end
  always_ff @(posedge clk) begin : load
    integer i;
    for (i = 0; i < 1; i = i + 1) y <= state == RUN;
    if (rst) state <= IDLE;
    else state <= following;
  end
endmodule
`;

  it('is chosen behind its registers under the name of its type, beside names that the process declares for itself', async () => {
    const [named = ''] = await rewritten(selectBehindRegister, ['state'], machine('typedef enum logic {IDLE, RUN} state_t; state_t'));
    expect(named).toContain('state_t state_if, state_else;\n  state_t following_if, following_else;');
    expect(named).toContain('assign state = state_decided ? state_if : state_else;');
    expect(named.match(/integer i;/g)).toHaveLength(1);
  });

  it('without such a name in as many bits', async () => {
    const [open = ''] = await rewritten(selectBehindRegister, ['state'], machine('enum logic {IDLE, RUN}'));
    expect(open).toContain('logic [$bits(state)-1:0] state_if, state_else;\n  logic [$bits(following)-1:0] following_if, following_else;');
    expect(open).toContain("assign state = type(state)'(state_decided ? state_if : state_else);");
  });

  it('stays where a name of the process decides what is loaded', async () => {
    const own = machine('typedef enum logic {IDLE, RUN} state_t; state_t').replace('else state <=', 'else if (i == 0) state <=');
    expect(await rewritten(selectBehindRegister, ['state'], own)).toEqual([]);
  });
});
