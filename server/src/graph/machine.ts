import type { Declarator, Expr, Routine, Statement } from './ast';
import { Environment } from './environment';
import { evaluate, evaluateAs, findRoutine, type Host, residual } from './evaluate';
import { opaqueValue, withOldBits, withoutHold } from './assignedValue';
import { Conditions, mergeChoices, type Way } from './mergeChoices';
import type { GuardPath } from './guardPath';
import { isSignal, type Place } from './place';
import { negate, printExpression } from './printExpression';
import { resolveType } from './resolveType';
import { type Entity, Scope } from './scope';
import type { Signal, Site } from './signal';
import { assignedPlaces, storeValue } from './storeValue';
import { unrollLoop } from './unrollLoop';
import { caseOptions, chainOfReturns } from './caseOptions';
import { emptyValue, mixedValue, resizeValue, signalValue, type Value } from './value';

/** What all processes of a module share. */
export interface ModuleHost {
  newSignal(id: string, expr: { start: number; end: number }, type: Signal['type'], origin: Signal['origin']): Signal;
  /** Where no condition is asked. */
  readonly guards: GuardPath;
  newSite(kind: Site['kind'], span: { start: number; end: number }, guards: GuardPath): Site;
  implicit(id: string, expr: Expr): Signal;
  interfaceMember(port: Entity & { kind: 'interface' }, member: string, expr: Expr): Signal;
  packageScope(name: string): Scope | undefined;
  note(message: string): void;
}

export interface MachineOptions {
  /** Reads of finished variables give the net itself (a combinational process whose results are nets). */
  readonly lastAssigned?: ReadonlyMap<string, number>;
  /** Reset branches: the `if` statements and which arm resets. */
  readonly resets?: ReadonlyMap<Statement, 'then' | 'else'>;
  /** Values assumed for signals that the process only reads (exploring a state machine). */
  readonly assume?: (signal: Signal) => Value | undefined;
  /** Statements that cannot matter are skipped. */
  readonly relevant?: (statement: Statement) => boolean;
  /** Take resets as inactive. */
  readonly withoutResets?: boolean;
  /** The only bits of one signal whose next value matters: for it the environment holds a value of just these. */
  readonly window?: { readonly signal: Signal; readonly low: number; readonly width: number };
}

interface Join {
  readonly base: Environment;
  readonly ended: Environment;
  readonly live: 'then' | 'else';
  readonly returned: boolean;
  readonly choice: { test: Value; guard: Expr; site: Site };
}

const stepLimit = 60000;

/** Runs statements symbolically: afterwards each assigned signal has a value that says, bit by bit, what it depends on and why. */
export class Machine implements Host {
  env = new Environment();
  scope: Scope;
  readonly folds: boolean;
  /** Constants assigned in reset branches. */
  readonly resetValues = new Map<Signal, bigint | undefined>();
  /** Signals that only steer loops. */
  readonly loopVariables = new Set<Signal>();
  private guards: GuardPath;
  private readonly rootEnv = this.env;
  private depth = 0;
  private steps = 0;
  ended = false;
  returned = false;
  private joins: Join[] = [];
  private inLoopHead = false;
  /** While a routine of another file runs: its call, which is where what it does is told to be. */
  private callPlace: { start: number; end: number } | undefined;

  constructor(
    private readonly shared: ModuleHost,
    scope: Scope,
    private readonly options: MachineOptions = {},
  ) {
    this.scope = scope;
    this.guards = shared.guards;
    this.folds = options.assume !== undefined;
  }

  read(signal: Signal, offset: number): Value {
    const assumed = this.options.assume?.(signal);
    const value = this.env.lookup('blocking', signal);
    if (value === undefined) return assumed ?? signalValue(signal);
    if (value.constant !== undefined) return value;
    const last = this.options.lastAssigned?.get(signal.id);
    const finished = last !== undefined && this.depth === 0 && offset >= last && this.rootEnv.blocking.get(signal) === value;
    if (finished && signal.origin !== 'local' && value.alternatives === undefined) return signalValue(signal);
    return withOldBits(value, signal, assumed);
  }

  implicit(id: string, expr: Expr): Signal {
    return this.shared.implicit(id, expr);
  }

  interfaceMember(port: Entity & { kind: 'interface' }, member: string, expr: Expr): Signal {
    return this.shared.interfaceMember(port, member, expr);
  }

  packageScope(name: string): Scope | undefined {
    return this.shared.packageScope(name);
  }

