import type { Ref } from '../sim/gateGraph';
import { nodeKind } from '../sim/gateGraph';
import { evaluateGates, randomWords, type GateValues } from './evaluateGates';
import type { ModuleGates } from '../sim/moduleGates';
import { namedRegisters } from './runGates';

/** Times 32 runs. */
const rounds = 32;

/** Something with a name that logic is made from: an input or a register. */
export interface Word {
  readonly name: string;
  readonly bits: readonly Ref[];
  /** What it holds in each run. */
  readonly values: readonly bigint[];
}

/** What a module's logic answers to random inputs and contents of its registers. */
export interface Samples {
  readonly words: readonly Word[];
  /** The value of a net (bit 0 first) in each run. */
  readonly valuesOf: (bits: readonly Ref[]) => bigint[];
  /** The words that a net is made from; undefined where something without a name is among them. */
  readonly supportOf: (bits: readonly Ref[]) => Word[] | undefined;
  /** Whether a net ever answers otherwise when only that word is another. */
  readonly needs: (bits: readonly Ref[], word: Word) => boolean;
  /** What a net and a word hold in runs in which another word is 0 and everything else is random. */
  readonly withZero: (bits: readonly Ref[], word: Word, zero: Word) => { readonly held: bigint; readonly value: bigint }[];
  /** Gates that a net is made from. */
  readonly sizeOf: (bits: readonly Ref[]) => number;
}

/**
 * Tries a module's logic on random words, of which many are alike, small or nearly all ones: otherwise comparisons would hardly ever be true nor carries run
 * far.
 */
export function sampleWords(gates: ModuleGates): Samples {
  const registers = [...namedRegisters(gates)].map(([name, bits]) => ({ name, bits: bits.map(({ q }) => q) }));
  const named = [...gates.inputs, ...registers].filter(({ name }) => !name.includes('.'));
  const random = randomWords(0x6d2b79f5);
  const runs: GateValues[] = [];
  const inputs: ReadonlyMap<Ref, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const given = new Map<Ref, number>();
    const base = Array.from({ length: 64 }, random);
    for (const { bits } of named) bits.forEach((bit, index) => given.set(bit, bitFor(round, index, base, random)));
    const valueOf = (ref: Ref): number => {
      const value = given.get(ref) ?? random();
      given.set(ref, value);
      return value;
    };
    inputs.push(given);
    runs.push(evaluateGates(gates.graph, valueOf));
  }
  const valuesOf = (bits: readonly Ref[]): bigint[] => runs.flatMap((at) => valuesAt(at, bits));
  const words = named.map(({ name, bits }) => ({ name, bits, values: valuesOf(bits) }));
  const owner = new Map(words.flatMap((word) => word.bits.map((bit) => [bit >> 1, word] as const)));
  return {
    words,
    valuesOf,
    withZero: (bits, word, zero) => {
      const none = new Set(zero.bits);
      const at = evaluateGates(gates.graph, (ref) => (none.has(ref) ? 0 : random()));
      const values = valuesAt(at, word.bits);
      return valuesAt(at, bits).map((held, run) => ({ held, value: values[run] ?? 0n }));
    },
    needs: (bits, word) => {
      const own = new Set(word.bits);
      return inputs.some((given, round) => {
        const at = evaluateGates(gates.graph, (ref) => (own.has(ref) ? random() : (given.get(ref) ?? 0)));
        return bits.some((bit) => at(bit) !== runs[round]?.(bit));
      });
    },
    sizeOf: (bits) => cone(gates, bits).gates,
    supportOf: (bits) => {
      const found = new Set<Word>();
      for (const node of cone(gates, bits).sources) {
        const word = owner.get(node);
        if (word === undefined) return undefined;
        found.add(word);
      }
      return words.filter((word) => found.has(word));
    },
  };
}

/** What bits (bit 0 first) are as a number in each of 32 runs. */
function valuesAt(at: GateValues, bits: readonly Ref[]): bigint[] {
  const words = bits.map(at);
  return Array.from({ length: 32 }, (_, run) => words.reduce((sum, word, bit) => sum | (BigInt((word >>> run) & 1) << BigInt(bit)), 0n));
}

/** One bit of a word in 32 runs: random; like other words but for a few bits; small; nearly all ones. */
function bitFor(round: number, index: number, base: readonly number[], random: () => number): number {
  const seldom = random() & random() & random() & random();
  switch (round % 4) {
    case 0:
      return random();
    case 1:
      return (base[index % base.length] ?? 0) ^ seldom;
    case 2:
      return index < 3 ? random() : seldom;
    default:
      return ~seldom;
  }
}

function cone({ graph }: ModuleGates, bits: readonly Ref[]): { gates: number; sources: Set<number> } {
  const seen = new Set<number>();
  const sources = new Set<number>();
  const open = bits.map((bit) => bit >> 1);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === 0 || seen.has(node)) continue;
    seen.add(node);
    const kind = graph.kind[node];
    if (kind === nodeKind.and || kind === nodeKind.xor || kind === nodeKind.mux) {
      open.push((graph.a[node] ?? 0) >> 1, (graph.b[node] ?? 0) >> 1);
      if (kind === nodeKind.mux) open.push((graph.c[node] ?? 0) >> 1);
    } else sources.add(node);
  }
  return { gates: seen.size - sources.size, sources };
}
