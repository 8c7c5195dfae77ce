import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { givesOneBit, isReduction } from '../../refactor/expressionType';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, processesOf, type PlacedProcess } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import type { ExplainedPath } from '../../timing/explain';
import { behindRegister, type DecidedRegister } from '../split/behindRegister';
import type { Decision } from '../split/decidedSlice';
import { declaredRange, storageOf } from '../split/declaredRange';
import { aliasesOf, endsAt } from '../split/endsAt';
import { assignedAtOnce } from '../split/processSlice';
import { decidedBy, isReset } from '../split/heldRegisters';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'select-behind-register';
/** Decisions that are tried, the latest first. */
const most = 6;

/**
 * A condition that is late and decides what registers are about to hold: both outcomes are loaded side by side, the condition into a flip-flop
 * of its own, and the choice between them comes behind the registers. Retiming of the last selection across the register (Leiserson and Saxe,
 * "Retiming Synchronous Circuitry", 1991) after a Shannon expansion by the condition. What waited for the condition ends where the condition does; what
 * reads the registers waits for one selection more.
 */
export const selectBehindRegister: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/wide-select', 'timing/high-fanout', 'timing/compare-select-arithmetic', 'timing/late-select'],
  knowledge:
    'A late condition in front of a register can be kept in a register itself, beside what would be loaded if it holds and if it does not; the choice comes a cycle later, at no cost in cycles. It doubles the registers, and what reads them waits for one selection more: it gains where the paths out of the registers are short.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** A register, with the violated paths that end at it. */
export interface Late extends DecidedRegister {
  readonly paths: readonly ExplainedPath[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const late = lateRegisters(context, body);
  for (const decision of decisionsOf(context, body, late)) {
    const { registers, test } = decision;
    const paths = registers.flatMap((one) => one.paths).sort((a, b) => a.path.slack - b.path.slack);
    const [first, ...others] = registers;
    if (first === undefined) continue;
    const text = context.file.pre.text
      .slice(test.start, test.end)
      .replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, ' ')
      .replace(/\s+/g, ' ');
    yield {
      title: `Choose by \`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\` behind ${first.name}${others.length === 0 ? '' : ` and ${others.length} more`}, which hold both outcomes`,
      changes: behindRegister(context, body, decision, registers, new Set()),
      line: context.file.pre.toSource(test.start, test.end).line + 1,
      paths,
      weight: decision.at - 100 * (paths[0]?.path.slack ?? 0),
    };
  }
}

/** The registers that violated paths end at, with `all` the others too. */
export function lateRegisters(context: FixContext, body: ModuleBody, all = false): Late[] {
  const aliases = aliasesOf(body);
  const found: Late[] = [];
  for (const clocked of processesOf(body)) {
    if (triggerOf(clocked.process) !== 'edges') continue;
    const inside = everyStatement(bodyOf(clocked.process));
    if (inside.some((one) => one.kind === 'call' || one.kind === 'timing')) continue;
    const looped = new Set(inside.flatMap((one) => (one.kind === 'loop' ? [...assignedBy(one).names] : [])));
    const { names, locals } = assignedBy(clocked.process.body);
    const atOnce = assignedAtOnce(bodyOf(clocked.process));
    const apart = new Set([...locals, ...atOnce]);
    for (const register of names) {
      if (looped.has(register) || atOnce.has(register)) continue;
      if (apart.size > 0 && decidedBy(bodyOf(clocked.process), register).some((one) => apart.has(one))) continue;
      const paths = context.violated.filter((one) => endsAt(one, register, aliases));
      const storage = paths.length === 0 && !all ? undefined : storageOf(context, body, register, clocked.around);
      if (storage === undefined || drivers(body, register) !== 1) continue;
      const next = nextOf(context, body, clocked, register);
      found.push({ name: register, storage, clocked, paths, ...(next === undefined ? {} : { next }) });
    }
  }
  return found;
}

