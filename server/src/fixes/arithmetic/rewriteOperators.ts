import { freshName } from '../../base/layout';
import type { Expr } from '../../graph/ast';
import { written, writtenEnds } from '../../refactor/scene';
import { primary } from '../retime/testOfSum';
import { beforeModuleEnd } from '../moduleEnd';
import { lineOfStep, type Offer } from '../proposalsIn';
import type { FixContext, TextChange } from '../strategy';
import type { OperatorOnPaths } from './operatorsOnPaths';
import { writtenFile } from '../sourceText';

/** What takes the place of an expression, and a function of the module that it calls. */
export interface Rewritten {
  readonly expr: Expr;
  readonly text: string;
  readonly helper?: string;
}

/** The expressions with their new texts; of two that lie in one another only the inner one is rewritten. In words what forbids it. */
export function rewriteAll(context: FixContext, rewritten: readonly Rewritten[] | string): TextChange[] | string {
  if (typeof rewritten === 'string') return rewritten;
  const innermost = rewritten.filter(
    ({ expr }) => !rewritten.some((other) => other.expr !== expr && other.expr.start >= expr.start && other.expr.end <= expr.end),
  );
  const changes: TextChange[] = [];
  for (const { expr, text } of innermost) {
    const place = writtenEnds(writtenFile(context), expr);
    if (place === undefined) return 'The expression comes from a macro.';
    changes.push({ start: place.start, end: place.end, text });
  }
  const helpers = rewritten.flatMap(({ helper }) => helper ?? []);
  if (helpers.length === 0) return changes;
  const end = beforeModuleEnd(context, helpers);
  return end === undefined ? 'The end of the module could not be found.' : [...changes, end];
}

/** The author's text of an expression; undefined where a macro makes part of it that does not stand there as a whole. */
export function sourceOf(context: FixContext, expr: Expr): string | undefined {
  const source = writtenFile(context);
  const place = written(source, expr) ?? writtenEnds(source, expr);
  return place === undefined ? undefined : source.text.slice(place.start, place.end);
}

/** Expressions as a title names them, the first two. */
export function listed(context: FixContext, expressions: readonly Expr[]): string {
  const texts = [...new Set(expressions.map(({ start, end }) => `\`${context.file.pre.text.slice(start, end).replace(/\s+/g, ' ')}\``))];
  return texts.length <= 3 ? texts.join(', ') : `${texts.slice(0, 2).join(', ')} and ${texts.length - 2} more`;
}

/** As `sourceOf`, in brackets where an operator beside it could bind tighter than one in it. */
export function operandText(context: FixContext, expr: Expr): string | undefined {
  const text = sourceOf(context, expr);
  return text === undefined || primary(expr) ? text : `(${text})`;
}

/** A function of the module that an operator becomes a call of. */
export interface HelperCall {
  /** Calls of one kind share a function. */
  readonly kind: string;
  /** What the function is called where that is free. */
  readonly name: string;
  readonly helper: (called: string) => string;
  readonly operands: readonly Expr[];
  /** The call, from the function's name and the texts of its operands. */
  readonly text: (called: string, operands: readonly string[]) => string;
}

/** Operators as calls of functions that are written once for each kind; in words what forbids it. `callOf` is undefined where widths are not sure. */
export function calls(
  context: FixContext,
  sites: readonly OperatorOnPaths[],
  callOf: (site: OperatorOnPaths) => HelperCall | undefined,
): Rewritten[] | string {
  const functions = new Map<string, string>();
  const made: Rewritten[] = [];
  for (const site of sites) {
    const call = callOf(site);
    if (call === undefined) return 'The widths of the operands are not sure, or they have a sign.';
    const known = functions.get(call.kind);
    const called = known ?? freshName(context.file.source.text, call.name, new Set(functions.values()));
    functions.set(call.kind, called);
    const operands = call.operands.map((one) => sourceOf(context, one));
    if (!operands.every((one) => one !== undefined)) return 'The expression comes from a macro.';
    made.push({ expr: site.expr, text: call.text(called, operands), ...(known === undefined ? { helper: call.helper(called) } : {}) });
  }
  return made;
}

/** Operators that one rewrite may take together. */
const mostSets = 4;

/** Rewrites of all of some operators together, and where there are several, of each by itself. */
export function* offersFor(
  context: FixContext,
  sites: readonly OperatorOnPaths[],
  rewrites: (chosen: readonly OperatorOnPaths[]) => Iterable<{ readonly title: string; readonly made: Rewritten[] | string }>,
): Iterable<Offer> {
  const sets = sites.length > 1 ? [sites, ...sites.map((one) => [one])] : [sites];
  for (const chosen of sites.length === 0 ? [] : sets.slice(0, mostSets)) {
    const steps = chosen.flatMap((one) => one.steps);
    const what = listed(
      context,
      chosen.map(({ expr }) => expr),
    );
    for (const { title, made } of rewrites(chosen)) {
      const paths = steps.map((step) => step.path);
      yield { title: `${title}: ${what}`, changes: rewriteAll(context, made), line: lineOfStep(steps[0]), paths };
    }
  }
}
