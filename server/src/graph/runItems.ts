import type { Declarator, Expr, Item, Process, Statement } from './ast';
import type { Elaboration, Task } from './elaboration';
import { constantOf } from './evaluate';
import { connectInstance } from './instances';
import type { KeptRuns } from './keptRuns';
import { Machine } from './machine';
import {
  type ClockedShape,
  chooseResets,
  edgesOf,
  readAsynchronous,
  resetCandidates,
  type ResetCandidate,
  type ResetCondition,
} from './registers';
import type { Scope } from './scope';
import type { Signal } from './signal';
import { assignedNames } from './statementNames';
import { hasTiming, lastAssignments } from './statementOrder';

/** Runs every assignment, gate, process and instance that was declared: afterwards the elaboration knows all drivers. */
export function runItems(elaboration: Elaboration, kept?: KeptRuns): void {
  for (const { declarator, signal, scope, net } of elaboration.inits) runInit(elaboration, declarator, signal, scope, net);
  const shapes = findShapes(elaboration);
  elaboration.pending.forEach(({ item, scope }, index) => {
    if (item.kind !== 'assign' && item.kind !== 'gate' && item.kind !== 'process') {
      elaboration.skip();
      return;
    }
    const shape = item.kind === 'process' ? shapes.get(item.process) : undefined;
    const text = item.kind === 'process' ? shapeText(item.process, shape) : '';
    const now = (old: Task): Task => ({ ...old, scope, statement: statementOf(item, old), ...processOf(item, shape) });
    if (kept?.take(index, item, scope, text, elaboration, now) === true) return;
    elaboration.executed++;
    elaboration.record(text, () => {
      if (item.kind === 'assign') runAssign(elaboration, item, scope);
      else if (item.kind === 'gate') runGate(elaboration, item, scope);
      else runProcess(elaboration, item.process, scope, shape);
    });
  });
  for (const known of [true, false]) {
    for (const { item, scope } of elaboration.pending) {
      if (item.kind !== 'instance') continue;
      const infos = elaboration.find(item.instance.moduleName);
      if (infos.length > 0 === known) connectInstance(elaboration, item.instance, scope, infos[0]);
    }
  }
}

/** What is understood of a process besides its text, places counted from its start. */
function shapeText({ start }: Process, shape: ClockedShape | undefined): string {
  if (shape === undefined) return '';
  const { clock, reset, resets } = shape;
  const arms = [...resets].map(([statement, arm]) => `${statement.start - start}${arm}`).sort();
  return JSON.stringify([clock, reset, arms]);
}

/** The statement of a task in the text as it is now. A gate has no statement of its own in the text: of it only the names matter. */
function statementOf(item: Item & { kind: 'assign' | 'gate' | 'process' }, old: Task): Statement {
  if (item.kind === 'process') return item.process.body;
  return item.kind === 'assign' ? assignOf(item) : old.statement;
}

function processOf(item: Item, shape: ClockedShape | undefined): Partial<Task> {
  return item.kind === 'process' ? { process: item.process, ...(shape === undefined ? {} : { shape }) } : {};
}

function assignOf({ target, value, start, end }: Item & { kind: 'assign' }): Statement {
  return { kind: 'assign', target, value, op: '=', blocking: false, start, end };
}

function runInit(elaboration: Elaboration, declarator: Declarator, signal: Signal, scope: Scope, net: boolean): void {
  const { init } = declarator;
  if (init === undefined) return;
  if (!net) {
    const value = constantOf(init, elaboration.machine(scope));
    if (value !== undefined) elaboration.initialValues.set(signal, BigInt.asUintN(signal.type.width, value));
    return;
  }
  const target: Expr = { kind: 'name', name: declarator.name, start: declarator.start, end: declarator.end };
  runStatement(
    elaboration,
    { kind: 'assign', target, value: init, op: '=', blocking: false, start: declarator.start, end: declarator.end },
    scope,
  );
}

function runAssign(elaboration: Elaboration, item: Item & { kind: 'assign' }, scope: Scope): void {
  runStatement(elaboration, assignOf(item), scope);
}

function runStatement(elaboration: Elaboration, statement: Statement, scope: Scope): void {
  const machine = elaboration.machine(scope);
  machine.run(statement);
  elaboration.collect(machine, { kind: 'assign', scope, statement, drives: new Set(), resetValues: new Map() });
}