/** How many processes and items drive a name, initial ones apart. */
function drivers(body: ModuleBody, name: string): number {
  return itemsOf(body).filter(({ item }) => {
    if (item.kind === 'process') return item.process.style !== 'initial' && assignedBy(item.process.body).names.has(name);
    return item.kind === 'assign' && namesIn(item.target).some((one) => one.name === name);
  }).length;
}

/** The name that a register takes its values over from, where a combinational process makes them. */
function nextOf(context: FixContext, body: ModuleBody, clocked: PlacedProcess, register: string): DecidedRegister['next'] {
  const loads = everyStatement(bodyOf(clocked.process)).filter((one) => one.kind === 'assign' && assignedBy(one).names.has(register));
  const names = loads.flatMap((one) => (one.kind === 'assign' && one.value.kind === 'name' ? [one.value.name] : []));
  const made = [...new Set(names)].filter((one) => makerOf(body, one) !== undefined);
  const [next] = made;
  const storage = next === undefined || made.length > 1 ? undefined : storageOf(context, body, next, clocked.around);
  if (next === undefined || storage === undefined) return undefined;
  let reads = 0;
  for (const { item } of itemsOf(body))
    for (const expr of readsOfItem(item)) reads += namesIn(expr).filter((one) => one.name === next).length;
  return { name: next, storage, shared: reads > names.filter((one) => one === next).length };
}

/** The combinational process that alone gives a name its values. */
function makerOf(body: ModuleBody, name: string): PlacedProcess | undefined {
  const writing = processesOf(body).filter(({ process }) => assignedBy(process.body).names.has(name));
  const [only] = writing;
  if (only === undefined || writing.length !== 1 || drivers(body, name) !== 1) return undefined;
  return triggerOf(only.process) === 'any' || only.process.style === 'always_comb' ? only : undefined;
}

function readsOfItem(item: ReturnType<typeof itemsOf>[number]['item']): Expr[] {
  switch (item.kind) {
    case 'assign':
      return [item.value];
    case 'declare':
      return item.declarators.flatMap((one) => one.init ?? []);
    case 'process':
      return everyStatement(bodyOf(item.process)).flatMap(readsOf);
    case 'instance':
      return item.instance.connections.map((one) => one.value);
    default:
      return [];
  }
}

type Choice = Decision & { readonly registers: readonly Late[]; readonly at: number };

/** The conditions on violated paths that decide on registers, each with those that it decides on. */
function decisionsOf(context: FixContext, body: ModuleBody, late: readonly Late[]): Choice[] {
  const found: Choice[] = [];
  for (const placed of processesOf(body)) {
    const clocked = triggerOf(placed.process) === 'edges';
    const registers = late.filter((one) =>
      clocked ? one.clocked.process === placed.process : one.next !== undefined && makerOf(body, one.next.name)?.process === placed.process,
    );
    if (registers.length === 0) continue;
    // What a process of its own makes is one of the values that are chosen from where the register's process decides.
    const loaded = ({ next, ...one }: Late): Late => (clocked || next === undefined ? one : { ...one, next });
    const own = (one: Late): string => (clocked ? one.name : (one.next?.name ?? ''));
    for (const { test, statement, scope } of conditionsIn(context, placed)) {
      const names = assignedBy(scope).names;
      const decides = registers.filter((one) => names.has(own(one)) && isFollowed(placed, clocked, own(one)));
      const at = Math.max(...decides.flatMap((one) => one.paths.map((path) => arrivalAt(context, path, test))), 0);
      if (decides.length === 0 || at === 0 || !isSettled(placed, clocked, test, scope)) continue;
      found.push({
        placed,
        test,
        ...(statement === undefined ? {} : { statement }),
        oneBit: isOneBit(context, body, test),
        registers: decides.map(loaded),
        at,
      });
    }
  }
  return found;
}

interface Condition {
  readonly test: Expr;
  readonly statement?: Statement & { readonly kind: 'if' };
  /** What it decides on: the statement it stands in. */
  readonly scope: Statement;
}

