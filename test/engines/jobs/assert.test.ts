import { expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { Assertions } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';

const queue = `module queue #(parameter int DEPTH = 5) (
  input  logic clk, rst_n, push, pop,
  input  logic [7:0] din,
  output logic full, empty, out_valid,
  input  logic out_ready,
  output logic [7:0] out_data
);
  logic [2:0] count;
  logic [3:0] turn;
  typedef enum logic [1:0] {IDLE, FILL, DRAIN} state_t;
  state_t state;
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) count <= 3'd0;
    else if (push && !pop && count < DEPTH) count <= count + 3'd1;
    else if (pop && !push && count != 0) count <= count - 3'd1;
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) turn <= 4'd1;
    else turn <= {turn[2:0], turn[3]};
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) state <= IDLE;
    else case (state)
      IDLE: if (push) state <= FILL;
      FILL: if (full) state <= DRAIN;
      default: state <= IDLE;
    endcase
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) out_valid <= 1'b0;
    else if (!out_valid || out_ready) begin out_valid <= pop; out_data <= din; end
  assign full = count == DEPTH;
  assign empty = count == 0;
endmodule
`;
/** The data may change while the other side is not ready, and the last state is never reached. */
const careless = `module careless (
  input  logic clk, rst_n, pop, out_ready,
  input  logic [1:0] din,
  output logic out_valid,
  output logic [1:0] out_data, state
);
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) state <= 2'd0;
    else state <= pop ? (state == 2'd2 ? 2'd0 : state + 2'd1) : state;
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) out_valid <= 1'b0;
    else if (!out_valid || out_ready) out_valid <= pop;
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) out_data <= 2'd0;
    else out_data <= din;
endmodule
`;

const world = jobWorld(
  {
    'queue.sv': queue,
    'careless.sv': careless,
    'two.sv':
      'module two (input logic a, b, d, output logic q, r);\n  always_ff @(posedge a) q <= d;\n  always_ff @(posedge b) r <= q;\nendmodule\n',
  },
  [],
);
const propose = async (name: string): Promise<Assertions> =>
  // Time enough on a busy machine: what is decided ends sooner.
  valueOf(await world().engine.assertions({ file: world().at(name) }, { ...embedded, seconds: 300 }, () => undefined, neverAborted));
const outcomes = ({ assertions }: Assertions): Record<string, string> =>
  Object.fromEntries(assertions.map(({ name, outcome }) => [name, outcome]));

test('what the structure suggests is proved, and comes as a file that is bound to the module', async () => {
  world().model.setScript([{ text: '[]' }]);
  const result = await propose('queue.sv');
  expect(outcomes(result)).toMatchObject({
    state_is_legal: 'proved',
    count_is_bounded: 'proved',
    turn_is_one_hot: 'proved',
    full_excludes_empty: 'proved',
    out_valid_waits: 'proved',
    out_data_is_stable: 'proved',
    state_after_IDLE: 'proved',
    count_at_reset: 'proved',
  });
  const text = result.files[0]?.text ?? '';
  expect(text).toMatch(
    /parameter int W_count = 3,[^]*parameter int DEPTH = 0[^]*count_is_bounded: assert property \(@\(posedge clk\) disable iff \(!rst_n\) count <= DEPTH\)/,
  );
  expect(text).toMatch(/bind queue queue_sva #\([^]*\.W_count\(\$bits\(count\)\)[^]*\.DEPTH\(int'\(DEPTH\)\)/);
});

test('what does not hold is refuted and not in the file; a condition that never comes true is vacuous', async () => {
  const proposals = [
    { name: 'never more than one', when: '', then: 'state <= 1', next: false, words: 'At most one.' },
    { name: 'dead state', when: "state == 2'd3", then: 'out_valid', next: false, words: 'Valid in the fourth state.' },
    { name: 'wraps', when: "state == 2'd2 && pop", then: "state == 2'd0", next: true, words: 'The count wraps.' },
    { name: 'foreign', when: '', then: 'level <= 3', next: false, words: 'Names nothing.' },
    { name: 'sequence', when: 'pop', then: '##2 out_valid', next: false, words: 'No condition.' },
  ];
  world().model.setScript([{ when: 'properties that are proposed already', text: `Here:\n${JSON.stringify(proposals)}` }]);
  const result = await propose('careless.sv');
  expect(outcomes(result)).toMatchObject({
    out_data_is_stable: 'refuted',
    out_valid_waits: 'proved',
    m_never_more_than_one: 'refuted',
    m_dead_state: 'vacuous',
    m_wraps: 'proved',
  });
  expect(Object.keys(outcomes(result)).filter((name) => name.startsWith('m_'))).toHaveLength(3);
  expect(result.files[0]?.text).toContain('m_wraps: assert');
  expect(result.files[0]?.text).not.toMatch(/m_dead_state|m_never|out_data_is_stable/);
  expect(result.spending?.rounds).toBe(1);
});

test('a module of two clocks is refused in words', async () => {
  const outcome = await world().engine.assertions({ file: world().at('two.sv') }, embedded, () => undefined, neverAborted);
  expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('no single clock') as string });
});
