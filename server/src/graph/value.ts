import { isSameLanes, type Lanes, shiftedLanes } from './lanes';
import type { Signal, Site } from './signal';

export type Role = 'data' | 'select' | 'enable' | 'reset';

export interface Operator {
  readonly op: string;
  readonly width: number;
  /** `x ^ (x >> 1)`: of a counter, one bit changes at a time. */
  readonly gray?: true;
}

/** What a bit of a value is made from: `width` bits of a signal from `low` on. */
export interface Dependency {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  /** Bit i of the segment comes from bit low + i only; otherwise every bit comes from the whole range. */
  readonly aligned: boolean;
  /** Where not aligned: which bits of the segment (p) and of the range (q) meet; all with all when absent. */
  readonly lanes?: Lanes;
  readonly role: Role;
  /** Operators from the source to here, nearest to the source first. */
  readonly ops: readonly Operator[];
  /** The statement or assignment that made it a driver. */
  readonly site?: Site;
}

/** Neighbouring bits with the same origin. */
export interface Segment {
  readonly width: number;
  readonly deps: readonly Dependency[];
  /** These bits may keep what they held before the process ran. */
  readonly hold: boolean;
  /** Some path assigned them, even if only constants. */
  readonly touched?: boolean;
  /** An assumed value of these bits (while a state machine is explored). */
  readonly known?: bigint;
  /** Ways that come together give these bits different values (while they are merged only). */
  readonly differs?: true;
}

/** One possible constant of a value, with the condition under which it is taken (only while a state machine is explored). */
export interface Alternative {
  readonly guards: readonly string[];
  readonly value: bigint;
  readonly held: boolean;
  /** The assignment that gives it. */
  readonly at?: { readonly start: number; readonly end: number };
}

/** A symbolic value: bits, least significant first, each with what it depends on. */
export interface Value {
  readonly width: number;
  readonly segments: readonly Segment[];
  readonly signed: boolean;
  /** An arithmetic result: extending it takes more bits of the same result instead of zeros. */
  readonly grows: boolean;
  readonly constant?: bigint;
  /** Bits of a constant that are x, z or `?`. */
  readonly wild?: bigint;
  readonly alternatives?: readonly Alternative[];
}

const noDeps: readonly Dependency[] = [];
const noOps: readonly Operator[] = [];
const maxAlternatives = 48;

export function constantValue(value: bigint, width: number, signed = false): Value {
  return { width, segments: [{ width, deps: noDeps, hold: false }], signed, grows: false, constant: wrap(value, width, signed) };
}

/** `value` modulo 2^width, as a signed number when `signed`. */
export function wrap(value: bigint, width: number, signed: boolean): bigint {
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

export function emptyValue(width: number): Value {
  return { width, segments: [{ width, deps: noDeps, hold: false }], signed: false, grows: false };
}

const held = new Map<number, Value>();

/** Bits that are what they were: one and the same value for each width. */
export function heldValue(width: number): Value {
  let value = held.get(width);
  if (value === undefined)
    held.set(width, (value = { width, segments: [{ width, deps: noDeps, hold: true }], signed: false, grows: false }));
  return value;
}

export function signalValue(signal: Signal, low = 0, width = signal.type.width, signed = signal.type.signed): Value {
  const dep: Dependency = { signal, low, width, aligned: true, role: 'data', ops: noOps };
  return { width, segments: [{ width, deps: [dep], hold: false }], signed, grows: signal.type.kind === 'unknown' };
}

/** Bits [low, low + width) of a value; bits past its end depend on nothing. */
export function sliceValue(value: Value, low: number, width: number): Value {
  if (low === 0 && width === value.width) return value;
  const segments: Segment[] = [];
  let at = 0;
  for (const segment of value.segments) {
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + segment.width);
    if (to > from) segments.push(cut(segment, from - at, to - from));
    at += segment.width;
  }
  const missing = width - segments.reduce((sum, segment) => sum + segment.width, 0);
  if (missing > 0) segments.push({ width: missing, deps: noDeps, hold: false });
  const bits = value.constant === undefined ? knownBits(segments) : value.constant >> BigInt(low);
  const constant = bits === undefined ? {} : { constant: BigInt.asUintN(width, bits) };
  const wild = value.wild === undefined ? {} : { wild: BigInt.asUintN(width, value.wild >> BigInt(low)) };
  const part = (one: Alternative): Alternative => ({ ...one, value: BigInt.asUintN(width, one.value >> BigInt(low)) });
  const alternatives = value.alternatives === undefined ? {} : { alternatives: value.alternatives.map(part) };
  return { width, segments, signed: false, grows: false, ...constant, ...wild, ...alternatives };
}

