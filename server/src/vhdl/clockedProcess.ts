import type { Expr, Process, Statement } from '../graph/ast';
import { targetNames } from '../graph/registers';
import { assignedNames } from '../graph/statementNames';
import { withInner } from '../graph/withInner';
import type { Span } from './reading';

/**
 * A process of VHDL as processes of the graphs: with the events of its clock and asynchronous resets when an `if` or `wait` on an edge makes it clocked (IEEE 1076.6 6.1), else
 * as combinational. Gives why it is neither. `waits`: it has no sensitivity list.
 */
export function processesOf(body: readonly Statement[], waits: boolean, span: Span): readonly Process[] | string {
  const plain = body.filter((one) => one.kind !== 'skip');
  if (waits) return waitingProcess(plain, span);
  if (plain.some((one) => has(one, (inner) => inner.kind === 'timing'))) return 'it waits';
  const clocked = plain.filter(hasEdge);
  const [first, second] = clocked;
  if (first === undefined) return [{ style: 'always', events: [], body: { kind: 'block', body: plain, ...span }, ...span }];
  if (second !== undefined || first.kind !== 'if') return 'its clock stands in more than one place';
  const at = plain.indexOf(first);
  return clockedChain(first, plain.slice(0, at), plain.slice(at + 1), span);
}

/** `wait until rising_edge(clk);` and what follows. */
function waitingProcess(body: readonly Statement[], span: Span): readonly Process[] | string {
  const [first, ...rest] = body;
  if (first?.kind !== 'timing' || first.events?.[0] === undefined) return 'it waits for what is no clock alone';
  if (rest.some((one) => has(one, (inner) => inner.kind === 'timing'))) return 'it waits in several places';
  const test = edgeOf(first.events[0]) ?? levelEdge(first.events[0]);
  if (test === undefined || test.rest !== undefined) return 'it waits for what is no clock alone';
  return [clockedBy([test.event], rest, span)];
}

/** `wait until clk = '1'` waits for the edge to it. */
function levelEdge(test: Expr): Edge | undefined {
  if (test.kind !== 'binary' || test.op !== '==' || test.right.kind !== 'number') return undefined;
  const edge = test.right.value === 1n ? 'posedge' : 'negedge';
  return { event: { kind: 'event', edge, arg: test.left, start: test.start, end: test.end }, rest: undefined };
}

function clockedBy(events: readonly Expr[], body: readonly Statement[], span: Span): Process {
  return { style: 'always', events, body: { kind: 'block', body, ...span }, ...span };
}

type If = Statement & { kind: 'if' };

/** `if reset … elsif edge …`; what stands before and behind it is no part of the clocked process unless it sets the same variables. */
function clockedChain(chain: If, before: readonly Statement[], behind: readonly Statement[], span: Span): readonly Process[] | string {
  const resets: If[] = [];
  let arm: Statement | undefined = chain;
  while (arm?.kind === 'if' && !hasOwnEdge(arm)) {
    if (hasEdge(arm.then)) return 'its clock stands inside of another condition';
    resets.push(arm);
    arm = arm.otherwise;
  }
  if (arm?.kind !== 'if') return 'its clock stands inside of another condition';
  const edge = edgeOf(arm.test);
  if (edge === undefined) return 'its clock is no edge of one signal';
  if (arm.otherwise !== undefined) return 'something happens without an edge of its clock';
  const inner: Statement =
    edge.rest === undefined ? arm.then : { kind: 'if', test: edge.rest, then: arm.then, start: arm.start, end: arm.end };
  const events = [edge.event, ...resets.flatMap(resetEvent)];
  if (events.length !== resets.length + 1) return 'its reset is no level of one signal';
  const body = resets.reduceRight<Statement>((otherwise, one) => ({ ...one, otherwise }), inner);
  const late = behind[0]?.kind === 'if' && behind.length === 1 && resets.length === 0 ? behind[0] : undefined;
  if (late !== undefined) return lateReset(edge.event, inner, late, before, span);
  const rest = [...before, ...behind];
  if (rest.length === 0) return [clockedBy(events, [body], span)];
  return besides(clockedBy(events, [body], span), rest, span);
}

/** What stands beside the clocked part, as a combinational process; not where both set the same. */
function besides(clocked: Process, rest: readonly Statement[], span: Span): readonly Process[] | string {
  const set = assignedNames(clocked.body);
  const others = assignedNames({ kind: 'block', body: rest, ...span });
  if ([...others].some((name) => name === '*' || set.has(name))) return 'it sets the same with and without its clock';
  return [clocked, { style: 'always', events: [], body: { kind: 'block', body: rest, ...span }, ...span }];
}

