import type { Expr, InstanceItem, ModuleBody, Process, Statement } from '../../graph/ast';
import { targetNames } from '../../graph/registers';
import type { ModuleInfo } from '../../model/moduleInfo';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, type PlacedItem } from '../../refactor/scene';
import { everyStatement, indicesOf, namesIn, readsOf, subStatements } from '../../refactor/statements';
import { clockEvent } from '../split/clockOf';
import { assignedAtOnce, countersOf } from '../split/processSlice';
import type { FixContext } from '../strategy';

type Name = Expr & { readonly kind: 'name' };

/** What computes something in a module: an assignment, an instance, or those targets of a process that cannot be parted. */
export interface Stage {
  readonly placed: PlacedItem;
  /** Of a process: the targets are some of all that it assigns. */
  readonly process: Process | undefined;
  readonly drives: ReadonlySet<string>;
  /** Names that it reads, where they are written. */
  readonly reads: readonly Name[];
  /** Where it writes the names of what it drives. */
  readonly writes: readonly Name[];
  /** Of a process of registers. */
  readonly clock: Edge | undefined;
  readonly asynchronous: Edge | undefined;
}

/** An edge of a name, `posedge clk`. */
export interface Edge {
  readonly edge: string;
  readonly name: string;
}

/** A module of one clock edge as stages. */
export interface Stages {
  readonly stages: readonly Stage[];
  readonly clock: Edge;
  /** Names at whose edge registers are reset. */
  readonly asynchronous: readonly Edge[];
}

/** Everything that computes in a module of one clock without gates or latches, an instance as one stage; in words what keeps it from being read so. */
export function readStages(body: ModuleBody, moduleNamed: FixContext['moduleNamed']): Stages | string {
  const stages: Stage[] = [];
  for (const placed of itemsOf(body)) {
    const { item } = placed;
    const plain = { placed, process: undefined, clock: undefined, asynchronous: undefined };
    if (item.kind === 'assign') {
      const reads = [item.value, ...indicesOf(item.target)].flatMap(namesIn);
      const drives = new Set(targetNames(item.target));
      stages.push({ ...plain, reads, drives, writes: basesOf(item.target) });
    } else if (item.kind === 'process') {
      if (item.process.style === 'initial' || item.process.style === 'final') continue;
      const read = readProcess(placed, item.process);
      if (typeof read === 'string') return read;
      stages.push(...read);
    } else if (item.kind === 'declare' && item.net) {
      const given = item.declarators.flatMap((one) => one.init ?? []);
      if (given.length === 0) continue;
      stages.push({ ...plain, reads: given.flatMap(namesIn), drives: new Set(item.declarators.map((one) => one.name)), writes: [] });
    } else if (item.kind === 'instance') {
      const read = readInstance(placed, item.instance, moduleNamed(item.instance.moduleName));
      if (typeof read === 'string') return read;
      stages.push({ ...plain, ...read });
    } else if (item.kind === 'gate' || item.kind === 'broken') {
      return 'The module holds gates, or something that cannot be read.';
    } else if (item.kind === 'for') {
      return 'The module is made by a generate loop.';
    }
  }
  const clocks = unlike(stages.flatMap((one) => one.clock ?? []));
  const [clock] = clocks;
  if (clock === undefined || clocks.length !== 1) return 'The module does not have one clock edge.';
  return { stages, clock, asynchronous: unlike(stages.flatMap((one) => one.asynchronous ?? [])) };
}

/** What an instance reads and drives, by the directions of its ports. */
function readInstance(
  placed: PlacedItem,
  { moduleName, connections, wildcard }: InstanceItem,
  module: ModuleInfo | undefined,
): Pick<Stage, 'placed' | 'drives' | 'reads' | 'writes'> | string {
  if (module === undefined || wildcard) return `Which ports of ${moduleName} are inputs is not known here.`;
  const reads: Name[] = [];
  const writes: Name[] = [];
  for (const [at, { name, value }] of connections.entries()) {
    const port = name === undefined ? module.ports[at] : module.ports.find((one) => one.name === name);
    if (port?.direction === 'input') reads.push(...namesIn(value));
    else if (port?.direction === 'output') {
      reads.push(...indicesOf(value).flatMap(namesIn));
      writes.push(...basesOf(value));
    } else if (value.kind !== 'none') return `The instance of ${moduleName} has a port that is neither an input nor an output.`;
  }
  return { placed, reads, writes, drives: new Set(writes.map((one) => one.name)) };
}

