import type { Contract, Counterexample, DifferenceStart, Rung } from '../../protocol/contract';
import { describeCounterexample } from '../counterexample';
import { differenceStart } from '../differenceStart';
import type { DesignPair } from '../prove/pairDesigns';
import { firstStep, holdSteps, latencyOf } from '../prove/pairDesigns';
import type { GateDesign, GateRegister } from '../prove/gateDesign';
import { constantX, gateOp } from '../prove/gateDesign';
import type { Start } from '../prove/pairing';
import type { Drive, Mismatch } from '../prove/replay';
import { simulateSide } from '../prove/replay';
import type { DifferentialResult } from '../../sim/differential';
import type { VerifyTools } from '../verifyTools';
import { drivesFromDump } from './driveFromDump';
import type { BothTraces, EventDriven, SimulatedUnits } from './simulatePair';
import {
  drawFor,
  insidesOf,
  knownBits,
  mismatchOf,
  notShownByNetlists,
  replayApart,
  simulateNetlists,
  simulateSources,
  unconfirmed,
  whereMeant,
} from './simulatePair';

/** What the two last rungs work on. */
export interface PairContext {
  readonly pair: DesignPair;
  readonly units: SimulatedUnits;
  readonly contract: Contract;
  readonly tools: VerifyTools;
  readonly seed: number;
  /** `Date.now()` at which everything has to be answered. */
  readonly deadline: number;
  /** What forbids a proof, in words. */
  readonly guards: readonly string[];
  /** Whether a proof is still being looked for: so long, simulation is worth going on with. */
  readonly proving?: () => boolean;
  readonly signal: AbortSignal;
}

export type SimulateAnswer = Simulated & {
  /** The known bits that are so in the netlists: only on those does a proof about netlists compare anything. */
  readonly knownToProof: ReadonlySet<string>;
};

type Simulated = {
  readonly rungs: readonly Rung[];
  readonly reason: string;
  /** Golden output bits that were known at some compared step, or that are x on purpose whatever the registers hold. */
  readonly known: ReadonlySet<string>;
} & (
  | { readonly kind: 'agrees'; /** An event-driven simulator agreed. */ readonly independent: boolean }
  | { readonly kind: 'differs'; readonly counterexample: Counterexample; readonly vcdText: string }
  /** Simulators disagree and nothing explains it: neither a proof nor a refutation may follow. */
  | { readonly kind: 'disputed' }
  | { readonly kind: 'none' }
);

/**
 * Simulates both sides apart: the sources under Icarus where it is installed, the netlists in the embedded simulator. A difference that
 * only one of the two sees decides nothing unless it is explained: by a race that a netlist cannot show, or by reach.
 */
export async function simulateRung(context: PairContext): Promise<SimulateAnswer> {
  const knownToProof = new Set<string>();
  const answer = await simulate(context, knownToProof);
  return { ...answer, knownToProof, rungs: answer.rungs.map((one) => ({ ...one, arguments: askedOf(one, context) })) };
}

/** What a simulator was asked, in words: the drive is made here, not given on a command line. */
function askedOf(one: Rung, { pair, contract, seed }: PairContext): string[] {
  const latency = latencyOf(contract);
  const length =
    one.tool === 'icarus' ? `${stepsFor(pair, latency)} ${unit(pair)}` : `up to ${cyclesFor(pair)} cycles of many runs at once`;
  return [
    `golden and candidate simulated apart under the same random inputs, seed ${seed}, ${length}`,
    `compared from ${unit(pair).replace(/s$/, '')} ${firstStep(pair) + latency} on${latency > 0 ? `, the candidate ${latency} later` : ''}`,
  ];
}

