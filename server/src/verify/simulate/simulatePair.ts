import type { CompileUnit } from '../../model/compileUnit';
import type { Rung } from '../../protocol/contract';
import { simulateApart } from '../../sim/differential';
import type { DifferentialResult } from '../../sim/differential';
import { evaluate } from '../prove/algebra';
import type { GateDesign, GatePort } from '../prove/gateDesign';
import type { DesignPair } from '../prove/pairDesigns';
import { firstStep, holdSteps } from '../prove/pairDesigns';
import type { PreparedSide } from '../prove/preparedSide';
import { railAlgebra } from '../prove/rails';
import { registerWords } from '../prove/registerWords';
import { mayNeverRun } from '../prove/sourceGuards';
import type { Drive, Mismatch, Trace } from '../prove/replay';
import { firstMismatch, simulateSide } from '../prove/replay';
import { Aig } from '../prove/aig';
import { listed } from '../guards';
import type { VerifyTools } from '../verifyTools';
import { runIcarus } from './icarus';
import { drawStimulus } from './stimulus';

/** What the designs are read from, for the simulator that reads the source. */
export interface SimulatedUnits {
  readonly golden: CompileUnit;
  readonly candidate: CompileUnit;
  readonly sides: { readonly golden: SimulatedSide; readonly candidate: SimulatedSide };
}

export type SimulatedSide = Pick<
  PreparedSide,
  'interface' | 'opened' | 'opaque' | 'facts' | 'patterns' | 'simulated' | 'connections' | 'named'
>;

/**
 * Why the netlists alone do not show a difference, undefined where they do: a latch lets through what comes between two edges, which a replay that steps
 * all state at once does not show.
 */
export function notShownByNetlists({ sides }: SimulatedUnits): string | undefined {
  const latches = [...new Set([...sides.golden.facts.latches, ...sides.candidate.facts.latches])];
  return latches.length === 0 ? undefined : `the netlists do not show what latches let through (${listed(latches)})`;
}

export interface BothTraces {
  readonly golden: Trace;
  readonly candidate: Trace;
}

/** The two netlist traces of a drive, each side alone. */
export function replayApart(pair: DesignPair, drive: Drive): BothTraces {
  const back = new Map([...pair.portMap].map(([from, to]) => [to, from]));
  return {
    golden: simulateSide(pair.golden, pair.pairing.goldenStart, drive, new Map()),
    candidate: simulateSide(pair.candidate, pair.pairing.candidateStart, drive, back),
  };
}

/**
 * The registers of both sides, by the names of their sources, under a drive up to a step. Undefined when the netlists do not answer to it as
 * `shown` does, where both know: then their insides explain nothing of it.
 */
export function insidesOf(pair: DesignPair, drive: Drive, shown: BothTraces, step: number): BothTraces | undefined {
  const cut = { ...drive, steps: drive.steps.slice(0, step + 1) };
  const back = new Map([...pair.portMap].map(([from, to]) => [to, from]));
  const side = (which: 'golden' | 'candidate'): Trace | undefined => {
    const design = pair[which];
    const starts = which === 'golden' ? pair.pairing.goldenStart : pair.pairing.candidateStart;
    const registers = registerPorts(design);
    const trace = simulateSide(design, starts, cut, which === 'golden' ? new Map() : back, [...design.outputs, ...registers]);
    const agrees = trace.every((values, at) => [...(shown[which][at] ?? [])].every(([name, text]) => mayBeSame(text, values.get(name))));
    const names = new Set(registers.map((port) => port.name));
    return agrees ? trace.map((values) => new Map([...values].filter(([name]) => names.has(name)))) : undefined;
  };
  const [golden, candidate] = [side('golden'), side('candidate')];
  return golden === undefined || candidate === undefined ? undefined : { golden, candidate };
}

function mayBeSame(text: string, other: string | undefined): boolean {
  return [...text].every((digit, i) => !/[01]/.test(digit) || !/[01]/.test(other?.[i] ?? 'x') || digit === other?.[i]);
}

