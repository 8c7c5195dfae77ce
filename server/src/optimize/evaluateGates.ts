import { nodeKind, type GateGraph, type Ref } from '../sim/gateGraph';

/** Values of all references of a gate graph, 32 runs at once, two-valued. */
export type GateValues = (ref: Ref) => number;

/** Evaluates a gate graph for given values of its inputs, states and unknowns, asked for by reference (never inverted), 32 runs in a word. */
export function evaluateGates(graph: GateGraph, source: (ref: Ref) => number): GateValues {
  const values = new Int32Array(graph.size);
  const at: GateValues = (ref) => (values[ref >> 1] ?? 0) ^ -(ref & 1);
  for (let node = 1; node < graph.size; node++) {
    const [a, b, c] = [graph.a[node] ?? 0, graph.b[node] ?? 0, graph.c[node] ?? 0];
    switch (graph.kind[node]) {
      case nodeKind.and:
        values[node] = at(a) & at(b);
        break;
      case nodeKind.xor:
        values[node] = at(a) ^ at(b);
        break;
      case nodeKind.mux:
        values[node] = (at(a) & ~at(c)) | (at(b) & at(c));
        break;
      default:
        values[node] = source(node * 2);
    }
  }
  return at;
}

/** Words of 32 random bits that a seed repeats (xorshift, Marsaglia 2003). */
export function randomWords(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}
