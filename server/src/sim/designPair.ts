import type { Outcome } from '../base/outcome';
import { failure, success } from '../base/outcome';
import type { ClockInput } from './clocks';
import { findClocks } from './clocks';
import type { Ref } from './gateGraph';
import type { Lanes } from './lanes';
import { allLanes, laneWords, noLanes } from './lanes';
import type { ClockChange, Simulator } from './simulator';

/** Which lanes of each clock (index into `clocks`) rise and fall together. */
export type ClockPhase = readonly { readonly rise: Lanes; readonly fall: Lanes }[];

export interface PairedOutput {
  readonly name: string;
  readonly candidateName: string;
  readonly golden: readonly Ref[];
  readonly candidate: readonly Ref[];
}

export interface PairedInput {
  readonly name: string;
  readonly candidateName: string;
  readonly width: number;
}

export interface PairedClock {
  readonly name: string;
  readonly golden?: Ref;
  readonly candidate?: Ref;
}

/**
 * Two designs that get the same inputs and clocks and share nothing else: there is no common netlist in which one could hide the
 * other's unknowns.
 */
export class DesignPair {
  /** The same few phases come again and again where there is one clock. */
  private readonly changes = new WeakMap<ClockPhase, { golden: ClockChange[]; candidate: ClockChange[] }>();
  private readonly drives: readonly DriveTable[];

  constructor(
    readonly golden: Simulator,
    readonly candidate: Simulator,
    readonly inputs: readonly PairedInput[],
    readonly outputs: readonly PairedOutput[],
    readonly clocks: readonly PairedClock[],
    /** One sample a cycle before one edge of one clock, or (false) one before every edge. */
    readonly singleEdge: boolean,
    /** Level of a clock between active edges. */
    readonly restLevel: 0 | 1,
  ) {
    this.drives = [driveTable(golden, inputs, (input) => input.name), driveTable(candidate, inputs, (input) => input.candidateName)];
  }

  /** Both sides at time zero with clocks at rest and all inputs unknown. */
  powerUp(): void {
    this.golden.powerUp();
    this.candidate.powerUp();
    for (const clock of this.clocks) {
      if (clock.golden !== undefined) this.golden.fill(clock.golden, this.restLevel);
      if (clock.candidate !== undefined) this.candidate.fill(clock.candidate, this.restLevel);
    }
  }

  start(): void {
    this.golden.start();
    this.candidate.start();
  }

  /** Two-valued inputs, four words a bit in the order of `inputs`. */
  apply(values: Uint32Array): void {
    for (const table of this.drives) drive(table, values);
  }

  settle(): boolean {
    const goldenRests = this.golden.eval();
    return this.candidate.eval() && goldenRests;
  }

  /** Moves clocks through the phases; logic is evaluated between phases, and after the last one left to the next `settle`. */
  advance(phases: readonly ClockPhase[]): boolean {
    let rests = true;
    for (let index = 0; index < phases.length; index++) {
      const phase = phases[index] as ClockPhase;
      if (index > 0 && !this.singleEdge) rests = this.settle() && rests;
      const changes = this.changesOf(phase);
      rests = this.golden.tick(changes.golden) && rests;
      rests = this.candidate.tick(changes.candidate) && rests;
    }
    return rests;
  }

  private changesOf(phase: ClockPhase): { golden: ClockChange[]; candidate: ClockChange[] } {
    const known = this.changes.get(phase);
    if (known !== undefined) return known;
    const side = (refOf: (clock: PairedClock) => Ref | undefined): ClockChange[] =>
      phase.flatMap(({ rise, fall }, index) => {
        const clock = this.clocks[index];
        const ref = clock === undefined ? undefined : refOf(clock);
        return ref === undefined ? [] : [{ clock: ref, rise, fall }];
      });
    const made = { golden: side((clock) => clock.golden), candidate: side((clock) => clock.candidate) };
    this.changes.set(phase, made);
    return made;
  }
}

/** Where the bits of paired inputs go in one simulator. */
export interface DriveTable {
  readonly sim: Simulator;
  readonly one: Int32Array;
  readonly zero: Int32Array;
  readonly source: Int32Array;
}

/** Connects the inputs to the ports of a simulator that have the names; a port it does not have is left out. */
export function driveTable(sim: Simulator, inputs: readonly PairedInput[], nameOf: (input: PairedInput) => string): DriveTable {
  const one: number[] = [];
  const zero: number[] = [];
  const source: number[] = [];
  let from = 0;
  for (const input of inputs) {
    const port = sim.inputs.find((p) => p.name === nameOf(input));
    port?.refs.forEach((ref, bit) => {
      if (bit >= input.width) return;
      one.push(sim.wordOf(ref, 1));
      zero.push(sim.wordOf(ref, 0));
      source.push((from + bit) * laneWords);
    });
    from += input.width;
  }
  return { sim, one: Int32Array.from(one), zero: Int32Array.from(zero), source: Int32Array.from(source) };
}

/** Writes two-valued inputs, four words a bit, into the simulator's rails. */
export function drive({ sim, one, zero, source }: DriveTable, values: Uint32Array): void {
  const { words } = sim;
  for (let i = 0; i < one.length; i++) {
    const from = source[i] as number;
    const toOne = one[i] as number;
    const toZero = zero[i] as number;
    for (let w = 0; w < laneWords; w++) {
      const value = values[from + w] as number;
      words[toOne + w] = value;
      words[toZero + w] = ~value;
    }
  }
}

