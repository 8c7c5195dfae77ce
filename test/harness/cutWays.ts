import type { AbcAnswer } from '../../server/src/verify/prove/abc';
import { chooseCuts } from '../../server/src/verify/prove/chooseCuts';
import { proveCut } from '../../server/src/verify/prove/cutStrategies';
import type { DesignPair } from '../../server/src/verify/prove/pairDesigns';
import { pairDesigns } from '../../server/src/verify/prove/pairDesigns';
import { prepare } from '../../server/src/verify/prove/prepare';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { comparisonOf } from './embeddedEquivalence';

const never = new AbortController().signal;

/** A pair, and what a proof says with cuts at all instances and at those that are the same; undefined where there is no such way. Undefined where the pair cannot be modelled. */
export async function everyWay(
  yosys: VerifyTools['yosys'],
  golden: string,
  candidate: string,
): Promise<{ readonly pair: DesignPair; readonly answers: readonly (AbcAnswer['kind'] | undefined)[] } | undefined> {
  const request = comparisonOf(golden, candidate);
  const ready = await prepare(request.golden, request.candidate, yosys, { timeoutMs: 20_000, manyClocks: false, reader: 'verilog' }, never);
  if (ready.kind !== 'ready') throw new Error(ready.message);
  const [g, c] = [ready.golden.withMemories, ready.candidate.withMemories];
  if (!g.ok || !c.ok) return undefined;
  const pair = pairDesigns(ready, g.design, c.design, false, request, undefined);
  const facts = { golden: ready.golden.facts, candidate: ready.candidate.facts };
  const answers: (AbcAnswer['kind'] | undefined)[] = [];
  for (const choice of chooseCuts(pair, facts, request).slice(0, 2)) {
    const answer = choice === undefined ? undefined : await proveCut(pair, facts, choice, yosys, Date.now() + 20_000, never);
    answers.push(answer?.kind);
  }
  return { pair, answers };
}
