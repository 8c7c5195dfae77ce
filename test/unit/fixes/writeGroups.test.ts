import { describe, expect, it } from 'vitest';
import { readRegister, type WrittenRegister } from '../../../server/src/fixes/retime/registerWrites';
import { groupWrites } from '../../../server/src/fixes/retime/writeGroups';
import { bodyOf } from '../../../server/src/graph/units';
import { summarize } from '../../../server/src/model/summarize';
import { parseText } from '../syntax/reading';

/** What a and b get in each place where a process assigns one of them, as `a=…, b=…`. */
async function groupsOf(process: string): Promise<string[] | string> {
  const file = await parseText(
    `module m (input clk, rst, s, t, input [7:0] d); reg [7:0] a, b, c; always @(posedge clk) ${process} endmodule\n`,
  );
  const [module] = summarize(file).modules;
  const unit = module === undefined ? undefined : bodyOf(file, module);
  expect(unit).toBeDefined();
  const registers = ['a', 'b'].map((name) => (unit === undefined ? '' : readRegister(unit.body, name)));
  const groups = groupWrites(registers.filter((one): one is WrittenRegister => typeof one !== 'string'));
  const text = file.pre.text;
  file.dispose();
  if (typeof groups === 'string') return groups;
  return groups.map(({ values }) => [...values].map(([name, value]) => `${name}=${text.slice(value.start, value.end)}`).join(', '));
}

describe('what registers of one process are about to hold together', () => {
  it('is known behind assignments side by side, and where each is assigned in a branch of its own', async () => {
    expect(await groupsOf('begin a <= d; c <= a; b <= a; end')).toEqual(['a=d, b=a']);
    expect(await groupsOf('if (s) a <= d; else if (t) b <= a + b;')).toEqual(['a=d', 'b=a + b']);
    expect(await groupsOf('case (d) 0: a <= b; 1: begin b <= d; a <= 3; end default: b <= 0; endcase')).toEqual(['a=b', 'b=d, a=3', 'b=0']);
  });

  it('takes over what was assigned before a condition', async () => {
    expect(await groupsOf('begin a <= d; b <= a; if (rst) a <= 0; end')).toEqual(['a=d, b=a', 'a=0, b=a']);
    expect(await groupsOf('begin a <= d; if (s) b <= a; end')).toEqual(['a=d', 'a=d, b=a']);
  });

  it('is known of an assignment to a concatenation whose parts say by themselves what each gets', async () => {
    expect(await groupsOf('if (s) {a, b} <= 0; else if (t) {b, a} <= {d, a}; else {c, a} <= {b, d};')).toEqual([
      'a=0, b=0',
      'a=a, b=d',
      'a=d',
    ]);
    expect(await groupsOf("if (s) {a, b} <= {d, d}; else {a, b} <= 16'd5;")).toEqual(['b=d', "b=16'd5"]);
  });

  it('is not known where it depends on earlier conditions', async () => {
    expect(await groupsOf('begin if (s) a <= d; if (t) b <= a; end')).toMatch(/^What a gets where b is assigned depends/);
    expect(await groupsOf('begin if (s) a <= d; if (t) a <= 0; else b <= 1; end')).toMatch(/depends on earlier conditions/);
  });
});
