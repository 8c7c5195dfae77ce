import type { Contract } from '../../protocol/contract';
import type { EquivalenceRequest } from '../equivalenceRequest';
import type { DesignFacts } from './facts';
import type { GateDesign } from './gateDesign';
import type { MemoryPair } from './matchedMemories';
import { pairMemories } from './matchedMemories';
import { pairRegisters } from './pairing';
import type { Pairing } from './pairing';
import type { Prepared } from './prepare';
import type { ProductPlan } from './product';
import type { Drive } from './replay';
import type { ResetPin, Settling } from './settle';
import { chooseResets, mayBeUnknown, settle } from './settle';

/** Two designs ready to be compared: how they are clocked, reset and started. */
export interface DesignPair {
  readonly golden: GateDesign;
  readonly candidate: GateDesign;
  readonly assumption?: GateDesign;
  readonly manyClocks: boolean;
  /** The one clock and edge of all registers; undefined without registers or with several. */
  readonly clock?: { readonly name: string; readonly rising: boolean };
  readonly clocks: readonly string[];
  readonly resets: readonly ResetPin[];
  readonly settling: Settling;
  /** No reset is held and initial values count: compared from power-up, where an x of the candidate that is still to settle says nothing. */
  readonly fromPowerUp: boolean;
  readonly pairing: Pairing;
  /** Of the memories that are no registers; undefined when one has no counterpart. */
  readonly memories?: readonly MemoryPair[];
  readonly portMap: ReadonlyMap<string, string>;
  readonly shifted: boolean;
  /** Golden outputs that are compared only where another of its outputs (one bit) is 1: each with that one. */
  readonly onlyWhere?: ReadonlyMap<string, string>;
  readonly goldenUnknown: readonly boolean[];
  readonly candidateUnknown: readonly boolean[];
  /** Golden output bits that may be x after the start, `y[3]`: each needs a witness that it is known at some time. */
  readonly mayStayUnknown: readonly string[];
}

/**
 * Decides clocks, resets, hold and starts of a pair that was read and mapped. With several clocks these are inputs of the netlists that are given; `inStep` of netlists whose
 * registers step together all the same.
 */
export function pairDesigns(
  prepared: Extract<Prepared, { kind: 'ready' }>,
  golden: GateDesign,
  candidate: GateDesign,
  manyClocks: boolean | 'inStep',
  request: EquivalenceRequest,
  assumption: GateDesign | undefined,
): DesignPair {
  const facts = { golden: prepared.golden.facts, candidate: prepared.candidate.facts };
  const portMap = new Map(Object.entries(request.portMap ?? {}));
  const back = new Map([...portMap].map(([from, to]) => [to, from]));
  const found = [...new Set([...facts.golden.clocks, ...facts.candidate.clocks.map((name) => back.get(name) ?? name)])].sort();
  // A clock that a person named is never taken for a reset; where clocks are part of the stimulus it toggles while the reset is held.
  const clocks = [...new Set([...found, ...(request.clocks ?? [])])];
  const driven = manyClocks === true ? clocks : [];
  const shifted = request.contract.kind === 'latency';
  const phases = { names: driven };
  // What an instance without an inside gives is none of ours to hold.
  const given = prepared.golden.opaque.inputs;
  const resets = resetsOf(golden, request, facts.golden, { clocks, given, assuming: assumption !== undefined }, phases, shifted);
  const started = startPair({ golden, candidate, resets, clocks: driven, portMap, facts });
  const first = facts.golden.domains[0] ?? facts.candidate.domains[0];
  return {
    ...started,
    golden,
    candidate,
    ...(assumption === undefined ? {} : { assumption }),
    manyClocks: manyClocks !== false,
    ...(manyClocks !== false || first === undefined ? {} : { clock: { name: found[0] ?? '', rising: first.startsWith('posedge') } }),
    clocks: manyClocks === false ? [] : clocks,
    resets,
    portMap,
    shifted,
  };
}

/** The facts of both sides. */
export interface PairFacts {
  readonly golden: DesignFacts;
  readonly candidate: DesignFacts;
}

