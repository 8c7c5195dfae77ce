import type { Expr } from './ast';
import { arrayOf, type DataType, elementOffset, unknownType, vectorType } from './dataType';
import { constantOf, evaluate, type Host } from './evaluate';
import { printExpression } from './printExpression';
import type { Entity, Scope } from './scope';
import { lanesOf, shiftedLanes } from './lanes';
import type { Signal } from './signal';
import { collapse, type Dependency, emptyValue, mergeDeps, sliceValue, type Value } from './value';

const memoryWords = 256;

/** Part of a signal or of a constant that an expression names. */
export interface Place {
  readonly of: Signal | Value;
  readonly low: number;
  readonly width: number;
  /** Type of what is named; with `indices`, of one element somewhere inside [low, low + width). */
  readonly type: DataType;
  /** Values that choose the element at run time. */
  readonly indices: readonly Value[];
  /** With `indices`: how far apart the elements are in which the type is found, and where in each of them it begins, in bits. */
  readonly lane?: { readonly stride: number; readonly offset: number } | undefined;
}

/** Resolves names, members, indices and slices. Undefined for a name that stands for nothing with bits (a type, a routine). */
export function findPlace(expr: Expr, host: Host): Place | undefined {
  switch (expr.kind) {
    case 'name':
      return placeOfName(expr, host);
    case 'scoped': {
      const entity = host.packageScope(expr.scope)?.lookup(expr.name);
      return entity === undefined ? undefined : placeOfEntity(entity, expr, host);
    }
    case 'member':
      return placeOfMember(expr, host);
    case 'index':
      return placeOfIndex(expr, host);
    case 'slice':
      return placeOfSlice(expr, host);
    case 'system':
      return undefined;
    default: {
      const value = evaluate(expr, host);
      return { of: value, low: 0, width: value.width, type: vectorType(value.width, value.signed), indices: [] };
    }
  }
}

export function isSignal(of: Signal | Value): of is Signal {
  return 'serial' in of;
}

function wholeSignal(signal: Signal): Place {
  return { of: signal, low: 0, width: signal.type.width, type: signal.type, indices: [] };
}

/** The value at a place, as the process or module sees it there. */
export function readPlace(place: Place, host: Host, offset: number): Value {
  const whole = isSignal(place.of) ? host.read(place.of, offset) : place.of;
  const part = place.low === 0 && place.width === whole.width ? whole : sliceValue(whole, place.low, place.width);
  const { signed } = place.type;
  if (place.indices.length === 0) return part.signed === signed || part.constant !== undefined ? part : { ...part, signed };
  const width = place.type.width;
  const { lane } = place;
  const source = lane === undefined ? collapse([part]) : laneDependencies(part, lane.stride, -lane.offset);
  const deps = mergeDeps([...source, ...collapse(place.indices, { op: '[]', width: place.width }, 'select')]);
  return { width, segments: [{ width, deps, hold: false }], signed, grows: place.type.kind === 'unknown' };
}

/** What a value's bits give to a range in which elements lie `stride` bits apart: bit p of it and bit q of the value meet where p = q + shift, modulo the stride. */
export function laneDependencies(value: Value, stride: number, shift: number): Dependency[] {
  const found: Dependency[] = [];
  let at = 0;
  for (const segment of value.segments) {
    for (const dep of segment.deps) {
      const own = dep.aligned ? lanesOf(stride, 0) : dep.lanes?.period === stride ? dep.lanes : undefined;
      if (own === undefined) found.push(...collapse([{ ...value, segments: [{ ...segment, deps: [dep] }] }]));
      else found.push({ ...dep, aligned: false, lanes: shiftedLanes(own, at + shift) });
    }
    at += segment.width;
  }
  return found;
}

function placeOfName(expr: Expr & { kind: 'name' }, host: Host): Place | undefined {
  const entity = host.scope.lookup(expr.name);
  if (entity !== undefined) return placeOfEntity(entity, expr, host);
  if (expr.name.startsWith('`') || expr.name === 'null' || expr.name === 'this') return undefined;
  return wholeSignal(host.implicit(expr.name, expr));
}