function knownBits(segments: readonly Segment[]): bigint | undefined {
  let bits = 0n;
  let at = 0;
  for (const segment of segments) {
    if (segment.known === undefined) return undefined;
    bits |= segment.known << BigInt(at);
    at += segment.width;
  }
  return bits;
}

/** Which bits of which longer segment a piece was cut from. */
const cutFrom = new WeakMap<Segment, { readonly whole: Segment; readonly from: number }>();

/** Whether two segments are the same bits of one value: no assignment lies between them. */
export function isSameBits(a: Segment, b: Segment): boolean {
  if (a === b) return true;
  if (a.width !== b.width) return false;
  const [one, other] = [cutFrom.get(a), cutFrom.get(b)];
  return (one?.whole ?? a) === (other?.whole ?? b) && (one?.from ?? 0) === (other?.from ?? 0);
}

/** What bits [from, from + width) of a segment depend on, of what the segment does. */
export function cutDependency(dep: Dependency, from: number, width: number): Dependency {
  if (dep.aligned) return { ...dep, low: dep.low + from, width: Math.min(width, dep.width) };
  return dep.lanes === undefined || from === 0 ? dep : { ...dep, lanes: shiftedLanes(dep.lanes, -from) };
}

function cut(segment: Segment, from: number, width: number): Segment {
  if (from === 0 && width === segment.width) return segment;
  const deps = segment.deps.map((dep) => cutDependency(dep, from, width));
  const known = segment.known === undefined ? {} : { known: BigInt.asUintN(width, segment.known >> BigInt(from)) };
  const piece: Segment = { ...segment, width, deps, ...known };
  const before = cutFrom.get(segment);
  cutFrom.set(piece, { whole: before?.whole ?? segment, from: (before?.from ?? 0) + from });
  return piece;
}

/** Truncates or extends to a context's width (IEEE 1800-2017, 11.6). */
export function resizeValue(value: Value, width: number): Value {
  if (width === value.width) return value;
  if (width < value.width) return { ...sliceValue(value, 0, width), signed: value.signed, grows: value.grows };
  if (value.constant !== undefined) {
    const wide = constantValue(value.constant, width, value.signed);
    return value.wild === undefined ? wide : { ...wide, wild: value.wild };
  }
  const last = value.segments[value.segments.length - 1];
  let deps = noDeps;
  if (last !== undefined && (value.grows || value.signed)) {
    const top = value.grows ? last : cut(last, last.width - 1, 1);
    deps = top.deps.map((dep) => mixed(dep, dep.ops, dep.role));
  }
  const segments = [...value.segments, { width: width - value.width, deps, hold: false }];
  const { signed, grows, alternatives } = value;
  return { width, segments, signed, grows, ...(alternatives === undefined ? {} : { alternatives }) };
}

/** `{first, …, last}`: the first part ends up in the highest bits. */
export function concatValues(parts: readonly Value[]): Value {
  const segments: Segment[] = [];
  let width = 0;
  let constant: bigint | undefined = 0n;
  let wild = 0n;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (part === undefined) continue;
    segments.push(...(part.constant === undefined || part.wild !== undefined ? part.segments : knownSegments(part, part.constant)));
    if (part.constant === undefined) constant = undefined;
    else if (constant !== undefined) constant |= BigInt.asUintN(part.width, part.constant) << BigInt(width);
    if (part.wild !== undefined) wild |= part.wild << BigInt(width);
    width += part.width;
  }
  const known = constant === undefined ? {} : { constant, ...(wild === 0n ? {} : { wild }) };
  return { width, segments, signed: false, grows: false, ...known };
}

/** Bits of a constant stay known beside others that are not. */
function knownSegments({ width, segments }: Value, constant: bigint): Segment[] {
  const deps = segments.flatMap((segment) => segment.deps);
  return [{ width, deps, hold: false, known: BigInt.asUintN(width, constant) }];
}

