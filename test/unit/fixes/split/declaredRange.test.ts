import { describe, expect, it } from 'vitest';
import { declaredRange, storedRange } from '../../../../server/src/fixes/split/declaredRange';
import { registerDecodedNet } from '../../../../server/src/fixes/strategies/registerDecodedNet';
import type { FixContext } from '../../../../server/src/fixes/strategy';
import { bodyOf } from '../../../../server/src/graph/units';
import { summarize } from '../../../../server/src/model/summarize';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

const text = `module old (clk, go, q, wider, late);
  input clk;
  input [1:0] go;
  output [W-1:0] q, wider;
  output reg [3:0] late;
  parameter W = 8;
  reg [W-1:0] q;
  reg [W:0] wider;
  typedef enum logic [2:0] {A, B} named_e;
  named_e named;
  enum logic [1:0] {IDLE, RUN, DONE} state, state_next;
  enum {X, Y} open;
  typedef logic [W:0] pointer_t;
  typedef logic signed [3:0] level_t;
  typedef pointer_t again_t;
  pointer_t pointer;
  pointer_t [1:0] pointers;
  level_t level;
  again_t again;
  logic [7:0] data;
  logic on;
  always_comb begin
    on = 1'b0;
    case (state)
      RUN: on = 1'b1;
      DONE: on = go[0];
    endcase
  end
  always @(posedge clk) state <= state_next;
  always @(posedge clk) if (on) data <= data + 1;
endmodule
`;

describe('the range that a name is declared with', () => {
  it('is what a port in the body and the register of its name both say, and that of an enumeration where it is only stored', async () => {
    const file = await parseText(text);
    const [module] = summarize(file).modules;
    const body = module === undefined ? undefined : bodyOf(file, module)?.body;
    if (module === undefined || body === undefined) throw new Error('no module');
    const context = { file, module } as FixContext;
    const ranges = ['clk', 'go', 'q', 'late', 'wider', 'named', 'state', 'open', 'pointer', 'pointers', 'level', 'again'].map((name) => [
      name,
      declaredRange(context, body, name),
      storedRange(context, body, name),
    ]);
    file.dispose();
    expect(ranges).toEqual([
      ['clk', '', ''],
      ['go', '[1:0]', '[1:0]'],
      ['q', '[W-1:0]', '[W-1:0]'],
      ['late', '[3:0]', '[3:0]'],
      ['wider', undefined, undefined],
      ['named', undefined, '[2:0]'],
      ['state', undefined, '[1:0]'],
      ['open', undefined, undefined],
      ['pointer', '[W:0]', '[W:0]'],
      ['pointers', undefined, undefined],
      ['level', undefined, undefined],
      ['again', undefined, undefined],
    ]);
  });

  it('stands for an enumeration without a name where a function takes its value', async () => {
    const plain = text.replace('DONE: on = go[0];', "DONE: on = 1'b1;");
    const file = await parseText(plain);
    const { texts, declined } = rewritesIn(file, registerDecodedNet, { ends: ['data'], start: 'state', through: 'case (state)' });
    file.dispose();
    expect(declined).toEqual([]);
    expect(texts[0]).toContain('(input logic [1:0] state);');
  });
});
