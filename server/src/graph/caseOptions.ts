import type { CaseArm, Expr, Statement } from './ast';
import { constantOf, evaluate, type Host } from './evaluate';
import { negate, printExpression } from './printExpression';
import { knownPart, type Value } from './value';

export interface CaseChoice {
  /** Arms that may be taken, in order, with the condition of each. */
  readonly options: readonly { readonly arm: CaseArm; readonly guard: string; readonly tests: readonly Value[] }[];
  /** The arm taken when none of them is (a label known to match, or `default`). */
  readonly certain?: { readonly body: Statement; readonly guard: string };
  readonly subject: Value;
  /** At most one label matches (`unique`, `parallel_case`): an arm does not depend on those before it. */
  readonly parallel: boolean;
  /** Without `certain`: one of the options is always taken. */
  readonly full: boolean;
}

/** Which arms of a case statement are possible, and under what conditions. Arms whose labels are known not to match are left out. */
export function caseOptions(statement: Statement & { kind: 'case' }, host: Host): CaseChoice {
  const subject = evaluate(statement.subject, host);
  const options: { arm: CaseArm; guard: string; tests: Value[] }[] = [];
  const parallel = statement.priority === 'unique' || statement.priority === 'unique0';
  const labels: Expr[] = [];
  let fallback: CaseArm | undefined;
  for (const arm of statement.arms) {
    if (arm.labels.length === 0) {
      fallback = arm;
      continue;
    }
    const possible: Expr[] = [];
    const tests: Value[] = [];
    for (const label of arm.labels) {
      const value = evaluateLabel(label, host, tests);
      const match = value === undefined ? undefined : matches(subject, value, statement.style);
      if (match === false) continue;
      if (match === true)
        return { options, certain: { body: arm.body, guard: guardOf(statement, [label]) }, subject, parallel, full: true };
      possible.push(label);
    }
    if (possible.length === 0) continue;
    labels.push(...possible);
    options.push({ arm, guard: guardOf(statement, possible), tests });
  }
  if (fallback !== undefined)
    return { options, certain: { body: fallback.body, guard: otherwise(statement, labels) }, subject, parallel, full: true };
  return { options, subject, parallel, full: isFull(statement, subject, labels, host) };
}

const chains = new WeakMap<Statement, Statement | undefined>();

/** A case in a function that some arms return from, as a chain of `if`: what follows it happens on the other ways only. Undefined for any other case. */
export function chainOfReturns(statement: Statement & { kind: 'case' }): Statement | undefined {
  if (!chains.has(statement)) chains.set(statement, statement.arms.some(({ body }) => returns(body)) ? chainOf(statement) : undefined);
  return chains.get(statement);
}

function chainOf({ subject, arms, style, start, end }: Statement & { kind: 'case' }): Statement | undefined {
  if (style === 'casex' || arms.some(({ labels }) => labels.some((one) => one.kind === 'number' && one.wild !== 0n))) return undefined;
  const test = (labels: readonly Expr[]): Expr => {
    const [only] = labels;
    if (labels.length === 1 && only !== undefined && only.kind !== 'span')
      return isOne(subject) ? only : { kind: 'binary', op: '==', left: subject, right: only, start: only.start, end: only.end };
    return { kind: 'inside', arg: subject, set: labels, start: labels[0]?.start ?? start, end: labels.at(-1)?.end ?? end };
  };
  const fallback = arms.find(({ labels }) => labels.length === 0)?.body;
  return arms
    .filter(({ labels }) => labels.length > 0)
    .reduceRight<Statement | undefined>(
      (otherwise, arm) => ({
        kind: 'if',
        test: test(arm.labels),
        then: arm.body,
        start: arm.start,
        end: arm.end,
        ...(otherwise === undefined ? {} : { otherwise }),
      }),
      fallback,
    );
}

function returns(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
      return true;
    case 'block':
      return statement.body.some(returns);
    case 'if':
      return returns(statement.then) || (statement.otherwise !== undefined && returns(statement.otherwise));
    case 'case':
      return statement.arms.some(({ body }) => returns(body));
    case 'loop':
    case 'timing':
      return returns(statement.body);
    default:
      return false;
  }
}

function evaluateLabel(label: Expr, host: Host, tests: Value[]): Value | undefined {
  if (label.kind === 'span') {
    tests.push(evaluate(label.low, host), evaluate(label.high, host));
    return undefined;
  }
  const value = evaluate(label, host);
  if (value.constant === undefined) tests.push(value);
  return value;
}

/** Whether a constant subject equals a constant label; undefined when that is not known here. */
function matches(subject: Value, label: Value, style: string): boolean | undefined {
  if (subject.wild !== undefined) return undefined;
  if (style === 'case' && label.wild !== undefined) return label.constant === undefined ? undefined : false;
  const wild = label.constant === undefined ? 0n : (label.wild ?? 0n);
  const width = Math.max(subject.width, label.width);
  const [one, other] = [knownPart(subject, width), knownPart(label, width)];
  const compared = one.mask & other.mask & ~wild;
  if ((one.bits & compared) !== (other.bits & compared)) return false;
  return (compared | wild) === (1n << BigInt(width)) - 1n ? true : undefined;
}

/** `state == IDLE`, `op inside {A, B}`, or the label itself for `case (1'b1)`. */
function guardOf(statement: Statement & { kind: 'case' }, labels: readonly Expr[]): string {
  const { subject } = statement;
  const [only] = labels;
  if (isOne(subject)) return labels.map(printExpression).join(' || ');
  const text = printExpression(subject);
  const simple = subject.kind === 'binary' || subject.kind === 'conditional' ? `(${text})` : text;
  if (labels.length === 1 && only !== undefined && only.kind !== 'span') {
    const wild = only.kind === 'number' && only.wild !== 0n;
    return `${simple} ${wild ? '==?' : '=='} ${printExpression(only)}`;
  }
  return `${simple} inside {${labels.map(printExpression).join(', ')}}`;
}

function otherwise(statement: Statement & { kind: 'case' }, labels: readonly Expr[]): string {
  const [only] = labels;
  if (only === undefined) return '1';
  if (isOne(statement.subject))
    return labels.length <= 3 ? labels.map(negate).join(' && ') : `!(${labels.map(printExpression).join(' || ')})`;
  const guard = guardOf(statement, labels);
  return labels.length === 1 && guard.includes(' == ') ? guard.replace(' == ', ' != ') : `!(${guard})`;
}

function isOne(subject: Expr): boolean {
  return subject.kind === 'number' && subject.value === 1n && subject.wild === 0n;
}

function isFull(statement: Statement & { kind: 'case' }, subject: Value, labels: readonly Expr[], host: Host): boolean {
  if (statement.priority === 'unique' || statement.priority === 'priority') return true;
  if (subject.width > 16 || subject.constant !== undefined) return false;
  const seen = new Set<bigint>();
  for (const label of labels) {
    const value = constantOf(label, host);
    if (value !== undefined) seen.add(BigInt.asUintN(subject.width, value));
  }
  return seen.size >= 1 << subject.width;
}
