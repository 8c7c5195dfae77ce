import type { Expr, ModuleBody } from '../../graph/ast';
import { numberOf } from '../retime/testOfSum';
import { bitsFrom, cutAt, functionText, type Cut } from '../arithmetic/helperText';
import { operatorsOnPaths, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { calls, offersFor, type HelperCall } from '../arithmetic/rewriteOperators';
import { widest, widthText, type Width } from '../arithmetic/widthText';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'split-adder';
/** Additions below this many bits have a carry chain that is no longer than choosing between two halves costs. */
const leastBits = 18;
/** As many are enough where the addition is most of the path. */
const fewerBits = { bits: 12, share: 0.5 };
const half = [[1, 2]] as const;
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.12;

/**
 * `a + b`, `a - b`, `a + 1` and `a - 1` of wide values, and `a + c` of one bit `c`, become a call of a small function that adds the halves side by side (carry select): the high
 * half for both carries, chosen from when the low half is done; of a step by one the low half need not even be waited for, as it carries when
 * it is all ones. A sum is as wide as what it is assigned to, or as its own operands where it stands alone in a concatenation.
 */
export const splitAdder: FixStrategy = {
  name,
  causes: ['timing/wide-carry', 'timing/deep-adder-chain'],
  knowledge:
    'A sum waits for a carry to run through all bits. The high half can be added for both carries meanwhile and chosen from at the end (carry select), which costs half an adder and a row of selects; a step by one knows its carry from an AND of the low half. It gains where the sum is wide and goes into little logic.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

/** `raise`, `lower`: by a value of one bit. */
type Kind = 'add' | 'subtract' | 'up' | 'down' | 'raise' | 'lower';

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const sites = operatorsOnPaths(context, body, /^\$(?:add|sub|alu)$/, /^[+-]$/).filter(
    (site) => site.share >= leastShare && isWide(site) && widthOfSum(context, body, site) !== undefined,
  );
  yield* offersFor(context, sites, (chosen) => [
    { title: 'Add in two halves side by side', made: calls(context, chosen, (site) => callOf(context, body, site)) },
  ]);
}

function isWide({ bits, share }: OperatorOnPaths): boolean {
  return bits >= leastBits || (bits >= fewerBits.bits && share >= fewerBits.share);
}

function callOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): HelperCall | undefined {
  const width = widthOfSum(context, body, site);
  if (width === undefined) return undefined;
  const { expr } = site;
  const place = { context, body, around: site.placed.around, inside: site.inside };
  const isBit = (operand: Expr): boolean => widthText(place, operand)?.bits === 1;
  const swapped = expr.op === '+' && isBit(expr.left) && !isBit(expr.right);
  const [wide, other] = swapped ? [expr.right, expr.left] : [expr.left, expr.right];
  const kind = kindOf(expr, isBit(other));
  return {
    kind: `${kind} ${width.text}`,
    name: names[kind],
    helper: (called) => helperOf(context, called, kind, cutAt(width, half, called)),
    operands: kind === 'up' || kind === 'down' ? [wide] : [wide, other],
    text: (called, operands) => `${called}(${operands.join(', ')})`,
  };
}

const names: Readonly<Record<Kind, string>> = {
  add: 'sum_of',
  subtract: 'difference_of',
  up: 'next_of',
  down: 'previous_of',
  raise: 'raised_of',
  lower: 'lowered_of',
};

function kindOf(expr: OperatorOnPaths['expr'], byBit: boolean): Kind {
  const one = numberOf(expr.right)?.value === 1n;
  if (expr.op === '+') return one ? 'up' : byBit ? 'raise' : 'add';
  return one ? 'down' : byBit ? 'lower' : 'subtract';
}

/** Bits that a sum is made in: those of what it is assigned to, when nothing on the way needs more of it than that. */
export function widthOfSum(context: FixContext, body: ModuleBody, site: OperatorOnPaths): Width | undefined {
  const { expr, root, target, inside } = site;
  const place = { context, body, around: site.placed.around, inside };
  const operands = widest(widthText(place, expr.left), widthText(place, expr.right));
  if (operands === undefined) return undefined;
  const around = passes(root, expr);
  if (around === 'alone') return operands;
  if (around !== 'low' || target === undefined) return undefined;
  return widthText(place, target);
}

/**
 * What stands between a sum and the value it is part of: nothing that looks at more bits than the target has (`low`), a place that takes the sum
 * by itself (`alone`), or something else.
 */
function passes(root: Expr, expr: Expr): 'low' | 'alone' | undefined {
  if (root === expr) return 'low';
  const inside = (one: Expr): boolean => one.start <= expr.start && expr.end <= one.end;
  switch (root.kind) {
    case 'concat': {
      const part = root.parts.find(inside);
      return part === expr ? 'alone' : part?.kind === 'concat' ? passes(part, expr) : undefined;
    }
    case 'conditional':
      if (inside(root.test)) return undefined;
      return passes(inside(root.yes) ? root.yes : root.no, expr);
    case 'unary':
      return root.op === '~' ? passes(root.arg, expr) : undefined;
    case 'binary':
      return /^[-+&|^]$/.test(root.op) ? passes(inside(root.left) ? root.left : root.right, expr) : undefined;
    default:
      return undefined;
  }
}

function helperOf(context: FixContext, called: string, kind: Kind, cut: Cut): string {
  const [middle = ''] = cut.at;
  const [high, low] = [bitsFrom(middle, cut.width), bitsFrom('0', middle)];
  const whole = bitsFrom('0', cut.width);
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const head = (inputs: string): string => `function automatic ${whole} ${called}(${inputs});`;
  if (kind !== 'add' && kind !== 'subtract') {
    const up = kind === 'up' || kind === 'raise';
    const byBit = kind === 'raise' || kind === 'lower';
    const [sign, step] = [up ? '+' : '-', byBit ? 'by' : "1'b1"];
    const carries = `${up ? '&' : '~|'}x${low}`;
    return functionText(context, {
      comment: `x ${sign} ${byBit ? 'a bit' : '1'}, its two halves side by side: the low one ${up ? 'carries when it is all ones' : 'borrows when it is zero'}.`,
      cut,
      head: head(`input ${whole} x${byBit ? ', input by' : ''}`),
      variables: [],
      lines: [`${called} = {(${byBit ? `by && (${carries})` : carries}) ? x${high} ${sign} 1'b1 : x${high}, x${low} ${sign} ${step}};`],
    });
  }
  const add = kind === 'add';
  // a - ~b is a + b + 1, and a + ~b is a - b - 1, in one carry chain.
  const [plain, carried] = add ? [`a${high} + b${high}`, `a${high} - ~b${high}`] : [`a${high} - b${high}`, `a${high} + ~b${high}`];
  return functionText(context, {
    comment: `a ${add ? '+' : '-'} b, its two halves side by side: the high one for both ${add ? 'carries' : 'borrows'} of the low one.`,
    cut,
    head: head(`input ${whole} a, input ${whole} b`),
    variables: [`${bit} [${middle}:0] low;`],
    lines: [
      `low = {1'b0, a${low}} ${add ? '+' : '-'} {1'b0, b${low}};`,
      `${called} = {low[${middle}] ? ${carried} : ${plain}, low${low}};`,
    ],
  });
}
