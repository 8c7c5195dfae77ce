import type { GateNetlist } from './gateNetlist';
import type { Ref } from './gateGraph';
import { nodeKind } from './gateGraph';

/**
 * Tells references that the source itself makes unknown: a constant `x`, a multiplexer of such, or a register that loads nothing else
 * (`trace <= 'bx`). They are never known by intention, unlike a register that merely has no reset (which does not count here).
 */
export function dontCares(gates: GateNetlist): (ref: Ref) => boolean {
  const stateOf = new Map(gates.states.map((state) => [state.q >> 1, state]));
  const known = new Map<number, boolean>();
  return (ref) => {
    const node = ref >> 1;
    const before = known.get(node);
    if (before !== undefined) return before;
    const state = stateOf.get(node);
    const root = state === undefined ? ref : state.next;
    const answer = state?.init === undefined && state?.follow === undefined && onlyUnknown(gates, root, state === undefined ? -1 : node);
    known.set(node, answer);
    return answer;
  };
}

/** Whether every data leaf under the multiplexers of `root` is an unknown constant or (a hold) the register itself, and one is the former. */
function onlyUnknown(gates: GateNetlist, root: Ref, self: number): boolean {
  const { graph } = gates;
  const stack = [root >> 1];
  const seen = new Set<number>();
  let found = false;
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (node === self || seen.has(node)) continue;
    seen.add(node);
    const kind = graph.kind[node];
    if (kind === nodeKind.unknown) found = true;
    else if (kind === nodeKind.mux) stack.push((graph.a[node] ?? 0) >> 1, (graph.b[node] ?? 0) >> 1);
    else return false;
  }
  return found;
}
