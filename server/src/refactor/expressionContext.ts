import type { Expr } from '../graph/ast';
import { expressionType, givesOneBit, isReduction, isShift, join, vector, type ExpressionType } from './expressionType';
import type { Scene } from './scene';
import { subExpressions } from './statements';

/** A stretch of operands that are brought to one width (IEEE 1800-2023 clause 11.6.2). */
interface Region {
  readonly operands: readonly Expr[];
  /** What the result is assigned to; 'unknown' when that is not known, undefined when it is not assigned. */
  readonly limit?: ExpressionType | 'unknown';
  /** Between the result and here are only operators whose low bits depend on low bits alone. */
  readonly ring: boolean;
}

/** An expression of a statement or item, and what it is used for. */
export interface Root {
  readonly expr: Expr;
  /** Operands it is compared with. */
  readonly among?: readonly Expr[];
  readonly limit?: ExpressionType | 'unknown';
}

/**
 * Type of a net that can stand for `node` inside `root` without a bit of the result changing; undefined when that is not sure. Operands
 * take width and sign from what is around them, so it is not always the type that `node` has by itself.
 */
export function netTypeFor(scene: Scene, root: Root, node: Expr): ExpressionType | undefined {
  const first: Region = {
    operands: root.among ?? [root.expr],
    ring: root.among === undefined,
    ...(root.limit === undefined ? {} : { limit: root.limit }),
  };
  const region = descend(root.expr, node, first);
  if (region === undefined) return undefined;
  const own = expressionType(scene, node);
  if (own?.fills === true) return undefined;
  if (isClosed(node)) return own;
  const { limit, operands } = region;
  const whole = operands.length === 1 && operands[0] === node;
  if (whole) return limit === undefined ? own : limit === 'unknown' ? undefined : limit;
  if (limit === 'unknown' || own === undefined) return undefined;
  const around = operands.map((one) => expressionType(scene, one)).reduce(join);
  if (around === undefined || around.signed !== own.signed) return undefined;
  if (limit !== undefined && region.ring && hasOnlyRing(node)) return plain(limit, own.signed);
  const all = limit === undefined ? around : join(around, { ...limit, signed: around.signed });
  if (all?.width !== undefined) return vector(all.width, own.signed);
  return all === undefined ? undefined : plain(all, own.signed);
}

function plain({ range, width }: ExpressionType, signed: boolean): ExpressionType {
  return { range, signed, ...(width === undefined ? {} : { width }) };
}

/** Whether an expression has the same value whatever is around it, but for being extended. */
export function isClosed(expr: Expr): boolean {
  switch (expr.kind) {
    case 'name':
    case 'scoped':
    case 'member':
    case 'index':
    case 'slice':
    case 'concat':
    case 'repeat':
    case 'inside':
    case 'system':
    case 'cast':
      return true;
    case 'number':
      return expr.fill !== true;
    case 'binary':
      return givesOneBit(expr.op);
    case 'unary':
      return isReduction(expr.op);
    default:
      return false;
  }
}

const ringOps = new Set(['+', '-', '*', '&', '|', '^', '~^', '^~', '~', '<<', '<<<']);

/** Whether low bits of the value come from low bits of its operands alone. */
function hasOnlyRing(expr: Expr): boolean {
  if (isClosed(expr)) return true;
  switch (expr.kind) {
    case 'unary':
      return ringOps.has(expr.op) && hasOnlyRing(expr.arg);
    case 'binary':
      return ringOps.has(expr.op) && hasOnlyRing(expr.left) && (isShift(expr.op) || hasOnlyRing(expr.right));
    case 'conditional':
      return hasOnlyRing(expr.yes) && hasOnlyRing(expr.no);
    default:
      return false;
  }
}

function descend(at: Expr, node: Expr, region: Region): Region | undefined {
  if (at === node) return region;
  const next = subExpressions(at).find((one) => one.start <= node.start && node.end <= one.end && holds(one, node));
  if (next === undefined) return undefined;
  const alone: Region = { operands: [next], ring: true };
  switch (at.kind) {
    case 'unary':
      return descend(next, node, isReduction(at.op) ? alone : region);
    case 'binary':
      if (at.op === '&&' || at.op === '||' || at.op === '->' || at.op === '<->') return descend(next, node, alone);
      if (givesOneBit(at.op)) return descend(next, node, { operands: [at.left, at.right], ring: false });
      if (isShift(at.op) && next === at.right) return descend(next, node, alone);
      return descend(next, node, ringOps.has(at.op) ? region : { ...region, ring: false });
    case 'conditional':
      return descend(next, node, next === at.test ? alone : region);
    case 'concat':
    case 'repeat':
    case 'index':
      return 'base' in at && next === at.base ? undefined : descend(next, node, alone);
    case 'system':
      return /^\$(?:un)?signed$/.test(at.name) ? descend(next, node, alone) : undefined;
    case 'inside':
      return descend(next, node, { operands: [at.arg, ...at.set], ring: false });
    default:
      return undefined;
  }
}

function holds(expr: Expr, node: Expr): boolean {
  return expr === node || subExpressions(expr).some((one) => holds(one, node));
}
