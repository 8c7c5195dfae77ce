import type { Expr } from '../graph/ast';
import { fullType } from '../model/symbols/typeTarget';
import { canonical, type Located } from '../model/symbols/symbolProject';
import { resolveReference } from '../model/symbols/resolve';
import { factsOf, meaningOf } from './names';
import { preText, type Scene } from './scene';

/** The type of a packed value, so far as a declaration can be written from it. */
export interface ExpressionType {
  /** `[W-1:0]`, '' for one bit. */
  readonly range: string;
  /** Bits, when no parameter can change them. */
  readonly width?: number;
  readonly signed: boolean;
  /** A named type. */
  readonly named?: string;
  /** '0, '1: as wide as what is around it. */
  readonly fills?: boolean;
}

const bit: ExpressionType = { range: '', width: 1, signed: false };
const comparisons = new Set(['==', '!=', '===', '!==', '==?', '!=?', '<', '<=', '>', '>=', '&&', '||', '->', '<->']);
const reductions = new Set(['!', '&', '|', '^', '~&', '~|', '~^', '^~']);

/** The type an expression has by itself (IEEE 1800-2023 clause 11.6); undefined when it is not sure for every value of the parameters. */
export function expressionType(scene: Scene, expr: Expr): ExpressionType | undefined {
  switch (expr.kind) {
    case 'number':
      if (expr.fill === true) return { ...bit, fills: true };
      return /^\d[\d_]*\./.test(expr.text) ? undefined : vector(expr.width ?? 32, expr.signed);
    case 'name':
    case 'member':
      return declaredType(scene, expr, 0);
    case 'index':
      return elementType(scene, expr);
    case 'slice':
      return sliceType(scene, expr);
    case 'unary':
      return reductions.has(expr.op) ? bit : unnamed(expressionType(scene, expr.arg));
    case 'binary':
      if (comparisons.has(expr.op)) return bit;
      if (isShift(expr.op)) return unnamed(expressionType(scene, expr.left));
      return unnamed(join(expressionType(scene, expr.left), expressionType(scene, expr.right)));
    case 'conditional':
      return join(expressionType(scene, expr.yes), expressionType(scene, expr.no));
    case 'inside':
      return bit;
    case 'concat':
      return sum(
        expr.parts.map((part) => expressionType(scene, part)),
        1,
      );
    case 'repeat':
      return expr.count.kind === 'number'
        ? sum(
            expr.parts.map((part) => expressionType(scene, part)),
            Number(expr.count.value),
          )
        : undefined;
    case 'system':
      return systemType(scene, expr);
    case 'cast': {
      const arg = expressionType(scene, expr.arg);
      return 'kind' in expr.type && expr.type.kind === 'number' && arg !== undefined
        ? vector(Number(expr.type.value), arg.signed)
        : undefined;
    }
    default:
      return undefined;
  }
}

export function vector(width: number, signed = false): ExpressionType {
  return { range: width === 1 ? '' : `[${width - 1}:0]`, width, signed };
}

export function isShift(op: string): boolean {
  return /^(?:<<<?|>>>?|\*\*)$/.test(op);
}

/** Whether a comparison or logical operator, which gives one bit whatever is around it. */
export function givesOneBit(op: string): boolean {
  return comparisons.has(op);
}

export function isReduction(op: string): boolean {
  return reductions.has(op);
}

/** Type of two operands that are brought to one width: the wider, signed when both are. */
export function join(a: ExpressionType | undefined, b: ExpressionType | undefined): ExpressionType | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.fills === true || b.fills === true) {
    return { ...unnamedOf(a.fills === true ? b : a), signed: false };
  }
  if (a.named !== undefined && a.named === b.named) return a;
  const signed = a.signed && b.signed;
  if (a.range !== '' && a.range === b.range && a.width === b.width) return { ...unnamedOf(a), signed };
  if (a.width === undefined || b.width === undefined) return undefined;
  return vector(Math.max(a.width, b.width), signed);
}

function unnamed(type: ExpressionType | undefined): ExpressionType | undefined {
  return type === undefined ? undefined : unnamedOf(type);
}

function unnamedOf({ named, ...type }: ExpressionType): ExpressionType {
  // A named type has no range of its own to declare.
  return named !== undefined && type.width !== undefined ? vector(type.width, type.signed) : type;
}

function sum(parts: readonly (ExpressionType | undefined)[], times: number): ExpressionType | undefined {
  let total = 0;
  for (const part of parts) {
    if (part?.width === undefined || part.fills === true) return undefined;
    total += part.width;
  }
  return total * times > 0 ? vector(total * times) : undefined;
}

function systemType(scene: Scene, { name, args }: Expr & { kind: 'system' }): ExpressionType | undefined {
  const [first] = args;
  if ((name === '$signed' || name === '$unsigned') && first !== undefined) {
    const inner = unnamed(expressionType(scene, first.value));
    return inner === undefined ? undefined : { ...inner, signed: name === '$signed' };
  }
  return undefined;
}

/** Dimensions of a signal, unpacked ones first, and what remains when all are indexed. */
function declaredType(scene: Scene, expr: Expr, indexed: number): ExpressionType | undefined {
  const located = locate(scene, expr);
  if (located === undefined) return undefined;
  return typeOfDeclaration(scene, located, indexed);
}

