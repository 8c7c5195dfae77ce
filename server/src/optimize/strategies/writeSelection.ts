import { freshName } from '../../base/layout';
import { rangeOfSignal } from '../expressionText';
import { replaceDrivers, type NewDriver } from '../removal';
import { sampleWords, type Samples, type Word } from '../sampleWords';
import { drivenWords, type DrivenWord } from '../drivenWords';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from '../strategy';

const name = 'write-selection';
const widestSelect = 5;
const widestCode = 12;
const mostWords = 33;

/**
 * Logic that chooses one of several words by the value of another is written as a tree of choices, one bit of the selecting word a level; logic that
 * marks the bit whose number a word holds, as a comparison for each bit. What a net computes is guessed from random words and then proven.
 */
export const writeSelection: OptimizeStrategy = {
  name,
  knowledge:
    'A selection written as masks that are joined, or as comparisons in a row, costs a gate for each word and value. As a tree of multiplexers it costs one for each two words. A decoder written as a shift goes through a shifter.',
  propose(context) {
    const { gates } = context;
    if (gates === undefined) return [];
    const samples = sampleWords(gates);
    return drivenWords(context, samples, mostWords).flatMap((target) => {
      const driver = selection(target, samples) ?? decoder(context, target, samples);
      return driver === undefined ? [] : (rewriteOf(context, driver) ?? []);
    });
  },
};

function rewriteOf(context: OptimizeContext, driver: NewDriver): Rewrite | undefined {
  const { text } = context.file.source;
  const [target = ''] = driver.names;
  if (text.includes(`${target} = ${driver.value};`)) return undefined;
  const changes = replaceDrivers(context, [driver]);
  const [first] = changes ?? [];
  if (changes === undefined || first === undefined) return undefined;
  return {
    strategy: name,
    title: `Write ${target} as ${driver.value.length > 60 ? 'a tree of choices' : driver.value}`,
    changes,
    line: text.slice(0, first.start).split('\n').length,
  };
}

/** A net that is always one of its words or a constant, and which of them one further word decides. */
function selection({ name: target, bits, support }: DrivenWord, samples: Samples): NewDriver | undefined {
  const width = bits.length;
  const held = samples.valuesOf(bits);
  const selects = support.filter(({ bits: own }) => own.length <= widestSelect && support.length <= (1 << own.length) + 1);
  for (const select of selects) {
    const data = support.filter((one) => one !== select);
    if (width < 2 || data.length < 2 || data.some((one) => one.bits.length !== width)) continue;
    const chosen = chosenBy(select, data, held);
    if (chosen === undefined) continue;
    return { names: [target], value: tree(select, chosen, select.bits.length - 1, 0) };
  }
  return undefined;
}

/** What is chosen at each value of the selecting word, as text; undefined where a value fits nothing. */
function chosenBy(select: Word, data: readonly Word[], held: readonly bigint[]): string[] | undefined {
  const texts: string[] = [];
  for (let value = 0; value < 1 << select.bits.length; value++) {
    const runs = held.flatMap((_, at) => (select.values[at] === BigInt(value) ? [at] : []));
    const [first] = runs;
    if (first === undefined || runs.length < 4) return undefined;
    const word = data.find((one) => runs.every((at) => one.values[at] === held[at]));
    const constant = runs.every((at) => held[at] === held[first]) ? held[first] : undefined;
    const [width] = data.map((one) => one.bits.length);
    const text = word?.name ?? (constant === undefined ? undefined : `${width ?? 1}'d${constant}`);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** `s[1] ? (s[0] ? d : c) : (s[0] ? b : a)` */
function tree(select: Word, texts: readonly string[], bit: number, from: number): string {
  if (bit < 0) return texts[from] ?? '';
  const [no, yes] = [tree(select, texts, bit - 1, from), tree(select, texts, bit - 1, from + (1 << bit))];
  if (no === yes) return no;
  const test = select.bits.length === 1 ? select.name : `${select.name}[${bit}]`;
  const inBrackets = (text: string): string => (text.includes('?') ? `(${text})` : text);
  return `${test} ? ${inBrackets(yes)} : ${inBrackets(no)}`;
}

/** A net of which just the bit is 1 whose number a word holds. */
function decoder(context: OptimizeContext, { name: target, bits, support }: DrivenWord, samples: Samples): NewDriver | undefined {
  const [code] = support.filter(({ bits: own }) => own.length > 1);
  const [enable, other] = support.filter(({ bits: own }) => own.length === 1);
  if (code === undefined || code.bits.length > widestCode || other !== undefined || support.length > 2 || bits.length < 4) return undefined;
  const on = (at: number): boolean => enable === undefined || enable.values[at] === 1n;
  const expected = (at: number): bigint => (on(at) ? BigInt.asUintN(bits.length, 1n << (code.values[at] ?? 0n)) : 0n);
  if (!samples.valuesOf(bits).every((held, at) => held === expected(at))) return undefined;
  const { text } = context.file.source;
  const index = freshName(text, 'bit_of');
  const value = `${enable === undefined ? '' : `${enable.name} && `}${code.name} == ${index}`;
  // The range as it is declared, so that parameters keep their say.
  const [, top] = /^\[(.*):0\]$/.exec(rangeOfSignal(context, target) ?? '') ?? [];
  const loop = `for (${index} = 0; ${index} <= ${top ?? bits.length - 1}; ${index} = ${index} + 1)`;
  const net = `genvar ${index}; generate ${loop} begin : ${freshName(text, `${target}_bits`)} assign ${target}[${index}] = ${value}; end endgenerate`;
  return { names: [target], value, items: { net, variable: `integer ${index}; always @* ${loop} ${target}[${index}] = ${value};` } };
}
