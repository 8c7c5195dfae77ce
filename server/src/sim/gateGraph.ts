/**
 * A netlist as two-input ANDs, XORs and multiplexers over edges that may be inverted. With the rails "can be 1" and "can be 0" an
 * inverter is a swap of rails, so it costs nothing, and every Yosys gate cell is one to three of these nodes.
 *
 * A reference is `2 * node + inverted`. Node 0 is the constant 0.
 */
export type Ref = number;

export const zeroRef: Ref = 0;
export const oneRef: Ref = 1;

export const nodeKind = { zero: 0, input: 1, unknown: 2, state: 3, and: 4, xor: 5, mux: 6 } as const;

export function invert(ref: Ref): Ref {
  return ref ^ 1;
}

/** Nodes in topological order: an operator's operands come before it. */
export class GateGraph {
  readonly kind: number[] = [nodeKind.zero];
  readonly a: Ref[] = [0];
  readonly b: Ref[] = [0];
  readonly c: Ref[] = [0];
  /** Nodes by operands: AND and XOR by one number (two references of 26 bits), multiplexers by select and then data. */
  private readonly shared = new Map<number, Map<number, number>>();

  get size(): number {
    return this.kind.length;
  }

  source(kind: typeof nodeKind.input | typeof nodeKind.unknown | typeof nodeKind.state): Ref {
    return this.add(kind, 0, 0, 0) * 2;
  }

  and(x: Ref, y: Ref): Ref {
    if (x === zeroRef || y === zeroRef) return zeroRef;
    if (x === oneRef || x === y) return y;
    if (y === oneRef) return x;
    // x AND NOT x is 0 in hardware but x in Verilog when x is unknown: it stays a gate.
    const [first, second] = x < y ? [x, y] : [y, x];
    return this.share(nodeKind.and, first, second, 0) * 2;
  }

  or(x: Ref, y: Ref): Ref {
    return invert(this.and(invert(x), invert(y)));
  }

  xor(x: Ref, y: Ref): Ref {
    const flip = (x ^ y) & 1;
    const [first, second] = x < y ? [x & ~1, y & ~1] : [y & ~1, x & ~1];
    if (first === zeroRef) return second ^ flip;
    return (this.share(nodeKind.xor, first, second, 0) * 2) ^ flip;
  }

  /** `select ? whenOne : whenZero`; with an unknown select, data that agree pass (IEEE 1364-2005, 5.1.13). */
  mux(select: Ref, whenZero: Ref, whenOne: Ref): Ref {
    if (whenZero === whenOne) return whenZero;
    if (select === zeroRef) return whenZero;
    if (select === oneRef) return whenOne;
    if ((select & 1) === 1) return this.mux(invert(select), whenOne, whenZero);
    return this.share(nodeKind.mux, whenZero, whenOne, select) * 2;
  }

  private share(kind: number, a: Ref, b: Ref, c: Ref): number {
    const outer = kind === nodeKind.mux ? c : -kind;
    let nodes = this.shared.get(outer);
    if (nodes === undefined) {
      nodes = new Map();
      this.shared.set(outer, nodes);
    }
    const key = a * 0x4000000 + b;
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const made = this.add(kind, a, b, c);
    nodes.set(key, made);
    return made;
  }

  private add(kind: number, a: Ref, b: Ref, c: Ref): number {
    this.kind.push(kind);
    this.a.push(a);
    this.b.push(b);
    this.c.push(c);
    return this.kind.length - 1;
  }
}
