import type { GateNetlist, GatePort } from './gateNetlist';
import type { Ref } from './gateGraph';
import { nodeKind } from './gateGraph';

/** An input bit whose edges move state. */
export interface ClockInput {
  /** `clk`, or `clk[1]` for a bit of a wider port. */
  readonly name: string;
  readonly ref: Ref;
  /** Which of its edges flip-flops take; both false when it only reaches them through logic. */
  readonly rising: boolean;
  readonly falling: boolean;
  /** State elements clocked by it directly. */
  readonly states: number;
}

/**
 * The clocks of a design, read from its flip-flops: inputs on clock pins, and, for a clock made by logic (a gate, a divider), the
 * clocks among that logic's own sources. When there are none: those of its sources that `elsewhere` names (the other side's clocks), or
 * that open a latch in it, or else every input it depends on.
 */
export function findClocks(gates: GateNetlist, elsewhere: ReadonlySet<string> = new Set()): ClockInput[] {
  const inputs = inputBits(gates.inputs);
  const direct = new Map<number, { rising: boolean; falling: boolean; states: number }>();
  const derived: Ref[] = [];
  for (const state of gates.states) {
    if (state.clock === undefined) continue;
    const node = state.clock >> 1;
    if (gates.graph.kind[node] !== nodeKind.input) {
      derived.push(state.clock);
      continue;
    }
    const entry = direct.get(node) ?? { rising: false, falling: false, states: 0 };
    if ((state.clock & 1) === 0) entry.rising = true;
    else entry.falling = true;
    entry.states++;
    direct.set(node, entry);
  }
  for (const clock of new Set(derived)) {
    const sources = coneInputs(gates, clock);
    if (sources.some((node) => direct.has(node))) continue;
    const named = sources.filter((node) => elsewhere.has(inputs.get(node) ?? ''));
    const gating = sources.filter((node) =>
      gates.states.some((s) => s.clock === undefined && s.follow !== undefined && s.follow.active >> 1 === node),
    );
    const roots = named.length > 0 ? named : gating.length > 0 ? gating : sources;
    for (const node of roots) direct.set(node, { rising: false, falling: false, states: 0 });
  }
  return [...direct].map(([node, entry]) => ({ name: inputs.get(node) ?? '', ref: node * 2, ...entry }));
}

/** Names of input bits by node. */
export function inputBits(ports: readonly GatePort[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const port of ports) {
    port.bits.forEach((ref, index) => names.set(ref >> 1, port.bits.length === 1 ? port.name : `${port.name}[${index}]`));
  }
  return names;
}

/** Inputs that a clock made by logic comes from: of its gates, and of the clocks of the flip-flops in it. */
function coneInputs(gates: GateNetlist, from: Ref): number[] {
  const { graph } = gates;
  const stateOf = new Map(gates.states.map((state) => [state.q >> 1, state]));
  const seen = new Set<number>();
  const found: number[] = [];
  const stack = [from >> 1];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (seen.has(node)) continue;
    seen.add(node);
    const kind = graph.kind[node] ?? 0;
    if (kind === nodeKind.input) found.push(node);
    else if (kind === nodeKind.state) {
      const state = stateOf.get(node);
      if (state?.clock !== undefined) stack.push(state.clock >> 1);
      else if (state?.follow !== undefined) stack.push(state.follow.active >> 1, state.follow.value >> 1);
    } else if (kind >= nodeKind.and) {
      stack.push((graph.a[node] ?? 0) >> 1, (graph.b[node] ?? 0) >> 1);
      if (kind === nodeKind.mux) stack.push((graph.c[node] ?? 0) >> 1);
    }
  }
  return found;
}
