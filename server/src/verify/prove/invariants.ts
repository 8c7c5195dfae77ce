import type { Yosys } from '../../tools/yosys';
import { drawFor } from '../simulate/simulatePair';
import type { AbcAnswer } from './abc';
import { constantOutputs, runAbc } from './abc';
import type { Literal } from './aig';
import type { GateDesign } from './gateDesign';
import type { Candidate } from './mineInvariants';
import { mineCandidates } from './mineInvariants';
import type { DesignPair } from './pairDesigns';
import type { Product, WholeProduct } from './product';
import { registerWords } from './registerWords';
import type { Rails } from './rails';
import { sampleProduct } from './sampleProduct';
import type { Strategy } from './strategies';

/** Gates of a product above which it is not sampled; steps and runs of a sample. */
const largestSampled = 120_000;
const sampleSteps = 300;
const sampleRuns = 32;

/**
 * Two strategies for registers that were moved or are encoded otherwise. Relations between registers of both sides that held in random runs are
 * candidates. The first keeps those that hold at the start and keep each other (induction over all of them and all equal nodes at once, as van Eijk's for
 * nodes alone); often the difference is shown to be impossible with them. The second looks for it only where they hold. Undefined where the product is too
 * large to be sampled.
 */
export function invariantStrategies(
  pair: DesignPair,
  product: WholeProduct,
  seed: number,
  timeoutMs: number,
): { readonly first: Strategy; readonly second: Strategy } | undefined {
  if (product.aig.size > largestSampled) return undefined;
  let proven: readonly Candidate[] = [];
  const plan = { product, timeoutMs, fromStart: true, bounded: false };
  const first: Strategy = {
    ...plan,
    name: 'relations that random runs suggest, kept by induction',
    commands: ['scorr'],
    attempt: async (yosys, limit, signal) => {
      const found = await keepInvariants(candidatesOf(pair, product, seed), product, yosys, limit, signal);
      proven = found.proven;
      return found.answer;
    },
  };
  const second: Strategy = {
    ...plan,
    name: 'reachability where the relations that induction keeps hold',
    commands: ['scorr', 'dprove', 'pdr'],
    attempt: (yosys, limit, signal) => searchWithin(proven, product, yosys, limit, signal),
  };
  return { first, second };
}

function candidatesOf(pair: DesignPair, product: WholeProduct, seed: number): Candidate[] {
  const drives = Array.from({ length: sampleRuns }, (_, run) => drawFor(pair, product.firstCompared + sampleSteps, seed + 101 * run));
  const words = (['golden', 'candidate'] as const).flatMap((side) => wordsOf(pair[side], product.values[side], side));
  return mineCandidates(product.aig, sampleProduct(product, words, drives), product.comparing ^ 1);
}

function wordsOf(design: GateDesign, values: readonly Rails[], side: string): { name: string; bits: Literal[] }[] {
  return registerWords(design).flatMap(({ name, bits }) => {
    const literals = bits.map((bit) => (bit === undefined ? undefined : (values[bit] as Rails).value));
    if (literals.every((literal) => literal !== undefined)) return [{ name: `${side}.${name}`, bits: literals }];
    return literals.flatMap((literal, i) => (literal === undefined ? [] : [{ name: `${side}.${name}[${i}]`, bits: [literal] }]));
  });
}

/** The candidates that hold in every step that can be reached; `proved` when with them no difference can be. */
export async function keepInvariants(
  candidates: readonly Candidate[],
  product: Pick<Product, 'aig' | 'bad'>,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ readonly proven: readonly Candidate[]; readonly answer: AbcAnswer }> {
  const begun = Date.now();
  const { aig, bad } = product;
  const file = aig.toAiger([bad, ...candidates.map(({ holds }) => holds ^ 1)]);
  const zero = await constantOutputs(yosys, file.bytes, ['scorr'], timeoutMs, signal);
  const proven = candidates.filter((_, i) => zero?.[i + 1] === true);
  const lines = [
    `${candidates.length} relations held in random runs, ${proven.length} of them hold for all time`,
    ...proven.slice(0, 12).map(({ text }) => text),
  ];
  return { proven, answer: { kind: zero?.[0] === true ? 'proved' : 'open', lines, ms: Date.now() - begun } };
}

/** Invariants hold in every step that can be reached: a trace that leaves one is none. */
async function searchWithin(
  proven: readonly Candidate[],
  { aig, bad }: Pick<Product, 'aig' | 'bad'>,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AbcAnswer> {
  if (proven.length === 0) return { kind: 'open', lines: ['there are none'], ms: 0 };
  const kept = aig.latch(1);
  const now = proven.reduce((so, { holds }) => aig.and(so, holds), kept.literal);
  kept.next = now;
  const commands = ['scorr', 'dprove', `pdr -T ${Math.max(1, Math.floor(timeoutMs / 1000))}`];
  const answer = await runAbc(yosys, aig.toAiger([aig.and(bad, now)]).bytes, commands, timeoutMs, signal);
  // A trace within them is no trace of the inputs alone: the plain searches find it.
  return answer.kind === 'trace' ? { kind: 'open', lines: answer.lines, ms: answer.ms } : answer;
}
