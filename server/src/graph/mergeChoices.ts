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
  zipValues,
} from './value';

/** One way a branch can go. Without guard: the rest. */
export interface Option {
  readonly value: Value;
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

  of(touched: readonly boolean[], role: Role): readonly Dependency[] {
    const last = touched.lastIndexOf(true);
    const key = this.parallel ? touched.map(Number).join('') : String(last);
    const known = this.made.get(`${key}${role}`);
    if (known !== undefined) return known;
    const takesRest = last === this.arms - 1;
    const tests = this.perArm.filter((_, i) => takesRest || (this.parallel ? touched[i] === true : i <= last)).flat();
    const made = collapse([...this.always, ...tests], { op: 'mux', width: this.perArm.length }, role).map((dep) => ({
      ...dep,
      site: this.site,
    }));
    this.made.set(`${key}${role}`, made);
    return made;
  }
}

/**
 * The value after a branch: bit by bit what any arm gives, plus the branch's conditions: `enable` where some arm leaves the bit as it was,
 * `reset` where the branch is a reset and its resetting arm assigns the bit, `select` otherwise.
 */
export function mergeChoices(options: readonly Option[], condition: (role: Role) => readonly Dependency[], reset?: 'then' | 'else'): Value {
  const first = options[0]?.value;
  if (first === undefined) throw new Error('a branch without arms');
  const resetValue = reset === undefined ? undefined : options[reset === 'then' ? 0 : 1]?.value;
  let merged = first;
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
  if (isSameBits(a, b)) return a;
  const touched = a.hold !== b.hold || a.touched === true || b.touched === true;
  return {
    width: a.width,
    deps: a.deps === b.deps ? a.deps : [...a.deps, ...b.deps],
    hold: a.hold || b.hold,
    ...(touched ? { touched } : {}),
    differs: true,
  };
}

/** Bits that no arm touched stay as they were: the choice decides nothing about them. */
function settle(segment: Segment, conditions: readonly Dependency[]): Segment {
  if (segment.differs !== true) return segment;
  const { width, hold, touched } = segment;
  if (hold && segment.deps.length === 0 && touched !== true) return { width, deps: segment.deps, hold };
  return { width, deps: mergeDeps([...segment.deps, ...conditions]), hold, ...(touched === true ? { touched } : {}) };
}

function joinAlternatives(options: readonly Option[]): Alternative[] | undefined {
  if (options.every((option) => option.value.alternatives === undefined)) return undefined;
  const list: Alternative[] = [];
  let rest: string | undefined;
  let tested: string | undefined;
  for (const option of options) {
    const own = alternativesOf(option.value);
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
