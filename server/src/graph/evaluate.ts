import type { Expr } from './ast';
import { constantBinary, constantUnary } from './constantOperator';
import { findPlace, readPlace } from './place';
import { resolveType } from './resolveType';
import type { Routine } from './ast';
import type { DataType } from './dataType';
import type { Entity, Scope } from './scope';
import type { Signal } from './signal';
import {
  concatValues, constantValue, cutDependency, emptyValue, mergeLists, mixedValue, type Operator, resizeValue, type Segment, type Value, zipValues,
} from './value'; // prettier-ignore
import { muxValues } from './mux';
import { printExpression } from './printExpression';

/** What evaluation asks of its surroundings: the current value of a variable, a call of a routine, a name that was never declared. */
export interface Host {
  readonly scope: Scope;
  /** Current value of a whole signal at a place of the text. */
  read(signal: Signal, offset: number): Value;
  call(routine: Routine, scope: Scope, expr: Expr & { kind: 'call' }, host: Host): Value;
  /** A signal of a name that nothing declares: implicit nets, hierarchical references, interface members. */
  implicit(id: string, expr: Expr): Signal;
  /** A member of an interface port. */
  interfaceMember(port: Entity & { kind: 'interface' }, member: string, expr: Expr): Signal;
  /** Items of a package, when it is known. */
  packageScope(name: string): Scope | undefined;
  assign(target: Expr, value: Value, expr: Expr): void;
  /** Let one known side decide `&&` and `||`. Off for data flow, where the other side is still wired in. */
  readonly folds?: boolean;
}

const comparisons = new Set(['==', '!=', '===', '!==', '==?', '!=?', '<', '<=', '>', '>=', '&&', '||', '->', '<->']);
const bitwise = new Set(['&', '|', '^', '^~', '~^']);
const shifts = new Set(['<<', '>>', '<<<', '>>>', '**']);

/** The symbolic value of an expression. `context` is the width its surroundings impose (IEEE 1800-2017, 11.6.1), 0 for none. Never fails. */
export function evaluate(expr: Expr, host: Host, context = 0): Value {
  switch (expr.kind) {
    case 'number': {
      const width = expr.fill === true ? Math.max(1, context) : (expr.width ?? 32);
      const value = expr.fill === true && expr.value === 1n ? (1n << BigInt(width)) - 1n : expr.value;
      const constant = constantValue(value, width, expr.signed);
      return expr.wild === 0n ? constant : { ...constant, wild: expr.fill === true ? (1n << BigInt(width)) - 1n : expr.wild };
    }
    case 'string':
      return stringValue(expr.text);
    case 'name':
    case 'scoped':
    case 'member':
    case 'index':
    case 'slice':
      return evaluatePlace(expr, host);
    case 'unary':
      return evaluateUnary(expr, host, context);
    case 'binary':
      return evaluateBinary(expr, host, context);
    case 'conditional':
      return evaluateConditional(expr, host, context);
    case 'concat':
      return concatValues(expr.parts.map((part) => evaluate(part, host)));
    case 'repeat':
      return evaluateRepeat(expr, host);
    case 'call':
      return evaluateCall(expr, host);
    case 'system':
      return evaluateSystem(expr, host, context);
    default:
      return evaluateRare(expr, host, context);
  }
}

/** The constant an expression stands for, or undefined when it is none (signed when its type is). */
export function constantOf(expr: Expr | undefined, host: Host): bigint | undefined {
  if (expr === undefined) return undefined;
  const value = evaluate(expr, host);
  return value.wild === undefined ? value.constant : undefined;
}

function stringValue(text: string): Value {
  let bits = 0n;
  for (let i = 0; i < text.length; i++) bits = (bits << 8n) | BigInt(text.charCodeAt(i) & 255);
  return constantValue(bits, Math.max(8, text.length * 8));
}

function evaluatePlace(expr: Expr, host: Host): Value {
  const place = findPlace(expr, host);
  return place === undefined ? emptyValue(1) : readPlace(place, host, expr.start);
}

