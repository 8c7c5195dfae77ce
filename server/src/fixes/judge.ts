import type { CompileUnit } from '../model/compileUnit';
import { applyEdits } from '../base/layout';
import type { SourceText } from '../base/ranges';
import type { Contract } from '../protocol/contract';
import type { TimingAnalysis } from '../timing/analyze';
import type { ExplainedPath } from '../timing/explain';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { proofOrWhy, undecided } from './proofOrWhy';
import type { FixSearchTools } from './search';
import type { FixCandidate } from './strategy';

/** What a strategy would change in one file. */
export interface Proposal {
  readonly file: SourceText;
  readonly candidate: FixCandidate;
}

/** Slack of an end point in ns, before and after. */
export interface Gain {
  readonly endpoint: string;
  readonly before: number;
  readonly after: number;
}

/** A rewritten unit that was measured faster. */
export interface Measured {
  readonly proposals: readonly Proposal[];
  readonly unit: CompileUnit;
  readonly after: TimingAnalysis;
  readonly gain: Gain;
}

/** Why a rewrite is no gain. `onlyUnder`: it is one while an input arrives earlier than is known, in words. */
export interface Refused {
  readonly refused: string;
  readonly onlyUnder?: string;
}

/** How much larger a netlist may get: by half, and by what a small module needs. */
const mostGrowth = { factor: 1.5, cells: 40 };

/** The unit with proposals done, all together. */
export function changedUnit(unit: CompileUnit, proposals: readonly Proposal[]): CompileUnit {
  return {
    ...unit,
    files: unit.files.map((file) => {
      const changes = proposals.filter((item) => item.file.path === file.path).flatMap((item) => item.candidate.changes);
      return changes.length === 0 ? file : { path: file.path, text: applyEdits(file.text, changes) };
    }),
  };
}

/** A rewritten unit that is no gain by itself; `after` where it could be timed. */
export interface NoGain extends Refused {
  readonly proposals: readonly Proposal[];
  readonly unit: CompileUnit;
  readonly after: TimingAnalysis | undefined;
}

/** Cycles that proposals together delay the outputs by. */
export function cyclesOf(proposals: readonly Proposal[]): number {
  return proposals.reduce((sum, { candidate: { contract } }) => sum + (contract.kind === 'latency' ? contract.cycles : 0), 0);
}

/** What proposals done together promise: the same in every cycle, or so many cycles later. */
export function contractOf(proposals: readonly Proposal[]): Contract {
  const cycles = cyclesOf(proposals);
  return cycles === 0 ? { kind: 'sameCycle' } : { kind: 'latency', cycles };
}

/** Times proposals done together; what they gain, or why that is no gain. */
export async function measure(
  tools: FixSearchTools,
  unit: CompileUnit,
  before: TimingAnalysis,
  proposals: readonly Proposal[],
  deadline: number,
  signal: AbortSignal,
): Promise<Measured | NoGain> {
  const changed = changedUnit(unit, proposals);
  const noGain = (reason: string, after?: TimingAnalysis): NoGain => ({ refused: reason, proposals, unit: changed, after });
  const broken = unparsed(unit, changed, tools);
  if (broken !== undefined) return noGain(broken);
  const after = await retime(tools, changed, deadline, signal);
  if (typeof after === 'string') return noGain(`The rewritten text could not be timed: ${after}`);
  const paths = proposals.flatMap((item) => item.candidate.paths).sort((a, b) => a.path.slack - b.path.slack);
  const gain = compare(before, after, paths);
  return 'refused' in gain ? { ...noGain(gain.refused, after), ...gain } : { proposals, unit: changed, after, gain };
}

/** The timing of a unit, or why there is none; `order` as in `FixSearchTools.time`. */
export async function retime(
  tools: Pick<FixSearchTools, 'time'>,
  unit: CompileUnit,
  deadline: number,
  signal: AbortSignal,
  order?: number,
): Promise<TimingAnalysis | string> {
  const outcome = await tools.time(unit, Math.max(1000, deadline - Date.now()), signal, order);
  return outcome.ok ? outcome.value : outcome.message;
}

/** Says so when a rewritten file has more syntax problems than it had. */
function unparsed(old: CompileUnit, unit: CompileUnit, tools: FixSearchTools): string | undefined {
  const problems = (file: SourceText): number => {
    const parsed = tools.parse(file);
    const count = parsed.problems.length;
    parsed.dispose();
    return count;
  };
  for (const [index, file] of unit.files.entries()) {
    const original = old.files[index];
    if (original === undefined || original.text === file.text) continue;
    if (problems(file) > problems(original)) return 'The rewritten text does not parse.';
  }
  return undefined;
}

