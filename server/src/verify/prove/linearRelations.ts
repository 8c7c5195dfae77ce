import type { Aig, Literal } from './aig';
import { falseLiteral } from './aig';
import type { SampledWord } from './sampleProduct';
import { constantIn } from './sampleProduct';
import { addWords, constantWord, equalWords, subtractWords } from './wordLogic';

/** Samples that words are first told apart by. */
const probes = 40;
/** Widths of words, from the widest, and words of a width up to which their pairs are summed. */
const mostWidths = 6;
const mostPaired = 48;

/** A relation that held in the samples. */
export interface Relation {
  /** Names the words and the width. */
  readonly key: string;
  readonly text: string;
  readonly make: (aig: Aig) => Literal;
}

/**
 * Words of which one is the sum or difference of one or (with `pairs`) two others and a constant, modulo the narrowest of their widths. What words
 * differ by from their first sample takes the constant away, so that relations are found by looking words up.
 */
export function linearRelations(words: readonly SampledWord[], samples: readonly number[], pairs: boolean): Relation[] {
  const found: Relation[] = [];
  if (samples.length < 8) return found;
  const picked = Array.from({ length: probes }, (_, i) => samples[Math.floor((i * 0.618034 * samples.length) % samples.length)] as number);
  const widths = [...new Set(words.map((word) => word.bits.length))].sort((x, y) => y - x).slice(0, mostWidths);
  const covered = new Set<string>();
  for (const width of widths) {
    const mask = maskOf(width);
    const here = words.filter((word) => word.bits.length >= width && constantIn(word, samples) === undefined);
    const wordAt = (index: number): SampledWord => here[index] as SampledWord;
    const steps = here.map(({ values }) => picked.map((at) => ((values[at] as number) - (values[picked[0] as number] as number)) & mask));
    const byProbe = new Map(steps.map((step, i) => [step.join(), i]));
    for (const { vector, terms } of sumsOfSteps(steps, mask, pairs && here.length <= mostPaired)) {
      const at = byProbe.get(vector.join());
      if (at === undefined || terms.some((term) => term.index === at)) continue;
      // Each relation comes up once for every word of it that is looked for.
      const ordered = [at, ...terms.map((term) => term.index)].sort((x, y) => x - y);
      const key = ordered.map((index) => wordAt(index).name).join(' ');
      const named = terms.map(({ index, negative }) => ({ word: wordAt(index), negative }));
      const relation = covered.has(key) ? undefined : relationOf(wordAt(at), named, width, samples, key);
      if (relation === undefined) continue;
      covered.add(key);
      found.push(relation);
    }
  }
  return found;
}

const maskOf = (width: number): number => (width >= 32 ? 0xffffffff : 2 ** width - 1);

interface Term {
  readonly index: number;
  readonly negative: boolean;
}

/** Each vector of steps and its negative; with `pairs`, all sums and differences of two as well. */
function* sumsOfSteps(
  steps: readonly (readonly number[])[],
  mask: number,
  pairs: boolean,
): Generator<{ readonly vector: readonly number[]; readonly terms: readonly Term[] }> {
  const plus = (index: number): Term => ({ index, negative: false });
  const minus = (index: number): Term => ({ index, negative: true });
  for (const [i, x] of steps.entries()) {
    yield { vector: x, terms: [plus(i)] };
    yield { vector: x.map((value) => -value & mask), terms: [minus(i)] };
    for (let j = i + 1; pairs && j < steps.length; j++) {
      const y = steps[j] as readonly number[];
      yield { vector: x.map((value, k) => (value + (y[k] as number)) & mask), terms: [plus(i), plus(j)] };
      yield { vector: x.map((value, k) => (value - (y[k] as number)) & mask), terms: [plus(i), minus(j)] };
      yield { vector: x.map((value, k) => ((y[k] as number) - value) & mask), terms: [plus(j), minus(i)] };
    }
  }
}

