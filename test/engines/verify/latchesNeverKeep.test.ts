import { expect, test } from 'vitest';
import { latchesNeverKeep } from '../../../server/src/verify/prove/latchesNeverKeep';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

/** A machine with three states in two bits; `arms` are those of its case. */
function machine(arms: string, { reset = 'if (rst) s <= A; else s <= n;', process = 'always_comb', step = '@(posedge clk)' } = {}): string {
  return `module m (input clk, rst, a, input [1:0] v, output logic [1:0] s);
  localparam A = 0, B = 1, C = 2;
  logic [1:0] n;
  ${process} case (s) ${arms} endcase
  always ${step} ${reset}
endmodule`;
}
const all = 'A: n = a ? B : A; B: n = C; C: n = A;';

test.each([
  ['every state has its arm', machine(all), true],
  [
    'as an old process with an asynchronous reset',
    machine(all, { process: 'always @(*)', step: '@(posedge clk or negedge rst)', reset: 'if (!rst) s <= A; else s <= n;' }),
    true,
  ],
  ['an arm is missing', machine('A: n = a ? B : A; C: n = A;'), false],
  ['an arm leads where none is', machine('A: n = a ? B : A; B: n = v; C: n = A;'), false],
  ['nothing resets it', machine(all, { reset: 's <= n;' }), false],
  ['conditions cover everything', 'module m (input a, b, output logic n); always @* if (a) n = b; else if (!a) n = !b; endmodule', true],
  ['a latch', 'module m (input a, b, output logic n); always @* if (a) n = b; endmodule', false],
  [
    'what an instance gives may be anything',
    `module m (input clk, rst, output [1:0] n); wire [1:0] s; logic [1:0] n; sub u (clk, rst, s);
      always @* case (s) 0: n = 1; 1: n = 2; 2: n = 0; endcase endmodule
    module sub (input clk, rst, output logic [1:0] s); endmodule`,
    false,
  ],
])('%s', async (_, text, keepsNothing) => {
  const unit = { files: [{ path: '/m.sv', text }], includes: [], includeDirs: [], defines: {}, top: 'm' };
  expect(await latchesNeverKeep(unit, ['n'], yosys, 20_000, new AbortController().signal)).toBe(keepsNothing);
});
