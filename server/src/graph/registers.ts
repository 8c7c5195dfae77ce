import type { Expr, Process, Statement } from './ast';
import { constantOf, type Host } from './evaluate';
import { findPlace, isSignal } from './place';
import { printExpression } from './printExpression';

export interface ClockEdge {
  readonly edge: 'posedge' | 'negedge' | 'edge';
  readonly signal: string;
}

export interface ResetCondition {
  /** Condition text as written, without surrounding negation. */
  readonly signal: string;
  readonly asynchronous: boolean;
  readonly activeLow: boolean;
}

/** What an edge-triggered process says of its registers. */
export interface ClockedShape {
  readonly clock: ClockEdge;
  readonly resets: ReadonlyMap<Statement, 'then' | 'else'>;
  readonly reset?: ResetCondition;
}

export interface ResetCandidate {
  readonly statement: Statement & { kind: 'if' };
  readonly arm: 'then' | 'else';
  readonly condition: ResetCondition;
  /** How many different targets the resetting arm sets to constants. */
  readonly covers: number;
}

/** The edges of a sensitivity list; empty for a process that no edge triggers. */
export function edgesOf(process: Process): readonly (Expr & { kind: 'event' })[] {
  const events = process.events ?? (process.body.kind === 'timing' ? process.body.events : undefined) ?? [];
  return events.filter((event): event is Expr & { kind: 'event' } => event.kind === 'event');
}

/** Clock and asynchronous reset of an edge-triggered process: an edge signal tested by a leading `if` is a reset, the other one the clock. */
export function readAsynchronous(process: Process, host: Host): ClockedShape | undefined {
  const edges = edgesOf(process);
  const [first] = edges;
  if (first === undefined) return undefined;
  const resets = new Map<Statement, 'then' | 'else'>();
  const used = new Set<string>();
  let reset: ResetCondition | undefined;
  if (edges.length > 1) {
    for (const statement of leadingChain(process.body)) {
      const event = edges.find((one) => mentions(statement.test, printExpression(one.arg)));
      if (event === undefined || used.size >= edges.length - 1) break;
      const name = printExpression(event.arg);
      used.add(name);
      const condition = singleSignal(statement.test, host);
      const activeLow = condition?.activeLow ?? event.edge === 'negedge';
      resets.set(statement, 'then');
      reset ??= { signal: name, asynchronous: true, activeLow };
      if ((event.edge === 'negedge') !== activeLow && condition !== undefined) {
        // `if (rst_n) … else reset`: the arm on the event's side is the reset.
        resets.set(statement, 'else');
        reset = { signal: name, asynchronous: true, activeLow: event.edge === 'negedge' };
        break;
      }
    }
  }
  const clock = edges.find((one) => !used.has(printExpression(one.arg))) ?? first;
  return { clock: { edge: clock.edge, signal: printExpression(clock.arg) }, resets, ...(reset === undefined ? {} : { reset }) };
}

/** The first statement's `if … else if …`. */
function leadingChain(body: Statement): (Statement & { kind: 'if' })[] {
  let first: Statement | undefined = body;
  while (first?.kind === 'block' || first?.kind === 'timing')
    first = first.kind === 'timing' ? first.body : first.body.find((one) => one.kind !== 'declare' && one.kind !== 'skip');
  const chain: (Statement & { kind: 'if' })[] = [];
  while (first?.kind === 'if') {
    chain.push(first);
    first = first.otherwise;
    while (first?.kind === 'block' && first.body.length === 1) first = first.body[0];
  }
  return chain;
}

function mentions(expr: Expr, text: string): boolean {
  if (printExpression(expr) === text) return true;
  if (expr.kind === 'unary') return mentions(expr.arg, text);
  return expr.kind === 'binary' && (mentions(expr.left, text) || mentions(expr.right, text));
}

/**
 * Statements that look like a synchronous reset, by shape and never by name: an `if` on one single-bit signal, outside any other condition
 * of the process, one arm of which does nothing but assign constants. Which of them are resets is decided over the whole module.
 */
export function resetCandidates(process: Process, host: Host): ResetCandidate[] {
  const found: ResetCandidate[] = [];
  for (const statement of topLevel(process.body)) {
    if (statement.kind !== 'if') continue;
    const condition = singleSignal(statement.test, host);
    if (condition === undefined) continue;
    const then = constantTargets(statement.then, host);
    if (then !== undefined && then.size > 0)
      found.push({ statement, arm: 'then', condition: { ...condition, asynchronous: false }, covers: then.size });
    else if (statement.otherwise !== undefined) {
      const other = constantTargets(statement.otherwise, host);
      if (other === undefined || other.size === 0) continue;
      found.push({
        statement,
        arm: 'else',
        condition: { ...condition, asynchronous: false, activeLow: !condition.activeLow },
        covers: other.size,
      });
    }
  }
  return found;
}

