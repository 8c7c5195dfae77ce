import { failure, success, type Outcome } from '../base/outcome';
import type { Timing, TimingPath, TimingPoint, TimingReport } from '../protocol/contract';
import { checkFirst, firstError, toolFailure } from '../netlist/synthesisFailure';
import { readWords, topModule, withCauses, type TimingAnalysis } from './analyze';
import { delayModel, type DelayModel } from './delayModel';
import { bitName, explainPath, round, type ExplainedPath } from './explain';
import type { ReadableDesign, SynthesisTool } from './ports';
import { EndNames } from './reports/endNames';
import { reportFigures, type ReportFigures, type TimedPath } from './reports/figures';
import type { ParsedReport, ReportEnd, ReportPath } from './reports/report';
import type { SourcePlaces } from './reports/sourcePlaces';
import type { SignalBit } from './rtlNames';
import { RtlTiming } from './rtlSta';
import { slackHistogram } from './slackHistogram';

export interface ReportInput {
  readonly report: ParsedReport;
  /** Where its names stand in the source. */
  readonly places: SourcePlaces;
  /** ns. Left out, the report says it. */
  readonly period?: number;
  readonly clock?: string;
}

/** Paths that are listed, one an end point. */
const mostPaths = 1000;
/** Steps of a path that stays as the report has it. */
const mostPoints = 60;
/** Paths of which it is said one by one that the source does not have them. */
const mostPathNotes = 3;

/**
 * A static timing report joined with the design by names alone: slack, arrival and steps are the report's, and every end and net that
 * the source knows has its line. No tool is run.
 */
export function locateReport(input: ReportInput): Outcome<Timing> {
  const figures = reportFigures(input.report, input);
  if (!figures.ok) return figures;
  const slow = worstPerEnd(figures.value.slow, input.places);
  return success(
    timingOf(
      input,
      figures.value,
      slow,
      slow.slice(0, mostPaths).map((path) => located(path, input.places)),
    ),
  );
}

/**
 * As `locateReport`, and the middle of the worst paths explained by the slowest word-level path between the same ends, which leads over
 * source lines where synthesis renamed everything. Slack and arrival stay the report's.
 */
export async function analyzeReport(
  input: ReportInput & { readonly design: ReadableDesign; readonly budgetMs: number; readonly mostExplained: number },
  yosys: SynthesisTool,
  signal: AbortSignal,
): Promise<Outcome<TimingAnalysis>> {
  const model = delayModel(undefined) as DelayModel;
  const figures = reportFigures(input.report, input);
  if (!figures.ok) return figures;
  const slow = worstPerEnd(figures.value.slow, input.places);
  const rtl = await loadRtl(input.design, input.budgetMs, model, yosys, signal);
  if (!rtl.ok) return rtl;
  const names = new EndNames(rtl.value.names.all());
  const notes: string[] = [];
  const explained = slow.slice(0, input.mostExplained).map((path) => explain(path, input, rtl.value, names, model, notes));
  const others = slow.slice(input.mostExplained, mostPaths).map((path) => located(path, input.places));
  const paths = [...explained.map((item) => withCauses(item)), ...others];
  const timing = timingOf(input, figures.value, slow, paths);
  return success({
    timing: { ...timing, notes: [...(timing.notes ?? []), ...fewOf(notes)] },
    explained,
    endpoints: new Map(slow.map((item) => [item.end.signal, item.path.slack])),
  });
}

/** The first of what is said of single paths, and how many more there are: a page of it would hide the paths. */
export function fewOf(notes: readonly string[]): string[] {
  const more = notes.length - mostPathNotes;
  if (more <= 1) return [...notes];
  return [...notes.slice(0, mostPathNotes), `${more} more of the worst paths were not found in the source; their points are the report's.`];
}

interface NamedPath {
  readonly path: TimedPath;
  readonly start: SignalBit;
  readonly end: SignalBit;
  /** Whether the source knows the two. */
  readonly known: readonly [boolean, boolean];
}

/** The worst path of each end point, bits of a register taken together, worst first. */
function worstPerEnd(paths: readonly TimedPath[], places: SourcePlaces): NamedPath[] {
  const worst = new Map<string, NamedPath>();
  const asReported = (end: ReportEnd): SignalBit => ({ signal: end.name, bit: undefined });
  for (const path of paths) {
    const end = places.find(path.end, undefined);
    const signal = end?.signal ?? path.end.name;
    const old = worst.get(signal);
    if (old !== undefined && old.path.slack <= path.slack) continue;
    const start = places.find(path.start, path.points[0]?.net);
    const known = [start !== undefined, end !== undefined] as const;
    worst.set(signal, { path, start: start ?? asReported(path.start), end: end ?? asReported(path.end), known });
  }
  return [...worst.values()].sort((a, b) => a.path.slack - b.path.slack);
}

function timingOf({ report, places }: ReportInput, figures: ReportFigures, slow: readonly NamedPath[], paths: TimingPath[]): Timing {
  const { period, wns, tns } = figures;
  const needed = period - wns;
  return {
    engine: report.format === 'opensta' ? `opensta ${report.version ?? 'report'}` : `report:${report.format}`,
    period: round(period),
    wns: round(wns),
    tns: round(tns),
    fmax: needed > 0 ? Math.round(10_000 / needed) / 10 : 0,
    paths,
    fixes: [],
    notes: [...figures.notes, ...report.problems],
    histogram: slackHistogram(slow.map((item) => item.path.slack)),
    report: factsOf(report, figures, places),
  };
}

