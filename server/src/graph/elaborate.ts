import type { ModuleInfo } from '../model/moduleInfo';
import type { Declarator, Expr, Item, ModuleBody, Process, Routine, Statement, TypeSpec } from './ast';
import { bitType, type DataType, unknownType, vectorType } from './dataType';
import { constantOf, evaluate } from './evaluate';
import { connectInstance, type InstanceFacts } from './instances';
import { Machine, type ModuleHost } from './machine';
import { packageFromInfo } from './packages';
import {
  type ClockedShape,
  chooseResets,
  edgesOf,
  readAsynchronous,
  resetCandidates,
  type ResetCandidate,
  type ResetCondition,
} from './registers';
import { resolveType } from './resolveType';
import { type Entity, Scope } from './scope';
import { hasTiming, lastAssignments } from './statementOrder';
import type { Signal, Site } from './signal';
import { assignedNames } from './statementNames';
import { resizeValue, type Segment, type Value } from './value';

/** One thing that gives a signal its value. */
export interface Driver {
  readonly signal: Signal;
  readonly value: Value;
  readonly low: number;
  readonly segments: readonly Segment[];
  readonly task: Task;
}

/** A process, continuous assignment or instance of the elaborated module. */
export interface Task {
  readonly kind: 'process' | 'assign' | 'instance';
  readonly scope: Scope;
  readonly statement: Statement;
  readonly process?: Process;
  readonly shape?: ClockedShape;
  /** Signals it drives, after the module was run. */
  readonly drives: Set<Signal>;
  readonly resetValues: Map<Signal, bigint | undefined>;
  /** Signals it assigns with `=` only. */
  readonly variables?: Set<Signal>;
}

const itemLimit = 20000;

/** A module with its constants known, its generate blocks unrolled and every driver found. */
export class Elaboration implements ModuleHost {
  readonly signals: Signal[] = [];
  readonly drivers: Driver[] = [];
  readonly tasks: Task[] = [];
  readonly instances: InstanceFacts[] = [];
  readonly notes: string[] = [];
  readonly initialValues = new Map<Signal, bigint>();
  readonly routines: { routine: Routine; scope: Scope }[] = [];
  /** Names of constants by value, for naming states: enum members and parameters, per signal type where known. */
  readonly enums = new Map<string, ReadonlyMap<string, bigint>>();
  readonly root: Scope;
  private readonly byId = new Map<string, Signal>();
  private readonly sites = new Map<string, Site>();
  private readonly packages = new Map<string, Scope | undefined>();
  private readonly inits: { declarator: Declarator; signal: Signal; scope: Scope; net: boolean }[] = [];
  private readonly pending: { item: Item; scope: Scope }[] = [];
  private count = 0;

  constructor(
    readonly body: ModuleBody,
    private readonly siblings: readonly ModuleBody[],
    readonly find: (name: string) => readonly ModuleInfo[],
  ) {
    const unit = new Scope('');
    this.root = new Scope('', unit);
    for (const item of siblings.find((one) => one.keyword === '$unit')?.items ?? []) this.declareItem(item, unit);
    this.declareHeader();
    this.declareItems(body.items, this.root);
    this.runAll();
  }

  machine(scope: Scope): Machine {
    return new Machine(this, scope);
  }

  note(message: string): void {
    if (!this.notes.includes(message)) this.notes.push(message);
  }

  newSignal(
    id: string,
    span: { start: number; end: number },
    type: DataType,
    origin: Signal['origin'],
    more: Partial<Signal> = {},
  ): Signal {
    const signal: Signal = { serial: ++this.count, id, type, origin, start: span.start, end: span.end, ...more };
    if (origin !== 'local') {
      this.signals.push(signal);
      this.byId.set(id, signal);
    }
    return signal;
  }

  newSite(kind: Site['kind'], span: { start: number; end: number }, guards: readonly string[]): Site {
    const key = `${kind}|${span.start}|${guards.join('\u0000')}`;
    let site = this.sites.get(key);
    if (site === undefined) {
      site = { serial: this.sites.size, start: span.start, end: span.end, kind, guards: [...guards] };
      this.sites.set(key, site);
    }
    return site;
  }

  implicit(id: string, expr: Expr): Signal {
    return this.byId.get(id) ?? this.newSignal(id, expr, unknownType, 'implicit');
  }

