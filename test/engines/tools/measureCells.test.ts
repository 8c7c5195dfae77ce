import { expect, it } from 'vitest';
import { measureNetlist } from '../../../server/src/tools/measureCells';
import { openFixBench, unitOf } from '../../harness/fixSearch';

const bench = openFixBench();

function measured(text: string): ReturnType<typeof measureNetlist> {
  return measureNetlist(unitOf(text, 'm', '/rtl/m.v'), bench.yosys, 60_000, new AbortController().signal);
}

it('a large memory counts an eighth of a cell a bit and is not made of flip-flops', async () => {
  const size = await measured(`module m (input clk, we, input [11:0] a, input [15:0] d, output reg [15:0] q);
  reg [15:0] mem [0:4095];
  always @(posedge clk) begin
    if (we) mem[a] <= d;
    q <= mem[a];
  end
endmodule
`);
  expect(size).toMatchObject({ ok: true });
  if (size.ok) expect(size.value.cells).toBeGreaterThanOrEqual(8192);
  if (size.ok) expect(size.value.cells).toBeLessThan(8192 + 200);
});

it('what slang refuses is read by the other reader, and what nothing reads is told with its place', async () => {
  const early = await measured('module m (input a, output y);\n  assign y = b;\n  wire b;\n  assign b = ~a;\nendmodule\n');
  expect(early).toMatchObject({ ok: true, value: { cells: 1 } });
  const none = await measured('module m (input a, output y);\n  gone u (.a(a), .y(y));\nendmodule\n');
  expect(none).toMatchObject({ ok: false, message: expect.stringMatching(/m\.v:2:.*gone/) as string });
});
