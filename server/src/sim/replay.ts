import type { SampleDifference } from './comparison';
import { OutputComparer } from './comparison';
import type { ComparisonRun } from './comparisonRun';
import { broadcastPhases, unaidedLanes } from './comparisonRun';
import type { OpenQuestions } from './differential';
import { allLanes, firstLane, laneBit, laneWords } from './lanes';
import { Random } from './random';

/** A concrete difference, enough to run it again: the lane whose inputs lead to it and how state began. */
export interface Witness {
  /** Lane of the recorded run whose inputs are used. */
  readonly inputLane: number;
  /** Whether the candidate's unknowns are drawn two-valued, one draw a lane, and the lane that then differs. */
  readonly completed: boolean;
  readonly lane: number;
  /** Index of the recorded step at whose sample it shows. */
  readonly step: number;
}

/**
 * Looks for a concrete difference behind the differences of the step just taken (or, with `at`, replays a remembered one).
 * Leaves the run ready to go on.
 */
export function findWitness(
  run: ComparisonRun,
  differences: readonly SampleDifference[] | undefined,
  open: OpenQuestions,
  at?: { lane: number; step: number },
): Witness | undefined {
  if (at !== undefined) return { inputLane: at.lane, completed: false, lane: 0, step: at.step };
  const step = run.steps.length - 1;
  for (const { hard } of differences ?? []) {
    const unaided = firstLane(hard.map((word, w) => word & (unaidedLanes[w] ?? 0)));
    if (unaided >= 0) return { inputLane: unaided, completed: false, lane: 0, step };
  }
  for (const { index, hard } of differences ?? []) {
    const lane = firstLane(hard);
    if (lane < 0) continue;
    if (run.pairing.pairs.length === 0) return { inputLane: lane, completed: false, lane: 0, step };
    if (!open.aided.has(index)) open.aided.set(index, { lane, step });
  }
  for (const { index, soft } of differences ?? []) {
    const lane = firstLane(soft);
    if (lane < 0 || open.pessimistic.has(index)) continue;
    const found = tryCompletions(run, lane, step);
    if (found !== undefined) return found;
    open.pessimistic.add(index);
  }
  run.resume();
  return undefined;
}

/** Runs one lane's inputs with 128 two-valued choices of the candidate's unknowns; the first wrong one is the witness. */
function tryCompletions(run: ComparisonRun, lane: number, step: number): Witness | undefined {
  const saved = [run.pair.golden.words.slice(), run.pair.candidate.words.slice()] as const;
  let found: Witness | undefined;
  replay(run, { inputLane: lane, completed: true, lane: 0, step }, (at, differences) => {
    for (const { hard } of differences) {
      const wrong = firstLane(hard);
      if (wrong >= 0) {
        found = { inputLane: lane, completed: true, lane: wrong, step: at };
        return false;
      }
    }
    return true;
  });
  run.pair.golden.words.set(saved[0]);
  run.pair.candidate.words.set(saved[1]);
  return found;
}

/**
 * Runs the recorded steps up to the witness's again, every lane with the inputs of one lane. `onSettled` is called before each clock
 * movement with the step's index and its differences, and ends the replay by giving false.
 */
export function replay(
  run: ComparisonRun,
  witness: Witness,
  onSettled: (step: number, differences: readonly SampleDifference[], comparer: OutputComparer) => boolean,
): void {
  const { pair } = run;
  const comparer = new OutputComparer(pair, run.comparer.latency);
  const random = new Random(run.options.seed + 1);
  startReplay(run, witness, random);
  for (let index = 0; index <= witness.step; index++) {
    const step = run.steps[index];
    if (step === undefined) break;
    if (witness.completed) for (const ref of pair.candidate.gates.unknowns) pair.candidate.drive(ref, randomLanes(random));
    pair.apply(broadcastInputs(step.inputs, witness.inputLane));
    pair.settle();
    const differences = step.sampled ? comparer.sample(allLanes, unaidedLanes) : [];
    if (!onSettled(index, differences, comparer)) break;
    pair.advance(broadcastPhases(step.phases, witness.inputLane));
  }
}

function startReplay(run: ComparisonRun, witness: Witness, random: Random): void {
  const { pair } = run;
  const { golden, candidate } = pair;
  pair.powerUp();
  if (witness.completed) {
    for (const index of run.candidateUnknown) {
      const ref = candidate.states[index]?.q;
      if (ref !== undefined) candidate.drive(ref, randomLanes(random));
    }
    for (const ref of candidate.gates.unknowns) candidate.drive(ref, randomLanes(random));
  }
  if (witness.inputLane >= 64) {
    run.pairing.pairs.forEach((pairOf, index) => {
      const value = laneBit(run.starts.subarray(index * laneWords, (index + 1) * laneWords), witness.inputLane);
      const goldenRef = golden.states[pairOf.golden]?.q;
      const candidateRef = candidate.states[pairOf.candidate]?.q;
      if (goldenRef !== undefined) golden.fill(goldenRef, value);
      if (candidateRef !== undefined) candidate.fill(candidateRef, value);
    });
  }
  pair.start();
}

function randomLanes(random: Random): Uint32Array {
  return Uint32Array.of(random.word(), random.word(), random.word(), random.word());
}

function broadcastInputs(inputs: Uint32Array, lane: number): Uint32Array {
  const spread = new Uint32Array(inputs.length);
  for (let at = 0; at < inputs.length; at += laneWords) {
    const bit = ((inputs[at + (lane >> 5)] ?? 0) >>> (lane & 31)) & 1;
    spread.fill(bit === 1 ? 0xffffffff : 0, at, at + laneWords);
  }
  return spread;
}
