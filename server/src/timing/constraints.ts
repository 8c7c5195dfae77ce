import type { ClockEdge, GatePath } from './gateSta';

export interface ClockConstraint {
  readonly name: string;
  /** Port or net the clock enters at. */
  readonly source: string;
  readonly period: number;
}

/** What the user says about timing, in ns. Names may hold `*`. */
export interface TimingConstraints {
  readonly clocks: readonly ClockConstraint[];
  readonly falsePaths: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[];
  readonly inputDelays: ReadonlyMap<string, number>;
  readonly outputDelays: ReadonlyMap<string, number>;
  /** Setup uncertainty taken off every period. */
  readonly uncertainty: number;
  /** What was said but is not honoured, in words. */
  readonly notes: readonly string[];
}

export const noConstraints: TimingConstraints = {
  clocks: [],
  falsePaths: [],
  inputDelays: new Map(),
  outputDelays: new Map(),
  uncertainty: 0,
  notes: [],
};

export interface PeriodOptions {
  readonly constraints: TimingConstraints;
  /** Period of clocks that no constraint names. */
  readonly period: number | undefined;
  /** When given, only paths of this clock are timed. */
  readonly clock: string | undefined;
}

/** How long a path may take, and how many times that makes a whole period (2 for a half-cycle path); undefined when it is not timed. */
export function requiredTime(
  path: GatePath,
  options: PeriodOptions,
): { readonly required: number; readonly perPeriod: number } | undefined {
  const { launch, capture } = path;
  const from = launch.at === 'input' ? undefined : launch.at;
  const to = capture.at === 'output' ? undefined : capture.at;
  for (const edge of [from, to]) if (edge !== undefined && options.clock !== undefined && edge.clock !== options.clock) return undefined;
  const share = window(from, to, options);
  if (share === undefined) return undefined;
  const outputDelay = capture.at === 'output' ? lookup(options.constraints.outputDelays, capture.pin) : 0;
  return { required: share.time - outputDelay - options.constraints.uncertainty, perPeriod: share.perPeriod };
}

/** The period of a clock net: its own constraint's, else the general one. */
export function periodOf(clock: string, options: PeriodOptions): number | undefined {
  const known = options.constraints.clocks.find((item) => matches(item.source, clock) || item.name === clock);
  return known?.period ?? options.period;
}

/** The value for a name in a map whose keys may be patterns; 0 when none fits. */
export function lookup(map: ReadonlyMap<string, number>, name: string): number {
  const exact = map.get(name);
  if (exact !== undefined) return exact;
  for (const [pattern, value] of map) if (matches(pattern, name)) return value;
  return 0;
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

function window(
  from: ClockEdge | undefined,
  to: ClockEdge | undefined,
  options: PeriodOptions,
): { time: number; perPeriod: number } | undefined {
  const whole = (clock: string): { time: number; perPeriod: number } | undefined => {
    const time = periodOf(clock, options);
    return time === undefined ? undefined : { time, perPeriod: 1 };
  };
  if (from === undefined || to === undefined) {
    const clock = (from ?? to)?.clock;
    if (clock !== undefined) return whole(clock);
    const times = [...options.constraints.clocks.map((item) => item.period), ...(options.period === undefined ? [] : [options.period])];
    return times.length === 0 ? undefined : { time: Math.min(...times), perPeriod: 1 };
  }
  if (from.clock === to.clock) {
    const time = periodOf(from.clock, options);
    if (time === undefined) return undefined;
    return from.edge === to.edge ? { time, perPeriod: 1 } : { time: time / 2, perPeriod: 2 };
  }
  return betweenClocks(from, to, options);
}

/** Paths from one clock to another are timed only when constraints name both; with unlike periods the tightest pair of edges counts. */
function betweenClocks(from: ClockEdge, to: ClockEdge, options: PeriodOptions): { time: number; perPeriod: number } | undefined {
  const named = (edge: ClockEdge) =>
    options.constraints.clocks.find((item) => matches(item.source, edge.clock) || item.name === edge.clock);
  const launch = named(from);
  const capture = named(to);
  if (launch === undefined || capture === undefined) return undefined;
  const offset = (from.edge === 'fall' ? launch.period / 2 : 0) - (to.edge === 'fall' ? capture.period / 2 : 0);
  let tightest = Infinity;
  for (let cycle = 0; cycle < 256; cycle++) {
    const time = cycle * launch.period + offset;
    const gap = (Math.floor(time / capture.period + 1e-9) + 1) * capture.period - time;
    tightest = Math.min(tightest, gap);
  }
  return { time: tightest, perPeriod: capture.period / tightest };
}
