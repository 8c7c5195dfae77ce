import type { ClockEdge, GatePath } from './gateSta';

export interface ClockConstraint {
  readonly name: string;
  /** Port or net the clock enters at; its name for one that enters nowhere. */
  readonly source: string;
  readonly period: number;
  /** Times of its edges within a period; 0 and half of it where left out. */
  readonly rise?: number;
  readonly fall?: number;
}

/**
 * Paths that are timed otherwise: between registers, ports or clocks by name. An empty list is every one. A pattern may say what it is for (`port@`, `input@`, `output@`, `cell@`, `clock@`), since all
 * inputs are no registers; `!` before it takes some out again.
 */
export type PathException = { readonly from: readonly string[]; readonly to: readonly string[] } & (
  | { readonly kind: 'false' }
  | { readonly kind: 'multicycle'; readonly cycles: number; /** Counted in periods of the launching clock. */ readonly ofLaunch: boolean }
  | { readonly kind: 'maxDelay'; readonly delay: number }
);

/** What passes outside of the module at ports, after an edge of a clock or before it; of any clock where none is named. */
export interface PortDelay {
  readonly ports: readonly string[];
  readonly delay: number;
  /** Counts beside what was said of a port before, and does not take its place. */
  readonly add?: true;
  readonly clock?: string;
  readonly edge: 'rise' | 'fall';
}

/** Time taken off the period: of some clocks or all, or between two. */
export interface Uncertainty {
  readonly clocks: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly value: number;
}

/** What the user says about timing, in ns. Names may hold `*`. */
export interface TimingConstraints {
  readonly clocks: readonly ClockConstraint[];
  readonly exceptions: readonly PathException[];
  /** Groups of clocks by name between which no path counts. A lone group stands against all others. */
  readonly apart: readonly (readonly (readonly string[])[])[];
  readonly inputDelays: readonly PortDelay[];
  readonly outputDelays: readonly PortDelay[];
  readonly uncertainties: readonly Uncertainty[];
  /** What was said but is not honoured, in words. */
  readonly notes: readonly string[];
}

export const noConstraints: TimingConstraints = {
  clocks: [],
  exceptions: [],
  apart: [],
  inputDelays: [],
  outputDelays: [],
  uncertainties: [],
  notes: [],
};

export interface PeriodOptions {
  readonly constraints: TimingConstraints;
  /** Period of clocks that no constraint names. */
  readonly period: number | undefined;
  /** When given, only paths of this clock are timed. */
  readonly clock: string | undefined;
}

/** A path with the names of its ends. */
export interface NamedPath {
  readonly launch: GatePath['launch'];
  readonly capture: GatePath['capture'];
  readonly start: string;
  readonly end: string;
}

/**
 * How long a path may take, and how many times that makes a whole period (2 for a half-cycle path); undefined when it is not timed. Exceptions are honoured in the order of SDC: a false path before
 * a maximum delay, that before multicycles, of which the one that names most counts.
 */
export function requiredTime(
  path: NamedPath,
  options: PeriodOptions,
): { readonly required: number; readonly perPeriod: number } | undefined {
  const { constraints } = options;
  const from = sideOf(path.launch.at, 'input', portDelay(constraints.inputDelays, path.start), options);
  const outside = path.capture.at === 'output' ? portDelay(constraints.outputDelays, path.capture.pin) : undefined;
  const to = sideOf(path.capture.at, 'output', outside, options);
  for (const side of [path.launch.at, path.capture.at])
    if (typeof side === 'object' && options.clock !== undefined && side.clock !== options.clock) return undefined;
  const exceptions = exceptionsOf(path, options);
  if (exceptions.some((one) => one.kind === 'false')) return undefined;
  if (from === 'unknown' || to === 'unknown') return undefined;
  const share = window(from, to, options);
  if (share === undefined) return undefined;
  const delay = outside?.delay ?? 0;
  const limits = exceptions.flatMap((one) => (one.kind === 'maxDelay' ? [one.delay] : []));
  if (limits.length > 0) {
    const required = Math.min(...limits) - delay;
    return { required, perPeriod: share.period / Math.max(1e-9, required) };
  }
  const multicycle = exceptions.findLast((one) => one.kind === 'multicycle');
  const more =
    multicycle === undefined ? 0 : (multicycle.cycles - 1) * (multicycle.ofLaunch ? (from?.period ?? share.period) : share.period);
  const whole = share.time + more;
  return { required: whole - delay - uncertaintyOf(from, to, constraints), perPeriod: share.period / whole };
}