/** The end point that gains, or why the change is no improvement; `paths` are those that the change is about, worst first. Slacks in ns. */
export function compare(before: TimingAnalysis, after: TimingAnalysis, paths: readonly ExplainedPath[]): Gain | Refused {
  const worst = paths[0]?.path;
  const then = before.timing.wns;
  const now = after.timing.wns;
  const slack = (value: number): string => nanoseconds(value, before);
  if (worst === undefined) return { refused: 'No path runs through it.' };
  const gained = after.endpoints.get(worst.end);
  if (now < then - 0.001) {
    const refused = `Measured worse: the worst slack would go from ${slack(then)} to ${slack(now)} ns${whereWorse(after)}.`;
    const onlyUnder = assumption(before, after);
    return onlyUnder === undefined ? { refused } : { refused, onlyUnder };
  }
  const broken = newlyViolated(before, after);
  if (broken !== undefined && after.timing.tns < before.timing.tns) {
    return { refused: `Measured worse elsewhere: ${broken}, which is met now, would be violated, and all slacks together would be less.` };
  }
  if (now <= then + leastGain(before) && (gained === undefined || gained <= worst.slack + 0.02 * worst.arrival)) {
    return { refused: `Measured no faster: ${worst.end} would go from ${slack(worst.slack)} to ${slack(gained ?? worst.slack)} ns.` };
  }
  const { cells: was } = before;
  const { cells: is } = after;
  if (was !== undefined && is !== undefined && is > mostGrowth.factor * was + mostGrowth.cells) {
    return { refused: `It would take too much room: ${is} cells in place of ${was}.` };
  }
  // Where its own paths got no faster but the slowest of all did, that one is told of.
  const [slowest] = before.explained;
  if (gained !== undefined && gained < worst.slack && slowest !== undefined)
    return { endpoint: slowest.path.end, before: slowest.path.slack, after: after.endpoints.get(slowest.path.end) ?? now };
  return { endpoint: worst.end, before: worst.slack, after: gained ?? now };
}

/** A time in ns as it is told: hundredths, where paths are shorter than a ns thousandths. */
export function nanoseconds(value: number, { timing: { period, wns } }: TimingAnalysis): string {
  return value.toFixed(period - wns < 1 ? 3 : 2);
}

/** ns by which the worst slack has to grow to be told from none: 0.01, and of paths shorter than a ns, as on standard cells, the same share. */
export function leastGain({ timing: { period, wns } }: TimingAnalysis): number {
  return 0.01 * Math.min(1, Math.max(0, period - wns));
}

/** The end point that is met before and furthest from it after. */
function newlyViolated(before: TimingAnalysis, after: TimingAnalysis): string | undefined {
  const [worst] = [...after.endpoints]
    .filter(([name, slack]) => slack < -leastGain(before) / 2 && (before.endpoints.get(name) ?? -1) >= 0)
    .sort((a, b) => a[1] - b[1]);
  return worst?.[0];
}

/**
 * What would make a rewrite a gain that is none as inputs arrive: every path that is worse than the worst was begins at an input, and would not be if
 * those arrived so much earlier. Undefined where a path between registers is worse too, or not all are known.
 */
function assumption(before: TimingAnalysis, after: TimingAnalysis): string | undefined {
  const then = before.timing.wns;
  const worse = after.explained.filter(({ path }) => path.slack < then - 0.001);
  if (worse.length === 0 || worse.length === after.explained.length) return undefined;
  const needs = new Map<string, number>();
  for (const { path, rtl } of worse) {
    if (rtl.module.ports[path.start]?.direction !== 'input') return undefined;
    needs.set(path.start, Math.max(needs.get(path.start) ?? 0, then - path.slack));
  }
  return [...needs].map(([input, ns]) => `${input} arrives ${nanoseconds(ns, before)} ns earlier`).join(' and ');
}

/** What the worst path would be; of one that begins at an input it depends on the surroundings how bad that is. */
function whereWorse(after: TimingAnalysis): string {
  const [worst] = after.explained;
  if (worst === undefined) return '';
  const { start, end } = worst.path;
  const input = worst.rtl.module.ports[start]?.direction === 'input';
  return `, from ${start} to ${end}${input ? `, which would do only if ${start} arrived earlier` : ''}`;
}

/** Whether it was declined since neither a proof nor a difference was found. */
export function isUndecided({ reason }: { readonly reason: string }): boolean {
  return reason.startsWith(undecided('checked')) || reason.startsWith(undecided('unknown'));
}

/** The proof that a rewritten unit behaves the same as the author's, or why there is none. */
export function prove(
  tools: FixSearchTools,
  golden: CompileUnit,
  candidate: CompileUnit,
  contract: EquivalenceRequest['contract'],
  seed: number,
  deadline: number,
  signal: AbortSignal,
): Promise<EquivalenceResult | string> {
  const budgetMs = Math.max(1000, deadline - Date.now());
  return proofOrWhy(tools.prove, { golden, candidate, contract, budgetMs, seed }, signal);
}
