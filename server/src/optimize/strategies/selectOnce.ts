import { drivenWords, type DrivenWord } from '../drivenWords';
import { replaceDrivers } from '../removal';
import { sampleWords, type Samples, type Word } from '../sampleWords';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from '../strategy';

const name = 'select-once';
const words = 5;

/**
 * Where a condition chooses between two selections from the same two words, the selecting signal is chosen instead: `s ? (d ? b : a) : (c ? b : a)` becomes `(s ? d : c) ? b : a`, however the
 * selections are written or instantiated. What a net computes is guessed from random words and then proven.
 */
export const selectOnce: OptimizeStrategy = {
  name,
  knowledge:
    'Two multiplexers over the same words with a third behind them are one multiplexer with a chosen select: for words of several bits that is a third of the gates. Synthesis does not see it, since no gate of the two is the same.',
  propose(context) {
    const { gates } = context;
    if (gates === undefined) return [];
    const samples = sampleWords(gates);
    return drivenWords(context, samples, words).flatMap((target) => rewriteOf(context, target, samples) ?? []);
  },
};

function rewriteOf(context: OptimizeContext, target: DrivenWord, samples: Samples): Rewrite | undefined {
  const value = chosen(target, samples);
  const { text } = context.file.source;
  if (value === undefined || text.includes(`${target.name} = ${value};`)) return undefined;
  const changes = replaceDrivers(context, [{ names: [target.name], value }]);
  const [first] = changes ?? [];
  if (changes === undefined || first === undefined) return undefined;
  return { strategy: name, title: `Write ${target.name} as ${value}`, changes, line: text.slice(0, first.start).split('\n').length };
}

/** `(s ? d : c) ? b : a` with the words that make it so; undefined where none do. */
function chosen({ bits, support }: DrivenWord, samples: Samples): string | undefined {
  if (support.length !== words) return undefined;
  const held = samples.valuesOf(bits);
  const data = support.filter((one) => one.bits.length === bits.length);
  const selects = support.filter((one) => one.bits.length === 1);
  for (const a of data) {
    for (const b of data.filter((one) => one !== a)) {
      const rest = selects.filter((one) => one !== a && one !== b);
      if (rest.length !== words - 2) continue;
      for (const s of rest) {
        const [c, d] = rest.filter((one) => one !== s);
        if (c === undefined || d === undefined) continue;
        if (held.every((value, at) => value === (isOn(isOn(s, at) ? d : c, at) ? b : a).values[at])) {
          return `(${s.name} ? ${d.name} : ${c.name}) ? ${b.name} : ${a.name}`;
        }
      }
    }
  }
  return undefined;
}

function isOn({ values }: Word, at: number): boolean {
  return values[at] === 1n;
}
