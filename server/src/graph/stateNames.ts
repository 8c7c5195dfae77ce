import type { Expr, Statement } from './ast';
import type { Elaboration } from './elaboration';
import { constantOf, type Host } from './evaluate';
import { findPlace, isSignal } from './place';
import type { Signal } from './signal';

type Place = { readonly start: number; readonly end: number };

export interface StateNames {
  /** Compared with a constant, or the subject of a `case`. */
  readonly compared: boolean;
  /** Some of the constants have names. */
  readonly named: boolean;
  readonly values: ReadonlySet<bigint>;
  /** The first place that compares with the value. */
  readonly places: ReadonlyMap<bigint, Place>;
  nameOf(value: bigint): string;
}

interface Record {
  compared: boolean;
  readonly names: Map<bigint, string>;
  readonly values: Set<bigint>;
  readonly places: Map<bigint, Place>;
}

interface Part {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
}

/** Which constants each signal of a module is compared with or given, and what the source calls them; found in one pass. */
export class ComparedConstants {
  private readonly records = new Map<string, Record>();
  private host: Host | undefined;

  constructor(private readonly elaboration: Elaboration) {
    const seen = new Set<Statement>();
    for (const task of elaboration.tasks) {
      if (task.kind === 'instance' || seen.has(task.statement)) continue;
      seen.add(task.statement);
      this.host = elaboration.machine(task.scope);
      this.visit(task.statement);
    }
  }

  /** Names of the values of a part of a register: members of its enum, else the constants it (or a net between) meets in the source. */
  namesOf(unit: Part, nets: ReadonlySet<Signal>): StateNames {
    const parts: Part[] = [
      unit,
      ...[...nets].filter((net) => net.type.width === unit.width).map((net) => ({ signal: net, low: 0, width: unit.width })),
    ];
    const records = parts.flatMap((part) => this.records.get(keyOf(part)) ?? []);
    const members = this.elaboration.enums.get(unit.signal.id);
    const byValue = new Map<bigint, string>();
    for (const [name, value] of members ?? []) if (!byValue.has(value)) byValue.set(BigInt.asUintN(unit.width, value), name);
    const places = new Map<bigint, Place>();
    const values = new Set<bigint>();
    for (const record of records) {
      for (const [value, name] of record.names) if (!byValue.has(value)) byValue.set(value, name);
      for (const [value, place] of record.places) if (!places.has(value)) places.set(value, place);
      for (const value of record.values) values.add(value);
    }
    const nameOf = (value: bigint): string => byValue.get(value) ?? plainName(value, unit.width);
    const compared = records.some((record) => record.compared);
    return { compared, named: byValue.size > 0, values, places, nameOf };
  }

  private record(part: Part): Record {
    const key = keyOf(part);
    let record = this.records.get(key);
    if (record === undefined) this.records.set(key, (record = { compared: false, names: new Map(), values: new Set(), places: new Map() }));
    return record;
  }

  private visit(statement: Statement): void {
    switch (statement.kind) {
      case 'assign': {
        const part = this.partOf(statement.target);
        if (part !== undefined) this.addValues(this.record(part), statement.value, part.width, false);
        this.look(statement.value);
        return;
      }
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
    const part = this.partOf(statement.subject);
    this.look(statement.subject);
    for (const arm of statement.arms) {
      for (const label of arm.labels) {
        if (part !== undefined) this.compare(part, label);
        else if (label.kind === 'index') this.addBit(label);
        else this.look(label);
      }
      this.visit(arm.body);
    }
  }

  /** The signal, or part of one at a constant place, that an expression names. */
  private partOf(expr: Expr): Part | undefined {
    if (this.host === undefined || (expr.kind !== 'name' && expr.kind !== 'member' && expr.kind !== 'index' && expr.kind !== 'slice'))
      return undefined;
    const place = findPlace(expr, this.host);
    if (place === undefined || !isSignal(place.of) || place.indices.length > 0) return undefined;
    return { signal: place.of, low: place.low, width: place.width };
  }

  /** One bit as the label of a one-hot `case (1'b1)`. */
  private addBit(expr: Expr & { kind: 'index' }): void {
    if (this.host === undefined) return;
    const part = this.partOf(expr);
    if (part === undefined || part.width !== 1 || part.signal.type.width < 2) return;
    const { type } = part.signal;
    const record = this.record({ signal: part.signal, low: 0, width: type.width });
    record.compared = true;
    const value = 1n << BigInt(part.low);
    record.values.add(value);
    if (!record.places.has(value)) record.places.set(value, expr);
    if (expr.index.kind === 'name' && !record.names.has(value)) record.names.set(value, expr.index.name);
  }

  private addValues(record: Record, expr: Expr, width: number, compares: boolean): void {
    if (this.host === undefined) return;
    if (expr.kind === 'conditional') {
      this.addValues(record, expr.yes, width, compares);
      this.addValues(record, expr.no, width, compares);
      return;
    }
    if (expr.kind !== 'name' && expr.kind !== 'scoped' && expr.kind !== 'number' && expr.kind !== 'cast') return;
    const constant = constantOf(expr, this.host);
    if (constant === undefined) return;
    const value = BigInt.asUintN(width, constant);
    record.values.add(value);
    if (compares && !record.places.has(value)) record.places.set(value, expr);
    if ((expr.kind === 'name' || expr.kind === 'scoped') && !record.names.has(value)) record.names.set(value, expr.name);
  }

  /** Comparisons anywhere in an expression. */
  private look(expr: Expr): void {
    switch (expr.kind) {
      case 'binary':
        if (expr.op === '==' || expr.op === '!=' || expr.op === '===' || expr.op === '!==') {
          const left = this.partOf(expr.left);
          if (left !== undefined) this.compare(left, expr.right);
          else {
            const right = this.partOf(expr.right);
            if (right !== undefined) this.compare(right, expr.left);
          }
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
      case 'inside': {
        const part = this.partOf(expr.arg);
        if (part !== undefined) for (const item of expr.set) this.compare(part, item);
        return;
      }
      case 'concat':
        for (const one of expr.parts) this.look(one);
        return;
      default:
        return;
    }
  }

  private compare(part: Part, expr: Expr): void {
    if (this.host === undefined || expr.kind === 'span' || constantOf(expr, this.host) === undefined) return;
    const record = this.record(part);
    record.compared = true;
    this.addValues(record, expr, part.width, true);
  }
}

function keyOf(part: Part): string {
  return `${part.signal.serial}:${part.low}:${part.width}`;
}

function plainName(value: bigint, width: number): string {
  return width > 3 ? `${width}'h${value.toString(16)}` : `${width}'d${value}`;
}
