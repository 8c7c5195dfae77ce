import type { Expr } from './ast';
import { mergeAlternatives } from './mux';
import { negate, printExpression } from './printExpression';
import type { Site } from './signal';
import {
  type Alternative,
  alternativesOf,
  collapse,
  type Dependency,
  joinGuards,
  mergeDeps,
  type Role,
  type Segment,
  type Value,
  zipValues,
} from './value';

/** One way a branch can go. Without guard: the rest. */
export interface Option {
  readonly value: Value;
  readonly guard?: Expr;
  readonly guardText?: string;
}

/**
 * The value after a branch: bit by bit what any arm gives, plus the branch's conditions: `enable` where some arm leaves the bit as it was,
 * `reset` where the branch is a reset and its resetting arm assigns the bit, `select` otherwise.
 */
export function mergeChoices(options: readonly Option[], tests: readonly Value[], how: { site: Site; reset?: 'then' | 'else' }): Value {
  const first = options[0]?.value;
  if (first === undefined) throw new Error('a branch without arms');
  const conditions = new Map<Role, Dependency[]>();
  const condition = (role: Role): Dependency[] => {
    const known = conditions.get(role);
    if (known !== undefined) return known;
    const made = collapse(tests, { op: 'mux', width: options.length }, role).map((dep) => ({ ...dep, site: how.site }));
    conditions.set(role, made);
    return made;
  };
  const resetValue = how.reset === undefined ? undefined : options[how.reset === 'then' ? 0 : 1]?.value;
  let merged: Value = { ...first, segments: first.segments };
  let differs = false;
  for (const option of options.slice(1)) {
    if (option.value === first) continue;
    differs = true;
    merged = { ...merged, segments: zipValues(merged, option.value, join), grows: merged.grows || option.value.grows };
  }
  if (!differs) return first;
  const segments =
    resetValue === undefined
      ? merged.segments.map((segment) => settle(segment, condition(segment.hold ? 'enable' : 'select')))
      : zipValues(merged, resetValue, (segment, atReset) =>
          settle(segment, condition(!atReset.hold ? 'reset' : segment.hold ? 'enable' : 'select')),
        );
  const value: Value = { width: first.width, segments, signed: first.signed, grows: merged.grows };
  const alternatives = joinAlternatives(options);
  return alternatives === undefined ? value : { ...value, alternatives };
}

function join(a: Segment, b: Segment): Segment {
  const touched = a.hold !== b.hold || a.touched === true || b.touched === true;
  return {
    width: a.width,
    deps: a.deps === b.deps ? a.deps : [...a.deps, ...b.deps],
    hold: a.hold || b.hold,
    ...(touched ? { touched } : {}),
  };
}

/** Bits that no arm touched stay untouched. */
function settle(segment: Segment, conditions: readonly Dependency[]): Segment {
  if (segment.hold && segment.deps.length === 0 && segment.touched !== true) return segment;
  return { ...segment, deps: mergeDeps([...segment.deps, ...conditions]) };
}

function joinAlternatives(options: readonly Option[]): Alternative[] | undefined {
  if (options.every((option) => option.value.alternatives === undefined)) return undefined;
  const list: Alternative[] = [];
  let rest: string | undefined;
  for (const option of options) {
    const own = alternativesOf(option.value);
    if (own === undefined) return undefined;
    const guard = option.guardText ?? (option.guard === undefined ? rest : printExpression(option.guard));
    if (option.guard !== undefined) rest = negate(option.guard);
    list.push(...own.map((one) => (guard === undefined ? one : { ...one, guards: joinGuards([guard], one.guards) })));
  }
  return mergeAlternatives(list);
}
