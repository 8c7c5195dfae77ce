import { pauses } from '../base/pauses';
import type { Counterexample } from '../protocol/contract';
import type { NetlistModule } from '../netlist/netlist';
import type { ComparisonRun } from './comparisonRun';
import { createRun } from './comparisonRun';
import { buildCounterexample } from './counterexample';
import { pairDesigns } from './designPair';
import { laneCount } from './lanes';
import { findWitness } from './replay';
import type { InputPatterns } from './patterns';
import { compile } from './simulator';

export interface DifferentialOptions {
  /** Cycles to compare in each of the 128 lanes. */
  readonly cycles: number;
  readonly seed: number;
  /** candidate(t + latency) = golden(t), with reset inactive; 0 or absent is `sameCycle`. */
  readonly latency?: number;
  /** Clocks and resets that a person named; otherwise they are read from the flip-flops. */
  readonly clocks?: readonly string[];
  readonly resets?: readonly { readonly name: string; readonly active?: 0 | 1 }[];
  /** Golden port name to candidate port name. */
  readonly portMap?: Readonly<Record<string, string>>;
  /** A combinational module over inputs named like the golden's, whose only output is 1 while the assumption holds. */
  readonly assumption?: NetlistModule;
  /** Milliseconds after which the run ends with what it has: `unknown` before `cycles` are done. */
  readonly budgetMs?: number;
  /** After `cycles`, the run goes on while this says so. */
  readonly goOn?: () => boolean;
  /** What the golden compares its inputs with: steers the random inputs. */
  readonly patterns?: InputPatterns;
}

export interface DifferentialFacts {
  /** Cycles compared (edges where there are several clocks or edges) in each lane. */
  readonly cycles: number;
  readonly lanes: number;
  readonly comparedBits: number;
  /** Compared golden output bits that were known at least once; fewer than `comparedBits` makes agreement vacuous for the others. */
  readonly everKnownBits: number;
  readonly neverKnown: readonly string[];
  /** Cycles the resets were held. */
  readonly resetCycles: number;
  readonly resets: readonly { readonly name: string; readonly active: 0 | 1; readonly kind: string }[];
  readonly clocks: readonly string[];
  /** State bits given equal arbitrary starts, and those that could not be (which forbid a verdict better than unknown). */
  readonly pairedState: number;
  readonly unpairedState: readonly string[];
  readonly notes: readonly string[];
}

export type DifferentialResult =
  | ({ readonly kind: 'same' } & DifferentialFacts)
  | ({ readonly kind: 'different'; readonly counterexample: Counterexample; readonly vcdText: string } & DifferentialFacts)
  | ({ readonly kind: 'unknown'; readonly why: string } & DifferentialFacts)
  /** The designs cannot be simulated or compared at all; says nothing of them. */
  | { readonly kind: 'unsupported'; readonly why: string; readonly hint?: string };

/**
 * Simulates golden and candidate apart, with the same random inputs in 128 lanes, and compares their outputs as contracts.md says.
 *
 * Half the lanes leave unreset state unknown; where both sides have unreset state, the other half gives it equal random starts by name.
 * `different` is said only of a concrete difference: the candidate has the opposite value, or it is unknown and some two-valued choice
 * of its own unknown state and constants gives the opposite value. A candidate unknown that no tried choice turns wrong ends in
 * `unknown`, never in `different`; so does a difference that shows only from equal starts of registers which share a name but, as the run
 * shows, not a meaning (one was moved, inverted or delayed).
 *
 * Give both modules prepared by `simPrepareCommands`. Deterministic by `seed` unless the budget ends the run.
 */
export async function simulateApart(
  golden: NetlistModule,
  candidate: NetlistModule,
  options: DifferentialOptions,
  signal?: AbortSignal,
): Promise<DifferentialResult> {
  const goldenSim = compile(golden);
  if (!goldenSim.ok) return unsupported('golden', goldenSim);
  const candidateSim = compile(candidate);
  if (!candidateSim.ok) return unsupported('candidate', candidateSim);
  const assumption = options.assumption === undefined ? undefined : compile(options.assumption);
  if (assumption?.ok === false) return unsupported('assumption', assumption);
  const pair = pairDesigns(goldenSim.value, candidateSim.value, options.portMap ?? {}, options.clocks ?? []);
  if (!pair.ok) return { kind: 'unsupported', why: pair.message, ...(pair.hint === undefined ? {} : { hint: pair.hint }) };
  const strangers = [...(options.clocks ?? []), ...(options.resets ?? []).map((reset) => reset.name)].filter(
    (name) => !goldenSim.value.inputs.some((port) => port.name === name && port.width === 1),
  );
  if (strangers.length > 0) {
    return {
      kind: 'unsupported',
      why: `${strangers.join(', ')} is no one-bit input of the golden`,
      hint: 'name clocks and resets as the golden does',
    };
  }
  if ((options.latency ?? 0) > 0 && !pair.value.singleEdge) {
    return {
      kind: 'unsupported',
      why: 'a latency in cycles has no meaning with several clocks or edges',
      hint: 'compare with the sameCycle contract, or one clock domain at a time',
    };
  }
  const run = createRun(pair.value, options, assumption?.value);
  return await compareUntilDecided(run, options, signal);
}

