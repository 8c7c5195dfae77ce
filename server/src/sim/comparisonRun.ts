import { OutputComparer } from './comparison';
import type { SampleDifference } from './comparison';
import type { ClockPhase, DesignPair, DriveTable } from './designPair';
import { drive, driveTable, fullPeriod } from './designPair';
import type { DifferentialOptions } from './differential';
import { allLanes, laneWords, noLanes } from './lanes';
import type { StatePairing } from './pairing';
import { pairState } from './pairing';
import { Random } from './random';
import { findResets, longestReset } from './resets';
import type { ResetInput } from './resets';
import type { Simulator } from './simulator';
import type { ClockInput } from './clocks';
import { findClocks } from './clocks';
import { Stimulus } from './stimulus';

/** One step as it was applied, enough to do it again. */
export interface RecordedStep {
  readonly inputs: Uint32Array;
  /** Clock movement after the sample; empty for a step that only tried inputs. */
  readonly phases: readonly ClockPhase[];
  readonly sampled: boolean;
}

/** Lanes 0 to 63 leave unreset state unknown; lanes 64 to 127 give it equal random starts. */
export const unaidedLanes = Uint32Array.of(0xffffffff, 0xffffffff, 0, 0);
const assumeTries = 8;
const pairingCheckEvery = 16;
/** A run powers up again after this many steps, or sooner when its record would outgrow `recordBytes`. */
const longestEpisode = 16384;
/** Gates times steps of an episode: whatever is found is replayed step by step, which a big design makes slow. */
const episodeWork = 40_000_000;
const recordBytes = 64 * 1024 * 1024;

