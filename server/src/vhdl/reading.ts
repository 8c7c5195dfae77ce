import type { Dimension, Expr, Port, TypeSpec } from '../graph/ast';

/** A type as the graphs have it, with the dimensions of an array of it. */
export interface Shape {
  readonly type: TypeSpec;
  readonly unpacked: readonly Dimension[];
}

/** What a name was declared as; only so much as reading the text behind it needs. */
export type Declared =
  | { readonly kind: 'object' }
  | { readonly kind: 'function' | 'component' | 'package' | 'library' | 'enumerator' }
  /** An array without bounds: they come where it is used. */
  | { readonly kind: 'open'; readonly element: Shape }
  | { readonly kind: 'type' }
  /** Another name of an object, or of a part of one. */
  | { readonly kind: 'alias'; readonly of: Expr };

/** What is known while texts are read: names by their declarations, the inner ones hiding the outer. Shared by all texts that belong together. */
export class Reading {
  /** The spelling of each name, by the same in small letters. */
  readonly spelled = new Map<string, string>();
  /** A number for each enumeration literal: the same name has the same one in all types, so that overloaded literals are never mistaken. */
  private readonly literals = new Map<string, bigint>();
  private readonly scopes: Map<string, Declared>[] = [new Map<string, Declared>()];
  /** Ports of the components that were declared, by name. */
  readonly components = new Map<string, readonly Port[]>();
  /** How many bodies there are of subprograms of one name. */
  readonly bodies = new Map<string, number>();

  declare(name: string, as: Declared): void {
    this.scopes.at(-1)?.set(name, as);
  }

  lookup(name: string): Declared | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Reads with names of its own; they are forgotten afterwards. */
  inside<T>(read: () => T): T {
    this.scopes.push(new Map<string, Declared>());
    try {
      return read();
    } finally {
      this.scopes.pop();
    }
  }

  literal(name: string): bigint {
    const known = this.literals.get(name) ?? BigInt(this.literals.size);
    this.literals.set(name, known);
    return known;
  }
}

/** Bits of an enumeration here; how it is encoded in the end is the synthesis tool's choice and never told. */
export const literalBits = 12;

export interface Span {
  readonly start: number;
  readonly end: number;
}

export function numberOf(value: number | bigint, span: Span, text = String(value)): Expr {
  return { kind: 'number', text, value: BigInt(value), wild: 0n, signed: true, start: span.start, end: span.end };
}

export function bitsOf(value: bigint, width: number, text: string, span: Span, wild = 0n): Expr {
  return { kind: 'number', text, value, wild, width, signed: false, start: span.start, end: span.end };
}

export function nameExpr(name: string, span: Span): Expr {
  return { kind: 'name', name, start: span.start, end: span.end };
}

export function systemCall(name: string, args: readonly Expr[], span: Span): Expr {
  return { kind: 'system', name, args: args.map((value) => ({ value })), start: span.start, end: span.end };
}

export function binary(op: string, left: Expr, right: Expr): Expr {
  return { kind: 'binary', op, left, right, start: left.start, end: right.end };
}

export function nothing(span: Span): Expr {
  return { kind: 'none', start: span.start, end: span.end };
}

/** A call of what is not known: it depends on its arguments and on nothing else. */
export function opaqueCall(name: string, args: readonly Expr[], span: Span): Expr {
  return { kind: 'call', callee: nameExpr(`${name}`, span), args: args.map((value) => ({ value })), start: span.start, end: span.end };
}