function placeOfEntity(entity: Entity, expr: Expr, host: Host): Place | undefined {
  switch (entity.kind) {
    case 'signal':
      return wholeSignal(entity.signal);
    case 'constant': {
      const type = entity.type ?? vectorType(entity.value.width, entity.value.signed);
      return { of: entity.value, low: 0, width: entity.value.width, type, indices: [] };
    }
    case 'interface':
    case 'instance':
      return wholeSignal(host.implicit(entity.name, expr));
    default:
      return undefined;
  }
}

function placeOfMember(expr: Expr & { kind: 'member' }, host: Host): Place | undefined {
  const owner = findOwner(expr.base, host);
  if (owner?.kind === 'scope') {
    const entity = owner.scope.lookup(expr.name);
    if (entity !== undefined) return placeOfEntity(entity, expr, host);
  }
  if (owner?.kind === 'interface') return wholeSignal(host.interfaceMember(owner, expr.name, expr));
  if (owner?.kind === 'instance') return wholeSignal(host.implicit(`${owner.name}.${expr.name}`, expr));
  if (owner === undefined && isDottedName(expr.base) && !isDeclared(expr.base, host))
    return wholeSignal(host.implicit(printExpression(expr), expr));
  const base = findPlace(expr.base, host);
  if (base === undefined) return undefined;
  if (base.type.kind === 'struct') {
    const field = base.type.fields.find((one) => one.name === expr.name);
    if (field !== undefined) return narrow(base, field.offset, field.type);
  }
  return { ...base, type: base.type.kind === 'unknown' ? base.type : unknownTypeOf(base), lane: undefined };
}

function unknownTypeOf(base: Place): DataType {
  return base.width === 1 ? unknownType : vectorType(base.type.width);
}

function isDottedName(expr: Expr): boolean {
  return expr.kind === 'name' || ((expr.kind === 'member' || expr.kind === 'index') && isDottedName(expr.base));
}

function isDeclared(expr: Expr, host: Host): boolean {
  if (expr.kind === 'name') return host.scope.lookup(expr.name) !== undefined;
  return (expr.kind === 'member' || expr.kind === 'index') && isDeclared(expr.base, host);
}

/** The generate block, instance or interface that stands before a dot. */
function findOwner(expr: Expr, host: Host): (Entity & { kind: 'scope' | 'instance' | 'interface' }) | undefined {
  let entity: Entity | undefined;
  if (expr.kind === 'name') entity = host.scope.lookup(expr.name);
  else if (expr.kind === 'index' && isDottedName(expr.base)) {
    const index = constantOf(expr.index, host);
    if (index === undefined) return undefined;
    if (expr.base.kind === 'name') {
      entity = host.scope.lookup(`${expr.base.name}[${index}]`);
      const port = entity === undefined ? host.scope.lookup(expr.base.name) : undefined;
      if (port?.kind === 'interface') entity = { ...port, name: `${port.name}[${index}]` };
    } else if (expr.base.kind === 'member') entity = memberOf(expr.base.base, `${expr.base.name}[${index}]`, host);
  } else if (expr.kind === 'member') entity = memberOf(expr.base, expr.name, host);
  return entity?.kind === 'scope' || entity?.kind === 'instance' || entity?.kind === 'interface' ? entity : undefined;
}

function memberOf(base: Expr, name: string, host: Host): Entity | undefined {
  const owner = findOwner(base, host);
  const scope: Scope | undefined = owner?.kind === 'scope' ? owner.scope : undefined;
  return scope?.lookup(name);
}

/** A part of what is named, at an offset inside it. Behind a run-time index only the type changes: the container stays. */
function narrow(base: Place, offset: number, type: DataType): Place {
  if (base.indices.length === 0) return { ...base, low: base.low + offset, width: type.width, type };
  const { lane } = base;
  return { ...base, type, lane: lane === undefined ? undefined : { stride: lane.stride, offset: lane.offset + offset } };
}

