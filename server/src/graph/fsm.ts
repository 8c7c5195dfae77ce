import type { Statement } from './ast';
import type { RangeOf } from './dataEdges';
import { contradict } from './contradiction';
import type { Elaboration, Task } from './elaboration';
import type { StateMachine, StateTransition } from './graphTypes';
import { instanceRegisters } from './instanceRegisters';
import { Machine } from './machine';
import { conjunction } from './printExpression';
import { ComparedConstants, type StateNames } from './stateNames';
import type { Signal } from './signal';
import { assignsOneOf } from './statementNames';
import { type Alternative, alternativesOf, constantValue, heldValue, replaceBits, signalValue, sliceValue, type Value } from './value';

const stateLimit = 256;

/** Bits that may hold a state: a register, or one field of a structure register. */
interface Unit {
  readonly id: string;
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  readonly task: Task;
}

/**
 * State machines recovered from data flow: a register that is compared with constants and that is only ever given constants, under conditions on itself.
 * Its process and the combinational ones between are run with the register fixed at each encoding reached so far, so the style (one or two processes,
 * `case`, `if`, ternaries, one-hot `case (1'b1)`) does not matter. `notes` says why registers that look like a state are none.
 */
export function findMachines(elaboration: Elaboration, rangeOf: RangeOf): { machines: StateMachine[]; notes: string[] } {
  const machines: StateMachine[] = [];
  const notes: string[] = [];
  const explorer = new Explorer(elaboration);
  const constants = new ComparedConstants(elaboration);
  const none = new Set<Signal>();
  for (const unit of explorer.units()) {
    if (!constants.namesOf(unit, none).compared && !explorer.mayPass(unit)) continue;
    const names = constants.namesOf(unit, explorer.pathNets(unit));
    if (!names.compared) continue;
    const problem = explorer.obstacle(unit, constants);
    if (problem !== undefined) {
      if (unit.width > 1 && names.named) notes.push(`${unit.id} is compared with constants but is no state machine: ${problem}.`);
      continue;
    }
    const machine = explorer.explore(unit, names, rangeOf);
    if (typeof machine === 'string') notes.push(`${unit.id} is compared with constants but is no state machine: ${machine}.`);
    else if (machine.states.length > 1) machines.push(machine);
  }
  if (machines.length === 0 && notes.length === 0)
    notes.push('No register is both compared with constants and assigned constants under conditions on itself.');
  return { machines, notes };
}

class Explorer {
  private readonly driversOf = new Map<Signal, { task: Task; value: Value }[]>();
  private readonly netsOf = new Map<Unit, Set<Signal>>();
  /** Registers that hold a state to come back to, as all the values that they are ever given. */
  private readonly returns = new Map<Signal, Value | undefined>();

  constructor(private readonly elaboration: Elaboration) {
    for (const { signal, task, value } of elaboration.drivers) {
      const list = this.driversOf.get(signal);
      if (list === undefined) this.driversOf.set(signal, [{ task, value }]);
      else if (list.every((one) => one.task !== task)) list.push({ task, value });
    }
    for (const { signal, task, value } of instanceRegisters(elaboration, (value, to) => this.reaches(value, to, new Set())))
      this.driversOf.set(signal, [{ task, value }]);
  }

  units(): Unit[] {
    const units: Unit[] = [];
    for (const [signal, drivers] of this.driversOf) {
      const [only, other] = drivers;
      if (only?.task.shape === undefined || other !== undefined) continue;
      const { type } = signal;
      const task = only.task;
      if (type.kind === 'struct') {
        for (const field of type.fields)
          units.push({ id: `${signal.id}.${field.name}`, signal, low: field.offset, width: field.type.width, task });
      } else if (type.kind === 'bit' || (type.kind === 'array' && type.packed))
        units.push({ id: signal.id, signal, low: 0, width: type.width, task });
    }
    return units.filter((unit) => unit.width <= 64);
  }

