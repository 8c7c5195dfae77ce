import { indentStep } from '../../base/indentStep';
import type { Place } from '../place';
import { clockAndReset, isProcedural, resetsSynchronously, signalsOf, type ClockAndReset, type Signal } from './facts';
import { nextOf, resetValue, undrivenRegisters } from './reset';
import { insertion, type Template, type TemplateSources } from './template';

/**
 * `always_ff` or `always @` → its sensitivity list by the module's own clock and reset, reset as the module's other processes are, and the update of the
 * registers that nothing drives yet, where their names say what it is: the next value, or a count.
 */
export const clockedTemplate: Template = {
  name: 'clocked',
  propose(place, sources) {
    const typed = place.before.slice(place.statement).map((token) => token.text);
    const [keyword] = typed;
    const begun = typed.slice(1).join('');
    const isHeader = keyword === 'always_ff' ? /^@?\(?$/.test(begun) : keyword === 'always' && /^@\(?$/.test(begun);
    const clocks =
      isHeader && place.unit !== undefined && !isProcedural({ ...place, before: place.before.slice(0, place.statement) })
        ? clockAndReset(place)
        : undefined;
    if (clocks === undefined || place.lineSuffix.replace(/^\)/, '').trim() !== '') return [];
    const swallow = begun === '@(' && place.lineSuffix.startsWith(')') ? 1 : 0;
    const list = sensitivity(place, clocks);
    const head = begun === '@(' ? `${list})` : begun === '@' ? `(${list})` : `@(${list})`;
    const gap = begun === '' && !/\s$/.test(place.linePrefix) ? ' ' : '';
    return [insertion(place, `${gap}${head} ${bodyOf(place, clocks, sources)}`, swallow)];
  },
};

function sensitivity(place: Place, { clock, reset }: ClockAndReset): string {
  if (reset === undefined || resetsSynchronously(place, reset.name)) return `posedge ${clock}`;
  return `posedge ${clock} or ${reset.activeLow ? 'negedge' : 'posedge'} ${reset.name}`;
}

function bodyOf(place: Place, { reset }: ClockAndReset, sources: TemplateSources): string {
  const { indent } = place;
  const step = indentStep(place.text);
  const registers = undrivenRegisters(place, sources).flatMap((signal) => {
    const update = updateOf(signal, place);
    return update === undefined ? [] : [{ signal, update }];
  });
  if (registers.length === 0) return `begin\n${indent}end`;
  const updates = (deep: string): string[] => registers.map(({ update }) => `${deep}${update}`);
  if (reset === undefined) return ['begin', ...updates(indent + step), `${indent}end`].join('\n');
  return [
    'begin',
    `${indent}${step}if (${reset.activeLow ? '!' : ''}${reset.name}) begin`,
    ...registers.map(({ signal }) => `${indent}${step}${step}${signal.name} <= ${resetValue(signal, place, sources)};`),
    `${indent}${step}end else begin`,
    ...updates(indent + step + step),
    `${indent}${step}end`,
    `${indent}end`,
  ].join('\n');
}

/** What its name says of a register: it takes its next value, or counts, when an enable of the module lets it. */
function updateOf({ name, width }: Signal, place: Place): string | undefined {
  const signals = place.unit === undefined ? new Map<string, Signal>() : signalsOf(place.unit);
  const [next] = nextOf(name, new Set(signals.keys()));
  if (next !== undefined) return `${name} <= ${next};`;
  if (!/(^|_)(cnt|count|counter|timer|tick|ticks)(_|$)/i.test(name) || (width ?? 2) === 1) return undefined;
  const stem = name.replace(/(_q|_r|_reg|_ff|_o)$/, '');
  const enables = [`${stem}_en`, `${stem}_inc`, `inc_${stem}`, `en_${stem}`, 'inc', 'en', 'en_i', 'enable', 'enable_i'];
  const enable = enables.find((one) => signals.get(one)?.direction === 'input' && (signals.get(one)?.width ?? 1) === 1);
  const count = `${name} <= ${name} + 1'b1;`;
  return enable === undefined ? count : `if (${enable}) ${count}`;
}
