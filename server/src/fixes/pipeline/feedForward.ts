import type { Expr, ModuleBody } from '../../graph/ast';
import { targetNames } from '../../graph/registers';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, type PlacedItem } from '../../refactor/scene';
import { everyStatement, indicesOf, namesIn, readsOf } from '../../refactor/statements';

/** An item of a module that computes something, with what it reads and drives. */
export interface Stage {
  readonly placed: PlacedItem;
  readonly reads: readonly (Expr & { kind: 'name' })[];
  readonly drives: ReadonlySet<string>;
  /** The clock's edge, for a process of registers. */
  readonly clock: string | undefined;
}

/** Everything that computes in a module of one clock without instances, gates or latches; in words what keeps it from being read so. */
export function readStages(body: ModuleBody): { stages: Stage[]; clock: string } | string {
  const stages: Stage[] = [];
  for (const placed of itemsOf(body)) {
    const { item } = placed;
    if (item.kind === 'assign') {
      const reads = [item.value, ...indicesOf(item.target)].flatMap(namesIn);
      stages.push({ placed, reads, drives: new Set(targetNames(item.target)), clock: undefined });
    } else if (item.kind === 'process') {
      if (item.process.style === 'initial' || item.process.style === 'final') continue;
      const read = readProcess(placed, item.process);
      if (typeof read === 'string') return read;
      stages.push(read);
    } else if (item.kind === 'declare' && item.net) {
      for (const one of item.declarators) {
        if (one.init === undefined) continue;
        stages.push({ placed, reads: namesIn(one.init), drives: new Set(item.declarators.map((each) => each.name)), clock: undefined });
      }
    } else if (item.kind === 'instance' || item.kind === 'gate' || item.kind === 'broken') {
      return 'The module holds instances, whose part in the pipeline is not known here.';
    } else if (item.kind === 'for') {
      return 'The module is made by a generate loop.';
    }
  }
  const clocks = new Set(stages.flatMap(({ clock }) => clock ?? []));
  const [clock] = clocks;
  if (clock === undefined || clocks.size !== 1) return 'The module does not have one clock edge.';
  return { stages, clock };
}

function readProcess(placed: PlacedItem, process: (PlacedItem['item'] & { kind: 'process' })['process']): Stage | string {
  const trigger = triggerOf(process);
  const { names, locals } = assignedBy(process.body);
  const statements = everyStatement(bodyOf(process));
  if (statements.some((one) => one.kind === 'call' || one.kind === 'timing')) return 'A process calls tasks or waits.';
  const reads = statements.flatMap((one) => readsOf(one).flatMap(namesIn)).filter((one) => !locals.has(one.name));
  const written = statements.flatMap((one) => (one.kind === 'assign' ? indicesOf(one.target).flatMap(namesIn) : []));
  const all = [...new Map([...reads, ...written].map((one) => [one.start, one])).values()];
  if (trigger === 'any' || process.style === 'always_comb') return { placed, reads: all, drives: names, clock: undefined };
  const [event] = process.events ?? [];
  if (trigger !== 'edges' || event?.kind !== 'event' || process.events?.length !== 1 || event.arg.kind !== 'name')
    return 'A process has an asynchronous reset, or another trigger than one clock.';
  return { placed, reads: all, drives: names, clock: `${event.edge} ${event.arg.name}` };
}

/** The stages that a stage depends on, itself included. */
export function ancestorsOf(stages: readonly Stage[], last: Stage): Set<Stage> {
  const found = new Set<Stage>([last]);
  for (const stage of found) {
    for (const other of stages) if (!found.has(other) && stage.reads.some(({ name }) => other.drives.has(name))) found.add(other);
  }
  return found;
}