function topLevel(body: Statement): readonly Statement[] {
  if (body.kind === 'timing') return topLevel(body.body);
  return body.kind === 'block' ? body.body.flatMap(topLevel) : [body];
}

/** `rst`, `!rst`, `rst == 1'b0`: the signal and whether it acts when low. */
function singleSignal(test: Expr, host: Host): { signal: string; activeLow: boolean } | undefined {
  if (test.kind === 'unary' && (test.op === '!' || test.op === '~')) {
    const inner = singleSignal(test.arg, host);
    return inner === undefined ? undefined : { ...inner, activeLow: !inner.activeLow };
  }
  if (test.kind === 'binary' && ['==', '!=', '===', '!=='].includes(test.op)) {
    const value = constantOf(test.right, host);
    const inner = singleSignal(test.left, host);
    if (inner === undefined || (value !== 0n && value !== 1n)) return undefined;
    return (value === 0n) === test.op.startsWith('=') ? { ...inner, activeLow: !inner.activeLow } : inner;
  }
  if (test.kind !== 'name' && test.kind !== 'member' && test.kind !== 'index') return undefined;
  const place = findPlace(test, host);
  if (place === undefined || !isSignal(place.of) || place.indices.length > 0 || place.type.width !== 1) return undefined;
  return { signal: printExpression(test), activeLow: false };
}

/** Names assigned in a statement when it assigns constants only (loops over constants included), else undefined. */
function constantTargets(statement: Statement, host: Host): Set<string> | undefined {
  switch (statement.kind) {
    case 'assign':
      return isConstantExpression(statement.value, host) ? new Set(targetNames(statement.target)) : undefined;
    case 'block': {
      const all = new Set<string>();
      for (const one of statement.body) {
        const names = constantTargets(one, host);
        if (names === undefined) return undefined;
        for (const name of names) all.add(name);
      }
      return all;
    }
    case 'loop':
      return constantTargets(statement.body, host);
    case 'if': {
      // A branch on a parameter is no condition of the circuit.
      if (constantOf(statement.test, host) === undefined) return undefined;
      const then = constantTargets(statement.then, host);
      const otherwise = statement.otherwise === undefined ? new Set<string>() : constantTargets(statement.otherwise, host);
      return then === undefined || otherwise === undefined ? undefined : new Set([...then, ...otherwise]);
    }
    case 'skip':
    case 'declare':
      return new Set();
    default:
      return undefined;
  }
}

function isConstantExpression(expr: Expr, host: Host): boolean {
  if (expr.kind === 'pattern') return expr.items.every((item) => isConstantExpression(item.value, host));
  if (expr.kind === 'concat') return expr.parts.every((part) => isConstantExpression(part, host));
  if (expr.kind === 'repeat') return expr.parts.every((part) => isConstantExpression(part, host));
  if (expr.kind === 'number' || expr.kind === 'string') return true;
  return constantOf(expr, host) !== undefined || isConstantPlace(expr, host);
}

function isConstantPlace(expr: Expr, host: Host): boolean {
  const place = expr.kind === 'name' || expr.kind === 'scoped' ? findPlace(expr, host) : undefined;
  return expr.kind === 'scoped' || (place !== undefined && !isSignal(place.of));
}

/** Base names on the left side of an assignment. */
export function targetNames(target: Expr): string[] {
  switch (target.kind) {
    case 'name':
      return [target.name];
    case 'index':
    case 'slice':
    case 'member':
      return targetNames(target.base);
    case 'concat':
    case 'stream':
      return target.parts.flatMap(targetNames);
    case 'pattern':
      return target.items.flatMap((item) => targetNames(item.value));
    default:
      return [];
  }
}

/**
 * Which candidates are resets: those on the signal that clears most in the module, those on an asynchronous reset's signal,
 * and any other signal that clears at least half as much. A start pulse that sets one state among many is none.
 */
export function chooseResets(candidates: readonly ResetCandidate[], asynchronous: ReadonlySet<string>): ReadonlySet<ResetCandidate> {
  const weight = new Map<string, number>();
  const key = (one: ResetCandidate): string => `${one.condition.activeLow ? '!' : ''}${one.condition.signal}`;
  for (const one of candidates) weight.set(key(one), (weight.get(key(one)) ?? 0) + one.covers);
  const most = Math.max(0, ...weight.values());
  return new Set(
    candidates.filter((one) => {
      if (asynchronous.size > 0) return asynchronous.has(one.condition.signal);
      return (weight.get(key(one)) ?? 0) * 2 > most;
    }),
  );
}
