import type { TimingPath, TimingPoint } from '../protocol/contract';
import type { NetlistCell } from '../netlist/netlist';
import type { DelayModel } from './delayModel';
import type { RtlHop, RtlPath, RtlTiming } from './rtlSta';
import type { SignalBit } from './rtlNames';
import { sourceSpans, type SourceSpan, type SpanSource } from './sourceSpan';

/** One operator on a path, with its share of the path's delay. */
export interface PathStep {
  readonly cell: NetlistCell;
  readonly cellName: string;
  /** Net bits that the path enters and leaves by. */
  readonly from: number;
  readonly to: number;
  /** ns of the path. */
  readonly delay: number;
  readonly spans: readonly SourceSpan[];
  /** The slowest other way from the path's start into the operator: after which of the path's steps it leaves (-1: at the start), and what it takes of the path's time between. */
  readonly otherWay?: { readonly after: number; readonly operators: number; readonly part: number };
}

/** A path with its explanation at register-transfer level: what causes and fixes work on. */
export interface ExplainedPath {
  readonly path: TimingPath;
  readonly steps: readonly PathStep[];
  readonly rtl: RtlTiming;
  /** All names of the registers it begins and ends at: a net's above is told where that is a port, and the register is an instance's. */
  readonly startNames?: readonly string[];
  readonly endNames?: readonly string[];
  /** The pins of mapped flip-flops (`D`, `E`, `R`) that violated paths to its end reach, where the engine knows them. */
  readonly pins?: readonly string[];
  /** Its times are good for shares only and not to be told. */
  readonly ranked?: boolean;
}

export interface PathEnds {
  readonly start: SignalBit;
  readonly end: SignalBit;
  /** ns, setup included. */
  readonly arrival: number;
  readonly slack: number;
  /** Delay before the first operator: clock-to-output, or the input's arrival. */
  readonly launch: number;
  readonly setup: number;
}

/**
 * Explains a path whose two ends and delay an accurate engine gave: the slowest word-level path between the same ends is walked, and
 * its delays are scaled so that they add up to the engine's. When the two ends have no word-level path (synthesis merged one with
 * another register), the path keeps its ends and says nothing of the middle.
 */
export function explainPath(ends: PathEnds, rtl: RtlTiming, model: DelayModel, design: SpanSource): ExplainedPath {
  const found = slowest(ends, rtl);
  const middle = ends.arrival - ends.launch - ends.setup;
  const points: TimingPoint[] = [startPoint(ends, rtl, design)];
  const steps: PathStep[] = [];
  const control = controlAtEnd(ends, rtl, design, found?.hops.at(-1)?.bit);
  if (found !== undefined) {
    const launched = found.hops[0]?.arrival ?? 0;
    const rough = found.arrival - launched - model.setup;
    const scale = rough > 0 ? middle / rough : 0;
    found.hops.forEach((hop, index) => {
      const before = found.hops[index - 1];
      if (before === undefined || hop.cell === undefined) return;
      const delay = (hop.arrival - before.arrival) * scale;
      const read = toStep(hop, before, delay, design);
      if (read === undefined) return;
      // What synthesis made of conditions to drive an enable has no line of its own: that of the register says where they stand.
      const step = read.spans.length === 0 && control !== undefined ? { ...read, spans: control.spans } : read;
      const { otherWay } = hop;
      const between = before.arrival - (found.hops[otherWay?.fork ?? 0]?.arrival ?? 0);
      const other =
        otherWay === undefined || between <= 0
          ? {}
          : { otherWay: { after: otherWay.fork - 1, operators: otherWay.operators, part: otherWay.delay / between } };

      steps.push({ ...step, ...other });
      const named = index === found.hops.length - 1 ? control?.name : undefined;
      points.push(toPoint(step, named, rtl, ends.launch + (hop.arrival - launched) * scale));
    });
  }
  points.push(endPoint(ends, rtl, design, found === undefined, points.at(-1)?.arrival ?? 0));
  const path: TimingPath = {
    start: ends.start.signal,
    end: ends.end.signal,
    slack: round(ends.slack),
    arrival: round(ends.arrival),
    points: points.filter((point, index) => index === 0 || index === points.length - 1 || point.delay > 0.0005),
  };
  const { names } = rtl;
  return { path, steps, rtl, startNames: names.namesBeside(ends.start.signal), endNames: names.namesBeside(ends.end.signal) };
}

