import type { ModuleBody } from '../../graph/ast';
import { freshName } from '../../base/layout';
import { bitsFrom, cutAt, functionText } from '../arithmetic/helperText';
import { isLocal, operatorsOnPaths, type OperatorOnPaths } from '../arithmetic/operatorsOnPaths';
import { listed, rewriteAll, sourceOf, type Rewritten } from '../arithmetic/rewriteOperators';
import { widest, widthText, type Width } from '../arithmetic/widthText';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'split-compare';
/** Comparisons below this many bits have a carry chain that is no longer than joining its parts costs. */
const leastBits = 20;
/** Of a path's delay; what takes less of it is not worth an edit. */
const leastShare = 0.2;
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
  const [first] = sites;
  if (first === undefined) return;
  const many = sites.length > 1 ? [sites, ...sites.map((one) => [one])] : [sites];
  for (const chosen of many.slice(0, 4)) {
    const widestBits = Math.max(...chosen.map((one) => one.bits));
    for (const parts of widestBits >= manyBits ? [2, 3] : [2]) {
      const steps = chosen.flatMap((one) => one.steps);
      const what = chosen.map((one) => one.expr);
      yield {
        title: `Compare in ${parts === 2 ? 'two halves' : 'three parts'} side by side: ${listed(context, what)}`,
        changes: rewriteAll(context, rewrites(context, body, chosen, parts)),
        line: lineOfStep(steps[0]),
        paths: steps.map((step) => step.path),
      };
    }
  }
}

/** Bits that a comparison is made in; undefined where they are not sure, or one side is a number: those need little. */
function widthOf(context: FixContext, body: ModuleBody, site: OperatorOnPaths): Width | undefined {
  const { left, right } = site.expr;
  if (left.kind === 'number' || right.kind === 'number' || isLocal(site)) return undefined;
  const place = { context, body, around: site.placed.around };
  return widest(widthText(place, left), widthText(place, right));
}

function rewrites(context: FixContext, body: ModuleBody, sites: readonly OperatorOnPaths[], parts: number): Rewritten[] | string {
  const functions = new Map<string, string>();
  const taken = new Set<string>();
  const made: Rewritten[] = [];
  for (const site of sites) {
    const { expr } = site;
    const width = widthOf(context, body, site);
    if (width === undefined) return 'The widths of what is compared are not sure, or it has a sign.';
    let called = functions.get(width.text);
    let helper: string | undefined;
    if (called === undefined) {
      called = freshName(context.file.source.text, `is_above${functions.size === 0 ? '' : `_${functions.size + 1}`}`, taken);
      taken.add(called);
      functions.set(width.text, called);
      const cut = cutAt(width, parts === 2 ? halves : thirds, called);
      helper = functionText(context, {
        comment: `a > b, compared in ${parts} parts side by side: the highest one that differs decides.`,
        cut,
        head: `function automatic ${called}(input ${bitsFrom('0', cut.width)} a, input ${bitsFrom('0', cut.width)} b);`,
        variables: [],
        lines: [`${called} = ${compared(['0', ...cut.at, cut.width])};`],
      });
    }
    const [left, right] = [sourceOf(context, expr.left), sourceOf(context, expr.right)];
    if (left === undefined || right === undefined) return 'The comparison comes from a macro.';
    const above = expr.op === '>' || expr.op === '<=';
    const call = `${called}(${above ? left : right}, ${above ? right : left})`;
    made.push({ expr, text: expr.op === '>' || expr.op === '<' ? call : `!${call}`, ...(helper === undefined ? {} : { helper }) });
  }
  return made;
}

/** The parts of `a > b` between the cuts, highest first. */
function compared(cuts: readonly string[]): string {
  const [below = '', low = ''] = [cuts.at(-1), cuts.at(-2)];
  const part = bitsFrom(low, below);
  const above = `(a${part} > b${part})`;
  return cuts.length === 2 ? above : `${above} || ((a${part} == b${part}) && (${compared(cuts.slice(0, -1))}))`;
}
