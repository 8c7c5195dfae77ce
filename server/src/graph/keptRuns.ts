import type { Item, ModuleBody, Process } from './ast';
import type { Driver, Elaboration, Task } from './elaboration';
import type { Scope } from './scope';
import type { Signal, Site } from './signal';
import type { Dependency, Segment } from './value';

/** What running one process or assignment gave an elaboration, in the order in which it did. */
export interface Run {
  readonly tasks: Task[];
  readonly drivers: Driver[];
  readonly sites: Set<Site>;
  /** Signals that the source does not declare (implicit nets, members of interfaces) and that it met. */
  readonly undeclared: Set<Signal>;
  readonly notes: string[];
  readonly initialValues: [Signal, bigint][];
  /** Clock and resets as they were understood, which other processes have a part in. */
  readonly shape: string;
}

export function emptyRun(shape: string): Run {
  return { tasks: [], drivers: [], sites: new Set(), undeclared: new Set(), notes: [], initialValues: [], shape };
}

/** A process, assignment or gate of a body, in the order of the text. */
type Runnable = Item & { kind: 'process' | 'assign' | 'gate' };

/**
 * What an earlier elaboration of a module gives a new one, whose text differs only inside processes and assignments: the results of those that are as they were. Declarations, and so
 * all names, types and generate blocks, are the same then; offsets are moved. Undefined when anything else differs.
 */
export function keepRuns(old: Elaboration, oldText: string, body: ModuleBody, text: string): KeptRuns | undefined {
  const before = runnables(old.source.items);
  const after = runnables(body.items);
  if (before.length !== after.length) return undefined;
  const moves: Move[] = [];
  const same = new Set<Item>();
  let [at, to] = [old.body.start, body.start];
  for (let i = 0; i <= before.length; i++) {
    const [one, other] = [before[i], after[i]];
    const [end, otherEnd] = [one?.start ?? old.body.end, other?.start ?? body.end];
    if (oldText.slice(at, end) !== text.slice(to, otherEnd) || one?.kind !== other?.kind) return undefined;
    moves.push({ from: at, by: to - at });
    if (one === undefined || other === undefined) break;
    moves.push({ from: one.start, by: other.start - one.start });
    if (oldText.slice(one.start, one.end) === text.slice(other.start, other.end)) same.add(other);
    [at, to] = [one.end, other.end];
  }
  return new KeptRuns(old, same, moves);
}

interface Move {
  readonly from: number;
  readonly by: number;
}

function runnables(items: readonly Item[]): Runnable[] {
  return items.flatMap((item): Runnable[] => {
    switch (item.kind) {
      case 'process':
      case 'assign':
      case 'gate':
        return [item];
      case 'for':
      case 'block':
        return runnables(item.body);
      case 'if':
        return [...runnables(item.then), ...runnables(item.otherwise)];
      case 'case':
        return item.arms.flatMap((arm) => runnables(arm.body));
      default:
        return [];
    }
  });
}

export class KeptRuns {
  private readonly signals = new Map<Signal, Signal>();
  private readonly sites = new Map<Site, Site>();
  private readonly deps = new Map<Dependency, Dependency>();
  private readonly drivers = new Map<Driver, Driver>();
  private readonly processes = new Map<Process, Process>();

  constructor(
    private readonly old: Elaboration,
    private readonly same: ReadonlySet<Item>,
    private readonly moves: readonly Move[],
  ) {}

  /** What a driver that was taken over is made from. */
  driverBefore(driver: Driver): Driver | undefined {
    return this.drivers.get(driver);
  }

  /** The process as it was in the old text, when its text is the same. */
  processBefore(process: Process): Process | undefined {
    return this.processes.get(process);
  }

  /** An old site in the new elaboration; undefined for one that nothing taken over comes from. */
  siteNow(site: Site): Site | undefined {
    return this.sites.get(site);
  }

  /** Gives the elaboration what the item at this place of its list gave the old one. False when it has to be run. */
  take(index: number, item: Item, scope: Scope, shape: string, into: Elaboration, task: (old: Task) => Task): boolean {
    const run = this.old.runs[index];
    if (run === undefined || run.shape !== shape || !this.same.has(item) || this.old.pending[index]?.scope.prefix !== scope.prefix)
      return false;
    into.record(shape, () => {
      for (const signal of run.undeclared) this.signalOf(signal, into);
      for (const site of run.sites) this.siteOf(site, into);
      for (const note of run.notes) into.note(note);
      for (const [signal, value] of run.initialValues) into.setInitial(this.signalOf(signal, into), value);
      const tasks = new Map(run.tasks.map((one) => [one, this.taskOf(one, task(one), into)]));
      for (const one of tasks.values()) into.addTask(one);
      for (const driver of run.drivers) {
        const to = tasks.get(driver.task);
        if (to === undefined) continue;
        const now = this.driverOf(driver, to, into);
        this.drivers.set(now, driver);
        into.addDriver(now);
      }
    });
    const before = this.old.pending[index]?.item;
    if (item.kind === 'process' && before?.kind === 'process') this.processes.set(item.process, before.process);
    return true;
  }

  private taskOf(old: Task, now: Task, into: Elaboration): Task {
    const set = (signals: ReadonlySet<Signal>): Set<Signal> => new Set([...signals].map((one) => this.signalOf(one, into)));
    return {
      ...now,
      drives: set(old.drives),
      resetValues: new Map([...old.resetValues].map(([signal, value]) => [this.signalOf(signal, into), value])),
      ...(old.variables === undefined ? {} : { variables: set(old.variables) }),
    };
  }

  private driverOf(driver: Driver, task: Task, into: Elaboration): Driver {
    const moved = new Map<Segment, Segment>();
    const segmentOf = (segment: Segment): Segment => {
      let now = moved.get(segment);
      if (now === undefined) moved.set(segment, (now = { ...segment, deps: segment.deps.map((dep) => this.depOf(dep, into)) }));
      return now;
    };
    const value = { ...driver.value, segments: driver.value.segments.map(segmentOf) };
    return { ...driver, signal: this.signalOf(driver.signal, into), value, segments: driver.segments.map(segmentOf), task };
  }

  private depOf(dep: Dependency, into: Elaboration): Dependency {
    let now = this.deps.get(dep);
    if (now === undefined) {
      const site = dep.site === undefined ? {} : { site: this.siteOf(dep.site, into) };
      this.deps.set(dep, (now = { ...dep, signal: this.signalOf(dep.signal, into), ...site }));
    }
    return now;
  }

  private siteOf(site: Site, into: Elaboration): Site {
    let now = this.sites.get(site);
    if (now === undefined) this.sites.set(site, (now = into.newSite(site.kind, this.moved(site), into.guards.through(site.guards))));
    return now;
  }

  private signalOf(signal: Signal, into: Elaboration): Signal {
    let now = this.signals.get(signal);
    if (now === undefined) {
      now = into.signalOf(signal.id);
      if (now === undefined || signal.origin === 'local') {
        const { id, type, origin, start, end, direction, instance } = signal;
        const more = { ...(direction === undefined ? {} : { direction }), ...(instance === undefined ? {} : { instance }) };
        now = into.newSignal(id, this.moved({ start, end }), type, origin, more);
      }
      this.signals.set(signal, now);
    }
    into.meet(now);
    return now;
  }

  /** Where a place of the old text is in the new one. */
  private moved({ start, end }: { start: number; end: number }): { start: number; end: number } {
    let [low, high] = [0, this.moves.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.moves[middle]?.from ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const by = this.moves[low]?.by ?? 0;
    return { start: start + by, end: end + by };
  }
}