/** Nanoseconds to the picosecond: finer digits are noise of the arithmetic. */
export function round(time: number): number {
  return Math.round(time * 1000) / 1000;
}

/** `acc[3]`, or `acc` for a one-bit signal. */
export function bitName(item: SignalBit): string {
  return item.bit === undefined ? item.signal : `${item.signal}[${item.bit}]`;
}

/** First between the exact bits, then between the signals: synthesis may use another bit's logic for one. */
function slowest(ends: PathEnds, rtl: RtlTiming): RtlPath | undefined {
  const exact = rtl.slowestPath(rtl.startBits(ends.start.signal, ends.start.bit), rtl.endBits(ends.end.signal, ends.end.bit));
  if (exact !== undefined && exact.hops.length > 1) return exact;
  return rtl.slowestPath(rtl.startBits(ends.start.signal, undefined), rtl.endBits(ends.end.signal, undefined)) ?? exact;
}

/** Where a path ends at an enable or a synchronous reset: `enable of acc`, and the lines of the register. */
function controlAtEnd(
  { end }: PathEnds,
  rtl: RtlTiming,
  design: SpanSource,
  bit: number | undefined,
): { readonly name: string; readonly spans: readonly SourceSpan[] } | undefined {
  const [register] = rtl.names.registersOf(end.signal);
  if (register === undefined || bit === undefined || register.connections.D?.includes(bit) === true) return undefined;
  const pin = ['EN', 'SRST'].find((one) => register.connections[one]?.includes(bit) === true);
  if (pin === undefined) return undefined;
  return { name: `${pin === 'EN' ? 'enable' : 'synchronous reset'} of ${end.signal}`, spans: sourceSpans(register.attributes.src, design) };
}

function toStep(hop: RtlHop, before: RtlHop, delay: number, design: SpanSource): PathStep | undefined {
  if (hop.cell === undefined || hop.cellName === undefined) return undefined;
  const spans = sourceSpans(hop.cell.attributes.src, design);
  return { cell: hop.cell, cellName: hop.cellName, from: before.bit, to: hop.bit, delay, spans };
}

function toPoint(step: PathStep, named: string | undefined, rtl: RtlTiming, arrival: number): TimingPoint {
  const op = operatorOf(step.cell);
  const name = rtl.names.nameOf(step.to);
  return {
    name: name === undefined ? (named ?? op) : bitName(name),
    ...place(step.spans[0]),
    op,
    delay: round(step.delay),
    arrival: round(arrival),
  };
}

function startPoint(ends: PathEnds, rtl: RtlTiming, design: SpanSource): TimingPoint {
  const register = rtl.names.registersOf(ends.start.signal)[0];
  const spans = sourceSpans(register?.attributes.src ?? rtl.module.netnames[ends.start.signal]?.attributes.src, design);
  const op = register === undefined ? 'input' : 'clock-to-output';
  return { name: bitName(ends.start), ...place(spans[0]), op, delay: round(ends.launch), arrival: round(ends.launch) };
}

function endPoint(ends: PathEnds, rtl: RtlTiming, design: SpanSource, unexplained: boolean, before: number): TimingPoint {
  const register = rtl.names.registersOf(ends.end.signal)[0];
  const spans = sourceSpans(register?.attributes.src ?? rtl.module.netnames[ends.end.signal]?.attributes.src, design);
  return {
    name: bitName(ends.end),
    ...place(spans[0]),
    op: unexplained ? 'logic' : register === undefined ? 'output' : 'setup',
    // A path without operators is all wire; its delay is told with the end point's.
    delay: round(ends.arrival - before),
    arrival: round(ends.arrival),
  };
}

/** `add:16`: the operation and the widest of its operands or result. */
function operatorOf(cell: NetlistCell): string {
  const widths = ['A', 'B', 'Y', 'Q', 'RD_DATA'].map((pin) => cell.connections[pin]?.length ?? 0);
  return `${cell.type.replace(/^\$/, '').replace(/_v2$/, '')}:${Math.max(1, ...widths)}`;
}

function place(span: SourceSpan | undefined): Partial<TimingPoint> {
  if (span === undefined) return {};
  const end = span.endLine === undefined || span.endColumn === undefined ? {} : { endLine: span.endLine, endColumn: span.endColumn };
  return { file: span.file, line: span.line, column: span.column, ...end };
}
