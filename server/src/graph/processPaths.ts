import type { Expr, Statement } from './ast';
import { anyName, namesOf, tokensOf, type FlowScene, type Names } from './itemNames';
import { targetNames } from './registers';

/** Names that some assignment drives, and those from which it does so without a register. */
export interface Path {
  readonly drives: ReadonlySet<string>;
  readonly from: ReadonlySet<string>;
}

/** What the assignments of a process do, each apart. */
export interface ProcessPaths {
  readonly paths: readonly Path[];
  /** What is driven: no variables of its own. */
  readonly drives: ReadonlySet<string>;
  /** Some function or task of the design is called. */
  readonly calls: boolean;
}

/**
 * The paths through a statement that runs to its end in one go: from what an assignment reads, and what decides whether it is made. By names, which are never fewer than the nets.
 * Undefined where the order of the statements may tell more than their text, as with `return`, or where one of them could not be read.
 * @param given names that decide whether the statement runs at all
 */
export function processPaths(statement: Statement, scene: FlowScene, given: ReadonlySet<string> = new Set()): ProcessPaths | undefined {
  const reader = new PathReader(scene);
  return reader.read(statement, given, new Set()) ? { paths: reader.paths, drives: reader.drives, calls: reader.calls } : undefined;
}

class PathReader {
  readonly paths: Path[] = [];
  readonly drives = new Set<string>();
  calls = false;

  constructor(private readonly scene: FlowScene) {}

  /** False where it cannot be told. `own`: variables that the blocks around declare. */
  read(statement: Statement, given: ReadonlySet<string>, own: ReadonlySet<string>): boolean {
    switch (statement.kind) {
      case 'block': {
        const declared = statement.body.flatMap((one) => (one.kind === 'declare' ? one.declarators.map(({ name }) => name) : []));
        const inside = declared.length === 0 ? own : new Set([...own, ...declared]);
        return statement.body.every((one) => this.read(one, given, inside));
      }
      case 'declare':
        for (const { name, init } of statement.parameter ? [] : statement.declarators)
          if (init !== undefined) this.add(new Set([name]), this.valueOf(init, given, own), own);
        return true;
      case 'assign': {
        const drives = new Set(targetNames(statement.target));
        if (drives.size === 0) drives.add(anyName);
        const from = new Set([...this.valueOf(statement.value, given, own), ...this.placeOf(statement.target, given, own)]);
        if (statement.op !== '=') for (const name of drives) from.add(name);
        this.add(drives, from, own);
        return true;
      }
      case 'if': {
        const under = this.valueOf(statement.test, given, own);
        return this.read(statement.then, under, own) && (statement.otherwise === undefined || this.read(statement.otherwise, under, own));
      }
      case 'case': {
        const asked = [statement.subject, ...statement.arms.flatMap((arm) => arm.labels)];
        const under = new Set(asked.flatMap((one) => [...this.valueOf(one, given, own)]));
        return statement.arms.every((arm) => this.read(arm.body, under, own));
      }
      case 'loop':
        return this.readLoop(statement, given, own);
      case 'call':
      case 'skip':
        // What was passed over by intent is an assertion.
        if (statement.kind === 'skip' && statement.what !== '') return false;
        this.effects(this.note(namesOf(tokensOf(statement, this.scene), this.scene, 'statements')), given, own);
        return true;
      default:
        return false;
    }
  }

  /** The variables of a `for` are numbers when the circuit is made, unless its body changes them. */
  private readLoop(statement: Statement & { kind: 'loop' }, given: ReadonlySet<string>, around: ReadonlySet<string>): boolean {
    if (statement.style === 'do' || statement.style === 'forever' || statement.test === undefined) return false;
    if (statement.style !== 'for') return this.read(statement.body, this.valueOf(statement.test, given, around), around);
    const own = new Set([
      ...around,
      ...statement.init.flatMap((one) => (one.kind === 'declare' ? one.declarators : [])).map(({ name }) => name),
    ]);
    const head = new PathReader(this.scene);
    if (![...statement.init, ...statement.step].every((one) => head.read(one, given, new Set()))) return false;
    const counted = new Set([...statement.init, ...statement.step].flatMap(namesSet));
    const body = new PathReader(this.scene);
    if (!body.read(statement.body, new Set(), new Set())) return false;
    const isNumber = (name: string): boolean => counted.has(name) && !body.drives.has(name) && !body.drives.has(anyName);
    const under = new Set([...head.paths.flatMap(({ from }) => [...from]), ...this.valueOf(statement.test, given, own)]);
    const conditions = new Set([...under].filter((name) => !isNumber(name)));
    this.add(new Set(head.paths.flatMap(({ drives }) => [...drives])), conditions, own);
    this.calls ||= head.calls;
    return this.read(statement.body, conditions, own);
  }

