import type { GateDesign } from './gateDesign';
import { constantOne, constantX, constantZero, gateOp } from './gateDesign';

/** What gates compute on: abstract values, pairs of rails, or literals of a graph. */
export interface Algebra<T> {
  readonly zero: T;
  readonly one: T;
  readonly unknown: T;
  not(a: T): T;
  and(a: T, b: T): T;
  or(a: T, b: T): T;
  xor(a: T, b: T): T;
  /** `whenZero` or `whenOne` by `select`. */
  mux(select: T, whenZero: T, whenOne: T): T;
}

/** What a read (its index) of a memory gives, bit by bit; the values of its address are there when it is asked. */
export type ReadMemory<T> = (read: number, bit: number, values: readonly T[]) => T;

/** Values of all signals, given those of inputs and registers by `source`. Without `read`, what memories hold is unknown. */
export function evaluate<T>(design: GateDesign, algebra: Algebra<T>, source: (values: T[]) => void, read?: ReadMemory<T>): T[] {
  const values = new Array<T>(design.size).fill(algebra.unknown);
  values[constantZero] = algebra.zero;
  values[constantOne] = algebra.one;
  values[constantX] = algebra.unknown;
  source(values);
  const { gateOutput, gateKind, gateA, gateB, gateS } = design;
  for (let i = 0; i < gateOutput.length; i++) {
    if (gateKind[i] === gateOp.read) {
      values[gateOutput[i] as number] = read?.(gateA[i] as number, gateB[i] as number, values) ?? algebra.unknown;
      continue;
    }
    const a = values[gateA[i] as number] as T;
    const b = values[gateB[i] as number] as T;
    values[gateOutput[i] as number] = apply(algebra, gateKind[i] as number, a, b, values[gateS[i] as number] as T);
  }
  return values;
}

function apply<T>(algebra: Algebra<T>, kind: number, a: T, b: T, s: T): T {
  switch (kind) {
    case gateOp.not:
      return algebra.not(a);
    case gateOp.and:
      return algebra.and(a, b);
    case gateOp.or:
      return algebra.or(a, b);
    case gateOp.xor:
      return algebra.xor(a, b);
    default:
      return algebra.mux(s, a, b);
  }
}

/**
 * The abstract values 0, 1, D ("defined, but either") and X. A result other than X does not depend on the value that an X operand
 * would have taken, so a signal that comes out as 0, 1 or D is known in every run.
 */
export const abstractValue = { zero: 0, one: 1, defined: 2, x: 3 } as const;

export const abstractAlgebra: Algebra<number> = {
  zero: 0,
  one: 1,
  unknown: 3,
  not: (a) => (a < 2 ? 1 - a : a),
  and: (a, b) => (a === 0 || b === 0 ? 0 : a === 1 ? b : b === 1 ? a : Math.max(a, b)),
  or: (a, b) => (a === 1 || b === 1 ? 1 : a === 0 ? b : b === 0 ? a : Math.max(a, b)),
  xor: (a, b) => (a < 2 && b < 2 ? a ^ b : Math.max(a, b, 2)),
  mux: (s, a, b) => (s === 0 ? a : s === 1 ? b : a === b && a < 2 ? a : Math.max(s, a, b, 2)),
};

/** Least value that covers both. */
export function join(a: number, b: number): number {
  return a === b ? a : Math.max(a, b, 2);
}
