import type { ReportCheck, ReportEnd, ReportPath, ReportPoint, ReportSink } from './report';

/** A path of the Timing Analyzer told by itself, with its walk, as it is read. */
export interface FullPath {
  readonly line: number;
  readonly check: ReportCheck;
  /** What stands beside each label: `From Node`, `Slack`. */
  readonly values: Map<string, string>;
  readonly points: ReportPoint[];
}

/** Adds a step; above the launching register's own one stands the clock path, which is dropped. */
export function addStep(points: ReportPoint[], type: string | undefined, element: string, delay: number, arrival: number): void {
  if (type === 'uTco' || type === 'iExt') points.length = 0;
  if (type !== undefined) points.push({ pin: element, cell: type === 'IC' ? 'net' : type.toLowerCase(), net: undefined, delay, arrival });
}

/** Hands a path on that was read to its end; one without its ends or numbers is a problem of the report. */
export function handOn(path: FullPath | undefined, sink: ReportSink): void {
  if (path === undefined) return;
  const result = fullPath(path);
  if (result === undefined) sink.problem(path.line, 'a path without its ends or numbers was left out.');
  else sink.path(result);
}

function fullPath({ line, check, values, points }: FullPath): ReportPath | undefined {
  const number = (name: string): number => Number.parseFloat(values.get(name) ?? '');
  const [from, to, slack, arrival] = [values.get('From Node'), values.get('To Node'), number('Slack'), number('Data Arrival Time')];
  if (from === undefined || to === undefined || Number.isNaN(slack) || Number.isNaN(arrival)) return undefined;
  const requirement = number('Setup Relationship');
  return {
    check,
    corner: values.get('Operating Conditions') ?? values.get('Worst-Case Operating Conditions') ?? values.get('Delay Model'),
    start: endOf(from, values.get('Launch Clock')),
    end: endOf(to, values.get('Latch Clock')),
    group: values.get('Latch Clock') ?? '',
    slack,
    arrival,
    requirement: Number.isNaN(requirement) ? undefined : requirement,
    points,
    line,
  };
}

/** Whether a node is a port cannot be seen from its name: one without a path may be either, and is looked for as both. */
export function endOf(name: string, clock: string | undefined): ReportEnd {
  return { name, kind: 'register', clock: clock?.replace(/ \(INVERTED\)$/, '') };
}
