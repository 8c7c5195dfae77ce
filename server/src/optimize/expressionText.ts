import type { Expr, Statement } from '../graph/ast';
import { closeOf } from '../refactor/brackets';
import { itemsOf, writtenEnds, type PlacedItem } from '../refactor/scene';
import { everyExpression, everyStatement, readsOf } from '../refactor/statements';
import { writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/** An expression with the item it stands in and, where it is (part of) an assigned value, the target's name. */
export interface PlacedExpression {
  readonly expr: Expr;
  readonly placed: PlacedItem;
  readonly target: string | undefined;
}

/** Every value that is assigned, and every other expression that is read, outermost only. */
export function rootExpressions({ body }: OptimizeContext): PlacedExpression[] {
  return itemsOf(body).flatMap((placed): PlacedExpression[] => {
    const { item } = placed;
    if (item.kind === 'assign') return [{ expr: item.value, placed, target: baseName(item.target) }];
    if (item.kind === 'declare')
      return item.declarators.flatMap((one) => (one.init === undefined ? [] : [{ expr: one.init, placed, target: one.name }]));
    if (item.kind !== 'process') return [];
    return everyStatement(item.process.body).flatMap((one) => rootsOf(one, placed));
  });
}

function rootsOf(statement: Statement, placed: PlacedItem): PlacedExpression[] {
  if (statement.kind !== 'assign') return readsOf(statement).map((expr) => ({ expr, placed, target: undefined }));
  return [{ expr: statement.value, placed, target: baseName(statement.target) }];
}

function baseName(target: Expr): string | undefined {
  return target.kind === 'name' ? target.name : undefined;
}

/** Every expression, inner ones too. */
export function allExpressions(context: OptimizeContext): PlacedExpression[] {
  return rootExpressions(context).flatMap(({ expr, ...rest }) => everyExpression(expr).map((one) => ({ expr: one, ...rest })));
}

/** The author's text of an expression; undefined when a macro or an include made its ends. */
export function textOf(context: OptimizeContext, expr: Expr): string | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, expr);
  return at === undefined ? undefined : source.text.slice(at.start, at.end);
}

/** The text as an operand of anything: in brackets unless it has them or needs none. */
export function operandText(context: OptimizeContext, expr: Expr): string | undefined {
  const text = textOf(context, expr);
  if (text === undefined || ['name', 'number', 'index', 'slice', 'member', 'concat', 'repeat', 'call', 'system'].includes(expr.kind))
    return text;
  return isBracketed(text) ? text : `(${text})`;
}

function isBracketed(text: string): boolean {
  return text.startsWith('(') && closeOf(text, 0) === text.length - 1;
}

/** Texts that differ in white space and outer brackets are the same. */
export function plainText(text: string): string {
  const flat = text.replace(/\s+/g, '');
  return isBracketed(flat) ? plainText(flat.slice(1, -1)) : flat;
}

/** The range with which a signal of the module is declared, `[7:0]` or '' for one bit; undefined for arrays, signed and other types. */
export function rangeOfSignal({ module }: OptimizeContext, name: string): string | undefined {
  const found = [...module.nets, ...module.ports].find((one) => one.name === name);
  if (found === undefined || ('unpacked' in found && found.unpacked !== undefined)) return undefined;
  const range = /^(?:(?:reg|logic|wire|var|tri)\b\s*)*(\[[^\][]*\])?$/.exec(found.typeText.trim());
  return range === null ? undefined : (range[1] ?? '').replace(/\s+/g, '');
}
