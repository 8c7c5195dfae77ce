import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { neverAborted } from '../../server/src/base/cancel';
import { jobWorld, valueOf } from '../harness/jobEngine';

/** Ports with names that a testbench might want for itself. */
const queue = `module queue (input logic clk, rst_n, push, pop, output logic full, empty, output logic [2:0] count);
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) count <= 3'd0;
    else if (push && !pop && !full) count <= count + 3'd1;
    else if (pop && !push && !empty) count <= count - 3'd1;
  assign full = count == 5;
  assign empty = count == 0;
endmodule
`;
const world = jobWorld({ 'queue.sv': queue });

test('a testbench is run on its module, tried on faults, and notices a change of behaviour', async () => {
  const limits = { seconds: 25, seed: 1, tools: 'auto' } as const;
  const { files, ran, strength, scenarios } = valueOf(
    await world().engine.testbench({ file: world().at('queue.sv') }, limits, () => undefined, neverAborted),
  );
  expect([ran, scenarios.map(({ name }) => name)]).toEqual([true, expect.arrayContaining(['reset', 'busy', 'reset in the middle'])]);
  expect(strength?.fates.killed ?? 0).toBeGreaterThan(0);
  world().folder.write('tb_queue.sv', files[0]?.text ?? '');
  world().folder.write('other.sv', queue.replace('count == 5', 'count == 6'));
  const printed = (design: string): string => {
    execFileSync('iverilog', ['-g2012', '-o', 'sim', 'tb_queue.sv', design], { cwd: world().folder.path });
    return execFileSync('vvp', ['sim'], { cwd: world().folder.path }).toString();
  };
  expect(printed('queue.sv')).toContain('SIMULATION PASSED');
  expect(printed('other.sv')).toMatch(/scenario busy: \d+ mismatches[^]*SIMULATION FAILED/);
});

test('what only a simulator of the sources sees as x is not held against the module', async () => {
  // Nothing resets r; the gates of the sum know its lowest bit, the language makes all of it x.
  world().folder.write(
    'sum.sv',
    "module sum (input clk, en, a, output [1:0] s, output logic q);\n  logic r;\n  always_ff @(posedge clk) begin\n    if (en) r <= r ^ a;\n    q <= a;\n  end\n  assign s = {r, 1'b0} + {1'b0, a};\nendmodule\n",
  );
  const limits = { seconds: 10, seed: 1, tools: 'auto' } as const;
  const made = valueOf(await world().engine.testbench({ file: world().at('sum.sv') }, limits, () => undefined, neverAborted));
  // s and then q: only q is compared.
  const compared = new Set([...(made.files[0]?.text ?? '').matchAll(/compared = 3'b([01]{3}); end/g)].map(([, bits]) => bits));
  expect([...compared].sort()).toEqual(['000', '001']);
});
