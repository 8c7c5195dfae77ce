import { beforeAll, describe, expect, test } from 'vitest';
import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import { explainByRule } from '../../../server/src/jobs/explain/byRule';
import { checkClaims } from '../../../server/src/jobs/explain/checkClaims';
import type { Claim, Fact } from '../../../server/src/jobs/explain/facts';
import { readClaims } from '../../../server/src/jobs/explain/prompt';
import { graphsOf } from '../graph/graphing';

const text = `module pump (input logic clk, rst_n, go, input logic [7:0] d, output logic [7:0] q, output logic busy);
  typedef enum logic [1:0] {IDLE, RUN, STOP} state_t;
  state_t state;
  logic [3:0] ticks;
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) state <= IDLE;
    else case (state)
      IDLE: if (go) state <= RUN;
      RUN: if (ticks == 9) state <= STOP;
      default: state <= IDLE;
    endcase
  always_ff @(posedge clk)
    if (state == RUN) ticks <= ticks + 4'd1;
  always_ff @(posedge clk) if (go) q <= d;
  assign busy = state != IDLE;
  part u_part (.clk(clk), .a(d));
endmodule
`;
let graph: ModuleGraph;
beforeAll(async () => {
  graph = (await graphsOf(text)).get('pump') as ModuleGraph;
});
const told = (grain: Parameters<typeof explainByRule>[1], line = 1): string[] =>
  explainByRule(graph, grain, line).map((one) => `${one.line}: ${one.text}`);

test('one sentence', () => {
  expect(told('sentence')).toEqual([
    '1: pump is clocked by the posedge clk and has 4 inputs, 2 outputs, 3 registers, 1 state machine and 1 instance.',
  ]);
});

test('the module: outputs, machines with their transitions, registers, instances, each by its line', () => {
  expect(told('module')).toEqual(
    expect.arrayContaining([
      '1: q is a register of 8 bits, clocked by the posedge clk, without a reset.',
      '1: busy is combinational and depends on state.',
      '3: state is a state machine of 3 states.',
      '8: From IDLE it goes to RUN where `go`.',
      '4: ticks is a register of 4 bits, clocked by the posedge clk, without a reset.',
      '13: ticks counts: it loads its own value through an addition.',
      '16: u_part is an instance of part.',
    ]),
  );
});

test('a block and a line', () => {
  expect(told('block', 13)).toContain(
    '13: ticks loads a value from its own value through an addition where `state == RUN` at the posedge clk.',
  );
  expect(told('line', 14)).toEqual([
    '14: q loads a value from d where `go` at the posedge clk.',
    '14: The condition on go decides what q takes.',
  ]);
  expect(told('line', 17)).toEqual([]);
});

test('every claim by rule passes the gate that those of a model pass', () => {
  const all = [...explainByRule(graph, 'module', 1), ...[5, 12, 14].flatMap((line) => explainByRule(graph, 'block', line))];
  expect(checkClaims(graph, all)).toEqual({ shown: all, withheld: [] });
});

describe('a sentence is withheld', () => {
  const claim = (words: string, facts: Fact[], line = 3): Claim => ({ text: words, line, endLine: line, facts });
  const reset: Fact = { kind: 'reset', signal: 'state', reset: 'async_low:rst_n' };
  const reasonOf = (one: Claim): string | undefined => checkClaims(graph, [one]).withheld[0]?.reason;

  test('not when its facts are in the graph', () => {
    expect(reasonOf(claim('state is reset by rst_n.', [reset]))).toBeUndefined();
    expect(
      reasonOf(claim('The pump starts where `go`.', [{ kind: 'transition', signal: 'state', from: 'IDLE', to: 'RUN', guard: 'go' }], 8)),
    ).toBeUndefined();
  });

  test.each<[string, Claim, RegExp]>([
    ['when a fact is not there', claim('ticks is reset by rst_n.', [{ ...reset, signal: 'ticks' }]), /does not say: reset signal ticks/],
    ['when a fact is another', claim('state is reset by rst_n high.', [{ ...reset, reset: 'async_high:rst_n' }]), /does not say/],
    ['when it rests on nothing', claim('This is a well-known pump.', []), /no fact/],
    [
      'when it names a signal that its facts do not',
      claim('state follows ticks.', [{ kind: 'machine', signal: 'state', states: 3 }]),
      /speaks of ticks/,
    ],
    [
      'when it gives a number of its own',
      claim('state is left after 10 cycles.', [{ kind: 'machine', signal: 'state', states: 3 }]),
      /number 10/,
    ],
    [
      'when it promises more than a fact can say',
      claim('state never deadlocks.', [{ kind: 'machine', signal: 'state', states: 3 }]),
      /"never" says more/,
    ],
    ['when its line is elsewhere', claim('state is reset by rst_n.', [reset], 99), /line 99 is not in pump/],
  ])('%s', (_name, one, words) => {
    expect(reasonOf(one)).toMatch(words);
  });

  test('when it names a field of a structure that its facts do not', async () => {
    const fields = (
      await graphsOf(
        'module m (input logic clk, input logic a, output logic q); typedef struct packed {logic on; logic off;} pair_t; pair_t pair;\nalways_ff @(posedge clk) begin pair.on <= a; pair.off <= !a; end\nassign q = pair.on;\nendmodule',
      )
    ).get('m') as ModuleGraph;
    const facts: Fact[] = [{ kind: 'drives', from: 'pair.on', to: 'q' }];
    const reasons = ['q follows pair.on.', 'q follows pair.on, not pair.off.'].map(
      (text) => checkClaims(fields, [{ text, line: 3, endLine: 3, facts }]).withheld[0]?.reason,
    );
    expect(reasons).toEqual([undefined, 'it speaks of pair.off, which its facts do not']);
  });

  test('when its facts have a form that there is not', () => {
    const read = readClaims(
      'Sure: [{"text":"state is fine.","line":3,"facts":[{"kind":"fine","signal":"state"}]},{"text":"clk is an input.","line":1,"facts":[{"kind":"port","signal":"clk","direction":"input"}]}]',
    );
    const { shown, withheld } = checkClaims(graph, read.ok ? read.value : []);
    expect([shown.map((one) => one.text), withheld]).toEqual([
      ['clk is an input.'],
      [{ text: 'state is fine.', reason: 'it rests on no fact' }],
    ]);
  });
});
