import type { Place } from '../place';
import { drivenNames, isProcedural, signalsOf, type Signal } from './facts';
import { insertion, type Template } from './template';

/** `assign` → an output that nothing drives yet, from the signal of its name inside the module: `assign count_o = count_q;`. */
export const outputAssignTemplate: Template = {
  name: 'outputAssign',
  propose(place, sources) {
    const typed = place.before.slice(place.statement).map((token) => token.text);
    if (typed[0] !== 'assign' || typed.length > 3 || place.unit === undefined || place.lineSuffix.trim() !== '') return [];
    if (typed.length === 3 && typed[2] !== '=') return [];
    if (isProcedural({ ...place, before: place.before.slice(0, place.statement) })) return [];
    const signals = signalsOf(place.unit);
    const driven = drivenNames({ ...place, before: place.before.slice(0, place.statement) }, sources);
    const unfinished = typed.length === 2 && !/\s$/.test(place.linePrefix);
    const found = [...signals.values()].flatMap((signal) => {
      const isWanted = typed[1] === undefined || (unfinished ? signal.name.startsWith(typed[1]) : signal.name === typed[1]);
      const from = isWanted && signal.direction === 'output' && !driven.has(signal.name) ? sourceOf(signal, signals) : undefined;
      return from === undefined || /\breg\b/.test(signal.typeText) ? [] : [{ to: signal.name, from: from.name }];
    });
    const [first] = found;
    return first === undefined ? [] : [insertion(place, rest(place, typed, `${first.to} = ${first.from};`))];
  },
};

/** What of `assign name = value;` is still to be written. */
function rest(place: Place, typed: readonly string[], wanted: string): string {
  const blank = /\s$/.test(place.linePrefix);
  if (typed.length === 1) return `${blank ? '' : ' '}${wanted}`;
  const gone = wanted.slice(typed[1]?.length ?? 0);
  if (typed.length === 2) return blank ? gone.trimStart() : gone;
  const value = gone.replace(/^\s*=\s*/, '');
  return `${blank ? '' : ' '}${value}`;
}

/** The one signal inside the module that is called like the output and as wide. */
function sourceOf({ name, width }: Signal, signals: ReadonlyMap<string, Signal>): Signal | undefined {
  const stem = name.replace(/(_o|_out|_no)$/, '').replace(/^o_/, '');
  const names = [stem, `${stem}_q`, `${stem}_r`, `${stem}_reg`, `${stem}_ff`, `${stem}_int`, `r_${stem}`, `${stem}_s`];
  const found = names.flatMap((one) => signals.get(one) ?? []);
  return found.find((one) => one.name !== name && one.direction !== 'output' && !one.array && width !== undefined && one.width === width);
}
