import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy, assignedByRoutine, exclusive } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, processesOf, type PlacedItem, type PlacedProcess } from '../../refactor/scene';
import { declarationsOf } from '../split/declaredRange';
import { everyStatement, namesIn, readsOf, subStatements } from '../../refactor/statements';
import { assignedAtOnce } from '../split/processSlice';

/** One place where a clocked process gives a register, all of it, a new value. */
export interface RegisterWrite {
  readonly register: string;
  readonly value: Expr;
  readonly statement: Statement;
  /** The statements it stands among; undefined where it is the only one of a branch, without `begin` and `end`. */
  readonly among: readonly Statement[] | undefined;
}

/** A register that one clocked process writes, always as a whole. */
export interface WrittenRegister {
  readonly name: string;
  readonly process: PlacedProcess;
  readonly writes: readonly RegisterWrite[];
  /** The value it starts with, from its declaration or an initial process. */
  readonly initial: Expr | undefined;
  /** The item that declares it; undefined for a port of the module's header. */
  readonly declaredBy: PlacedItem | undefined;
}

/**
 * Reads how a register is written; in words what forbids to keep a function of it beside it. With `inArms` the arms of a generate condition may
 * have a clocked process each: `writes` holds those of all of them and `process` is the first, so what is kept has to be written in each arm.
 */
export function readRegister(body: ModuleBody, name: string, inArms = false): WrittenRegister | string {
  const declared = declarationsOf(body, name);
  if (declared.length !== 1) return `${name} is not declared once.`;
  const declarations = declared.flatMap(({ by }) => by ?? []);
  const drivers = itemsOf(body).filter(({ item }) => mayDrive(item, name));
  const processes = processesOf(body).filter(({ process }) => assignedBy(process.body).names.has(name));
  const clocked = processes.filter(({ process }) => triggerOf(process) === 'edges');
  const [process] = clocked;
  const starting = processes.filter((one) => one.process.style === 'initial');
  const apart = clocked.every((one, index) => clocked.slice(index + 1).every((other) => inArms && exclusive(one, other)));
  if (process === undefined || !apart) return `${name} is not the register of one clocked process.`;
  if (drivers.length > 0 || processes.length !== clocked.length + starting.length) return `${name} is driven in other places too.`;
  const writes = clocked.map((one) => writesOf(bodyOf(one.process), name, undefined, isLoadedAtOnce(one, name)));
  if (writes.includes(undefined)) return `${name} is written in parts, in a loop, or not by \`<=\`.`;
  const initial = initialValues(declarations, starting, name);
  if (initial.length > 1) return `${name} starts with more than one value.`;
  return { name, process, writes: writes.flatMap((one) => one ?? []), initial: initial[0], declaredBy: declarations[0] };
}

/** Whether a clocked process loads a register by `=` and reads it nowhere: then it is as if it did by `<=`. */
function isLoadedAtOnce({ process }: PlacedProcess, name: string): boolean {
  const all = everyStatement(bodyOf(process));
  const isRead = (): boolean => all.some((one) => readsOf(one).some((expr) => namesIn(expr).some((read) => read.name === name)));
  return assignedAtOnce(bodyOf(process)).has(name) && !isRead();
}

/** Every assignment to a name that one combinational process makes, always as a whole; undefined when it is not such a name. */
export function combinationalWrites(body: ModuleBody, name: string): RegisterWrite[] | undefined {
  return readCombinational(body, name)?.writes.slice();
}

/** How a name is written that one combinational process gives its values, always as a whole; undefined when it is not such a name. */
export function readCombinational(body: ModuleBody, name: string): WrittenRegister | undefined {
  if (itemsOf(body).some(({ item }) => mayDrive(item, name))) return undefined;
  const processes = processesOf(body).filter(({ process }) => assignedBy(process.body).names.has(name));
  const [only] = processes;
  if (only === undefined || processes.length !== 1) return undefined;
  if (triggerOf(only.process) !== 'any' && only.process.style !== 'always_comb') return undefined;
  const declaredBy = itemsOf(body).find(({ item }) => declares(item, name));
  const writes = writesOf(bodyOf(only.process), name, undefined, true);
  return writes === undefined ? undefined : { name, process: only, writes, initial: undefined, declaredBy };
}

