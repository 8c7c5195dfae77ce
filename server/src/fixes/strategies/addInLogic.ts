import type { Expr, ModuleBody } from '../../graph/ast';
import { itemsOf } from '../../refactor/scene';
import { everyExpression, namesIn } from '../../refactor/statements';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { expressionsOf, operatorsOnPaths, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { calls, offersFor, type HelperCall } from '../arithmetic/rewriteOperators';
import { rangeWidth, widest, widthText, type Width } from '../arithmetic/widthText';
import { proposalsIn, type Offer } from '../proposalsIn';
import { localRange } from '../split/declaredRange';
import type { FixContext, FixStrategy } from '../strategy';
import { widthOfSum } from './splitAdder';

const name = 'add-in-logic';
/** Sums of so few bits: below, synthesis makes no carry chain, above it is faster. */
const bits = { least: 3, most: 6 };
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.12;

/**
 * `a + b` and `a - b` of a few bits become a call of a small function that adds bit by bit in logic. Synthesis makes every sum of three bits and more a carry chain, which is
 * a wall to what minimises logic: a step by one of a pointer, its Gray code and a comparison behind it are made one after the other, though each bit is a
 * function of a few inputs. Tried only where the path goes on through more than selects behind the sum.
 */
export const addInLogic: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/compare-select-arithmetic', 'timing/deep-adder-chain'],
  knowledge:
    'A carry chain of a few bits is slower than logic where more logic follows, since nothing is minimised through it: pointers that are stepped and then compared or made Gray code, small sums of sums. Written bit by bit they are minimised together. It costs some cells, and gains nothing where only a select follows.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const sites = operatorsOnPaths(context, body, /^\$(?:add|sub|alu)$/, /^[+-]$/).filter(
    (site) =>
      site.share >= leastShare &&
      site.bits >= bits.least &&
      site.bits <= bits.most &&
      goesOn(site) &&
      widthOf(context, body, site) !== undefined,
  );
  const others = alike(context, body, sites);
  yield* offersFor(context, sites, (chosen) => [
    {
      title: 'Add in logic, without a carry chain',
      made: calls(context, chosen.length === sites.length ? [...chosen, ...others] : chosen, (site) => callOf(context, body, site)),
    },
  ]);
}

/** Sums as wide as some of these that read a name that these do too: of the paths to one end only the slowest is told, and theirs is as slow. */
function alike(context: FixContext, body: ModuleBody, sites: readonly OperatorOnPaths[]): OperatorOnPaths[] {
  const names = new Set(sites.flatMap(({ expr }) => namesIn(expr).map((one) => one.name)));
  const widths = new Set(sites.map((site) => widthOf(context, body, site)?.text));
  const found = new Map<number, OperatorOnPaths>();
  for (const placed of itemsOf(body)) {
    for (const place of expressionsOf(placed)) {
      for (const expr of everyExpression(place.root)) {
        if (expr.kind !== 'binary' || !/^[+-]$/.test(expr.op) || !namesIn(expr).some((one) => names.has(one.name))) continue;
        const site = { ...place, placed, expr, steps: [], bits: 0, share: 0 };
        const width = widthOf(context, body, site);
        if (width !== undefined && widths.has(width.text)) found.set(expr.start, site);
      }
    }
  }
  for (const { expr } of sites) found.delete(expr.start);
  return [...found.values()];
}

/** Whether some path goes on behind the sum through anything but selects. */
function goesOn({ steps }: OperatorOnPaths): boolean {
  return steps.some(({ step, path }) => path.steps.slice(path.steps.indexOf(step) + 1).some((one) => !/^\$p?mux$/.test(one.cell.type)));
}

/** Bits that a sum is made in: those of the argument that it is given to a function as, or as `split-adder` has them. */
function widthOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): Width | undefined {
  const { expr, root, inside } = site;
  for (const call of everyExpression(root)) {
    const at = call.kind === 'call' ? call.args.findIndex((one) => one.value === expr) : -1;
    if (call.kind !== 'call' || at < 0) continue;
    const { callee, args } = call;
    const routines = itemsOf(body).flatMap(({ item }) =>
      item.kind === 'routine' && callee.kind === 'name' && item.routine.name === callee.name ? [item.routine] : [],
    );
    const port = routines[0]?.ports[at];
    const place = { context, body, around: site.placed.around, inside };
    const operands = widest(widthText(place, expr.left), widthText(place, expr.right));
    if (routines.length !== 1 || port?.direction !== 'input' || operands === undefined || args.some((one) => one.name !== undefined))
      return undefined;
    return rangeWidth(localRange(context, body, port));
  }
  return widthOfSum(context, body, site);
}

function callOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): HelperCall | undefined {
  const width = widthOf(context, body, site);
  if (width === undefined) return undefined;
  const { left, right, op } = site.expr;
  const operands: Expr[] = [left, right];
  return {
    kind: `${op} ${width.text}`,
    name: op === '+' ? 'small_sum_of' : 'small_difference_of',
    helper: (called) => helperOf(context, called, op === '+', width),
    operands,
    text: (called, texts) => `${called}(${texts.join(', ')})`,
  };
}

function helperOf(context: FixContext, called: string, add: boolean, width: Width): string {
  const cut = cutAt(width, [], called);
  const whole = bitsFrom('0', cut.width);
  const verilog = context.language === 'verilog';
  const carry = add ? '(a[i] & b[i]) | (carry & (a[i] ^ b[i]))' : '(~a[i] & b[i]) | (carry & ~(a[i] ^ b[i]))';
  return functionText(context, {
    comment: `a ${add ? '+' : '-'} b bit by bit: in a carry chain, nothing would be minimised with what follows.`,
    cut,
    head: `function automatic ${whole} ${called}(input ${whole} a, input ${whole} b);`,
    variables: [`${verilog ? 'reg' : 'logic'} carry;`, 'integer i;'],
    lines: [
      `carry = 1'b0;`,
      `for (i = 0; i < ${cut.width}; i = i + 1) begin`,
      `  ${called}[i] = a[i] ^ b[i] ^ carry;`,
      `  carry = ${carry};`,
      'end',
    ],
  });
}