function unsupported(side: string, failed: { message: string; hint?: string }): DifferentialResult {
  return { kind: 'unsupported', why: `${side}: ${failed.message}`, ...(failed.hint === undefined ? {} : { hint: failed.hint }) };
}

async function compareUntilDecided(run: ComparisonRun, options: DifferentialOptions, signal?: AbortSignal): Promise<DifferentialResult> {
  const begun = Date.now();
  const deadline = options.budgetMs === undefined ? Infinity : begun + options.budgetMs;
  const pause = pauses();
  const open = new OpenQuestions();
  while (run.sampled < options.cycles || options.goOn?.() === true) {
    const waiting = pause();
    if (waiting !== undefined) {
      await waiting;
      if (signal?.aborted === true) return unknown(run, `cancelled after ${run.sampled} of ${options.cycles} cycles`);
      if (Date.now() >= deadline && run.sampled >= options.cycles) break;
      if (Date.now() >= deadline) return unknown(run, `time ran out after ${run.sampled} of ${options.cycles} cycles`);
    }
    // The recorded steps behind an open question are forgotten when the run starts again.
    if (run.episodeEnds && open.aided.size > 0) break;
    const outcome = run.step();
    if (!outcome.rests) return unknown(run, 'the logic does not come to rest: a latch or derived clock oscillates');
    if (outcome.differences.length === 0) continue;
    const witness = findWitness(run, outcome.differences, open);
    if (witness !== undefined) return different(run, witness);
  }
  return conclude(run, open);
}

/** What was seen but decides nothing yet. */
export class OpenQuestions {
  /** Compared bits where the candidate was unknown and no choice of its unknowns was found wrong. */
  readonly pessimistic = new Set<number>();
  /** The first difference that only equal arbitrary starts show, by compared bit. */
  readonly aided = new Map<number, { lane: number; step: number }>();
}

function conclude(run: ComparisonRun, open: OpenQuestions): DifferentialResult {
  for (const [index, at] of open.aided) {
    // Namesakes that hold the same values mean the same, so equal starts are fair; and a bit that never becomes known by itself lives
    // on its start value for good.
    if (run.pairingHolds || run.comparer.everKnownUnaided[index] === 0) {
      const witness = findWitness(run, undefined, open, at);
      if (witness !== undefined) return different(run, witness);
    }
  }
  if (open.aided.size > 0) {
    return unknown(
      run,
      `${names(run, open.aided.keys())} differ only from start values, and registers of one name hold different things on the two sides`,
    );
  }
  const exact = run.pairing.pairs.length > 0 && run.candidateIsKnownWhenPaired;
  if (open.pessimistic.size > 0 && !exact) {
    return unknown(
      run,
      `${names(run, open.pessimistic)} of the candidate are unknown where the golden is known, and no choice tried was wrong`,
    );
  }
  return { kind: 'same', ...facts(run) };
}

function names(run: ComparisonRun, indices: Iterable<number>): string {
  const list = [...indices].map((index) => run.bitName(index));
  return list.length > 6 ? `${list.slice(0, 6).join(', ')} and ${list.length - 6} more bits` : list.join(', ');
}

function different(run: ComparisonRun, witness: Parameters<typeof buildCounterexample>[1]): DifferentialResult {
  const known = facts(run);
  return { kind: 'different', ...buildCounterexample(run, witness), ...known };
}

function unknown(run: ComparisonRun, why: string): DifferentialResult {
  return { kind: 'unknown', why, ...facts(run) };
}

function facts(run: ComparisonRun): DifferentialFacts {
  const neverKnown: string[] = [];
  run.comparer.everKnown.forEach((known, index) => {
    if (known === 0) neverKnown.push(run.bitName(index));
  });
  return {
    cycles: run.sampled,
    lanes: laneCount,
    comparedBits: run.comparer.bits.length,
    everKnownBits: run.comparer.bits.length - neverKnown.length,
    neverKnown,
    resetCycles: run.resetCycles,
    resets: run.resets.map(({ name, active, kind }) => ({ name, active, kind })),
    clocks: run.pair.clocks.map((clock) => clock.name),
    pairedState: run.pairing.pairs.length,
    unpairedState: [
      ...run.pairing.unpairedGolden.map((name) => `golden ${name}`),
      ...run.pairing.unpairedCandidate.map((name) => `candidate ${name}`),
    ],
    notes: run.notes,
  };
}
