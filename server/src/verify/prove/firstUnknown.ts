import { drawStimulus } from '../simulate/stimulus';
import { buildAssertionProduct, type AssertionPlan, type AssertionProduct } from './assertionProduct';
import type { Rails } from './rails';
import { sampleProduct } from './sampleProduct';
import { knownAfterHold } from './settle';
import type { Strategy } from './strategies';

/** Gates of a product above which it is not sampled; steps and runs of a sample. */
const largestSampled = 60_000;
const sampleSteps = 200;
const sampleRuns = 32;

/**
 * A way to show that what is asserted of one design (that something is not x) holds: an x has a first step in which it comes. Registers that are known when the reset ends and that no random run
 * sees x are taken for known from there on, and that none of them ever loads an x is asked beside what is asserted. As long as neither fails, the run is that of the design; what is left of it is so much smaller than
 * one with an x for each register that reachability finds the bounds of counters which keep an index inside its vector. `'x seen'` where a random run fails what is asserted;
 * undefined where nothing can be taken, or the design is too large to be sampled.
 */
export function firstUnknown(plan: AssertionPlan, product: AssertionProduct, timeoutMs: number): Strategy | 'x seen' | undefined {
  if (product.aig.size > largestSampled) return undefined;
  const { design, starts, unknown, resets, hold } = plan;
  const [failed, ...seen] = seenIn(plan, product, [product.bad, ...design.registers.map(({ q }) => (product.values[q] as Rails).unknown)]);
  if (failed === true) return 'x seen';
  const settled = knownAfterHold(design, starts, resets, hold);
  // While the reset is held, what is taken for known may be x, and what loads it would seem known: at its end all that anybody sees has to be. (What starts x and is not settled reaches no output.)
  if (hold > 0 && !settled.every((known, i) => known || starts[i]?.kind === 'unknown')) return undefined;
  const taken = unknown.map((may, i) => may && settled[i] === true && seen[i] === false);
  if (!taken.includes(true)) return undefined;
  const smaller = buildAssertionProduct({ ...plan, unknown: unknown.map((may, i) => may && taken[i] !== true) });
  const { aig, running, values } = smaller;
  const loads = design.registers.flatMap(({ d }, i) => (taken[i] === true ? [(values[d] as Rails).unknown] : []));
  return {
    name: 'reachability, with registers known until one loads an x',
    product: { ...smaller, bad: aig.or(smaller.bad, aig.and(running, aig.orAll(loads))) },
    commands: [`pdr -T ${Math.max(1, Math.floor(timeoutMs / 1000))}`],
    timeoutMs,
    fromStart: false,
    bounded: false,
  };
}

/** Per literal, whether it is 1 in some step of random runs after the reset. */
function seenIn({ design, hold, resets, symbols }: AssertionPlan, product: AssertionProduct, literals: readonly number[]): boolean[] {
  const inputs = design.inputs.map(({ name, bits }) => ({ name, width: bits.length }));
  const plan = { inputs, resets, clocks: [], holdSteps: hold, resetStaysInactive: false, steps: hold + sampleSteps, symbols };
  const drives = Array.from({ length: sampleRuns }, (_, run) => drawStimulus({ ...plan, seed: 1 + 101 * run }));
  const words = literals.map((literal) => ({ name: '', bits: [literal] }));
  return sampleProduct(product, words, drives).map(({ values }) => values.includes(1));
}
