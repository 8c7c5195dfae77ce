import { beforeAll, expect, test } from 'vitest';
import { asMarkdown, type Documented } from '../../../server/src/jobs/document/asMarkdown';
import { withCommentHeader } from '../../../server/src/jobs/document/asComment';
import { handshakes, latencies } from '../../../server/src/jobs/document/moduleFacts';
import { portRemarks } from '../../../server/src/jobs/document/portRemarks';
import { modulesIn } from '../graph/graphing';

const text = `// the author's own words
module stage #(parameter W = 8) (
  input  clk, rst_n,
  input  [W-1:0] in_data,   // what comes
  input  in_valid,
  output in_ready,
  input  peek,
  output reg [W-1:0] out_data,
  output peeked,
  output reg busy /* at work */
);
  reg [1:0] state;
  reg [W-1:0] held;
  assign in_ready = state == 0;
  assign peeked = peek & busy;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) begin state <= 0; busy <= 0; end
    else case (state)
      0: if (in_valid) state <= 1;
      1: state <= 2;
      default: state <= 0;
    endcase
  always @(posedge clk) begin held <= in_data; out_data <= held; end
endmodule
`;
let module: Documented;
beforeAll(async () => {
  const { info, graph } = await modulesIn(text, 'stage');
  module = { info, graph, headline: 'stage is a stage.', remarks: portRemarks(info, text), prose: [] };
});

test('ports with what they are and what the author says of them', () => {
  const rows = asMarkdown(module).split('\n');
  expect(rows).toContain('| `clk` | input |  | clock (posedge) |');
  expect(rows).toContain('| `rst_n` | input |  | reset, asynchronous, active low |');
  expect(rows.find((row) => row.startsWith('| `in_data`'))).toContain('what comes');
  expect(rows.find((row) => row.startsWith('| `busy`'))).toContain('at work');
  expect(rows.find((row) => row.startsWith('| `out_data`'))).toContain('register, posedge clk');
});

test('the least number of registers between inputs and outputs, a clock being no way', () => {
  const of = (output: string) => latencies(module.graph).find((one) => one.output === output)?.from;
  expect(of('out_data')).toEqual([{ cycles: 2, inputs: ['in_data'] }]);
  expect(of('peeked')).toEqual([{ cycles: 0, inputs: ['peek'] }]);
  expect(of('in_ready')).toEqual([{ cycles: 1, inputs: ['in_valid'] }]);
});

test('a state machine as a diagram, handshakes by name', () => {
  expect(asMarkdown(module)).toContain('```mermaid\nstateDiagram-v2');
  expect(asMarkdown(module)).toMatch(/--> \w+: in_valid/);
  expect(handshakes(module.info)).toEqual([{ valid: 'in_valid', ready: 'in_ready', source: false }]);
});

test('as a comment above the module; a second time it takes the place of the first', async () => {
  const once = withCommentHeader(text, module);
  expect(once).toContain("// the author's own words\n// Interface, as the code has it:\n// stage is a stage.\n//   parameter W = 8\n");
  expect(once).toContain('//   input  rst_n');
  expect(once.endsWith(text.slice(text.indexOf('module stage')))).toBe(true);
  const { info, graph } = await modulesIn(once, 'stage');
  expect(withCommentHeader(once, { ...module, info, graph })).toBe(once);
});
