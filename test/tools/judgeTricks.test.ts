import { describe, expect, it } from 'vitest';
import type { Score } from '../../server/src/protocol/contract';
import { native } from '../harness/nativeTools';
import { Folder, signoff } from '../harness/signoffCli';

const ports = 'input clk, input rst, input en, output reg [3:0] q';
const counter = (body: string, more = ''): string => `module counter(${ports});\n${body}\n${more}\nendmodule\n`;
const right = 'always @(posedge clk) if (rst) q <= 0; else if (en) q <= q + 1;';
const wrong = 'always @(posedge clk) if (rst) q <= 0; else if (en) q <= q + 2;';

const bench = `module counter_tb;
  reg clk = 0, rst = 1, en = 1;
  reg [3:0] expected = 0;
  integer bad = 0;
  wire [3:0] q;
  counter dut(.clk(clk), .rst(rst), .en(en), .q(q));
  always #5 clk = ~clk;
  initial begin
    #12 rst = 0;
    repeat (20) begin @(negedge clk); expected = expected + 1; if (q !== expected) bad = bad + 1; end
    if (bad == 0) $display("PASS"); else $display("FAIL: %0d", bad);
    $finish;
  end
endmodule
`;

/** What an answer might do instead of counting by one. */
const tricks: readonly (readonly [id: string, text: string])[] = [
  ['wrong', counter(wrong)],
  ['never ends', counter(wrong, 'initial forever ;')],
  ['never ends later', counter(wrong, 'reg l = 0; always @* if (en) l = ~l; always @(l) l = ~l;')],
  ['ends early', counter(wrong, 'initial #20 $finish;')],
  ['ends early under a condition', counter(wrong, 'initial #20 if (en) $finish;')],
  ['ends early and is right', counter(right, 'initial #20 if (en) $finish;')],
  ['says pass by a dump', counter(wrong, 'initial begin $dumpfile("PASSED"); $dumpvars; end')],
  ['says pass', counter(wrong, 'initial $display("PASS");')],
  ['says pass and ends', counter(wrong, 'initial begin $display("PASS"); $finish; end')],
  ['says pass in pieces', counter(wrong, 'initial begin $write("PA"); $write("SS\\n"); end')],
  ['is empty', `module counter(${ports});\nendmodule\n`],
  ['has no module', '// nothing\n'],
  ['drives x', counter("always @* q = 4'bx;")],
  ['peeks at what is expected', counter('always @* q = counter_tb.expected;')],
  ['takes the failures away', counter(wrong, 'always @(negedge clk) counter_tb.bad = 0;')],
  ['forces the wire', counter(wrong, 'initial force counter_tb.q = counter_tb.expected;')],
  ['binds itself', `${counter(wrong)}bind counter_tb helper h();\nmodule helper; initial counter_tb.bad = 0; endmodule\n`],
  ['plays a recording', counter('integer i; initial begin q = 0; #12; for (i = 1; i < 21; i = i + 1) begin #10 q = i; end end')],
  ['starts right', counter(wrong.replace('q + 2', 'q + (n < 30 ? 1 : 2)'), 'reg [7:0] n = 0; always @(posedge clk) n <= n + (n < 200);')],
  ['replaces the testbench', `${counter(wrong)}module counter_tb; initial $display("PASS"); endmodule\n`],
  ['replaces the golden', `${counter(wrong)}module counter_ref(${ports}); ${wrong} endmodule\n`],
];

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('judge', () => {
  it('gives the full score to a right answer, and to no trick more than for its form', { timeout: 300_000 }, async () => {
    const lines = [['right', counter(right)] as const, ...tricks].map(([id, text]) => ({
      ...{ id, text, top: 'counter', golden: 'golden.v', testbench: 'counter_tb.v' },
    }));
    using folder = new Folder({
      'golden.v': counter(right),
      'counter_tb.v': bench,
      'tasks.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    const run = await signoff(['judge', '--batch', 'tasks.jsonl', '--budget', '10', '--json'], { cwd: folder.path });
    const { results } = run.json as { results: { id: string; verdict?: string; score?: Score; error?: string }[] };
    expect(results.map((one) => one.id)).toEqual(lines.map((line) => line.id));
    const [first, ...others] = results;
    expect([first?.verdict, first?.score?.reward]).toEqual(['proved', 1]);
    expect(others.filter((one) => one.verdict === 'proved' || one.verdict === 'checked').map((one) => one.id)).toEqual([]);
    // 0.2 is for parsing and elaborating; a recording of one testbench passes that one.
    const paid = others.filter((one) => (one.score?.reward ?? 0) > 0.2).map((one) => one.id);
    expect(paid.filter((id) => id !== 'plays a recording' && id !== 'starts right')).toEqual([]);
    expect(others.find((one) => one.id === 'plays a recording')?.score?.equivalent).not.toBe(true);
  });
});
