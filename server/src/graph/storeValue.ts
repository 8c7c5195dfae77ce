import { opaqueValue, retainSign, tag, withOrigin } from './assignedValue';
import type { Expr } from './ast';
import type { Environment } from './environment';
import type { Host } from './evaluate';
import { findPlace, isSignal, laneDependencies, type Place } from './place';
import type { Signal, Site } from './signal';
import { collapse, cutDependency, mergeDeps, mixedValue, replaceBits, resizeValue, sliceValue, type Value } from './value';

/** The places a left side names, highest bits first. */
export function assignedPlaces(target: Expr, host: Host): Place[] {
  if (target.kind === 'concat' || target.kind === 'stream') return target.parts.flatMap((part) => assignedPlaces(part, host));
  if (target.kind === 'pattern') return target.items.flatMap((item) => assignedPlaces(item.value, host));
  const place = findPlace(target, host);
  return place === undefined || !isSignal(place.of) ? [] : [place];
}

/** Where an assignment's value goes, and how it is marked. */
export interface Store {
  readonly env: Environment;
  readonly which: 'blocking' | 'next';
  readonly site: Site;
  /** The only bits of one signal that matter: its value in the environment may be just these. */
  readonly window?: { readonly signal: Signal; readonly low: number; readonly width: number } | undefined;
  /** Mark each value with the place in the text that gave it. */
  readonly marksOrigin: boolean;
}

/** Spreads a value over the places it is assigned to, highest bits first; it is resized to their width in bits. */
export function storeValue(places: readonly Place[], raw: Value, store: Store): void {
  const { site } = store;
  const width = places.reduce((sum, place) => sum + place.type.width, 0);
  const opaque = places.length === 1 && places[0]?.type.kind === 'unknown';
  const sized = tag(opaque ? opaqueValue(raw) : resizeValue(raw, Math.max(1, width)), site);
  const value = store.marksOrigin ? withOrigin(sized, site) : sized;
  let at = width;
  for (const place of places) {
    at -= place.type.width;
    if (isSignal(place.of)) writePlace(place, place.of, sliceValue(value, at, place.type.width), store);
  }
}

function writePlace(place: Place, signal: Signal, value: Value, store: Store): void {
  const { env, which, site, window } = store;
  const current = env.current(which, signal);
  if (window?.signal === signal && current.width !== signal.type.width) {
    const seen = writeWindow(window, place, current, value);
    if (seen !== undefined) env[which].set(signal, seen);
    return;
  }
  if (place.indices.length === 0) {
    const part = { ...value, signed: signal.type.signed };
    env[which].set(signal, retainSign(replaceBits(current, place.low, part), signal));
    return;
  }
  const chosen = collapse(place.indices, { op: '[]', width: place.width }, 'select').map((dep) => ({ ...dep, site }));
  const { lane } = place;
  const given = lane === undefined ? collapse([value]) : laneDependencies(value, lane.stride, lane.offset);
  const old = sliceValue(current, place.low, place.width);
  let at = 0;
  const segments = old.segments.map((segment) => {
    const from = at;
    at += segment.width;
    const added = given.map((dep) => cutDependency(dep, from, segment.width));
    return { ...segment, deps: mergeDeps([...segment.deps, ...added, ...chosen]) };
  });
  env[which].set(signal, replaceBits(current, place.low, { width: place.width, segments, signed: false, grows: false }));
}

function writeWindow(window: { low: number; width: number }, place: Place, current: Value, value: Value): Value | undefined {
  const from = Math.max(window.low, place.low);
  const to = Math.min(window.low + window.width, place.low + place.width);
  if (to <= from) return undefined;
  if (place.indices.length > 0) return mixedValue(window.width, [current, value]);
  return replaceBits(current, from - window.low, sliceValue(value, from - place.low, to - from));
}
