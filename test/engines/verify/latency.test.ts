import { describe, expect, it } from 'vitest';
import type { EquivalenceRequest, EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();

function check(
  golden: string,
  candidate: string,
  contract: EquivalenceRequest['contract'] = { kind: 'latency', cycles: 'auto' },
): Promise<EquivalenceResult> {
  return compareEmbedded(yosys, { ...comparisonOf(golden, candidate), contract });
}

/** A product with a valid bit: at once into its registers, or in two steps that load only what is valid. */
const ports = 'input clk, rst, in_valid, input [5:0] a, b, output reg out_valid, output reg [11:0] y';
const atOnce = `module m(${ports}); always @(posedge clk) begin out_valid <= rst ? 0 : in_valid; y <= a * b; end endmodule`;
const inSteps = (sum: string, more = ''): string => `module m(${ports}); reg v; reg [5:0] p, q; always @(posedge clk)
  if (rst) begin v <= 0; out_valid <= 0; p <= 0; q <= 0; y <= 0; end
  else begin v <= in_valid; out_valid <= v; if (in_valid) begin p <= a; q <= b; end if (v) y <= ${sum}; ${more} end endmodule`;

describe('a latency that holds only where data is valid', () => {
  it('is found, and the verdict and its contract say where data was compared', async () => {
    const result = await check(atOnce, inSteps('q * p'));
    expect(result.verdict, result.reason).toBe('proved');
    expect(result.contract).toEqual({ kind: 'latency', cycles: 1, onlyWhere: { y: 'out_valid' } });
    expect(result.reason).toMatch(/^at a latency of 1, y compared only where out_valid is 1: proved/);
  });

  it('does not excuse wrong data, nor a valid bit that says something else', async () => {
    expect((await check(atOnce, inSteps('q * p + (p == 37 && q == 51)'))).verdict).toBe('refuted');
    expect((await check(atOnce, inSteps('q * p', 'if (v && p == 37) out_valid <= 0;'))).verdict).toBe('refuted');
    expect((await check(atOnce, inSteps('q * p', 'if (!v && &b) out_valid <= 1;'))).verdict).toBe('refuted');
  });

  it('is no excuse where a latency is claimed without it', async () => {
    expect((await check(atOnce, inSteps('q * p'), { kind: 'latency', cycles: 1 })).verdict).toBe('refuted');
  });

  it('needs a valid output that is 1 at some time', async () => {
    // A reset, so that the candidate's registers start known.
    const never = atOnce.replace('rst ? 0 : in_valid', '0').replace('a * b', 'rst ? 0 : a * b');
    expect((await check(never, inSteps('q + p').replace('out_valid <= v', 'out_valid <= 0'))).verdict).toBe('refuted');
  });

  it('is not looked for where all outputs agree as they are', async () => {
    const later = `module m(${ports}); reg v; reg [11:0] p; always @(posedge clk)
      begin v <= rst ? 0 : in_valid; out_valid <= rst ? 0 : v; p <= b * a; y <= p; end endmodule`;
    const result = await check(atOnce, later);
    expect(result.verdict, result.reason).toBe('proved');
    expect(result.contract).toEqual({ kind: 'latency', cycles: 1 });
  });
});

/** A register of a stream that waits for its reader, and two in a row that wait together. */
const stream = 'input clk, rst, in_valid, out_ready, input [7:0] d, output in_ready, output reg out_valid, output reg [7:0] y';
const oneStage = `module m(${stream}); assign in_ready = out_ready; always @(posedge clk)
  if (rst) begin out_valid <= 0; y <= 0; end else if (out_ready) begin out_valid <= in_valid; y <= d ^ 8'h5a; end endmodule`;
const twoStages = (mask: string): string => `module m(${stream}); assign in_ready = out_ready; reg v; reg [7:0] p; always @(posedge clk)
  if (rst) begin v <= 0; p <= 0; out_valid <= 0; y <= 0; end
  else if (out_ready) begin v <= in_valid; out_valid <= v; if (in_valid) p <= d; y <= p ^ ${mask}; end endmodule`;

describe('a latency that holds only where nobody has to wait', () => {
  it('is found, and the verdict and its contract say so', async () => {
    const result = await check(oneStage, twoStages("8'h5a"));
    expect(result.verdict, result.reason).toBe('proved');
    expect(result.contract).toEqual({ kind: 'latency', cycles: 1, onlyWhere: { y: 'out_valid' }, assuming: 'out_ready' });
    expect(result.reason).toMatch(/^at a latency of 1, only as long as out_ready stays 1, y compared only where out_valid is 1: proved/);
  });

  it('does not excuse wrong data', async () => {
    const result = await check(oneStage, twoStages("(p == 8'h77 ? 8'h5b : 8'h5a)"));
    expect(result.verdict).toBe('refuted');
    expect(result.reason).toMatch(/at no latency from 0 to 8/);
  });
});