async function simulate(context: PairContext, knownToProof: Set<string>): Promise<Simulated> {
  const { pair, units, tools, seed, signal } = context;
  const latency = latencyOf(context.contract);
  const left = Math.max(200, context.deadline - Date.now());
  const drive = drawFor(pair, stepsFor(pair, latency), seed);
  const known = knownInGolden(pair, drive, seed);
  known.forEach((bit) => knownToProof.add(bit));
  if (drive.steps.length <= holdSteps(pair) + latency) {
    return none('no inputs were found that fulfil the assumption', known, 'unknown');
  }
  const begun = Date.now();
  const budget = Math.floor(left / 4);
  // The simulator of the sources is another process, so both run at once.
  const stop = new AbortController();
  const options = {
    cycles: cyclesFor(pair),
    seed,
    budgetMs: Math.min(longestSimulationMs, Math.floor(left / 3)),
    goOn: () => context.proving?.() === true,
  };
  const embedded = simulateNetlists(pair, units, latency, options, AbortSignal.any([signal, stop.signal]));
  const sources = await simulateSources(pair, units, drive, latency, tools, budget, signal);
  if (sources.kind === 'differs') {
    stop.abort();
    await embedded;
    return sourcesDiffer(context, drive, sources, known);
  }
  const rungs: Rung[] = [];
  let reason = '';
  if (sources.kind === 'agrees') {
    sources.known.forEach((bit) => known.add(bit));
    reason = `Icarus saw no difference in ${sources.steps} ${unit(pair)} of random inputs`;
    rungs.push(rung('passed', reason, 'icarus', tools.icarus?.version, sources.ms));
  } else if (sources.kind === 'failed') {
    rungs.push(rung('unknown', sources.why, 'icarus', tools.icarus?.version, Date.now() - begun));
  }
  const netlists = await embedded;
  const ms = Date.now() - begun;
  switch (netlists.kind) {
    case 'different':
      return embeddedDiffers(context, drive, netlists, { sources, rungs, known, reason, ms });
    case 'same': {
      const never = new Set(netlists.neverKnown);
      for (const bit of pair.mayStayUnknown) if (!never.has(bit) && !never.has(bit.replace(/\[0\]$/, ''))) knownToProof.add(bit);
      knownToProof.forEach((bit) => known.add(bit));
      const text = `no difference in ${netlists.cycles} cycles of ${netlists.lanes} random runs`;
      rungs.push(rung('passed', text, 'signoff-sim', '1', ms));
      const both =
        reason === ''
          ? `${text}${sources.kind === 'absent' ? ` (${sources.why}: races are excluded by guards only)` : ''}`
          : `${reason}; ${text}`;
      return { kind: 'agrees', independent: sources.kind === 'agrees', rungs, known, reason: both };
    }
    case 'unknown':
    case 'unsupported':
      if (sources.kind === 'agrees') return { kind: 'agrees', independent: true, rungs, known, reason };
      return withoutEmbedded(context, drive, latency, rungs, known, netlists.why, ms);
  }
}

interface SoFar {
  readonly sources: EventDriven;
  readonly rungs: Rung[];
  readonly known: Set<string>;
  readonly reason: string;
  readonly ms: number;
}

/** A difference of the embedded simulator counts when it shows from power-up as contracts.md defines the start, and in the sources too where they can be run. */
async function embeddedDiffers(
  context: PairContext,
  drive: Drive,
  netlists: Extract<DifferentialResult, { kind: 'different' }>,
  { sources, rungs, known, reason, ms }: SoFar,
): Promise<Simulated> {
  const { pair, units, tools, signal } = context;
  const latency = latencyOf(context.contract);
  const first = firstStep(pair) + latency;
  for (const own of drivesFromDump(pair, netlists.vcdText)) {
    const traces = replayApart(pair, own);
    const mismatch = mismatchOf(pair, traces, latency);
    // Where the candidate is only unknown here, the simulator has found values of its unknowns that are wrong.
    if (mismatch === undefined) continue;
    const text = `${Object.keys(mismatch.signals).join(', ')} differ at cycle ${mismatch.step - first}`;
    const shown =
      sources.kind === 'absent'
        ? undefined
        : await simulateSources(pair, units, own, latency, tools, Math.max(500, (context.deadline - Date.now()) / 2), signal);
    if (shown?.kind === 'agrees' || shown?.kind === 'failed') {
      const why = unconfirmed(text, shown);
      return { kind: 'disputed', rungs: [...rungs, rung('unknown', why, 'signoff-sim', '1', ms)], known, reason: why };
    }
    const seen = shown?.kind === 'differs' ? shown : { traces, mismatch };
    const by = shown?.kind !== 'differs' ? 'seen by the embedded simulator' : 'found by the embedded simulator, seen by Icarus as well';
    return {
      kind: 'differs',
      rungs: [...rungs, rung('failed', `${text}, ${by}`, 'signoff-sim', '1', ms)],
      known,
      reason: `${text}, ${by}`,
      ...describeCounterexample(
        own,
        seen.traces.golden,
        seen.traces.candidate,
        seen.mismatch,
        first,
        waveOptions(context, own, seen.traces, seen.mismatch),
      ),
    };
  }
  const why = 'the embedded simulator saw a difference only from values that were there before the comparison starts';
  if (sources.kind === 'agrees') return { kind: 'agrees', independent: true, rungs, known, reason };
  return withoutEmbedded(context, drive, latency, rungs, known, why, ms);
}