function placeOfIndex(expr: Expr & { kind: 'index' }, host: Host): Place | undefined {
  const owner = expr.base.kind === 'name' || expr.base.kind === 'member' ? findOwner(expr, host) : undefined;
  if (owner !== undefined && expr.base.kind === 'name' && host.scope.lookup(expr.base.name) === undefined) return undefined;
  const base = findPlace(expr.base, host);
  if (base === undefined) return undefined;
  const index = evaluate(expr.index, host);
  const type = indexable(base.type);
  if (index.constant !== undefined && index.wild === undefined) {
    if (type === undefined) return base;
    // Words of a large memory are not told apart: bit ranges of thousands of words would cost more than they say.
    if (!type.packed && type.width / type.element.width > memoryWords) return indexed(base, type.element, index, type.element.width);
    const offset = elementOffset(type, Number(index.constant));
    return offset === undefined
      ? { of: emptyValue(type.element.width), low: 0, width: type.element.width, type: type.element, indices: [] }
      : narrow(base, offset, type.element);
  }
  return indexed(base, type?.element ?? base.type, index, type?.element.width);
}

/** One of the elements of what is named, which lie `stride` bits apart. */
function indexed(base: Place, type: DataType, index: Value, stride: number | undefined): Place {
  const outer = base.lane ?? { stride: 0, offset: 0 };
  const known = stride !== undefined && stride > 1 && (base.indices.length === 0 || base.lane !== undefined) && outer.stride % stride === 0;
  return { ...base, type, indices: [...base.indices, index], lane: known ? { stride, offset: outer.offset } : undefined };
}

function indexable(type: DataType): (DataType & { kind: 'array' }) | undefined {
  if (type.kind === 'array') return type;
  if (type.kind !== 'struct') return undefined;
  const flat = vectorType(type.width);
  return flat.kind === 'array' ? flat : undefined;
}

function placeOfSlice(expr: Expr & { kind: 'slice' }, host: Host): Place | undefined {
  const base = findPlace(expr.base, host);
  if (base === undefined) return undefined;
  const type = indexable(base.type);
  if (type === undefined) return base;
  const left = evaluate(expr.left, host);
  const right = constantOf(expr.right, host);
  if (right === undefined) return indexed(base, base.type, left, undefined);
  const count = expr.mode === ':' ? undefined : Number(right);
  if (left.constant === undefined) {
    const size = count ?? 1;
    return indexed(base, arrayOf(type.element, size - 1, 0, type.packed, type.signed), left, type.element.width);
  }
  return constantSlice(base, type, Number(left.constant), count, { mode: expr.mode, right: Number(right) });
}

function constantSlice(
  base: Place,
  type: DataType & { kind: 'array' },
  left: number,
  count: number | undefined,
  how: { mode: string; right: number },
): Place {
  let [high, low] = [Math.max(left, how.right), Math.min(left, how.right)];
  if (count !== undefined) [high, low] = how.mode === '+:' ? [left + count - 1, left] : [left, left - count + 1];
  const down = type.left >= type.right;
  const part = down ? arrayOf(type.element, high - low, 0, type.packed) : arrayOf(type.element, 0, high - low, type.packed);
  const [declaredHigh, declaredLow] = [Math.max(type.left, type.right), Math.min(type.left, type.right)];
  if (low < declaredLow || high > declaredHigh) return clipped(base, type, part, { high, low, declaredHigh, declaredLow });
  const offset = Math.min(elementOffset(type, low) ?? 0, elementOffset(type, high) ?? 0);
  return narrow(base, offset, part);
}

/** A slice that reaches outside its vector: what is inside it, in the lower bits. */
function clipped(
  base: Place,
  type: DataType & { kind: 'array' },
  part: DataType,
  range: { high: number; low: number; declaredHigh: number; declaredLow: number },
): Place {
  const high = Math.min(range.high, range.declaredHigh);
  const low = Math.max(range.low, range.declaredLow);
  if (high < low) return { of: emptyValue(part.width), low: 0, width: part.width, type: part, indices: [] };
  const offset = Math.min(elementOffset(type, low) ?? 0, elementOffset(type, high) ?? 0);
  return narrow(base, offset, arrayOf(type.element, high - low, 0, type.packed));
}
