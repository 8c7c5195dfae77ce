import type { TextChange } from '../fixes/strategy';
import type { Expr } from '../graph/ast';
import { itemsOf, writtenEnds } from '../refactor/scene';
import { everyStatement } from '../refactor/statements';
import { allExpressions } from './expressionText';
import { numberLike } from './stateValues';
import { writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/** Operators whose sides should have one width; lint says so where they have not. */
const alike = /^(?:==|!=|===|!==|<|<=|>|>=|\+|-|&|\||\^)$/;

/**
 * The changes that give constants the width of registers which become narrower: literals of the old width that are assigned to them or stand beside them, and constants of the
 * module that are nowhere else. Nothing depends on it but lint, which warns where widths differ; what cannot be changed stays.
 */
export function narrowerConstants(context: OptimizeContext, names: ReadonlySet<string>, old: number, width: number): TextChange[] {
  const beside = [...new Set(besideOf(context, names).flatMap(leaves))];
  const literals = beside.flatMap((one) => narrower(context, one, old, width));
  return [...literals, ...constants(context, beside, old, width)];
}

/** Expressions that are assigned to the names, compared with them or added to them. */
function besideOf(context: OptimizeContext, names: ReadonlySet<string>): Expr[] {
  const isOne = (expr: Expr): boolean => expr.kind === 'name' && names.has(expr.name);
  const statements = itemsOf(context.body).flatMap(({ item }) => (item.kind === 'process' ? everyStatement(item.process.body) : []));
  const assigns = itemsOf(context.body).flatMap(({ item }) => (item.kind === 'assign' ? [item] : []));
  const found: Expr[] = [
    ...assigns.filter(({ target }) => isOne(target)).map(({ value }) => value),
    ...statements.flatMap((one) => {
      if (one.kind === 'assign') return isOne(one.target) ? [one.value] : [];
      return one.kind === 'case' && isOne(one.subject) ? one.arms.flatMap(({ labels }) => labels) : [];
    }),
    ...allExpressions(context).flatMap(({ expr }) => {
      if (expr.kind !== 'binary' || !alike.test(expr.op)) return [];
      return [...(isOne(expr.left) ? [expr.right] : []), ...(isOne(expr.right) ? [expr.left] : [])];
    }),
  ];
  return found;
}

/** What a value is made of at its own width. */
function leaves(value: Expr): Expr[] {
  if (value.kind === 'conditional') return [...leaves(value.yes), ...leaves(value.no)];
  if (value.kind === 'binary' && /^[-+&|^]$/.test(value.op)) return [...leaves(value.left), ...leaves(value.right)];
  return [value];
}

function narrower(context: OptimizeContext, literal: Expr, old: number, width: number): TextChange[] {
  if (literal.kind !== 'number' || literal.width !== old || literal.wild !== 0n || literal.value >= 1n << BigInt(width)) return [];
  const at = writtenEnds(writtenFile(context), literal);
  const text = numberLike(literal, literal.value, width);
  return at === undefined || text === undefined ? [] : [{ ...at, text }];
}

/** Declarations of constants of the old width of which all are among the expressions, wherever they are read. */
function constants(context: OptimizeContext, beside: readonly Expr[], old: number, width: number): TextChange[] {
  const uses = new Map<string, number>();
  for (const { expr } of allExpressions(context)) if (expr.kind === 'name') uses.set(expr.name, (uses.get(expr.name) ?? 0) + 1);
  const here = new Map<string, number>();
  for (const one of beside) if (one.kind === 'name') here.set(one.name, (here.get(one.name) ?? 0) + 1);
  const isOnlyHere = (name: string): boolean => here.has(name) && (here.get(name) ?? 0) >= (uses.get(name) ?? 0);
  return itemsOf(context.body).flatMap(({ item }): TextChange[] => {
    if (item.kind !== 'parameter' || !item.declarators.every((one) => isOnlyHere(one.name))) return [];
    const values = item.declarators.flatMap(({ init }) => (init === undefined ? [] : narrower(context, init, old, width)));
    if (values.length < item.declarators.length) return [];
    const [range, other] = item.declarators[0]?.type.packed ?? [];
    if (range === undefined) return values;
    const isOld =
      range.left.kind === 'number' && range.left.value === BigInt(old - 1) && range.right?.kind === 'number' && range.right.value === 0n;
    const at = isOld && other === undefined ? writtenEnds(writtenFile(context), range.left) : undefined;
    return at === undefined ? [] : [{ ...at, text: String(width - 1) }, ...values];
  });
}
