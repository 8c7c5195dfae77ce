import type { Expr, ModuleBody } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { givesOneBit } from '../../refactor/expressionType';
import { itemsOf, type PlacedItem } from '../../refactor/scene';
import { isPure, namesIn, subExpressions } from '../../refactor/statements';
import { expressionsOf } from '../arithmetic/operatorsOnPaths';
import { keptExpression, testInBranches } from '../retime/keepInRegister';
import { plainRange } from '../retime/registeredExpressions';
import { readCombinational, type WrittenRegister } from '../retime/registerWrites';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, PlacedStep } from '../strategy';

const name = 'compute-in-branches';
const most = 5;

/**
 * Arithmetic on what a combinational process chose (`if (a > b) x = c; else x = d;` and then `x + e`) is done in each branch, of the value that the branch
 * gives, and its results are chosen from: the sums are ready while the condition is still being made. It is `select-after-arithmetic` for choices that are written
 * as statements.
 */
export const computeInBranches: FixStrategy = {
  name,
  causes: ['timing/compare-select-arithmetic', 'timing/deep-adder-chain', 'timing/wide-carry', 'timing/deep-logic', 'timing/reconvergence'],
  knowledge:
    'Arithmetic behind an if or a case waits for its condition. Done in each branch, of what the branch assigns, only the choice between the results waits. It costs the operator once more for each branch, and gains where the condition arrives later than the values do.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** Arithmetic on a chosen name, with all places of one text. */
interface Computed {
  readonly text: string;
  readonly range: string;
  readonly chosen: WrittenRegister;
  readonly beside: readonly string[];
  readonly uses: { readonly expr: Expr; readonly placed: PlacedItem; readonly inverted: boolean }[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  for (const one of computedIn(context, body)) {
    const touched = context.steps.filter(
      (step) =>
        isIn(one, context.file.pre.fromRoot(step.start)) && /^\$(?:add|sub|alu|lt|le|gt|ge|eq|ne|mul|macc)/.test(step.step.cell.type),
    );
    if (touched.length === 0) continue;
    const kept = keptExpression(context, { text: one.text, range: one.range, registers: [one.chosen], groups: [], uses: one.uses });
    const changes =
      kept === undefined
        ? 'The expression comes from a macro.'
        : testInBranches(context, { ...kept, beside: one.beside, direct: () => undefined }, taken);
    yield {
      title: `Compute \`${one.text.replace(/\s+/g, ' ')}\` in each branch that gives ${one.chosen.name} a value`,
      changes,
      line: lineOfStep(touched[0]),
      paths: touched.map((step) => step.path),
      weight: weightOf(touched),
    };
  }
}

function isIn(one: Computed, offset: number | undefined): boolean {
  return offset !== undefined && one.uses.some(({ expr }) => expr.start <= offset && offset < expr.end);
}

function weightOf(touched: readonly PlacedStep[]): number {
  return Math.max(...touched.map(({ step, path }) => step.delay - 4 * path.path.slack));
}

function computedIn(context: FixContext, body: ModuleBody): Computed[] {
  const { module } = context;
  const signals = new Map([...module.nets, ...module.ports].map((one) => [one.name, one]));
  const known = new Map<string, WrittenRegister | undefined>();
  const chosenBy = (named: string): WrittenRegister | undefined => {
    if (!known.has(named)) known.set(named, readCombinational(body, named));
    return known.get(named);
  };
  const found = new Map<string, Computed>();
  for (const placed of itemsOf(body)) {
    if (placed.around.length > 0 || placed.item.kind === 'routine') continue;
    for (const { root, target, locals } of expressionsOf(placed)) {
      const type = target?.kind === 'name' && !locals.has(target.name) ? signals.get(target.name) : undefined;
      const range = type === undefined || type.unpacked !== undefined ? undefined : plainRange(type.typeText);
      const whole = range !== undefined && isArithmetic(root) ? [{ expr: root, range }] : [];
      for (const { expr, range: wide } of [...whole, ...comparisonsIn(root).map((one) => ({ expr: one, range: '' }))]) {
        const names = [...new Set(namesIn(expr).map((one) => one.name))];
        if (!isPure(expr) || names.some((one) => locals.has(one))) continue;
        const picked = names.flatMap((one) => chosenBy(one) ?? []).filter((one) => one.writes.length > 1);
        for (const chosen of picked) {
          const beside = names.filter((one) => one !== chosen.name && signals.has(one));
          const made = assignedBy(chosen.process.process.body).names;
          if (beside.some((one) => made.has(one) || signals.get(one)?.unpacked !== undefined)) continue;
          // What gives the name a value cannot read what is made of that value.
          if (chosen.writes.some(({ value }) => value.start <= expr.start && expr.end <= value.end)) continue;
          const text = context.file.pre.text.slice(expr.start, expr.end);
          const key = `${wide} ${chosen.name} ${text.replace(/\s+/g, '')}`;
          const use = { expr, placed, inverted: false };
          const old = found.get(key);
          if (old === undefined) found.set(key, { text, range: wide, chosen, beside, uses: [use] });
          else old.uses.push(use);
        }
      }
    }
  }
  return [...found.values()].filter(({ beside, range }) => beside.length > 0 || range !== '');
}

function isArithmetic(expr: Expr): boolean {
  return expr.kind === 'binary' && /^[-+*]$/.test(expr.op);
}

/** Comparisons in an expression, outermost first. */
function comparisonsIn(expr: Expr): Expr[] {
  if (expr.kind === 'binary' && givesOneBit(expr.op) && expr.op !== '&&' && expr.op !== '||') return [expr];
  return subExpressions(expr).flatMap(comparisonsIn);
}