function evaluateUnary(expr: Expr & { kind: 'unary' }, host: Host, context: number): Value {
  const reduces = expr.op !== '~' && expr.op !== '-' && expr.op !== '+';
  const raw = evaluate(expr.arg, host, reduces ? 0 : context);
  const arg = reduces ? raw : resizeValue(raw, Math.max(raw.width, context));
  const known = constantUnary(expr.op, arg);
  if (known !== undefined) return known;
  const operator = { op: expr.op, width: arg.width };
  if (reduces) return mixedValue(1, [arg], operator);
  if (expr.op === '-') return mixedValue(arg.width, [arg], operator, { signed: arg.signed, grows: true });
  if (expr.op === '+') return arg;
  const segments = arg.segments.map((segment) => withOperator(segment, { op: operator.op, width: 1 }));
  return { width: arg.width, segments, signed: arg.signed, grows: arg.grows };
}

function withOperator(segment: Segment, operator: Operator): Segment {
  const deps = segment.deps.map((dep) => (dep.ops.length >= 12 ? dep : { ...dep, ops: [...dep.ops, operator] }));
  return { width: segment.width, deps, hold: segment.hold };
}

/** `x ^ (x >> 1)`, either way round. */
function isGrayCode(left: Expr, right: Expr): boolean {
  const isHalf = (half: Expr, of: Expr): boolean =>
    half.kind === 'binary' &&
    half.op.startsWith('>>') &&
    half.right.kind === 'number' &&
    half.right.value === 1n &&
    printExpression(half.left) === printExpression(of);
  return isHalf(right, left) || isHalf(left, right);
}

function evaluateBinary(expr: Expr & { kind: 'binary' }, host: Host, context: number): Value {
  const { op } = expr;
  if (shifts.has(op)) return evaluateShift(expr, host, context);
  const compares = comparisons.has(op);
  const left = evaluate(expr.left, host, compares ? 0 : context);
  const logical = host.folds === true && (op === '&&' || op === '||');
  if (logical && decides(op, left)) return constantValue(op === '||' ? 1n : 0n, 1);
  const right = evaluate(expr.right, host, compares ? 0 : context);
  const known = constantBinary(op, left, right, context);
  if (known !== undefined) return known;
  if (logical && decides(op, right)) return constantValue(op === '||' ? 1n : 0n, 1);
  const width = Math.max(left.width, right.width);
  if (compares) return mixedValue(1, [left, right], { op, width: op === '&&' || op === '||' ? 1 : width });
  const whole = Math.max(width, context);
  const signed = left.signed && right.signed;
  if (!bitwise.has(op)) return mixedValue(whole, [left, right], { op, width: whole }, { signed, grows: true });
  const operator = { op, width: 1, ...(op === '^' && isGrayCode(expr.left, expr.right) ? { gray: true as const } : {}) };
  const segments = zipValues(resizeValue(left, whole), resizeValue(right, whole), (a, b) => ({
    width: a.width,
    deps: withOperator({ ...a, deps: mergeLists(a.deps, b.deps) }, operator).deps,
    hold: false,
  }));
  return { width: whole, segments, signed, grows: left.grows || right.grows };
}

function decides(op: string, side: Value): boolean {
  return side.constant !== undefined && side.wild === undefined && (side.constant !== 0n) === (op === '||');
}

/** A condition without the parts whose value is known: `ENABLE && go` is `go` where ENABLE is 1. */
export function residual(expr: Expr, host: Host): Expr {
  if (expr.kind === 'unary' && expr.op === '!') {
    const arg = residual(expr.arg, host);
    return arg === expr.arg ? expr : { ...expr, arg };
  }
  if (expr.kind !== 'binary' || (expr.op !== '&&' && expr.op !== '||')) return expr;
  const keeps = (side: Expr): boolean => {
    const value = evaluate(side, host);
    return value.constant === undefined || value.wild !== undefined;
  };
  if (!keeps(expr.left)) return residual(expr.right, host);
  if (!keeps(expr.right)) return residual(expr.left, host);
  const left = residual(expr.left, host);
  const right = residual(expr.right, host);
  return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
}

