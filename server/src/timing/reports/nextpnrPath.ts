import type { ReportEnd, ReportPath, ReportPoint } from './report';

/** A clock with its edge; nothing for paths from inputs and to outputs. */
export interface Domain {
  readonly clock: string | undefined;
  readonly edge: string | undefined;
}

/** A step as nextpnr tells it: out of a cell (`source`), along a net, into the register at the end (`setup`), or how far the clocks are apart (`clock`). */
export interface NextpnrPoint {
  readonly kind: string;
  /** `cell.PORT` for a cell, the net's name for a net. */
  readonly name: string;
  readonly delay: number;
  readonly arrival: number;
  readonly sources: string[];
  /** Where a net leads: `cell.PORT`. */
  sink?: string;
}

/** `posedge clk`, `<async>` */
export function domainName(text: string): Domain {
  const found = /^(posedge|negedge) (.+)$/.exec(text);
  return { clock: found?.[2], edge: found?.[1] };
}

/** What nextpnr was asked for, in MHz. */
export interface NextpnrTargets {
  /** By clock. */
  readonly clocks: ReadonlyMap<string, number>;
  /** By `pairName`, between clocks that it knows to be related, with what it reached. */
  readonly pairs?: ReadonlyMap<string, { readonly asked: number; readonly reached: number }>;
}

/** `posedge a -> posedge b` */
export function pairName(from: Domain, to: Domain): string {
  const name = ({ clock, edge }: Domain): string => (clock === undefined ? '<async>' : `${edge ?? ''} ${clock}`);
  return `${name(from)} -> ${name(to)}`;
}

/**
 * A critical path with its slack, which nextpnr does not print: the period that the clock was asked for, half of it between unlike
 * edges, less the delay. Between related clocks it is what was asked for against what was reached. Paths from inputs, to outputs and between
 * other clocks have no constraint there, and so no slack. A path that is too fast (`hold`) adds up to its slack.
 */
export function nextpnrPath(
  check: 'setup' | 'hold',
  from: Domain,
  to: Domain,
  steps: readonly NextpnrPoint[],
  targets: NextpnrTargets,
  line: number,
): ReportPath | undefined {
  const first = steps.find((step) => step.kind !== 'clock');
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const related = targets.pairs?.get(pairName(from, to));
  const frequency = from.clock !== undefined && from.clock === to.clock ? targets.clocks.get(from.clock) : related?.asked;
  const shared = related === undefined && from.edge !== to.edge ? 0.5 : 1;
  const period = frequency === undefined || !(frequency > 0) ? undefined : (1000 / frequency) * shared;
  const requirement = check === 'hold' ? 0 : period;
  const taken = related === undefined ? last.arrival : 1000 / related.reached;
  return {
    check,
    corner: undefined,
    start: endOf(first.name, from.clock),
    end: endOf(last.kind === 'net' ? (last.sink ?? last.name) : last.name, to.clock),
    group: to.clock ?? from.clock ?? '',
    slack: check === 'hold' ? last.arrival : requirement === undefined ? undefined : requirement - taken,
    arrival: last.arrival,
    requirement,
    points: steps.map((step, at) => pointOf(step, steps[at + 1])),
    line,
  };
}

/** The cell `x_SB_DFF_Q_DFFLC.O` without its pin; an I/O buffer by the port it belongs to. */
function endOf(pin: string, clock: string | undefined): ReportEnd {
  const cell = pin.replace(/\.[^.]+$/, '');
  const pad = /^(.*)\$(?:sb_io|tr_io|iob|iobuf)$/.exec(cell)?.[1];
  return { name: pad ?? cell, kind: pad === undefined ? 'register' : 'port', clock };
}

function pointOf(step: NextpnrPoint, next: NextpnrPoint | undefined): ReportPoint {
  const net = step.kind === 'net' ? step.name : next?.kind === 'net' ? next.name : undefined;
  return {
    pin: step.name,
    cell: step.kind,
    net,
    delay: step.delay,
    arrival: step.arrival,
    ...(step.sources.length === 0 ? {} : { sources: step.sources }),
  };
}
