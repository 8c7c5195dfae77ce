import { type DataType, bitsText } from './dataType';
import { estimateDelay } from './delay';
import type { Driver, Elaboration } from './elaboration';
import type { DataEdge, FactRange } from './graphTypes';
import { conjunction } from './printExpression';
import type { Signal, Site } from './signal';
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
    for (const edge of group.finish()) edges.push(edge);
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
  const [{ type }, { type: sourceType, id }] = [driver.signal, dep.signal];
  if (type.kind !== 'struct' && sourceType.kind !== 'struct') {
    const count = dep.aligned ? Math.min(width, dep.width) : dep.width;
    const target = { id: driver.signal.id, type, low, width: dep.aligned ? count : width, at: 0 };
    if (count > 0) group.add(driver, dep, target, { id, type: sourceType, low: dep.low, width: count, at: 0 });
    return;
  }
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An edge that may still grow, with the types that its bit ranges are told by. */
interface Growing {
  readonly edge: Mutable<DataEdge>;
  readonly source: DataType;
  readonly target: DataType;
}

/** The edges of one driver: what adjoins and says the same becomes one. */
class EdgeGroup {
  private readonly open = new Map<string, Growing>();

  constructor(private readonly rangeOf: RangeOf) {}

  add(driver: Driver, dep: Dependency, target: Piece, source: Piece): void {
    const { site, ops, aligned } = dep;
    const kind = dep.role === 'data' && site?.kind === 'branch' ? 'select' : dep.role;
    const key = `${source.id}|${target.id}|${kind}|${site?.serial ?? -1}|${aligned ? 'a' : ''}|${opsText(ops)}`;
    const known = this.open.get(key);
    if (known !== undefined && join(known.edge, target, source)) return;
    const range = this.rangeOf(site?.start ?? driver.signal.start, site?.end ?? driver.signal.end);
    const edge: DataEdge = {
      from: source.id,
      to: target.id,
      kind,
      fromLow: source.low,
      fromWidth: source.width,
      toLow: target.low,
      toWidth: target.width,
      aligned,
      line: range.line,
      range,
      site: site?.serial ?? -1,
      siteKind: site?.kind ?? 'assign',
      guard: guardOf(site),
      ops,
      delay: 0,
    };
    this.open.set(known === undefined ? key : `${key}|${source.low}|${target.low}`, { edge, source: source.type, target: target.type });
  }

  finish(): DataEdge[] {
    return [...this.open.values()].map(({ edge, source, target }) => {
      const fromBits = bitsText(source, edge.fromLow, edge.fromWidth);
      const toBits = bitsText(target, edge.toLow, edge.toWidth);
      edge.delay = estimateDelay(edge.ops);
      if (fromBits !== undefined) edge.fromBits = fromBits;
      if (toBits !== undefined) edge.toBits = toBits;
      return edge;
    });
  }
}

/** Lets an edge take in a piece that adjoins on both sides (or, when not tied bit to bit, has one side in common). False when it does not. */
function join(edge: Mutable<DataEdge>, target: Piece, source: Piece): boolean {
  const above = target.low === edge.toLow + edge.toWidth;
  if (edge.aligned) {
    if (!above || source.low !== edge.fromLow + edge.fromWidth) return false;
    edge.toWidth += target.width;
    edge.fromWidth += source.width;
    return true;
  }
  const sameSource = source.low === edge.fromLow && source.width === edge.fromWidth;
  if (sameSource && above) {
    edge.toWidth += target.width;
    return true;
  }
  const sameTarget = target.low === edge.toLow && target.width === edge.toWidth;
  if (sameSource && sameTarget) return true;
  if (!sameTarget || source.low !== edge.fromLow + edge.fromWidth) return false;
  edge.fromWidth += source.width;
  return true;
}

const opsTexts = new WeakMap<Dependency['ops'], string>();

/** The operators by name; many dependencies share one list. */
function opsText(ops: Dependency['ops']): string {
  if (ops.length === 0) return '';
  let text = opsTexts.get(ops);
  if (text === undefined) opsTexts.set(ops, (text = ops.map((one) => one.op).join(' ')));
  return text;
}

const guardTexts = new WeakMap<Site, string>();

function guardOf(site: Site | undefined): string {
  if (site === undefined) return '';
  let text = guardTexts.get(site);
  if (text === undefined) guardTexts.set(site, (text = conjunction(site.guards)));
  return text;
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
    const key = `${edge.from}|${edge.to}|${edge.kind}|${edge.site}|${edge.fromLow}|${edge.fromWidth}|${edge.toLow}|${edge.toWidth}|${opsText(edge.ops)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