  interfaceMember(port: Entity & { kind: 'interface' }, member: string, expr: Expr): Signal {
    const id = `${port.name}.${member}`;
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const [info] = this.find(port.interfaceName);
    const width = info?.nets.find((net) => net.name === member)?.width ?? info?.ports.find((one) => one.name === member)?.width;
    return this.newSignal(id, expr, width === undefined ? unknownType : width === 1 ? bitType : vectorType(width), 'implicit');
  }

  packageScope(name: string): Scope | undefined {
    if (this.packages.has(name)) return this.packages.get(name);
    this.packages.set(name, undefined);
    const sibling = this.siblings.find((one) => one.keyword === 'package' && one.name === name);
    const scope =
      sibling === undefined ? packageFromInfo(this.find(name)[0], (scope) => new Machine(this, scope)) : this.packageFromBody(sibling);
    this.packages.set(name, scope);
    return scope;
  }

  private packageFromBody(body: ModuleBody): Scope {
    const scope = new Scope('');
    this.packages.set(body.name, scope);
    for (const item of body.items) this.declareItem(item, scope);
    return scope;
  }

  private declareHeader(): void {
    const { body, root } = this;
    for (const item of body.items) if (item.kind === 'import') this.declareItem(item, root);
    for (const parameter of body.parameters) this.declareParameter(parameter, root);
    const directions = new Map<string, Item & { kind: 'port' }>();
    const redeclared = new Map<string, Declarator>();
    for (const item of body.items) {
      if (item.kind === 'port') for (const port of item.ports) directions.set(port.name, item);
      if (item.kind === 'declare') for (const one of item.declarators) redeclared.set(one.name, one);
      // Types of ports in the old style may need parameters that follow the header.
      if (item.kind === 'parameter' && body.ports.every((port) => isImplicit(port.type))) this.declareItem(item, root);
    }
    for (const port of body.ports) {
      const old = directions.get(port.name)?.ports.find((one) => one.name === port.name);
      this.declarePort(old ?? port, redeclared.get(port.name));
    }
  }

  private declarePort(port: ModuleBody['ports'][number], again: Declarator | undefined): void {
    if (port.direction === 'interface') {
      const { base } = port.type;
      const interfaceName = base.kind === 'named' ? base.name : '';
      if (this.resolve(port.type, this.root).kind === 'unknown') {
        const modport = base.kind === 'named' && base.modport !== undefined ? { modport: base.modport } : {};
        this.root.declare(port.name, { kind: 'interface', name: port.name, interfaceName, ...modport });
        return;
      }
    }
    const chosen = again !== undefined && isImplicit(port.type) && port.type.packed.length === 0 ? again : port;
    const { type, members } = resolveType(chosen.type, this.machine(this.root), [
      ...chosen.unpacked,
      ...(chosen === port ? [] : port.unpacked),
    ]);
    const direction =
      port.direction === 'input' || port.direction === 'output' || port.direction === 'inout'
        ? port.direction
        : inheritedDirection(port.direction);
    const signal = this.newSignal(port.name, port, type, 'port', { direction });
    if (members !== undefined) this.enums.set(signal.id, members);
    this.root.declare(port.name, { kind: 'signal', signal });
    if (again?.init !== undefined) this.inits.push({ declarator: again, signal, scope: this.root, net: false });
    if (port.init !== undefined && direction === 'output') this.inits.push({ declarator: port, signal, scope: this.root, net: false });
  }

  private resolve(spec: TypeSpec, scope: Scope): DataType {
    return resolveType(spec, this.machine(scope)).type;
  }

  private declareItems(items: readonly Item[], scope: Scope): void {
    for (const item of items) if (item.kind === 'routine') this.declareItem(item, scope);
    let blocks = 0;
    for (const item of items) {
      if (item.kind === 'routine') continue;
      if (item.kind === 'for' || item.kind === 'if' || item.kind === 'case') this.declareGenerate(item, scope, `genblk${++blocks}`);
      else this.declareItem(item, scope);
    }
  }