  /** Combinational nets that the unit feeds and that feed it: values derived from the state, the next state. */
  pathNets(unit: Unit): Set<Signal> {
    const known = this.netsOf.get(unit);
    if (known !== undefined) return known;
    const cone = new Set<Signal>();
    const pending: Signal[] = [unit.signal];
    for (let signal = pending.pop(); signal !== undefined; signal = pending.pop()) {
      for (const { value, task } of this.driversOf.get(signal) ?? []) {
        if (task.shape !== undefined && signal !== unit.signal) continue;
        for (const segment of value.segments) {
          for (const dep of segment.deps) {
            if (dep.signal === unit.signal || cone.has(dep.signal) || !this.isCombinational(dep.signal)) continue;
            cone.add(dep.signal);
            pending.push(dep.signal);
          }
        }
      }
    }
    const nets = new Set<Signal>();
    for (const signal of cone) if (this.dependsOn(signal, unit.signal, new Set())) nets.add(signal);
    this.netsOf.set(unit, nets);
    return nets;
  }

  private isCombinational(signal: Signal): boolean {
    const drivers = this.driversOf.get(signal);
    return drivers !== undefined && drivers.every(({ task }) => task.shape === undefined && task.kind !== 'instance');
  }

  private dependsOn(signal: Signal, from: Signal, seen: Set<Signal>): boolean {
    if (seen.has(signal)) return false;
    seen.add(signal);
    return (this.driversOf.get(signal) ?? []).some(({ value }) => this.reaches(value, from, seen));
  }

  /** Whether a value is made from a signal without a register between. */
  private reaches({ segments }: Value, from: Signal, seen: Set<Signal>): boolean {
    return segments.some(({ deps }) =>
      deps.some((dep) => dep.signal === from || (this.isCombinational(dep.signal) && this.dependsOn(dep.signal, from, seen))),
    );
  }

  /** Whether the unit's data comes from a net of its own width at all (a next state that is compared in its place). */
  mayPass(unit: Unit): boolean {
    return (this.driversOf.get(unit.signal) ?? []).some(({ value }) =>
      sliceValue(value, unit.low, unit.width).segments.some((segment) =>
        segment.deps.some(
          (dep) => dep.role === 'data' && dep.ops.length === 0 && dep.width === unit.width && this.isCombinational(dep.signal),
        ),
      ),
    );
  }

