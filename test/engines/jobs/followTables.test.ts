import { beforeAll, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import { generateFromTables } from '../../../server/src/jobs/generateFromTables';
import { readSpec } from '../../../server/src/jobs/spec/readSpec';
import { followTables, type TableCheck } from '../../../server/src/jobs/tables/followTables';
import { summarizeText, testParser } from '../../harness/ghostText';
import { warmYosys } from '../../harness/yosys';
import type { VerilogParser } from '../../../server/src/syntax/parser';

const yosys = warmYosys();
let parser: VerilogParser;
beforeAll(async () => {
  parser = await testParser();
});

const machine = `A module named seq.
- input clk
- input rst_n
- input a
- input b
- output [1:0] q
The reset is asynchronous, active low, and leads to state IDLE.

  IDLE (00) --a=1--> RUN
  IDLE (00) --a=0--> IDLE
  RUN  (01) --b=1--> STOP
  RUN  (01) --b=0--> RUN
  STOP (10) --a=1, b=1--> RUN
  STOP (10) --else--> IDLE
`;

/** The module of a specification, changed, against its tables. */
async function followed(specification: string, change: (text: string) => string): Promise<TableCheck & { text: string }> {
  const spec = readSpec(specification, (code) => summarizeText(parser, new Map(), '/s.sv', code));
  const solved = generateFromTables(spec, { systemVerilog: true, indent: '  ' });
  if (!solved.ok) throw new Error(solved.message);
  const text = change(solved.value.text);
  const unit = { files: [{ path: '/m.sv', text }], includes: [], includeDirs: [], defines: {}, top: solved.value.module };
  return { text, ...(await followTables(unit, spec, solved.value.plan, yosys, 20_000, neverAborted)) };
}

test('a machine is walked through all its transitions, from its reset and back', async () => {
  const { rung, mismatches, compared } = await followed(machine, (text) => text);
  expect(rung).toMatchObject({ outcome: 'passed', detail: expect.stringContaining('all 12 transitions') as string });
  expect([mismatches, compared > 24]).toEqual([0, true]);
});

test.each([
  ['another way out of a state', 'if (b) next_state = S_STOP', 'if (b & a) next_state = S_STOP', /line 11 .*RUN with a=0, b=1|in STOP/],
  ['another output', '== S_RUN', '== S_IDLE', /q\[0\] is 1, not 0/],
  ['another reset state', 'state <= S_IDLE', 'state <= S_STOP', /q\[1\] is 1, not 0/],
  ['a reset of the other level', 'negedge rst_n)\n    if (!rst_n)', 'posedge rst_n)\n    if (rst_n)', /is x, not 0|is 0, not 1/],
])('%s is met, with the line of the specification', async (_name, from, to, words) => {
  const { rung, mismatches, text } = await followed(machine, (given) => given.replace(from, to));
  expect(text).toContain(to);
  expect(rung.outcome).toBe('failed');
  expect(mismatches).toBeGreaterThan(0);
  expect(rung.lines?.join('\n')).toMatch(words);
});

test('every wrong product of a function is met in its row', async () => {
  const spec =
    'A module named f.\n- input a\n- input b\n- input c\n- output y\n\na b c y\n0 0 0 0\n0 0 1 1\n0 1 0 0\n0 1 1 1\n1 0 0 1\n1 0 1 0\n1 1 0 1\n1 1 1 1\n';
  expect((await followed(spec, (text) => text)).rung.detail).toContain('all 8 rows');
  const wrong = await followed(spec, (text) => text.replace(/assign y = [^;]+;/, 'assign y = a ^ c;'));
  expect(wrong.rung.detail).toContain('1 of 8 expectations');
  expect(wrong.rung.lines?.[0]).toMatch(/line 15 .*a=1, b=1, c=1: y is 0, not 1/);
});
