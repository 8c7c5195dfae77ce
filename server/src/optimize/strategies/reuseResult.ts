import type { Expr } from '../../graph/ast';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { namesIn } from '../../refactor/statements';
import { plainText, rangeOfSignal, textOf } from '../expressionText';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'reuse-result';
const most = 8;
const mostTerms = 24;

/**
 * A sum of products that holds what other nets already compute is made from them: `(b + 1) * a + c` beside `p = a * b` becomes `p + a + c`. Expressions are compared as polynomials, multiplied out, as
 * in common-subexpression extraction for polynomials (Hosangadi, Fallah, Kastner 2006).
 */
export const reuseResult: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis shares an expression only where it is written the same way. Multiplied out and in one order, a sum of products shows which results it holds; taking them saves the multiplier.',
  propose(context) {
    const all = polynomials(context);
    return all.flatMap((one) => reused(context, one, all) ?? []).slice(0, most);
  },
};

/** Products of atoms (texts, sorted and joined by `*`; '' for the constant) and how often each is added. */
type Polynomial = ReadonlyMap<string, bigint>;

interface Assigned {
  readonly target: string;
  readonly range: string;
  readonly value: Expr;
  readonly terms: Polynomial;
}

/** Continuous assignments of sums and products to unsigned nets of one range. */
function polynomials(context: OptimizeContext): Assigned[] {
  return itemsOf(context.body).flatMap(({ item, around }) => {
    if (item.kind !== 'assign' || item.target.kind !== 'name' || around.length > 0) return [];
    const range = rangeOfSignal(context, item.target.name);
    if (range === undefined || range === '') return [];
    const terms = multipliedOut(context, item.value, range);
    return terms === undefined || terms.size > mostTerms ? [] : [{ target: item.target.name, range, value: item.value, terms }];
  });
}

/** Only operands of the target's own range: others would be cut or extended on the way. */
function multipliedOut(context: OptimizeContext, expr: Expr, range: string): Polynomial | undefined {
  if (expr.kind === 'number') return expr.wild === 0n ? new Map([['', expr.value]]) : undefined;
  if (expr.kind === 'name') return rangeOfSignal(context, expr.name) === range ? new Map([[expr.name, 1n]]) : undefined;
  if (expr.kind !== 'binary' || !['+', '-', '*'].includes(expr.op)) return undefined;
  const [left, right] = [multipliedOut(context, expr.left, range), multipliedOut(context, expr.right, range)];
  if (left === undefined || right === undefined || left.size * right.size > mostTerms * mostTerms) return undefined;
  if (expr.op !== '*') return plus(left, right, expr.op === '-' ? -1n : 1n);
  let product: Polynomial = new Map();
  for (const [a, m] of left)
    for (const [b, n] of right) product = plus(product, new Map([[[...factorsOf(a), ...factorsOf(b)].sort().join('*'), m * n]]), 1n);
  return product;
}

function factorsOf(product: string): string[] {
  return product === '' ? [] : product.split('*');
}

function plus(a: Polynomial, b: Polynomial, sign: bigint): Polynomial {
  const sum = new Map(a);
  for (const [term, count] of b) {
    const own = (sum.get(term) ?? 0n) + sign * count;
    if (own === 0n) sum.delete(term);
    else sum.set(term, own);
  }
  return sum;
}

/** What a polynomial costs to compute, in additions: a product counts as many. */
function costOf(terms: Polynomial): number {
  return [...terms].reduce((sum, [term]) => sum + 1 + 8 * Math.max(0, factorsOf(term).length - 1), 0);
}

function reused(context: OptimizeContext, one: Assigned, all: readonly Assigned[]): Rewrite | undefined {
  const usable = all.filter(
    (other) => costOf(other.terms) < costOf(one.terms) && other.range === one.range && !dependsOn(other, one.target, all),
  );
  const taken: { readonly target: string; readonly sign: bigint }[] = [];
  let rest = one.terms;
  for (;;) {
    const tries = usable.flatMap(({ target, terms }) => [1n, -1n].map((sign) => ({ target, sign, rest: plus(rest, terms, -sign) })));
    const [best] = tries.sort((a, b) => costOf(a.rest) - costOf(b.rest));
    if (best === undefined || costOf(best.rest) + 1 >= costOf(rest)) break;
    taken.push(best);
    rest = best.rest;
  }
  const at = writtenEnds(writtenFile(context), one.value);
  const text = sumText([...taken.map(({ target, sign }) => ({ text: target, count: sign })), ...[...rest].map(termOf)]);
  if (taken.length === 0 || at === undefined || plainText(textOf(context, one.value) ?? '') === plainText(text)) return undefined;
  const line = lineAt(context, one.value.start);
  return {
    strategy: name,
    title: `Make ${one.target} from ${taken.map(({ target }) => target).join(' and ')}`,
    changes: [{ ...at, text }],
    line,
  };
}

function termOf([term, count]: readonly [string, bigint]): { text: string; count: bigint } {
  const size = count < 0n ? -count : count;
  const sign = count < 0n ? -1n : 1n;
  if (term === '') return { text: String(size), count: sign };
  return { text: [...(size === 1n ? [] : [String(size)]), ...factorsOf(term)].join(' * '), count: sign };
}

function sumText(terms: readonly { readonly text: string; readonly count: bigint }[]): string {
  const [first, ...rest] = [...terms].sort((a, b) => Number(b.count - a.count));
  if (first === undefined) return '0';
  return `${first.count < 0n ? '-' : ''}${first.text}${rest.map(({ text, count }) => ` ${count < 0n ? '-' : '+'} ${text}`).join('')}`;
}

/** Whether a net is made from another, through the nets at hand. */
function dependsOn({ value }: Assigned, target: string, all: readonly Assigned[], depth = 0): boolean {
  return namesIn(value).some(({ name: read }) => {
    const next = all.find((one) => one.target === read);
    return read === target || depth > all.length || (next !== undefined && dependsOn(next, target, all, depth + 1));
  });
}
