import { failure, success, type Outcome } from '../base/outcome';
import type { Timing, TimingPath, TimingPoint } from '../protocol/contract';
import { firstError, flattenCommands, rtlCommands, toolFailure, topModule, withCause, type TimingAnalysis } from './analyze';
import { delayModel, type DelayModel } from './delayModel';
import { bitName, explainPath, round, type ExplainedPath } from './explain';
import type { ReadableDesign, SynthesisTool } from './ports';
import { parseOpenSta, type ReportEnd, type ReportPath } from './reports/opensta';
import type { SignalBit } from './rtlNames';
import { RtlTiming } from './rtlSta';

export interface ReportInput {
  readonly design: ReadableDesign;
  /** Text of the report. */
  readonly report: string;
  /** ns. Left out, it is the distance of the clock edges in the report. */
  readonly period?: number;
  readonly clock?: string;
  /** Version of the tool that wrote the report, when known. */
  readonly version?: string;
  readonly budgetMs: number;
  readonly maxPaths?: number;
}

/**
 * A static timing report joined with the design: end points by register name, the middle of each path by the slowest word-level path
 * between the same ends. Slack and arrival stay the report's. A point without a name in the source stays as the report has it.
 */
export async function analyzeReport(input: ReportInput, yosys: SynthesisTool, signal: AbortSignal): Promise<Outcome<TimingAnalysis>> {
  const model = delayModel(undefined) as DelayModel;
  const parsed = parseOpenSta(input.report);
  const chosen = parsed.paths.filter(
    (path) => input.clock === undefined || [path.start.clock, path.end.clock, path.group].includes(input.clock),
  );
  if (chosen.length === 0) {
    const why = parsed.problems[0] ?? `no path of clock ${input.clock ?? ''} is in it`;
    return failure(
      `The timing report could not be used: ${why}`,
      'Write it with `report_checks -path_delay max -format full_clock -fields net -group_count 100`.',
    );
  }
  const period = input.period ?? periodOf(chosen);
  if (period === undefined)
    return failure('The report shows no two clock edges to take the period from.', 'Give --period in ns, or report with -format full.');
  const rtl = await loadRtl(input, model, yosys, signal);
  if (!rtl.ok) return rtl;
  const worst = worstPerEnd(chosen, rtl.value);
  const notes = [...parsed.problems];
  const explained = worst.slice(0, input.maxPaths ?? 20).map((item) => join(item, rtl.value, model, input.design, notes));
  const wns = worst[0]?.path.slack ?? period;
  const needed = period - wns;
  const pins = new Map<string, number>();
  for (const path of chosen) pins.set(path.end.name, Math.min(path.slack, pins.get(path.end.name) ?? Infinity));
  const timing: Timing = {
    engine: `opensta ${input.version ?? 'report'}`,
    period,
    wns: round(wns),
    tns: round([...pins.values()].reduce((sum, slack) => sum + Math.min(0, slack), 0)),
    fmax: needed > 0 ? Math.round(10_000 / needed) / 10 : 0,
    paths: explained.map((item) => withCause(item)),
    fixes: [],
    notes: ['tns adds up the end points that the report lists.', ...notes],
  };
  return success({ timing, explained, endpoints: new Map(worst.map((item) => [item.end.signal, item.path.slack])) });
}

function periodOf(paths: readonly ReportPath[]): number | undefined {
  const spans = paths.flatMap((path) =>
    path.captureEdge === undefined || path.launchEdge === undefined ? [] : [path.captureEdge - path.launchEdge],
  );
  const longest = Math.max(0, ...spans);
  return longest > 0 ? longest : undefined;
}

async function loadRtl(input: ReportInput, model: DelayModel, yosys: SynthesisTool, signal: AbortSignal): Promise<Outcome<RtlTiming>> {
  const { design } = input;
  const top = design.top === '' ? 'hierarchy -check -auto-top' : `hierarchy -check -top ${design.top}`;
  const commands = [...design.commands, top, ...flattenCommands, ...rtlCommands];
  const run = await yosys.run({ commands, files: design.files, outputs: ['rtl.json'], timeoutMs: input.budgetMs }, signal);
  if (run.kind !== 'finished') return toolFailure(run, input.budgetMs);
  const module = topModule(run.files.get('rtl.json'));
  if (run.code === 0 && module !== undefined) return success(new RtlTiming(module, model));
  return failure(`The design could not be read: ${firstError(run.lines)}`, 'Run `signoff check` on it first.');
}

