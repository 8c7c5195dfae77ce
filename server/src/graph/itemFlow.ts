import type { Expr, Item, Statement } from './ast';
import { anyName, namesOf, plain, tokensOf, type FlowScene } from './itemNames';
import type { Token } from './lexer';
import { mayKeep, processPaths, selectsOf, type Path } from './processPaths';
import { targetNames } from './registers';

/** What a module item may drive and from what, by its names alone: never less than it does, often more. */
export interface ItemFlow {
  /** Names of nets and variables it may drive; labels of its blocks and instances, through which others name what is inside. `*`: any. */
  readonly drives: ReadonlySet<string>;
  /** Paths without a register through it, each from what it may lead to what. */
  readonly paths: readonly Path[];
  /** Its labels, each with what stands behind it drives and reads; a label may be there more than once. */
  readonly labels: readonly Labelled[];
  /** Some variable may keep its value without a clock. */
  readonly mayLatch: boolean;
  /** It may drive some net twice by itself: in turns of a loop, in items of a block, at two outputs of an instance. */
  readonly mayClash?: boolean;
}

/** What stands behind a label. */
export interface Labelled {
  readonly label: string;
  readonly inside: Path;
}

const none: ReadonlySet<string> = new Set();
const nothing: ItemFlow = { drives: none, paths: [], labels: [], mayLatch: false };

/**
 * The flow of an item; of a generate block, of all that it holds. An instance is a wall: what its module does inside is no path here, but where it is
 * handed an interface.
 */
export function itemFlow(item: Item, scene: FlowScene): ItemFlow {
  switch (item.kind) {
    case 'assign':
      return assignFlow(item.target, item.value, scene);
    case 'process':
      return processFlow(item, scene);
    case 'instance':
      return instanceFlow(item, scene);
    case 'declare':
      // The first value of a variable drives nothing.
      return item.net
        ? joined(item.declarators.flatMap(({ name, init }) => (init === undefined ? [] : valueFlow(new Set([name]), [init], scene))))
        : nothing;
    case 'gate':
      return opaque(idsOf(tokensOf(item, scene)));
    case 'for':
      return { ...labelled(item.label, item.body, scene), mayClash: true };
    case 'block':
      return labelled(item.label, item.body, scene);
    case 'if':
      return joined([labelled(item.thenLabel, item.then, scene), labelled(item.otherwiseLabel, item.otherwise, scene)]);
    case 'case':
      return joined(item.arms.map((arm) => labelled(arm.label, arm.body, scene)));
    case 'broken':
      return opaque([anyName], true);
    default:
      return nothing;
  }
}

/** Whether two sets of names may have one in common. */
export function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (one.has(anyName)) return other.size > 0;
  if (other.has(anyName)) return one.size > 0;
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const name of small) if (large.has(name)) return true;
  return false;
}

/** All of some items, which others may name what is inside of by a label. */
function labelled(label: string | undefined, items: readonly Item[], scene: FlowScene): ItemFlow {
  const flows = items.map((one) => itemFlow(one, scene));
  const all = { ...joined(flows), mayClash: flows.some((one) => one.mayClash === true) || !areApart(flows) };
  if (label === undefined) return all;
  const inside = { drives: all.drives, from: new Set(all.paths.flatMap(({ from }) => [...from])) };
  return { ...all, drives: new Set([...all.drives, label]), labels: [...all.labels, { label, inside }] };
}

function joined(flows: readonly ItemFlow[]): ItemFlow {
  return {
    drives: new Set(flows.flatMap((one) => [...one.drives])),
    paths: flows.flatMap((one) => one.paths),
    labels: flows.flatMap((one) => one.labels),
    mayLatch: flows.some((one) => one.mayLatch),
    mayClash: flows.some((one) => one.mayClash === true),
  };
}

/** No two of them may drive the same. */
export function areApart(flows: readonly ItemFlow[]): boolean {
  return flows.every((one, i) => flows.slice(i + 1).every((other) => !meet(one.drives, other.drives)));
}

function idsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'id' ? [plain(token)] : []));
}

/** All its names, in both roles. */
function opaque(ids: readonly string[], mayLatch = false): ItemFlow {
  const names = new Set(ids);
  return { drives: names, paths: [{ drives: names, from: names }], labels: [], mayLatch };
}

/** Some names driven from the values of expressions, and what those change by the way. */
function valueFlow(drives: Set<string>, values: readonly Expr[], scene: FlowScene): ItemFlow {
  const from = new Set<string>();
  let calls = false;
  for (const value of values) {
    const names = namesOf(tokensOf(value, scene), scene, 'expression');
    for (const name of names.reads) from.add(name);
    for (const name of names.writes) drives.add(name);
    calls ||= names.calls;
  }
  return { drives, paths: [{ drives, from }], labels: [], mayLatch: calls };
}

function assignFlow(target: Expr, value: Expr, scene: FlowScene): ItemFlow {
  const drives = new Set(targetNames(target));
  if (drives.size === 0) drives.add(anyName);
  return valueFlow(drives, [value, ...selectsOf(target)], scene);
}