/** Whether a path is one of two clocks, or of exceptions, that is left out on purpose: not to be counted as untimed. */
export function isExcluded(path: NamedPath, options: PeriodOptions): boolean {
  return exceptionsOf(path, options).some((one) => one.kind === 'false');
}

/** The exceptions that a launch may fall under, as a word: paths of launches with different words are followed apart, since the worst of them may be excepted. */
export function exceptionTag(start: string, launch: GatePath['launch'], options: PeriodOptions): string {
  return options.constraints.exceptions
    .flatMap(({ from }, at) => (from.length > 0 && fits(from, start, launch.at, options.constraints) ? [String(at)] : []))
    .join(' ');
}

/** When the signal of an input port arrives after its clock's edge. */
export function inputArrival(port: string, constraints: TimingConstraints): number {
  return portDelay(constraints.inputDelays, port)?.delay ?? 0;
}

function exceptionsOf(path: NamedPath, { constraints }: PeriodOptions): PathException[] {
  const found = constraints.exceptions.filter(
    ({ from, to }) => fits(from, path.start, path.launch.at, constraints) && fits(to, path.end, path.capture.at, constraints),
  );
  // Those that name both ends count more; of equals the later.
  const named = ({ from, to }: PathException): number => Number(from.length > 0) + Number(to.length > 0);
  return found.sort((a, b) => named(a) - named(b));
}

/** Whether a name, or the clock that a register or a port's delay belongs to, is among patterns; none are for every one. */
function fits(patterns: readonly string[], name: string, side: ClockEdge | 'input' | 'output', constraints: TimingConstraints): boolean {
  if (patterns.length === 0) return true;
  const delays = side === 'input' ? constraints.inputDelays : constraints.outputDelays;
  const clock = typeof side === 'object' ? constraintOf(side.clock, constraints)?.name : portDelay(delays, name)?.clock;
  const ofClock = (pattern: string): boolean => clock !== undefined && matches(pattern, clock);
  return among(patterns, (kind, pattern) => {
    if (kind === 'clock') return ofClock(pattern);
    if (kind === undefined) return matches(pattern, name) || ofClock(pattern);
    const own = typeof side === 'object' ? kind === 'cell' : kind === 'port' || kind === side;
    return own && matches(pattern, name);
  });
}

/** Whether one of the patterns fits and none that takes out does. */
function among(patterns: readonly string[], fit: (kind: string | undefined, pattern: string) => boolean): boolean {
  let found = false;
  for (const one of patterns) {
    const [, not, kind, pattern = ''] = /^(!?)(?:(port|input|output|cell|clock)@)?(.*)$/.exec(one) ?? [];
    if (!fit(kind, pattern)) continue;
    if (not === '!') return false;
    found = true;
  }
  return found;
}

/** The delay of a port: the last that was said of it, and the largest of those that were said to be added. */
function portDelay(delays: readonly PortDelay[], port: string): PortDelay | undefined {
  let found: PortDelay[] = [];
  for (const one of delays)
    if (among(one.ports, (_, pattern) => matches(pattern, port))) found = one.add === true ? [...found, one] : [one];
  return found.reduce<PortDelay | undefined>((most, one) => (most === undefined || one.delay > most.delay ? one : most), undefined);
}

/** One end of a path in time: an edge of a clock. */
interface Side {
  /** The clock's net, or the name of one that is constrained. */
  readonly clock: string;
  readonly constraint: ClockConstraint | undefined;
  readonly period: number;
  /** Time of the edge within the period. */
  readonly at: number;
}

