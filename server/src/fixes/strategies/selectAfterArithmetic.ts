import type { Expr, ModuleBody } from '../../graph/ast';
import { givesOneBit, isReduction } from '../../refactor/expressionType';
import { isPure } from '../../refactor/statements';
import { declaredRange } from '../split/declaredRange';
import { operatorsOnPaths, type Binary, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { listed, operandText, rewriteAll, sourceOf } from '../arithmetic/rewriteOperators';
import { valueOfNet } from '../arithmetic/valueOfNet';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'select-after-arithmetic';
const most = 4;
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.15;
/** Selects in a row that a comparison is made in front of: its results are one bit each, and for so many of them still small. */
const mostSelects = 3;

/**
 * Arithmetic behind a late select is done for both values and chosen from last: `a + (s ? x : y)` becomes `s ? a + x : a + y`, and a late bit that is
 * added is a select as well, `a + c` being `c ? a + 1 : a`. No synthesis moves a select over a carry chain, or over a wide test for zero. An operand that
 * is the name of such a select is looked through; comparisons are made in front of several in a row.
 */
export const selectAfterArithmetic: FixStrategy = {
  name,
  causes: ['timing/compare-select-arithmetic', 'timing/deep-adder-chain', 'timing/wide-carry', 'timing/late-select'],
  knowledge:
    'Arithmetic waits for the select in front of it. Done for both values beforehand, only the choice between two results waits. It costs the operator twice and gains where the condition arrives later than the values do.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const sites = operatorsOnPaths(
    context,
    body,
    /^\$(?:add|sub|alu|lt|le|gt|ge|eq|ne|logic_not|reduce_bool)$/,
    /^(?:[-+]|<|<=|>|>=|==|!=)$/,
  );
  for (const site of sites) {
    if (site.share < leastShare || !isMeant(site)) continue;
    const text = rewritten(context, body, site);
    if (text === undefined) continue;
    const changes: TextChange[] | string = rewriteAll(context, [{ expr: site.expr, text }]);
    const paths = site.steps.map((step) => step.path);
    yield {
      title: `Compute ${listed(context, [site.expr])} for both values of its late operand, and choose last`,
      changes,
      line: lineOfStep(site.steps[0]),
      paths,
      weight: -Math.min(...paths.map((one) => one.path.slack)),
    };
  }
}

/** Whether an operator is the one of the netlist: a test for zero is also what `!` becomes, which stands inside of others. */
function isMeant({ expr, steps }: OperatorOnPaths): boolean {
  const isZero = (one: Expr): boolean => one.kind === 'number' && one.value === 0n && one.wild === 0n;
  const zeroTest = (expr.op === '==' || expr.op === '!=') && (isZero(expr.left) || isZero(expr.right));
  return zeroTest || steps.some(({ step }) => !/^\$(?:logic_not|reduce_bool)$/.test(step.cell.type));
}

/** The expression with the select last; undefined for one that has no select or single bit among its operands. */
function rewritten(context: FixContext, body: ModuleBody, { expr, placed, locals }: OperatorOnPaths): string | undefined {
  const { op } = expr;
  for (const side of ['right', 'left'] as const) {
    const late = expr[side];
    const other = operandText(context, side === 'right' ? expr.left : expr.right);
    if (other === undefined || !isPure(expr)) return undefined;
    const join = (value: string): string => (side === 'right' ? `${other} ${op} ${value}` : `${value} ${op} ${other}`);
    const select = late.kind === 'name' && locals.has(late.name) ? undefined : selectOf(body, late);
    if (select !== undefined) {
      const budget = { selects: givesOneBit(op) ? mostSelects : 1 };
      return chosenLast(
        context,
        select,
        join,
        (arm) => (arm.kind === 'name' && locals.has(arm.name) ? undefined : selectOf(body, arm)),
        budget,
      );
    }
    const isSum = op === '+' || (op === '-' && side === 'right');
    if (!isSum || !isLateBit(context, body, late, placed.around, locals)) continue;
    const test = sourceOf(context, late);
    return test === undefined ? undefined : `((${test}) ? ${other} ${op} 1'b1 : ${other})`;
  }
  return undefined;
}

/** A select between what `join` makes of its values, and of the values of those that are selects as well; undefined where a macro made one. */
function chosenLast(
  context: FixContext,
  select: Select,
  join: (value: string) => string,
  inner: (arm: Expr) => Select | undefined,
  budget: { selects: number },
): string | undefined {
  budget.selects--;
  const test = sourceOf(context, select.test);
  const [yes, no] = [select.yes, select.no].map((arm) => {
    const next = budget.selects > 0 ? inner(arm) : undefined;
    if (next !== undefined) return chosenLast(context, next, join, inner, budget);
    const text = sourceOf(context, arm);
    return text === undefined ? undefined : join(`(${text})`);
  });
  return test === undefined || yes === undefined || no === undefined ? undefined : `((${test}) ? ${yes} : ${no})`;
}

type Select = Expr & { readonly kind: 'conditional' };

/** The select that an operand is, or that the net of its name is always assigned. */
function selectOf(body: ModuleBody, operand: Expr): Select | undefined {
  const value = valueOfNet(body, operand) ?? operand;
  return value.kind === 'conditional' && isPure(value) ? value : undefined;
}

function isLateBit(
  context: FixContext,
  body: ModuleBody,
  expr: Expr,
  around: OperatorOnPaths['placed']['around'],
  locals: ReadonlySet<string>,
): boolean {
  switch (expr.kind) {
    case 'index':
      return expr.base.kind === 'name' && expr.index.kind === 'number';
    case 'name':
      return !locals.has(expr.name) && declaredRange(context, body, expr.name, around) === '';
    case 'concat': {
      // `{15'b0, c}` is `c` as wide as what it is added to.
      const last = expr.parts.at(-1);
      const zeros = expr.parts.slice(0, -1).every((one) => one.kind === 'number' && one.value === 0n && one.wild === 0n);
      return last !== undefined && zeros && isLateBit(context, body, last, around, locals);
    }
    case 'unary':
      return isReduction(expr.op);
    case 'binary':
      return givesOneBit((expr satisfies Binary).op);
    default:
      return false;
  }
}
