import { describe, expect, it } from 'vitest';
import { coneInputs, coneRows, explainDifference, type Difference } from '../../../server/src/engine/explainDifference';
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
