import type { Expr } from '../../graph/ast';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { allExpressions, operandText, plainText, textOf } from '../expressionText';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'choose-earlier';
/** Nets that are looked through, one behind the other. */
const deepest = 6;

/**
 * A choice between two nets that are computed alike is made where their computations differ: `s ? y1 : y2` with `y1 = a - p1 + b` and `y2 = a - p2 + b` becomes
 * `(a - (s ? p1 : p2) + b)`, through as many nets as it takes.
 */
export const chooseEarlier: OptimizeStrategy = {
  name,
  knowledge:
    'Two copies of a computation of which one result is used are one computation with a chosen operand. It halves the logic, and puts the choice in front of it: dear where the choosing signal comes late.',
  propose(context) {
    const definitions = definitionsOf(context);
    return allExpressions(context).flatMap(({ expr }): Rewrite[] => {
      if (expr.kind !== 'conditional') return [];
      const when = operandText(context, expr.test);
      const at = writtenEnds(writtenFile(context), expr);
      const found = when === undefined ? undefined : joined(context, definitions, when, expr.yes, expr.no, 0);
      if (at === undefined || found === undefined || found.depth === 0) return [];
      const line = lineAt(context, expr.start);
      const title = `Choose in front of what ${textOf(context, expr.yes) ?? ''} and ${textOf(context, expr.no) ?? ''} have in common at line ${line}`;
      return [{ strategy: name, title, changes: [{ ...at, text: found.text }], line }];
    });
  },
};

type Definitions = ReadonlyMap<string, Expr>;

/** What each net is that one continuous assignment drives as a whole. */
function definitionsOf({ body }: OptimizeContext): Definitions {
  const found = new Map<string, Expr>();
  const several = new Set<string>();
  const add = (target: string, value: Expr): void => {
    if (found.has(target)) several.add(target);
    found.set(target, value);
  };
  for (const { item, around } of itemsOf(body)) {
    if (around.length > 0) continue;
    if (item.kind === 'assign' && item.target.kind === 'name') add(item.target.name, item.value);
    if (item.kind === 'declare' && item.net) for (const one of item.declarators) if (one.init !== undefined) add(one.name, one.init);
  }
  for (const target of several) found.delete(target);
  return found;
}

interface Joined {
  readonly text: string;
  /** Nets that were looked through on the longest way. */
  readonly depth: number;
}

function joined(context: OptimizeContext, definitions: Definitions, when: string, yes: Expr, no: Expr, depth: number): Joined | undefined {
  const [first, other] = [operandText(context, yes), operandText(context, no)];
  if (first === undefined || other === undefined) return undefined;
  if (plainText(first) === plainText(other)) return { text: first, depth: 0 };
  const inner = depth < deepest ? behind(context, definitions, when, yes, no, depth) : undefined;
  return inner ?? { text: `(${when} ? ${first} : ${other})`, depth: 0 };
}

/** The two made of the same operator, or of the same parts but for some; undefined where they are made differently. */
function behind(context: OptimizeContext, definitions: Definitions, when: string, yes: Expr, no: Expr, depth: number): Joined | undefined {
  if (yes.kind === 'name' && no.kind === 'name') {
    const [a, b] = [definitions.get(yes.name), definitions.get(no.name)];
    if (a === undefined || b === undefined || a.kind === 'name' || b.kind === 'name') return undefined;
    const found = behind(context, definitions, when, a, b, depth + 1);
    return found === undefined ? undefined : { text: found.text, depth: found.depth + 1 };
  }
  const pairs = pairsOf(yes, no);
  const parts = pairs?.map(([a, b]) => joined(context, definitions, when, a, b, depth + 1));
  if (parts === undefined || parts.includes(undefined)) return undefined;
  const all = parts.flatMap((one) => one ?? []);
  const texts = all.map(({ text }) => text);
  const inside = Math.max(...all.map((one) => one.depth));
  if (yes.kind === 'concat') return { text: `{${texts.join(', ')}}`, depth: inside };
  return { text: `(${texts.join(` ${yes.kind === 'binary' ? yes.op : ''} `)})`, depth: inside };
}

function pairsOf(yes: Expr, no: Expr): (readonly [Expr, Expr])[] | undefined {
  if (yes.kind === 'binary' && no.kind === 'binary' && yes.op === no.op) {
    return [
      [yes.left, no.left],
      [yes.right, no.right],
    ];
  }
  if (yes.kind !== 'concat' || no.kind !== 'concat' || yes.parts.length !== no.parts.length) return undefined;
  return yes.parts.flatMap((part, at) => {
    const other = no.parts[at];
    return other === undefined ? [] : [[part, other] as const];
  });
}
