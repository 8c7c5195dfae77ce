/** A net or its inverse: twice the number of a node, one more where it is inverted. */
export type Literal = number;

export const never: Literal = 0;
export const always: Literal = 1;

/** Cuts kept of each node, and inputs of a LUT. */
const mostCuts = 6;
const lutInputs = 4;

/**
 * Two-input gates with structural hashing, covered by LUTs while they are made: every node keeps its best cuts (leaves that a LUT could read in its place), and with
 * them when its value is there at the earliest (Mishchenko et al., Combinational and sequential mapping with priority cuts, 2007). Times are in ns.
 */
export class LutNetwork {
  private capacity = 1 << 14;
  private count = 1;
  private left = new Int32Array(this.capacity);
  private right = new Int32Array(this.capacity);
  /** Of each node, when it is there. */
  private time = new Float64Array(this.capacity);
  private cuts = new Uint8Array(this.capacity);
  private leaves = new Int32Array(this.capacity * mostCuts * lutInputs);
  private sizes = new Uint8Array(this.capacity * mostCuts);
  /** Of each cut, when the last of its leaves is there. */
  private last = new Float64Array(this.capacity * mostCuts);
  private readonly known = new Map<number, Literal>();
  /** Select, else and then of nets that were made as a choice. */
  private readonly muxes = new Map<Literal, readonly [Literal, Literal, Literal]>();
  private readonly merged = new Int32Array(lutInputs);
  private readonly trivial = { a: new Int32Array(lutInputs), b: new Int32Array(lutInputs) };

  /** `level`: a LUT with the wire to it. */
  constructor(private readonly level: number) {}

  /** How many nodes there are. */
  get size(): number {
    return this.count;
  }

  /** A net that is there at a certain time, whatever makes it. */
  leaf(arrival: number): Literal {
    const node = this.node();
    this.left[node] = -1;
    this.time[node] = arrival;
    return 2 * node;
  }

  /** When a net is there; constants always are. */
  arrival(literal: Literal): number {
    return literal < 2 ? -Infinity : (this.time[literal >> 1] as number);
  }

  and(a: Literal, b: Literal): Literal {
    if (a === b) return a;
    if (a === never || b === never || (a ^ b) === 1) return never;
    if (a === always) return b;
    if (b === always) return a;
    const [x, y] = a < b ? [a, b] : [b, a];
    const key = x * 0x8000000 + y;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const made = this.rotated(x, y) ?? this.gate(x, y);
    this.known.set(key, made);
    return made;
  }

  or(a: Literal, b: Literal): Literal {
    return this.and(a ^ 1, b ^ 1) ^ 1;
  }

  xor(a: Literal, b: Literal): Literal {
    return this.or(this.and(a, b ^ 1), this.and(a ^ 1, b));
  }

  /** `b` where `s` holds, else `a`. */
  mux(s: Literal, a: Literal, b: Literal): Literal {
    if (a === b || s === never) return a;
    if (s === always) return b;
    const [x, y] = [this.where(s ^ 1, a), this.where(s, b)];
    if (x !== a || y !== b) return this.mux(s, x, y);
    const made = this.rotatedMux(s, a, b) ?? this.rotatedMux(s ^ 1, b, a) ?? this.or(this.and(s, b), this.and(s ^ 1, a));
    if (made > 1 && !this.muxes.has(made)) this.muxes.set(made, [s, a, b]);
    return made;
  }

  /** What a choice is where `s` holds. */
  private where(s: Literal, of: Literal): Literal {
    const [t, c, d] = this.muxes.get(of) ?? [];
    if (t === undefined || (t ^ s) > 1) return of;
    return (t === s ? d : c) as Literal;
  }

  /** `s ? b : t ? d : c` as `s | t ? (s ? b : d) : c` where `c` is later than the others. */
  private rotatedMux(s: Literal, a: Literal, b: Literal): Literal | undefined {
    const below = this.muxes.get(a);
    if (below === undefined) return undefined;
    const [t, c, d] = below;
    const elseLater = this.arrival(c) > this.arrival(d);
    const [late, early, select] = elseLater ? [c, d, t] : [d, c, t ^ 1];
    if (this.arrival(late) <= Math.max(this.arrival(early), this.arrival(select), this.arrival(s), this.arrival(b))) return undefined;
    return this.mux(this.or(s, select), late, this.mux(s, early, b));
  }

  /** Of many, the earliest first. */
  andAll(literals: readonly Literal[]): Literal {
    const waiting = [...literals].sort((a, b) => this.arrival(a) - this.arrival(b));
    for (let at = 0; at + 1 < waiting.length; at += 2) {
      const made = this.and(waiting[at] as Literal, waiting[at + 1] as Literal);
      let to = at + 2;
      while (to < waiting.length && this.arrival(waiting[to] as Literal) <= this.arrival(made)) to++;
      waiting.splice(to, 0, made);
    }
    return waiting.at(-1) ?? always;
  }