function unlike(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((one) => [`${one.edge} ${one.name}`, one])).values()];
}

/** The names that a target is made of, without those of its indices. */
function basesOf(target: Expr): Name[] {
  const asked = new Set(indicesOf(target).flatMap(namesIn));
  return namesIn(target).filter((one) => !asked.has(one));
}

function readProcess(placed: PlacedItem, process: Process): Stage[] | string {
  const statement = bodyOf(process);
  const all = everyStatement(statement);
  if (all.some((one) => one.kind === 'call' || one.kind === 'timing')) return 'A process calls tasks or waits.';
  const edges = edgesOf(process);
  if (typeof edges === 'string') return edges;
  const { locals } = assignedBy(statement);
  const counters = countersOf(statement);
  const isOwn = (name: string): boolean => locals.has(name) || counters.has(name);
  return partsOf(statement, isOwn).map((drives) => {
    const { reads, writes } = sliceOf(statement, drives);
    const events = edges.clock === undefined ? (process.events ?? []).flatMap(namesIn) : [];
    const kept = [...reads.flatMap(namesIn), ...events].filter(({ name }) => !isOwn(name));
    return { placed, process, drives, reads: [...new Map(kept.map((one) => [one.start, one])).values()], writes, ...edges };
  });
}

/** The clock of a process and the edge that resets it, both undefined of a combinational one. */
function edgesOf(process: Process): Pick<Stage, 'clock' | 'asynchronous'> | string {
  const trigger = triggerOf(process);
  if (trigger === 'any' || trigger === 'list' || process.style === 'always_comb') return { clock: undefined, asynchronous: undefined };
  const event = clockEvent(process);
  const [other, ...more] = (process.events ?? []).filter((one) => one !== event);
  const [clock, asynchronous] = [edgeOf(event), edgeOf(other)];
  if (trigger !== 'edges' || clock === undefined || more.length > 0 || (other !== undefined && asynchronous === undefined))
    return 'A process is triggered by something else than a clock and one reset.';
  return { clock, asynchronous };
}

function edgeOf(event: Expr | undefined): Edge | undefined {
  return event?.kind === 'event' && event.arg.kind === 'name' ? { edge: event.edge, name: event.arg.name } : undefined;
}

/** The targets of a process, in groups that have to stay in one: assigned by one statement, or where one is read after it was assigned by `=`. */
function partsOf(statement: Statement, isOwn: (name: string) => boolean): Set<string>[] {
  const targets = [...assignedBy(statement).names].filter((one) => !isOwn(one));
  const hasOwn = everyStatement(statement).some((one) => one.kind === 'declare');
  if (hasOwn) return [new Set(targets)];
  let parts = targets.map((one) => new Set([one]));
  const join = (names: readonly string[]): void => {
    const joined = parts.filter((part) => names.some((one) => part.has(one)));
    if (joined.length > 1) parts = [...parts.filter((part) => !joined.includes(part)), new Set(joined.flatMap((part) => [...part]))];
  };
  for (const one of everyStatement(statement)) if (one.kind === 'assign') join(targetNames(one.target));
  const atOnce = assignedAtOnce(statement);
  for (const target of targets) {
    const read = sliceOf(statement, new Set([target])).reads.flatMap(namesIn);
    join([target, ...read.flatMap(({ name }) => (atOnce.has(name) ? [name] : []))]);
  }
  return parts;
}

/** What those statements read that assign the names, with the conditions around them, and where they write them. */
function sliceOf(statement: Statement, names: ReadonlySet<string>): { reads: Expr[]; writes: Name[] } {
  const reads: Expr[] = [];
  const writes: Name[] = [];
  const visit = (one: Statement): void => {
    if (one.kind === 'assign') {
      if (!targetNames(one.target).some((name) => names.has(name))) return;
      writes.push(...basesOf(one.target));
    } else if (one.kind !== 'declare' && ![...assignedBy(one).names].some((name) => names.has(name))) return;
    reads.push(...readsOf(one));
    for (const each of subStatements(one)) visit(each);
  };
  visit(statement);
  return { reads, writes };
}

/** The stages that some stages depend on, themselves included. */
export function ancestorsOf(stages: readonly Stage[], last: readonly Stage[]): Set<Stage> {
  const found = new Set<Stage>(last);
  for (const stage of found) {
    for (const other of stages) if (!found.has(other) && stage.reads.some(({ name }) => other.drives.has(name))) found.add(other);
  }
  return found;
}