  private declareItem(item: Item, scope: Scope): void {
    switch (item.kind) {
      case 'parameter':
        for (const one of item.declarators) this.declareParameter(one, scope);
        return;
      case 'typedef': {
        const resolved = resolveType(item.type, this.machine(scope), item.unpacked);
        scope.declare(item.name, { kind: 'type', ...resolved });
        return;
      }
      case 'import':
        this.declareImport(item, scope);
        return;
      case 'declare':
        for (const one of item.declarators) this.declareNet(one, scope, item.net);
        return;
      case 'routine':
        scope.declare(item.routine.name, { kind: 'routine', routine: item.routine, scope });
        if (scope.root !== scope) this.routines.push({ routine: item.routine, scope });
        return;
      case 'instance':
        this.declareInstance(item, scope);
        return;
      case 'block': {
        const inner = item.label === undefined ? scope : this.enter(scope, item.label);
        this.declareItems(item.body, inner);
        return;
      }
      case 'broken':
        this.note(`Part of the module could not be read and is left out: ${item.message}.`);
        return;
      case 'port':
        return;
      case 'for':
      case 'if':
      case 'case':
        this.declareGenerate(item, scope, 'genblk');
        return;
      default:
        this.queue(item, scope);
    }
  }

  private queue(item: Item, scope: Scope): void {
    if (this.pending.length < itemLimit) this.pending.push({ item, scope });
    else this.note('Generate loops give more items than are analysed; the rest is left out.');
  }

  private declareParameter(one: Declarator, scope: Scope): void {
    if (scope.names.has(one.name)) return;
    const host = this.machine(scope);
    if (one.init?.kind === 'type') {
      scope.declare(one.name, { kind: 'type', ...resolveType(one.init.type, host) });
      return;
    }
    const resolved =
      isImplicit(one.type) && one.type.packed.length === 0 && one.unpacked.length === 0
        ? undefined
        : resolveType(one.type, host, one.unpacked);
    const raw = one.init === undefined ? undefined : evaluate(one.init, host, resolved?.type.width ?? 0);
    if (raw === undefined) return;
    const known = resolved === undefined || resolved.type.kind === 'unknown' ? undefined : resolved.type;
    const value = known === undefined ? raw : { ...resizeValue(raw, known.width), signed: known.signed };
    scope.declare(one.name, { kind: 'constant', value, ...(known === undefined ? {} : { type: known }) });
  }

  private declareImport(item: Item & { kind: 'import' }, scope: Scope): void {
    const from = this.packageScope(item.scope);
    if (from === undefined) {
      this.note(`Package ${item.scope} was not found; what it declares is not known here.`);
      return;
    }
    if (item.name === '*') scope.wildcards.push(from);
    else {
      const entity = from.lookup(item.name);
      if (entity !== undefined) scope.declare(item.name, entity);
      if (entity?.kind === 'type') for (const member of entity.members?.keys() ?? []) this.importMember(from, member, scope);
    }
  }

  private importMember(from: Scope, name: string, scope: Scope): void {
    const entity = from.lookup(name);
    if (entity !== undefined && !scope.names.has(name)) scope.declare(name, entity);
  }

  private declareNet(one: Declarator, scope: Scope, net: boolean): void {
    if (scope === this.root && scope.names.get(one.name)?.kind === 'signal') return;
    const { base } = one.type;
    if (
      base.kind === 'named' &&
      base.scope === undefined &&
      scope.lookup(base.name) === undefined &&
      this.find(base.name)[0]?.kind === 'interface'
    ) {
      scope.declare(one.name, { kind: 'interface', name: `${scope.prefix}${one.name}`, interfaceName: base.name });
      return;
    }
    const { type, members } = resolveType(one.type, this.machine(scope), one.unpacked);
    const signal = this.newSignal(`${scope.prefix}${one.name}`, one, type, 'net');
    if (members !== undefined) this.enums.set(signal.id, members);
    scope.declare(one.name, { kind: 'signal', signal });
    if (one.init !== undefined) this.inits.push({ declarator: one, signal, scope, net });
  }

