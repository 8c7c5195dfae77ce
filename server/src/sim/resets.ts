import type { ClockInput } from './clocks';
import { inputBits } from './clocks';
import type { Ref } from './gateGraph';
import { invert, nodeKind } from './gateGraph';
import type { GateNetlist, GateState } from './gateNetlist';
import { allLanes, laneCount, noLanes } from './lanes';
import type { Simulator } from './simulator';

export interface ResetInput {
  readonly name: string;
  readonly ref: Ref;
  readonly active: 0 | 1;
  readonly kind: 'asynchronous' | 'synchronous' | 'given';
  /** State bits that the input alone brings to a known value. */
  readonly reaches: number;
}

export const longestReset = 16;

/**
 * The reset inputs of a design, read from its flip-flops and never from a name.
 *
 * Asynchronous ones are inputs that alone assert an asynchronous set or reset pin. For each clock whose flip-flops have none of these,
 * the synchronous one is the input level under which, all else unknown, most of its flip-flops become known (and fewer under the
 * opposite level); among equals, the one that stands on most synchronous reset pins or outermost multiplexers wins.
 */
export function findResets(
  sim: Simulator,
  clocks: readonly ClockInput[],
  given: readonly { name: string; active?: 0 | 1 }[] = [],
): ResetInput[] {
  const { gates } = sim;
  const names = inputBits(gates.inputs);
  const clockNodes = new Set(clocks.map((clock) => clock.ref >> 1));
  const asynchronous = countLiterals(gates, (state) => state.asyncResets, clockNodes);
  const reach = measureReach(sim, clocks, clockNodes);
  const make = (literal: Ref, kind: ResetInput['kind']): ResetInput => ({
    name: names.get(literal >> 1) ?? '',
    ref: literal & ~1,
    active: (literal & 1) === 0 ? 1 : 0,
    kind,
    reaches: reach(literal, undefined),
  });
  if (given.length > 0) {
    return given.flatMap(({ name, active }) => {
      const node = [...names].find(([, n]) => n === name)?.[0];
      if (node === undefined) return [];
      const level =
        active ?? ((asynchronous.get(node * 2 + 1) ?? 0) > 0 || reach(node * 2 + 1, undefined) > reach(node * 2, undefined) ? 0 : 1);
      return [make(node * 2 + (level === 1 ? 0 : 1), 'given')];
    });
  }
  const found = [...asynchronous.keys()].map((literal) => make(literal, 'asynchronous'));
  // An input whose both levels are asynchronous events (a load, say) is no reset.
  const resets = found.filter((reset) => !found.some((other) => other.ref === reset.ref && other.active !== reset.active));
  const structural = countLiterals(gates, (state) => state.syncResets, clockNodes);
  for (const domain of new Set(gates.states.flatMap((state) => (state.clock === undefined ? [] : [state.clock])))) {
    const states = gates.states.filter((state) => state.clock === domain);
    if (states.some((state) => state.asyncResets.length > 0)) continue;
    const best = bestSynchronous(gates, clockNodes, (literal) => reach(literal, domain), structural);
    if (best !== undefined && !resets.some((reset) => reset.ref === (best & ~1))) resets.push(make(best, 'synchronous'));
  }
  return resets;
}

function bestSynchronous(
  gates: GateNetlist,
  clockNodes: ReadonlySet<number>,
  reach: (literal: Ref) => number,
  structural: ReadonlyMap<Ref, number>,
): Ref | undefined {
  let best: { literal: Ref; gain: number; pins: number } | undefined;
  for (const literal of singleBitLiterals(gates, clockNodes)) {
    const gain = reach(literal);
    if (gain === 0 || gain <= reach(invert(literal))) continue;
    const pins = structural.get(literal) ?? 0;
    if (best === undefined || gain > best.gain || (gain === best.gain && pins > best.pins)) best = { literal, gain, pins };
  }
  return best?.literal;
}

