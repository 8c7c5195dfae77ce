import { expect, it, vi } from 'vitest';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { findOptimizations, type OptimizeResult } from '../../../server/src/optimize/search';
import type { OptimizeStrategy } from '../../../server/src/optimize/strategy';
import { mergeRegisters } from '../../../server/src/optimize/strategies/mergeRegisters';
import { mergeStates } from '../../../server/src/optimize/strategies/mergeStates';
import { narrowRegister } from '../../../server/src/optimize/strategies/narrowRegister';
import { optimizeTools } from '../../../server/src/optimize/tools';
import { ProcessRunner } from '../../../server/src/platform/processRunner';
import { openFixBench, unitOf } from '../../harness/fixSearch';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const bench = openFixBench();

async function optimized(text: string, strategies: readonly OptimizeStrategy[]): Promise<OptimizeResult> {
  const result = await findOptimizations(
    { unit: unitOf(text, 'm', '/rtl/m.v'), path: '/rtl/m.v', budgetMs: 200_000, seed: 1 },
    {
      ...optimizeTools({ yosys: bench.yosys, runner: new ProcessRunner() }),
      parse: (source) => bench.parse(source),
      graph: (file, module) => analyzeModule(file, module, { find: () => [] }),
      strategies,
    },
    new AbortController().signal,
  );
  if (typeof result === 'string') throw new Error(result);
  return result;
}

it('states that nothing tells apart are merged, and the register loses the bit that is free then', async () => {
  const result = await optimized(
    `module m (input clk, rst, x, output reg y);
  localparam IDLE = 4'd0, ONE = 4'd1, AGAIN = 4'd2; // AGAIN is IDLE
  reg [3:0] state;
  always @(posedge clk)
    if (rst) state <= IDLE;
    else case (state)
      IDLE: state <= x ? ONE : AGAIN;
      ONE: state <= AGAIN;
      AGAIN: state <= x ? ONE : IDLE; // as IDLE
      default: state <= IDLE;
    endcase
  always @* y = state == ONE;
endmodule
`,
    [mergeStates, narrowRegister],
  );
  expect(result.rewrites.map(({ strategy }) => strategy)).toContain('merge-states');
  expect(result.text).not.toMatch(/AGAIN:/);
  expect(result.text).toContain('ONE: state <= IDLE;');
  expect(result.verdict?.verdict).toBe('proved');
  expect(result.after.cells).toBeLessThan(result.before.cells);
});

it('a register that always holds what another holds goes', async () => {
  const result = await optimized(
    `module m (input clk, rst, input [3:0] d, output [3:0] a, output b);
  reg [3:0] one;
  reg [3:0] two; // the same again
  always @(posedge clk) begin
    if (rst) begin
      one <= 0;
      two <= 0;
    end else begin
      one <= one + d;
      two <= two + d;
    end
  end
  assign a = one;
  assign b = ^two;
endmodule
`,
    [mergeRegisters],
  );
  expect(result.rewrites.map(({ title }) => title)).toEqual(['Keep one only, which two always equals']);
  expect(result.text).not.toContain('two');
  expect(result.text).toContain('assign b = ^one;');
  expect(result.verdict?.verdict).toBe('proved');
});

it('what is smaller but does something else is never done', async () => {
  const text = `module m (input clk, rst, input [3:0] d, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else q <= q + d;
endmodule
`;
  const wrong: OptimizeStrategy = {
    name: 'wrong',
    knowledge: '',
    propose: ({ file }) => {
      const start = file.source.text.indexOf('q + d');
      return start < 0 ? [] : [{ strategy: 'wrong', title: 'No sum', changes: [{ start, end: start + 5, text: 'd' }], line: 2 }];
    },
  };
  const result = await optimized(text, [wrong]);
  expect(result.rewrites).toEqual([]);
  expect(result.text).toBe(text);
  expect(result.declined[0]?.reason).toContain('refuted');
});