/** An asynchronous reset behind the clocked part: it resets what it names, the others are clocked meanwhile. */
function lateReset(clock: Expr, inner: Statement, reset: If, before: readonly Statement[], span: Span): readonly Process[] | string {
  const [event] = resetEvent(reset);
  if (event === undefined || reset.otherwise !== undefined || before.length > 0) return 'it sets the same with and without its clock';
  const named = assignedNames(reset.then);
  const all = assignedNames(inner);
  if (named.has('*') || all.has('*') || ![...named].every((name) => all.has(name))) return 'it sets the same with and without its clock';
  const withReset = clockedBy([clock, event], [{ ...reset, otherwise: only(inner, named) }], span);
  const others = new Set([...all].filter((name) => !named.has(name)));
  return others.size === 0 ? [withReset] : [withReset, clockedBy([clock], [only(inner, others)], { start: inner.start, end: inner.end })];
}

/** A statement with the assignments of signals among these names, and all of variables. */
function only(statement: Statement, names: ReadonlySet<string>): Statement {
  if (statement.kind !== 'assign') return withInner(statement, (inner) => only(inner, names));
  return statement.blocking || targetNames(statement.target).some((name) => names.has(name))
    ? statement
    : { kind: 'skip', what: '', start: statement.start, end: statement.end };
}

/** The edge that a level of an asynchronous reset is reached with. */
function resetEvent({ test }: If): (Expr & { kind: 'event' })[] {
  const level = levelOf(test);
  if (level === undefined) return [];
  return [{ kind: 'event', edge: level.low ? 'negedge' : 'posedge', arg: level.of, start: test.start, end: test.end }];
}

function levelOf(test: Expr): { readonly of: Expr; readonly low: boolean } | undefined {
  if (test.kind === 'name' || test.kind === 'member' || test.kind === 'index') return { of: test, low: false };
  if (test.kind === 'unary' && (test.op === '!' || test.op === '~')) {
    const inner = levelOf(test.arg);
    return inner === undefined ? undefined : { of: inner.of, low: !inner.low };
  }
  if (test.kind === 'binary' && test.op === '==') {
    const inner = levelOf(test.left);
    // A level that a constant gives a name to is taken for high.
    return inner === undefined ? undefined : { of: inner.of, low: test.right.kind === 'number' ? test.right.value === 0n : false };
  }
  if (test.kind === 'binary' && (test.op === '||' || test.op === '|')) return levelOf(test.left);
  return undefined;
}

interface Edge {
  readonly event: Expr & { kind: 'event' };
  /** What has to hold besides. */
  readonly rest: Expr | undefined;
}

/** `rising_edge(clk)`, `clk'event and clk = '1'`, each with further conditions. */
function edgeOf(test: Expr): Edge | undefined {
  const parts = conjuncts(test);
  const found = parts.find((one): one is Expr & { kind: 'event' } => one.kind === 'event');
  if (found === undefined || parts.some((one) => one !== found && hasEvent(one))) return undefined;
  let rest = parts.filter((one) => one !== found);
  let event = found;
  if (found.edge === 'edge') {
    const level = rest.find(
      (one) => one.kind === 'binary' && one.op === '==' && one.right.kind === 'number' && sameName(one.left, found.arg),
    );
    if (level?.kind !== 'binary' || level.right.kind !== 'number') return undefined;
    event = { ...found, edge: level.right.value === 1n ? 'posedge' : 'negedge' };
    rest = rest.filter((one) => one !== level);
  }
  const [first, ...more] = rest;
  const joined = more.reduce<Expr | undefined>(
    (left, right) => (left === undefined ? right : { kind: 'binary', op: '&&', left, right, start: left.start, end: right.end }),
    first,
  );
  return { event, rest: joined };
}

function sameName(one: Expr, other: Expr): boolean {
  if (one.kind === 'name' && other.kind === 'name') return one.name === other.name;
  return one.kind === 'member' && other.kind === 'member' && one.name === other.name && sameName(one.base, other.base);
}

function conjuncts(expr: Expr): Expr[] {
  return expr.kind === 'binary' && (expr.op === '&&' || expr.op === '&') ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function hasEvent(expr: Expr): boolean {
  switch (expr.kind) {
    case 'event':
      return true;
    case 'unary':
      return hasEvent(expr.arg);
    case 'binary':
      return hasEvent(expr.left) || hasEvent(expr.right);
    case 'conditional':
      return hasEvent(expr.test) || hasEvent(expr.yes) || hasEvent(expr.no);
    case 'call':
    case 'system':
      return expr.args.some((one) => hasEvent(one.value));
    default:
      return false;
  }
}

function hasOwnEdge(statement: If): boolean {
  return hasEvent(statement.test);
}

/** Whether an edge is asked anywhere in a statement. */
function hasEdge(statement: Statement): boolean {
  return has(statement, (one) => {
    if (one.kind === 'if') return hasEvent(one.test);
    if (one.kind === 'case') return hasEvent(one.subject);
    return one.kind === 'assign' && hasEvent(one.value);
  });
}

function has(statement: Statement, is: (one: Statement) => boolean): boolean {
  if (is(statement)) return true;
  switch (statement.kind) {
    case 'block':
      return statement.body.some((one) => has(one, is));
    case 'if':
      return has(statement.then, is) || (statement.otherwise !== undefined && has(statement.otherwise, is));
    case 'case':
      return statement.arms.some((arm) => has(arm.body, is));
    case 'loop':
      return has(statement.body, is);
    default:
      return false;
  }
}
