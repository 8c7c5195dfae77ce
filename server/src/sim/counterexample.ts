import type { Counterexample, SignalDifference } from '../protocol/contract';
import type { OutputComparer } from './comparison';
import type { ComparisonRun } from './comparisonRun';
import { laneWords } from './lanes';
import type { Witness } from './replay';
import { replay } from './replay';
import type { Ref } from './gateGraph';
import type { Simulator } from './simulator';
import type { TraceSignal } from './vcd';
import { writeVcd } from './vcd';
import { waveJson } from './wavejson';

/** Cycles before the difference that the waveform and the dump show at most. */
const waveCycles = 40;
const dumpCycles = 4200;
/** Time of a cycle in the dump, ns; the rising edge is at its start. */
const period = 10;

interface Watched {
  readonly side: 'golden' | 'candidate';
  readonly kind: 'input' | 'output' | 'register';
  readonly name: string;
  readonly refs: readonly Ref[];
  readonly sim: Simulator;
  readonly values: string[];
}

/** Replays the witness in one lane, recording every port and named register of both sides. */
export function buildCounterexample(run: ComparisonRun, witness: Witness): { counterexample: Counterexample; vcdText: string } {
  const watched = [...watch(run.pair.golden, 'golden'), ...watch(run.pair.candidate, 'candidate')];
  const clocks = run.pair.clocks.map((clock) => ({ name: clock.name, level: run.pair.restLevel, values: [] as string[] }));
  const first = Math.max(0, witness.step - dumpCycles);
  let signals: Record<string, SignalDifference> = {};
  let cycle = -1;
  replay(run, witness, (index, differences, comparer) => {
    const step = run.steps[index];
    if (step?.sampled === true) cycle++;
    if (index >= first) {
      for (const signal of watched) signal.values.push(signal.sim.value(signal.refs, witness.lane));
      for (const clock of clocks) clock.values.push(String(clock.level));
    }
    clocks.forEach((clock, at) => {
      for (const phase of step?.phases ?? []) {
        const change = phase[at];
        if (change === undefined) continue;
        if (laneOf(change.rise, witness.inputLane) === 1) clock.level = 1;
        if (laneOf(change.fall, witness.inputLane) === 1) clock.level = 0;
      }
    });
    if (index !== witness.step) return true;
    signals = differingOutputs(
      run,
      comparer,
      differences.map((difference) => difference.index),
      witness.lane,
    );
    return false;
  });
  return {
    counterexample: { cycle, signals, wavejson: draw(run, watched, clocks, Object.keys(signals), cycle) },
    vcdText: dump(run, watched, clocks, cycle),
  };
}

function laneOf(lanes: Uint32Array, lane: number): number {
  return ((lanes[lane >> 5] ?? 0) >>> (lane & 31)) & 1;
}

function watch(sim: Simulator, side: 'golden' | 'candidate'): Watched[] {
  const list: Watched[] = [
    ...sim.inputs.map((port) => ({ side, kind: 'input' as const, name: port.name, refs: port.refs, sim, values: [] })),
    ...sim.outputs.map((port) => ({ side, kind: 'output' as const, name: port.name, refs: port.refs, sim, values: [] })),
  ];
  const ports = new Set(list.map((signal) => signal.name));
  for (const [name, refs] of namedRegisters(sim)) {
    if (!ports.has(name)) list.push({ side, kind: 'register', name, refs, sim, values: [] });
  }
  return list;
}

/** State bits gathered into the registers that the source declares; bit 0 first. */
export function namedRegisters(sim: Simulator): Map<string, Ref[]> {
  const bits = new Map<string, { index: number; ref: Ref }[]>();
  for (const state of sim.states) {
    const name = state.names[0];
    if (name === undefined) continue;
    const match = /^(.*)\[(\d+)\]$/.exec(name);
    const base = match?.[1] ?? name;
    const list = bits.get(base) ?? [];
    list.push({ index: Number(match?.[2] ?? 0), ref: state.q });
    bits.set(base, list);
  }
  return new Map([...bits].map(([name, list]) => [name, list.sort((x, y) => x.index - y.index).map(({ ref }) => ref)]));
}

