import type { Aig, Literal } from './aig';
import { falseLiteral } from './aig';
import { linearRelations, wrappedRelations } from './linearRelations';
import type { SampledWord } from './sampleProduct';
import { constantIn } from './sampleProduct';
import { atLeast, constantWord, equalWords } from './wordLogic';

/** Something that held in every step that was seen; nothing is proved by that. */
export interface Candidate {
  /** `left + n = 1000 while on`, for the evidence. */
  readonly text: string;
  readonly holds: Literal;
}

/** Gates that all candidates together may add to the graph. */
const mostGates = 120_000;
const mostWords = 96;
const mostGuards = 80;
/** Values of a word up to which it is a state of its own. */
const mostStates = 32;

/**
 * Relations between the registers of a comparison that held in every sample: sums and differences of words (`n1 = n + 1`, `n = wp - rp`,
 * `n + left = 1000`), bounds, the values that a small state takes, and what is constant or differs by a constant while a bit is set or a state has a value
 * (one register a function of another: a state re-encoded). `always` is or-ed to each: it holds before the comparison starts.
 */
export function mineCandidates(aig: Aig, sampled: readonly SampledWord[], always: Literal): Candidate[] {
  const found: Candidate[] = [];
  const start = aig.size;
  const add = (text: string, make: () => Literal): void => {
    if (aig.size - start > mostGates) return;
    const holds = aig.or(always, make());
    if (holds !== 1) found.push({ text, holds });
  };
  const words = distinctWords(sampled);
  const wide = words.filter((word) => word.bits.length > 1);
  const all = Array.from({ length: sampled[0]?.values.length ?? 0 }, (_, i) => i);
  if (all.length === 0) return [];
  const sums = linearRelations(wide, all, true);
  const unguarded = new Set(sums.map((sum) => sum.key));
  for (const sum of sums) add(sum.text, () => sum.make(aig));
  for (const word of wide) addBounds(aig, word, add);
  for (const few of wrappedRelations(wide, unguarded)) add(few.text, () => few.make(aig));
  const guards = guardsOf(aig, words);
  for (const guard of guards) {
    for (const sum of linearRelations(wide, guard.samples, false)) {
      if (!unguarded.has(sum.key)) add(`${sum.text} while ${guard.text}`, () => aig.or(guard.literal ^ 1, sum.make(aig)));
    }
  }
  for (const guard of guards) {
    for (const word of words) {
      const value = constantIn(word, guard.samples);
      if (value === undefined || word === guard.word) continue;
      const same = (): Literal => equalWords(aig, word.bits, constantWord(value, word.bits.length));
      add(`${word.name} = ${value} while ${guard.text}`, () => aig.or(guard.literal ^ 1, same()));
    }
  }
  return found;
}

/** Words that are not constant, one of each that were always equal: that bits are equal needs no mining. Words of one side meet the other's early. */
function distinctWords(sampled: readonly SampledWord[]): SampledWord[] {
  const seen = new Set<string>();
  const words: SampledWord[] = [];
  for (const word of sampled) {
    if (word.bits.length > 64 || word.values.every((value) => value === word.values[0])) continue;
    const key = `${word.bits.length} ${signature(word.values)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    words.push(word);
  }
  return words.slice(0, mostWords);
}

function signature(values: Uint32Array): string {
  let [a, b] = [2166136261, 0x9747b28c];
  for (const value of values) {
    a = Math.imul(a ^ value, 16777619) ^ (a >>> 15);
    b = Math.imul(b + value, 0x85ebca6b) ^ (b >>> 13);
  }
  return `${a} ${b}`;
}

interface Guard {
  readonly text: string;
  readonly literal: Literal;
  readonly samples: readonly number[];
  readonly word?: SampledWord;
}

/** The least and the greatest value of a word, or all of them where they are few. */
function addBounds(aig: Aig, word: SampledWord, add: (text: string, make: () => Literal) => void): void {
  const width = word.bits.length;
  const states = statesOf(word);
  if (states !== undefined && states.some((state, i) => state !== (states[0] as number) + i)) {
    add(`${word.name} is one of ${states.join(', ')}`, () =>
      aig.orAll(states.map((state) => equalWords(aig, word.bits, constantWord(state, width)))),
    );
  }
  if (width > 31) return;
  let [least, most] = [Infinity, 0];
  for (const value of word.values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most < 2 ** width - 1) add(`${word.name} <= ${most}`, () => atLeast(aig, word.bits, most + 1) ^ 1);
  if (least > 0) add(`${word.name} >= ${least}`, () => atLeast(aig, word.bits, least));
}

/** The values of a word when they are few. */
function statesOf(word: SampledWord): number[] | undefined {
  if (word.bits.length > 32) return undefined;
  const seen = new Set<number>();
  for (const value of word.values) if (seen.add(value).size > mostStates) return undefined;
  return [...seen].sort((x, y) => x - y);
}

/** Conditions under which something else may hold: a bit, its complement, a state's value. */
function guardsOf(aig: Aig, words: readonly SampledWord[]): Guard[] {
  const guards: Guard[] = [];
  const seen = new Set<string>();
  const add = (text: string, literal: Literal, word: SampledWord, value: number): void => {
    const samples: number[] = [];
    word.values.forEach((at, i) => {
      if (at === value) samples.push(i);
    });
    const key = signature(Uint32Array.from(samples));
    if (samples.length < 4 || seen.has(key) || guards.length >= mostGuards || literal === falseLiteral) return;
    seen.add(key);
    guards.push({ text, literal, samples, word });
  };
  for (const word of words.filter(({ bits }) => bits.length === 1)) {
    add(word.name, word.bits[0] as Literal, word, 1);
    add(`not ${word.name}`, (word.bits[0] as Literal) ^ 1, word, 0);
  }
  for (const word of words.filter(({ bits }) => bits.length > 1)) {
    for (const state of statesOf(word) ?? [])
      add(`${word.name} = ${state}`, equalWords(aig, word.bits, constantWord(state, word.bits.length)), word, state);
  }
  return guards;
}