function relationOf(
  target: SampledWord,
  terms: readonly { readonly word: SampledWord; readonly negative: boolean }[],
  width: number,
  samples: readonly number[],
  key: string,
): Relation | undefined {
  const mask = maskOf(width);
  const rest = (at: number): number =>
    terms.reduce(
      (sum, { word, negative }) => (negative ? sum + (word.values[at] as number) : sum - (word.values[at] as number)) | 0,
      (target.values[at] as number) | 0,
    ) & mask;
  const constant = rest(samples[0] as number);
  if (!samples.every((at) => rest(at) === constant)) return undefined;
  // A word of more than 32 bits is only known by the low ones: what is added to it is a small number, of either sign.
  const limit = 2 ** Math.min(32, width);
  const signed = constant >>> 0 >= limit / 2 ? (constant >>> 0) - limit : constant >>> 0;
  const shown = width <= 32 && terms[0]?.negative === true ? constant >>> 0 : signed;
  const right = terms.map(({ word, negative }, i) => `${negative ? '- ' : i > 0 ? '+ ' : ''}${word.name}`).join(' ');
  const offset = shown === 0 ? '' : shown < 0 ? ` - ${-shown}` : ` + ${shown}`;
  const isCut = [target, ...terms.map(({ word }) => word)].some((word) => word.bits.length > width);
  const text = `${target.name} = ${right}${offset}${isCut ? ` modulo ${2 ** width}` : ''}`;
  const make = (aig: Aig): Literal => {
    const sum = terms.reduce(
      (so, { word, negative }) => {
        const bits = word.bits.slice(0, width);
        return negative ? subtractWords(aig, so, bits) : addWords(aig, so, bits);
      },
      constantWord(signed, width),
    );
    return equalWords(aig, target.bits.slice(0, width), sum);
  };
  return { key: `${width} ${key}`, text, make };
}

/** Words of which so few are there that all pairs and triples are looked at, and the values that a sum may take. */
const fewWords = 14;
const fewSums = 3;
const mostWrapped = 40;
const signs: readonly (readonly number[])[] = [
  [1, -1],
  [1, 1],
  [1, -1, -1],
  [-1, 1, -1],
  [-1, -1, 1],
  [1, 1, 1],
];

/**
 * Sums of words, as whole numbers, that take two or three values only: pointers that wrap elsewhere than at a power of two (`wp - rp - n` is 0
 * or -10).
 */
export function wrappedRelations(sampled: readonly SampledWord[], known: ReadonlySet<string>): Relation[] {
  const found: Relation[] = [];
  const words = sampled.filter((word) => word.bits.length > 2 && word.bits.length <= 28);
  if (words.length > fewWords) return found;
  const tuples = words.flatMap((a, i) => words.slice(i + 1).flatMap((b, j) => [[a, b], ...words.slice(i + j + 2).map((c) => [a, b, c])]));
  for (const tuple of tuples) {
    const narrow = Math.min(...tuple.map((word) => word.bits.length));
    const key = tuple.map((word) => word.name).join(' ');
    if (known.has(`${narrow} ${key}`) || found.length >= mostWrapped) continue;
    for (const sign of signs.filter((one) => one.length === tuple.length)) {
      const sums = sumsOf(tuple, sign);
      if (sums === undefined || sums.length * 4 > 2 ** narrow) continue;
      const text = tuple.map(({ name }, i) => `${sign[i] === 1 ? (i > 0 ? '+ ' : '') : '- '}${name}`).join(' ');
      found.push({ key, text: `${text} is one of ${sums.join(', ')}`, make: (aig) => isOneOf(aig, tuple, sign, sums) });
    }
  }
  return found;
}

function sumsOf(tuple: readonly SampledWord[], sign: readonly number[]): number[] | undefined {
  const sums = new Set<number>();
  const count = tuple[0]?.values.length ?? 0;
  for (let at = 0; at < count; at++) {
    let sum = 0;
    for (let i = 0; i < tuple.length; i++) sum += (sign[i] as number) * (tuple[i]?.values[at] as number);
    if (sums.add(sum).size > fewSums) return undefined;
  }
  return [...sums];
}

/** In two bits more than the widest word has, so that nothing wraps. */
function isOneOf(aig: Aig, tuple: readonly SampledWord[], sign: readonly number[], sums: readonly number[]): Literal {
  const width = Math.max(...tuple.map((word) => word.bits.length)) + 2;
  const sum = tuple.reduce(
    (so, { bits }, i) => {
      const word = Array.from({ length: width }, (_, at) => bits[at] ?? falseLiteral);
      return sign[i] === 1 ? addWords(aig, so, word) : subtractWords(aig, so, word);
    },
    constantWord(0, width),
  );
  return aig.orAll(sums.map((value) => equalWords(aig, sum, constantWord(value, width))));
}
