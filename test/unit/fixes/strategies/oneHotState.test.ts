import { describe, expect, it } from 'vitest';
import { oneHotState } from '../../../../server/src/fixes/strategies/oneHotState';
import { rewritesIn } from '../../../harness/rewrites';
import { parseText } from '../../syntax/reading';

/** What the strategy makes of a text whose violated path starts at the register. */
async function rewritten(text: string, start = 'state_q', defines: Record<string, string> = {}) {
  const file = await parseText(text, { defines });
  const made = rewritesIn(file, oneHotState, { ends: ['y'], start });
  file.dispose();
  return made;
}

const machine = `module m (input logic clk, rst, go, input logic [7:0] d, output logic [7:0] y, output logic busy);
  localparam logic [1:0] IDLE = 0, LOAD = 1, RUN = 2, DONE = 3;
  logic [1:0] state_q, state_d; // where we are
  always_comb begin
    state_d = state_q;
    unique case (state_q)
      IDLE: if (go) state_d = LOAD; // begins
      LOAD, RUN: state_d = state_q == LOAD ? RUN : DONE;
      default: state_d = IDLE;
    endcase
  end
  always_ff @(posedge clk or posedge rst)
    if (rst) state_q <= IDLE;
    else state_q <= state_d;
  always_ff @(posedge clk) if (RUN == state_q) y <= d;
  assign busy = state_q != IDLE;
endmodule
`;

describe('a state is kept one-hot', () => {
  it('with the names of the states as indices, loaded in each branch, comments kept and no promise left', async () => {
    const [after = ''] = (await rewritten(machine)).texts;
    for (const kept of [
      'logic [3:0] state_is;',
      'state_is_of = 1 << state_q;',
      "    case (1'b1)\n      state_is[IDLE]: if (go) begin state_is_next = state_is_of(LOAD); state_d = LOAD; end // begins",
      'state_is[LOAD], state_is[RUN]:',
      '((state_is[LOAD]) ? state_is_of(RUN) : state_is_of(DONE))',
      'if (state_is[RUN]) y <= d;',
      'assign busy = !state_is[IDLE];',
      'state_is_next = state_is;',
      'begin state_q <= IDLE; state_is <= state_is_of(IDLE); end',
      'begin state_q <= state_d; state_is <= state_is_next; end',
      '// where we are',
    ])
      expect(after).toContain(kept);
  });

  it('by its place in a list where the code is wide or no plain vector', async () => {
    const wide = machine.replaceAll('logic [1:0]', 'logic [8:0]').replace('DONE = 3', "DONE = 9'h100");
    const [after = ''] = (await rewritten(wide)).texts;
    for (const kept of [
      'logic [2:0] state_is;',
      '{state_q == RUN, state_q == LOAD, state_q == IDLE}',
      'assign busy = !state_is[0];',
      'state_is[1], state_is[2]:',
    ])
      expect(after).toContain(kept);
    const typed = machine
      .replace('localparam logic [1:0] IDLE = 0, LOAD = 1, RUN = 2, DONE = 3;', 'typedef enum logic [1:0] {IDLE, LOAD, RUN, DONE} state_t;')
      .replace('logic [1:0] state_q', 'state_t state_q');
    const [named = ''] = (await rewritten(typed)).texts;
    expect(named).toContain('state_is_of(input state_t state_q);');
    expect(named).toContain('if (state_is[2]) y <= d;');
  });

  it('not where few tests ask for it, another register starts the path, a pattern or a variable is a label, or an attribute promises', async () => {
    expect((await rewritten(machine, 'y')).texts).toEqual([]);
    const two = machine.replace(/unique case[^]*endcase/, 'if (go) state_d = RUN;');
    expect((await rewritten(two)).texts).toEqual([]);
    // A choice that is left alone still reads the code.
    const [wild = ''] = (await rewritten(machine.replace('unique case', 'casez').replace('if (RUN', 'if (go && state_q == DONE || RUN')))
      .texts;
    expect(wild).toContain('casez (state_q)');
    const promised = await rewritten(machine.replace('unique case', '(* parallel_case *) case'));
    expect(promised.texts).toEqual([]);
    expect(promised.declined[0]?.reason).toContain('attribute');
    const macro = await rewritten(machine.replace('RUN == state_q', '`RUNS'), 'state_q', { RUNS: '(state_q == RUN)' });
    expect(macro.declined[0]?.reason).toContain('macro');
  });

  it('of the generate arm that the parameters choose, the states made in the other one from the code', async () => {
    const twice = machine
      .replace('module m (', 'module m #(parameter RESET = 1) (')
      .replace('  always_ff @(posedge clk or posedge rst)\n', '  if (RESET) begin\n  always_ff @(posedge clk or posedge rst)\n')
      .replace(
        'else state_q <= state_d;',
        'else state_q <= state_d;\n  end else begin\n  always_ff @(posedge clk) state_q <= state_d;\n  end',
      );
    const [after = ''] = (await rewritten(twice)).texts;
    for (const kept of [
      'logic [3:0] state_is_held;',
      'assign state_is = state_is_held;',
      'begin state_q <= IDLE; state_is_held <= state_is_of(IDLE); end',
      'begin state_q <= state_d; state_is_held <= state_is_next; end',
      'always_ff @(posedge clk) state_q <= state_d;',
      'assign state_is = 1 << state_q;',
      'if (state_is[RUN]) y <= d;',
    ])
      expect(after).toContain(kept);
    expect((await rewritten(twice.replace('RESET = 1', 'RESET = other::reset'))).texts).toEqual([]);
  });
});