function evaluateShift(expr: Expr & { kind: 'binary' }, host: Host, context: number): Value {
  const left = evaluate(expr.left, host, context);
  const right = evaluate(expr.right, host);
  const known = constantBinary(expr.op, left, right, context);
  if (known !== undefined) return known;
  const width = Math.max(left.width, context);
  const wide = resizeValue(left, width);
  const amount = right.constant;
  if (amount !== undefined && expr.op !== '**' && amount >= 0n && amount <= BigInt(width)) {
    const n = Number(amount);
    const kept = expr.op.startsWith('<') ? [sliced(wide, 0, width - n), emptyValue(n)] : [emptyValue(n), sliced(wide, n, width - n)];
    if (n === 0) return wide;
    if (expr.op === '>>>' && left.signed) return { ...resizeValue({ ...sliced(wide, n, width - n), signed: true }, width), signed: true };
    return { ...concatValues(kept), signed: left.signed };
  }
  return mixedValue(width, [wide, right], { op: expr.op, width }, { signed: left.signed, grows: expr.op.startsWith('<') });
}

function sliced(value: Value, low: number, width: number): Value {
  const segments: Segment[] = [];
  let at = 0;
  for (const segment of value.segments) {
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + segment.width);
    if (to > from) {
      const offset = from - at;
      segments.push({
        width: to - from,
        deps: segment.deps.map((dep) => cutDependency(dep, offset, to - from)),
        hold: segment.hold,
      });
    }
    at += segment.width;
  }
  return { width, segments, signed: false, grows: false };
}

function evaluateConditional(expr: Expr & { kind: 'conditional' }, host: Host, context: number): Value {
  const test = evaluate(expr.test, host);
  if (test.constant !== undefined && test.wild === undefined) {
    const chosen = evaluate(test.constant !== 0n ? expr.yes : expr.no, host, context);
    return resizeValue(chosen, Math.max(chosen.width, context));
  }
  const yes = evaluate(expr.yes, host, context);
  const no = evaluate(expr.no, host, context);
  const width = Math.max(yes.width, no.width, context);
  return muxValues(resizeValue(yes, width), resizeValue(no, width), { test, guard: expr.test, operator: { op: '?:', width } });
}

function evaluateRepeat(expr: Expr & { kind: 'repeat' }, host: Host): Value {
  const count = constantOf(expr.count, host);
  const inner = concatValues(expr.parts.map((part) => evaluate(part, host)));
  if (count === undefined || count < 0n || count > 65536n) return mixedValue(Math.max(1, inner.width), [inner]);
  const times = Number(count);
  if (inner.constant !== undefined) {
    let value = 0n;
    for (let i = 0; i < times; i++) value = (value << BigInt(inner.width)) | BigInt.asUintN(inner.width, inner.constant);
    return constantValue(value, times * inner.width);
  }
  if (times > 256) return mixedValue(times * inner.width, [inner]);
  return concatValues(Array.from({ length: times }, () => inner));
}

function evaluateCall(expr: Expr & { kind: 'call' }, host: Host): Value {
  const found = findRoutine(expr.callee, host);
  if (found !== undefined) return host.call(found.routine, found.scope, expr, host);
  const args = expr.args.map((arg) => evaluate(arg.value, host));
  return mixedValue(32, args, { op: `${printExpression(expr.callee)}()`, width: 32 }, { grows: true });
}

export function findRoutine(callee: Expr, host: Host): (Entity & { kind: 'routine' }) | undefined {
  const entity =
    callee.kind === 'name'
      ? host.scope.lookup(callee.name)
      : callee.kind === 'scoped'
        ? host.packageScope(callee.scope)?.lookup(callee.name)
        : undefined;
  return entity?.kind === 'routine' ? entity : undefined;
}

function evaluateSystem(expr: Expr & { kind: 'system' }, host: Host, context: number): Value {
  const first = expr.args[0]?.value;
  if (first === undefined) return emptyValue(Math.max(32, context));
  switch (expr.name) {
    case '$signed':
    case '$unsigned': {
      const value = evaluate(first, host);
      const signed = expr.name === '$signed';
      return value.constant === undefined ? { ...value, signed, grows: false } : constantValue(value.constant, value.width, signed);
    }
    case '$clog2': {
      const value = constantOf(first, host);
      if (value !== undefined) return constantValue(BigInt(value <= 1n ? 0 : (value - 1n).toString(2).length), 32, true);
      break;
    }
    case '$bits':
    case '$size':
    case '$high':
    case '$low':
    case '$left':
    case '$right':
      return typeQuery(expr.name, first, host);
    default:
      break;
  }
  const args = expr.args.map((arg) => evaluate(arg.value, host));
  const oneBit = ['$onehot', '$onehot0', '$isunknown'].includes(expr.name);
  return mixedValue(oneBit ? 1 : 32, args, { op: expr.name, width: Math.max(1, ...args.map((arg) => arg.width)) });
}

