import type { Expr } from './ast';
import { mergeAlternatives } from './mux';
import { negate, printExpression } from './printExpression';
import type { Site } from './signal';
import {
  type Alternative,
  alternativesOf,
  collapse,
  type Dependency,
  isSameBits,
  joinGuards,
  mergeDeps,
  type Role,
  type Segment,
  type Value,
  zipMany,
  zipValues,
} from './value';

/** One way a branch can go. Without guard: the rest. */
export interface Way {
  readonly guard?: Expr;
  readonly guardText?: string;
}

/** What a branch's choice depends on, as dependencies, per signal: labels of arms that cannot matter for it are left out. */
export class Conditions {
  private readonly made = new Map<string, readonly Dependency[]>();

  constructor(
    private readonly always: readonly Value[],
    /** Per arm. The last arm is the one taken when no other is, unless `arms` counts one more than there are. */
    private readonly perArm: readonly (readonly Value[])[],
    private readonly arms: number,
    private readonly site: Site,
    private readonly parallel = false,
  ) {}

  /** For what the given arms assign, the first of them first. */
  of(touched: readonly number[], role: Role): readonly Dependency[] {
    const last = touched[touched.length - 1] ?? -1;
    const key = `${role}${this.parallel ? touched.join(' ') : last}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const takesRest = last === this.arms - 1;
    const tests = this.perArm.filter((_, i) => takesRest || (this.parallel ? touched.includes(i) : i <= last)).flat();
    const made = collapse([...this.always, ...tests], { op: 'mux', width: this.perArm.length }, role).map((dep) => ({
      ...dep,
      site: this.site,
    }));
    this.made.set(key, made);
    return made;
  }
}

/** What the arms of a branch give one signal. */
export interface Choices {
  readonly ways: readonly Way[];
  /** The arms that assign it, in order, and what each gives it. */
  readonly touched: readonly number[];
  readonly given: readonly Value[];
  /** What it is after the arms that do not. */
  readonly before: Value;
}

/**
 * The value after a branch: bit by bit what any arm gives, plus the branch's conditions: `enable` where some arm leaves the bit as it was,
 * `reset` where the branch is a reset and its resetting arm assigns the bit, `select` otherwise.
 */
export function mergeChoices(choices: Choices, condition: (role: Role) => readonly Dependency[], reset?: 'then' | 'else'): Value {
  const { ways, touched, given, before } = choices;
  const untouched = given.length < ways.length ? touched.findIndex((arm, i) => arm !== i) : -1;
  const at = untouched < 0 ? given.length : untouched;
  const different = [...new Set(given.length < ways.length ? [...given.slice(0, at), before, ...given.slice(at)] : given)];
  const [first] = different;
  if (first === undefined) throw new Error('a branch without arms');
  if (different.length === 1) return first;
  const grows = different.some((one) => one.grows);
  const merged: Value = { width: first.width, segments: zipMany(different, join), signed: false, grows };
  const segments =
    reset === undefined
      ? merged.segments.map((segment) => settle(segment, condition(segment.hold ? 'enable' : 'select')))
      : zipValues(merged, valueAfter(choices, reset === 'then' ? 0 : 1), (segment, atReset) =>
          settle(segment, condition(!atReset.hold ? 'reset' : segment.hold ? 'enable' : 'select')),
        );
  const value: Value = { width: first.width, segments, signed: valueAfter(choices, 0).signed, grows };
  const alternatives = different.some((one) => one.alternatives !== undefined) ? joinAlternatives(choices) : undefined;
  return alternatives === undefined ? value : { ...value, alternatives };
}

function valueAfter({ touched, given, before }: Choices, arm: number): Value {
  return given[touched.indexOf(arm)] ?? before;
}

function join(segments: readonly Segment[]): Segment {
  const [first] = segments;
  if (first === undefined) throw new Error('nothing to join');
  if (segments.every((one) => isSameBits(one, first))) return first;
  const hold = segments.some((one) => one.hold);
  const touched = segments.some((one) => one.touched === true || one.hold !== hold);
  const lists = new Set(segments.map((one) => one.deps));
  const deps = lists.size === 1 ? first.deps : [...lists].flat();
  return { width: first.width, deps, hold, ...(touched ? { touched } : {}), differs: true };
}

/** Bits that no arm touched stay as they were: the choice decides nothing about them. */
function settle(segment: Segment, conditions: readonly Dependency[]): Segment {
  if (segment.differs !== true) return segment;
  const { width, hold, touched } = segment;
  if (hold && segment.deps.length === 0 && touched !== true) return { width, deps: segment.deps, hold };
  return { width, deps: mergeDeps([...segment.deps, ...conditions]), hold, ...(touched === true ? { touched } : {}) };
}

function joinAlternatives(choices: Choices): Alternative[] | undefined {
  const list: Alternative[] = [];
  let rest: string | undefined;
  let tested: string | undefined;
  for (const [i, option] of choices.ways.entries()) {
    const own = alternativesOf(valueAfter(choices, i));
    if (own === undefined) return undefined;
    const guard = option.guardText ?? (option.guard === undefined ? rest : printExpression(option.guard));
    const opposite = option.guard === undefined ? tested : negate(option.guard);
    if (option.guard !== undefined) {
      rest = opposite;
      tested = guard;
    }
    for (const one of own) {
      // The same condition was met before with the other answer: this way cannot be taken.
      if (opposite !== undefined && one.guards.includes(opposite)) continue;
      list.push(guard === undefined ? one : { ...one, guards: joinGuards([guard], one.guards) });
    }
  }
  return mergeAlternatives(list);
}
