import type { ModuleBody } from '../../graph/ast';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { operatorsOnPaths, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { calls, offersFor, type HelperCall } from '../arithmetic/rewriteOperators';
import { widest, widthText, type Width } from '../arithmetic/widthText';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'split-compare';
/** Comparisons below this many bits have a carry chain that is no longer than joining its parts costs. */
const leastBits = 20;
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.12;
/** From this many bits on three parts are tried as well. */
const manyBits = 36;
const halves = [[1, 2]] as const;
const thirds = [
  [1, 3],
  [2, 3],
] as const;

/**
 * `a > b` of wide values becomes a call of a small function that compares parts of them side by side: the carry chains are a half or a third as long,
 * and the highest part that differs decides. `<`, `>=`, `<=` call it with the operands, or the answer, the other way round. The width is that
 * of the wider operand for every value of the parameters.
 */
export const splitCompare: FixStrategy = {
  name,
  causes: ['timing/wide-carry', 'timing/compare-select-arithmetic', 'timing/deep-logic'],
  knowledge:
    'A comparison waits for a carry to run through all bits. Its parts can be compared side by side, and the highest one that differs decides: that costs a test for equality and one or two levels of logic, and gains where the operands are wide and arrive together.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const sites = operatorsOnPaths(context, body, /^\$(?:lt|le|gt|ge)$/, /^(?:<|<=|>|>=)$/).filter(
    (site) => site.share >= leastShare && site.bits >= leastBits && widthOf(context, body, site) !== undefined,
  );
  yield* offersFor(context, sites, function* (chosen) {
    const widestBits = Math.max(...chosen.map((one) => one.bits));
    for (const parts of widestBits >= manyBits ? [2, 3] : [2]) {
      const title = `Compare in ${parts === 2 ? 'two halves' : 'three parts'} side by side`;
      yield { title, made: calls(context, chosen, (site) => callOf(context, body, site, parts)) };
    }
  });
}

/** Bits that a comparison is made in; undefined where they are not sure, or one side is a number: those need little. */
function widthOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): Width | undefined {
  const { left, right } = site.expr;
  if (left.kind === 'number' || right.kind === 'number') return undefined;
  const place = { context, body, around: site.placed.around, inside: site.inside };
  return widest(widthText(place, left), widthText(place, right));
}

function callOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths, parts: number): HelperCall | undefined {
  const width = widthOf(context, body, site);
  if (width === undefined) return undefined;
  const { left, right, op } = site.expr;
  return {
    kind: width.text,
    name: 'is_above',
    helper: (called) => helperOf(context, called, width, parts),
    operands: op === '>' || op === '<=' ? [left, right] : [right, left],
    text: (called, operands) => `${op === '>' || op === '<' ? '' : '!'}${called}(${operands.join(', ')})`,
  };
}

function helperOf(context: FixContext, called: string, width: Width, parts: number): string {
  const cut = cutAt(width, parts === 2 ? halves : thirds, called);
  return functionText(context, {
    comment: `a > b, compared in ${parts} parts side by side: the highest one that differs decides.`,
    cut,
    head: `function automatic ${called}(input ${bitsFrom('0', cut.width)} a, input ${bitsFrom('0', cut.width)} b);`,
    variables: [],
    lines: [`${called} = ${compared(['0', ...cut.at, cut.width])};`],
  });
}

/** The parts of `a > b` between the cuts, highest first. */
function compared(cuts: readonly string[]): string {
  const [below = '', low = ''] = [cuts.at(-1), cuts.at(-2)];
  const part = bitsFrom(low, below);
  const above = `(a${part} > b${part})`;
  return cuts.length === 2 ? above : `${above} || ((a${part} == b${part}) && (${compared(cuts.slice(0, -1))}))`;
}
