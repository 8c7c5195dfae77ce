import type { Expr, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf } from '../../refactor/scene';
import type { RegisterWrite, WrittenRegister } from './registerWrites';

/** What registers of one process get in one place of it. */
export interface WriteGroup {
  /** By register; one that is left out keeps what it holds. */
  readonly values: ReadonlyMap<string, Expr>;
  /** The assignment behind which all of these values are settled. */
  readonly last: RegisterWrite;
}

/** The writes by the assignments that make them. */
type Writes = ReadonlyMap<Statement, readonly RegisterWrite[]>;

/** What a register is about to hold where the process has come to: nothing new, a value, or one of several. */
type Pending = ReadonlyMap<string, Expr | 'several'>;

/**
 * The places of a clocked process where registers get new values, each with what all of them are about to hold there, so that a function of them
 * can be assigned behind each place. In words why that cannot be: they belong to different processes, or one is assigned where it depends on
 * earlier conditions what another gets.
 */
export function groupWrites(registers: readonly WrittenRegister[]): WriteGroup[] | string {
  const [first] = registers;
  if (first === undefined) return 'There is no register.';
  if (registers.some((one) => one.process.item !== first.process.item)) return 'The registers belong to different processes.';
  const writes = new Map<Statement, RegisterWrite[]>();
  for (const one of registers.flatMap((register) => register.writes))
    writes.set(one.statement, [...(writes.get(one.statement) ?? []), one]);
  const walk = new Walk(writes);
  walk.statement(bodyOf(first.process.process), new Map());
  if (walk.problem !== undefined) return walk.problem;
  // Of assignments side by side the last one knows all.
  return walk.groups.filter(({ last }, index) => {
    const next = walk.groups[index + 1]?.last;
    return next === undefined || last.among === undefined || next.among !== last.among || settled(last, next, writes);
  });
}

/** Whether something between two assignments of a block looks at registers of its own. */
function settled(a: RegisterWrite, b: RegisterWrite, writes: Writes): boolean {
  const among = a.among ?? [];
  const between = among.slice(among.indexOf(a.statement) + 1, among.indexOf(b.statement));
  const names = new Set([...writes.values()].flat().map((one) => one.register));
  return between.some((one) => [...assignedBy(one).names].some((name) => names.has(name)));
}

class Walk {
  readonly groups: WriteGroup[] = [];
  problem: string | undefined;

  constructor(private readonly writes: Writes) {}

  /** Goes through a statement with what is pending before it; what is pending behind it. */
  statement(statement: Statement, before: Pending): Pending {
    const writes = this.writes.get(statement);
    if (writes !== undefined) return this.write(writes, before);
    switch (statement.kind) {
      case 'block':
        return statement.body.reduce<Pending>((pending, one) => this.statement(one, pending), before);
      case 'timing':
        return this.statement(statement.body, before);
      case 'if': {
        const ends = [this.statement(statement.then, before)];
        ends.push(statement.otherwise === undefined ? before : this.statement(statement.otherwise, before));
        return joined(ends);
      }
      case 'case': {
        const ends = statement.arms.map((arm) => this.statement(arm.body, before));
        return joined(statement.arms.some((arm) => arm.labels.length === 0) ? ends : [...ends, before]);
      }
      default:
        return before;
    }
  }

  /** An assignment, which may give several registers their values at once. */
  private write(writes: readonly RegisterWrite[], before: Pending): Pending {
    const [write] = writes;
    if (write === undefined) return before;
    const after = new Map(before);
    for (const { register, value } of writes) after.set(register, value);
    const values = new Map<string, Expr>();
    for (const [name, value] of after) {
      if (value === 'several') this.problem ??= `What ${name} gets where ${write.register} is assigned depends on earlier conditions.`;
      else values.set(name, value);
    }
    this.groups.push({ values, last: write });
    return after;
  }
}

function joined(ends: readonly Pending[]): Pending {
  const names = new Set(ends.flatMap((one) => [...one.keys()]));
  const result = new Map<string, Expr | 'several'>();
  for (const name of names) {
    const [value, ...others] = ends.map((one) => one.get(name));
    result.set(name, value === undefined || others.some((one) => one !== value) ? 'several' : value);
  }
  return result;
}
