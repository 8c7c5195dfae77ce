import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../server/src/engine/differenceSides';
import { coneInputs, coneRows, explainDifference } from '../../../server/src/engine/explainDifference';
import { graphsOf } from '../graph/graphing';

const design = (
  name: string,
  next: string,
  flag = 'count == 4',
): string => `module ${name}(input clk, input rst, input en, input other, output full);
  reg [2:0] count;
  wire [2:0] sum = count + 1;
  assign full = ${flag};
  always @(posedge clk)
    if (rst) count <= 0;
    else if (en) count <= ${next};
endmodule
`;

async function difference(candidate: string, trace: Difference['trace']): Promise<Difference> {
  const graphs = await graphsOf(design('g', 'sum') + candidate);
  const [golden, other] = [graphs.get('g'), graphs.get('c')];
  if (golden === undefined || other === undefined) throw new Error('no graph');
  return { trace, outputs: ['full'], graphs: { golden, candidate: other } };
}

const inputs = { rst: ['1', '0', '0', '0'], en: ['0', '1', '1', '1'], other: ['0', '0', '0', '0'] };
const counts = (values: readonly number[]): string[] => values.map((value) => value.toString(2).padStart(3, '0'));

describe('why two designs differ', () => {
  it('leads back through the register that differs to the cycle where nothing did, and to its lines', async () => {
    const found = await difference(design('c', 'sum | 1'), {
      firstCycle: 4,
      inputs,
      golden: { full: ['0', '0', '0', '1'], count: counts([1, 1, 2, 4]) },
      candidate: { full: ['0', '0', '0', '0'], count: counts([1, 1, 3, 5]) },
    });
    expect(explainDifference(found)).toEqual([
      "In cycle 7 `full` is 0 in the candidate and 1 in the golden: the golden's rises there, the candidate's stays.",
      '`full` is made from `count`, which is 5 in the candidate and 4 in the golden.',
      '`count` began to differ earlier: in cycle 6 `count` is 3 in the candidate and 2 in the golden.',
      'In cycle 5 everything that decides `count` is the same on both sides: `en` = 1, `rst` = 0, `count` = 1. So the logic of `count` itself differs: a.sv lines 14 and 15 in the candidate, a.sv lines 6 and 7 in the golden.',
    ]);
  });

  it('is the logic of the output itself where all that it is made from is the same', async () => {
    const found = await difference(design('c', 'sum', 'count >= 4'), {
      firstCycle: 0,
      inputs,
      golden: { full: ['0', '0', '0', '0'], count: counts([1, 1, 2, 5]) },
      candidate: { full: ['0', '0', '0', '1'], count: counts([1, 1, 2, 5]) },
    });
    const [, last] = explainDifference(found);
    expect(last).toMatch(/^In cycle 3 everything that decides `full` is the same on both sides: `count` = 5\. So the logic/);
  });

  it('says what it does not know: a value that only one side has, or that is unknown', async () => {
    const found = await difference(
      design('c', 'sum', 'count == 4 && state').replace(
        'reg [2:0] count;',
        'reg [2:0] count; reg state; always @(posedge clk) state <= en;',
      ),
      {
        firstCycle: 0,
        inputs,
        golden: { full: ['0', '0', '0', '1'], count: counts([1, 1, 2, 4]) },
        candidate: { full: ['0', '0', '0', '0'], count: counts([1, 1, 2, 4]), state: ['0', '0', '0', '0'] },
      },
    );
    expect(explainDifference(found)[1]).toContain(
      '`full` is also decided by `state`, of which the trace does not show known values on both sides',
    );
    const unknown = await difference(design('c', 'sum'), {
      firstCycle: 0,
      inputs,
      golden: { full: ['0', '0', '0', '1'], count: ['xxx', 'xxx', 'xxx', 'xxx'] },
      candidate: { full: ['0', '0', '0', '0'], count: counts([0, 0, 0, 0]) },
    });
    expect(explainDifference(unknown).join(' ')).not.toContain('same on both sides:');
  });

  it('follows a word of a memory', async () => {
    const memory = (
      name: string,
      address: string,
    ): string => `module ${name}(input clk, input we, input [1:0] a, input [3:0] d, output [3:0] q);
  reg [3:0] mem [0:3];
  assign q = mem[a];
  always @(posedge clk) if (we) mem[${address}] <= d;
endmodule
`;
    const graphs = await graphsOf(memory('g', 'a') + memory('c', 'a ^ 1'));
    const [golden, candidate] = [graphs.get('g'), graphs.get('c')];
    if (golden === undefined || candidate === undefined) throw new Error('no graph');
    const zero = ['0000', '0000', '0000'];
    const said = explainDifference({
      trace: {
        firstCycle: 0,
        inputs: { we: ['0', '1', '0'], a: ['00', '00', '00'], d: ['0000', '0101', '0000'] },
        golden: { q: ['0000', '0000', '0101'], 'mem[0]': ['0000', '0000', '0101'], 'mem[1]': zero },
        candidate: { q: zero, 'mem[0]': zero, 'mem[1]': ['0000', '0000', '0101'] },
      },
      outputs: ['q'],
      graphs: { golden, candidate },
    });
    expect(said[1]).toBe('`q` is made from `mem[0]`, which is 0 in the candidate and 5 in the golden.');
    expect(said[2]).toContain('In cycle 1 everything that decides `mem[0]` is the same on both sides');
  });

  async function between(golden: string, candidate: string, more: Pick<Difference, 'trace'> & Partial<Difference>): Promise<string[]> {
    const graphs = await graphsOf(golden.replace('module m', 'module g') + candidate.replace('module m', 'module c'));
    const [first, second] = [graphs.get('g'), graphs.get('c')];
    if (first === undefined || second === undefined) throw new Error('no graph');
    return explainDifference({ outputs: ['y'], ...more, graphs: { golden: first, candidate: second } });
  }

  const sum =
    'module m(input clk, rst, input [3:0] a, c, output reg [3:0] y);\n always @(posedge clk) if (rst) y <= 0; else y <= a + c;\nendmodule\n';
  const later = (sum: string): string => `module m(input clk, rst, input [3:0] a, c, output reg [3:0] y);
 reg [3:0] p, d;
 always @(posedge clk) if (rst) begin p <= 0; d <= 0; y <= 0; end else begin p <= a; d <= c; y <= ${sum}; end
endmodule
`;
  const pipeline = {
    firstCycle: 0,
    inputs: { rst: ['0', '0', '0', '0'], a: ['0001', '0010', '0011', '0100'], c: ['0001', '0001', '0101', '0001'] },
    golden: { y: ['0000', '0010', '0011', '1000'] },
  };

  it('with a latency is told by what both take: from another cycle, a register is too many or too few', async () => {
    const p = ['0000', '0001', '0010', '0011'];
    const trace = { ...pipeline, candidate: { y: ['0000', '0000', '0010', '0111'], p, d: ['0000', '0001', '0001', '0101'] } };
    expect(await between(sum, later('p + c'), { trace, latency: 1 })).toEqual([
      'In cycle 3 `y` is 7 in the candidate; one cycle earlier, in cycle 2, it is 3 in the golden.',
      'On its way in the candidate are `p` = 2 of cycle 2.',
      'The candidate takes `c` from cycle 2, the golden from cycle 1: on its way it passes one register too few.',
    ]);
  });

  it('with a latency is the logic on the way where both take the same', async () => {
    const trace = {
      ...pipeline,
      candidate: { y: ['0000', '0000', '0010', '0001'], p: ['0000', '0001', '0010', '0011'], d: ['0000', '0001', '0001', '0101'] },
    };
    const said = await between(sum, later('p - d'), { trace, latency: 1 });
    expect(said.at(-1)).toBe(
      'Both are made from the same: `a` = 2 of cycle 1, `c` = 1 of cycle 1. So the logic on the way differs: `y` at a.sv line 6, `p` at a.sv line 6, `d` at a.sv line 6 in the candidate, `y` at a.sv line 2 in the golden.',
    );
  });

  it('knows ports of the candidate by the names of the golden, and a namesake that means something else', async () => {
    const golden = 'module m(input a, b, output y);\n assign y = a & b;\nendmodule\n';
    const candidate = 'module m(input first, b, output out);\n wire a = b;\n wire y = first ^ a;\n assign out = y;\nendmodule\n';
    const said = await between(golden, candidate, {
      trace: { firstCycle: 0, inputs: { a: ['1'], b: ['1'] }, golden: { y: ['1'] }, candidate: { out: ['0'] } },
      portMap: new Map([
        ['a', 'first'],
        ['y', 'out'],
      ]),
    });
    expect(said).toEqual([
      'In cycle 0 `y` (`out` in the candidate) is 0 in the candidate and 1 in the golden.',
      'In cycle 0 everything that decides `y` (`out` in the candidate) is the same on both sides: `a` = 1, `b` = 1. So the logic of `y` (`out` in the candidate) itself differs: a.sv line 7 in the candidate, a.sv line 2 in the golden.',
    ]);
  });

  const crossing = (load: string, edge = 'posedge'): string => `module m(input ca, cb, input [1:0] d, output reg [1:0] y);
 reg [1:0] h;
 always @(posedge ca) h <= ${load};
 always @(${edge} cb) y <= h;
endmodule
`;
  const steps = {
    firstCycle: 0,
    inputs: { ca: ['0', '1', '1', '0'], cb: ['0', '0', '0', '1'], d: ['10', '00', '00', '00'] },
    golden: { y: ['xx', 'xx', 'xx', '10'], h: ['xx', '10', '10', '10'] },
    candidate: { y: ['xx', 'xx', 'xx', '11'], h: ['xx', '11', '11', '11'] },
  };

  it('follows registers of several clocks, each to the edge of its own', async () => {
    expect(await between(crossing('d'), crossing('d | 1'), { trace: steps, steps: true })).toEqual([
      'In step 3 `y` is 3 in the candidate and 2 in the golden.',
      '`y` takes over what step 2 gives it at the rising edge of `cb`. There it is made from `h`, which is 3 in the candidate and 2 in the golden.',
      '`h` began to differ earlier: in step 1 `h` is 3 in the candidate and 2 in the golden.',
      'In step 0 everything that decides `h` is the same on both sides: `d` = 2. So the logic of `h` itself differs: a.sv line 8 in the candidate, a.sv line 3 in the golden.',
    ]);
    const other = await between(crossing('d'), crossing('d', 'negedge'), { trace: steps, steps: true });
    expect(other[1]).toContain('steps at the falling edge of `cb` in the candidate and at the rising edge of `cb` in the golden');
  });

  it('gives the rows of a waveform: what decides the output, what differs first', async () => {
    const found = await difference(design('c', 'sum | 1'), {
      firstCycle: 0,
      inputs,
      golden: { full: ['1'], count: ['100'] },
      candidate: { full: ['0'], count: ['101'] },
    });
    expect([coneRows(found, 'golden'), coneInputs(found)]).toEqual([
      ['full', 'count'],
      ['rst', 'en'],
    ]);
  });
});
