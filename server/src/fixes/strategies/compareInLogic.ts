import type { Expr, ModuleBody } from '../../graph/ast';
import { isPure, namesIn } from '../../refactor/statements';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { operatorsOnPaths, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { calls, offersFor, sourceOf, type HelperCall } from '../arithmetic/rewriteOperators';
import { widest, widthText, type Width } from '../arithmetic/widthText';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'compare-in-logic';
/** Bits of two values that are compared: of more, a carry chain is shorter. */
const mostOfTwo = 6;
/** Bits of a value that is compared with a constant: of fewer, synthesis makes no carry chain of it that is longer. */
const besideConstant = { least: 3, most: 32 };
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.12;

/**
 * `a > b` of a few bits, and `a > K` of more with a constant `K`, become a call of a small function that compares bit by bit in logic, the bits joined as a tree (a parallel prefix:
 * one is above, they are the same). Synthesis makes a carry chain of every such comparison, which is a wall to what minimises logic: nothing behind it shares a look-up
 * table with it, and of a constant each bit is a carry where an AND or OR would do.
 */
export const compareInLogic: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/compare-select-arithmetic', 'timing/counter-compare', 'timing/serial-chain'],
  knowledge:
    'A comparison of a few bits, or with a constant, is made a carry chain by synthesis, which is slower than logic where more logic follows, since nothing is minimised through it. Written as a tree of bits it is a few look-up tables; a constant goes into them. It gains nothing where two wide values are compared.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const sites = operatorsOnPaths(context, body, /^\$(?:lt|le|gt|ge)$/, /^(?:<|<=|>|>=)$/).filter(
    (site) => site.share >= leastShare && callOf(context, body, site) !== undefined,
  );
  yield* offersFor(context, sites, (chosen) => [
    { title: 'Compare in logic, without a carry chain', made: calls(context, chosen, (site) => callOf(context, body, site)) },
  ]);
}

function callOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): HelperCall | undefined {
  const { left, right, op } = site.expr;
  if (isConstant(body, site, right)) return besides(context, body, site, left, right, op);
  if (isConstant(body, site, left)) return besides(context, body, site, right, left, turned[op] ?? '');
  const place = { context, body, around: site.placed.around, inside: site.inside };
  const width = site.bits > mostOfTwo ? undefined : widest(widthText(place, left), widthText(place, right));
  if (width === undefined) return undefined;
  return {
    kind: width.text,
    name: 'is_more',
    helper: (called) => helperOf(context, called, width),
    operands: op === '>' || op === '<=' ? [left, right] : [right, left],
    text: (called, operands) => `${op === '>' || op === '<' ? '' : '!'}${called}(${operands.join(', ')})`,
  };
}

const turned: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' };

/** A value beside a constant: which is above the other is asked of a function that knows the constant. */
function besides(
  context: FixContext,
  body: ModuleBody,
  site: OperatorOnPaths,
  value: Expr,
  constant: Expr,
  op: string,
): HelperCall | undefined {
  // Of a sum more bits may count beside a wide constant than it has by itself.
  if (!/^(?:name|index|slice|concat)$/.test(value.kind)) return undefined;
  const width = widthText({ context, body, around: site.placed.around, inside: site.inside }, value);
  const text = sourceOf(context, constant);
  const bits = width?.bits ?? besideConstant.least;
  if (width === undefined || text === undefined || bits < besideConstant.least || bits > besideConstant.most) return undefined;
  const above = op === '>' || op === '<=';
  return {
    kind: `${above ? 'above' : 'below'} ${text} ${width.text}`,
    name: above ? 'is_above_limit' : 'is_below_limit',
    helper: (called) => helperOf(context, called, width, { text, above }),
    operands: [value],
    text: (called, operands) => `${op === '>' || op === '<' ? '' : '!'}${called}(${operands.join(', ')})`,
  };
}

/** Whether a value is made of numbers and parameters of the module alone, and is not a number with a sign or unknown bits. */
function isConstant(body: ModuleBody, { locals }: OperatorOnPaths, expr: Expr): boolean {
  const parameters = new Set([
    ...body.parameters.map((one) => one.name),
    ...body.items.flatMap((item) => (item.kind === 'parameter' ? item.declarators.map((one) => one.name) : [])),
  ]);
  if (!isPure(expr)) return false;
  if (expr.kind === 'number') return /^(?:\d[\d_]*|\d*'[bdho][\da-f_]+)$/i.test(expr.text.replace(/\s/g, ''));
  const names = namesIn(expr);
  return names.length > 0 && names.every((one) => parameters.has(one.name) && !locals.has(one.name));
}

/** A function that compares its two arguments, or the one with a constant whose bits beyond the argument's count too. */
function helperOf(context: FixContext, called: string, width: Width, limit?: { readonly text: string; readonly above: boolean }): string {
  const cut = cutAt(width, [], called);
  const whole = bitsFrom('0', cut.width);
  const constant = called.toUpperCase();
  const [more, less] = limit === undefined ? ['a', 'b'] : limit.above ? ['a', constant] : [constant, 'a'];
  const beyond =
    limit === undefined ? '' : limit.above ? `(${constant} >> ${cut.width}) == 1'b0 && ` : `(${constant} >> ${cut.width}) != 1'b0 || `;
  const verilog = context.language === 'verilog';
  const declarations = limit === undefined ? [] : [`localparam ${constant} = ${limit.text};`];
  return functionText(context, {
    comment: `${more === constant ? 'the limit' : 'a'} > ${less === constant ? 'the limit' : less}, the bits joined as a tree: in a carry chain, nothing would be minimised with what follows.`,
    cut: { ...cut, declarations: [...cut.declarations, ...declarations] },
    head: `function automatic ${called}(input ${whole} a${limit === undefined ? `, input ${whole} b` : ''});`,
    variables: [`${verilog ? 'reg' : 'logic'} ${whole} above, same;`, 'integer i, step;'],
    lines: [
      `above = ${more} & ~${less};`,
      `same = ~(${more} ^ ${less});`,
      `for (step = 1; step < ${cut.width}; step = 2 * step)`,
      `  for (i = 0; i + step < ${cut.width}; i = i + 2 * step) begin`,
      `    above[i] = above[i + step] | (same[i + step] & above[i]);`,
      `    same[i] = same[i + step] & same[i];`,
      '  end',
      `${called} = ${beyond}above[0];`,
    ],
  });
}
