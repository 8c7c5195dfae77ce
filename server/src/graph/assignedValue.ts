import type { Signal, Site } from './signal';
import { type Dependency, mergeDeps, mixedValue, type Value } from './value';

/** A value as an assignment at `site` gives it: its dependencies come from there. */
export function tag(value: Value, site: Site): Value {
  if (value.segments.every((segment) => segment.deps.length === 0 && !segment.hold)) return value;
  const segments = value.segments.map((segment) => ({
    ...segment,
    hold: false,
    deps: mergeDeps(segment.deps.map((dep) => tagged(dep, site))),
  }));
  return { ...value, segments };
}

/** While a machine is explored, a constant remembers which assignment gave it. */
export function withOrigin(value: Value, at: { readonly start: number; readonly end: number }): Value {
  if (value.constant === undefined || value.wild !== undefined) return value;
  if (value.alternatives !== undefined) return value;
  return { ...value, alternatives: [{ guards: [], value: BigInt.asUintN(value.width, value.constant), held: false, at }] };
}

function tagged(dep: Dependency, site: Site): Dependency {
  return { ...dep, site, role: dep.role === 'data' ? 'data' : 'select' };
}

/** Everything a value depends on, as the one opaque unit of a type that is not known. */
export function opaqueValue(value: Value): Value {
  return value.constant !== undefined && value.width === 1 ? value : mixedValue(1, [value]);
}

/** Bits that were not assigned on some path are the signal's own. */
export function withOldBits(value: Value, signal: Signal, assumed: Value | undefined): Value {
  if (value.segments.every((segment) => !segment.hold)) return value;
  if (assumed !== undefined) return value;
  let low = 0;
  const segments = value.segments.map((segment) => {
    const from = low;
    low += segment.width;
    if (!segment.hold) return segment;
    const own: Dependency = { signal, low: from, width: segment.width, aligned: true, role: 'data', ops: [] };
    return { width: segment.width, deps: [...segment.deps, own], hold: false };
  });
  return { ...value, segments };
}

/** The value where nothing is held: a function's result. */
export function withoutHold(value: Value): Value {
  if (value.segments.every((segment) => !segment.hold)) return value;
  return { ...value, segments: value.segments.map((segment) => ({ ...segment, hold: false })) };
}

/** The value with the signedness of the signal that holds it. */
export function retainSign(value: Value, signal: Signal): Value {
  if (value.constant === undefined || !signal.type.signed) return { ...value, signed: signal.type.signed };
  return { ...value, signed: true, constant: BigInt.asIntN(value.width, value.constant) };
}