  /** Why the unit cannot be a state, judged from its sources alone; undefined when it may be one. */
  obstacle(unit: Unit, constants: ComparedConstants): string | undefined {
    const nets = this.pathNets(unit);
    const seen = new Set<Signal>();
    const pending: { signal: Signal; low: number; width: number }[] = [unit];
    let steered = false;
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (seen.has(at.signal)) continue;
      seen.add(at.signal);
      for (const { value } of this.driversOf.get(at.signal) ?? []) {
        for (const segment of sliceValue(value, at.low, at.width).segments) {
          for (const dep of segment.deps) {
            // A value that is only passed on (`next = state` by default) decides nothing.
            if (dep.role !== 'data') {
              if (dep.signal === unit.signal || nets.has(dep.signal)) steered = true;
              continue;
            }
            const computed = dep.ops.find((one) => one.op !== '?:' && one.op !== 'mux');
            if (computed !== undefined) return `its next value is computed with '${computed.op}' from ${dep.signal.id}`;
            if (dep.signal === unit.signal) continue;
            if (!nets.has(dep.signal)) {
              if (dep.width === at.width && this.returnValue(dep.signal, constants) !== undefined) continue;
              return `it takes its value from ${dep.signal.id}`;
            }
            pending.push({ signal: dep.signal, low: dep.low, width: dep.width });
          }
        }
      }
    }
    return steered ? undefined : 'its next value does not depend on itself';
  }

  /** The values of a register or net that is given constants only, none of them for what the state is; undefined for any other signal. */
  private returnValue(signal: Signal, constants: ComparedConstants): Value | undefined {
    if (!this.returns.has(signal)) this.returns.set(signal, this.findReturns(signal, constants));
    return this.returns.get(signal);
  }

  private findReturns(signal: Signal, constants: ComparedConstants): Value | undefined {
    const [only, other] = this.driversOf.get(signal) ?? [];
    if (only === undefined || other !== undefined) return undefined;
    if (only.task.shape === undefined) return this.choiceOfConstants(signal, constants);
    const { width } = signal.type;
    const unit: Unit = { id: signal.id, signal, low: 0, width, task: only.task };
    const nets = this.pathNets(unit);
    const given = [unit.signal, ...nets].flatMap((one) => (this.driversOf.get(one) ?? []).flatMap(({ value }) => value.segments));
    const isConstant = given.every(({ deps }) =>
      deps.every((dep) => dep.role !== 'data' || (dep.ops.length === 0 && (dep.signal === signal || nets.has(dep.signal)))),
    );
    const names = constants.namesOf(unit, nets);
    if (!isConstant || names.values.size < 2 || names.values.size > 48) return undefined;
    const values = [...names.values].sort((a, b) => (a < b ? -1 : 1));
    const alternatives = values.map((value): Alternative => ({ guards: [`${signal.id} == ${names.nameOf(value)}`], value, held: false }));
    return { ...signalValue(signal), alternatives };
  }

  /** A net that one of several constants is put on: each with its condition. */
  private choiceOfConstants(net: Signal, constants: ComparedConstants): Value | undefined {
    const given = (this.driversOf.get(net) ?? []).flatMap(({ value, task }) => (task.kind === 'instance' ? [] : value.segments));
    const isConstant = given.every(({ deps, hold }) =>
      deps.every(
        (dep) => !hold && (dep.role !== 'data' || (dep.ops.length === 0 && dep.signal !== net && this.returnValue(dep.signal, constants))),
      ),
    );
    if (given.length === 0 || !isConstant) return undefined;
    return this.netUnder(net, (asked) => this.returns.get(asked), new Set([net]));
  }

  explore(unit: Unit, names: StateNames, rangeOf: RangeOf): StateMachine | string {
    const starts = this.startsOf(unit, names);
    const [first] = starts;
    if (first === undefined) return 'no value that it starts from is known';
    const order: bigint[] = [];
    const transitions: StateTransition[] = [];
    const pending = [...starts];
    const seen = new Set(pending);
    for (let value = pending.shift(); value !== undefined; value = pending.shift()) {
      order.push(value);
      if (order.length > stateLimit) return `it reaches more than ${stateLimit} values`;
      const alternatives = this.nextOf(unit, value);
      if (alternatives === undefined) return `what follows ${names.nameOf(value)} is not a constant`;
      for (const one of alternatives) {
        if (one.held || contradict(one.guards, (name) => this.isSteady(name, unit))) continue;
        const to = BigInt.asUintN(unit.width, one.value);
        if (!seen.has(to)) {
          seen.add(to);
          pending.push(to);
        }
        const { start, end } = one.at ?? unit.task.statement;
        const range = rangeOf(start, end);
        const guard = conjunction(one.guards);
        const [from, target] = [names.nameOf(value), names.nameOf(to)];
        if (!transitions.some((known) => known.from === from && known.to === target && known.guard === guard))
          transitions.push({ from, to: target, guard, line: range.line, range });
      }
    }
    const initial = this.resetOf(unit);
    const states = order.map((value) => {
      const { start, end } = names.places.get(value) ?? unit.signal;
      const range = rangeOf(start, end);
      return { name: names.nameOf(value), value: `${unit.width}'d${value}`, line: range.line, range, initial: value === initial };
    });
    return { signal: unit.id, width: unit.width, states, transitions: dropUnguardedRepeats(transitions) };
  }

  /** Whether a name means one value for the whole cycle. */
  private isSteady(name: string, { task }: Unit): boolean {
    const entity = task.scope.lookup(name);
    if (entity?.kind !== 'signal') return entity?.kind === 'constant';
    const { signal } = entity;
    const drivers = this.driversOf.get(signal) ?? [];
    return drivers.every(({ task }) => (task.shape === undefined ? task.kind !== 'process' : task.variables?.has(signal) !== true));
  }

  private resetOf(unit: Unit): bigint | undefined {
    const value = unit.task.resetValues.get(unit.signal) ?? this.elaboration.initialValues.get(unit.signal);
    return value === undefined ? undefined : BigInt.asUintN(unit.width, value >> BigInt(unit.low));
  }

  private startsOf(unit: Unit, names: StateNames): bigint[] {
    const reset = this.resetOf(unit);
    if (reset !== undefined) return [reset];
    // Without a reset every value it is compared with may be where it starts.
    return [...names.values].sort((a, b) => (a < b ? -1 : 1));
  }

  private nextOf(unit: Unit, value: bigint): readonly Alternative[] | undefined {
    const { signal, task } = unit;
    const held: Alternative = { guards: [], value, held: true };
    const fixed: Value = { ...constantValue(value, unit.width), alternatives: [held] };
    const whole = assumedWhole(unit, fixed, value);
    const memo = new Map<Signal, Value | undefined>();
    const nets = this.pathNets(unit);
    const assume = (asked: Signal): Value | undefined => {
      if (asked === signal) return whole;
      if (!nets.has(asked)) return this.returns.get(asked);
      if (!memo.has(asked)) {
        memo.set(asked, undefined);
        memo.set(asked, this.netUnder(asked, assume, nets, unit));
      }
      return memo.get(asked);
    };
    const wanted = new Set([signal.id]);
    const machine = new Machine(this.elaboration, task.scope, {
      assume,
      withoutResets: true,
      window: unit,
      relevant: (statement) => isRelevant(statement, wanted, task),
      ...(task.shape === undefined ? {} : { resets: task.shape.resets }),
    });
    const kept: Value = { ...heldValue(unit.width), alternatives: [held] };
    const isWhole = unit.width === signal.type.width;
    if (task.variables?.has(signal) === true && !isWhole) return undefined;
    if (isWhole) machine.env.blocking.set(signal, fixed);
    machine.env.next.set(signal, kept);
    machine.run(task.statement);
    const next = machine.env.current('next', signal);
    // What `next = r` keeps of a field is not told apart from an assignment of the same value.
    if (!isWhole) return alternativesOf(next)?.map((one) => (one.value === value ? { ...one, held: true } : one));
    // Assigned with `=` alone, or with `<=` in the reset only.
    return alternativesOf(next === kept ? machine.env.current('blocking', signal) : next);
  }

  /** Value of a combinational net under the assumptions: a constant, constants under conditions, or nothing known. */
  private netUnder(net: Signal, assume: (signal: Signal) => Value | undefined, nets: ReadonlySet<Signal>, unit?: Unit): Value | undefined {
    const drivers = this.driversOf.get(net) ?? [];
    const [only] = drivers;
    if (only === undefined || drivers.length > 1) return undefined;
    const wanted = new Set([...nets].map((one) => one.id));
    // The next value of a whole structure: of it only the bits of the state matter.
    const isPart = unit !== undefined && unit.width < unit.signal.type.width && net.type.width === unit.signal.type.width;
    const machine = new Machine(this.elaboration, only.task.scope, {
      assume,
      relevant: (statement) => isRelevant(statement, wanted, only.task),
      ...(isPart ? { window: { signal: net, low: unit.low, width: unit.width } } : {}),
    });
    if (isPart) for (const which of ['blocking', 'next'] as const) machine.env[which].set(net, heldValue(unit.width));
    machine.run(only.task.statement);
    const blocking = machine.env.lookup('blocking', net);
    const next = machine.env.lookup('next', net);
    const value = isPart && blocking?.segments.every((one) => one.hold) === true ? next : (blocking ?? next);
    if (value === undefined) return undefined;
    if (isPart) return wholeOf(net, unit, value);
    return value.constant === undefined && value.alternatives === undefined ? undefined : { ...value, segments: signalValue(net).segments };
  }
}

