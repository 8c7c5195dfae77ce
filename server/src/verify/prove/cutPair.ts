import { abstractAlgebra, abstractValue, evaluate } from './algebra';
import type { CutSignal } from './cutDesign';
import { cutDesign } from './cutDesign';
import type { SignalId } from './gateDesign';
import { constantOne, constantX, constantZero } from './gateDesign';
import type { DesignPair, PairFacts } from './pairDesigns';
import { startPair } from './pairDesigns';

/** A net of the golden and the one of the candidate that is to hold the same. */
export interface CutNet {
  readonly golden: SignalId;
  readonly candidate: SignalId;
  /** The instance that drives it; '' for the top. */
  readonly region: string;
}

/**
 * The pair in pieces, cut at nets: whoever reads such a net that another piece drives reads an input instead, the same one on both sides, and what drives the net is an output (`cutPort`). `regionOf` gives
 * the piece of a register or memory. Where the outputs of the cut pair are equal in every step from power-up, so is the pair.
 *
 * Why this is sound: let the candidate run, every x of its registers completed somehow, and give the cut golden what the candidate's nets hold. The comparison says that the cut golden's drivers then make
 * those same values, or x. So those values solve the equations of the golden's own nets, up to x; in a design without combinational loops the golden's own values are the only solution and
 * come out of iterating from x, so they are the same or x. This holds in each step and, by induction, in all. It needs nothing of where the nets are, or of what a piece is, and holds for any choice of who
 * reads the input and who the net itself. A net that is a constant or an input on one side is replaced by that on the other.
 */
export function cutPair(pair: DesignPair, nets: readonly CutNet[], regionOf: (name: string) => string, facts: PairFacts): DesignPair {
  const twin = inputTwins(pair);
  const sides = nets.map(({ golden, candidate, region }): { golden: CutSignal; candidate: CutSignal } => {
    const [g, c] = [twin.candidate(golden), twin.golden(candidate)];
    return {
      golden: { signal: golden, region, ...(g !== undefined ? { fixed: golden } : c !== undefined ? { fixed: c } : {}) },
      candidate: { signal: candidate, region, ...(g !== undefined ? { fixed: g } : c !== undefined ? { fixed: candidate } : {}) },
    };
  });
  const golden = cutDesign(
    pair.golden,
    sides.map((side) => side.golden),
    regionOf,
  );
  const candidate = cutDesign(
    pair.candidate,
    sides.map((side) => side.candidate),
    regionOf,
  );
  const { resets, clocks, portMap, settling } = pair;
  // The claim begins where the whole pair's begins, or earlier.
  const started = startPair({ golden, candidate, resets, clocks, portMap, facts, longestHold: settling.cycles });
  return { ...pair, ...started, golden, candidate };
}

/**
 * The nets that can be cut: none that is a constant or an input on both sides, none twice, and none that is x in the candidate but for what registers hold: who reads an x that logic makes has to see one.
 */
export function cuttable<T extends CutNet>(pair: DesignPair, nets: readonly T[]): T[] {
  const twin = inputTwins(pair);
  const made = evaluate(
    pair.candidate,
    abstractAlgebra,
    (values) => {
      for (const { bits } of pair.candidate.inputs) for (const bit of bits) values[bit] = abstractValue.defined;
      for (const { q } of pair.candidate.registers) values[q] = abstractValue.defined;
    },
    () => abstractValue.defined,
  );
  const seen = { golden: new Set<SignalId>(), candidate: new Set<SignalId>() };
  return nets.filter(({ golden, candidate }) => {
    if (golden === constantX || made[candidate] === abstractValue.x) return false;
    const [g, c] = [twin.candidate(golden) !== undefined, twin.golden(candidate) !== undefined];
    if ((g && c) || seen.golden.has(golden) || seen.candidate.has(candidate)) return false;
    if (!g) seen.golden.add(golden);
    if (!c) seen.candidate.add(candidate);
    return true;
  });
}

/** Whether both are the same constant or the same input. */
export function isSameInput(pair: DesignPair, { golden, candidate }: CutNet): boolean {
  return inputTwins(pair).candidate(golden) === candidate;
}

interface InputTwins {
  candidate(signal: SignalId): SignalId | undefined;
  golden(signal: SignalId): SignalId | undefined;
}

const twins = new WeakMap<DesignPair, InputTwins>();

function inputTwins(pair: DesignPair): InputTwins {
  let found = twins.get(pair);
  if (found === undefined) twins.set(pair, (found = findTwins(pair)));
  return found;
}

/** The other side's signal for a constant or an input. */
function findTwins({ golden, candidate, portMap }: DesignPair): InputTwins {
  const there = new Map<SignalId, SignalId>([
    [constantZero, constantZero],
    [constantOne, constantOne],
  ]);
  const back = new Map(there);
  for (const { name, bits } of golden.inputs) {
    const other = candidate.inputs.find((port) => port.name === (portMap.get(name) ?? name));
    bits.forEach((bit, i) => {
      const same = other?.bits[i];
      if (same === undefined) return;
      there.set(bit, same);
      back.set(same, bit);
    });
  }
  return { candidate: (signal) => there.get(signal), golden: (signal) => back.get(signal) };
}