  private declareInstance(item: Item & { kind: 'instance' }, scope: Scope): void {
    const { instance } = item;
    const id = `${scope.prefix}${instance.name}`;
    const isInterface = this.find(instance.moduleName)[0]?.kind === 'interface';
    const entity: Entity = isInterface
      ? { kind: 'interface', name: id, interfaceName: instance.moduleName }
      : { kind: 'instance', name: id, moduleName: instance.moduleName };
    scope.declare(instance.name, entity);
    const left = instance.range === undefined ? undefined : constantOf(instance.range.left, this.machine(scope));
    const right = instance.range?.right === undefined ? undefined : constantOf(instance.range.right, this.machine(scope));
    if (left === undefined) this.queue(item, scope);
    else {
      const [from, to] =
        right === undefined ? [0, Number(left) - 1] : [Math.min(Number(left), Number(right)), Math.max(Number(left), Number(right))];
      for (let i = from; i <= to && i < from + 256; i++) {
        scope.declare(`${instance.name}[${i}]`, { ...entity, name: `${id}[${i}]` });
        this.queue({ ...item, instance: { ...instance, name: `${instance.name}[${i}]` } }, scope);
      }
    }
  }

  private enter(scope: Scope, name: string): Scope {
    const inner = new Scope(`${scope.prefix}${name}.`, scope);
    scope.declare(name, { kind: 'scope', scope: inner });
    return inner;
  }

  private declareGenerate(item: Item & { kind: 'for' | 'if' | 'case' }, scope: Scope, fallback: string): void {
    const host = this.machine(scope);
    if (item.kind === 'for') {
      this.declareFor(item, scope, item.label ?? fallback);
      return;
    }
    if (item.kind === 'if') {
      const test = constantOf(item.test, host);
      if (test === undefined) this.note('A generate condition is not constant here; both branches are shown.');
      if (test !== 0n) this.declareBranch(item.then, scope, item.thenLabel ?? fallback, item.thenLabel === undefined);
      if (test === undefined || test === 0n)
        this.declareBranch(item.otherwise, scope, item.otherwiseLabel ?? fallback, item.otherwiseLabel === undefined);
      return;
    }
    const subject = constantOf(item.subject, host);
    const arm =
      item.arms.find((one) => one.labels.some((label) => constantOf(label, host) === subject)) ??
      item.arms.find((one) => one.labels.length === 0);
    if (subject === undefined) this.note('A generate case is not constant here; its default is shown.');
    if (arm !== undefined) this.declareBranch(arm.body, scope, arm.label ?? fallback, arm.label === undefined);
  }

  private declareBranch(body: readonly Item[], scope: Scope, name: string, unnamed: boolean): void {
    const [only] = body;
    // `else if` and a nested construct without `begin` belong to the outer one: no region of their own.
    if (unnamed && body.length === 1 && only !== undefined && (only.kind === 'if' || only.kind === 'case'))
      this.declareGenerate(only, scope, name);
    else if (body.length > 0) this.declareItems(body, this.enter(scope, name));
  }

  private declareFor(item: Item & { kind: 'for' }, scope: Scope, name: string): void {
    let value = evaluate(item.init, this.machine(scope));
    for (let turns = 0; turns < 4200; turns++) {
      if (value.constant === undefined) {
        this.note('A generate loop has bounds that are not constant here; it is left out.');
        return;
      }
      const inner = new Scope(`${scope.prefix}${name}[${value.constant}].`, scope);
      inner.declare(item.variable, { kind: 'constant', value });
      const host = this.machine(inner);
      if (constantOf(item.test, host) !== 1n) return;
      scope.declare(`${name}[${value.constant}]`, { kind: 'scope', scope: inner });
      this.declareItems(item.body, inner);
      if (this.pending.length >= itemLimit) return;
      value = evaluate(item.step, host);
    }
  }

  private runAll(): void {
    for (const { declarator, signal, scope, net } of this.inits) this.runInit(declarator, signal, scope, net);
    const shapes = this.findShapes();
    for (const { item, scope } of this.pending) {
      if (item.kind === 'assign') this.runAssign(item, scope);
      else if (item.kind === 'gate') this.runGate(item, scope);
      else if (item.kind === 'process') this.runProcess(item.process, scope, shapes.get(item.process));
    }
    for (const known of [true, false]) {
      for (const { item, scope } of this.pending) {
        if (item.kind !== 'instance') continue;
        const infos = this.find(item.instance.moduleName);
        if (infos.length > 0 === known) connectInstance(this, item.instance, scope, infos[0]);
      }
    }
  }

  private runInit(declarator: Declarator, signal: Signal, scope: Scope, net: boolean): void {
    const { init } = declarator;
    if (init === undefined) return;
    if (!net) {
      const value = constantOf(init, this.machine(scope));
      if (value !== undefined) this.initialValues.set(signal, BigInt.asUintN(signal.type.width, value));
      return;
    }
    const target: Expr = { kind: 'name', name: declarator.name, start: declarator.start, end: declarator.end };
    this.runStatement(
      { kind: 'assign', target, value: init, op: '=', blocking: false, start: declarator.start, end: declarator.end },
      scope,
    );
  }

