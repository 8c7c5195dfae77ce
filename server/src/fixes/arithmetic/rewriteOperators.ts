import type { Expr } from '../../graph/ast';
import { written, writtenEnds, type WrittenFile } from '../../refactor/scene';
import { primary } from '../retime/testOfSum';
import { beforeModuleEnd } from '../moduleEnd';
import type { FixContext, TextChange } from '../strategy';

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

function writtenFile(context: FixContext): WrittenFile {
  return { file: context.file, path: context.file.source.path, text: context.file.source.text };
}