function singleBitLiterals(gates: GateNetlist, clockNodes: ReadonlySet<number>): Ref[] {
  return gates.inputs
    .filter((port) => port.bits.length === 1)
    .flatMap((port) => {
      const ref = port.bits[0] ?? 0;
      return clockNodes.has(ref >> 1) ? [] : [ref, invert(ref)];
    });
}

/** How many state bits each input literal alone asserts through the given pins. */
function countLiterals(gates: GateNetlist, pins: (state: GateState) => readonly Ref[], clockNodes: ReadonlySet<number>): Map<Ref, number> {
  const counts = new Map<Ref, number>();
  const cache = new Map<Ref, Ref[]>();
  for (const state of gates.states) {
    const literals = new Set(pins(state).flatMap((ref) => assertingLiterals(gates, ref, cache)));
    for (const literal of literals) if (!clockNodes.has(literal >> 1)) counts.set(literal, (counts.get(literal) ?? 0) + 1);
  }
  return counts;
}

/** Input literals each of which alone makes `ref` true: through inverters and ORs. */
function assertingLiterals(gates: GateNetlist, ref: Ref, cache: Map<Ref, Ref[]>): Ref[] {
  const known = cache.get(ref);
  if (known !== undefined) return known;
  const { graph } = gates;
  const literals = new Set<Ref>();
  const stack = [ref];
  const seen = new Set<Ref>();
  while (stack.length > 0) {
    const at = stack.pop() as Ref;
    if (seen.has(at)) continue;
    seen.add(at);
    const node = at >> 1;
    if (graph.kind[node] === nodeKind.input) literals.add(at);
    else if (graph.kind[node] === nodeKind.and && (at & 1) === 1) stack.push(invert(graph.a[node] ?? 0), invert(graph.b[node] ?? 0));
  }
  const list = [...literals];
  cache.set(ref, list);
  return list;
}

/** Holds each literal in a lane of its own, everything else unknown, and counts the state bits known beyond those known anyway. */
function measureReach(
  sim: Simulator,
  clocks: readonly ClockInput[],
  clockNodes: ReadonlySet<number>,
): (literal: Ref, domain: Ref | undefined) => number {
  const literals = singleBitLiterals(sim.gates, clockNodes);
  const known = new Map<Ref, Set<number>>();
  const perRun = laneCount - 1;
  for (let from = 0; from === 0 || from < literals.length; from += perRun) {
    const part = literals.slice(from, from + perRun);
    sim.powerUp();
    // Initial values would make an input that merely holds them look like a reset.
    for (const state of sim.states) sim.fill(state.q, 'x');
    for (const clock of clocks) sim.fill(clock.ref, 0);
    part.forEach((literal, lane) => sim.setLane(literal & ~1, lane, (literal & 1) === 0 ? 1 : 0));
    sim.start();
    for (let cycle = 0; cycle < longestReset; cycle++) fullCycle(sim, clocks);
    sim.eval();
    part.forEach((literal, lane) => {
      const set = new Set<number>();
      sim.states.forEach((state, index) => {
        if (sim.bit(state.q, lane) !== 'x' && sim.bit(state.q, perRun) === 'x') set.add(index);
      });
      known.set(literal, set);
    });
  }
  return (literal, domain) => {
    const set = known.get(literal);
    if (set === undefined) return 0;
    if (domain === undefined) return set.size;
    let count = 0;
    for (const index of set) if (sim.states[index]?.clock === domain) count++;
    return count;
  };
}

/** Settles, then lets every clock rise and fall once. False when the design does not come to rest. */
function fullCycle(sim: Simulator, clocks: readonly ClockInput[]): boolean {
  let rests = sim.eval();
  rests = sim.tick(clocks.map((clock) => ({ clock: clock.ref, rise: allLanes, fall: noLanes }))) && rests;
  if (clocks.some((clock) => clock.falling) || !sim.directClocks) {
    rests = sim.eval() && rests;
    rests = sim.tick(clocks.map((clock) => ({ clock: clock.ref, rise: noLanes, fall: allLanes }))) && rests;
  }
  return rests;
}
