import type { GateNetlist, GateState } from '../sim/gateNetlist';
import type { Ref } from '../sim/gateGraph';
import type { ModuleGraph } from '../graph/graphTypes';
import { evaluateGates, randomWords, type GateValues } from './evaluateGates';

const resetCycles = 4;
const fewestCycles = 256;
const mostCycles = 1024;
/** Words kept of all registers, and gates evaluated, in one run. */
const mostKept = 4e6;
const mostWork = 6e7;
/** Of the 32 runs, those that are reset again now and then: the others get far. */
const resetAgain = 0x11111111;

/** What a register bit held over random runs after the reset, one word of 32 runs a cycle. */
export type Traces = ReadonlyMap<GateState, Int32Array>;

const known = new WeakMap<GateNetlist, { readonly traces: Traces | undefined }>();

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
  if (watch !== undefined || zero.length > 0) return runOnce(gates, graph, watch, zero);
  // Several strategies ask for the same.
  const kept = known.get(gates) ?? { traces: runOnce(gates, graph, undefined, zero) };
  known.set(gates, kept);
  return kept.traces;
}

function runOnce(
  gates: GateNetlist,
  graph: ModuleGraph,
  watch: ((values: ReadonlyMap<Ref, number>, cycle: number) => void) | undefined,
  zero: readonly Ref[],
): Traces | undefined {
  const { states } = gates;
  const possible = Math.min(mostKept / (states.length + 1), mostWork / gates.graph.size);
  const cycles = watch === undefined ? Math.floor(Math.max(fewestCycles, Math.min(mostCycles, possible))) : fewestCycles;
  if (new Set(states.map(({ clock }) => clock)).size !== 1 || states.some(({ clock }) => clock === undefined)) return undefined;
  const resets = resetPins(gates, graph);
  if (resets.size === 0 && states.some(({ init }) => init === undefined)) return undefined;
  const random = randomWords(0x1f123bb5);
  const before = new Map<Ref, number>();
  const held = new Map<Ref, number>(states.map(({ q, init }) => [q, init === 1 ? -1 : 0]));
  const traces = new Map<GateState, Int32Array>(states.map((state) => [state, new Int32Array(cycles)]));
  for (let cycle = -resetCycles; cycle < cycles; cycle++) {
    const values = new Map<Ref, number>(zero.map((ref) => [ref, 0]));
    const valueOf = (ref: Ref): number => {
      const active = resets.get(ref);
      if (active !== undefined) {
        const on = cycle < 0 ? -1 : random() & random() & random() & random() & random() & random() & resetAgain;
        return active ? on : ~on;
      }
      const own = held.get(ref);
      if (own !== undefined) return own;
      const given = stimulus(before.get(ref) ?? random(), random);
      before.set(ref, given);
      return given;
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

/**
 * The next value of an input in 32 runs: in a quarter of them at random, in a quarter seldom another, in a quarter seldom 1, and in a quarter hardly ever another and
 * mostly 0. With coins alone a counter that waits for a steady input hardly moves.
 */
function stimulus(before: number, random: () => number): number {
  const coin = random();
  const seldom = random() & random() & random();
  const hardly = seldom & random() & random();
  const [steady, low] = [(before & ~seldom) | (coin & seldom), coin & seldom];
  const still = (before & ~hardly) | (coin & random() & hardly);
  return (coin & 0xff) | (steady & 0xff00) | (low & 0xff0000) | (still & 0xff000000);
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
