import type { GateDesign, SignalId } from './gateDesign';
import { Aig, falseLiteral } from './aig';
import { idleInputs, leavesOf } from './derivedStep';
import type { Followed, Followers } from './likelyFollowers';
import type { ProductPlan } from './product';
import { driveFreely, evaluateSide, namesInGolden } from './product';
import type { Rails } from './rails';

/** Letters that two names have to begin with alike to count as similar. */
const leastAlike = 2;

/**
 * Guesses in the order that names suggest. First of all a register is the net of its name: a sum that was a net on one side is a register on the other. What of the candidate such a net of it
 * is made of follows from nothing then. Next come signals that are called alike: `count_copy[3]` follows from `count[3]`.
 */
export function withNames(plan: ProductPlan, followers: Followers): Followers {
  const { golden, candidate } = plan;
  const aig = new Aig();
  const idle = idleInputs(plan, driveFreely(aig, plan).driven);
  const sides = {
    golden: netsOf(aig, golden, idle, new Map()),
    candidate: netsOf(aig, candidate, idle, namesInGolden(plan.portMap)),
  };
  const namedGolden = sameNames(sides.golden, sides.candidate);
  const namedCandidate = sameNames(sides.candidate, sides.golden);
  const parts = new Set<number>();
  for (const register of followers.golden.keys())
    for (const { signal } of namedGolden.get(register) ?? [])
      for (const leaf of leavesOf(aig, (sides.candidate.values[signal] as Rails).value)) {
        const part = sides.candidate.registerOf.get(leaf);
        if (part !== undefined) parts.add(part);
      }
  const ordered = (own: NamedSide, other: NamedSide, given: Followers['golden'], named: Followers['golden']): Followers['golden'] => {
    const names = namesBySignal(other.design);
    return new Map(
      [...given].map(([register, all]) => {
        const rest =
          own === sides.candidate && parts.has(register) ? [] : mostAlike(own.design.registers[register]?.names ?? [], all, names);
        return [register, [...(named.get(register) ?? []), ...rest]];
      }),
    );
  };
  return {
    golden: ordered(sides.golden, sides.candidate, followers.golden, namedGolden),
    candidate: ordered(sides.candidate, sides.golden, followers.candidate, namedCandidate),
  };
}

interface NamedSide {
  readonly design: GateDesign;
  readonly values: readonly Rails[];
  /** By the node of what it holds. */
  readonly registerOf: ReadonlyMap<number, number>;
}

function netsOf(
  aig: Aig,
  design: GateDesign,
  idle: ReadonlyMap<string, readonly number[]>,
  rename: ReadonlyMap<string, string>,
): NamedSide {
  const state = design.registers.map((): Rails => ({ value: aig.input(), unknown: falseLiteral }));
  const values = evaluateSide(aig, design, state, idle, rename);
  return { design, values, registerOf: new Map(state.map(({ value }, i) => [value >> 1, i])) };
}

/** For registers of a side the other side's nets of the same name. */
function sameNames(own: NamedSide, other: NamedSide): Map<number, Followed[]> {
  const nets = new Map(other.design.nets.map(({ name, bits }) => [name, bits]));
  const named = new Map<number, Followed[]>();
  for (const { name, bits } of own.design.nets)
    bits.forEach((bit, at) => {
      const signal = nets.get(name)?.[at];
      const { value, unknown } = own.values[bit] as Rails;
      const register = unknown === falseLiteral ? own.registerOf.get(value >> 1) : undefined;
      if (signal !== undefined && register !== undefined)
        named.set(register, [...(named.get(register) ?? []), { signal, inverted: (value & 1) === 1 }]);
    });
  return named;
}

interface BitName {
  /** With the instances that it is in. */
  readonly name: string;
  readonly index: number;
}

function namesBySignal({ nets, registers }: GateDesign): Map<SignalId, BitName[]> {
  const found = new Map<SignalId, BitName[]>();
  const add = (signal: SignalId, name: BitName): void => void found.set(signal, [...(found.get(signal) ?? []), name]);
  for (const { name, bits } of nets) bits.forEach((bit, index) => add(bit, { name, index }));
  for (const { q, names } of registers) for (const name of names) add(q, bitName(name));
  return found;
}

function bitName(text: string): BitName {
  const match = /^(.*?)(?:\[(\d+)\])?$/.exec(text.replace(/ \(sampled\)$/, ''));
  return { name: match?.[1] ?? text, index: Number(match?.[2] ?? 0) };
}

/** Those first whose names begin most like that of the register, in the same instance and at the same bit. */
function mostAlike(
  own: readonly string[],
  all: readonly Followed[],
  names: ReadonlyMap<SignalId, readonly BitName[]>,
): readonly Followed[] {
  const wanted = own.map(bitName);
  const score = ({ signal }: Followed): number =>
    Math.max(
      0,
      ...(names.get(signal) ?? []).flatMap((other) => wanted.map((one) => (one.index === other.index ? alike(one.name, other.name) : 0))),
    );
  const scored = all.map((one) => ({ one, score: score(one) }));
  return scored.sort((a, b) => b.score - a.score).map(({ one }) => one);
}

/** Letters with which the names of two signals of one instance begin alike. */
function alike(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = Math.max(a.lastIndexOf('.'), b.lastIndexOf('.')) + 1;
  return same - from < leastAlike ? 0 : same - from;
}
