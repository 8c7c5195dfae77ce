import type { ModuleGraph } from '../graph/graphTypes';
import type { Counterexample, DifferenceTrace } from '../protocol/contract';
import { readDump, type DumpScope } from '../sim/readDump';
import { waveJson, type WaveRow } from '../sim/wavejson';
import { coneInputs, coneRows, explainDifference } from './explainDifference';

/** Time of a cycle in the dump of a difference, ns. */
const period = 10;
/** Cycles that a verdict holds as values, and that are drawn. */
const keptCycles = 64;
const drawnCycles = 40;
/** Rows drawn of each side. */
const mostRows = 12;

export interface DifferenceGraphs {
  readonly golden: ModuleGraph;
  readonly candidate: ModuleGraph;
  /** Ports of the golden that the candidate calls otherwise. */
  readonly portMap?: ReadonlyMap<string, string>;
  /** Cycles that the candidate may be late. */
  readonly latency?: number;
}

/** A counterexample with its values, its waveform narrowed to what decides the outputs that differ, and why they do. Without `graphs` only values are added. */
export function withCause(found: Counterexample, vcdText: string, graphs: DifferenceGraphs | undefined): Counterexample {
  const whole = traceOf(found, vcdText);
  if (whole === undefined) return found;
  const trace = lastOf(whole, keptCycles);
  if (graphs === undefined) return { ...found, trace };
  const placed = withPlace(found, graphs.candidate);
  // A cycle is one edge of one clock; with several, a step is an edge of some of them.
  const clocked = [graphs.golden, graphs.candidate].some((graph) => graph.signals.some((signal) => signal.clock !== undefined));
  const steps = clocked && clockOf(found) === undefined;
  const outputs = Object.keys(found.signals);
  const { golden, candidate, portMap, latency } = graphs;
  const ports = portMap === undefined ? {} : { portMap };
  const difference = { trace: whole, outputs, graphs: { golden, candidate }, steps, latency: latency ?? 0, ...ports };
  const explanation = explainDifference(difference);
  return { ...placed, trace, wavejson: draw(found, lastOf(whole, drawnCycles), difference), explanation };
}

/** Netlists do not always know where a net is declared; the graph of the module does. */
function withPlace(found: Counterexample, { path, signals }: ModuleGraph): Counterexample {
  const { startsAt } = found;
  const declared = startsAt?.file === undefined ? signals.find(({ id }) => id === startsAt?.signal) : undefined;
  return startsAt === undefined || declared === undefined
    ? found
    : { ...found, startsAt: { ...startsAt, file: path, line: declared.line } };
}

function traceOf(found: Counterexample, vcdText: string): DifferenceTrace | undefined {
  const scopes = readDump(vcdText, period);
  const [golden, candidate] = [scopes.get('golden'), scopes.get('candidate')];
  if (golden === undefined || candidate === undefined) return undefined;
  const plain = (scope: DumpScope | undefined): Record<string, string[]> => Object.fromEntries(scope ?? []);
  const length = Math.max(0, ...[...candidate.values()].map((values) => values.length));
  return { firstCycle: found.cycle - length + 1, inputs: plain(scopes.get('inputs')), golden: plain(golden), candidate: plain(candidate) };
}

function lastOf(trace: DifferenceTrace, count: number): DifferenceTrace {
  const length = Math.max(0, ...Object.values(trace.candidate).map((values) => values.length));
  const cut = Math.max(0, length - count);
  const short = (of: Record<string, string[]>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(of).map(([name, values]) => [name, values.slice(cut)]));
  return {
    firstCycle: trace.firstCycle + cut,
    inputs: short(trace.inputs),
    golden: short(trace.golden),
    candidate: short(trace.candidate),
  };
}

function draw(found: Counterexample, trace: DifferenceTrace, difference: Parameters<typeof coneRows>[0]): Counterexample['wavejson'] {
  const rows = (of: Record<string, string[]>, names: readonly string[]): WaveRow[] =>
    names.slice(0, mostRows).map((name) => ({ name, width: of[name]?.[0]?.length ?? 1, values: of[name] ?? [] }));
  const clock = clockOf(found);
  const inputs = coneInputs(difference).filter((name) => name !== clock);
  return waveJson(
    [
      { title: 'inputs', rows: rows(trace.inputs, inputs) },
      { title: 'golden', rows: rows(trace.golden, coneRows(difference, 'golden')) },
      { title: 'candidate', rows: rows(trace.candidate, coneRows(difference, 'candidate')) },
    ],
    { text: found.wavejson.head?.text ?? '', firstCycle: trace.firstCycle, ...(clock === undefined ? {} : { clock }) },
  );
}

/** The lane that stands before the groups is the clock's. */
function clockOf(found: Counterexample): string | undefined {
  const first = found.wavejson.signal[0];
  return first !== undefined && !Array.isArray(first) && 'name' in first && typeof first.name === 'string' ? first.name : undefined;
}
