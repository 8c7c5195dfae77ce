import type { Expr } from './ast';
import { negate, printExpression } from './printExpression';
import type { Site } from './signal';
import {
  type Alternative, alternativesOf, collapse, type Dependency, joinGuards, mergeDeps, type Operator, type Role, type Segment, type Value, zipValues,
} from './value'; // prettier-ignore

export interface Choice {
  readonly test: Value;
  readonly guard: Expr;
  readonly operator: Operator;
  readonly site?: Site;
  /** The choice is a register's reset: its condition is a reset edge. */
  readonly reset?: boolean;
}

/** `test ? yes : no` for two values of one width: both sides' bits, plus the condition as select (or enable where one side holds). */
export function muxValues(yes: Value, no: Value, choice: Choice): Value {
  if (yes === no) return yes;
  const conditions = new Map<Role, readonly Dependency[]>();
  const condition = (role: Role): readonly Dependency[] => {
    const known = conditions.get(role);
    if (known !== undefined) return known;
    const made = collapse([choice.test], choice.operator, role).map((dep) =>
      choice.site === undefined ? dep : { ...dep, site: choice.site },
    );
    conditions.set(role, made);
    return made;
  };
  const segments = zipValues(yes, no, (a, b): Segment => {
    if (isUntouched(a) && isUntouched(b)) return a;
    const hold = a.hold || b.hold;
    const role: Role = choice.reset === true && !a.hold ? 'reset' : hold ? 'enable' : 'select';
    return { width: a.width, deps: mergeDeps([...a.deps, ...b.deps, ...condition(role)]), hold };
  });
  const alternatives = muxAlternatives(yes, no, choice);
  const value: Value = { width: yes.width, segments, signed: yes.signed && no.signed, grows: yes.grows || no.grows };
  return alternatives === undefined ? value : { ...value, alternatives };
}

function isUntouched(segment: Segment): boolean {
  return segment.hold && segment.deps.length === 0;
}

function muxAlternatives(yes: Value, no: Value, choice: Choice): Alternative[] | undefined {
  if (yes.alternatives === undefined && no.alternatives === undefined && (yes.constant === undefined || no.constant === undefined))
    return undefined;
  const first = alternativesOf(yes);
  const second = alternativesOf(no);
  if (first === undefined || second === undefined) return undefined;
  const taken = printExpression(choice.guard);
  const other = negate(choice.guard);
  return mergeAlternatives([...withGuard(first, taken), ...withGuard(second, other)]);
}

function withGuard(list: readonly Alternative[], guard: string): Alternative[] {
  return list.map((one) => ({ ...one, guards: joinGuards([guard], one.guards) }));
}

/** Ways that end in one assignment and differ only in what might have overridden it become one, with the conditions they share. */
export function mergeAlternatives(list: readonly Alternative[]): Alternative[] {
  const groups = new Map<string, Alternative>();
  for (const one of list) {
    const key = `${one.value}|${one.at?.start ?? ''}|${one.held}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? one : { ...known, guards: known.guards.filter((guard) => one.guards.includes(guard)) });
  }
  return [...groups.values()];
}
