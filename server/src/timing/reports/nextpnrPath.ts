import type { ReportEnd, ReportPath, ReportPoint } from './report';

/** A clock with its edge; nothing for paths from inputs and to outputs. */
export interface Domain {
  readonly clock: string | undefined;
  readonly edge: string | undefined;
}

/** A step as nextpnr tells it: out of a cell (`source`), along a net, or into the register at the end (`setup`). */
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

/**
 * A critical path with its slack, which nextpnr does not print: the period that the clock was asked for, half of it between unlike
 * edges, less the delay. Paths from inputs, to outputs and between clocks have no constraint there, and so no slack.
 */
export function nextpnrPath(
  from: Domain,
  to: Domain,
  steps: readonly NextpnrPoint[],
  constraints: ReadonlyMap<string, number>,
  line: number,
): ReportPath | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const frequency = from.clock !== undefined && from.clock === to.clock ? constraints.get(from.clock) : undefined;
  const requirement = frequency === undefined || !(frequency > 0) ? undefined : (1000 / frequency) * (from.edge === to.edge ? 1 : 0.5);
  return {
    check: 'setup',
    corner: undefined,
    start: endOf(first.name, from.clock),
    end: endOf(last.kind === 'net' ? (last.sink ?? last.name) : last.name, to.clock),
    group: to.clock ?? from.clock ?? '',
    slack: requirement === undefined ? undefined : requirement - last.arrival,
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