function differingOutputs(
  run: ComparisonRun,
  comparer: OutputComparer,
  indices: readonly number[],
  lane: number,
): Record<string, SignalDifference> {
  const signals: Record<string, SignalDifference> = {};
  const golden = comparer.goldenSample();
  const differing = new Set(indices.map((index) => comparer.bits[index]?.output));
  for (const output of differing) {
    const port = output === undefined ? undefined : run.pair.outputs[output];
    if (port === undefined) continue;
    let text = '';
    comparer.bits.forEach((bit, index) => {
      if (bit.output !== output) return;
      const at = index * 2 * laneWords + (lane >> 5);
      const one = ((golden[at] ?? 0) >>> (lane & 31)) & 1;
      const zero = ((golden[at + laneWords] ?? 0) >>> (lane & 31)) & 1;
      text = (one === 1 ? (zero === 1 ? 'x' : '1') : '0') + text;
    });
    const candidate = run.pair.candidate.value(port.candidate, lane);
    const wrong = [...text].some((digit, i) => digit !== 'x' && digit !== candidate[i]);
    if (wrong) signals[port.name] = { golden: text, candidate };
  }
  return signals;
}

interface ClockTrace {
  readonly name: string;
  readonly values: readonly string[];
}

function draw(
  run: ComparisonRun,
  watched: readonly Watched[],
  clocks: readonly ClockTrace[],
  differing: readonly string[],
  cycle: number,
): Counterexample['wavejson'] {
  const clockNames = new Set(clocks.map((clock) => clock.name));
  const candidateNames = new Set(run.pair.outputs.filter((o) => differing.includes(o.name)).map((o) => o.candidateName));
  const rows = (wanted: (signal: Watched) => boolean): { name: string; width: number; values: string[] }[] =>
    watched.filter(wanted).map((s) => ({ name: s.name, width: s.refs.length, values: s.values.slice(-waveCycles) }));
  const shown = Math.min(waveCycles, watched[0]?.values.length ?? 0);
  const single = run.pair.singleEdge ? clocks[0]?.name : undefined;
  const clockRows = run.pair.singleEdge ? [] : clocks.map((c) => ({ name: c.name, width: 1, values: c.values.slice(-waveCycles) }));
  return waveJson(
    [
      { title: 'clocks', rows: clockRows },
      { title: 'inputs', rows: rows((s) => s.side === 'golden' && s.kind === 'input' && !clockNames.has(s.name)) },
      { title: 'golden', rows: rows((s) => s.side === 'golden' && s.kind === 'output' && differing.includes(s.name)) },
      { title: 'candidate', rows: rows((s) => s.side === 'candidate' && s.kind === 'output' && candidateNames.has(s.name)) },
    ],
    {
      text: `${differing.join(', ')} differ in cycle ${cycle}`,
      firstCycle: cycle - shown + 1,
      ...(single === undefined ? {} : { clock: single }),
    },
  );
}

function dump(run: ComparisonRun, watched: readonly Watched[], clocks: readonly ClockTrace[], cycle: number): string {
  const clockNames = new Set(clocks.map((clock) => clock.name));
  const length = watched[0]?.values.length ?? 0;
  const times = Array.from({ length }, (_, index) => index * period);
  const signals: TraceSignal[] = watched
    .filter((signal) => !clockNames.has(signal.name))
    .map((signal) => ({ scope: signal.side, name: signal.name, width: signal.refs.length, times, values: signal.values }));
  for (const scope of ['golden', 'candidate']) {
    for (const clock of clocks) {
      const steady = !run.pair.singleEdge;
      const active = run.pair.restLevel === 0 ? ['1', '0'] : ['0', '1'];
      signals.push({
        scope,
        name: clock.name,
        width: 1,
        times: steady ? times : times.flatMap((time) => [time, time + period / 2]),
        values: steady ? clock.values : times.flatMap((_, index) => (index === 0 ? [active[1] ?? '0', active[1] ?? '0'] : active)),
      });
    }
  }
  return writeVcd(signals, `golden and candidate; the last sample, at ${(length - 1) * period} ns, is cycle ${cycle} and differs`);
}
