import type { GateNetlist, GateState } from '../sim/gateNetlist';
import type { Ref } from '../sim/gateGraph';
import type { ModuleGraph } from '../graph/graphTypes';
import { evaluateGates, randomWords, type GateValues } from './evaluateGates';

const resetCycles = 4;
const cycles = 256;

/** What a register bit held over random runs after the reset, one word of 32 runs a cycle. */
export type Traces = ReadonlyMap<GateState, Int32Array>;

/**
 * Runs a module 32 times side by side with random inputs from its reset on, all registers in step. A guess only: what never happened in it may
 * happen. `watch` is told what inputs and registers hold in each cycle, those of the first reset with negative numbers; inputs in `zero` stay 0. Undefined where a register has more than one clock edge to follow, or no reset is known to begin from.
 */
export function runGates(
  gates: GateNetlist,
  graph: ModuleGraph,
  watch?: (values: ReadonlyMap<Ref, number>, cycle: number) => void,
  zero: readonly Ref[] = [],
): Traces | undefined {
  const { states } = gates;
  if (new Set(states.map(({ clock }) => clock)).size !== 1 || states.some(({ clock }) => clock === undefined)) return undefined;
  const resets = resetPins(gates, graph);
  if (resets.size === 0 && states.some(({ init }) => init === undefined)) return undefined;
  const random = randomWords(0x1f123bb5);
  const held = new Map<Ref, number>(states.map(({ q, init }) => [q, init === 1 ? -1 : 0]));
  const traces = new Map<GateState, Int32Array>(states.map((state) => [state, new Int32Array(cycles)]));
  for (let cycle = -resetCycles; cycle < cycles; cycle++) {
    const values = new Map<Ref, number>(zero.map((ref) => [ref, 0]));
    const valueOf = (ref: Ref): number => {
      const active = resets.get(ref);
      if (active !== undefined) {
        // Later resets come seldom: most runs should get far.
        const on = cycle < 0 ? -1 : random() & random() & random() & random() & random() & random();
        return active ? on : ~on;
      }
      return held.get(ref) ?? random();
    };
    const at = evaluateGates(gates.graph, (ref) => {
      const value = values.get(ref) ?? valueOf(ref);
      values.set(ref, value);
      return value;
    });
    watch?.(values, cycle);
    for (const state of states) {
      const trace = traces.get(state);
      if (cycle >= 0 && trace !== undefined) trace[cycle] = held.get(state.q) ?? 0;
      held.set(state.q, nextOf(state, at));
    }
  }
  return traces;
}

/** What a register bit holds in the next cycle. */
export function nextOf({ next, follow }: GateState, at: GateValues): number {
  const active = follow === undefined ? 0 : at(follow.active);
  return follow === undefined ? at(next) : (at(follow.value) & active) | (at(next) & ~active);
}

/** Reset inputs of one bit with the level that resets, as the registers tell. */
function resetPins(gates: GateNetlist, graph: ModuleGraph): Map<Ref, boolean> {
  const pins = new Map<Ref, boolean>();
  for (const { reset } of graph.signals) {
    const [kind = '', name = ''] = reset?.split(':') ?? [];
    const [bit] = gates.inputs.find((port) => port.name === name)?.bits ?? [];
    if (bit !== undefined) pins.set(bit, kind.endsWith('high'));
  }
  return pins;
}

/** Registers and words of memories that the source names, each with its bits, the least significant first. */
export function namedRegisters(gates: GateNetlist): Map<string, GateState[]> {
  const found = new Map<string, { index: number; state: GateState }[]>();
  for (const state of gates.states) {
    for (const name of state.names) {
      const parts = /^([A-Za-z_][\w$]*)((?:\[\d+\])*)$/.exec(name);
      if (parts === null) continue;
      const [, base = '', selects = ''] = parts;
      const index = [...selects.matchAll(/\d+/g)].reduce((sum, [digits]) => sum * 65_536 + Number(digits), 0);
      found.set(base, [...(found.get(base) ?? []), { index, state }]);
    }
  }
  return new Map([...found].map(([name, bits]) => [name, bits.sort((a, b) => a.index - b.index).map(({ state }) => state)]));
}