/** Which bits of a value are known, extended by zeros to `width`, as a mask, and what they are. */
export function knownPart(value: Value, width: number): { readonly mask: bigint; readonly bits: bigint } {
  const ones = (count: number): bigint => (1n << BigInt(count)) - 1n;
  if (value.constant !== undefined) {
    const mask = ones(width) & ~(value.wild ?? 0n);
    return { mask, bits: BigInt.asUintN(width, value.constant) & mask };
  }
  let mask = ones(width) & ~ones(value.width);
  let bits = 0n;
  let at = 0n;
  for (const segment of value.segments) {
    if (segment.known !== undefined) {
      mask |= ones(segment.width) << at;
      bits |= segment.known << at;
    }
    at += BigInt(segment.width);
  }
  return { mask, bits };
}

/** Replaces bits [low, low + part.width) of `whole`. */
export function replaceBits(whole: Value, low: number, part: Value): Value {
  if (low === 0 && part.width === whole.width) return part;
  const above = low + part.width;
  const pieces: Value[] = [];
  if (above < whole.width) pieces.push(sliceValue(whole, above, whole.width - above));
  pieces.push(part);
  if (low > 0) pieces.push(sliceValue(whole, 0, low));
  const joined = concatValues(pieces);
  const alternatives = replaceAlternatives(whole, low, part);
  return alternatives === undefined ? joined : { ...joined, alternatives };
}

function replaceAlternatives(whole: Value, low: number, part: Value): Alternative[] | undefined {
  const outer = alternativesOf(whole);
  const inner = alternativesOf(part);
  if (outer === undefined || inner === undefined || (whole.alternatives === undefined && part.alternatives === undefined)) return undefined;
  if (outer.length * inner.length > maxAlternatives) return undefined;
  const mask = ((1n << BigInt(part.width)) - 1n) << BigInt(low);
  return outer.flatMap((one) =>
    inner.map((two) => ({
      guards: joinGuards(one.guards, two.guards),
      value: (one.value & ~mask) | ((two.value << BigInt(low)) & mask),
      held: false,
    })),
  );
}

export function alternativesOf(value: Value): readonly Alternative[] | undefined {
  if (value.alternatives !== undefined) return value.alternatives;
  return value.constant === undefined ? undefined : [{ guards: [], value: BigInt.asUintN(value.width, value.constant), held: false }];
}

/** Both lists, or undefined when one contradicts the other (so the alternative cannot happen). */
export function joinGuards(first: readonly string[], second: readonly string[]): readonly string[] {
  if (first.length === 0) return second;
  return [...first, ...second.filter((guard) => !first.includes(guard))];
}

/** Every dependency of the given values, no longer tied to single bits, with one more operator on the way. */
export function collapse(values: readonly Value[], operator?: Operator, role?: Role): Dependency[] {
  const deps: Dependency[] = [];
  for (const value of values) {
    for (const segment of value.segments) {
      for (const dep of segment.deps) deps.push(extend(dep, operator, role));
    }
  }
  return mergeDeps(deps);
}

function extend(dep: Dependency, operator: Operator | undefined, role: Role | undefined): Dependency {
  return mixed(dep, operator === undefined || dep.ops.length >= 12 ? dep.ops : [...dep.ops, operator], role ?? dep.role);
}

/** The dependency of every bit on all bits of the range. */
function mixed({ signal, low, width, site }: Dependency, ops: readonly Operator[], role: Role): Dependency {
  return { signal, low, width, aligned: false, role, ops, ...(site === undefined ? {} : { site }) };
}

/** A value all of whose bits depend on everything given. */
export function mixedValue(
  width: number,
  values: readonly Value[],
  operator?: Operator,
  options: { signed?: boolean; grows?: boolean } = {},
): Value {
  const deps = collapse(values, operator);
  return { width, segments: [{ width, deps, hold: false }], signed: options.signed ?? false, grows: options.grows ?? false };
}

/** Combines two values of one width bit by bit. */
export function zipValues(first: Value, second: Value, combine: (a: Segment, b: Segment) => Segment): Segment[] {
  if (first.segments.length === 1 && second.segments.length === 1) {
    const [a, b] = [first.segments[0], second.segments[0]];
    return a === undefined || b === undefined ? [] : [combine(a, b)];
  }
  const segments: Segment[] = [];
  let i = 0;
  let j = 0;
  let usedA = 0;
  let usedB = 0;
  for (;;) {
    const a = first.segments[i];
    const b = second.segments[j];
    if (a === undefined || b === undefined) return segments;
    const width = Math.min(a.width - usedA, b.width - usedB);
    if (width > 0) segments.push(combine(cut(a, usedA, width), cut(b, usedB, width)));
    usedA += width;
    usedB += width;
    if (usedA >= a.width) {
      i++;
      usedA = 0;
    }
    if (usedB >= b.width) {
      j++;
      usedB = 0;
    }
  }
}