  orAll(literals: readonly Literal[]): Literal {
    return this.andAll(literals.map((one) => one ^ 1)) ^ 1;
  }

  /** `(u & v) & b` as `u & (v & b)` where `u` is later than the others. */
  private rotated(x: Literal, y: Literal): Literal | undefined {
    const late = this.arrival(x) > this.arrival(y) ? x : y;
    const other = late === x ? y : x;
    const node = late >> 1;
    if ((late & 1) === 1 || (this.left[node] as number) < 0) return undefined;
    const [p, q] = [this.left[node] as Literal, this.right[node] as Literal];
    const [first, second] = this.arrival(p) > this.arrival(q) ? [p, q] : [q, p];
    if (this.arrival(first) <= Math.max(this.arrival(second), this.arrival(other))) return undefined;
    return this.and(first, this.and(second, other));
  }

  private gate(a: Literal, b: Literal): Literal {
    const node = this.node();
    this.left[node] = a;
    this.right[node] = b;
    for (let i = -1; i < (this.cuts[a >> 1] as number); i++) {
      for (let j = -1; j < (this.cuts[b >> 1] as number); j++) this.offer(node, a >> 1, i, b >> 1, j);
    }
    this.time[node] = (this.last[node * mostCuts] as number) + this.level;
    return 2 * node;
  }

  /** One cut of each input together, where a LUT has inputs enough: kept when it is among the best. A cut of -1 is the input itself. */
  private offer(node: number, a: number, i: number, b: number, j: number): void {
    const late = Math.max(this.lastOf(a, i), this.lastOf(b, j));
    const first = node * mostCuts;
    const count = this.cuts[node] as number;
    if (count === mostCuts && late > (this.last[first + count - 1] as number)) return;
    const size = this.union(a, i, b, j);
    if (size < 0) return;
    let at = count;
    for (let other = 0; other < count; other++) {
      const [otherLast, otherSize] = [this.last[first + other] as number, this.sizes[first + other] as number];
      if (otherSize === size && this.isMerged(first + other, size)) return;
      if (at === count && (late < otherLast || (late === otherLast && size < otherSize))) at = other;
    }
    if (at >= mostCuts) return;
    const end = Math.min(count, mostCuts - 1);
    for (let other = end; other > at; other--) this.copyCut(first + other - 1, first + other);
    this.last[first + at] = late;
    this.sizes[first + at] = size;
    for (let k = 0; k < size; k++) this.leaves[(first + at) * lutInputs + k] = this.merged[k] as number;
    this.cuts[node] = end + 1;
  }

  private lastOf(node: number, cut: number): number {
    return (cut < 0 ? this.time[node] : this.last[node * mostCuts + cut]) as number;
  }

  /** Writes the leaves of both cuts in order to `merged`; -1 where they are too many. */
  private union(a: number, i: number, b: number, j: number): number {
    const [fromA, fromB] = [i < 0 ? this.trivial.a : this.leaves, j < 0 ? this.trivial.b : this.leaves];
    this.trivial.a[0] = a;
    this.trivial.b[0] = b;
    let p = i < 0 ? 0 : (a * mostCuts + i) * lutInputs;
    let q = j < 0 ? 0 : (b * mostCuts + j) * lutInputs;
    const endP = p + (i < 0 ? 1 : (this.sizes[a * mostCuts + i] as number));
    const endQ = q + (j < 0 ? 1 : (this.sizes[b * mostCuts + j] as number));
    let size = 0;
    while (p < endP || q < endQ) {
      if (size === lutInputs) return -1;
      const [x, y] = [p < endP ? (fromA[p] as number) : Infinity, q < endQ ? (fromB[q] as number) : Infinity];
      this.merged[size++] = Math.min(x, y);
      if (x <= y) p++;
      if (y <= x) q++;
    }
    return size;
  }

  private isMerged(cut: number, size: number): boolean {
    for (let k = 0; k < size; k++) if (this.leaves[cut * lutInputs + k] !== this.merged[k]) return false;
    return true;
  }

  private copyCut(from: number, to: number): void {
    this.last[to] = this.last[from] as number;
    this.sizes[to] = this.sizes[from] as number;
    this.leaves.copyWithin(to * lutInputs, from * lutInputs, (from + 1) * lutInputs);
  }

  private node(): number {
    if (this.count === this.capacity) this.grow();
    return this.count++;
  }

  private grow(): void {
    this.capacity *= 2;
    const [{ left, right, time, cuts, leaves }, { sizes, last }] = [this, this];
    (this.left = new Int32Array(this.capacity)).set(left);
    (this.right = new Int32Array(this.capacity)).set(right);
    (this.time = new Float64Array(this.capacity)).set(time);
    (this.cuts = new Uint8Array(this.capacity)).set(cuts);
    (this.leaves = new Int32Array(this.capacity * mostCuts * lutInputs)).set(leaves);
    (this.sizes = new Uint8Array(this.capacity * mostCuts)).set(sizes);
    (this.last = new Float64Array(this.capacity * mostCuts)).set(last);
  }
}