/** Finds resets, settles how long they are held, pairs unreset state, and stands ready before the first reset cycle. */
export function createRun(pair: DesignPair, options: DifferentialOptions, assumption?: Simulator): ComparisonRun {
  const resets = findResets(pair.golden, goldenClocks(pair), options.resets);
  const held = holdReset(pair, resets);
  const rename = (name: string): string => {
    const base = /^[^[.]*/.exec(name)?.[0] ?? name;
    const mapped = options.portMap?.[base];
    return mapped === undefined ? name : mapped + name.slice(base.length);
  };
  const pairing = pairState(pair.golden.gates, held.golden, pair.candidate.gates, held.candidate, rename);
  return new ComparisonRun(pair, options, resets, held.cycles, pairing, held.candidate, assumption);
}

/** The pair's clocks as the golden has them. */
function goldenClocks(pair: DesignPair): ClockInput[] {
  const known = findClocks(pair.golden.gates);
  return pair.clocks.flatMap(({ name, golden: ref }) =>
    ref === undefined ? [] : [known.find((clock) => clock.ref === ref) ?? { name, ref, rising: false, falling: false, states: 0 }],
  );
}

/**
 * Holds the resets with all other inputs and state unknown until a cycle changes no state bit of either side, at most 16 cycles, and
 * gives the state bits that are still unknown then.
 */
function holdReset(pair: DesignPair, resets: readonly ResetInput[]): { cycles: number; golden: Set<number>; candidate: Set<number> } {
  pair.powerUp();
  for (const reset of resets) {
    pair.golden.fill(reset.ref, reset.active);
    const index = pair.inputs.findIndex((input) => input.name === reset.name);
    const port = pair.candidate.inputs.find((p) => p.name === pair.inputs[index]?.candidateName);
    if (port?.refs[0] !== undefined) pair.candidate.fill(port.refs[0], reset.active);
  }
  pair.start();
  pair.settle();
  let cycles = 0;
  let before = stateText(pair);
  while (resets.length > 0 && cycles < longestReset) {
    pair.advance(fullPeriod(pair));
    pair.settle();
    cycles++;
    const after = stateText(pair);
    if (after === before) break;
    before = after;
  }
  return { cycles, golden: unknownStates(pair.golden), candidate: unknownStates(pair.candidate) };
}

function stateText(pair: DesignPair): string {
  const side = (sim: Simulator): string => sim.states.map((state) => sim.bit(state.q, 0)).join('');
  return side(pair.golden) + side(pair.candidate);
}

function unknownStates(sim: Simulator): Set<number> {
  return new Set(sim.states.flatMap((state, index) => (sim.bit(state.q, 0) === 'x' ? [index] : [])));
}

/** The comparison as it advances step by step; what it did is recorded so that any lane can be replayed. */
export class ComparisonRun {
  readonly comparer: OutputComparer;
  readonly steps: RecordedStep[] = [];
  readonly notes: string[] = [];
  /** Random starts of the paired state, four words a pair. */
  readonly starts: Uint32Array;
  readonly alive = Uint32Array.from(allLanes);
  sampled = 0;
  /** With equal starts every bit of the candidate is two-valued. */
  readonly candidateIsKnownWhenPaired: boolean;
  private readonly stimulus: Stimulus;
  private readonly random: Random;
  /** False once a pair of namesakes was seen to hold opposite values by itself. */
  pairingHolds = true;
  private pairWords: number[][] | undefined;
  private block = new Uint32Array(0);
  private blockUsed = 0;
  private episodeSampled = 0;
  private readonly episodeLength: number;
  private readonly fixedPhases: ClockPhase[];
  private readonly level: Uint32Array;
  private readonly resetWords: { at: number; active: 0 | 1 }[];
  private readonly assume: { readonly table: DriveTable; readonly zero: number } | undefined;

  constructor(
    readonly pair: DesignPair,
    readonly options: DifferentialOptions,
    readonly resets: readonly ResetInput[],
    readonly resetCycles: number,
    readonly pairing: StatePairing,
    readonly candidateUnknown: ReadonlySet<number>,
    assumption?: Simulator,
  ) {
    this.comparer = new OutputComparer(pair, options.latency ?? 0);
    this.stimulus = new Stimulus(pair.inputs, options.seed, options.patterns);
    this.random = new Random(options.seed ^ 0x5eed);
    this.starts = new Uint32Array(pairing.pairs.length * laneWords);
    this.fixedPhases = fullPeriod(pair);
    this.level = new Uint32Array(pair.clocks.length * laneWords);
    this.resetWords = resets.flatMap((reset) => {
      const at = inputWord(pair, reset.name);
      return at === undefined ? [] : [{ at, active: reset.active }];
    });
    const assumed = assumption?.outputs[0]?.refs[0];
    if (assumption !== undefined && assumed !== undefined) {
      this.assume = { table: driveTable(assumption, pair.inputs, (input) => input.name), zero: assumption.wordOf(assumed, 0) };
    }
    this.candidateIsKnownWhenPaired =
      pair.candidate.gates.unknowns.length === 0 &&
      pairing.pairs.length === candidateUnknown.size &&
      pairing.unpairedCandidate.length === 0;
    const stepBytes = this.stimulus.values.byteLength + 64;
    const gates = pair.golden.gates.graph.size + pair.candidate.gates.graph.size;
    this.episodeLength = Math.max(256, Math.min(longestEpisode, Math.floor(recordBytes / stepBytes), Math.floor(episodeWork / gates)));
    this.beginEpisode();
  }

  /** Whether the next step starts again from power-up, which forgets the recorded steps. */
  get episodeEnds(): boolean {
    return this.episodeSampled >= this.episodeLength;
  }

  /** Name of a compared bit: `count[3]`. */
  bitName(index: number): string {
    const bit = this.comparer.bits[index];
    const port = bit === undefined ? undefined : this.pair.outputs[bit.output];
    if (bit === undefined || port === undefined) return '?';
    return port.golden.length === 1 ? port.name : `${port.name}[${bit.bit}]`;
  }

  /** One compared step: new inputs, settle, sample, clock movement. */
  step(): { rests: boolean; differences: SampleDifference[] } {
    if (this.episodeEnds) this.beginEpisode();
    this.stimulus.next();
    const inputs = this.record(this.stimulus.values);
    this.driveResets(inputs);
    this.pair.apply(inputs);
    let rests = this.pair.settle();
    if (this.assume !== undefined) rests = this.holdAssumption(inputs) && rests;
    const differences = this.comparer.sample(this.alive, unaidedLanes);
    const phases = this.pair.singleEdge ? this.fixedPhases : this.randomEdges();
    this.steps.push({ inputs, phases, sampled: true });
    this.sampled++;
    this.episodeSampled++;
    if (this.sampled % pairingCheckEvery === 0) this.checkPairing();
    if (differences.length > 0) return { rests, differences };
    rests = this.pair.advance(phases) && rests;
    return { rests, differences };
  }

  /** After differences that decided nothing: the clock movement that `step` left out. */
  resume(): boolean {
    const last = this.steps[this.steps.length - 1];
    return last === undefined ? true : this.pair.advance(last.phases);
  }

  /**
   * Looks, where unreset state was left unknown, for a pair that by now holds opposite known values: then the name stands for two
   * different things (a register moved, inverted or delayed), and equal starts of the two mean nothing.
   */
  private checkPairing(): void {
    const { golden, candidate } = this.pair;
    this.pairWords ??= this.pairing.pairs.map((pair) => {
      const goldenRef = golden.states[pair.golden]?.q ?? 0;
      const candidateRef = candidate.states[pair.candidate]?.q ?? 0;
      return [
        golden.wordOf(goldenRef, 1),
        golden.wordOf(goldenRef, 0),
        candidate.wordOf(candidateRef, 1),
        candidate.wordOf(candidateRef, 0),
      ];
    });
    for (const [g1 = 0, g0 = 0, c1 = 0, c0 = 0] of this.pairWords) {
      for (let w = 0; w < laneWords; w++) {
        const goldenOne = golden.words[g1 + w] ?? 0;
        const goldenZero = golden.words[g0 + w] ?? 0;
        const candidateOne = candidate.words[c1 + w] ?? 0;
        const candidateZero = candidate.words[c0 + w] ?? 0;
        const opposite =
          (goldenOne & ~goldenZero & candidateZero & ~candidateOne) | (goldenZero & ~goldenOne & candidateOne & ~candidateZero);
        if ((opposite & (unaidedLanes[w] ?? 0)) !== 0) this.pairingHolds = false;
      }
    }
  }

  /** A copy of one step's inputs, in large blocks so that a long run makes few objects. */
  private record(values: Uint32Array): Uint32Array {
    if (this.blockUsed + values.length > this.block.length) {
      this.block = new Uint32Array(Math.max(values.length, 1 << 16));
      this.blockUsed = 0;
    }
    const copy = this.block.subarray(this.blockUsed, this.blockUsed + values.length);
    copy.set(values);
    this.blockUsed += values.length;
    return copy;
  }

  private beginEpisode(): void {
    this.steps.length = 0;
    this.episodeSampled = 0;
    this.level.fill(0);
    this.alive.set(allLanes);
    this.comparer.restart();
    for (let i = 0; i < this.starts.length; i++) this.starts[i] = this.random.word();
    this.powerUp();
    for (let cycle = 0; cycle < this.resetCycles; cycle++) this.resetCycle();
  }

  private powerUp(): void {
    const { golden, candidate } = this.pair;
    this.pair.powerUp();
    this.pairing.pairs.forEach((pair, index) => {
      for (const [sim, ref] of [
        [golden, golden.states[pair.golden]?.q],
        [candidate, candidate.states[pair.candidate]?.q],
      ] as const) {
        if (ref === undefined) continue;
        for (let w = 0; w < laneWords; w++) {
          const open = unaidedLanes[w] ?? 0;
          const value = this.starts[index * laneWords + w] ?? 0;
          sim.words[sim.wordOf(ref, 1) + w] = value | open;
          sim.words[sim.wordOf(ref, 0) + w] = ~value | open;
        }
      }
    });
    this.pair.start();
  }

  private resetCycle(): void {
    this.stimulus.next();
    const inputs = this.record(this.stimulus.values);
    for (const { at, active } of this.resetWords) inputs.fill(active === 1 ? 0xffffffff : 0, at, at + laneWords);
    this.pair.apply(inputs);
    this.pair.settle();
    this.steps.push({ inputs, phases: this.fixedPhases, sampled: false });
    this.pair.advance(this.fixedPhases);
  }

  /**
   * Reset after the start: never with a latency. Otherwise, of each four lanes one uses it like any input, one asserts it now and then,
   * and two leave it alone so that they go deep.
   */
  private driveResets(inputs: Uint32Array): void {
    const latency = this.options.latency ?? 0;
    for (const { at, active } of this.resetWords) {
      for (let w = 0; w < laneWords; w++) {
        const { random } = this;
        const rare = random.word() & random.word() & random.word() & random.word() & random.word() & random.word();
        const free = (active === 1 ? (inputs[at + w] ?? 0) : ~(inputs[at + w] ?? 0)) & 0x11111111;
        const asserted = latency > 0 ? 0 : free | (rare & 0x22222222);
        inputs[at + w] = active === 1 ? asserted : ~asserted;
      }
    }
  }

  /** Draws inputs again in the lanes where the assumption fails; a lane that keeps failing is given up. */
  private holdAssumption(inputs: Uint32Array): boolean {
    const { assume } = this;
    if (assume === undefined) return true;
    let rests = true;
    for (let attempt = 0; ; attempt++) {
      const failing = new Uint32Array(laneWords);
      drive(assume.table, inputs);
      assume.table.sim.eval();
      for (let w = 0; w < laneWords; w++) failing[w] = (assume.table.sim.words[assume.zero + w] ?? 0) & (this.alive[w] ?? 0);
      if (failing.every((word) => word === 0)) return rests;
      if (attempt === assumeTries) {
        for (let w = 0; w < laneWords; w++) this.alive[w] = (this.alive[w] ?? 0) & ~(failing[w] ?? 0);
        return rests;
      }
      this.steps.push({ inputs: this.record(inputs), phases: [], sampled: false });
      this.stimulus.next();
      const keep = new Set(this.resetWords.map(({ at }) => at));
      for (let at = 0; at < inputs.length; at += laneWords) {
        if (keep.has(at)) continue;
        for (let w = 0; w < laneWords; w++) {
          const mask = failing[w] ?? 0;
          inputs[at + w] = ((inputs[at + w] ?? 0) & ~mask) | ((this.stimulus.values[at + w] ?? 0) & mask);
        }
      }
      this.pair.apply(inputs);
      rests = this.pair.settle() && rests;
    }
  }

  /** Each lane moves its own choice of clocks: all of them where there is one, a random subset otherwise. */
  private randomEdges(): ClockPhase[] {
    const phase = this.pair.clocks.map((_, index) => {
      const rise = new Uint32Array(laneWords);
      const fall = new Uint32Array(laneWords);
      for (let w = 0; w < laneWords; w++) {
        const toggle = this.pair.clocks.length === 1 ? 0xffffffff : this.random.word();
        const level = this.level[index * laneWords + w] ?? 0;
        rise[w] = toggle & ~level;
        fall[w] = toggle & level;
        this.level[index * laneWords + w] = level ^ toggle;
      }
      return { rise, fall };
    });
    return phase.length === 0 ? [] : [phase];
  }
}

function inputWord(pair: DesignPair, name: string): number | undefined {
  let bits = 0;
  for (const input of pair.inputs) {
    if (input.name === name) return bits * laneWords;
    bits += input.width;
  }
  return undefined;
}

/** The phases of a step with every lane doing what `lane` did. */
export function broadcastPhases(phases: readonly ClockPhase[], lane: number): ClockPhase[] {
  const pick = (lanes: Uint32Array): Uint32Array => ((((lanes[lane >> 5] ?? 0) >>> (lane & 31)) & 1) === 1 ? allLanes : noLanes);
  return phases.map((phase) => phase.map((change) => ({ rise: pick(change.rise), fall: pick(change.fall) })));
}