  run(statement: Statement): void {
    if (this.ended || ++this.steps > stepLimit) {
      if (this.steps === stepLimit + 1) this.shared.note('A process has too many unrolled statements; the rest of it was left out.');
      return;
    }
    if (this.options.relevant !== undefined && !this.options.relevant(statement)) return;
    switch (statement.kind) {
      case 'block':
        this.runBlock(statement);
        return;
      case 'declare':
        this.declare(statement);
        return;
      case 'assign':
        this.runAssign(statement);
        return;
      case 'if':
        this.runIf(statement);
        return;
      case 'case':
        this.runCase(statement);
        return;
      case 'loop':
        this.runLoop(statement);
        return;
      case 'call':
        if (statement.call.kind === 'call') this.call0(statement.call);
        return;
      case 'timing':
        this.run(statement.body);
        return;
      case 'return':
        if (statement.value !== undefined) this.returnValue(statement.value, statement);
        this.ended = true;
        this.returned = true;
        return;
      case 'jump':
        this.ended = true;
        return;
      case 'skip':
        return;
    }
  }

  private runBlock(block: Statement & { kind: 'block' }): void {
    const { scope } = this;
    if (block.label !== undefined || block.body.some((one) => one.kind === 'declare')) {
      this.scope = new Scope(block.label === undefined ? scope.prefix : `${scope.prefix}${block.label}.`, scope);
    }
    for (const statement of block.body) this.run(statement);
    this.scope = scope;
  }

  private declare(statement: Statement & { kind: 'declare' }): void {
    for (const one of statement.declarators) {
      if (statement.parameter) {
        const value = one.init === undefined ? emptyValue(32) : evaluate(one.init, this);
        this.scope.declare(one.name, { kind: 'constant', value });
        continue;
      }
      const signal = this.local(one);
      if (one.init !== undefined) {
        const { width } = signal.type;
        this.env.blocking.set(signal, resizeValue(evaluateAs(one.init, signal.type, this, width), width));
      }
    }
  }

  private local(one: Declarator): Signal {
    const { type } = resolveType(one.type, this, one.unpacked);
    const signal = this.shared.newSignal(`${this.scope.prefix}${one.name}`, one, type, 'local');
    this.scope.declare(one.name, { kind: 'signal', signal });
    return signal;
  }

  private runAssign(statement: Statement & { kind: 'assign' }): void {
    const { op } = statement;
    let value: Expr = statement.value;
    if (op !== '=')
      value = { kind: 'binary', op: op.slice(0, -1), left: statement.target, right: value, start: statement.start, end: statement.end };
    this.store(statement.target, value, statement.blocking ? 'blocking' : 'next', statement);
  }

  assign(target: Expr, value: Value, expr: Expr): void {
    this.storeValue(assignedPlaces(target, this), value, 'blocking', this.site('assign', expr));
  }

  private store(target: Expr, value: Expr, which: 'blocking' | 'next', span: { start: number; end: number }): void {
    const places = assignedPlaces(target, this);
    const width = places.reduce((sum, place) => sum + place.type.width, 0);
    const type = places.length === 1 ? places[0]?.type : undefined;
    const raw = evaluateAs(value, type, this, Math.max(1, width));
    this.storeValue(places, raw, which, this.site('assign', span));
  }

  private storeValue(places: readonly Place[], raw: Value, which: 'blocking' | 'next', site: Site): void {
    if (this.inLoopHead) for (const place of places) if (isSignal(place.of)) this.loopVariables.add(place.of);
    storeValue(places, raw, { env: this.env, which, site, window: this.options.window, marksOrigin: this.folds });
  }

  private site(kind: Site['kind'], span: { start: number; end: number }): Site {
    return this.newSite(kind, span, this.guards);
  }

  private newSite(kind: Site['kind'], span: { start: number; end: number }, guards: GuardPath): Site {
    return this.shared.newSite(kind, this.callPlace ?? span, guards);
  }

  /** Gives a signal a value as an assignment of that place would (instance pins). */
  drive(signal: Signal, value: Value, span: { start: number; end: number }): void {
    const { type } = signal;
    this.storeValue(
      [{ of: signal, low: 0, width: type.width, type, indices: [] }],
      value,
      'next',
      this.shared.newSite('instance', span, this.shared.guards),
    );
  }

  /** Connects a signal to an expression that can be assigned. False when it cannot. */
  connect(target: Expr, signal: Signal): boolean {
    const places = assignedPlaces(target, this);
    if (places.length === 0) return false;
    this.storeValue(places, signalValue(signal), 'next', this.shared.newSite('instance', target, this.shared.guards));
    return true;
  }

  /** Total width in bits of what an assignable expression names, and whether all of it is known. */
  targetWidth(target: Expr): number | undefined {
    const places = assignedPlaces(target, this);
    return places.length === 0 || places.some((place) => place.type.kind === 'unknown')
      ? undefined
      : places.reduce((sum, place) => sum + place.type.width, 0);
  }