/** Registers whose bits all have a name of the source, as ports; ports of the module are left to themselves. */
function registerPorts(design: GateDesign): GatePort[] {
  const ports = new Set([...design.inputs, ...design.outputs].map((port) => port.name));
  // With several clocks a register of ours has sampled what the source's register was a step before: that one holds now what ours loads.
  const samples = new Map(
    design.registers.flatMap(({ q, d, names }) => (names[0]?.endsWith(' (sampled)') === true ? [[q, d] as const] : [])),
  );
  // What sets a register without its clock is seen in the same step: the net of its name has it.
  const nets = new Map(design.nets.map(({ name, bits }) => [name, bits]));
  return registerWords(design).flatMap(({ name, bits }) => {
    const net = nets.get(name);
    return !ports.has(name) && bits.length <= widest && bits.every((bit) => bit !== undefined)
      ? [{ name, bits: bits.map((bit, i) => samples.get(bit) ?? net?.[i] ?? bit) }]
      : [];
  });
}

/** Bits of a register that is looked at; wider ones are memories. */
const widest = 512;

export function mismatchOf(pair: DesignPair, traces: BothTraces, latency: number): Mismatch | undefined {
  return firstMismatch(
    whereMeant(pair, traces.golden),
    traces.candidate,
    firstStep(pair) + latency,
    holdSteps(pair) + latency,
    latency,
    pair.portMap,
  );
}

/** A trace of the golden with x for what is not compared. */
export function whereMeant({ onlyWhere }: Pick<DesignPair, 'onlyWhere'>, golden: Trace): Trace {
  if (onlyWhere === undefined) return golden;
  return golden.map((step) => {
    const isMeant = (port: string): boolean => !onlyWhere.has(port) || step.get(onlyWhere.get(port) ?? '') === '1';
    return new Map([...step].map(([port, text]) => [port, isMeant(port) ? text : 'x'.repeat(text.length)]));
  });
}

/** Random inputs for a pair. */
export function drawFor(pair: DesignPair, steps: number, seed: number): Drive {
  const allowed = pair.assumption;
  return drawStimulus({
    inputs: pair.golden.inputs
      .filter((port) => port.name !== pair.clock?.name)
      .map((port) => ({ name: port.name, width: port.bits.length })),
    resets: pair.resets,
    clocks: pair.clocks,
    holdSteps: holdSteps(pair),
    resetStaysInactive: pair.shifted,
    steps,
    symbols: pair.pairing.symbols,
    seed,
    ...(allowed === undefined
      ? {}
      : {
          allowed: (inputs: ReadonlyMap<string, readonly (0 | 1)[]>) => {
            const rails = railAlgebra(new Aig());
            const values = evaluate(allowed, rails, (all) => {
              for (const port of allowed.inputs)
                port.bits.forEach((bit, i) => (all[bit] = inputs.get(port.name)?.[i] === 1 ? rails.one : rails.zero));
            });
            const ok = values[allowed.outputs[0]?.bits[0] as number];
            return ok?.value === 1 && ok.unknown === 0;
          },
        }),
  });
}

export type EventDriven =
  | { readonly kind: 'agrees'; readonly steps: number; readonly ms: number; readonly known: ReadonlySet<string> }
  | { readonly kind: 'differs'; readonly mismatch: Mismatch; readonly traces: BothTraces; readonly ms: number }
  /** Not installed, or it cannot read the designs: the netlists have to do. */
  | { readonly kind: 'absent'; readonly why: string }
  /** It did not run to the end, or is not there where the netlists alone will not do. */
  | { readonly kind: 'failed'; readonly why: string };

/** Why a difference of the netlists (`what`) does not refute: the sources did not show it, or could not be run to the place where it is. */
export function unconfirmed(what: string, sources: Extract<EventDriven, { kind: 'agrees' | 'failed' }>): string {
  if (sources.kind === 'agrees') return `${what} in the netlists but not in Icarus, and nothing explains why`;
  return `${what} in the netlists, and Icarus could neither confirm nor deny it (${sources.why})`;
}