function typeQuery(name: string, arg: Expr, host: Host): Value {
  const type = typeOf(arg, host);
  if (type === undefined || type.kind === 'unknown') {
    const width = name === '$bits' && type === undefined ? evaluate(arg, host).width : undefined;
    return width === undefined ? emptyValue(32) : constantValue(BigInt(width), 32, true);
  }
  const array = type.kind === 'array' ? type : undefined;
  const [left, right] = array === undefined ? [type.width - 1, 0] : [array.left, array.right];
  const answers: Readonly<Record<string, number>> = {
    $bits: type.width, $size: Math.abs(left - right) + 1, $high: Math.max(left, right), $low: Math.min(left, right), $left: left, $right: right,
  }; // prettier-ignore
  return constantValue(BigInt(answers[name] ?? 0), 32, true);
}

function typeOf(expr: Expr, host: Host): DataType | undefined {
  if (expr.kind === 'type') return resolveType(expr.type, host).type;
  if (expr.kind === 'name' || expr.kind === 'scoped') {
    const entity = expr.kind === 'name' ? host.scope.lookup(expr.name) : host.packageScope(expr.scope)?.lookup(expr.name);
    if (entity?.kind === 'type') return entity.type;
  }
  return findPlace(expr, host)?.type;
}

function evaluateRare(expr: Expr, host: Host, context: number): Value {
  switch (expr.kind) {
    case 'cast':
      return evaluateCast(expr, host);
    case 'inside':
      return evaluateInside(expr, host);
    case 'stream': {
      const value = concatValues(expr.parts.map((part) => evaluate(part, host)));
      return expr.op === '>>' ? value : mixedValue(value.width, [value]);
    }
    case 'pattern':
      return evaluatePattern(expr, host, context);
    case 'assign': {
      const value = evaluate(expr.value, host);
      host.assign(expr.target, value, expr);
      return value;
    }
    case 'step':
    case 'event':
      return evaluate(expr.arg, host, context);
    default:
      return emptyValue(Math.max(1, context));
  }
}

/** `a inside {…}`; known where all is that decides it. */
function evaluateInside(expr: Expr & { kind: 'inside' }, host: Host): Value {
  const arg = evaluate(expr.arg, host);
  const items = expr.set.map((item) => (item.kind === 'span' ? [item.low, item.high] : [item]).map((one) => evaluate(one, host)));
  const found = items.map(([low, high]) => (low === undefined ? false : isAmong(arg, low, high)));
  if (found.includes(true)) return constantValue(1n, 1);
  if (found.every((one) => one === false)) return constantValue(0n, 1);
  return mixedValue(1, [arg, ...items.flat()], { op: 'inside', width: arg.width });
}

/** Whether a value is one, or in a range with both ends; undefined when that is not known. */
function isAmong(value: Value, low: Value, high: Value | undefined): boolean | undefined {
  if (value.constant === undefined || value.wild !== undefined || low.constant === undefined) return undefined;
  if (high !== undefined)
    return high.constant === undefined ? undefined : low.constant <= value.constant && value.constant <= high.constant;
  const free = low.wild ?? 0n;
  return (value.constant | free) === (low.constant | free);
}

