import type { TextChange } from '../../fixes/strategy';
import type { Expr, Statement } from '../../graph/ast';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import type { ModuleGates } from '../../sim/moduleGates';
import { evaluateGates } from '../evaluateGates';
import { allExpressions, operandText, textOf } from '../expressionText';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';
import { switchInput } from '../switches';
import { moments, observedRefs } from '../watchRuns';

const name = 'drop-unseen';
const mostTried = 96;
const most = 12;
/** Gates that are evaluated at most, over all trials. */
const mostWork = 2e8;

/**
 * Choices and conditions of which one side is never seen from outside: it does not occur, or nothing that others observe depends on it then. The module is
 * given an input that switches each simplification on by itself, and random runs tell which of them no output and no register notices; what is
 * left is proven.
 */
export const dropUnseen: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis drops what is constant, but not what nobody looks at: operands held at 0 while their sum is not used, tests of what an earlier test excluded, states that never occur. Each costs a gate for every bit.',
  async propose(context) {
    // The innermost first: where two end at one place, the inner one is closed first.
    const trials = [...choices(context), ...branches(context), ...conditions(context)]
      .slice(0, mostTried)
      .sort((a, b) => a.length - b.length);
    const input = trials.length === 0 ? undefined : switchInput(context, trials.length);
    if (input === undefined) return [];
    const gates = await context.gatesWith([...input.changes, ...trials.flatMap(({ tried }, at) => tried(`${input.name}[${at}]`))]);
    const bits = gates?.inputs.find((port) => port.name === input.name)?.bits;
    if (gates === undefined || bits === undefined) return [];
    const unseen = unnoticed(context, gates, bits);
    const found = trials.filter((_, at) => unseen[at] === true).map(({ rewrite }) => rewrite);
    return together(found).slice(0, most);
  },
};

interface Trial {
  readonly rewrite: Rewrite;
  /** Of the condition that is switched, in characters. */
  readonly length: number;
  /** The changes that make the simplification while a bit is 1. */
  readonly tried: (bit: string) => TextChange[];
}

/** `c ? x : y` as x or as y. */
function choices(context: OptimizeContext): Trial[] {
  return allExpressions(context).flatMap(({ expr }) => {
    if (expr.kind !== 'conditional') return [];
    const at = writtenEnds(writtenFile(context), expr);
    const line = lineAt(context, expr.start);
    return [true, false].flatMap((value) => {
      const text = operandText(context, value ? expr.yes : expr.no);
      if (at === undefined || text === undefined) return [];
      const title = `Take ${text} at line ${line} whatever ${textOf(context, expr.test) ?? 'the condition'} is`;
      return trial(context, { title, line, changes: [{ ...at, text }] }, expr.test, value);
    });
  });
}

/** `if (c) a; else b;` as a or as b. */
function branches(context: OptimizeContext): Trial[] {
  return statementsOf(context).flatMap((one) => {
    if (one.kind !== 'if' || one.priority !== undefined) return [];
    const at = writtenEnds(writtenFile(context), one);
    const line = lineAt(context, one.start);
    return [true, false].flatMap((value) => {
      const kept = value ? one.then : one.otherwise;
      const inner = kept === undefined ? undefined : writtenEnds(writtenFile(context), kept);
      if (at === undefined || inner === undefined) return [];
      const text = writtenFile(context).text.slice(inner.start, inner.end);
      const title = `Leave out the ${value ? 'else' : 'if'} of ${textOf(context, one.test) ?? 'the test'} at line ${line}`;
      return trial(context, { title, line, changes: [{ ...at, text }] }, one.test, value);
    });
  });
}

/** `a && b` and `a || b` as a or as b. */
function conditions(context: OptimizeContext): Trial[] {
  return allExpressions(context).flatMap(({ expr }) => {
    if (expr.kind !== 'binary' || (expr.op !== '&&' && expr.op !== '||')) return [];
    const { left, right, op } = expr;
    const at = writtenEnds(writtenFile(context), expr);
    const line = lineAt(context, expr.start);
    return [
      { kept: left, gone: right },
      { kept: right, gone: left },
    ].flatMap(({ kept, gone }) => {
      const text = operandText(context, kept);
      // A value of several bits is a condition here and would be a number elsewhere.
      if (at === undefined || text === undefined || !isCondition(context, kept)) return [];
      const title = `Leave out ${textOf(context, gone) ?? 'a condition'} at line ${line}`;
      return trial(context, { title, line, changes: [{ ...at, text }] }, gone, op === '&&');
    });
  });
}

function isCondition({ module }: OptimizeContext, expr: Expr): boolean {
  if (expr.kind === 'binary') return /^(?:==|!=|<|<=|>|>=|&&|\|\|)$/.test(expr.op);
  if (expr.kind === 'unary') return expr.op === '!';
  return expr.kind === 'name' && [...module.nets, ...module.ports].some((one) => one.name === expr.name && one.width === 1);
}

function trial(context: OptimizeContext, rewrite: Omit<Rewrite, 'strategy'>, condition: Expr, value: boolean): Trial[] {
  const at = writtenEnds(writtenFile(context), condition);
  if (at === undefined) return [];
  const tried = (bit: string): TextChange[] => [
    { start: at.start, end: at.start, text: '((' },
    { start: at.end, end: at.end, text: value ? `) || ${bit})` : `) && !${bit})` },
  ];
  return [{ rewrite: { strategy: name, ...rewrite }, length: at.end - at.start, tried }];
}

function statementsOf({ body }: OptimizeContext): Statement[] {
  return itemsOf(body).flatMap(({ item }) => (item.kind === 'process' ? everyStatement(item.process.body) : []));
}

/** Which of the bits, each set alone, no output and no register notices. */
function unnoticed({ graph }: OptimizeContext, gates: ModuleGates, bits: readonly number[]): boolean[] {
  const observed = observedRefs(gates);
  const all = moments(gates, graph, bits);
  const few = Math.max(4, Math.floor(mostWork / (gates.graph.size * (bits.length + 1))));
  const step = Math.max(1, Math.ceil(all.length / few));
  const unseen = bits.map(() => true);
  for (let at = 0; at < all.length; at += step) {
    const moment = all[at] ?? new Map<number, number>();
    const usual = evaluateGates(gates.graph, (ref) => moment.get(ref) ?? 0);
    const expected = observed.map(usual);
    bits.forEach((bit, index) => {
      if (unseen[index] !== true) return;
      const values = evaluateGates(gates.graph, (ref) => (ref === bit ? -1 : (moment.get(ref) ?? 0)));
      unseen[index] = observed.every((ref, order) => values(ref) === expected[order]);
    });
  }
  return unseen;
}

/** All of them in one, as far as they do not overlap, and behind it each alone. */
function together(found: readonly Rewrite[]): Rewrite[] {
  const taken: Rewrite[] = [];
  for (const one of found) {
    const overlaps = taken.some((other) => one.changes.some((a) => other.changes.some((b) => a.start < b.end && b.start < a.end)));
    if (!overlaps) taken.push(one);
  }
  const [first] = taken;
  if (first === undefined || taken.length < 2) return [...found];
  const title = `${taken.length} choices that nobody sees: ${taken.map((one) => one.title).join('; ')}`.slice(0, 240);
  const all = { ...first, title, changes: taken.flatMap(({ changes }) => changes) };
  return [all, ...found.map((one) => (taken.includes(one) ? { ...one, partOf: title } : one))];
}
