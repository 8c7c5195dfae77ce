import type { ModuleGraph } from '../graph/graphTypes';
import type { Ref } from '../sim/gateGraph';
import type { GateNetlist } from '../sim/gateNetlist';
import { evaluateGates, randomWords } from './evaluateGates';
import { nextOf, runGates } from './runGates';

/** What inputs and registers held in 32 runs at once, at one time. */
export type Moment = ReadonlyMap<Ref, number>;

const atRandom = 24;
/** Cycles after which registers hold what logic gave them, whatever they held at first. */
const settling = 8;

/** Moments to try logic at: of random runs, from the reset where that is known, and where it is not from anything, some cycles later. */
export function moments(gates: GateNetlist, graph: ModuleGraph, held: readonly Ref[]): Moment[] {
  const seen: Moment[] = [];
  const traces = runGates(gates, graph, (values, cycle) => (cycle < 0 ? undefined : seen.push(values)), held);
  if (traces !== undefined) return seen;
  const random = randomWords(0x3c6ef372);
  let now = new Map<Ref, number>(gates.states.map(({ q }) => [q, random()]));
  for (let cycle = -settling; cycle < atRandom; cycle++) {
    const values = new Map<Ref, number>([...now, ...held.map((ref) => [ref, 0] as const)]);
    const at = evaluateGates(gates.graph, (ref) => {
      const value = values.get(ref) ?? random();
      values.set(ref, value);
      return value;
    });
    if (cycle >= 0) seen.push(values);
    now = new Map(gates.states.map((state) => [state.q, nextOf(state, at)]));
  }
  return seen;
}

/** Whether a variant of a module gives the same outputs in random runs from the reset on; false too where no reset is known. A guess only. */
export function answersAlike(gates: GateNetlist, variant: GateNetlist, graph: ModuleGraph): boolean {
  const pins = variant.inputs.flatMap(({ name, bits }) => {
    const own = gates.inputs.find((port) => port.name === name);
    return bits.map((bit, at) => [bit, own?.bits[at] ?? 0] as const);
  });
  const outputs = variant.outputs.map(({ name, bits }) => ({ bits, own: gates.outputs.find((port) => port.name === name)?.bits ?? [] }));
  const held = new Map<Ref, number>(variant.states.map(({ q, init }) => [q, init === 1 ? -1 : 0]));
  let isAlike = true;
  const ran = runGates(gates, graph, (values, cycle) => {
    if (!isAlike) return;
    const given = new Map<Ref, number>([...pins.map(([bit, own]) => [bit, values.get(own) ?? 0] as const), ...held]);
    const at = evaluateGates(variant.graph, (ref) => given.get(ref) ?? 0);
    const expected = evaluateGates(gates.graph, (ref) => values.get(ref) ?? 0);
    if (cycle >= 0) isAlike = outputs.every(({ bits, own }) => bits.every((bit, index) => at(bit) === expected(own[index] ?? 0)));
    for (const state of variant.states) held.set(state.q, nextOf(state, at));
  });
  return ran !== undefined && isAlike;
}

/** All that others see of a module: its outputs and what its registers load. */
export function observedRefs({ outputs, states }: GateNetlist): Ref[] {
  return [
    ...outputs.flatMap(({ bits }) => [...bits]),
    ...states.flatMap(({ next, follow }) => [next, ...(follow === undefined ? [] : [follow.active, follow.value])]),
  ];
}