/** Combines many values of one width bit by bit: for each stretch in which none of them changes its origin, the segments of all. */
export function zipMany(values: readonly Value[], combine: (segments: readonly Segment[]) => Segment): Segment[] {
  if (values.every(({ segments }) => segments.length === 1)) return [combine(values.flatMap(({ segments }) => segments))];
  const segments: Segment[] = [];
  const at = values.map(() => 0);
  const used = values.map(() => 0);
  for (;;) {
    const now: Segment[] = [];
    let width = Infinity;
    values.forEach((value, i) => {
      const segment = value.segments[at[i] ?? 0];
      if (segment === undefined) return;
      now.push(segment);
      width = Math.min(width, segment.width - (used[i] ?? 0));
    });
    if (now.length < values.length) return segments;
    if (width > 0) segments.push(combine(now.map((segment, i) => cut(segment, used[i] ?? 0, width))));
    now.forEach((segment, i) => {
      used[i] = (used[i] ?? 0) + width;
      if (used[i] < segment.width) return;
      at[i] = (at[i] ?? 0) + 1;
      used[i] = 0;
    });
  }
}

/** Beyond this many dependencies what one says is looked up by its signal, before it is compared with each. */
const fewDeps = 12;

/** Duplicates removed; of two ways from one source the longer chain of operators is kept; adjoining ranges join. */
export function mergeDeps(deps: readonly Dependency[]): Dependency[] {
  if (deps.length < 2) return deps as Dependency[];
  const merged: Dependency[] = [];
  if (deps.length <= fewDeps) for (const dep of deps) mergeOne(merged, dep);
  else mergeMany(merged, deps);
  return merged.length === deps.length ? (deps as Dependency[]) : merged;
}

/** The same of two lists, the first of which has no duplicates: a long chain of operators grows by a few at a time. */
export function mergeLists(first: readonly Dependency[], more: readonly Dependency[]): Dependency[] {
  if (more.length > fewDeps) return mergeDeps([...first, ...more]);
  const merged = [...first];
  for (const dep of more) mergeOne(merged, dep);
  return merged;
}

function mergeOne(merged: Dependency[], dep: Dependency): void {
  for (let i = 0; i < merged.length; i++) {
    const known = merged[i];
    if (known === dep) return;
    if (known === undefined || !saysSame(known, dep)) continue;
    merged[i] = joined(known, dep);
    return;
  }
  merged.push(dep);
}

function mergeMany(merged: Dependency[], deps: readonly Dependency[]): void {
  const last = new Map<Signal, number>();
  /** For each entry the one of the same signal before it. */
  const before: (number | undefined)[] = [];
  for (const dep of deps) {
    const newest = last.get(dep.signal);
    let at = newest;
    for (; at !== undefined; at = before[at]) {
      const known = merged[at];
      if (known === dep) break;
      if (known === undefined || !saysSame(known, dep)) continue;
      merged[at] = joined(known, dep);
      break;
    }
    if (at !== undefined) continue;
    before.push(newest);
    last.set(dep.signal, merged.length);
    merged.push(dep);
  }
}

/** Whether two dependencies differ in nothing but their operators and, where bits do not matter, in ranges that touch. */
function saysSame(a: Dependency, b: Dependency): boolean {
  if (a.signal !== b.signal || a.role !== b.role || a.site !== b.site || a.aligned !== b.aligned) return false;
  if (!isSameLanes(a.lanes, b.lanes)) return false;
  if (a.aligned || a.lanes !== undefined) return a.low === b.low && a.width === b.width;
  return a.low <= b.low + b.width && b.low <= a.low + a.width;
}

function joined(known: Dependency, dep: Dependency): Dependency {
  const ops = dep.ops.length > known.ops.length ? dep.ops : known.ops;
  const low = Math.min(dep.low, known.low);
  const width = Math.max(dep.low + dep.width, known.low + known.width) - low;
  return ops === known.ops && low === known.low && width === known.width ? known : { ...known, low, width, ops };
}