/** The side of a path; undefined at a port without a clock, `unknown` for a clock without a period. */
function sideOf(
  edge: ClockEdge | 'input' | 'output',
  port: 'input' | 'output',
  delay: PortDelay | undefined,
  options: PeriodOptions,
): Side | undefined | 'unknown' {
  if (edge !== port && typeof edge === 'object') {
    return sideOfClock(edge.clock, edge.edge, constraintOf(edge.clock, options.constraints), options) ?? 'unknown';
  }
  const named = options.constraints.clocks.find((one) => one.name === delay?.clock);
  return delay === undefined || named === undefined ? undefined : sideOfClock(named.source, delay.edge, named, options);
}

function sideOfClock(
  clock: string,
  edge: 'rise' | 'fall',
  constraint: ClockConstraint | undefined,
  options: PeriodOptions,
): Side | undefined {
  const period = constraint?.period ?? options.period;
  if (period === undefined) return undefined;
  const at = edge === 'rise' ? (constraint?.rise ?? 0) : (constraint?.fall ?? period / 2);
  return { clock, constraint, period, at };
}

function constraintOf(clock: string, constraints: TimingConstraints): ClockConstraint | undefined {
  return constraints.clocks.find((item) => matches(item.source, clock) || item.name === clock);
}

function uncertaintyOf(from: Side | undefined, to: Side | undefined, { uncertainties }: TimingConstraints): number {
  const [launch, capture] = [from?.constraint?.name, to?.constraint?.name];
  const named = (patterns: readonly string[], name: string | undefined): boolean =>
    name !== undefined && patterns.some((one) => matches(one, name));
  const between = uncertainties.findLast((one) => one.from.length + one.to.length > 0 && named(one.from, launch) && named(one.to, capture));
  if (between !== undefined) return between.value;
  const simple = uncertainties.findLast(
    (one) => one.from.length + one.to.length === 0 && (one.clocks.length === 0 || named(one.clocks, capture)),
  );
  return simple?.value ?? 0;
}

/** The period of a clock net: its own constraint's, else the general one. */
export function periodOf(clock: string, options: PeriodOptions): number | undefined {
  return constraintOf(clock, options.constraints)?.period ?? options.period;
}

/** Whether a name, with or without its bit, fits a pattern with `*`. */
export function matches(pattern: string, name: string): boolean {
  const bare = name.replace(/\[\d+\]$/, '');
  if (pattern === name || pattern === bare) return true;
  if (!pattern.includes('*')) return false;
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const regex = new RegExp(`^${source.join('.*')}$`);
  return regex.test(name) || regex.test(bare);
}

/** Time from the launching edge to the next capturing one, and the period that it is a share of. */
function window(from: Side | undefined, to: Side | undefined, options: PeriodOptions): { time: number; period: number } | undefined {
  if (from === undefined || to === undefined) {
    const known = from ?? to;
    if (known !== undefined) return { time: known.period, period: known.period };
    const times = [...options.constraints.clocks.map((item) => item.period), ...(options.period === undefined ? [] : [options.period])];
    const period = Math.min(...times);
    return times.length === 0 ? undefined : { time: period, period };
  }
  const same = from.clock === to.clock;
  // Paths from one clock to another are timed only when constraints name both and do not set them apart.
  if (
    !same &&
    (from.constraint === undefined ||
      to.constraint === undefined ||
      setApart(from.constraint.name, to.constraint.name, options.constraints))
  )
    return undefined;
  let tightest = Infinity;
  for (let cycle = 0; cycle < (same ? 1 : 256); cycle++) {
    const time = cycle * from.period + from.at;
    const next = (Math.floor((time - to.at) / to.period + 1e-9) + 1) * to.period + to.at;
    tightest = Math.min(tightest, next - time);
  }
  return { time: tightest, period: to.period };
}

function setApart(one: string, other: string, { apart }: TimingConstraints): boolean {
  return apart.some((groups) => {
    const groupOf = (name: string): number => groups.findIndex((group) => group.some((pattern) => matches(pattern, name)));
    const [a, b] = [groupOf(one), groupOf(other)];
    return a !== b && (groups.length === 1 || (a >= 0 && b >= 0));
  });
}
