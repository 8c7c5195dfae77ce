import { describe, expect, it } from 'vitest';
import { withCause } from '../../../server/src/engine/difference';
import { writeVcd } from '../../../server/src/sim/vcd';
import { graphsOf } from '../graph/graphing';

const side = (name: string, flag: string): string => `module ${name}(input clk, output full);
  reg count;
  assign full = ${flag};
  always @(posedge clk) count <= !count;
endmodule
`;

describe('where a difference starts', () => {
  it('is placed by the graph of the candidate where the netlist does not know', async () => {
    const graphs = await graphsOf(side('g', 'count') + side('c', '!count'));
    const [golden, candidate] = [graphs.get('g'), graphs.get('c')];
    if (golden === undefined || candidate === undefined) throw new Error('no graph');
    const values = { width: 1, times: [0], name: 'full' };
    const dump = writeVcd(
      [
        { ...values, scope: 'golden', values: ['0'] },
        { ...values, scope: 'candidate', values: ['1'] },
      ],
      'full',
    );
    const found = { cycle: 0, signals: { full: { golden: '0', candidate: '1' } }, wavejson: { signal: [] } };
    const startsAt = { signal: 'full', cycle: 0, golden: '0', candidate: '1' };
    const placed = (start: typeof startsAt & { file?: string; line?: number }): unknown =>
      withCause({ ...found, startsAt: start }, dump, { golden, candidate }).startsAt;
    expect(placed(startsAt)).toEqual({ ...startsAt, file: candidate.path, line: 6 });
    expect(placed({ ...startsAt, file: '/inc/count.vh', line: 9 })).toMatchObject({ file: '/inc/count.vh', line: 9 });
    expect(placed({ ...startsAt, signal: 'u_sub.count' })).not.toHaveProperty('file');
  });
});