  /** The signals an assignable expression names. */
  targetSignals(target: Expr): Signal[] {
    return assignedPlaces(target, this).flatMap((place) => (isSignal(place.of) ? [place.of] : []));
  }

  private runIf(statement: Statement & { kind: 'if' }): void {
    const test = evaluate(statement.test, this);
    if (test.constant !== undefined && test.wild === undefined) {
      if (test.constant !== 0n) this.run(statement.then);
      else if (statement.otherwise !== undefined) this.run(statement.otherwise);
      return;
    }
    const reset = this.options.resets?.get(statement);
    if (reset !== undefined && this.options.withoutResets === true) {
      const other = reset === 'then' ? statement.otherwise : statement.then;
      if (other !== undefined) this.run(other);
      return;
    }
    const base = this.env;
    const guard = this.folds ? residual(statement.test, this) : statement.test;
    const text = printExpression(guard);
    const site = this.newSite('branch', statement.test, this.guards.and(text));
    const then = this.arm(statement.then, reset === 'else' ? [] : [text], base);
    const otherwise = this.arm(statement.otherwise, reset === 'then' ? [] : [negate(guard)], base);
    if (reset !== undefined) this.recordReset(reset === 'then' ? then.env : otherwise.env);
    this.env = base;
    const choice = { test, guard, site };
    if (then.ended !== otherwise.ended) {
      const live = then.ended ? 'else' : 'then';
      const ended = then.ended ? then : otherwise;
      this.joins.push({ base, ended: ended.env, live, returned: ended.returned, choice });
      this.env = then.ended ? otherwise.env : then.env;
      return;
    }
    this.ended = then.ended;
    this.returned = then.ended && then.returned && otherwise.returned;
    const conditions = new Conditions([test], [[], []], 2, site);
    this.merge(base, [{ env: then.env, guard }, { env: otherwise.env }], conditions, reset);
  }

  private arm(statement: Statement | undefined, guards: readonly string[], base: Environment): Pick<Machine, 'env' | 'ended' | 'returned'> {
    this.env = new Environment(base);
    const outer = this.guards;
    this.guards = outer.through(guards);
    if (statement !== undefined) this.run(statement);
    this.guards = outer;
    const { env, ended, returned } = this;
    this.ended = this.returned = false;
    return { env, ended, returned };
  }

  private recordReset(env: Environment): void {
    for (const which of ['blocking', 'next'] as const) {
      for (const [signal, value] of env[which]) this.resetValues.set(signal, value.constant);
    }
  }

  private merge(base: Environment, arms: readonly (Way & { env: Environment })[], conditions: Conditions, reset?: 'then' | 'else'): void {
    for (const which of ['blocking', 'next'] as const) {
      const bySignal = new Map<Signal, { touched: number[]; given: Value[] }>();
      arms.forEach(({ env }, i) => {
        for (const signal of env.assignedSince(which, base).keys()) {
          let arms = bySignal.get(signal);
          if (arms === undefined) bySignal.set(signal, (arms = { touched: [], given: [] }));
          arms.touched.push(i);
          arms.given.push(env.current(which, signal));
        }
      });
      for (const [signal, { touched, given }] of bySignal) {
        const choices = { ways: arms, touched, given, before: base.current(which, signal) };
        base[which].set(
          signal,
          mergeChoices(choices, (role) => conditions.of(touched, role), reset),
        );
      }
    }
  }

  private runCase(statement: Statement & { kind: 'case' }): void {
    const chain = this.depth === 0 ? undefined : chainOfReturns(statement);
    if (chain !== undefined) return this.run(chain);
    const base = this.env;
    const { options, certain, subject, parallel, full } = caseOptions(statement, this);
    if (options.length === 0) {
      if (certain !== undefined) this.run(certain.body);
      return;
    }
    const site = this.newSite('branch', statement.subject, this.guards.and(printExpression(statement.subject)));
    const arms: { env: Environment; guardText?: string; ended: boolean }[] = [];
    for (const option of options) arms.push({ ...this.arm(option.arm.body, [option.guard], base), guardText: option.guard });
    if (certain !== undefined) arms.push({ ...this.arm(certain.body, [certain.guard], base), guardText: certain.guard });
    else if (!full) arms.push({ env: new Environment(base), ended: false });
    this.env = base;
    const alive = arms.filter((arm) => !arm.ended);
    this.ended = alive.length === 0;
    const tests = arms.map((_, i) => options[i]?.tests ?? []);
    this.merge(base, arms, new Conditions([subject], tests, full && certain === undefined ? arms.length + 1 : arms.length, site, parallel));
  }

  private runLoop(loop: Statement & { kind: 'loop' }): void {
    const { scope } = this;
    const joinCount = this.joins.length;
    this.scope = new Scope(scope.prefix, scope);
    unrollLoop(loop, this);
    // Who left the loop goes on behind it, who returned does not.
    this.ended = this.returned;
    this.rejoin(joinCount, false);
    this.scope = scope;
  }

