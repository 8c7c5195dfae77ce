/** A literal of an and-inverter graph: twice the node's index, plus one when inverted. 0 is false, 1 is true. */
export type Literal = number;
export const falseLiteral = 0;
export const trueLiteral = 1;

export interface Latch {
  readonly literal: Literal;
  next: Literal;
  readonly init: 0 | 1;
}

/** An and-inverter graph with structural hashing: equal functions of equal operands become one node, so unchanged logic vanishes from a comparison. */
export class Aig {
  readonly inputs: Literal[] = [];
  readonly latches: Latch[] = [];
  /** Operands of each node; -1 for inputs and latches. Node 0 is the constant. */
  private readonly left: number[] = [-1];
  private readonly right: number[] = [-1];
  private readonly hash = new Map<number, Literal>();

  get size(): number {
    return this.left.length;
  }

  input(): Literal {
    const literal = this.leaf();
    this.inputs.push(literal);
    return literal;
  }

  /** A register; give it its `next` later with `setNext`. */
  latch(init: 0 | 1 = 0): Latch {
    const latch: Latch = { literal: this.leaf(), next: falseLiteral, init };
    this.latches.push(latch);
    return latch;
  }

  and(a: Literal, b: Literal): Literal {
    if (a > b) [a, b] = [b, a];
    if (a === falseLiteral || a === (b ^ 1)) return falseLiteral;
    if (a === trueLiteral || a === b) return b;
    const key = a * 67108864 + b;
    const found = this.hash.get(key);
    if (found !== undefined) return found;
    const node = this.left.push(a) - 1;
    this.right.push(b);
    this.hash.set(key, node * 2);
    return node * 2;
  }

  or(a: Literal, b: Literal): Literal {
    return this.and(a ^ 1, b ^ 1) ^ 1;
  }

  xor(a: Literal, b: Literal): Literal {
    if (a <= 1) return b ^ a;
    if (b <= 1) return a ^ b;
    // The inversions of the operands are moved to the result, so that all four combinations share nodes.
    const sign = (a & 1) ^ (b & 1);
    const x = a & ~1;
    const y = b & ~1;
    if (x === y) return sign;
    return this.and(this.and(x, y) ^ 1, this.and(x ^ 1, y ^ 1) ^ 1) ^ sign;
  }

  /** `whenOne` where `select` holds, else `whenZero`. */
  mux(select: Literal, whenZero: Literal, whenOne: Literal): Literal {
    if (whenZero === whenOne) return whenZero;
    if (select === trueLiteral) return whenOne;
    if (select === falseLiteral) return whenZero;
    if (whenZero === (whenOne ^ 1)) return this.xor(select, whenZero);
    return this.or(this.and(select, whenOne), this.and(select ^ 1, whenZero));
  }

  orAll(literals: readonly Literal[]): Literal {
    let layer = [...new Set(literals)].filter((literal) => literal !== falseLiteral);
    while (layer.length > 1) {
      const next: Literal[] = [];
      for (let i = 0; i < layer.length; i += 2)
        next.push(i + 1 < layer.length ? this.or(layer[i] as number, layer[i + 1] as number) : (layer[i] as number));
      layer = next;
    }
    return layer[0] ?? falseLiteral;
  }

  operands(node: number): readonly [Literal, Literal] | undefined {
    const left = this.left[node] as number;
    return left < 0 ? undefined : [left, this.right[node] as number];
  }

  /** Binary AIGER (format 1.9's common part) of the cone of `outputs`, and which inputs and latches it kept, in order. */
  toAiger(outputs: readonly Literal[]): {
    readonly bytes: Uint8Array;
    readonly inputs: readonly Literal[];
    readonly latches: readonly Latch[];
    readonly ands: number;
  } {
    const used = this.cone(outputs);
    const inputs = this.inputs.filter((literal) => used[literal >> 1] === 1);
    const latches = this.latches.filter((latch) => used[latch.literal >> 1] === 1);
    const renamed = new Int32Array(this.size);
    let index = 1;
    for (const literal of inputs) renamed[literal >> 1] = index++;
    for (const latch of latches) renamed[latch.literal >> 1] = index++;
    const ands: number[] = [];
    for (let node = 1; node < this.size; node++) {
      if (used[node] !== 1 || (this.left[node] as number) < 0) continue;
      renamed[node] = index++;
      ands.push(node);
    }
    // A latch that starts at 1 is written inverted: every tool starts latches at 0.
    const inverted = new Set(latches.filter((latch) => latch.init === 1).map((latch) => latch.literal >> 1));
    const rename = (literal: Literal): number => {
      const node = literal >> 1;
      return (renamed[node] as number) * 2 + ((literal & 1) ^ (inverted.has(node) ? 1 : 0));
    };
    const text = [
      `aig ${index - 1} ${inputs.length} ${latches.length} ${outputs.length} ${ands.length}`,
      ...latches.map((latch) => String(rename(latch.next) ^ latch.init)),
      ...outputs.map((literal) => String(rename(literal))),
      '',
    ].join('\n');
    const bytes: number[] = [...new TextEncoder().encode(text)];
    for (const node of ands) {
      const self = (renamed[node] as number) * 2;
      const a = rename(this.left[node] as number);
      const b = rename(this.right[node] as number);
      pushNumber(bytes, self - Math.max(a, b));
      pushNumber(bytes, Math.abs(a - b));
    }
    return { bytes: Uint8Array.from(bytes), inputs, latches, ands: ands.length };
  }

  /** Values of all nodes in 32 lanes, given those of inputs and latches by node. Fills `values`. */
  simulate(values: Int32Array): void {
    for (let node = 1; node < this.size; node++) {
      const a = this.left[node] as number;
      if (a < 0) continue;
      const b = this.right[node] as number;
      values[node] = ((values[a >> 1] as number) ^ -(a & 1)) & ((values[b >> 1] as number) ^ -(b & 1));
    }
  }

  private leaf(): Literal {
    const node = this.left.push(-1) - 1;
    this.right.push(-1);
    return node * 2;
  }

  private cone(outputs: readonly Literal[]): Uint8Array {
    const used = new Uint8Array(this.size);
    const latchOf = new Map(this.latches.map((latch) => [latch.literal >> 1, latch]));
    const stack = outputs.map((literal) => literal >> 1);
    while (stack.length > 0) {
      const node = stack.pop() as number;
      if (used[node] === 1) continue;
      used[node] = 1;
      const a = this.left[node] as number;
      if (a >= 0) stack.push(a >> 1, (this.right[node] as number) >> 1);
      else {
        const latch = latchOf.get(node);
        if (latch !== undefined) stack.push(latch.next >> 1);
      }
    }
    return used;
  }
}

function pushNumber(bytes: number[], value: number): void {
  while (value > 127) {
    bytes.push((value & 127) | 128);
    value >>>= 7;
  }
  bytes.push(value);
}
