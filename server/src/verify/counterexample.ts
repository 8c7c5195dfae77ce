import type { Counterexample, DifferenceStart } from '../protocol/contract';
import type { TraceSignal } from '../sim/vcd';
import { writeVcd } from '../sim/vcd';
import { waveJson } from '../sim/wavejson';
import type { Drive, Mismatch, Trace } from './prove/replay';

/** Steps before the difference that the waveform shows at most. */
const waveSteps = 40;
const period = 10;

/** A counterexample with waveform and dump from a drive and what both sides answered to it. `firstCompared` is step 0 of the comparison. */
export function describeCounterexample(
  drive: Drive,
  golden: Trace,
  candidate: Trace,
  mismatch: Mismatch,
  firstCompared: number,
  options: {
    readonly clock?: string;
    readonly rising?: boolean;
    readonly latency: number;
    /** Registers of both sides, which the dump then holds too. */
    readonly insides?: { readonly golden: Trace; readonly candidate: Trace };
    readonly startsAt?: DifferenceStart;
  },
): { readonly counterexample: Counterexample; readonly vcdText: string } {
  const last = mismatch.step + 1;
  const from = Math.max(0, last - waveSteps);
  // One clock ticks once a step whatever the drive holds for it: it is drawn as a clock, not as an input that never moves.
  const inputs = [...(drive.steps[0]?.keys() ?? [])].filter((name) => name !== options.clock);
  const inputText = (step: number, name: string): string => [...(drive.steps[step]?.get(name) ?? [])].reverse().join('');
  const outputs = [...(golden[0]?.keys() ?? [])].sort((a, b) => Number(b in mismatch.signals) - Number(a in mismatch.signals));
  const otherNames = [...(candidate[0]?.keys() ?? [])];
  const range = (start: number): number[] => Array.from({ length: last - start }, (_, i) => start + i);
  const rows = (
    names: readonly string[],
    value: (step: number, name: string) => string,
  ): { name: string; width: number; values: string[] }[] =>
    names.map((name) => ({ name, width: value(mismatch.step, name).length, values: range(from).map((step) => value(step, name)) }));
  const traces: TraceSignal[] = [];
  const dump = (scope: string, names: readonly string[], value: (step: number, name: string) => string): void => {
    for (const name of names) {
      traces.push({
        scope,
        name,
        width: value(mismatch.step, name).length,
        times: range(0).map((step) => step * period),
        values: range(0).map((step) => value(step, name)),
      });
    }
  };
  const goldenText = (step: number, name: string): string => golden[step]?.get(name) ?? 'x';
  const candidateText = (step: number, name: string): string => candidate[step]?.get(name) ?? 'x';
  dump('inputs', inputs, inputText);
  if (options.clock !== undefined && options.clock !== '') {
    const times = range(0).flatMap((step) => [step * period, step * period + period / 2]);
    traces.push({
      scope: 'inputs',
      name: options.clock,
      width: 1,
      times,
      values: times.map((_, i) => ((i % 2 === 0) === (options.rising ?? true) ? '1' : '0')),
    });
  }
  dump('golden', outputs, goldenText);
  dump('candidate', otherNames, candidateText);
  for (const side of ['golden', 'candidate'] as const) {
    const inside = options.insides?.[side];
    dump(side, [...(inside?.[0]?.keys() ?? [])], (step, name) => inside?.[step]?.get(name) ?? 'x');
  }
  const names = Object.keys(mismatch.signals).join(', ');
  const text = `${names} differ${options.latency > 0 ? ` (candidate ${options.latency} cycles later)` : ''}`;
  return {
    counterexample: {
      cycle: mismatch.step - firstCompared,
      signals: mismatch.signals,
      ...(options.startsAt === undefined ? {} : { startsAt: options.startsAt }),
      wavejson: waveJson(
        [
          { title: 'inputs', rows: rows(inputs, inputText) },
          { title: 'golden', rows: rows(outputs, goldenText) },
          { title: 'candidate', rows: rows(otherNames, candidateText) },
        ],
        {
          text,
          firstCycle: from - firstCompared,
          ...(options.clock === undefined || options.clock === '' ? {} : { clock: options.clock }),
        },
      ),
    },
    vcdText: writeVcd(traces, text),
  };
}