/** The conditions of a process: tests, and operands of values that are true or false. */
function conditionsIn(context: FixContext, { process }: PlacedProcess): Condition[] {
  const clocked = triggerOf(process) === 'edges';
  return everyStatement(bodyOf(process)).flatMap((one): Condition[] => {
    if (one.kind === 'if') return clocked && isReset(context, process, one) ? [] : [{ test: one.test, statement: one, scope: one }];
    if (one.kind !== 'assign' || one.op !== '=') return [];
    return operandsOf(one.value).map((test) => ({ test, scope: one }));
  });
}

/** Operands of `&&`, `||` and the tests of choices, as deep as nothing else stands around them. */
function operandsOf(value: Expr): Expr[] {
  if (value.kind === 'conditional') return [value.test, ...operandsOf(value.yes), ...operandsOf(value.no)];
  if (value.kind === 'binary' && (value.op === '&&' || value.op === '||'))
    return [value.left, value.right].flatMap((one) => [one, ...operandsOf(one)]);
  if (value.kind === 'unary' && value.op === '!') return operandsOf(value.arg);
  return [];
}

/** ns: on a path, it is not known when. */
const least = 0.001;

/** When the last thing on a path that a condition is made of arrives, in ns; 0 where none is on it. */
function arrivalAt(context: FixContext, explained: ExplainedPath, test: Expr): number {
  const { path } = explained;
  const names = new Set(namesIn(test).map((one) => one.name));
  const at = [...path.points].reverse().find((point) => names.has(bare(point.name)))?.arrival ?? 0;
  const inside = context.steps.some((one) => {
    const offset = one.path === explained ? context.file.pre.fromRoot(one.start) : undefined;
    return offset !== undefined && test.start <= offset && offset < test.end;
  });
  const starts = names.has(bare(path.start)) || names.has(`${bare(path.start)}_reg`);
  return Math.max(at, inside || starts ? least : 0);
}

function bare(named: string): string {
  return (named.split('.').at(-1) ?? '').replace(/\[.*$/, '');
}

/** Whether what a condition reads is the same at the end of the process as where it is asked. */
function isSettled({ process }: PlacedProcess, clocked: boolean, test: Expr, scope: Statement): boolean {
  if (!isPure(test)) return false;
  const { names, locals } = assignedBy(process.body);
  const read = [...new Set(namesIn(test).map((one) => one.name))];
  if (read.some((one) => locals.has(one))) return false;
  if (clocked) return true;
  const inside = everyStatement(bodyOf(process)).filter((one) => one.kind === 'loop');
  if (inside.some((one) => one.start <= scope.start && scope.end <= one.end)) return false;
  return read.every((one) => !names.has(one) || !writesAfter(process, one, test.start));
}

function writesAfter(process: PlacedProcess['process'], name: string, offset: number): boolean {
  return everyStatement(bodyOf(process)).some((one) => one.kind === 'assign' && one.start > offset && assignedBy(one).names.has(name));
}

/** Whether all that is read for a value of a combinational process is settled where it is read, the value itself apart. */
function isFollowed({ process }: PlacedProcess, clocked: boolean, target: string): boolean {
  if (clocked) return true;
  const { names, locals } = assignedBy(process.body);
  if (locals.size > 0) return false;
  for (const one of everyStatement(bodyOf(process))) {
    if (one.kind === 'block' || !assignedBy(one).names.has(target)) continue;
    for (const read of readsOf(one).flatMap(namesIn))
      if (read.name !== target && names.has(read.name) && writesAfter(process, read.name, read.start)) return false;
  }
  return true;
}

function isOneBit(context: FixContext, body: ModuleBody, expr: Expr): boolean {
  switch (expr.kind) {
    case 'binary':
      return (
        givesOneBit(expr.op) || (/^(?:[&|^]|~\^|\^~)$/.test(expr.op) && subExpressions(expr).every((one) => isOneBit(context, body, one)))
      );
    case 'unary':
      return isReduction(expr.op) || (expr.op === '~' && isOneBit(context, body, expr.arg));
    case 'name':
      return declaredRange(context, body, expr.name) === '';
    default:
      return false;
  }
}