/** One full period of every clock in every lane. */
export function fullPeriod(pair: DesignPair): ClockPhase[] {
  const rise = pair.clocks.map(() => ({ rise: allLanes, fall: noLanes }));
  const fall = pair.clocks.map(() => ({ rise: noLanes, fall: allLanes }));
  return pair.clocks.length === 0 ? [] : pair.restLevel === 0 ? [rise, fall] : [fall, rise];
}

/**
 * Matches ports and clocks. Fails with the difference when the interfaces are not the same: a port missing or new, or another width.
 * `portMap` gives the candidate's name of a golden port.
 */
export function pairDesigns(
  golden: Simulator,
  candidate: Simulator,
  portMap: Readonly<Record<string, string>>,
  givenClocks: readonly string[],
): Outcome<DesignPair> {
  const rename = (name: string): string => portMap[name] ?? name;
  const problems: string[] = [];
  const clocks = pairClocks(golden, candidate, rename, givenClocks);
  const clockNames = new Set(clocks.map((clock) => clock.name));
  for (const name of clockNames)
    if (name.includes('[')) problems.push(`clock ${name} is one bit of a wider port, which the simulator does not drive`);
  const inputs: PairedInput[] = [];
  for (const port of golden.inputs) {
    const other = candidate.inputs.find((p) => p.name === rename(port.name));
    if (other === undefined) problems.push(`input ${port.name} is missing from the candidate`);
    else if (other.width !== port.width)
      problems.push(`input ${port.name} has ${port.width} bits in the golden and ${other.width} in the candidate`);
    else if (port.width > 0 && !clockNames.has(port.name)) inputs.push({ name: port.name, candidateName: other.name, width: port.width });
  }
  const outputs: PairedOutput[] = [];
  for (const port of golden.outputs) {
    const other = candidate.outputs.find((p) => p.name === rename(port.name));
    if (other === undefined) problems.push(`output ${port.name} is missing from the candidate`);
    else if (other.width !== port.width)
      problems.push(`output ${port.name} has ${port.width} bits in the golden and ${other.width} in the candidate`);
    else outputs.push({ name: port.name, candidateName: other.name, golden: port.refs, candidate: other.refs });
  }
  const goldenNames = new Set([...golden.inputs, ...golden.outputs].map((port) => rename(port.name)));
  for (const port of [...candidate.inputs, ...candidate.outputs]) {
    if (!goldenNames.has(port.name)) problems.push(`port ${port.name} exists only in the candidate`);
  }
  if (problems.length > 0)
    return failure(`the interfaces differ: ${problems.join('; ')}`, 'give the candidate the same ports, or map renamed ones');
  const edges = [...sideClocks(golden, candidate, rename).golden, ...sideClocks(golden, candidate, rename).candidate];
  const rising = edges.some((clock) => clock.rising);
  const falling = edges.some((clock) => clock.falling);
  const logicOnly = edges.some((clock) => !clock.rising && !clock.falling);
  const singleEdge = clocks.length <= 1 && !(rising && falling) && !logicOnly;
  return success(new DesignPair(golden, candidate, inputs, outputs, clocks, singleEdge, singleEdge && falling ? 1 : 0));
}

/** Each side's clocks; where one side's clock comes out of logic, the other side may tell which input it is. */
function sideClocks(
  golden: Simulator,
  candidate: Simulator,
  rename: (name: string) => string,
): { golden: ClockInput[]; candidate: ClockInput[] } {
  const direct = (clocks: readonly ClockInput[]): ClockInput[] => clocks.filter((clock) => clock.states > 0);
  const goldenDirect = direct(findClocks(golden.gates)).map((clock) => clock.name);
  const candidateDirect = new Set(direct(findClocks(candidate.gates)).map((clock) => clock.name));
  return {
    golden: findClocks(golden.gates, new Set(golden.inputs.map((port) => port.name).filter((name) => candidateDirect.has(rename(name))))),
    candidate: findClocks(candidate.gates, new Set(goldenDirect.map(rename))),
  };
}

function pairClocks(golden: Simulator, candidate: Simulator, rename: (name: string) => string, given: readonly string[]): PairedClock[] {
  const { golden: own, candidate: other } = sideClocks(golden, candidate, rename);
  const names = new Set([...given, ...own.map((clock) => clock.name)]);
  const goldenNameOf = new Map(golden.inputs.map((port) => [rename(port.name), port.name]));
  for (const clock of other) names.add(goldenNameOf.get(clock.name) ?? clock.name);
  return [...names].flatMap((name) => {
    const inGolden = bitRef(golden, name, own);
    const inCandidate = bitRef(candidate, rename(name), other);
    if (inGolden === undefined && inCandidate === undefined) return [];
    return [
      {
        name,
        ...(inGolden === undefined ? {} : { golden: inGolden }),
        ...(inCandidate === undefined ? {} : { candidate: inCandidate }),
      },
    ];
  });
}

function bitRef(sim: Simulator, name: string, clocks: readonly ClockInput[]): Ref | undefined {
  return clocks.find((clock) => clock.name === name)?.ref ?? sim.inputs.find((port) => port.name === name && port.width === 1)?.refs[0];
}
