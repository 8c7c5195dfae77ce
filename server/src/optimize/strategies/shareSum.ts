import { freshName } from '../../base/layout';
import type { Expr } from '../../graph/ast';
import { writtenEnds, type PlacedItem } from '../../refactor/scene';
import { subExpressions } from '../../refactor/statements';
import { operandText, plainText, rangeOfSignal, rootExpressions, textOf } from '../expressionText';
import { netBefore } from '../newNet';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'share-sum';
const most = 8;

/**
 * Terms that several sums have in common, in whatever order, are added once: `a + b + c` beside `c + d + a` becomes one net `a + c`. Terms that cancel
 * (`x + r - r`) go.
 */
export const shareSum: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis shares equal expressions only where they are written in the same order. Added once under a name, common terms cost one adder in place of several; the sums that use it may become deeper.',
  propose: (context) => {
    const chains = chainsOf(context);
    return [...cancelled(context, chains), ...shared(context, chains)];
  },
};

interface Term {
  readonly sign: '+' | '-';
  readonly key: string;
  readonly text: string;
}

interface Chain {
  readonly expr: Expr;
  readonly placed: PlacedItem;
  readonly target: string | undefined;
  readonly terms: readonly Term[];
}

/** The sums of a module that are as long as they can be. */
function chainsOf(context: OptimizeContext): Chain[] {
  return rootExpressions(context).flatMap(({ expr, placed, target }) => {
    const found: Chain[] = [];
    const visit = (one: Expr): void => {
      const terms = isSum(one) ? termsOf(context, one, '+') : undefined;
      if (terms === undefined) subExpressions(one).forEach(visit);
      else {
        found.push({ expr: one, placed, target, terms });
        leavesOf(one).forEach((leaf) => subExpressions(leaf).forEach(visit));
      }
    };
    visit(expr);
    return found;
  });
}

function isSum(expr: Expr): expr is Expr & { kind: 'binary' } {
  return expr.kind === 'binary' && (expr.op === '+' || expr.op === '-');
}

function leavesOf(expr: Expr): Expr[] {
  return isSum(expr) ? [...leavesOf(expr.left), ...leavesOf(expr.right)] : [expr];
}

function termsOf(context: OptimizeContext, expr: Expr, sign: '+' | '-'): Term[] | undefined {
  if (!isSum(expr)) {
    const text = operandText(context, expr);
    return text === undefined ? undefined : [{ sign, key: `${sign}${plainText(text)}`, text }];
  }
  const [left, right] = [
    termsOf(context, expr.left, sign),
    termsOf(context, expr.right, expr.op === '+' ? sign : sign === '+' ? '-' : '+'),
  ];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function sumText(terms: readonly Term[]): string {
  const [first, ...rest] = [...terms].sort((a, b) => (a.sign === b.sign ? 0 : a.sign === '+' ? -1 : 1));
  if (first === undefined) return '0';
  return `${first.sign === '-' ? '-' : ''}${first.text}${rest.map(({ sign, text }) => ` ${sign} ${text}`).join('')}`;
}

function cancelled(context: OptimizeContext, chains: readonly Chain[]): Rewrite[] {
  return chains.flatMap(({ expr, terms }) => {
    const kept = [...terms];
    for (const term of terms) {
      const against = kept.findIndex((one) => one.key === `${term.sign === '+' ? '-' : '+'}${term.key.slice(1)}`);
      const own = kept.indexOf(term);
      if (against >= 0 && own >= 0) for (const at of [own, against].sort((a, b) => b - a)) kept.splice(at, 1);
    }
    if (kept.length === terms.length) return [];
    return rewrite(context, [{ expr, text: sumText(kept) }], `Leave out terms that cancel`, expr);
  });
}

function shared(context: OptimizeContext, chains: readonly Chain[]): Rewrite[] {
  const sets = new Map<string, readonly Term[]>();
  chains.forEach((chain, index) => {
    for (const other of chains.slice(index + 1)) {
      const common = intersection(chain.terms, other.terms);
      if (common.length < 2 || common.every(({ sign }) => sign === '-')) continue;
      sets.set(
        common
          .map(({ key }) => key)
          .sort()
          .join(' '),
        common,
      );
      // Two at a time too: a third sum may have just these.
      for (const [at, one] of common.entries())
        for (const two of common.slice(at + 1))
          if (one.sign === '+' || two.sign === '+') sets.set([one.key, two.key].sort().join(' '), [one, two]);
    }
  });
  const ranked = [...sets.values()]
    .map((terms) => ({ terms, users: chains.filter((chain) => intersection(terms, chain.terms).length === terms.length) }))
    .sort((a, b) => (b.users.length - 1) * (b.terms.length - 1) - (a.users.length - 1) * (a.terms.length - 1));
  return ranked.slice(0, most).flatMap(({ terms, users }) => extracted(context, terms, users));
}

/** Terms of one list that the other has as well, counted. */
function intersection(a: readonly Term[], b: readonly Term[]): Term[] {
  const rest = b.map(({ key }) => key);
  return a.filter(({ key }) => {
    const at = rest.indexOf(key);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

function extracted(context: OptimizeContext, terms: readonly Term[], users: readonly Chain[]): Rewrite[] {
  const [first] = users;
  const ranges = new Set(users.map(({ target }) => (target === undefined ? undefined : rangeOfSignal(context, target))));
  const [range] = ranges;
  if (first === undefined || ranges.size !== 1 || range === undefined) return [];
  const net = freshName(
    context.file.source.text,
    `sum_${terms
      .map(({ text }) => text.replace(/\W+/g, ''))
      .join('_')
      .slice(0, 24)}`,
  );
  const declared = netBefore(context, first.placed, { range, name: net, value: sumText(terms) });
  if (declared === undefined) return [];
  const uses = users.map(({ expr, terms: all }) => {
    const rest = [...all];
    for (const term of intersection(terms, all))
      rest.splice(
        rest.findIndex(({ key }) => key === term.key),
        1,
      );
    return { expr, text: sumText([{ sign: '+', key: net, text: net }, ...rest]) };
  });
  return rewrite(context, uses, `Add ${sumText(terms)} once for ${users.length} sums`, first.expr, declared);
}

function rewrite(
  context: OptimizeContext,
  uses: readonly { readonly expr: Expr; readonly text: string }[],
  title: string,
  at: Expr,
  declared?: { readonly start: number; readonly end: number; readonly text: string },
): Rewrite[] {
  const changes = uses.flatMap(({ expr, text }) => {
    const place = writtenEnds(writtenFile(context), expr);
    const bracketed = textOf(context, expr)?.startsWith('(') === true;
    return place === undefined ? [] : [{ ...place, text: bracketed ? `(${text})` : text }];
  });
  if (changes.length < uses.length) return [];
  return [{ strategy: name, title, changes: declared === undefined ? changes : [declared, ...changes], line: lineAt(context, at.start) }];
}