function processFlow({ process }: Item & { kind: 'process' }, scene: FlowScene): ItemFlow {
  const told = processPaths(process.body, scene);
  const { reads, writes } =
    told === undefined ? namesOf(tokensOf(process, scene), scene, 'statements') : { reads: none, writes: told.drives };
  const flow = (paths: readonly Path[], mayLatch: boolean): ItemFlow => ({ drives: writes, paths, labels: [], mayLatch });
  if (process.style === 'initial' || process.style === 'final') return flow([], false);
  const events = process.events ?? [];
  const clocked = process.style !== 'always_comb' && events.length > 0 && events.every((one) => one.kind === 'event');
  if (told === undefined) {
    const all = [{ drives: writes, from: reads }];
    return clocked && events.length === 1 && !waits(process.body) ? flow([], false) : flow(all, !clocked || waits(process.body));
  }
  if (!clocked) return flow(told.paths, told.calls || mayKeep(process.body, told.drives));
  return flow(events.length === 1 ? [] : (loadedWithoutClock(events, process.body, scene) ?? told.paths), false);
}

/** Some `@`, `#` or `wait` inside. */
function waits(statement: Statement): boolean {
  switch (statement.kind) {
    case 'timing':
    case 'skip':
      return true;
    case 'block':
      return statement.body.some(waits);
    case 'if':
      return waits(statement.then) || (statement.otherwise !== undefined && waits(statement.otherwise));
    case 'case':
      return statement.arms.some((arm) => waits(arm.body));
    case 'loop':
      return waits(statement.body);
    default:
      return false;
  }
}

/** What an asynchronous set or reset loads: the branches taken while one of the events holds. Undefined where the process does not begin with tests of just that. */
function loadedWithoutClock(events: readonly Expr[], body: Statement, scene: FlowScene): readonly Path[] | undefined {
  const paths: Path[] = [];
  const given = new Set<string>();
  let at: Statement | undefined = onlyStatement(body);
  for (let first = true; ; first = false) {
    const event = at?.kind === 'if' ? events.find((one) => at?.kind === 'if' && isHeld(at.test, one)) : undefined;
    if (at?.kind !== 'if' || event === undefined) {
      // Behind the first test comes what the clock does, unless it speaks of one of the events again.
      const asksMore = at?.kind === 'if' && meet(namesIn(at.test, scene), new Set(events.flatMap((one) => [...namesIn(one, scene)])));
      return first || asksMore ? undefined : paths;
    }
    for (const name of namesIn(at.test, scene)) given.add(name);
    const loaded = processPaths(at.then, scene, given);
    if (loaded === undefined) return undefined;
    paths.push(...loaded.paths);
    at = onlyStatement(at.otherwise);
  }
}

function namesIn(expr: Expr, scene: FlowScene): Set<string> {
  return namesOf(tokensOf(expr, scene), scene, 'expression').reads;
}

/** A test that holds as long as the level lasts that the event began: `!rst_n` of `negedge rst_n`, `rst == 1'b1` of `posedge rst`. */
function isHeld(test: Expr, event: Expr): boolean {
  if (event.kind !== 'event' || event.arg.kind !== 'name') return false;
  const { name } = event.arg;
  const isName = (expr: Expr): boolean => expr.kind === 'name' && expr.name === name;
  if (isName(test)) return event.edge === 'posedge';
  if (test.kind === 'unary') return /^[!~]$/.test(test.op) && isName(test.arg) && event.edge === 'negedge';
  if (test.kind !== 'binary' || !/^===?$/.test(test.op) || !isName(test.left) || test.right.kind !== 'number' || test.right.wild !== 0n)
    return false;
  return event.edge === (test.right.value === 0n ? 'negedge' : 'posedge');
}

/** Of blocks around one statement, that. */
function onlyStatement(statement: Statement | undefined): Statement | undefined {
  let at = statement;
  while (at?.kind === 'block' && at.body.length === 1) at = at.body[0];
  return at;
}

function instanceFlow(item: Item & { kind: 'instance' }, scene: FlowScene): ItemFlow {
  const { moduleName, name, connections, wildcard } = item.instance;
  const drives = new Set([name]);
  const implied = wildcard ? scene.drivenByWildcard(moduleName) : [];
  if (implied === undefined) drives.add(anyName);
  for (const one of implied ?? []) drives.add(one);
  let mayClash = item.instance.range !== undefined;
  for (const [i, { name: port, value }] of connections.entries()) {
    const direction = scene.direction(moduleName, port ?? i);
    if (direction === 'input') continue;
    if (direction === undefined || direction === 'interface') return opaque(idsOf(tokensOf(item, scene)));
    for (const driven of new Set(idsOf(tokensOf(value, scene)))) {
      mayClash ||= drives.has(driven);
      drives.add(driven);
    }
  }
  return { ...nothing, drives, mayClash };
}