function runGate(elaboration: Elaboration, item: Item & { kind: 'gate' }, scope: Scope): void {
  const many = item.gate === 'buf' || item.gate === 'not';
  const outputs = many ? item.pins.slice(0, -1) : item.pins.slice(0, 1);
  const inputs = many ? item.pins.slice(-1) : item.pins.slice(1);
  const word = item.gate.replace(/^n(?=and|or)|^x(?=nor)/, '');
  const op = word === 'and' ? '&' : word === 'or' ? '|' : word === 'xor' || item.gate === 'xnor' ? '^' : '&';
  const { start, end } = item;
  const [first, ...rest] = inputs;
  if (first === undefined) return;
  let value = rest.reduce<Expr>((left, right) => ({ kind: 'binary', op, left, right, start, end }), first);
  if (item.gate.startsWith('n') || item.gate === 'xnor') value = { kind: 'unary', op: '~', arg: value, start, end };
  for (const target of outputs) runStatement(elaboration, { kind: 'assign', target, value, op: '=', blocking: false, start, end }, scope);
}

/** Clocks, asynchronous resets, and the synchronous ones chosen over all processes. */
function findShapes(elaboration: Elaboration): Map<Process, ClockedShape> {
  const shapes = new Map<Process, ClockedShape>();
  const candidates: { process: Process; found: ResetCandidate }[] = [];
  const asynchronous = new Set<string>();
  for (const { item, scope } of elaboration.pending) {
    if (item.kind !== 'process' || shapes.has(item.process)) continue;
    const host = elaboration.machine(scope);
    const shape = readAsynchronous(item.process, host);
    if (shape === undefined) continue;
    shapes.set(item.process, shape);
    if (shape.reset !== undefined) asynchronous.add(shape.reset.signal);
    else for (const found of resetCandidates(item.process, host)) candidates.push({ process: item.process, found });
  }
  const chosen = chooseResets(
    candidates.map((one) => one.found),
    asynchronous,
  );
  for (const { process, found } of candidates) {
    const shape = shapes.get(process);
    if (shape === undefined || !chosen.has(found)) continue;
    const resets = new Map(shape.resets).set(found.statement, found.arm);
    const reset: ResetCondition = shape.reset ?? found.condition;
    shapes.set(process, { ...shape, resets, reset });
  }
  return shapes;
}

function runProcess(elaboration: Elaboration, process: Process, scope: Scope, shape: ClockedShape | undefined): void {
  const statement = process.body;
  const base = { kind: 'process' as const, scope, statement, process, drives: new Set<Signal>(), variables: new Set<Signal>() };
  if (process.style === 'initial' || process.style === 'final') {
    elaboration.addTask({ ...base, resetValues: new Map() });
    if (process.style === 'initial' && !hasTiming(statement)) runInitial(elaboration, statement, scope);
    return;
  }
  const machine = new Machine(
    elaboration,
    scope,
    shape === undefined ? { lastAssigned: lastAssignments(statement, scope) } : { resets: shape.resets },
  );
  machine.run(statement);
  if (shape === undefined && edgesOf(process).length === 0 && process.events === undefined && statement.kind !== 'timing') return;
  elaboration.collect(machine, { ...base, resetValues: machine.resetValues, ...(shape === undefined ? {} : { shape }) });
}

function runInitial(elaboration: Elaboration, statement: Statement, scope: Scope): void {
  // Contents of memories are no start of a state; filling them word by word only takes time.
  const isWord = (name: string): boolean => {
    const entity = scope.lookup(name);
    return entity?.kind === 'signal' && (entity.signal.type.kind !== 'array' || entity.signal.type.packed);
  };
  const machine = new Machine(elaboration, scope, {
    relevant: (one) => one.kind === 'declare' || [...assignedNames(one.kind === 'loop' ? one.body : one)].some(isWord),
  });
  machine.run(statement);
  for (const which of ['blocking', 'next'] as const) {
    for (const [signal, value] of machine.env[which])
      if (value.constant !== undefined) elaboration.setInitial(signal, BigInt.asUintN(value.width, value.constant));
  }
}
