import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../server/src/graph/query';
import { records, serial } from './designs';
import { graphOfText } from './graphing';

async function machine(text: string): Promise<{ states: string[]; edges: string[]; notes: string[] }> {
  const graph = graphOf('fsm', await graphOfText(text));
  return {
    states: graph.nodes.map((node) => node.id),
    edges: graph.edges.map((edge) => `${edge.from}>${edge.to}${edge.guard === undefined ? '' : ` ${edge.guard}`}`),
    notes: graph.notes ?? [],
  };
}

const head = 'input clk, rst, a, b';

describe('state machines', () => {
  it('of two processes with localparams', async () => {
    expect(await machine(serial)).toEqual({
      states: ['IDLE', 'SEND', 'STOP'],
      edges: ['IDLE>SEND start', 'SEND>STOP bitno == 7', 'STOP>IDLE'],
      notes: [],
    });
  });

  it('of an enum in SystemVerilog, unreachable encodings left out', async () => {
    const { states, edges } = await machine(records);
    expect(states).toEqual(['Empty', 'One', 'Two']);
    expect(edges).toEqual([
      'Empty>One in_i.valid',
      'One>Two in_i.valid && !pop_i',
      'One>Empty !(in_i.valid && !pop_i) && !in_i.valid && pop_i',
      'Two>One pop_i',
    ]);
  });

  it('written with ternaries in an assign', async () => {
    const text = `module m(${head}, output y); reg [1:0] s; wire [1:0] n;
      assign n = s == 2'd0 ? (a ? 2'd1 : 2'd0) : s == 2'd1 ? (b ? 2'd2 : 2'd1) : 2'd0;
      always @(posedge clk) if (rst) s <= 2'd0; else s <= n;
      assign y = s == 2'd2; endmodule`;
    const { states, edges } = await machine(text);
    expect(states).toEqual(["2'd0", "2'd1", "2'd2"]);
    expect(edges).toEqual(expect.arrayContaining(["2'd0>2'd1 a", "2'd1>2'd2 b", "2'd2>2'd0"]));
  });

  it('one-hot with case (1), bits named by parameters', async () => {
    const text = `module m(${head}, output y); localparam I = 0, R = 1, D = 2; reg [2:0] s, n;
      always @* begin n = 0; case (1'b1) s[I]: if (a) n[R] = 1; else n[I] = 1; s[R]: if (b) n[D] = 1; else n[R] = 1; s[D]: n[I] = 1; endcase end
      always @(posedge clk or posedge rst) if (rst) s <= 3'b001; else s <= n;
      assign y = s[D]; endmodule`;
    const { states, edges } = await machine(text);
    expect(states).toEqual(['I', 'R', 'D']);
    expect(edges).toEqual(expect.arrayContaining(['I>R a', 'R>D b', 'D>I']));
  });

  it('kept in a field of a structure', async () => {
    const text = `module m(${head}, output y); typedef struct packed { logic [1:0] st; logic [3:0] n; } r_t; r_t r;
      always @(posedge clk) if (rst) r <= '0; else begin r.n <= r.n + 1;
        case (r.st) 2'd0: if (a) r.st <= 2'd1; 2'd1: if (b) r.st <= 2'd3; 2'd3: r.st <= 2'd0; default: ; endcase end
      assign y = r.st == 2'd3; endmodule`;
    const { states, edges } = await machine(text);
    expect(states).toEqual(["2'd0", "2'd1", "2'd3"]);
    expect(edges).toEqual(["2'd0>2'd1 a", "2'd1>2'd3 b", "2'd3>2'd0"]);
  });

  it('a counter is none, and the reason is given', async () => {
    const { states, notes } = await machine(`module m(${head}, output y); localparam TOP = 4'd9; reg [3:0] c;
      always @(posedge clk) if (rst) c <= 0; else if (c == TOP) c <= 0; else if (a) c <= c + 1;
      assign y = c == TOP; endmodule`);
    expect(states).toEqual([]);
    expect(notes.join()).toContain("computed with '+'");
  });

  it('a module without registers says so', async () => {
    const { states, notes } = await machine('module m(input a, output y); assign y = a; endmodule');
    expect(states).toEqual([]);
    expect(notes).toHaveLength(1);
  });
});

