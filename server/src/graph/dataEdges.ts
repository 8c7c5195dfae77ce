import { type DataType, bitsText } from './dataType';
import { estimateDelay } from './delay';
import type { Driver, Elaboration } from './elaboration';
import type { DataEdge, FactRange } from './graphTypes';
import { isSameLanes, type Lanes, metBits, shiftedLanes } from './lanes';
import { conjunction } from './printExpression';
import type { Signal, Site } from './signal';
import type { Dependency } from './value';

/** A range of the preprocessed text in the author's files. */
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
  const drivers = elaboration.drivers.map((driver, order) => ({ driver, order }));
  drivers.sort((a, b) => a.driver.signal.serial - b.driver.signal.serial || a.driver.low - b.driver.low || a.order - b.order);
  const edges: DataEdge[] = [];
  let first = 0;
  let signal: Signal | undefined;
  let several = false;
  for (const { driver } of drivers) {
    if (driver.signal !== signal) {
      if (several) dropRepeats(edges, first);
      [first, signal, several] = [edges.length, driver.signal, false];
    } else several = true;
    addDriver(edges, driver, elaboration, rangeOf);
  }
  if (several) dropRepeats(edges, first);
  return edges;
}

/** An edge and what in the text it comes from: an assignment or condition, the driven signal's declaration, or the process. */
interface Made {
  readonly edge: DataEdge;
  readonly from: Site | 'signal' | 'process';
}

/** What was made for a driver, for as long as it is kept. */
const madeFor = new WeakMap<Driver, readonly Made[]>();

function addDriver(edges: DataEdge[], driver: Driver, elaboration: Elaboration, rangeOf: RangeOf): void {
  const before = elaboration.kept?.driverBefore(driver);
  const known = before === undefined ? undefined : madeFor.get(before);
  const made = known?.map((one) => movedEdge(one, driver, elaboration, rangeOf)) ?? makeEdges(driver, elaboration, rangeOf);
  madeFor.set(driver, made);
  for (const { edge } of made) edges.push(edge);
}

function makeEdges(driver: Driver, elaboration: Elaboration, rangeOf: RangeOf): Made[] {
  const group = new EdgeGroup(driver, rangeOf);
  let low = driver.low;
  for (const segment of driver.segments) {
    for (const dep of segment.deps) addDependency(group, low, segment.width, dep);
    low += segment.width;
  }
  return [...group.finish(), ...clockEdges(driver, elaboration, rangeOf).map((edge): Made => ({ edge, from: 'process' }))];
}

/** An edge of a driver that was taken over, at its place in the new text. */
function movedEdge({ edge, from }: Made, { signal, task }: Driver, elaboration: Elaboration, rangeOf: RangeOf): Made {
  const now = typeof from === 'string' ? from : (elaboration.kept?.siteNow(from) ?? 'signal');
  const { start, end } = now === 'signal' ? signal : now === 'process' ? (task.process ?? signal) : now;
  const range = rangeOf(start, end);
  return { edge: { ...edge, line: range.line, range, site: typeof now === 'string' ? -1 : now.serial }, from: now };
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

function addDependency(group: EdgeGroup, low: number, width: number, dep: Dependency): void {
  const { signal } = group.driver;
  const [{ type }, { type: sourceType, id }] = [signal, dep.signal];
  if (type.kind !== 'struct' && sourceType.kind !== 'struct') {
    const count = dep.aligned ? Math.min(width, dep.width) : dep.width;
    const target = { id: signal.id, type, low, width: dep.aligned ? count : width, at: 0 };
    if (count > 0) group.add(dep, target, { id, type: sourceType, low: dep.low, width: count, at: 0 }, dep.lanes);
    return;
  }
  for (const target of splitRange(signal, low, width)) {
    if (!dep.aligned) {
      for (const source of splitRange(dep.signal, dep.low, dep.width)) addLanes(group, dep, target, source);
      continue;
    }
    const from = dep.low + target.at;
    const count = Math.min(target.width, dep.width - target.at);
    if (count <= 0) continue;
    for (const source of splitRange(dep.signal, from, count)) {
      group.add(dep, { ...target, low: target.low + source.at, width: source.width }, source);
    }
  }
}

/** Fields of a structure that share no lane have nothing to do with each other. */
function addLanes(group: EdgeGroup, dep: Dependency, target: Piece, source: Piece): void {
  const lanes = dep.lanes === undefined ? undefined : shiftedLanes(dep.lanes, source.at - target.at);
  if (lanes === undefined || metBits(lanes, 0, target.width, source.width).length > 0) group.add(dep, target, source, lanes);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An edge that may still grow, with the types that its bit ranges are told by. */
interface Growing {
  readonly edge: Mutable<DataEdge>;
  readonly source: DataType;
  readonly target: DataType;
  readonly site: Site | undefined;
}

/** The edges of one driver: what adjoins and says the same becomes one. */
class EdgeGroup {
  private readonly all: Growing[] = [];
  /** Those of one signal. */
  private readonly near = new Map<Signal, Growing[]>();

  constructor(
    readonly driver: Driver,
    private readonly rangeOf: RangeOf,
  ) {}

  add(dep: Dependency, target: Piece, source: Piece, lanes?: Lanes): void {
    const { site, ops, aligned } = dep;
    const kind = dep.role === 'data' && site?.kind === 'branch' ? 'select' : dep.role;
    const near = this.near.get(dep.signal);
    const takes = ({ edge, site: own }: Growing): boolean =>
      own === site &&
      edge.kind === kind &&
      edge.aligned === aligned &&
      edge.from === source.id &&
      edge.to === target.id &&
      isSameChain(edge.ops, ops) &&
      isSameLanes(edge.lanes, lanes === undefined ? undefined : shiftedLanes(lanes, target.low - edge.toLow)) &&
      join(edge, target, source);
    if (near?.some(takes) === true) return;
    const { start, end } = site ?? this.driver.signal;
    const range = this.rangeOf(start, end);
    const edge: Mutable<DataEdge> = {
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
      delay: estimateDelay(ops),
      ...(lanes === undefined ? {} : { lanes }),
    };
    const grows = { edge, source: source.type, target: target.type, site };
    this.all.push(grows);
    if (near === undefined) this.near.set(dep.signal, [grows]);
    else near.push(grows);
  }

  finish(): Made[] {
    return this.all.map(({ edge, source, target, site }) => {
      const fromBits = bitsText(source, edge.fromLow, edge.fromWidth);
      const toBits = bitsText(target, edge.toLow, edge.toWidth);
      if (fromBits !== undefined) edge.fromBits = fromBits;
      if (toBits !== undefined) edge.toBits = toBits;
      return { edge, from: site ?? 'signal' };
    });
  }
}

/** The same operators by name. */
function isSameChain(a: DataEdge['ops'], b: DataEdge['ops']): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one.op === b[i]?.op));
}

