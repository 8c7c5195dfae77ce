import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../server/src/base/cancel';
import type { CModelProposal } from '../../server/src/protocol/jobs';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import { jobWorld, valueOf } from '../harness/jobEngine';
import type { ModelStep } from '../harness/modelServer.mjs';

const compiler = await new ProcessRunner().run({ program: 'cc', args: ['--version'], timeoutMs: 10_000 }, neverAborted);

/** Cells of most kinds, operands with and without signs, words of more than 64 bits, a memory, registers that start at 1, an asynchronous reset. */
const mixed = `module mixed (input clk, input rst_n, input [69:0] d, input [3:0] n, input we, input signed [7:0] a, b,
    output [69:0] q, sum, up, output signed [15:0] prod, quot, rest, output [7:0] down, neg, output lt, par, all, output [3:0] pick, output logic [3:0] count, output logic \\odd-name );
  logic [69:0] mem [0:4];
  initial \\odd-name = 1;
  assign q = mem[n[2:0]];
  assign sum = d + {a, d[61:0]};
  assign up = d << n;
  assign prod = a * b;
  assign quot = a / b;
  assign rest = a % b;
  assign down = a >>> n;
  assign neg = -a;
  assign lt = a < b || d[69:35] >= d[34:0];
  assign par = ^d;
  assign all = &d[69:60] | ~|d[63:0];
  assign pick = d[n*4 +: 4];
  always_ff @(posedge clk) begin
    if (we) mem[n[2:0]] <= d;
    \\odd-name <= ~\\odd-name ;
  end
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) count <= 0;
    else case (n)
      0: count <= count + 1;
      1, 2: count <= count ^ n;
      default: count <= count - 4'd3;
    endcase
endmodule
`;
const toggle =
  'module toggle (input clk, input rst, input en, output logic q);\n  always_ff @(posedge clk) if (rst) q <= 0; else if (en) q <= ~q;\nendmodule\n';
const inC = (next: string, more = ''): string => `#include <stdint.h>
#include <string.h>
typedef struct { uint64_t q; } toggle_state;
typedef struct { uint64_t rst; uint64_t en; } toggle_in;
typedef struct { uint64_t q; } toggle_out;
void toggle_init(toggle_state *state) { memset(state, 0, sizeof *state); ${more} }
void toggle_step(toggle_state *state, const toggle_in *in, toggle_out *out)
{
  out->q = state->q;
  state->q = in->rst ? 0u : ${next};
}
`;
const right = 'in->en ? state->q ^ 1u : state->q';
const loop = 'module looped (input a, output y);\n  wire t = a ^ y;\n  assign y = ~t;\nendmodule\n';

const byRule = jobWorld({ 'mixed.sv': mixed, 'loop.sv': loop });
const byModel = jobWorld({ 'toggle.sv': toggle }, []);

describe.skipIf(compiler.kind !== 'finished')('a module in C', () => {
  test('from its netlist agrees with it in every cycle', async () => {
    const { engine, at } = byRule();
    const made = valueOf(
      await engine.cModel({ file: at('mixed.sv') }, { seconds: 60, seed: 1, tools: 'auto' }, () => undefined, neverAborted),
    );
    expect(made).toMatchObject({ module: 'mixed', origin: 'rule', agrees: true });
    expect(made.cycles).toBeGreaterThan(500);
    expect(made.files[0]?.text).toMatch(/uint64_t count;[^]*const uint64_t count = rst_n \? state->count : 0u;/);
    const none = await engine.cModel({ file: at('loop.sv') }, { seconds: 60, seed: 1, tools: 'auto' }, () => undefined, neverAborted);
    expect(none).toMatchObject({ ok: false, message: expect.stringMatching(/loop/) as string });
  });

  const make = async (...steps: ModelStep[]): Promise<CModelProposal> => {
    const { engine, at, model } = byModel();
    model.setScript(steps);
    return valueOf(await engine.cModel({ file: at('toggle.sv') }, { seconds: 60, seed: 1, tools: 'auto' }, () => undefined, neverAborted));
  };

  test('by a model is asked for again with the first cycle that differs, and never run when it reaches out', async () => {
    const made = await make(
      { text: inC('state->q ^ 1u') },
      { when: 'cycle', text: inC(right, 'system(0);') },
      { when: 'a call of system is not taken', text: inC('undeclared') },
      { when: 'cycle', text: `Here:\n\`\`\`c\n${inC(right)}\`\`\`` },
    );
    expect(made).toMatchObject({ origin: 'model', agrees: true, files: [{ text: inC(right) }], spending: { rounds: 4 } });
    expect(made.attempts.map(({ outcome }) => outcome)).toEqual(['accepted', 'unusable', 'rolledBack', 'accepted']);
    expect(made.attempts[0]?.detail).toMatch(/^in cycle \d+ q is [01] in the module and [01] in the model; \d+ cycles differ$/);
  });

  test('that no answer of a model agrees with is written from the netlist', async () => {
    const made = await make({ text: inC('0u'), repeat: true });
    expect(made).toMatchObject({ origin: 'rule', agrees: true });
    expect(made.notes.join(' ')).toMatch(/No answer of the model agrees/);
  });
});
