import { tokenize } from '../../graph/lexer';
import type { ModuleInfo, ParameterInfo } from '../../model/moduleInfo';

/** Values of parameters that a change may behave differently for, one set a trial: `WIDTH=1`. */
export interface OtherValues {
  readonly values: ReadonlyMap<string, string>;
  readonly words: string;
}

const mostTrials = 8;

/**
 * Values beside the defaults that are worth a comparison, since code for special cases (a width of one, sizes that are no power of two, two widths that differ) is often
 * what a change is about: of numbers that both versions declare, those first that the changed text names.
 */
export function otherValues(before: ModuleInfo, after: ModuleInfo, changedText: string): OtherValues[] {
  const named = new Set(tokenize(changedText).flatMap(({ kind, text }) => (kind === 'id' ? [text] : [])));
  const numbers = after.parameters.filter(
    (one) => isNumber(one) && before.parameters.some((other) => other.name === one.name && isNumber(other)),
  );
  const rank = ({ name }: ParameterInfo): number => (named.has(name) ? 0 : 1);
  const rounds = [...numbers]
    .sort((a, b) => rank(a) - rank(b))
    .map((one) => valuesOf(one).map((value) => [one.name, written(value, one)] as const));
  const trials: (readonly [string, string])[] = [];
  for (let round = 0; trials.length < mostTrials && rounds.some((values) => round < values.length); round++)
    for (const values of rounds)
      if (trials.length < mostTrials && values[round] !== undefined) trials.push(values[round] as readonly [string, string]);
  return trials.map(([name, value]) => ({ values: new Map([[name, value]]), words: `${name}=${value}` }));
}

function written(value: bigint, { defaultText }: ParameterInfo): string {
  return defaultText.includes("'") ? `1'b${value}` : String(value);
}

/** A number that stands there as one, not an address, a mask or what is computed from other parameters. */
function isNumber({ local, value, typeText, defaultText }: ParameterInfo): boolean {
  return (
    !local &&
    value !== undefined &&
    value >= 0n &&
    value <= 4096n &&
    /^\s*(?:\d[\d_]*|1'b[01])\s*$/.test(defaultText) &&
    !/\b(?:type|string|real)\b|::/.test(typeText)
  );
}

/** Sizes are halved and doubled; small numbers are often counts, of which one is the special case, and 0 and 1 are switches unless their names say otherwise. */
function valuesOf({ name, defaultText, value = 0n }: ParameterInfo): bigint[] {
  const isSize = !defaultText.includes("'") && /width|depth|num|size|len|bits|count|stages/i.test(name);
  if (value <= 1n) return isSize ? [2n, 3n] : [1n - value];
  const wanted = value >= 8n ? [value * 2n, value / 2n, 1n, 3n] : [1n, value * 2n, 3n, 2n];
  return [...new Set(wanted)].filter((one) => one !== value && one > 0n && one <= 256n);
}
