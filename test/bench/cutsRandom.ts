/**
 * Proofs with cuts on random pairs with instances: `npm run bench -- --cuts N [--seed N]`. What is proved with cuts is searched for a difference without them, from power-up and four-valued;
 * one that is found is printed, and the exit code is 1. A difference in which the candidate is only x is counted apart: that is what an x that a register holds is completed for.
 */
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import type { DesignPair } from '../../server/src/verify/prove/pairDesigns';
import { planOf, withHold } from '../../server/src/verify/prove/pairDesigns';
import { buildProduct } from '../../server/src/verify/prove/product';
import { runStrategy } from '../../server/src/verify/prove/strategies';
import { mismatchOf, replayApart } from '../../server/src/verify/simulate/simulatePair';
import type { VerifyTools } from '../../server/src/verify/verifyTools';
import { everyWay } from '../harness/cutWays';
import { randomPair } from '../harness/randomInstances';

/** Judges random pairs and prints how many were proved, and wrongly. */
export async function measureCuts(pairs: number, seed: number): Promise<void> {
  const yosys = createEmbeddedYosys();
  await yosys.warm();
  const counts = { proved: 0, open: 0, different: 0, onlyUnknown: 0, wrong: 0, none: 0 };
  for (let i = 0; i < pairs; i++) {
    const { golden, candidate } = randomPair(seed + i);
    // On a busy machine a pair may not be read in time.
    const judged = await everyWay(yosys, golden, candidate).catch(() => undefined);
    if (judged === undefined || judged.answers.every((answer) => answer === undefined)) counts.none++;
    else {
      const truth = await differenceIn(judged.pair, yosys);
      if (truth === 'different') counts.different++;
      if (!judged.answers.includes('proved')) counts.open++;
      else {
        counts.proved++;
        if (truth === 'onlyUnknown') counts.onlyUnknown++;
        if (truth !== 'none') console.log(`${truth === 'different' ? 'WRONG' : 'only x'} seed ${seed + i}: ${judged.answers.join(', ')}`);
        if (truth === 'different') counts.wrong++;
      }
    }
  }
  console.log(JSON.stringify(counts));
  await yosys.dispose();
  if (counts.wrong > 0) process.exitCode = 1;
}

/** What a bounded search of the whole pair, replayed on both netlists apart, shows. */
export async function differenceIn(pair: DesignPair, yosys: VerifyTools['yosys']): Promise<'none' | 'different' | 'onlyUnknown'> {
  const product = buildProduct(planOf(pair, 0));
  if (product.bad === 0) return 'none';
  const search = { name: 'search', product, commands: ['bmc3 -F 30'], timeoutMs: 20_000, fromStart: true, bounded: true };
  const { drive } = await runStrategy(search, yosys, new AbortController().signal);
  if (drive === undefined) return 'none';
  const mismatch = mismatchOf(pair, replayApart(pair, withHold(pair, drive)), 0);
  return mismatch === undefined ? 'none' : mismatch.onlyUnknown ? 'onlyUnknown' : 'different';
}
