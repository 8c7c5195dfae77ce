import type { Expr, Statement } from './ast';
import type { Elaboration, Task } from './elaborate';
import { constantOf, type Host } from './evaluate';
import { findPlace, isSignal } from './place';
import type { Signal } from './signal';

export interface StateNames {
  /** Compared with a constant, or the subject of a `case`. */
  readonly compared: boolean;
  /** Some of the constants have names. */
  readonly named: boolean;
  readonly values: ReadonlySet<bigint>;
  /** Offset of the first place that compares with the value. */
  readonly lines: ReadonlyMap<bigint, number>;
  nameOf(value: bigint): string;
}

interface Unit {
  readonly id: string;
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  readonly task: Task;
}

/** Names of a register's values: members of its enum, else the constants it is compared with or assigned, as the source names them. */
export function nameStates(unit: Unit, elaboration: Elaboration, nets: ReadonlySet<Signal>): StateNames {
  const finder = new NameFinder(unit, nets);
  const seen = new Set<Statement>();
  for (const task of elaboration.tasks) {
    const relevant = task === unit.task || [...task.drives].some((signal) => nets.has(signal)) || task.kind !== 'instance';
    if (!relevant || seen.has(task.statement)) continue;
    seen.add(task.statement);
    finder.host = elaboration.machine(task.scope);
    finder.visit(task.statement);
  }
  const members = elaboration.enums.get(unit.signal.id);
  const byValue = new Map<bigint, string>();
  for (const [name, value] of members ?? []) if (!byValue.has(value)) byValue.set(BigInt.asUintN(unit.width, value), name);
  for (const [value, name] of finder.names) if (!byValue.has(value)) byValue.set(value, name);
  const nameOf = (value: bigint): string =>
    byValue.get(value) ?? `${unit.width}'${unit.width > 3 ? 'h' : 'd'}${unit.width > 3 ? value.toString(16) : value}`;
  return {
    compared: finder.compared,
    named: finder.names.size > 0 || members !== undefined,
    values: finder.values,
    lines: finder.lines,
    nameOf,
  };
}

class NameFinder {
  compared = false;
  readonly names = new Map<bigint, string>();
  readonly values = new Set<bigint>();
  readonly lines = new Map<bigint, number>();
  host: Host | undefined;

  constructor(
    private readonly unit: Unit,
    private readonly nets: ReadonlySet<Signal>,
  ) {}

  visit(statement: Statement): void {
    switch (statement.kind) {
      case 'assign':
        if (this.isState(statement.target)) this.addValues(statement.value, false);
        this.look(statement.value);
        return;
      case 'block':
        for (const one of statement.body) this.visit(one);
        return;
      case 'if':
        this.look(statement.test);
        this.visit(statement.then);
        if (statement.otherwise !== undefined) this.visit(statement.otherwise);
        return;
      case 'case':
        this.visitCase(statement);
        return;
      case 'loop':
      case 'timing':
        this.visit(statement.body);
        return;
      default:
        return;
    }
  }

  private visitCase(statement: Statement & { kind: 'case' }): void {
    const state = this.isState(statement.subject);
    this.look(statement.subject);
    for (const arm of statement.arms) {
      for (const label of arm.labels) {
        if (state) this.addValues(label, true);
        else if (this.isBit(label)) this.addBit(label);
        else this.look(label);
      }
      this.visit(arm.body);
    }
    if (state) this.compared = true;
  }

  private isState(expr: Expr): boolean {
    if (this.host === undefined || (expr.kind !== 'name' && expr.kind !== 'member' && expr.kind !== 'index' && expr.kind !== 'slice'))
      return false;
    const place = findPlace(expr, this.host);
    if (place === undefined || !isSignal(place.of) || place.indices.length > 0) return false;
    if (place.of === this.unit.signal) return place.low === this.unit.low && place.width === this.unit.width;
    return place.type.width === this.unit.width && this.nets.has(place.of) && place.width === place.of.type.width;
  }

  /** One bit of the state: the label of a one-hot `case (1'b1)`. */
  private isBit(expr: Expr): boolean {
    if (this.host === undefined || expr.kind !== 'index') return false;
    const place = findPlace(expr, this.host);
    return place !== undefined && place.of === this.unit.signal && place.indices.length === 0 && place.width === 1 && this.unit.width > 1;
  }

  private addBit(expr: Expr): void {
    if (this.host === undefined || expr.kind !== 'index') return;
    this.compared = true;
    const bit = constantOf(expr.index, this.host);
    if (bit === undefined) return;
    const value = 1n << bit;
    this.values.add(value);
    if (!this.lines.has(value)) this.lines.set(value, expr.start);
    if (expr.index.kind === 'name' && !this.names.has(value)) this.names.set(value, expr.index.name);
  }

  private addValues(expr: Expr, compares: boolean): void {
    if (this.host === undefined) return;
    if (expr.kind === 'conditional') {
      this.addValues(expr.yes, compares);
      this.addValues(expr.no, compares);
      return;
    }
    const constant = constantOf(expr, this.host);
    if (constant === undefined) return;
    const value = BigInt.asUintN(this.unit.width, constant);
    this.values.add(value);
    if (compares && !this.lines.has(value)) this.lines.set(value, expr.start);
    if ((expr.kind === 'name' || expr.kind === 'scoped') && !this.names.has(value)) this.names.set(value, expr.name);
  }

  /** Comparisons anywhere in an expression. */
  private look(expr: Expr): void {
    switch (expr.kind) {
      case 'binary':
        if (expr.op === '==' || expr.op === '!=' || expr.op === '===' || expr.op === '!==') {
          if (this.isState(expr.left)) this.compare(expr.right);
          else if (this.isState(expr.right)) this.compare(expr.left);
        }
        this.look(expr.left);
        this.look(expr.right);
        return;
      case 'unary':
        this.look(expr.arg);
        return;
      case 'conditional':
        this.look(expr.test);
        this.look(expr.yes);
        this.look(expr.no);
        return;
      case 'inside':
        if (this.isState(expr.arg)) for (const item of expr.set) this.compare(item);
        return;
      case 'concat':
        for (const part of expr.parts) this.look(part);
        return;
      default:
        return;
    }
  }

  private compare(expr: Expr): void {
    if (this.host === undefined || constantOf(expr, this.host) === undefined) return;
    this.compared = true;
    this.addValues(expr, true);
  }
}