/** The embedded simulator had nothing to say: the scalar replay of one drive is better than nothing. */
function withoutEmbedded(
  context: PairContext,
  drive: Drive,
  latency: number,
  rungs: Rung[],
  known: Set<string>,
  why: string,
  ms: number,
): Simulated {
  const { pair } = context;
  const short = {
    ...drive,
    steps: drive.steps.slice(0, Math.max(holdSteps(pair) + latency + 1, Math.floor(4_000_000 / pair.golden.size))),
  };
  const traces = replayApart(pair, short);
  const mismatch = mismatchOf(pair, traces, latency);
  if (mismatch === undefined) {
    const text = `no difference in ${short.steps.length} ${unit(pair)} of random inputs on the netlists`;
    rungs.push(rung('passed', text, 'signoff-sim', '1', ms));
    return { kind: 'agrees', independent: false, rungs, known, reason: text };
  }
  const doubt = notShownByNetlists(context.units);
  if (mismatch.onlyUnknown || doubt !== undefined) {
    const reason = doubt ?? why;
    rungs.push(rung('unknown', reason, 'signoff-sim', '1', ms));
    return { kind: 'none', rungs, known, reason };
  }
  const text = `${Object.keys(mismatch.signals).join(', ')} differ at cycle ${mismatch.step - firstStep(pair) - latency}`;
  rungs.push(rung('failed', text, 'signoff-sim', '1', ms));
  return {
    kind: 'differs',
    rungs,
    known,
    reason: text,
    ...describeCounterexample(
      short,
      traces.golden,
      traces.candidate,
      mismatch,
      firstStep(pair) + latency,
      waveOptions(context, short, traces, mismatch),
    ),
  };
}

function sourcesDiffer(
  context: PairContext,
  drive: Drive,
  sources: Extract<EventDriven, { kind: 'differs' }>,
  known: Set<string>,
): Simulated {
  const { pair, tools } = context;
  const latency = latencyOf(context.contract);
  const { mismatch } = sources;
  const cut = { ...drive, steps: drive.steps.slice(0, mismatch.step + 1) };
  const netlist = mismatchOf(pair, replayApart(pair, cut), latency);
  const what = `${Object.keys(mismatch.signals).join(', ')} differ at cycle ${mismatch.step - firstStep(pair) - latency}`;
  const described = describeCounterexample(
    drive,
    sources.traces.golden,
    sources.traces.candidate,
    mismatch,
    firstStep(pair) + latency,
    waveOptions(context, drive, sources.traces, mismatch),
  );
  const fail = (reason: string): Simulated => ({
    kind: 'differs',
    rungs: [rung('failed', reason, 'icarus', tools.icarus?.version, sources.ms)],
    known,
    reason,
    ...described,
  });
  const ownUnknowns = pair.pairing.unpaired.length > 0;
  if (netlist !== undefined && !(mismatch.onlyUnknown && netlist.onlyUnknown && ownUnknowns))
    return fail(`${what}, in Icarus and in the netlists`);
  const explanation = context.guards.find((guard) => guard.includes('candidate'));
  if (netlist === undefined && !mismatch.onlyUnknown && explanation !== undefined) return fail(`${what} in Icarus: ${explanation}`);
  const reason = mismatch.onlyUnknown
    ? `${what} in Icarus, where the candidate is x; the netlists ${netlist === undefined ? 'agree' : 'are unknown as well'}`
    : `${what} in Icarus but not in the netlists, and nothing explains why`;
  return { kind: 'disputed', rungs: [rung('unknown', reason, 'icarus', tools.icarus?.version, sources.ms)], known, reason };
}

/**
 * Golden output bits that the comparison means something on: known at a compared step, or unknown on both sides even when every register
 * starts with a value, so that the x is the author's own don't-care, kept.
 */
function knownInGolden(pair: DesignPair, drive: Drive, seed: number): Set<string> {
  const all = new Set<string>();
  if (pair.mayStayUnknown.length === 0) return all;
  const steps = drive.steps.slice(0, Math.max(40, Math.min(drive.steps.length, Math.floor(4_000_000 / pair.golden.size))));
  const short = { ...drive, steps };
  const from = firstStep(pair);
  const golden = simulateSide(pair.golden, pair.pairing.goldenStart, short, new Map());
  for (const bit of knownBits(whereMeant(pair, golden), from)) all.add(bit);
  const withValues = knownWithValues(pair.golden, { steps, symbols: [] }, from, seed, pair);
  // An x that both write on purpose compares nothing, and needs to say nothing, beside outputs that are known.
  const compared = pair.golden.outputs.reduce((sum, port) => sum + port.bits.length, 0) - pair.mayStayUnknown.length + all.size;
  if (compared === 0) return all;
  const candidateKnown = knownWithValues(pair.candidate, { steps, symbols: [] }, from, seed, pair);
  for (const bit of pair.mayStayUnknown) {
    const [port = '', index = ''] = bit.split('[');
    const there = `${pair.portMap.get(port) ?? port}[${index}`;
    const never = !withValues.has(bit) && !candidateKnown.has(there);
    if (never || (loadsOnlyUnknown(pair.golden, bit) && loadsOnlyUnknown(pair.candidate, there))) all.add(bit);
  }
  return all;
}

