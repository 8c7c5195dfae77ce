import type { Expr, Statement } from '../../graph/ast';
import { printExpression } from '../../graph/printExpression';
import { assignedBy } from '../../refactor/drivers';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';

type Loop = Statement & { readonly kind: 'loop' };
type Assignment = Statement & { readonly kind: 'assign' };

/** An assignment under the comparison, to a variable or to a part of it. */
export interface SelectedWrite {
  readonly statement: Assignment;
  readonly target: string;
  /** The bits, or undefined for the whole variable. */
  readonly select: Expr | undefined;
  /** How many bits from there; undefined for one, and for the whole variable. */
  readonly bits: Expr | undefined;
  readonly isZero: boolean;
  /** Whether it is one of the statements of a block. */
  readonly among: boolean;
}

/** `for (i …) if (sel == i) …`, whose rounds exclude each other bit by bit, for every value of the parameters. */
export interface SelectLoop {
  readonly loop: Loop;
  readonly targets: readonly string[];
  readonly writes: readonly SelectedWrite[];
}

/** Reads a loop; in words what forbids to gather its writes; undefined for a loop of another kind. */
export function readSelectLoop(loop: Loop): SelectLoop | string | undefined {
  const variable = loopVariable(loop);
  const only = single(loop.body);
  if (loop.style !== 'for' || variable === undefined || only?.kind !== 'if' || only.otherwise !== undefined) return undefined;
  const compared = comparison(only.test, variable);
  if (compared === undefined) return undefined;
  const writes = writesOf(only.then, false);
  if (typeof writes === 'string') return writes;
  if (writes.length === 0) return undefined;
  const targets = [...new Set(writes.map((one) => one.target))];
  const locals = assignedBy(loop.body).locals;
  if (locals.size > 0) return 'The loop declares variables of its own.';
  const readBack = everyStatement(loop.body)
    .flatMap((one) => readsOf(one))
    .flatMap(namesIn)
    .find((one) => targets.includes(one.name) || (one.name !== variable && assignedBy(loop.body).names.has(one.name)));
  if (readBack !== undefined) return `The loop reads ${readBack.name}, which it writes.`;
  for (const target of targets) {
    const kinds = new Set(writes.filter((one) => one.target === target).map((one) => one.select === undefined));
    if (kinds.size > 1) return `The loop writes ${target} as a whole and in parts.`;
  }
  const apart = writes.every((one) => areApart(compared, one, variable));
  return apart ? { loop, targets, writes } : 'Two rounds of the loop may write the same bits.';
}

function loopVariable({ init }: Loop): string | undefined {
  const [first] = init;
  if (init.length !== 1 || first === undefined) return undefined;
  if (first.kind === 'assign' && first.target.kind === 'name') return first.target.name;
  return first.kind === 'declare' && first.declarators.length === 1 ? first.declarators[0]?.name : undefined;
}

function single(statement: Statement): Statement | undefined {
  if (statement.kind !== 'block') return statement;
  return statement.body.length === 1 ? statement.body[0] : undefined;
}

/** The side of `sel == f(i)` that counts, from the comparison itself or one that is joined to others by `&&`. */
function comparison(test: Expr, variable: string): Expr | undefined {
  if (test.kind !== 'binary') return undefined;
  if (test.op === '&&') return comparison(test.left, variable) ?? comparison(test.right, variable);
  if (test.op !== '==' && test.op !== '===') return undefined;
  const counts = (expr: Expr): boolean => namesIn(expr).some((one) => one.name === variable);
  if (counts(test.left) === counts(test.right)) return undefined;
  const [fixed, counted] = counts(test.left) ? [test.right, test.left] : [test.left, test.right];
  return isPure(fixed) && isPure(counted) ? counted : undefined;
}

function writesOf(statement: Statement, among: boolean): SelectedWrite[] | string {
  if (statement.kind === 'assign') return readWrite(statement, among);
  if (statement.kind !== 'block' && statement.kind !== 'if') return 'The loop does more than assign under conditions.';
  const parts =
    statement.kind === 'block' ? statement.body : [statement.then, ...(statement.otherwise === undefined ? [] : [statement.otherwise])];
  const found: SelectedWrite[] = [];
  for (const part of parts) {
    const inner = writesOf(part, statement.kind === 'block');
    if (typeof inner === 'string') return inner;
    found.push(...inner);
  }
  return found;
}

function readWrite(statement: Assignment, among: boolean): SelectedWrite[] | string {
  const { target } = statement;
  if (!statement.blocking || statement.op !== '=' || !isPure(statement.value)) return 'The loop does more than assign.';
  const isZero = statement.value.kind === 'number' && statement.value.value === 0n && statement.value.wild === 0n;
  const shared = { statement, isZero, among };
  if (target.kind === 'name') return [{ ...shared, target: target.name, select: undefined, bits: undefined }];
  const base = target.kind === 'index' || target.kind === 'slice' ? target.base : undefined;
  if (base?.kind !== 'name') return 'The loop writes parts that are not read here.';
  if (target.kind === 'index') return [{ ...shared, target: base.name, select: target.index, bits: undefined }];
  if (target.kind !== 'slice' || target.mode === ':') return 'The loop writes parts that are not read here.';
  return [{ ...shared, target: base.name, select: target.left, bits: target.right }];
}

/** Whether different rounds write different bits: they compare with different numbers, or the bits tell them apart. */
function areApart(compared: Expr, { select, bits }: SelectedWrite, variable: string): boolean {
  if (isShifted(compared, variable)) return true;
  if (compared.kind !== 'binary' || compared.op !== '/' || select === undefined || !isShifted(compared.left, variable)) return false;
  const rest = printExpression({ ...compared, op: '%' });
  if (bits === undefined) return printExpression(select) === rest;
  if (select.kind !== 'binary' || select.op !== '*') return false;
  const [left, right] = [printExpression(select.left), printExpression(select.right)];
  const width = printExpression(bits);
  return (left === rest && right === width) || (right === rest && left === width);
}

/** `i`, `i + c`, `c + i`, `i - c`. */
function isShifted(expr: Expr, variable: string): boolean {
  if (expr.kind === 'name') return expr.name === variable;
  if (expr.kind !== 'binary' || (expr.op !== '+' && expr.op !== '-')) return false;
  const counts = (one: Expr): boolean => namesIn(one).some((name) => name.name === variable);
  if (counts(expr.left) && counts(expr.right)) return false;
  return counts(expr.left) ? isShifted(expr.left, variable) : expr.op === '+' && isShifted(expr.right, variable);
}
