import type { Expr, ModuleBody } from '../../graph/ast';
import { freshName } from '../../base/layout';
import { isPure } from '../../refactor/statements';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { isLocal, operatorsOnPaths, type Binary, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { listed, rewriteAll, sourceOf, type Rewritten } from '../arithmetic/rewriteOperators';
import { valueOfNet } from '../arithmetic/valueOfNet';
import { widest, widthText, type Width, type WidthPlace } from '../arithmetic/widthText';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'sum-compare';

/**
 * `a + b == k` becomes a call of a small function that asks it without adding (Cortadella and Llaberia, IEEE Transactions on Computers, 1992): were every
 * sum bit that of k, then the carry out of each bit would follow from a, b and k there alone, so each bit is checked with the carry that the bit below would
 * give. `a - b == k` is `k + b == a`. A sum is also found behind the name of the net that holds it, where that is as wide as what it is compared with.
 */
export const sumCompare: FixStrategy = {
  name,
  causes: ['timing/counter-compare', 'timing/wide-carry', 'timing/deep-adder-chain'],
  knowledge:
    'Whether a sum equals a value can be told without the sum: each bit is checked with the carry that the bit below would give if it were right. One level of logic and a wide AND take the place of a carry chain in front of a comparison, as in a full flag `head + 1 == tail`.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), 4),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  for (const site of operatorsOnPaths(context, body, /^\$(?:eq|ne)$/, /^(?:==|!=)$/)) {
    const place = { context, body, around: site.placed.around };
    const question = isLocal(site) ? undefined : questionOf(place, site);
    if (question === undefined) continue;
    const { expr, steps } = site;
    yield {
      title: `Tell ${listed(context, [expr])} without a carry chain`,
      changes: rewriteAll(context, rewritten(context, expr, question)),
      line: lineOfStep(steps[0]),
      paths: steps.map((step) => step.path),
    };
  }
}

/** Whether `terms[0] + terms[1]` is `total`, in so many bits. */
interface Question {
  readonly terms: readonly [Expr, Expr];
  readonly total: Expr;
  readonly width: Width | undefined;
}

function questionOf(place: WidthPlace, { expr }: OperatorOnPaths): Question | undefined {
  for (const [side, other] of [
    [expr.left, expr.right],
    [expr.right, expr.left],
  ] as const) {
    const sum = sumOf(place.body, side);
    if (sum === undefined || !isPure(expr)) continue;
    const widths = [side, sum.left, sum.right, other].map((one) => widthText(place, one));
    const [own, , , against] = widths;
    const named = side.kind === 'name';
    // A named sum was cut to the bits of its net; both sides are to have those.
    const width = named ? (own?.text === against?.text ? own : undefined) : widths.slice(1).reduce(widest);
    const known = widths.every((one) => one !== undefined) ? width : undefined;
    if (named && known === undefined) continue;
    return sum.op === '+'
      ? { terms: [sum.left, sum.right], total: other, width: known }
      : { terms: [other, sum.right], total: sum.left, width: known };
  }
  return undefined;
}

/** The sum or difference that an operand is, or that the net of its name is always assigned. */
function sumOf(body: ModuleBody, operand: Expr): Binary | undefined {
  const value = valueOfNet(body, operand) ?? operand;
  return value.kind === 'binary' && (value.op === '+' || value.op === '-') ? value : undefined;
}

function rewritten(context: FixContext, expr: Binary, { terms, total, width }: Question): Rewritten[] | string {
  if (width === undefined) return 'The widths of what is compared are not sure, or it has a sign.';
  const operands = [...terms, total].map((one) => sourceOf(context, one));
  if (operands.includes(undefined)) return 'The comparison comes from a macro.';
  const called = freshName(context.file.source.text, 'is_sum');
  const cut = cutAt(width, [], called);
  const all = bitsFrom('0', cut.width);
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const helper = functionText(context, {
    comment: 'a + b == k without adding: each bit with the carry that the bit below gives if it is right.',
    cut,
    head: `function automatic ${called}(input ${all} a, input ${all} b, input ${all} k);`,
    variables: [`${bit} ${all} carried;`],
    lines: ['carried = ((a & b) | ((a | b) & ~k)) << 1;', `${called} = &(a ^ b ^ carried ^ ~k);`],
  });
  return [{ expr, text: `${expr.op === '==' ? '' : '!'}${called}(${operands.join(', ')})`, helper }];
}