function factsOf(report: ParsedReport, figures: ReportFigures, places: SourcePlaces): TimingReport {
  const { fast } = figures;
  const hold = fast === undefined ? undefined : worstPerEnd(fast.paths, places).slice(0, mostPaths);
  const corners = new Set(report.paths.flatMap((path) => (path.corner === undefined ? [] : [path.corner])));
  return {
    format: report.format,
    title: report.title,
    ...(report.version === undefined ? {} : { version: report.version }),
    ...(report.design === undefined ? {} : { design: report.design }),
    clocks: report.clocks.map((one) => ({ name: one.name, period: round(one.period) })),
    corners: [...corners],
    listed: { ...report.met },
    ends: countEnds([...figures.slow, ...(fast?.paths ?? [])], places),
    ...(fast === undefined || hold === undefined
      ? {}
      : { hold: { wns: round(fast.wns), tns: round(fast.tns), paths: hold.map((path) => located(path, places)) } }),
    crossings: report.crossings.map((one) => ({ ...one })),
    unconstrained: [...report.unconstrained],
  };
}

/** Different names at the ends of paths, and those that the source knows. */
function countEnds(paths: readonly ReportPath[], places: SourcePlaces): { names: number; located: number } {
  const known = new Map<string, boolean>();
  for (const path of paths) {
    if (!known.has(path.start.name)) known.set(path.start.name, places.knows(path.start, path.points[0]?.net));
    if (!known.has(path.end.name)) known.set(path.end.name, places.knows(path.end, undefined));
  }
  return { names: known.size, located: [...known.values()].filter((one) => one).length };
}

/** A path as the report has it, its ends and nets on the lines that the source has for them. */
function located({ path, start, end, known }: NamedPath, places: SourcePlaces): TimingPath {
  const steps = path.points.filter((point) => point.delay > 0.0005).slice(-mostPoints);
  const points = steps.map((point): TimingPoint => ({
    name: point.net ?? point.pin,
    ...places.ofPoint(point),
    ...(point.cell === undefined ? {} : { op: point.cell }),
    delay: round(point.delay),
    arrival: round(point.arrival),
  }));
  const place = (at: SignalBit, found: boolean, named: ReportEnd) => (found ? places.placeOf(at.signal) : places.around(named)) ?? {};
  const first: TimingPoint = { name: bitName(start), ...place(start, known[0], path.start), delay: 0, arrival: 0 };
  const last: TimingPoint = { name: bitName(end), ...place(end, known[1], path.end), delay: 0, arrival: round(path.arrival) };
  return { ...headOf(path, start, end), points: [first, ...points, last] };
}

function headOf(path: TimedPath, start: SignalBit, end: SignalBit): Omit<TimingPath, 'points'> {
  return {
    start: start.signal,
    end: end.signal,
    slack: round(path.slack),
    arrival: round(path.arrival),
    ...(path.check === 'setup' ? {} : { check: path.check }),
    ...(path.corner === undefined ? {} : { corner: path.corner }),
    ...(path.group === '' ? {} : { group: path.group }),
    reportLine: path.line,
  };
}

/** The path over word-level cells between the ends that the report names; the report's own steps where there is none. */
function explain(
  item: NamedPath,
  { places, design }: ReportInput & { readonly design: ReadableDesign },
  rtl: RtlTiming,
  names: EndNames,
  model: DelayModel,
  notes: string[],
): ExplainedPath {
  const { path } = item;
  const start = inNetlist(path.start, path.points[0]?.net, rtl, names);
  const end = inNetlist(path.end, undefined, rtl, names);
  const reported = (why: string): ExplainedPath => {
    notes.push(`Report line ${path.line}: ${why}; its points are the report's.`);
    return { path: located(item, places), steps: [], rtl };
  };
  if (start === undefined || end === undefined)
    return reported(`${(start === undefined ? path.start : path.end).name} has no name in the source`);
  const launch = path.points[0]?.arrival ?? 0;
  const explained = explainPath({ start, end, arrival: path.arrival, slack: path.slack, launch, setup: 0 }, rtl, model, design);
  if (explained.steps.length === 0) return reported(`no path from ${bitName(start)} to ${bitName(end)} was found in the source`);
  return { ...explained, path: { ...headOf(path, start, end), points: explained.path.points } };
}

/** The signal of the word-level netlist behind an end; a port that a register drives is known by the register. */
function inNetlist(end: ReportEnd, net: string | undefined, rtl: RtlTiming, names: EndNames): SignalBit | undefined {
  const item = names.find(end, net);
  if (item === undefined) return undefined;
  const bits = rtl.names.bitsOf(item.signal, item.bit);
  const only = bits.length === 1 ? bits[0] : undefined;
  return (only === undefined ? undefined : rtl.names.nameOf(only)) ?? item;
}

async function loadRtl(
  design: ReadableDesign,
  budgetMs: number,
  model: DelayModel,
  yosys: SynthesisTool,
  signal: AbortSignal,
): Promise<Outcome<RtlTiming>> {
  const run = await readWords(design, [], [], budgetMs, yosys, signal);
  if (run.kind !== 'finished') return toolFailure(run, budgetMs);
  const module = topModule(run.files.get('rtl.json'));
  if (run.code === 0 && module !== undefined) return success(new RtlTiming(module, model));
  return failure(`The design could not be read: ${firstError(run.lines, design)}`, checkFirst);
}