  head(run: () => void): void {
    const before = this.inLoopHead;
    this.inLoopHead = true;
    run();
    this.inLoopHead = before;
  }

  /** Paths that left early come back together with the one that went on. */
  private rejoin(count: number, evenReturned = true): void {
    while (this.joins.length > count) {
      const join = this.joins.at(-1);
      if (join === undefined || (join.returned && !evenReturned)) return;
      this.joins.pop();
      const live = { env: this.env };
      const ended = { env: join.ended };
      const { guard, test, site } = join.choice;
      const arms = join.live === 'else' ? [{ ...ended, guard }, live] : [{ ...live, guard }, ended];
      this.merge(join.base, arms, new Conditions([test], [[], []], 2, site));
      this.env = join.base;
    }
  }

  private returnValue(value: Expr, span: { start: number; end: number }): void {
    const entity = this.scope.lookup('return value');
    if (entity?.kind !== 'signal') return;
    const { width } = entity.signal.type;
    this.storeValue(
      [{ of: entity.signal, low: 0, width, type: entity.signal.type, indices: [] }],
      evaluateAs(value, entity.signal.type, this, width),
      'blocking',
      this.site('assign', span),
    );
  }

  private call0(call: Expr & { kind: 'call' }): void {
    const found = findRoutine(call.callee, this);
    if (found !== undefined) this.call(found.routine, found.scope, call);
    else for (const arg of call.args) evaluate(arg.value, this);
  }

  /** A function or task called here: its body runs with the arguments' values, so its data flow becomes the caller's. */
  call(routine: Routine, home: Scope, call: Expr & { kind: 'call' }): Value {
    if (this.depth > 24)
      return mixedValue(
        32,
        call.args.map((arg) => evaluate(arg.value, this)),
        undefined,
        { grows: true },
      );
    const actuals = routine.ports.map(
      (port, i) =>
        call.args.find((arg) => arg.name === port.name)?.value ?? (call.args[i]?.name === undefined ? call.args[i]?.value : undefined),
    );
    const inside = new Scope(home.prefix, home);
    const caller = { scope: this.scope, ended: this.ended, returned: this.returned, joins: this.joins.length, place: this.callPlace };
    const inputs = routine.ports.map((port, i) => this.argument(port, actuals[i], inside));
    this.scope = inside;
    if (home.root.foreign) this.callPlace ??= call;
    this.depth++;
    for (const input of inputs) if (input.value !== undefined) this.env.blocking.set(input.signal, input.value);
    const result = this.resultSignal(routine, inside);
    this.ended = this.returned = false;
    this.run(routine.body);
    this.ended = caller.ended;
    this.returned = caller.returned;
    this.rejoin(caller.joins);
    this.depth--;
    this.scope = caller.scope;
    this.callPlace = caller.place;
    routine.ports.forEach((port, i) => {
      const actual = actuals[i];
      const signal = inputs[i]?.signal;
      if (port.direction === 'input' || actual === undefined || signal === undefined || actual.kind === 'none') return;
      const which = port.deferred === true ? 'next' : 'blocking';
      this.storeValue(assignedPlaces(actual, this), this.env.current('blocking', signal), which, this.site('assign', call));
    });
    return result === undefined ? emptyValue(1) : withoutHold(this.env.current('blocking', result));
  }

  private argument(port: Routine['ports'][number], actual: Expr | undefined, inside: Scope): { signal: Signal; value: Value | undefined } {
    const host: Host = Object.create(this, { scope: { value: inside } }) as Host;
    const { type } = resolveType(port.type, host, port.unpacked);
    const signal = this.shared.newSignal(port.name, port, type, 'local');
    inside.declare(port.name, { kind: 'signal', signal });
    const given = actual === undefined || actual.kind === 'none' ? port.init : actual;
    if (port.direction === 'output' || given === undefined) return { signal, value: undefined };
    const raw = evaluateAs(given, type, this, type.width);
    return { signal, value: type.kind === 'unknown' ? opaqueValue(raw) : { ...resizeValue(raw, type.width), signed: type.signed } };
  }

  private resultSignal(routine: Routine, inside: Scope): Signal | undefined {
    if (routine.kind !== 'function') return undefined;
    const type = routine.type === undefined ? undefined : resolveType(routine.type, this).type;
    const signal = this.shared.newSignal(routine.name, routine, type ?? { kind: 'bit', width: 1, signed: false }, 'local');
    inside.declare(routine.name, { kind: 'signal', signal });
    inside.declare('return value', { kind: 'signal', signal });
    return signal;
  }
}