describe('shapes that other tools are known to miss', () => {
  const idle = 'typedef enum logic [1:0] {IDLE, RUN, DONE} st_t; st_t s, n;';
  const flop = 'always_ff @(posedge clk or negedge rst) if (!rst) s <= IDLE; else s <= n;';

  it('chained ternaries in the arms of a case, and a default that keeps the state', async () => {
    const { states, edges } = await machine(`module m(${head}, output y); ${idle} ${flop}
      always_comb case (s) IDLE: n = a ? RUN : IDLE; RUN: n = a ? DONE : (a & b) ? IDLE : RUN; DONE: n = IDLE; default: n = s; endcase
      assign y = s == DONE; endmodule`);
    expect(states).toEqual(['IDLE', 'RUN', 'DONE']);
    expect([...new Set(edges.map((edge) => edge.split(' ')[0]))]).toEqual([
      'IDLE>RUN',
      'IDLE>IDLE',
      'RUN>DONE',
      'RUN>IDLE',
      'RUN>RUN',
      'DONE>IDLE',
    ]);
  });

  it('two machines in one process, without begin, with an explicit sensitivity list', async () => {
    const { states } =
      await machine(`module m(${head}, output reg y); localparam Z = 1'b0, O = 1'b1; localparam [1:0] zero = 0, edg = 1, one = 2;
      reg mealy, mealy_n; reg [1:0] moore, moore_n;
      always @(posedge clk, posedge rst) if (rst) begin mealy <= Z; moore <= zero; end else begin mealy <= mealy_n; moore <= moore_n; end
      always @(mealy, a) case (mealy) Z: if (a) mealy_n = O; else mealy_n = Z; O: if (!a) mealy_n = Z; else mealy_n = O; endcase
      always @(moore, a) case (moore) zero: if (a) moore_n = edg; else moore_n = zero; edg: if (a) moore_n = one; else moore_n = zero;
        one: if (!a) moore_n = zero; else moore_n = one; default: moore_n = zero; endcase
      always @* y = mealy == O || moore == one;
    endmodule`);
    expect(states).toEqual(['mealy.Z', 'mealy.O', 'moore.zero', 'moore.edg', 'moore.one']);
  });

  it('several labels of one arm, all of them with their transitions', async () => {
    const { edges } = await machine(`module m(${head}, output y); reg [2:0] s, n;
      always @(posedge clk or negedge rst) if (!rst) s <= 0; else s = n;
      always @* case (s) 3'd0: n = 3'd1; 3'd1: if (a) n = 3'd2; else n = 3'd4; 3'd2, 3'd3: n = 3'd0; 3'd4: n = 3'd3; default: n = 3'd0; endcase
      assign y = s[0]; endmodule`);
    expect(edges).toEqual(["3'd0>3'd1", "3'd1>3'd2 a", "3'd1>3'd4 !a", "3'd2>3'd0", "3'd4>3'd3", "3'd3>3'd0"]);
  });

  it('states whose names hold the word initial, and casez on state and input together', async () => {
    const { states, edges } =
      await machine(`module m(${head}, output y); localparam first_initial = 2'd0, initial_2 = 2'd1, last = 2'd2; reg [1:0] s;
      always @(posedge clk) if (rst) s <= first_initial; else casez ({s, a}) {first_initial, 1'b1}: s <= initial_2; {initial_2, 1'b?}: s <= last; {last, 1'b0}: s <= first_initial; endcase
      assign y = s == last; endmodule`);
    expect(states).toEqual(['first_initial', 'initial_2', 'last']);
    expect(edges.map((edge) => edge.split(' ')[0])).toEqual(['first_initial>initial_2', 'initial_2>last', 'last>first_initial']);
  });

  it('state in a structure with a next value of the whole', async () => {
    const { states, edges } =
      await machine(`module m(${head}, output y); typedef enum logic [1:0] {W, X, Y} st_t; typedef struct packed { st_t st; logic [3:0] n; } r_t; r_t r, rn;
      always_comb begin rn = r; case (r.st) W: if (a) rn.st = X; X: begin rn.n = r.n + 1; if (b) rn.st = Y; end Y: rn.st = W; default: ; endcase end
      always_ff @(posedge clk) if (rst) r <= '{st: W, n: 0}; else r <= rn;
      assign y = r.st == Y; endmodule`);
    expect(states).toEqual(['W', 'X', 'Y']);
    expect(edges).toEqual(['W>X a', 'X>Y b', 'Y>W']);
  });

  it('a state that comes back to what another register remembers', async () => {
    const { states, edges, notes } =
      await machine(`module m(${head}, output y); localparam A = 2'd0, B = 2'd1, WAIT = 2'd2; reg [1:0] s, back, sn, bn;
      always @* begin sn = s; bn = back; case (s) A: if (a) begin sn = WAIT; bn = B; end B: begin sn = WAIT; bn = A; end WAIT: if (b) sn = back; endcase end
      always @(posedge clk) if (rst) begin s <= A; back <= A; end else begin s <= sn; back <= bn; end
      assign y = s == WAIT; endmodule`);
    expect(states).toEqual(['A', 'WAIT', 'B']);
    expect(edges).toEqual(['A>WAIT a', 'WAIT>A b && back == A', 'WAIT>B b && back == B', 'B>WAIT']);
    expect(notes).toEqual([]);
  });
});
