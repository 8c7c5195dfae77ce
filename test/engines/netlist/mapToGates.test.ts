import { afterAll, beforeAll, expect, it } from 'vitest';
import { expandMemories } from '../../../server/src/netlist/expandMemories';
import { mapToGates } from '../../../server/src/netlist/mapToGates';
import type { Netlist, NetlistModule } from '../../../server/src/netlist/netlist';
import { topModule } from '../../../server/src/netlist/netNames';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import { simulateApart } from '../../../server/src/sim/differential';
import { simPrepareCommands } from '../../../server/src/sim/prepare';

const yosys = createEmbeddedYosys({ workers: 1 });
beforeAll(() => yosys.warm());
afterAll(() => yosys.dispose());

/** The module as our mapping and as Yosys' own make gates of it. */
async function bothMappings(verilog: string): Promise<{ own: NetlistModule; reference: NetlistModule }> {
  const read = ['read_verilog -sv in.v', 'hierarchy -check -top m', ...simPrepareCommands()];
  const run = await yosys.run(
    {
      commands: [...read, 'write_json words.json', 'memory_map', 'simplemap', 'techmap', 'opt_clean', 'write_json gates.json'],
      files: new Map([['in.v', verilog]]),
      outputs: ['words.json', 'gates.json'],
      timeoutMs: 60_000,
    },
    new AbortController().signal,
  );
  if (run.kind !== 'finished' || run.code !== 0) throw new Error(`Yosys did not finish:\n${run.lines.slice(-10).join('\n')}`);
  const module = (name: string): NetlistModule =>
    topModule(JSON.parse(new TextDecoder().decode(run.files.get(name))) as Netlist) as NetlistModule;
  return { own: mapToGates(expandMemories(module('words.json'), false)), reference: module('gates.json') };
}

async function same(verilog: string): Promise<void> {
  const { own, reference } = await bothMappings(verilog);
  const result = await simulateApart(reference, own, { cycles: 100, seed: 1 });
  expect(result.kind, JSON.stringify(result).slice(0, 2000)).toBe('same');
  // A bit that the reference does not know was compared with nothing.
  if (result.kind === 'same') expect(result.neverKnown).toEqual([]);
}

const binary = ['+', '-', '*', '&', '|', '^', '~^', '<', '<=', '>', '>=', '==', '!=', '&&', '||', '<<', '>>', '<<<', '>>>'];
const unary = ['~', '-', '+', '!', '&', '|', '^', '~&', '~|', '~^'];

it.each([
  ['unsigned, mixed widths', '', [6, 3, 9]],
  ['unsigned, narrow result', '', [6, 9, 4]],
  ['signed, mixed widths', 'signed', [6, 3, 9]],
  ['signed, narrow result', 'signed', [3, 8, 4]],
] as const)(
  'agrees with the mapping of Yosys on operators: %s',
  async (_name, sign, [a, b, y]) => {
    const outputs: string[] = [];
    const add = (expression: string): void => void outputs.push(expression);
    for (const operator of binary) add(`a ${operator} b`);
    for (const operator of unary) add(`${operator}a`);
    // Sized, since Yosys maps a division as wide as its context; a zero divisor gives some number there and x here, so it is avoided.
    const letter = sign === '' ? 'd' : 'sd';
    for (const operator of ['/', '%']) {
      add(`a ${operator} (b == 0 ? ${b}'${letter}3 : b)`);
      add(`a ${operator} ${a}'${letter}5`);
    }
    const text = `module m(input ${sign} [${a - 1}:0] a, input ${sign} [${b - 1}:0] b, ${outputs.map((_, i) => `output ${sign} [${y - 1}:0] y${i}`).join(', ')});
  ${outputs.map((expression, i) => `assign y${i} = ${expression};`).join('\n  ')}
endmodule`;
    await same(text);
  },
  120_000,
);

it('agrees with the mapping of Yosys on selections', async () => {
  await same(`module m(input [15:0] a, input [3:0] s, input signed [3:0] t, input [2:0] p, output reg [3:0] y0, output y1, output [3:0] y2,
    output reg [15:0] y3, output [3:0] y4, output reg [7:0] y5);
  always @* case (p) 0: y0 = a[3:0]; 1: y0 = a[7:4]; 4: y0 = a[11:8]; 6: y0 = s; default: y0 = ~s; endcase
  assign y1 = a[s];
  assign y2 = p[2] ? a[p[1:0] +: 4] : a[4 + p[1:0] -: 4];
  always @* begin y3 = a; y3[s] = t[0]; y3[p +: 2] = t[1:0]; end
  assign y4 = t[3] ? 4'd2 : a[t +: 4];
  always @* casez (a[7:0]) 8'b1???????: y5 = 1; 8'b01??????: y5 = 2; 8'b001?_????: y5 = 3; 8'b0000_0001: y5 = a[15:8]; default: y5 = 0; endcase
endmodule`);
});

it('agrees with the mapping of Yosys on registers', async () => {
  await same(`module m(input clk, r, n, e, input [2:0] d, input [1:0] w, ra, output reg [2:0] q0, q1, q2, q3, q4, output reg [2:0] q5 = 5, output [2:0] q6);
  reg [2:0] memory [0:3];
  always @(posedge clk) q0 <= r ? 3'd6 : d;
  always @(posedge clk or posedge r) if (r) q1 <= 3'd3; else q1 <= d;
  always @(negedge clk or negedge n) if (!n) q2 <= 3'd4; else if (e) q2 <= q1 + d;
  always @(posedge clk) if (r) q3 <= 1; else if (e) q3 <= d;
  always @(posedge clk or posedge r) if (r) q4 <= d; else q4 <= q0;
  always @(posedge clk) if (e) q5 <= d;
  always @(posedge clk) if (e) memory[w] <= d;
  assign q6 = memory[ra];
endmodule`);
});

it('agrees with the mapping of Yosys on memories', async () => {
  await same(`module m(input clk, e, f, input [3:0] w, input [2:0] v, input [3:0] d, input [3:0] r, input [2:0] s, output [3:0] q0, q1, q2, q3);
    reg [3:0] plain [0:7], twice [2:6], table_ [0:3]; reg [3:0] start [0:3];
    initial begin table_[0] = 5; table_[1] = 9; table_[2] = 2; table_[3] = 14; start[0] = 1; start[1] = 2; start[2] = 3; start[3] = 4; end
    always @(posedge clk) begin
      if (e) plain[w[2:0]] <= d;
      if (e) twice[v] <= d;
      if (f) twice[w[2:0]][2:1] <= d[1:0];
      if (f) start[w] <= ~d;
    end
    assign q0 = plain[r[2:0]];
    assign q1 = s > 1 && s < 7 ? twice[s] : 0;
    assign q2 = table_[r[1:0]];
    assign q3 = start[r[1:0]];
  endmodule`);
});

it('makes the same gates of a product whatever the order of its operands', async () => {
  const text = (expression: string): string =>
    `module m(input [7:0] a, input [5:0] b, output [13:0] y); assign y = ${expression}; endmodule`;
  const [ab, ba] = [(await bothMappings(text('a * b'))).own, (await bothMappings(text('b * a'))).own];
  expect(Object.keys(ab.cells).length).toBe(Object.keys(ba.cells).length);
});
