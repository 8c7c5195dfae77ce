import type { ModuleInfo } from '../model/moduleInfo';
import type { Declarator, Expr, Item, ModuleBody, Process, Routine, Statement } from './ast';
import { bitType, type DataType, unknownType, vectorType } from './dataType';
import { declareItem } from './declareItems';
import type { InstanceFacts } from './instances';
import { GuardPath } from './guardPath';
import { emptyRun, type KeptRuns, type Run } from './keptRuns';
import { Machine, type ModuleHost } from './machine';
import { packageFromInfo } from './packages';
import type { ClockedShape } from './registers';
import { type Entity, Scope } from './scope';
import type { Signal, Site } from './signal';
import type { Units, UnitText } from './units';
import type { Segment, Value } from './value';

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

const siteKinds: readonly Site['kind'][] = ['assign', 'branch', 'instance'];

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
  readonly guards = new GuardPath();
  /** Items that run once everything is declared, in the order of the text. */
  readonly pending: { item: Item; scope: Scope }[] = [];
  /** Declarations with a value: an initial value of a variable, a continuous assignment of a net. */
  readonly inits: { declarator: Declarator; signal: Signal; scope: Scope; net: boolean }[] = [];
  /** What each entry of `pending` gave, where it was a process, an assignment or a gate. */
  readonly runs: (Run | undefined)[] = [];
  /** How many of them were run, and not taken over from an earlier elaboration. */
  executed = 0;
  /** What was taken over from an earlier elaboration; only until the graphs are made, since it holds that one. */
  kept: KeptRuns | undefined;
  private run: Run | undefined;
  private readonly byId = new Map<string, Signal>();
  private readonly packages = new Map<string, Scope | undefined>();
  private readonly found = new Map<string, readonly ModuleInfo[]>();
  private count = 0;
  private siteCount = 0;

  constructor(
    readonly body: ModuleBody,
    /** The body as it is written, where parameters given from outside changed it. */
    readonly source: ModuleBody,
    private readonly siblings: readonly ModuleBody[],
    readonly units: Units,
  ) {
    const unit = new Scope('');
    this.root = new Scope('', unit);
    for (const item of siblings.find((one) => one.keyword === '$unit')?.items ?? []) declareItem(this, item, unit);
  }

  /** Units by name; asked for once, as a module may hold a thousand instances of one. */
  find(name: string): readonly ModuleInfo[] {
    let found = this.found.get(name);
    if (found === undefined) this.found.set(name, (found = this.units.find(name)));
    return found;
  }

  /** The text of another module, when it can be read. */
  textOf(unit: ModuleInfo): UnitText | undefined {
    const near = this.siblings.find((one) => one.keyword !== 'package' && one.name === unit.name);
    return this.units.read?.(unit) ?? (near === undefined ? undefined : { body: near, modules: this.siblings });
  }

  machine(scope: Scope): Machine {
    return new Machine(this, scope);
  }

  /** Does what one entry of `pending` asks, and keeps what it gives. */
  record(shape: string, give: () => void): void {
    this.run = emptyRun(shape);
    give();
    this.runs[this.runs.length] = this.run;
    this.run = undefined;
  }

  /** Leaves an entry of `pending` out of what is kept. */
  skip(): void {
    this.runs.push(undefined);
  }

  signalOf(id: string): Signal | undefined {
    return this.byId.get(id);
  }

  /** A run meets a signal that nothing declares. */
  meet(signal: Signal): void {
    if (signal.origin === 'implicit') this.run?.undeclared.add(signal);
  }

  setInitial(signal: Signal, value: bigint): void {
    this.initialValues.set(signal, value);
    this.run?.initialValues.push([signal, value]);
  }

  addTask(task: Task): void {
    this.tasks.push(task);
    this.run?.tasks.push(task);
  }

  addDriver(driver: Driver): void {
    this.drivers.push(driver);
    this.run?.drivers.push(driver);
  }

  note(message: string): void {
    this.run?.notes.push(message);
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

  newSite(kind: Site['kind'], span: { start: number; end: number }, guards: GuardPath): Site {
    const key = span.start * 4 + siteKinds.indexOf(kind);
    let site = guards.sites.get(key);
    if (site === undefined) {
      site = { serial: this.siteCount++, start: span.start, end: span.end, kind, guards: guards.texts };
      guards.sites.set(key, site);
    }
    this.run?.sites.add(site);
    return site;
  }

  implicit(id: string, expr: Expr): Signal {
    const signal = this.byId.get(id) ?? this.newSignal(id, expr, unknownType, 'implicit');
    this.meet(signal);
    return signal;
  }

  interfaceMember(port: Entity & { kind: 'interface' }, member: string, expr: Expr): Signal {
    const id = `${port.name}.${member}`;
    const known = this.byId.get(id);
    if (known !== undefined) {
      this.meet(known);
      return known;
    }
    const [info] = this.find(port.interfaceName);
    const width = info?.nets.find((net) => net.name === member)?.width ?? info?.ports.find((one) => one.name === member)?.width;
    const signal = this.newSignal(id, expr, width === undefined ? unknownType : width === 1 ? bitType : vectorType(width), 'implicit');
    this.meet(signal);
    return signal;
  }

  packageScope(name: string): Scope | undefined {
    if (this.packages.has(name)) return this.packages.get(name);
    this.packages.set(name, undefined);
    const sibling = this.siblings.find((one) => one.keyword === 'package' && one.name === name);
    const body = sibling ?? this.packageBody(name);
    const scope =
      body === undefined
        ? packageFromInfo(this.find(name)[0], (scope) => new Machine(this, scope))
        : this.packageFromBody(body, sibling === undefined);
    this.packages.set(name, scope);
    return scope;
  }

  private packageBody(name: string): ModuleBody | undefined {
    const info = this.find(name).find((one) => one.kind === 'package');
    return info === undefined ? undefined : this.units.read?.(info)?.body;
  }

  private packageFromBody(body: ModuleBody, foreign: boolean): Scope {
    const scope = new Scope('', undefined, foreign);
    this.packages.set(body.name, scope);
    for (const item of body.items) declareItem(this, item, scope);
    return scope;
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
          if (run.length > 0) this.addDriver({ signal, value, low: from, segments: run, task });
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
    this.addTask(task);
  }
}