/** Lets an edge take in a piece that adjoins on both sides (or, when not tied bit to bit, has one side in common). False when it does not. */
function join(edge: Mutable<DataEdge>, target: Piece, source: Piece): boolean {
  const above = target.low === edge.toLow + edge.toWidth;
  if (edge.aligned) {
    if (target.low === edge.toLow && target.width === edge.toWidth && source.low === edge.fromLow) return true;
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
  if (!sameTarget || edge.lanes !== undefined || source.low !== edge.fromLow + edge.fromWidth) return false;
  edge.fromWidth += source.width;
  return true;
}

const guardTexts = new WeakMap<readonly string[], string>();

function guardOf(site: Site | undefined): string {
  if (site === undefined) return '';
  let text = guardTexts.get(site.guards);
  if (text === undefined) guardTexts.set(site.guards, (text = conjunction(site.guards)));
  return text;
}

function clockEdges(driver: Driver, elaboration: Elaboration, rangeOf: RangeOf): DataEdge[] {
  const { shape, process, scope } = driver.task;
  if (shape === undefined || process === undefined) return [];
  const clock = shape.clock.signal;
  const entity = scope.lookup(clock);
  const id = entity?.kind === 'signal' ? entity.signal.id : elaboration.signals.some((signal) => signal.id === clock) ? clock : undefined;
  if (id === undefined) return [];
  const range = rangeOf(process.start, process.end);
  const width = driver.segments.reduce((sum, segment) => sum + segment.width, 0);
  return splitRange(driver.signal, driver.low, width).map((target) => ({
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
  }));
}

/** Leaves out what several drivers of one signal, which begin at `first`, say alike. */
function dropRepeats(edges: DataEdge[], first: number): void {
  const seen = new Map<number, DataEdge[]>();
  let end = first;
  for (let i = first; i < edges.length; i++) {
    const edge = edges[i];
    if (edge === undefined) continue;
    const key = edge.site * 0x100000 + edge.toLow;
    const near = seen.get(key);
    if (near?.some((one) => isSame(one, edge)) === true) continue;
    if (near === undefined) seen.set(key, [edge]);
    else near.push(edge);
    edges[end++] = edge;
  }
  edges.length = end;
}

function isSame(a: DataEdge, b: DataEdge): boolean {
  const sameFrom = a.from === b.from && a.fromLow === b.fromLow && a.fromWidth === b.fromWidth;
  const sameTo = a.to === b.to && a.toLow === b.toLow && a.toWidth === b.toWidth;
  return sameFrom && sameTo && a.kind === b.kind && a.site === b.site && isSameLanes(a.lanes, b.lanes) && isSameChain(a.ops, b.ops);
}
