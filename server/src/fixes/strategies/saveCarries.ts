import type { Expr, ModuleBody } from '../../graph/ast';
import { everyExpression } from '../../refactor/statements';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { operatorsOnPaths, type Binary, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { calls, offersFor, type HelperCall } from '../arithmetic/rewriteOperators';
import { widthText, type Width } from '../arithmetic/widthText';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';
import { widthOfSum } from './splitAdder';

const name = 'save-carries';
/** Sums below this many bits are made as fast by one chain behind another. */
const leastBits = 16;
/** Operands that a function takes. */
const operandNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.12;

/**
 * `a + b + c + …` of wide values becomes a call of a small function that adds without carrying: three numbers become two (carry save, Wallace, "A
 * Suggestion for a Fast Multiplier", 1964), until two are left, whose halves are added side by side. Synthesis makes carry-save sums too, but
 * ends them with one carry chain of all bits.
 */
export const saveCarries: FixStrategy = {
  name,
  causes: ['timing/deep-adder-chain', 'timing/wide-carry'],
  knowledge:
    'A sum of three operands or more needs one carry only: three numbers become two by an exclusive or and a majority of each bit, and the last two are added in halves side by side. It gains where the sum is wide and most of the path.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const whole = chains(operatorsOnPaths(context, body, /^\$(?:add|alu|macc)/, /^\+$/)).filter(
    (site) => site.bits >= leastBits && site.share >= leastShare && widthOf(context, body, site) !== undefined,
  );
  yield* offersFor(context, whole, (chosen) => [
    { title: 'Add without carrying up to the last two', made: calls(context, chosen, (site) => callOf(context, body, site)) },
  ]);
}

/** The whole sums that additions are part of, each once. */
function chains(sites: readonly OperatorOnPaths[]): OperatorOnPaths[] {
  const found = new Map<Expr, OperatorOnPaths>();
  for (const site of sites) {
    const leads = (one: Expr): boolean => one === site.expr || (isSum(one) && (leads(one.left) || leads(one.right)));
    const expr = everyExpression(site.root).filter(isSum).find(leads) ?? site.expr;
    const known = found.get(expr);
    const steps = [...(known?.steps ?? []), ...site.steps];
    found.set(expr, { ...site, expr, steps, bits: Math.max(site.bits, known?.bits ?? 0), share: Math.max(site.share, known?.share ?? 0) });
  }
  return [...found.values()];
}

function isSum(expr: Expr): expr is Binary {
  return expr.kind === 'binary' && expr.op === '+';
}

function operandsOf(expr: Expr): Expr[] {
  return isSum(expr) ? [expr.left, expr.right].flatMap(operandsOf) : [expr];
}

/** Bits that a sum of three operands or more is made in; undefined of others, and where a width is not sure. */
function widthOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): Width | undefined {
  const operands = operandsOf(site.expr);
  if (operands.length < 3 || operands.length > operandNames.length) return undefined;
  const place = { context, body, around: site.placed.around, inside: site.inside };
  return operands.every((one) => widthText(place, one) !== undefined) ? widthOfSum(context, body, site) : undefined;
}

function callOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): HelperCall | undefined {
  const width = widthOf(context, body, site);
  if (width === undefined) return undefined;
  const operands = operandsOf(site.expr);
  return {
    kind: `${operands.length} ${width.text}`,
    name: `sum_of_${operands.length}`,
    helper: (called) => helperOf(context, called, operandNames.slice(0, operands.length), width),
    operands,
    text: (called, texts) => `${called}(${texts.join(', ')})`,
  };
}

function helperOf(context: FixContext, called: string, inputs: readonly string[], width: Width): string {
  const cut = cutAt(width, [[1, 2]], called);
  const [middle = ''] = cut.at;
  const [high, low, whole] = [bitsFrom(middle, cut.width), bitsFrom('0', middle), bitsFrom('0', cut.width)];
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const [first = '', second = '', ...others] = inputs;
  const added = others.flatMap((one, at) => {
    const [x, y] = at === 0 ? [first, second] : ['bits', 'carried'];
    return [`without = ${x} ^ ${y} ^ ${one};`, `carried = ((${x} & ${y}) | ((${x} | ${y}) & ${one})) << 1;`, 'bits = without;'];
  });
  return functionText(context, {
    comment: `${inputs.join(' + ')}: three numbers become two without a carry chain, and the halves of the last two are added side by side.`,
    cut,
    head: `function automatic ${whole} ${called}(${inputs.map((one) => `input ${whole} ${one}`).join(', ')});`,
    variables: [`${bit} ${whole} without, bits, carried;`, `${bit} [${middle}:0] low;`],
    lines: [
      ...added,
      `low = {1'b0, bits${low}} + {1'b0, carried${low}};`,
      // x - ~y is x + y + 1 in one carry chain.
      `${called} = {low[${middle}] ? bits${high} - ~carried${high} : bits${high} + carried${high}, low${low}};`,
    ],
  });
}
