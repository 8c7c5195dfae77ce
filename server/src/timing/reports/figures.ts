import { failure, success, type Outcome } from '../../base/outcome';
import { isMaxCheck, type ParsedReport, type ReportPath, type ReportSummary } from './report';
import { reportReaders } from './registry';

/** A path with a slack. */
export type TimedPath = ReportPath & { readonly slack: number };

/** The figures of a report for one clock or all, in ns. */
export interface ReportFigures {
  readonly period: number;
  readonly wns: number;
  readonly tns: number;
  /** Setup and recovery, worst first; several for an end point where the report has several. */
  readonly slow: readonly TimedPath[];
  /** Hold and removal. */
  readonly fast: { readonly wns: number; readonly tns: number; readonly paths: readonly TimedPath[] } | undefined;
  readonly notes: readonly string[];
}

/**
 * Slack and period as a report says them: the tool's own sums where it prints them, since paths are listed in part only. `period` (ns)
 * is what a report without any constraint is held against; `clock` keeps to the paths and sums of that clock.
 */
export function reportFigures(report: ParsedReport, wanted: { readonly period?: number; readonly clock?: string }): Outcome<ReportFigures> {
  const { clock } = wanted;
  const ofClock = (path: ReportPath): boolean =>
    clock === undefined || [path.start.clock, path.end.clock, path.group].some((name) => name === clock);
  const paths = report.paths.filter(ofClock);
  const notes: string[] = [];
  const timed = timedPaths(paths, wanted.period, notes);
  const sums = sumsOf(report.summaries, clock);
  const slow = worstFirst(timed.filter((path) => isMaxCheck(path.check)));
  const fast = worstFirst(timed.filter((path) => !isMaxCheck(path.check)));
  const [setup, hold] = [sums.get('setup'), sums.get('hold')];
  if (slow.length + fast.length === 0 && setup === undefined) return nothing(report, clock);
  const wns = setup?.wns ?? slow[0]?.slack;
  const period = wanted.period ?? periodOf(report, slow, clock) ?? (wns === undefined ? 0 : undefined);
  if (period === undefined)
    return failure('The report shows no two clock edges to take the period from.', 'Give --period in ns, or report with the clock paths.');
  if (wns === undefined)
    notes.push(
      `The report lists no setup path: ${period === 0 ? 'no period is known, and ' : ''}nothing is said of the worst setup slack.`,
    );
  else if (setup === undefined) notes.push('tns adds up the end points that the report lists.');
  const holdTns = hold?.tns ?? totalOf(fast);
  return success({
    period,
    wns: wns ?? period,
    tns: setup?.tns ?? totalOf(slow),
    slow,
    fast: fast.length === 0 && hold === undefined ? undefined : { wns: hold?.wns ?? fast[0]?.slack ?? 0, tns: holdTns, paths: fast },
    notes,
  });
}

/** Paths with a slack. Where nothing in the report is constrained, paths between registers are held against the period that was given. */
function timedPaths(paths: readonly ReportPath[], period: number | undefined, notes: string[]): TimedPath[] {
  const timed = paths.filter((path): path is TimedPath => path.slack !== undefined);
  const loose = paths.length - timed.length;
  if (timed.length === 0 && period !== undefined) {
    const inner = paths.filter((path) => path.start.kind === 'register' && path.end.kind === 'register');
    if (inner.length > 0) notes.push(`The report names no constraint; slacks are against the period of ${period} ns that was given.`);
    return inner.map((path) => ({ ...path, slack: period - path.arrival }));
  }
  if (loose > 0)
    notes.push(`${loose} path${loose === 1 ? '' : 's'} of the report ${loose === 1 ? 'is' : 'are'} not constrained and left out.`);
  return timed;
}

/** Worst slack and total of setup and of hold: of the whole design where the report says it, else the worst corner of what it says of each clock. */
function sumsOf(summaries: readonly ReportSummary[], clock: string | undefined): Map<string, { wns: number; tns: number }> {
  const found = new Map<string, { wns: number; tns: number }>();
  for (const check of ['setup', 'hold'] as const) {
    const own = summaries.filter((one) => one.check === check && (clock === undefined || one.of === clock));
    const whole = own.filter((one) => one.of === undefined);
    const corners = new Map<string, { wns: number; tns: number }>();
    for (const one of whole.length > 0 ? whole : own) {
      const sum = corners.get(one.corner ?? '') ?? { wns: Infinity, tns: 0 };
      corners.set(one.corner ?? '', { wns: Math.min(sum.wns, one.wns), tns: sum.tns + one.tns });
    }
    const worst = [...corners.values()].sort((a, b) => a.wns - b.wns)[0];
    if (worst !== undefined) found.set(check, { wns: worst.wns, tns: Math.min(...[...corners.values()].map((one) => one.tns)) });
  }
  return found;
}

/** The clock's own period where the report has a table of clocks, else the distance of edges that most paths have. */
function periodOf(report: ParsedReport, slow: readonly ReportPath[], clock: string | undefined): number | undefined {
  const name = clock ?? slow[0]?.end.clock;
  const named = report.clocks.find((one) => one.name === name) ?? (slow.length === 0 ? report.clocks[0] : undefined);
  if (named !== undefined) return named.period;
  const counts = new Map<number, number>();
  for (const { requirement } of slow) {
    if (requirement !== undefined && requirement > 0) counts.set(requirement, (counts.get(requirement) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? report.clocks[0]?.period;
}

function worstFirst(paths: readonly TimedPath[]): TimedPath[] {
  return [...paths].sort((a, b) => a.slack - b.slack || a.line - b.line);
}

/** Negative slacks of the end points, the worst of each over corners. */
function totalOf(paths: readonly TimedPath[]): number {
  const pins = new Map<string, number>();
  for (const path of paths) pins.set(path.end.name, Math.min(path.slack, pins.get(path.end.name) ?? 0));
  return [...pins.values()].reduce((sum, slack) => sum + slack, 0);
}

function nothing(report: ParsedReport, clock: string | undefined): Outcome<never> {
  const reader = reportReaders.find((one) => one.format === report.format);
  const loose = report.met.unconstrained > 0 ? `none of its ${report.met.unconstrained} paths is constrained` : undefined;
  const ofClock = clock === undefined ? undefined : `no path of clock ${clock} is in it`;
  const why = ofClock ?? loose ?? report.problems[0] ?? 'no path is in it';
  const hint = loose === undefined ? '' : 'Give --period to hold its paths against, or ';
  return failure(
    `The timing report could not be used: ${why}`,
    `${hint}${hint === '' ? 'W' : 'w'}rite it with ${reader?.writtenBy ?? 'its tool'}.`,
  );
}