function declares(item: PlacedItem['item'], name: string): boolean {
  return item.kind === 'declare' && item.declarators.some((one) => one.name === name);
}

/** Whether an item other than a process may drive a name. */
export function mayDrive(item: PlacedItem['item'], name: string): boolean {
  switch (item.kind) {
    case 'assign':
      return new RegExp(`\\b${name}\\b`).test(nameText(item.target));
    case 'gate':
      return item.pins.some((pin) => nameText(pin) === name);
    case 'routine':
      return assignedByRoutine(item.routine).has(name);
    default:
      return false;
  }
}

function nameText(expr: Expr): string {
  switch (expr.kind) {
    case 'name':
      return expr.name;
    case 'index':
    case 'slice':
    case 'member':
      return nameText(expr.base);
    case 'concat':
      return expr.parts.map(nameText).join(' ');
    default:
      return '';
  }
}

/** Every write below a statement; undefined when one of them cannot be followed. */
function writesOf(
  statement: Statement,
  name: string,
  among: readonly Statement[] | undefined,
  blocking = false,
): RegisterWrite[] | undefined {
  if (statement.kind === 'assign') {
    if (!assignedBy(statement).names.has(name)) return [];
    const { target } = statement;
    // `{carry, count} <= …`: the last of a concatenation takes the low bits of the value.
    const last = target.kind === 'concat' ? target.parts.at(-1) : target;
    const others = target.kind === 'concat' ? target.parts.slice(0, -1).map(nameText).join(' ') : '';
    const whole = last?.kind === 'name' && last.name === name && !others.split(' ').includes(name);
    const value = partOf(target, statement.value, name) ?? (whole ? statement.value : undefined);
    return value !== undefined && statement.blocking === blocking && statement.op === '='
      ? [{ register: name, value, statement, among }]
      : undefined;
  }
  if (statement.kind === 'loop' || statement.kind === 'call') return assignedBy(statement).names.has(name) ? undefined : [];
  const found: RegisterWrite[] = [];
  for (const one of subStatements(statement)) {
    const inner = writesOf(one, name, statement.kind === 'block' ? statement.body : undefined, blocking);
    if (inner === undefined) return undefined;
    found.push(...inner);
  }
  return found;
}

/** What a name of a concatenation gets, where the value says it by itself: zero, or a concatenation of as many parts of a width of their own. */
function partOf(target: Expr, value: Expr, name: string): Expr | undefined {
  if (target.kind !== 'concat') return undefined;
  const at = target.parts.flatMap((one, index) => (nameText(one).split(' ').includes(name) ? [index] : []));
  const [index] = at;
  if (index === undefined || at.length > 1 || target.parts[index]?.kind !== 'name') return undefined;
  if (value.kind === 'number') return value.value === 0n && value.wild === 0n ? value : undefined;
  return value.kind === 'concat' && value.parts.length === target.parts.length ? value.parts[index] : undefined;
}

function initialValues(declarations: readonly PlacedItem[], starting: readonly PlacedProcess[], name: string): Expr[] {
  const declared = declarations.flatMap(({ item }) =>
    item.kind === 'declare' ? item.declarators.flatMap((one) => (one.name === name && one.init !== undefined ? [one.init] : [])) : [],
  );
  const assigned = starting.flatMap(({ process }) => assignments(bodyOf(process), name));
  return [...declared, ...assigned];
}

function assignments(statement: Statement, name: string): Expr[] {
  if (statement.kind === 'assign') return statement.target.kind === 'name' && statement.target.name === name ? [statement.value] : [];
  return subStatements(statement).flatMap((one) => assignments(one, name));
}
