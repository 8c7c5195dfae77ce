import type { Expr, ModuleBody } from '../../graph/ast';
import { bodyOf, itemsOf, type PlacedItem } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import { isReduction } from '../../refactor/expressionType';
import { keptExpression, testInBranches } from '../retime/keepInRegister';
import { readCombinational, type WrittenRegister } from '../retime/registerWrites';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy } from '../strategy';

const name = 'test-before-select';
const most = 8;
/** Tests that are made in their branches together. */
const mostTogether = 4;

/**
 * A test of what a combinational process chose (`state_next != IDLE`, `count_next == 0`) is made in each branch, where the value is often a
 * constant or a register and known early, and the one-bit results are chosen from: the late conditions go through one selection, not through the
 * selection of a wide value and then the test.
 */
export const testBeforeSelect: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/compare-select-arithmetic', 'timing/wide-select', 'timing/late-select'],
  knowledge:
    'A test behind a selection waits for the selection. Made in each branch, of values that are constants or registers there, it is ready before the conditions are, and only one bit is selected. It gains where the conditions are what arrives last.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

interface Test {
  readonly text: string;
  readonly uses: { readonly expr: Expr; readonly placed: PlacedItem; readonly inverted: boolean }[];
  readonly chosen: WrittenRegister;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  const single: Offer[] = [];
  const texts: string[] = [];
  for (const test of testsOf(body, context)) {
    const touched = context.steps.filter((step) => isIn(test, context.file.pre.fromRoot(step.start)));
    if (touched.length === 0) continue;
    const kept = keptExpression(context, { text: test.text, range: '', registers: [test.chosen], groups: [], uses: test.uses });
    const paths = touched.map((step) => step.path);
    const changes =
      kept === undefined ? 'The test comes from a macro.' : testInBranches(context, { ...kept, name: `${kept.name}_test` }, taken);
    const text = `\`${test.text.replace(/\s+/g, ' ')}\``;
    if (typeof changes !== 'string') texts.push(text);
    single.push({
      title: `Test ${text} in each branch that gives ${test.chosen.name} a value`,
      changes,
      line: lineOfStep(touched[0]),
      paths,
      weight: -Math.min(...paths.map((one) => one.path.slack)),
    });
  }
  yield* single;
  // Of tests side by side (`length != 6 || size != 4`) one alone gains nothing.
  const done = single.filter(({ changes }) => typeof changes !== 'string');
  const [first] = done;
  if (first === undefined || done.length < 2 || done.length > mostTogether) return;
  yield {
    ...first,
    title: `Test ${texts.join(', ')} in each branch that gives their values`,
    changes: done.flatMap(({ changes }) => (typeof changes === 'string' ? [] : changes)),
    paths: done.flatMap(({ paths }) => paths),
    weight: Math.max(...done.map(({ weight = 0 }) => weight)) + 0.001,
  };
}

function isIn(test: Test, offset: number | undefined): boolean {
  return offset !== undefined && test.uses.some(({ expr }) => expr.start <= offset && offset < expr.end);
}

/** Tests against constants of names that a combinational process chooses values for, those of one text together. */
function testsOf(body: ModuleBody, context: FixContext): Test[] {
  const { module } = context;
  const constants = new Set([...module.parameters.map((one) => one.name), ...module.types.flatMap((one) => one.enumValues ?? [])]);
  const known = new Map<string, WrittenRegister | undefined>();
  const chosenBy = (named: string): WrittenRegister | undefined => {
    if (!known.has(named)) known.set(named, readCombinational(body, named));
    return known.get(named);
  };
  const found = new Map<string, Test>();
  for (const placed of itemsOf(body)) {
    for (const expr of readsIn(placed.item).flatMap(testsBelow)) {
      const others = [...new Set(namesIn(expr).map((one) => one.name))].filter((one) => !constants.has(one));
      const chosen = others.length === 1 && isPure(expr) ? chosenBy(others[0] ?? '') : undefined;
      if (chosen === undefined || chosen.writes.length < 2) continue;
      const text = context.file.pre.text.slice(expr.start, expr.end);
      const key = text.replace(/\s+/g, '');
      const use = { expr, placed, inverted: false };
      const old = found.get(key);
      if (old === undefined) found.set(key, { text, uses: [use], chosen });
      else old.uses.push(use);
    }
  }
  return [...found.values()];
}

function readsIn(item: PlacedItem['item']): Expr[] {
  if (item.kind === 'assign') return [item.value];
  if (item.kind !== 'process' || item.process.style === 'initial' || item.process.style === 'final') return [];
  return everyStatement(bodyOf(item.process)).flatMap((one) => (one.kind === 'loop' ? [] : readsOf(one)));
}

function testsBelow(expr: Expr): Expr[] {
  const comparison = expr.kind === 'binary' && /^(?:==|!=|<|<=|>|>=)$/.test(expr.op);
  const reduction = expr.kind === 'unary' && isReduction(expr.op) && expr.op !== '!';
  return comparison || reduction ? [expr] : subExpressions(expr).flatMap(testsBelow);
}
