import { describe, expect, it } from 'vitest';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

async function refuted(golden: string, candidate: string): Promise<EquivalenceResult> {
  const result = await compareEmbedded(yosys, comparisonOf(golden, candidate, '/design/m.sv'));
  expect(result.verdict, result.reason).toBe('refuted');
  return result;
}

/** Three stages behind a counter; `twin` is an independent register that is right. */
const deep = (step: string): string => `module m(input clk, input rst, input [3:0] d, output reg [3:0] y, output [3:0] z);
  reg [3:0] count, first, second, twin;
  wire [3:0] next = ${step};
  wire [3:0] mixed = first ^ twin;
  assign z = twin;
  always @(posedge clk)
    if (rst) begin count <= 0; first <= 0; second <= 0; y <= 0; twin <= 0; end
    else begin count <= next; first <= count; second <= mixed; y <= second; twin <= d; end
endmodule`;

describe('where a difference starts', () => {
  it('is the net that no other decides, cycles before the outputs differ', async () => {
    const { counterexample, reason } = await refuted(deep('count + d'), deep('count - d'));
    const start = counterexample?.startsAt;
    // next -> count -> first -> mixed -> second -> y.
    expect(start).toMatchObject({ signal: 'next', cycle: (counterexample?.cycle ?? 0) - 4, file: '/design/m.sv', line: 3 });
    expect(start?.golden).not.toBe(start?.candidate);
    expect(reason).toContain(`; the difference starts at \`next\` in cycle ${start?.cycle}, \`m.sv:3\``);
  });

  it('is the output itself where all that leads to it agrees', async () => {
    const text = (out: string): string => `module m(input clk, input rst, input [3:0] d, output [3:0] y);
      reg [3:0] count;
      always @(posedge clk) if (rst) count <= 0; else count <= count + d;
      assign y = ${out};
    endmodule`;
    const { counterexample } = await refuted(text("count ^ 4'd5"), text("count ^ 4'd7"));
    expect(counterexample?.startsAt).toMatchObject({ signal: 'y', cycle: counterexample?.cycle, line: 1 });
  });

  it('passes over what differs too and does not lead to the outputs that differ', async () => {
    const text = (idle: string, step: string): string => `module m(input clk, input rst, input [3:0] d, output reg [3:0] y);
      reg [3:0] idle, count, held;
      always @(posedge clk)
        if (rst) begin idle <= ${idle}; count <= 0; held <= 0; y <= 0; end
        else begin count <= count + ${step}; held <= count; y <= (rst ? idle : held); end
    endmodule`;
    const { counterexample } = await refuted(text('3', 'd'), text('4', '{d[2:0], d[3]}'));
    expect(counterexample?.startsAt).toMatchObject({ signal: 'count', cycle: (counterexample?.cycle ?? 0) - 2 });
  });

  const hierarchy = (logic: string, process: string, step: string): string => `module counter(
      input clk, input rst, input [3:0] d,
      output ${logic} [3:0] count);
      ${process} @(posedge clk) if (rst) count <= 0; else count <= count + ${step};
    endmodule
    module m(input clk, input rst, input [3:0] d, output ${logic} [3:0] y);
      wire [3:0] seen;
      counter u_sub(.clk(clk), .rst(rst), .d(d), .count(seen));
      ${process} @(posedge clk) if (rst) y <= 0; else y <= seen;
    endmodule`;

  // Slang's netlist has no places of nets, so that there is no line where it was needed.
  it.each([
    ['reg', 'always', { file: '/design/m.sv', line: 3 }],
    ['logic', 'always_ff', {}],
  ])(
    'is a register of an instance by its name in the hierarchy, and not the net that its port drives (%s)',
    async (logic, process, place) => {
      const { counterexample } = await refuted(hierarchy(logic, process, 'd'), hierarchy(logic, process, "(d | 4'd1)"));
      expect(counterexample?.startsAt).toMatchObject({ signal: 'u_sub.count', cycle: (counterexample?.cycle ?? 0) - 1, ...place });
    },
  );

  it('is left out where no internal net has a name of both sides', async () => {
    const text = (name: string, step: string): string => `module m(input clk, input rst, output [3:0] y);
      reg [3:0] ${name}; always @(posedge clk) if (rst) ${name} <= 0; else ${name} <= ${name} + ${step}; assign y = ${name}; endmodule`;
    const { counterexample, reason } = await refuted(text('count', '1'), text('n', '2'));
    expect(counterexample).not.toHaveProperty('startsAt');
    expect(reason).not.toContain('starts at');
  });
});
