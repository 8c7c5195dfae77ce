import type { Literal } from './aig';
import type { Product } from './product';
import type { Drive } from './replay';

/** A word of the graph, bit 0 first, and the low 32 bits of its values. */
export interface SampledWord {
  readonly name: string;
  readonly bits: readonly Literal[];
  readonly values: Uint32Array;
}

const lanes = 32;

/**
 * Runs the graph of a comparison under up to 32 drives at once and gives the values of words in every step that is compared. All
 * words have one value for each lane of each step.
 */
export function sampleProduct(
  product: Product,
  words: readonly { readonly name: string; readonly bits: readonly Literal[] }[],
  drives: readonly Drive[],
): SampledWord[] {
  const { aig } = product;
  const used = drives.slice(0, lanes);
  const length = Math.min(...used.map((drive) => drive.steps.length));
  const steps = Math.max(0, length - product.firstCompared);
  const sampled = words.map(({ name, bits }) => ({ name, bits, values: new Uint32Array(steps * used.length) }));
  const values = new Int32Array(aig.size);
  for (const latch of aig.latches) values[latch.literal >> 1] = latch.init === 1 ? -1 : 0;
  product.symbols.forEach((literal, i) => (values[literal >> 1] = packed(used, (drive) => drive.symbols[i])));
  const next = new Int32Array(aig.latches.length);
  for (let step = 0; step < length; step++) {
    for (const [name, literals] of product.inputs)
      literals.forEach((literal, bit) => (values[literal >> 1] = packed(used, (drive) => drive.steps[step]?.get(name)?.[bit])));
    aig.simulate(values);
    if (step >= product.firstCompared)
      for (const word of sampled) record(word, values, (step - product.firstCompared) * used.length, used.length);
    aig.latches.forEach((latch, i) => (next[i] = laneValues(values, latch.next)));
    aig.latches.forEach((latch, i) => (values[latch.literal >> 1] = next[i] as number));
  }
  return sampled;
}

function packed(drives: readonly Drive[], bitOf: (drive: Drive) => 0 | 1 | undefined): number {
  return drives.reduce((word, drive, lane) => (bitOf(drive) === 1 ? word | (1 << lane) : word), 0);
}

function laneValues(values: Int32Array, literal: Literal): number {
  return (values[literal >> 1] as number) ^ -(literal & 1);
}

function record(word: SampledWord, values: Int32Array, at: number, count: number): void {
  const low = Math.min(32, word.bits.length);
  for (let bit = 0; bit < low; bit++) {
    const all = laneValues(values, word.bits[bit] as Literal);
    if (all === 0) continue;
    for (let lane = 0; lane < count; lane++) if ((all >>> lane) & 1) (word.values[at + lane] as number) |= 1 << bit;
  }
}

/** The value that a word has in all of these samples; undefined when it has several. */
export function constantIn(word: SampledWord, samples: readonly number[]): number | undefined {
  const first = word.values[samples[0] as number];
  return word.bits.length <= 32 && samples.every((at) => word.values[at] === first) ? first : undefined;
}
