import { failure, success, type Outcome } from '../../base/outcome';
import type { RankedPath, RankedPoint, TimingPoint, TimingRanks } from '../../protocol/contract';
import { estimateEngine, timingNetlists, withCauses, type TimingInput } from '../analyze';
import { exceptionTag, noConstraints, periodOf, type PeriodOptions } from '../constraints';
import { delayModel, type DelayModel } from '../delayModel';
import { explainPath } from '../explain';
import { GateNames } from '../gateNames';
import type { GateTiming, Launch } from '../gateSta';
import { analyzeCells } from '../liberty/analyzeCells';
import type { SynthesisTool } from '../ports';
import { RtlTiming } from '../rtlSta';
import { parseSdc } from '../sdc';
import { timedPaths, worstPer, type TimedPath } from '../timedPaths';
import { rankModel, rankTargets } from './registry';

/** Where no constraint says how clocks relate, all have this period: only shares of it are looked at. */
const anyPeriod = 1;
const mostPaths = 20;

/**
 * Which paths of a design are slow on a device that Signoff is not calibrated for, slowest first, and what share of each a step takes: no times, since nothing was held against the device's own
 * tools. With constraints, a path counts by the time that it may take; delays of ports outside the design are not used.
 */
export async function analyzeRanks(input: TimingInput, yosys: SynthesisTool, signal: AbortSignal): Promise<Outcome<TimingRanks>> {
  const model = rankModel(input.target);
  const words = delayModel(undefined);
  if (model === undefined || words === undefined)
    return failure(`No model of ranks is called ${input.target ?? ''}.`, `Known: ${rankTargets.join(', ')}.`);
  const constraints = input.sdc === undefined ? noConstraints : parseSdc(input.sdc);
  const options: PeriodOptions = {
    constraints: { ...constraints, inputDelays: [], outputDelays: [], uncertainties: [] },
    period: constraints.clocks.length > 0 ? undefined : anyPeriod,
    clock: input.clock,
  };
  const netlists = await timingNetlists(input, yosys, signal, model);
  if (!netlists.ok) return netlists;
  const rtl = new RtlTiming(netlists.value.rtl, words);
  const cells = await model.timed(netlists.value.gates);
  const names = new GateNames(cells.gates, rtl);
  const tag = (launch: Launch): string => exceptionTag(names.nameOf(launch.bit).signal, launch, options);
  const { wireLoad } = cells.library;
  const gates = analyzeCells(cells.gates, cells.library, { tag, ...(wireLoad === undefined ? {} : { wireLoad }) });
  const { timed, untimed } = timedPaths(gates, names, options);
  const slowest = worstPer(
    timed,
    (path) => path.end.signal,
    (path) => -urgency(path, options),
  ).sort((a, b) => urgency(b, options) - urgency(a, options));
  const most = slowest[0] === undefined ? 1 : urgency(slowest[0], options);
  const ranks = slowest
    .slice(0, input.maxPaths ?? mostPaths)
    .map((path, at) => ranked(path, at + 1, most === 0 ? 0 : urgency(path, options) / most, rtl, words, input));
  const notes = [
    `For ${model.name}, by ${model.basis}: an order and shares, no times, since it was not held against the device's own tools.`,
    ...notesOf(gates, untimed, constraints.inputDelays.length + constraints.outputDelays.length > 0, timed.length),
    ...netlists.value.notes,
    ...constraints.notes,
  ];
  return success({ engine: estimateEngine, target: model.name, ranks, notes });
}

/** The time a path takes of the time that it may take. */
function urgency({ gate, needs }: TimedPath, options: PeriodOptions): number {
  const clock = [gate.capture.at, gate.launch.at].find((at) => typeof at === 'object');
  return needs / ((clock === undefined ? undefined : periodOf(clock.clock, options)) ?? anyPeriod);
}

function ranked(path: TimedPath, rank: number, share: number, rtl: RtlTiming, words: DelayModel, input: TimingInput): RankedPath {
  const { gate, start, end } = path;
  const ends = { start, end, arrival: gate.arrival, slack: 0, launch: gate.launch.delay, setup: gate.capture.setup };
  const explained = { ...explainPath(ends, rtl, words, input.design), ranked: true };
  const { points, cause, causes } = withCauses(explained);
  const whole = Math.max(1e-9, gate.arrival);
  return {
    rank,
    start: start.signal,
    end: end.signal,
    share: part(share),
    points: points.map((point) => rankedPoint(point, whole)),
    ...(cause === undefined || causes === undefined ? {} : { cause, causes }),
  };
}

/** A step without its times. */
function rankedPoint({ delay, ...point }: TimingPoint, whole: number): RankedPoint {
  const place: Partial<TimingPoint> & Pick<TimingPoint, 'name'> = { ...point };
  delete place.arrival;
  return { ...place, share: part(delay / whole) };
}

function part(share: number): number {
  return Math.round(Math.max(0, share) * 1000) / 1000;
}

function notesOf(gates: GateTiming, untimed: number, portDelays: boolean, timed: number): string[] {
  return [
    ...(portDelays ? ['Delays of ports are times and not used for ranks.'] : []),
    ...(untimed > 0 ? [`${untimed} paths between clocks, or of clocks without a period, were not ranked.`] : []),
    ...(timed === 0 ? ['There is no logic between registers or ports.'] : []),
    ...(gates.loops > 0 ? [`${gates.loops} combinational loops were cut.`] : []),
    ...[...gates.unknownCells].map(([type, count]) => `${count} cells of type ${type} have no delay: paths end and begin there.`),
  ];
}