  /** What an expression reads, under what is given; what it changes by the way is driven from that. */
  private valueOf(expr: Expr, given: ReadonlySet<string>, own: ReadonlySet<string>): Set<string> {
    const names = this.note(namesOf(tokensOf(expr, this.scene), this.scene, 'expression'));
    this.effects(names, given, own);
    return new Set([...names.reads, ...given]);
  }

  /** What says which part of a target is assigned. */
  private placeOf(target: Expr, given: ReadonlySet<string>, own: ReadonlySet<string>): Set<string> {
    return new Set(selectsOf(target).flatMap((one) => [...this.valueOf(one, given, own)]));
  }

  private effects({ reads, writes }: Names, given: ReadonlySet<string>, own: ReadonlySet<string>): void {
    if (writes.size > 0) this.add(writes, new Set([...reads, ...given]), own);
  }

  private add(drives: ReadonlySet<string>, from: ReadonlySet<string>, own: ReadonlySet<string>): void {
    this.paths.push({ drives, from });
    for (const name of drives) if (!own.has(name)) this.drives.add(name);
  }

  private note(names: Names): Names {
    this.calls ||= names.calls;
    return names;
  }
}

function namesSet(statement: Statement): string[] {
  if (statement.kind === 'declare') return statement.declarators.map(({ name }) => name);
  return statement.kind === 'assign' ? targetNames(statement.target) : [];
}

/** The expressions by which a target selects. */
export function selectsOf(target: Expr): Expr[] {
  switch (target.kind) {
    case 'name':
    case 'scoped':
      return [];
    case 'index':
      return [...selectsOf(target.base), target.index];
    case 'slice':
      return [...selectsOf(target.base), target.left, target.right];
    case 'member':
      return selectsOf(target.base);
    case 'concat':
      return target.parts.flatMap(selectsOf);
    case 'pattern':
      return target.items.flatMap((item) => selectsOf(item.value));
    default:
      return [target];
  }
}

/** Whether something that a process without clock drives, or a variable of its blocks, may keep its value: it is not assigned as a whole on every way through it. */
export function mayKeep(body: Statement, drives: ReadonlySet<string>): boolean {
  const assigned = surelyAssigned(body);
  return [...drives].some((name) => !assigned.has(name)) || keepsOwn(body);
}

function keepsOwn(statement: Statement): boolean {
  switch (statement.kind) {
    case 'block': {
      const assigned = new Set(statement.body.flatMap((one) => [...surelyAssigned(one)]));
      const own = statement.body.flatMap((one) => (one.kind === 'declare' && !one.parameter ? one.declarators : []));
      return own.some(({ name, init }) => init === undefined && !assigned.has(name)) || statement.body.some(keepsOwn);
    }
    case 'if':
      return keepsOwn(statement.then) || (statement.otherwise !== undefined && keepsOwn(statement.otherwise));
    case 'case':
      return statement.arms.some((arm) => keepsOwn(arm.body));
    case 'loop':
      return keepsOwn(statement.body);
    default:
      return false;
  }
}

/** Names that a statement assigns as a whole on every way through it, by the text alone: what a `case` without default leaves out is not asked. */
function surelyAssigned(statement: Statement): ReadonlySet<string> {
  switch (statement.kind) {
    case 'assign':
      return new Set(statement.op === '=' ? wholeTargets(statement.target) : []);
    case 'block': {
      const names = new Set(statement.body.flatMap((one) => [...surelyAssigned(one)]));
      // Of a variable of the block itself it says nothing outside.
      for (const one of statement.body) for (const { name } of one.kind === 'declare' ? one.declarators : []) names.delete(name);
      return names;
    }
    case 'if': {
      const { then, otherwise } = statement;
      return otherwise === undefined ? new Set() : inAll([then, otherwise]);
    }
    case 'case':
      return statement.arms.some((arm) => arm.labels.length === 0) ? inAll(statement.arms.map((arm) => arm.body)) : new Set();
    default:
      return new Set();
  }
}

function wholeTargets(target: Expr): string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'concat' ? target.parts.flatMap(wholeTargets) : [];
}

function inAll(statements: readonly Statement[]): ReadonlySet<string> {
  const [first, ...others] = statements.map(surelyAssigned);
  return new Set([...(first ?? [])].filter((name) => others.every((one) => one.has(name))));
}