  private runAssign(item: Item & { kind: 'assign' }, scope: Scope): void {
    this.runStatement(
      { kind: 'assign', target: item.target, value: item.value, op: '=', blocking: false, start: item.start, end: item.end },
      scope,
    );
  }

  private runStatement(statement: Statement, scope: Scope): void {
    const machine = this.machine(scope);
    machine.run(statement);
    this.collect(machine, { kind: 'assign', scope, statement, drives: new Set(), resetValues: new Map() });
  }

  private runGate(item: Item & { kind: 'gate' }, scope: Scope): void {
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
    for (const target of outputs) this.runStatement({ kind: 'assign', target, value, op: '=', blocking: false, start, end }, scope);
  }

  /** Clocks, asynchronous resets, and the synchronous ones chosen over all processes. */
  private findShapes(): Map<Process, ClockedShape> {
    const shapes = new Map<Process, ClockedShape>();
    const candidates: { process: Process; found: ResetCandidate }[] = [];
    const asynchronous = new Set<string>();
    for (const { item, scope } of this.pending) {
      if (item.kind !== 'process' || shapes.has(item.process)) continue;
      const host = this.machine(scope);
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

  private runProcess(process: Process, scope: Scope, shape: ClockedShape | undefined): void {
    const statement = process.body;
    const base = { kind: 'process' as const, scope, statement, process, drives: new Set<Signal>(), variables: new Set<Signal>() };
    if (process.style === 'initial' || process.style === 'final') {
      this.tasks.push({ ...base, resetValues: new Map() });
      if (process.style === 'initial' && !hasTiming(statement)) this.runInitial(statement, scope);
      return;
    }
    const machine = new Machine(
      this,
      scope,
      shape === undefined ? { lastAssigned: lastAssignments(statement, scope) } : { resets: shape.resets },
    );
    machine.run(statement);
    if (shape === undefined && edgesOf(process).length === 0 && process.events === undefined && statement.kind !== 'timing') return;
    this.collect(machine, { ...base, resetValues: machine.resetValues, ...(shape === undefined ? {} : { shape }) });
  }

  private runInitial(statement: Statement, scope: Scope): void {
    // Contents of memories are no start of a state; filling them word by word only takes time.
    const isWord = (name: string): boolean => {
      const entity = scope.lookup(name);
      return entity?.kind === 'signal' && (entity.signal.type.kind !== 'array' || entity.signal.type.packed);
    };
    const machine = new Machine(this, scope, {
      relevant: (one) => one.kind === 'declare' || [...assignedNames(one.kind === 'loop' ? one.body : one)].some(isWord),
    });
    machine.run(statement);
    for (const which of ['blocking', 'next'] as const) {
      for (const [signal, value] of machine.env[which])
        if (value.constant !== undefined) this.initialValues.set(signal, BigInt.asUintN(value.width, value.constant));
    }
  }

  collect(machine: Machine, task: Task): void {
    for (const signal of machine.env.blocking.keys()) if (!machine.env.next.has(signal)) task.variables?.add(signal);
    for (const which of ['blocking', 'next'] as const) {
      for (const [signal, value] of machine.env[which]) {
        if (signal.origin === 'local' || machine.loopVariables.has(signal)) continue;
        let low = 0;
        let from = 0;
        let run: Segment[] = [];
        const flush = (): void => {
          if (run.length > 0) this.drivers.push({ signal, value, low: from, segments: run, task });
          run = [];
        };
        for (const segment of value.segments) {
          if (segment.hold && segment.deps.length === 0 && segment.touched !== true) flush();
          else {
            if (run.length === 0) from = low;
            run.push(segment);
          }
          low += segment.width;
        }
        flush();
        task.drives.add(signal);
      }
    }
    this.tasks.push(task);
  }
}

function inheritedDirection(direction: string): 'input' | 'inout' {
  return direction === 'ref' ? 'inout' : 'input';
}

function isImplicit(spec: TypeSpec): boolean {
  return spec.base.kind === 'builtin' && spec.base.name === 'logic' && !spec.signed;
}