/** How long the resets are held (at most `longestHold` cycles), which registers are each other's, and how they start. */
export function startPair(
  given: Pick<DesignPair, 'golden' | 'candidate' | 'resets' | 'clocks' | 'portMap'> & {
    readonly facts: PairFacts;
    readonly longestHold?: number;
  },
): Pick<DesignPair, 'settling' | 'fromPowerUp' | 'pairing' | 'memories' | 'goldenUnknown' | 'candidateUnknown' | 'mayStayUnknown'> {
  const { golden, candidate, resets, clocks, portMap, facts, longestHold } = given;
  // The candidate is driven through the golden's names; a settling run needs its own.
  const own = resets.map((pin) => ({ ...pin, name: portMap.get(pin.name) ?? pin.name }));
  const allPins = [...resets, ...own.filter((pin) => !resets.some((other) => other.name === pin.name))];
  const settling = settle([golden, candidate], allPins, { names: clocks }, longestHold === undefined ? {} : { longest: longestHold });
  // Without any initial value, whatever differs before the registers settle differs again later: inputs are free.
  const fromPowerUp = resets.length === 0 && [golden, candidate].some((side) => side.registers.some((register) => register.init !== 'x'));
  const pairing = pairRegisters(golden, candidate, settling, facts, fromPowerUp);
  const unknownFrom = (side: GateDesign, starts: Pairing['goldenStart']): ReturnType<typeof mayBeUnknown> =>
    mayBeUnknown(
      side,
      starts.map((start) => start.kind === 'unknown'),
      [],
    );
  const goldenKnown = unknownFrom(golden, pairing.goldenStart);
  const memories = pairMemories(golden, candidate, facts);
  return {
    settling,
    fromPowerUp,
    pairing,
    ...(memories === undefined ? {} : { memories }),
    goldenUnknown: goldenKnown.registers,
    candidateUnknown: unknownFrom(candidate, pairing.candidateStart).registers,
    mayStayUnknown: [...goldenKnown.outputs].flatMap(([port, bits]) => bits.flatMap((unknown, i) => (unknown ? [`${port}[${i}]`] : []))),
  };
}

function resetsOf(
  golden: GateDesign,
  request: EquivalenceRequest,
  facts: DesignFacts,
  { clocks, given, assuming }: { readonly clocks: readonly string[]; readonly given: ReadonlySet<string>; readonly assuming: boolean },
  phases: { readonly names: readonly string[] },
  single: boolean,
): ResetPin[] {
  const ours = (pins: readonly ResetPin[]): ResetPin[] => pins.filter(({ name }) => !given.has(name));
  const skip = new Set([...clocks, ...given]);
  const synchronous = ours(facts.synchronousResets);
  const found = chooseResets(golden, phases, ours(facts.asynchronousResets), { skip, single, synchronous });
  // Under an assumption what a reset sets is held by it, though it may settle without: an assumption that excludes the reset would hide its values.
  if (assuming && found.length === 0) found.push(...synchronous.slice(0, 1));
  if (request.resets === undefined || request.resets.length === 0) return found;
  return request.resets.map(({ name, active }) => ({ name, active: active ?? found.find((pin) => pin.name === name)?.active ?? 1 }));
}

/** The layout of the comparison for a latency. */
export function planOf(pair: DesignPair, latency: number): ProductPlan {
  return {
    golden: pair.golden,
    candidate: pair.candidate,
    ...(pair.assumption === undefined ? {} : { assumption: pair.assumption }),
    pairing: pair.pairing,
    ...(pair.memories === undefined ? {} : { memories: pair.memories }),
    portMap: pair.portMap,
    ...(pair.onlyWhere === undefined ? {} : { onlyWhere: pair.onlyWhere }),
    resets: pair.resets,
    hold: pair.settling.cycles,
    fromPowerUp: pair.fromPowerUp,
    latency,
    resetStaysInactive: pair.shifted,
    clocks: pair.clocks,
    goldenUnknown: pair.goldenUnknown,
    candidateUnknown: pair.candidateUnknown,
  };
}

/** Steps of reset before the comparison (half cycles where the clocks are part of the stimulus). */
export function holdSteps(pair: DesignPair): number {
  return pair.settling.cycles * (pair.manyClocks ? 2 : 1);
}

/** The first step whose golden outputs are compared. */
export function firstStep(pair: DesignPair): number {
  return pair.fromPowerUp ? 0 : holdSteps(pair);
}

/** Puts the reset and the clocks of the hold into a trace that left them free. */
export function withHold(pair: DesignPair, drive: Drive): Drive {
  const hold = holdSteps(pair);
  const steps = drive.steps.map((step, index) => {
    const inputs = new Map(step);
    for (const name of pair.clocks) if (index < hold) inputs.set(name, [(index % 2) as 0 | 1]);
    for (const pin of pair.resets) {
      if (index < hold) inputs.set(pin.name, [pin.active]);
      else if (pair.shifted) inputs.set(pin.name, [(1 - pin.active) as 0 | 1]);
    }
    return inputs;
  });
  return { steps, symbols: drive.symbols };
}

/** `sameCycle` and `onlyUnder` compare the same cycle; `latency` a later one. */
export function latencyOf(contract: Contract): number {
  return contract.kind === 'latency' ? contract.cycles : 0;
}
