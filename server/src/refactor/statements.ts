import type { Expr, Item, Statement } from '../graph/ast';

/** Lists of items directly inside one. */
export function subItems(item: Item): (readonly Item[])[] {
  switch (item.kind) {
    case 'for':
    case 'block':
      return [item.body];
    case 'if':
      return [item.then, item.otherwise];
    case 'case':
      return item.arms.map((arm) => arm.body);
    default:
      return [];
  }
}

/** Statements directly inside one. */
export function subStatements(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
      return statement.body;
    case 'if':
      return statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise];
    case 'case':
      return statement.arms.map((arm) => arm.body);
    case 'loop':
      return [...statement.init, ...statement.step, statement.body];
    case 'timing':
      return [statement.body];
    default:
      return [];
  }
}

/** The statement and all inside it. */
export function everyStatement(statement: Statement): Statement[] {
  return [statement, ...subStatements(statement).flatMap(everyStatement)];
}

/** Expressions of the statement itself that are read, targets of assignments left out but for their indices. */
export function readsOf(statement: Statement): Expr[] {
  switch (statement.kind) {
    case 'assign': {
      const target = indicesOf(statement.target);
      // `a += b` reads a.
      return statement.op === '=' || !statement.blocking ? [...target, statement.value] : [...target, statement.target, statement.value];
    }
    case 'declare':
      return statement.declarators.flatMap((one) => one.init ?? []);
    case 'if':
      return [statement.test];
    case 'case':
      return [statement.subject, ...statement.arms.flatMap((arm) => arm.labels)];
    case 'loop':
      return statement.test === undefined ? [] : [statement.test];
    case 'call':
      return [statement.call];
    case 'timing':
      return [...(statement.events ?? [])];
    case 'return':
      return statement.value === undefined ? [] : [statement.value];
    default:
      return [];
  }
}

/** What the selects of a target read. */
export function indicesOf(target: Expr): Expr[] {
  switch (target.kind) {
    case 'index':
      return [...indicesOf(target.base), target.index];
    case 'slice':
      return [...indicesOf(target.base), target.left, target.right];
    case 'member':
      return indicesOf(target.base);
    case 'concat':
    case 'stream':
      return target.parts.flatMap(indicesOf);
    case 'pattern':
      return target.items.flatMap((item) => indicesOf(item.value));
    default:
      return [];
  }
}

/** Expressions directly inside one. */
export function subExpressions(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'member':
      return [expr.base];
    case 'index':
      return [expr.base, expr.index];
    case 'slice':
      return [expr.base, expr.left, expr.right];
    case 'call':
    case 'system':
      return expr.args.map((one) => one.value);
    case 'unary':
    case 'step':
    case 'event':
      return [expr.arg];
    case 'binary':
      return [expr.left, expr.right];
    case 'conditional':
      return [expr.test, expr.yes, expr.no];
    case 'concat':
    case 'stream':
      return expr.parts;
    case 'repeat':
      return [expr.count, ...expr.parts];
    case 'cast':
      return 'kind' in expr.type ? [expr.type, expr.arg] : [expr.arg];
    case 'inside':
      return [expr.arg, ...expr.set];
    case 'span':
      return [expr.low, expr.high];
    case 'pattern':
      return expr.items.map((item) => item.value);
    case 'assign':
      return [expr.target, expr.value];
    default:
      return [];
  }
}

export function everyExpression(expr: Expr): Expr[] {
  return [expr, ...subExpressions(expr).flatMap(everyExpression)];
}

/** Names an expression uses, with their place; of `a.b[i]` it is `a` and `i`. Functions called are not among them. */
export function namesIn(expr: Expr): (Expr & { kind: 'name' })[] {
  return everyExpression(expr).filter((one) => one.kind === 'name');
}

/** Whether a value is no more than its operands: a call may read or write anything unless `known` says else of the function, `++` and `=` write. */
export function isPure(expr: Expr, known: (name: string) => boolean = () => false): boolean {
  return everyExpression(expr).every((one) => {
    if (one.kind === 'call') return one.callee.kind === 'name' && known(one.callee.name);
    if (one.kind === 'system') return /^\$(?:signed|unsigned|clog2|bits|countones|onehot0?|isunknown)$/.test(one.name);
    return one.kind !== 'step' && one.kind !== 'assign' && one.kind !== 'none';
  });
}
