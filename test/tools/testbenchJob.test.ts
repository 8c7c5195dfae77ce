import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { neverAborted } from '../../server/src/base/cancel';
import { jobWorld, valueOf } from '../harness/jobEngine';
import { native } from '../harness/nativeTools';

/** What is made here is run by Icarus. */
const simulated = test.skipIf(native.iverilog === undefined || native.vvp === undefined);

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

simulated('a testbench is run on its module, tried on faults, and notices a change of behaviour', async () => {
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

simulated('what only a simulator of the sources sees as x is not held against the module', async () => {
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

/** Its comment says that it stops at 5, and it stops at 6. */
const stops = `// Counts the cycles with en up to 5 and stays there. rst is synchronous, active high, and sets it to 0.
module stops (input clk, input rst, input en, output reg [2:0] count);
  always @(posedge clk)
    if (rst) count <= 3'd0;
    else if (en && count != 3'd6) count <= count + 3'd1;
endmodule
`;
const model = (next: string): string => `module stops_reference (input clk, input rst, input en, output reg [2:0] count);
  always @(posedge clk)
    if (rst) count <= 3'd0;
    else if (${next}) count <= count + 3'd1;
endmodule
`;
const plan = JSON.stringify([
  {
    name: 'up to the end',
    steps: [
      { cycles: 1, set: { rst: 1 } },
      { cycles: 9, set: { rst: 0, en: 1 } },
    ],
  },
]);
const asked = jobWorld({ 'stops.sv': stops }, []);

simulated(
  'a reference from the specification alone tells where the module does otherwise, and is asked for again only when it cannot run',
  async () => {
    const { engine, at, model: server } = asked();
    server.setScript([
      { when: 'stays there', text: plan },
      { when: 'stays there', text: model("en && count != 3'd5").replace('endmodule', 'initial $system("id");\nendmodule') },
      { when: '$system', text: model('en && missing') },
      { when: 'missing', text: model("en && count != 3'd5") },
    ]);
    const limits = { seconds: 20, seed: 1, tools: 'auto' } as const;
    const made = valueOf(await engine.testbench({ file: at('stops.sv') }, limits, () => undefined, neverAborted));
    expect(made.attempts?.map(({ outcome }) => outcome)).toEqual(['accepted', 'unusable', 'unusable', 'accepted']);
    expect(made).toMatchObject({ origin: 'specification', ran: false, spending: { rounds: 4 } });
    expect(made.disagreements).toContainEqual({
      scenario: 'up to the end',
      mismatches: 3,
      words: 'in cycle 7 of scenario up to the end count is 110, the model has 101',
    });
    expect(made.files[0]?.text).toContain('module stops_reference');
    expect(made.notes.join()).toMatch(/Scenario up to the end, 3 cycles: .* The module or the model is wrong/);
    // Of the module only the header was shown.
    expect(server.requests.map(({ prompt }) => prompt).join()).not.toContain("3'd6");
  },
);

simulated('where an assertion of the module itself ends the run, the note tells which', async () => {
  world().folder.write(
    'picky.sv',
    'module picky (input logic [1:0] s, output logic y);\n  assign y = ^s;\n  always_comb assert (s != 2\'d3) else $error("both at once");\nendmodule\n',
  );
  const limits = { seconds: 20, seed: 1, tools: 'auto' } as const;
  const made = valueOf(await world().engine.testbench({ file: world().at('picky.sv') }, limits, () => undefined, neverAborted));
  expect(made.files).toEqual([]);
  expect(made.notes.join('\n')).toMatch(/not run to its end: .*both at once.* assumes never to come/);
});
