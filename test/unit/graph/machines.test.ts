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