/** The declaration that a name or member means. */
export function locate(scene: Scene, expr: Expr): Located | undefined {
  if (expr.kind !== 'name' && expr.kind !== 'member') return undefined;
  const text = preText(scene, expr);
  const at = text.lastIndexOf(expr.name);
  if (at < 0) return undefined;
  return meaningOf(scene, { start: expr.start + at, end: expr.start + at + expr.name.length });
}

/** Type of a declared signal behind `indexed` selects. */
export function typeOfDeclaration(scene: Scene, located: Located, indexed = 0): ExpressionType | undefined {
  const { declaration } = canonical(located);
  if (!/^(?:port|net|variable|structMember|argument|localparam|parameter|enumMember)$/.test(declaration.kind)) return undefined;
  const type = fullType(canonical(located));
  const facts = factsOf(scene, located);
  if (declaration.kind === 'enumMember') return facts.width === undefined ? undefined : vector(facts.width, facts.signed);
  if (/^(?:localparam|parameter)$/.test(declaration.kind) && (type === undefined || type.form === 'implicit')) return undefined;
  const unpacked = declaration.unpacked ?? [];
  if (unpacked.length > indexed) return undefined;
  const skip = indexed - unpacked.length;
  const dimensions = type?.dimensions ?? [];
  if (type === undefined || type.form === 'implicit' || (type.form === 'builtin' && /^(?:logic|reg|bit)$/.test(type.keyword ?? ''))) {
    if (skip > dimensions.length)
      return skip === dimensions.length + 1 && dimensions.length === 0 ? undefined : skip - dimensions.length === 1 ? undefined : bit;
    return ofDimensions(dimensions.slice(skip), skip === 0 && (type?.signed ?? false), facts.width, dimensions);
  }
  if (type.form === 'builtin')
    return skip === 0 && facts.width !== undefined ? vector(facts.width, facts.signed) : skip === 1 ? bit : undefined;
  if (type.form !== 'named' || skip !== 0 || !isFixed(scene, located)) return undefined;
  if (facts.width === undefined || dimensions.length > 0) return undefined;
  return { range: facts.width === 1 ? '' : `[${facts.width - 1}:0]`, width: facts.width, signed: facts.signed, named: type.text };
}

/** A named type that no parameter of a module changes: a package or the file declares it. */
function isFixed(scene: Scene, located: Located): boolean {
  const { table, declaration } = canonical(located);
  const index = fullType({ table, declaration })?.reference;
  const reference = index === undefined ? undefined : table.references[index];
  const target = reference === undefined ? undefined : resolveReference(scene.symbols, table, reference).declarations[0];
  if (target === undefined) return false;
  const home = target.table.scopes[target.declaration.scope]?.kind;
  if (home === 'package' || home === 'file') return true;
  const text = target.declaration.type?.text ?? '';
  return (
    target.declaration.type?.form === 'enum' && !/[A-Za-z_]/.test((target.declaration.type.base?.dimensions ?? []).join('')) && text !== ''
  );
}

function ofDimensions(
  dimensions: readonly string[],
  signed: boolean,
  whole: number | undefined,
  all: readonly string[],
): ExpressionType | undefined {
  if (dimensions.length === 0) return { ...bit, signed };
  const plain = dimensions.map(plainSize);
  if (plain.every((one) => one !== undefined))
    return vector(
      plain.reduce((a, b) => a * b, 1),
      signed,
    );
  const [only] = dimensions;
  if (dimensions.length === 1 && only !== undefined && all.length >= 1 && whole !== undefined)
    return { range: only.replace(/\s+/g, ''), signed };
  return undefined;
}

/** Size of `[7:0]`; undefined when names are in it. */
function plainSize(dimension: string): number | undefined {
  const found = /^\[\s*(\d+)\s*:\s*(\d+)\s*\]$/.exec(dimension);
  return found === null ? undefined : Math.abs(Number(found[1]) - Number(found[2])) + 1;
}

function elementType(scene: Scene, expr: Expr & { kind: 'index' }): ExpressionType | undefined {
  let base: Expr = expr;
  let count = 0;
  while (base.kind === 'index') {
    base = base.base;
    count++;
  }
  const located = locate(scene, base);
  if (located === undefined) return undefined;
  const type = fullType(canonical(located));
  const packed = type?.dimensions.length ?? 0;
  const unpacked = canonical(located).declaration.unpacked?.length ?? 0;
  const simple =
    type === undefined || type.form === 'implicit' || (type.form === 'builtin' && /^(?:logic|reg|bit)$/.test(type.keyword ?? ''));
  if (simple && count === packed + unpacked) return bit;
  return typeOfDeclaration(scene, located, count);
}

function sliceType(scene: Scene, { left, right, mode }: Expr & { kind: 'slice' }): ExpressionType | undefined {
  if (mode !== ':')
    return right.kind === 'number'
      ? vector(Number(right.value))
      : { range: `[${preText(scene, right)}-1:0]`.replace(/\s+/g, ''), signed: false };
  if (left.kind === 'number' && right.kind === 'number') return vector(Math.abs(Number(left.value) - Number(right.value)) + 1);
  if (right.kind === 'number' && right.value === 0n) return { range: `[${preText(scene, left)}:0]`.replace(/\s+/g, ''), signed: false };
  return undefined;
}