function evaluateCast(expr: Expr & { kind: 'cast' }, host: Host): Value {
  const value = evaluate(expr.arg, host);
  const { type } = expr;
  if ('kind' in type) {
    if (type.kind === 'name' && (type.name === 'signed' || type.name === 'unsigned')) return { ...value, signed: type.name === 'signed' };
    const target = typeOf(type, host);
    if (target !== undefined && isTypeName(type, host)) return resizeCast(value, target);
    const width = constantOf(type, host);
    if (width !== undefined && width > 0n && width < 1n << 20n) return { ...resizeValue(value, Number(width)), grows: false };
    return { ...value, grows: true };
  }
  if (type.base.kind === 'builtin' && (type.base.name === 'signed' || type.base.name === 'unsigned'))
    return { ...value, signed: type.base.name === 'signed' };
  const implicit = type.base.kind === 'builtin' && type.base.name === 'logic' && type.packed.length === 0 && type.end - type.start > 5;
  return implicit ? { ...value, signed: type.signed } : resizeCast(value, resolveType(type, host).type);
}

function isTypeName(expr: Expr, host: Host): boolean {
  const entity =
    expr.kind === 'name'
      ? host.scope.lookup(expr.name)
      : expr.kind === 'scoped'
        ? host.packageScope(expr.scope)?.lookup(expr.name)
        : undefined;
  return entity?.kind === 'type' || (entity === undefined && expr.kind === 'scoped');
}

function resizeCast(value: Value, type: DataType): Value {
  if (type.kind === 'unknown') return { ...value, grows: true };
  return { ...resizeValue(value, type.width), signed: type.signed, grows: false };
}

/** An assignment pattern without its type: ordered parts side by side; named parts mixed, since their places are the target's. */
function evaluatePattern(expr: Expr & { kind: 'pattern' }, host: Host, context: number): Value {
  const values = expr.items.map((item) => evaluate(item.value, host));
  if (expr.items.some((item) => item.key !== undefined)) return mixedValue(Math.max(1, context), values, undefined, { grows: true });
  const whole = concatValues(values);
  return context > 0 && whole.width !== context ? mixedValue(context, values, undefined, { grows: true }) : whole;
}

/** An assignment pattern laid out by the type it is assigned to. */
export function evaluateAs(expr: Expr, type: DataType | undefined, host: Host, context: number): Value {
  if (expr.kind === 'conditional' && type !== undefined) {
    const test = evaluate(expr.test, host);
    if (test.constant === undefined) {
      const yes = resizeValue(evaluateAs(expr.yes, type, host, context), context);
      const no = resizeValue(evaluateAs(expr.no, type, host, context), context);
      return muxValues(yes, no, { test, guard: expr.test, operator: { op: '?:', width: context } });
    }
    return evaluateAs(test.constant !== 0n ? expr.yes : expr.no, type, host, context);
  }
  if (expr.kind !== 'pattern' || type === undefined || type.kind === 'unknown' || type.kind === 'bit') return evaluate(expr, host, context);
  const slots: { name: string; type: DataType }[] =
    type.kind === 'struct'
      ? [...type.fields].sort((a, b) => b.offset - a.offset).map((field) => ({ name: field.name, type: field.type }))
      : indices(type).map((index) => ({ name: String(index), type: type.element }));
  const single = expr.items.length === 1 ? expr.items[0] : undefined;
  let items = expr.items;
  if (single !== undefined && single.key === undefined && single.value.kind === 'repeat') {
    const { parts } = single.value;
    items = slots.map((_, i) => ({ value: parts[i % parts.length] ?? single.value }));
  }
  const fallback = items.find((item) => item.key?.kind === 'name' && item.key.name === 'default');
  const parts = slots.map((slot, i) => {
    const named = items.find((item) => item.key !== undefined && keyText(item.key, host) === slot.name);
    const item = named ?? (items[i]?.key === undefined ? items[i] : undefined) ?? fallback;
    return item === undefined
      ? emptyValue(slot.type.width)
      : resizeValue(evaluateAs(item.value, slot.type, host, slot.type.width), slot.type.width);
  });
  return concatValues(parts);
}

function keyText(key: Expr, host: Host): string {
  if (key.kind === 'name') return host.scope.lookup(key.name)?.kind === 'constant' ? String(constantOf(key, host) ?? key.name) : key.name;
  return String(constantOf(key, host) ?? '');
}

function indices(type: DataType & { kind: 'array' }): number[] {
  const count = Math.min(4096, Math.abs(type.left - type.right) + 1);
  return Array.from({ length: count }, (_, i) => (type.left >= type.right ? type.left - i : type.left + i));
}