interface NamedPath {
  readonly path: ReportPath;
  readonly start: SignalBit;
  readonly end: SignalBit;
  readonly matched: boolean;
}

function worstPerEnd(paths: readonly ReportPath[], rtl: RtlTiming): NamedPath[] {
  const worst = new Map<string, NamedPath>();
  for (const path of paths) {
    const start = nameOf(path.start, path.points[0]?.net, rtl);
    const end = nameOf(path.end, undefined, rtl);
    const fallback = (item: ReportEnd): SignalBit => ({ signal: item.name, bit: undefined });
    const named = {
      path,
      start: start ?? fallback(path.start),
      end: end ?? fallback(path.end),
      matched: start !== undefined && end !== undefined,
    };
    const old = worst.get(named.end.signal);
    if (old === undefined || path.slack < old.path.slack) worst.set(named.end.signal, named);
  }
  return [...worst.values()].sort((a, b) => a.path.slack - b.path.slack);
}

/**
 * The source's name behind an end of a path: a port; the net that a register drives; or the register's own name, as synthesis tools
 * derive it: `acc[3]\DFF` (Yosys), `acc_reg[3]`, `acc_reg_3_` (others), with `/` between levels of hierarchy.
 */
export function nameOf(end: ReportEnd, net: string | undefined, rtl: RtlTiming): SignalBit | undefined {
  const bare = end.name.replace(/\\[A-Za-z_]\w*$/, '').replaceAll('\\', '');
  const forms = [...(net === undefined ? [] : [net.replaceAll('\\', '')]), bare];
  for (const form of forms.flatMap((item) => [item, item.replaceAll('/', '.')])) {
    for (const name of [form, form.replace(/_reg(?=\[|$)/, ''), form.replace(/_reg_(\d+)_$/, '[$1]')]) {
      const found = signalBit(name, rtl);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function signalBit(name: string, rtl: RtlTiming): SignalBit | undefined {
  const found = /^(.*?)(?:\[(\d+)\])?$/.exec(name);
  const signal = found?.[1] ?? name;
  if (rtl.names.has(name)) return canonical({ signal: name, bit: undefined }, rtl);
  if (!rtl.names.has(signal)) return undefined;
  return canonical({ signal, bit: found?.[2] === undefined ? undefined : Number(found[2]) }, rtl);
}

/** A port that a register drives is known by the register. */
function canonical(item: SignalBit, rtl: RtlTiming): SignalBit {
  const bits = rtl.names.bitsOf(item.signal, item.bit);
  const only = bits.length === 1 ? bits[0] : undefined;
  return (only === undefined ? undefined : rtl.names.nameOf(only)) ?? item;
}

function join(item: NamedPath, rtl: RtlTiming, model: DelayModel, design: ReadableDesign, notes: string[]): ExplainedPath {
  const { path } = item;
  if (!item.matched) {
    notes.push(`Report line ${path.line}: ${path.start.name} or ${path.end.name} has no name in the source; its points are the report's.`);
    return { path: asReported(item), steps: [], rtl };
  }
  const launch = path.points[0]?.arrival ?? 0;
  const explained = explainPath(
    { start: item.start, end: item.end, arrival: path.arrival, slack: path.slack, launch, setup: 0 },
    rtl,
    model,
    design,
  );
  if (explained.steps.length > 0) return explained;
  notes.push(
    `Report line ${path.line}: no path from ${bitName(item.start)} to ${bitName(item.end)} was found in the source; its points are the report's.`,
  );
  return { ...explained, path: asReported(item) };
}

function asReported(item: NamedPath): TimingPath {
  const points: TimingPoint[] = item.path.points.map((point) => ({
    name: point.net ?? point.pin,
    ...(point.cell === undefined ? {} : { op: point.cell }),
    delay: round(point.delay),
    arrival: round(point.arrival),
  }));
  return { start: item.start.signal, end: item.end.signal, slack: round(item.path.slack), arrival: round(item.path.arrival), points };
}