/** Runs both sources under Icarus with one drive and compares what they print. */
export async function simulateSources(
  pair: DesignPair,
  units: SimulatedUnits,
  drive: Drive,
  latency: number,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<EventDriven> {
  const absent = (why: string): EventDriven => {
    const doubt = notShownByNetlists(units);
    return doubt === undefined ? { kind: 'absent', why } : { kind: 'failed', why: `${why}, and ${doubt}` };
  };
  const [unseen] = units.sides.golden.opaque.instances;
  if (unseen !== undefined) return absent(`no simulator knows what ${unseen.module} does`);
  if (tools.icarus === undefined) return absent('no event-driven simulator is installed');
  const back = new Map([...pair.portMap].map(([from, to]) => [to, from]));
  const deposits = (side: 'golden' | 'candidate'): { names: readonly string[]; value: 0 | 1 }[] => {
    const starts = side === 'golden' ? pair.pairing.goldenStart : pair.pairing.candidateStart;
    return pair[side].registers.flatMap((register, i) => {
      const start = starts[i];
      if (start?.kind !== 'symbol') return [];
      return [{ names: register.names.map((name) => name.replace(/ \(sampled\)$/, '')), value: drive.symbols[start.symbol] ?? 0 }];
    });
  };
  const run = (side: 'golden' | 'candidate'): ReturnType<typeof runIcarus> =>
    runIcarus(
      {
        unit: units[side],
        connections: units.sides[side].connections,
        ports: units.sides[side].interface,
        opened: new Set(units.sides[side].opened.map(({ name }) => name)),
        rename: side === 'golden' ? new Map() : back,
        deposits: deposits(side),
      },
      drive,
      pair.clock === undefined
        ? undefined
        : { name: side === 'golden' ? pair.clock.name : (pair.portMap.get(pair.clock.name) ?? pair.clock.name), rising: pair.clock.rising },
      pair.clocks,
      tools,
      timeoutMs,
      signal,
    );
  const [golden, candidate] = await Promise.all([run('golden'), run('candidate')]);
  if (golden.kind === 'unreadable') return absent(`Icarus cannot read the golden: ${golden.message}`);
  if (candidate.kind === 'unreadable') return absent(`Icarus cannot read the candidate: ${candidate.message}`);
  if (golden.kind !== 'ran') return { kind: 'failed', why: `Icarus, golden: ${golden.message}` };
  if (candidate.kind !== 'ran') return { kind: 'failed', why: `Icarus, candidate: ${candidate.message}` };
  // It folds what a process reads before it asks what wakes it: `always @* y = a << 8;` of one bit then never runs, which the standard does not say.
  const misread = (['golden', 'candidate'] as const).find(
    (side) => (side === 'golden' ? golden : candidate).asleep && !mayNeverRun(units[side]),
  );
  if (misread !== undefined)
    return { kind: 'absent', why: `Icarus never runs a process of the ${misread}, since it folds all that it reads` };
  const traces = { golden: golden.trace, candidate: candidate.trace };
  const ms = Math.max(golden.ms, candidate.ms);
  const mismatch = mismatchOf(pair, traces, latency);
  if (mismatch !== undefined) return { kind: 'differs', mismatch, traces, ms };
  if (golden.cut !== undefined) return { kind: 'failed', why: `Icarus, golden: ${golden.cut}` };
  if (candidate.cut !== undefined) return { kind: 'failed', why: `Icarus, candidate: ${candidate.cut}` };
  return { kind: 'agrees', steps: drive.steps.length, ms, known: knownBits(whereMeant(pair, golden.trace), firstStep(pair)) };
}

/** Output bits of the golden that were known at some step from `from` on. */
export function knownBits(trace: Trace, from: number): Set<string> {
  const known = new Set<string>();
  for (const step of trace.slice(from)) {
    for (const [port, text] of step) {
      for (let i = 0; i < text.length; i++) if (text[i] === '0' || text[i] === '1') known.add(`${port}[${text.length - 1 - i}]`);
    }
  }
  return known;
}

/** The embedded simulator on both netlists, 128 lanes. */
export async function simulateNetlists(
  pair: DesignPair,
  units: SimulatedUnits,
  latency: number,
  options: { readonly cycles: number; readonly seed: number; readonly budgetMs: number; readonly goOn: () => boolean },
  signal: AbortSignal,
): Promise<DifferentialResult> {
  if (pair.assumption !== undefined) return { kind: 'unsupported', why: 'an assumption is simulated with drawn inputs only' };
  if (pair.onlyWhere !== undefined)
    return { kind: 'unsupported', why: 'what a valid output qualifies is simulated with drawn inputs only' };
  if (pair.shifted && latency === 0) return { kind: 'unsupported', why: 'a shift of 0 cycles is simulated with drawn inputs only' };
  const { golden, candidate } = units.sides;
  return simulateApart(
    golden.simulated,
    candidate.simulated,
    {
      ...options,
      patterns: golden.patterns,
      ...(latency > 0 ? { latency } : {}),
      ...(pair.resets.length > 0 ? { resets: pair.resets } : {}),
      portMap: Object.fromEntries(pair.portMap),
    },
    signal,
  );
}

/** The rung for the ladder. */
export function simulateRung(outcome: Rung['outcome'], detail: string, tool: string, version: string, ms: number): Rung {
  return { name: 'simulate', outcome, tool, version, ms, detail, diagnostics: [] };
}
