import { type DataType, bitsText } from './dataType';
import { estimateDelay } from './delay';
import type { Driver, Elaboration } from './elaboration';
import type { DataEdge, FactRange } from './graphTypes';
import { conjunction } from './printExpression';
import type { Signal } from './signal';
import type { Dependency } from './value';

/** Lines of the preprocessed text, 1-based in the author's files. */
export type LineOf = (offset: number) => number;
/** The same with columns, for a range of it. */
export type RangeOf = (start: number, end: number) => FactRange;

interface Piece {
  readonly id: string;
  readonly type: DataType;
  readonly low: number;
  readonly width: number;
  /** Offset inside the range that was split. */
  readonly at: number;
}

/** Every driver as edges, in the order of the targets' declarations. A struct's fields are signals of their own. */
export function dataEdges(elaboration: Elaboration, rangeOf: RangeOf): DataEdge[] {
  const edges: DataEdge[] = [];
  const drivers = elaboration.drivers.map((driver, order) => ({ driver, order }));
  drivers.sort((a, b) => a.driver.signal.serial - b.driver.signal.serial || a.driver.low - b.driver.low || a.order - b.order);
  for (const { driver } of drivers) {
    const group = new EdgeGroup(rangeOf);
    let low = driver.low;
    for (const segment of driver.segments) {
      for (const dep of segment.deps) addDependency(group, driver, low, segment.width, dep);
      low += segment.width;
    }
    edges.push(...group.edges.values());
    addClock(edges, driver, elaboration, rangeOf);
  }
  return unique(edges);
}

/** Parts of a bit range of a signal: one per field it touches, or the range itself. */
export function splitRange(signal: Signal, low: number, width: number): Piece[] {
  const { type } = signal;
  if (type.kind !== 'struct') return [{ id: signal.id, type, low, width, at: 0 }];
  const pieces: Piece[] = [];
  for (const field of type.fields) {
    const from = Math.max(low, field.offset);
    const to = Math.min(low + width, field.offset + field.type.width);
    if (to > from)
      pieces.push({ id: `${signal.id}.${field.name}`, type: field.type, low: from - field.offset, width: to - from, at: from - low });
  }
  return pieces;
}

function addDependency(group: EdgeGroup, driver: Driver, low: number, width: number, dep: Dependency): void {
  for (const target of splitRange(driver.signal, low, width)) {
    if (!dep.aligned) {
      for (const source of splitRange(dep.signal, dep.low, dep.width)) group.add(driver, dep, target, source);
      continue;
    }
    const from = dep.low + target.at;
    const count = Math.min(target.width, dep.width - target.at);
    if (count <= 0) continue;
    for (const source of splitRange(dep.signal, from, count)) {
      group.add(driver, dep, { ...target, low: target.low + source.at, width: source.width }, source);
    }
  }
}

class EdgeGroup {
  readonly edges = new Map<string, DataEdge>();

  constructor(private readonly rangeOf: RangeOf) {}

  add(driver: Driver, dep: Dependency, target: Piece, source: Piece): void {
    const kind = dep.role === 'data' && dep.site?.kind === 'branch' ? 'select' : dep.role;
    const ops = dep.ops;
    const site = dep.site;
    const key = `${source.id}|${target.id}|${kind}|${site?.serial ?? -1}|${dep.aligned ? 'a' : ''}|${ops.map((one) => one.op).join(' ')}`;
    const known = this.edges.get(key);
    const joined = known === undefined ? undefined : join(known, target, source);
    if (joined !== undefined) {
      this.edges.set(key, withBits(joined, target, source));
      return;
    }
    const range = this.rangeOf(site?.start ?? driver.signal.start, site?.end ?? driver.signal.end);
    const edge: DataEdge = {
      from: source.id,
      to: target.id,
      kind,
      fromLow: source.low,
      fromWidth: source.width,
      toLow: target.low,
      toWidth: target.width,
      aligned: dep.aligned,
      line: range.line,
      range,
      site: site?.serial ?? -1,
      siteKind: site?.kind ?? 'assign',
      guard: conjunction(site?.guards ?? []),
      ops,
      delay: estimateDelay(ops),
    };
    this.edges.set(known === undefined ? key : `${key}|${source.low}|${target.low}`, withBits(edge, target, source));
  }
}

/** One edge for two that adjoin on both sides (or, when not tied bit to bit, have one side in common). */
function join(edge: DataEdge, target: Piece, source: Piece): DataEdge | undefined {
  const above = target.low === edge.toLow + edge.toWidth;
  if (edge.aligned) {
    if (!above || source.low !== edge.fromLow + edge.fromWidth) return undefined;
    return { ...edge, toWidth: edge.toWidth + target.width, fromWidth: edge.fromWidth + source.width };
  }
  const sameSource = source.low === edge.fromLow && source.width === edge.fromWidth;
  if (sameSource && above) return { ...edge, toWidth: edge.toWidth + target.width };
  const sameTarget = target.low === edge.toLow && target.width === edge.toWidth;
  if (sameSource && sameTarget) return edge;
  if (sameTarget && source.low === edge.fromLow + edge.fromWidth) return { ...edge, fromWidth: edge.fromWidth + source.width };
  return undefined;
}

function withBits(edge: DataEdge, target: Piece, source: Piece): DataEdge {
  const rest: { -readonly [K in keyof DataEdge]: DataEdge[K] } = { ...edge };
  delete rest.fromBits;
  delete rest.toBits;
  const fromBits = bitsText(source.type, edge.fromLow, edge.fromWidth);
  const toBits = bitsText(target.type, edge.toLow, edge.toWidth);
  return { ...rest, ...(fromBits === undefined ? {} : { fromBits }), ...(toBits === undefined ? {} : { toBits }) };
}

function addClock(edges: DataEdge[], driver: Driver, elaboration: Elaboration, rangeOf: RangeOf): void {
  const { shape, process, scope } = driver.task;
  if (shape === undefined || process === undefined) return;
  const clock = shape.clock.signal;
  const entity = scope.lookup(clock);
  const id = entity?.kind === 'signal' ? entity.signal.id : elaboration.signals.some((signal) => signal.id === clock) ? clock : undefined;
  if (id === undefined) return;
  const range = rangeOf(process.start, process.end);
  for (const target of splitRange(
    driver.signal,
    driver.low,
    driver.segments.reduce((sum, segment) => sum + segment.width, 0),
  )) {
    edges.push({
      from: id,
      to: target.id,
      kind: 'clock',
      fromLow: 0,
      fromWidth: 1,
      toLow: target.low,
      toWidth: target.width,
      aligned: false,
      line: range.line,
      range,
      site: -1,
      siteKind: 'clock',
      guard: shape.clock.edge,
      ops: [],
      delay: 0,
    });
  }
}

function unique(edges: readonly DataEdge[]): DataEdge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const key = `${edge.from}|${edge.to}|${edge.kind}|${edge.site}|${edge.fromLow}|${edge.fromWidth}|${edge.toLow}|${edge.toWidth}|${edge.ops.map((one) => one.op).join(' ')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