/** Whether an output bit is a don't-care of the author's: a constant x, or a register that holds its value or loads x and nothing else. */
function loadsOnlyUnknown(design: GateDesign, outputBit: string): boolean {
  const [, name = '', index = ''] = /^(.*)\[(\d+)\]$/.exec(outputBit) ?? [];
  const start = design.outputs.find((port) => port.name === name)?.bits[Number(index)];
  if (start === undefined) return false;
  const gateOf = gatesBySignal(design);
  const registerOf = new Map(design.registers.map((register) => [register.q, register]));
  const seen = new Set<number>();
  const stack = [start];
  let found = false;
  while (stack.length > 0) {
    const signal = stack.pop() as number;
    if (seen.has(signal)) continue;
    seen.add(signal);
    if (signal === constantX) found = true;
    else if (registerOf.get(signal)?.init === 'x') stack.push((registerOf.get(signal) as GateRegister).d);
    else {
      const gate = gateOf.get(signal);
      if (gate === undefined || design.gateKind[gate] !== gateOp.mux) return false;
      stack.push(design.gateA[gate] as number, design.gateB[gate] as number);
    }
  }
  return found;
}

const gateMaps = new WeakMap<GateDesign, ReadonlyMap<number, number>>();

function gatesBySignal(design: GateDesign): ReadonlyMap<number, number> {
  let map = gateMaps.get(design);
  if (map === undefined) gateMaps.set(design, (map = new Map(design.gateOutput.map((output, i) => [output, i]))));
  return map;
}

/** Output bits that are known at some step when every register starts with a value. */
function knownWithValues(design: GateDesign, drive: Drive, from: number, seed: number, pair: DesignPair): Set<string> {
  const starts: Start[] = design.registers.map((_, i) => ({ kind: 'symbol', symbol: i }));
  const symbols = starts.map((_, i) => (((seed + i * 2654435761) >>> 7) & 1) as 0 | 1);
  const rename = design === pair.golden ? new Map<string, string>() : new Map([...pair.portMap].map(([name, other]) => [other, name]));
  return knownBits(simulateSide(design, starts, { ...drive, symbols }, rename), from);
}

function stepsFor(pair: DesignPair, latency: number): number {
  const size = pair.golden.size + pair.candidate.size;
  return holdSteps(pair) + latency + (size > 20_000 ? 600 : size > 3000 ? 1500 : 2500);
}

/** Cycles in each lane that an answer rests on at least. */
function cyclesFor(pair: DesignPair): number {
  const size = pair.golden.size + pair.candidate.size;
  const most = pair.golden.registers.length + pair.candidate.registers.length === 0 ? 1000 : 4000;
  return Math.max(200, Math.min(most, Math.floor(20_000_000 / size)));
}

/** Longest that the embedded simulator goes on while a proof is looked for. */
const longestSimulationMs = 15_000;

function none(reason: string, known: ReadonlySet<string>, outcome: Rung['outcome']): Simulated {
  return { kind: 'none', rungs: [rung(outcome, reason, 'signoff-sim', '1', 0)], known, reason };
}

function rung(outcome: Rung['outcome'], detail: string, tool: string, version: string | undefined, ms: number): Rung {
  return { name: 'simulate', outcome, tool, ...(version === undefined ? {} : { version }), ms, detail, diagnostics: [] };
}

function unit(pair: DesignPair): string {
  return pair.manyClocks ? 'steps' : 'cycles';
}

/** How a difference is drawn: its clock, its latency, the registers behind it, and where it starts. */
export function waveOptions(
  context: Pick<PairContext, 'pair' | 'contract' | 'units'>,
  drive: Drive,
  traces: BothTraces,
  mismatch: Mismatch,
): { clock?: string; rising?: boolean; latency: number; insides?: BothTraces; startsAt?: DifferenceStart } {
  const { clock } = context.pair;
  const insides = insidesOf(context.pair, drive, traces, mismatch.step);
  const { golden, candidate } = context.units.sides;
  // What is called alike does not hold the same in the same cycle where the candidate may be late.
  const startsAt =
    insides === undefined || latencyOf(context.contract) > 0
      ? undefined
      : differenceStart(context.pair, drive, mismatch, { golden: golden.named, candidate: candidate.named });
  return {
    ...(clock === undefined ? {} : { clock: clock.name, rising: clock.rising }),
    latency: latencyOf(context.contract),
    ...(insides === undefined ? {} : { insides }),
    ...(startsAt === undefined ? {} : { startsAt }),
  };
}
