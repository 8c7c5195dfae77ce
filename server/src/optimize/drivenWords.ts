import type { Ref } from '../sim/gateGraph';
import type { Samples, Word } from './sampleWords';
import type { OptimizeContext } from './strategy';

/** Smaller logic has nothing to gain. */
const leastGates = 3;
const mostTargets = 64;

/** An output or net with logic of its own, and the words that it is made from. */
export interface DrivenWord {
  readonly name: string;
  readonly bits: readonly Ref[];
  readonly support: readonly Word[];
}

/** The outputs and nets of a module that are made from at most so many words: outputs first, then those with the most gates. */
export function drivenWords({ gates, module }: OptimizeContext, samples: Samples, mostWords: number): DrivenWord[] {
  if (gates === undefined) return [];
  const outputs = gates.outputs.map(({ name, bits }) => ({ name, bits, isOutput: true }));
  const nets = [...gates.nets].map(([name, bits]) => ({ name, bits, isOutput: false }));
  const known = new Set([...module.nets, ...module.ports].filter((one) => one.unpacked === undefined).map((one) => one.name));
  return [...outputs, ...nets]
    .map((one) => ({ ...one, size: samples.sizeOf(one.bits) }))
    .filter(({ name, size }) => known.has(name) && size >= leastGates && !samples.words.some((word) => word.name === name))
    .sort((a, b) => Number(b.isOutput) - Number(a.isOutput) || b.size - a.size)
    .slice(0, mostTargets)
    .flatMap(({ name, bits }) => {
      const made = samples.supportOf(bits);
      // Gates may read what never matters to them.
      const support =
        made === undefined || made.length <= mostWords || made.length > 2 * mostWords
          ? made
          : made.filter((word) => samples.needs(bits, word));
      return support === undefined || support.length === 0 || support.length > mostWords ? [] : [{ name, bits, support }];
    });
}
