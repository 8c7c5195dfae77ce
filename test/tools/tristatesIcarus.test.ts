import { describe, expect, it } from 'vitest';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import { comparisonOf } from '../harness/embeddedEquivalence';
import { native, runner } from '../harness/nativeTools';
import { warmYosys } from '../harness/yosys';
import { tristatePairs } from '../engines/verify/tristatePairs';

const { iverilog, vvp } = native;

describe.runIf(iverilog !== undefined && vvp !== undefined)('ports that may be left at high impedance, under Icarus too', () => {
  const yosys = warmYosys();
  const icarus = { version: iverilog?.version ?? '', iverilog: iverilog?.path ?? '', vvp: vvp?.path ?? '' };

  it.each(tristatePairs.map((pair) => [pair.verdict, pair.name, pair] as const))('%s: %s', async (verdict, _, pair) => {
    const request = comparisonOf(pair.golden, pair.candidate);
    const result = await checkEquivalence(request, { yosys, runner, icarus }, () => undefined, new AbortController().signal);
    if (verdict === 'unknown') expect(result.verdict, result.reason).not.toBe('proved');
    else expect(result.verdict, result.reason).toBe(verdict);
    if (verdict === 'proved') expect(result.reason).toMatch(/Icarus saw no difference/);
  });
});