function assumedWhole(unit: Unit, fixed: Value, value: bigint): Value {
  if (unit.width === unit.signal.type.width) return fixed;
  const own = signalValue(unit.signal);
  const known: Value = {
    width: unit.width,
    segments: [{ width: unit.width, deps: [], hold: false, known: value }],
    signed: false,
    grows: false,
  };
  return replaceBits(own, unit.low, known);
}

/** The state's bits of a net, put where they belong in it. */
function wholeOf(net: Signal, unit: Unit, part: Value): Value | undefined {
  const known = alternativesOf(part);
  if (known === undefined) return undefined;
  const moved = known.map((one) => ({ ...one, value: one.value << BigInt(unit.low) }));
  return { ...signalValue(net), alternatives: moved };
}

function isRelevant(statement: Statement, wanted: ReadonlySet<string>, task: Task): boolean {
  return (
    statement.kind === 'declare' || statement.kind === 'return' || statement.kind === 'jump' || assignsOneOf(statement, wanted, task.scope)
  );
}

/** A transition that always happens makes others to the same state superfluous. */
function dropUnguardedRepeats(transitions: readonly StateTransition[]): StateTransition[] {
  return transitions.filter(
    (one) => one.guard === '' || !transitions.some((other) => other.from === one.from && other.to === one.to && other.guard === ''),
  );
}
